"""To whom a message went, by our own id of it: for whoever hears of it from outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sakimawari.reach.channels.lists.values import Entry
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.models import AttemptRow
from sakimawari.reach.sending.optout_store import opted_out_of
from sakimawari.reach.sending.values import State

_AT_A_TIME = 500


def whom(ours: str) -> tuple[str, Medium] | None:
    """The person, and the medium, of an id of ours; None where nothing bears it (any more)."""
    row = AttemptRow.objects.filter(ours=ours).only("person", "medium").first()
    return None if row is None else (row.person, Medium(row.medium))


def answered(ours: Iterable[str]) -> frozenset[str]:
    """Which of some ids of ours belong to messages that were answered: nobody need be told again."""
    ids, found = [*ours], set[str]()
    for first in range(0, len(ids), _AT_A_TIME):
        some = ids[first : first + _AT_A_TIME]
        rows = AttemptRow.objects.filter(ours__in=some, message__state=State.REPLIED.value)
        found.update(rows.values_list("ours", flat=True))
    return frozenset(found)


def no_more(medium: Medium, entries: Sequence[Entry]) -> frozenset[str]:
    """Which entries of lists are not to be done: of those who want nothing by the medium any more,
    and those that were answered, by their ids.
    """
    refused = opted_out_of(medium, [each.person for each in entries])
    done = answered(each.id for each in entries)
    return done | {each.id for each in entries if each.person in refused}
