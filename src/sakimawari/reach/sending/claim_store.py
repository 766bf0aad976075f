"""Claiming: messages that are due pass to one worker, within caps and opt-outs, with an end.

One claim at a time in the whole city (`in_turn`): the caps count what every other worker claimed
before. A claim is short; what takes long (judging, writing, calling) comes after it, under a lease.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sakimawari.reach.medium import Medium
from sakimawari.reach.sending import message_store as messages
from sakimawari.reach.sending.caps import MONTH, Contacts
from sakimawari.reach.sending.gates import OPTED_OUT
from sakimawari.reach.sending.health import Limits
from sakimawari.reach.sending.hours import JAPAN
from sakimawari.reach.sending.message import Message, is_too_late
from sakimawari.reach.sending.models import AttemptRow, MessageRow
from sakimawari.reach.sending.optout_store import opted_out_of
from sakimawari.reach.sending.own_id import own_id
from sakimawari.reach.sending.provider_store import Carrier, Quota, quotas, spend
from sakimawari.reach.sending.values import LIVE, State, Step
from sakimawari.reach.sending.writing import add, write
from sakimawari.reach.terms.values import Terms

TOO_LATE, CAP, NO_PROVIDER = "too_late", "cap", "no_provider"
_LIVE = [step.value for step in LIVE]
_STATE_OF = {
    Step.SENT: State.SENT,
    Step.UNSURE: State.UNSURE,
    Step.DELIVERED: State.DELIVERED,
}
_HAS = {step.value for step in _STATE_OF}
_WAIT_FOR_PROVIDER = timedelta(minutes=5)
_CERTAIN = 0.9  # of the time in which a second call is harmless: the call itself takes time too


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A message in the hands of one worker: under which of our ids, at which provider, until when."""

    ours: str
    message: Message
    provider: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who claims: `token` is new for each claim, `until` the end of the lease."""

    token: str
    at: datetime
    until: datetime
    most: int


def claim(
    medium: Medium,
    carriers: Sequence[Carrier],
    asking: Asking,
    *,
    terms: Terms,
    limits: Limits,
    beyond: Sequence[Contacts] = (),
) -> tuple[tuple[Held, ...], int]:
    """Claim due messages of a medium that is sent one by one; also how many were looked at.

    `beyond`: contacts the store does not know, which count within the caps.
    """
    with messages.in_turn("claims"):
        given = quotas(carriers, at=asking.at, limits=limits, most=asking.most)
        room = min(asking.most, sum(each.most for each in given.values() if not each.reserve))
        if not room:
            return (), 0
        windows = {each.name: each.provider.repeats_for * _CERTAIN for each in carriers}
        held, seen = _claim(
            medium, given, asking, terms=terms, most=room, windows=windows, beyond=beyond
        )
        spend(carriers, given, at=asking.at)
    return held, seen


def claim_batch(
    medium: Medium,
    writer: str,
    batch: str,
    asking: Asking,
    *,
    terms: Terms,
    beyond: Sequence[Contacts] = (),
) -> tuple[tuple[Held, ...], int]:
    """Claim due messages of a medium that leaves as a batch; also how many were looked at."""
    given = {writer: Quota(name=writer, most=asking.most)}
    with messages.in_turn("claims"):
        return _claim(
            medium, given, asking, terms=terms, most=asking.most, batch=batch, beyond=beyond
        )


def _claim(
    medium: Medium,
    given: Mapping[str, Quota],
    asking: Asking,
    *,
    terms: Terms,
    most: int,
    windows: Mapping[str, timedelta] | None = None,
    batch: str = "",
    beyond: Sequence[Contacts] = (),
) -> tuple[tuple[Held, ...], int]:
    due = MessageRow.objects.filter(
        state=State.WAITING.value, medium=medium.value, due_at__lte=asking.at
    ).order_by("due_at")
    rows = messages.unlocked(due, most)
    if not rows:
        return (), 0
    refused = opted_out_of(medium, {row.person for row in rows})
    on = asking.at.astimezone(JAPAN).date()
    open_rows = _passed_over(rows, refused, on, asking.at)
    ids = {row.pk: own_id(row.pk, medium) for row in open_rows}
    before = _attempts(ids.values())
    open_rows = _without_taken(open_rows, ids, before, windows or {}, asking.at)
    contacts = _contacts(open_rows, asking.at, but=set(ids.values()))
    for each in beyond:
        contacts.take(each, {(row.person, row.household) for row in open_rows})
    claimed, waiting = [], []
    for row in open_rows:
        free = contacts.free_from(row.person, row.household, asking.at, terms)
        if free > asking.at:
            waiting.append((row, free))
            continue
        provider = _provider(before.get(ids[row.pk], ()), given)
        if provider == "":
            waiting.append((row, asking.at + _WAIT_FOR_PROVIDER))
        elif provider is not None:
            given[provider].spent += 1
            contacts.add(row.person, row.household, asking.at)
            claimed.append((row, provider))
    _later(waiting, asking.at)
    return _take(claimed, ids, before, asking, medium=medium, batch=batch), len(rows)


def _passed_over(
    rows: Sequence[MessageRow], refused: frozenset[str], on: date, at: datetime
) -> list[MessageRow]:
    """The rows that may still go by this medium; the others are changed and written."""
    late = [row for row in rows if is_too_late(row.useful_until, on)]
    gone = {row.pk for row in late}
    out = [row for row in rows if row.person in refused and row.pk not in gone]
    gone |= {row.pk for row in out}
    messages.end([(row, TOO_LATE) for row in late], State.EXPIRED, at)
    messages.onward([(row, OPTED_OUT) for row in out], at)
    messages.save([*late, *out], at)
    _leave_again(out)
    return [row for row in rows if row.pk not in gone]


def _without_taken(
    rows: Sequence[MessageRow],
    ids: Mapping[str, str],
    before: Mapping[str, Sequence[AttemptRow]],
    windows: Mapping[str, timedelta],
    at: datetime,
) -> list[MessageRow]:
    """The rows that may be called: not those a provider has, nor those that may have been taken and
    can no longer be called again harmlessly.
    """
    taken, lost = [], []
    for row in rows:
        attempts = before.get(ids[row.pk], ())
        has = next((each for each in attempts if each.state in _HAS), None)
        pinned = _pinned(attempts)
        if has is not None:
            row.state, row.due_at = _STATE_OF[Step(has.state)].value, at
            taken.append(row)
        elif pinned is not None and _is_over(pinned, windows, at):
            lost.append(pinned.pk)
            row.state, row.due_at = State.UNSURE.value, at
            taken.append(row)
    if lost:
        AttemptRow.objects.filter(pk__in=lost).update(state=Step.UNSURE.value)
    messages.save(taken, at)
    gone = {row.pk for row in taken}
    return [row for row in rows if row.pk not in gone]


def _is_over(attempt: AttemptRow, windows: Mapping[str, timedelta], at: datetime) -> bool:
    """Whether the time in which a second call is harmless is over."""
    window = windows.get(attempt.provider, timedelta(0))
    return attempt.called_at is None or at - attempt.called_at >= window


def _pinned(before: Iterable[AttemptRow]) -> AttemptRow | None:
    """The attempt at the provider that may have the message already."""
    return next((row for row in before if row.state == Step.AGAIN.value), None)


def _leave_again(rows: Sequence[MessageRow]) -> None:
    """What would have been called a second time will not be: nobody knows how the first ended."""
    if rows:
        AttemptRow.objects.filter(
            message__in=[row.pk for row in rows], state=Step.AGAIN.value
        ).update(state=Step.UNSURE.value, why=OPTED_OUT)


def _later(waiting: Sequence[tuple[MessageRow, datetime]], at: datetime) -> None:
    messages.later(waiting, why=CAP)
    messages.save([row for row, _ in waiting], at)


def _attempts(ids: Iterable[str]) -> dict[str, list[AttemptRow]]:
    found: dict[str, list[AttemptRow]] = {}
    for row in AttemptRow.objects.filter(ours__in=list(ids)):
        found.setdefault(row.ours, []).append(row)
    return found


def contacts_lately(at: datetime) -> Contacts:
    """Everybody contacted within a month by messages of plans: for whoever writes outside of them."""
    contacts = Contacts()
    lately = AttemptRow.objects.filter(counted_at__gt=at - MONTH, state__in=_LIVE)
    for person, household, moment in lately.values_list("person", "household", "counted_at"):
        contacts.add(person, household, moment)
    return contacts


def _contacts(rows: Sequence[MessageRow], at: datetime, *, but: set[str]) -> Contacts:
    """When the people and households of some messages were contacted within a month."""
    contacts = Contacts()
    lately = AttemptRow.objects.filter(counted_at__gt=at - MONTH, state__in=_LIVE)
    named = lately.filter(person__in={row.person for row in rows})
    for ours, person, moment in named.values_list("ours", "person", "counted_at"):
        if ours not in but:
            contacts.of_person.setdefault(person, []).append(moment)
    homes = lately.filter(household__in={row.household for row in rows})
    for ours, household, moment in homes.values_list("ours", "household", "counted_at"):
        if ours not in but:
            contacts.of_household.setdefault(household, []).append(moment)
    return contacts


def _provider(before: Iterable[AttemptRow], given: Mapping[str, Quota]) -> str | None:
    """The provider that gets a message: the one that may have it already, else the first with room.

    "" where the one that may have it cannot be called now; None where nobody has room.
    """
    pinned = _pinned(before)
    if pinned is not None:
        quota = given.get(pinned.provider)
        return "" if quota is None or quota.left <= 0 else pinned.provider
    free = (name for name, quota in given.items() if quota.left > 0 and not quota.reserve)
    return next(free, None)


def _take(
    claimed: Sequence[tuple[MessageRow, str]],
    ids: Mapping[str, str],
    before: Mapping[str, Sequence[AttemptRow]],
    asking: Asking,
    *,
    medium: Medium,
    batch: str,
) -> tuple[Held, ...]:
    fresh: list[AttemptRow] = []
    known: list[AttemptRow] = []
    held = []
    for row, provider in claimed:
        ours = ids[row.pk]
        kept = next((each for each in before.get(ours, ()) if each.provider == provider), None)
        attempt = kept or AttemptRow(
            ours=ours,
            message_id=row.pk,
            person=row.person,
            household=row.household,
            medium=medium.value,
            provider=provider,
        )
        attempt.state, attempt.why, attempt.batch = Step.CLAIMED.value, "", batch
        attempt.claimed_by, attempt.claimed_until = asking.token, asking.until
        attempt.counted_at = asking.at
        (fresh if kept is None else known).append(attempt)
        held.append(
            Held(ours=ours, message=messages.message_of(row), provider=provider, until=asking.until)
        )
    add(fresh)
    write(known, ["state", "why", "batch", "claimed_by", "claimed_until", "counted_at"])
    for first in range(0, len(claimed), messages.AT_A_TIME):
        some = [row.pk for row, _ in claimed[first : first + messages.AT_A_TIME]]
        MessageRow.objects.filter(pk__in=some).update(
            state=State.CLAIMED.value,
            why="",
            claim=asking.token,
            due_at=asking.until,
            changed_at=asking.at,
        )
    return tuple(held)
