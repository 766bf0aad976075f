"""Grants without application (申請によらない支給): opened by the city for whom the night found sure.

Only services whose law lets the city give unasked (`rung: automatic`). Opening decides nothing: a case
is examined and decided by people like any other, then waits for objections.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sakimawari.cases import decline_store, submission_store
from sakimawari.cases.applying import prefill, submit
from sakimawari.cases.values import Account, Answers, Doing, Moment, Origin, Wish
from sakimawari.guard.actor import EVERYWHERE
from sakimawari.packs.pack import Rung, Service
from sakimawari.problems import Problems
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Holder

AT_ONCE = 100
AGAIN_AFTER = timedelta(days=365)  # what was opened before stays so for a year, declined or not


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What opening came to: cases opened, and people left out because a form could not be made."""

    numbers: tuple[str, ...]
    left_out: int


def is_automatic(service: Service) -> bool:
    """Whether the city may give it unasked, to people."""
    return service.rung is Rung.AUTOMATIC and service.holder is Holder.PERSON


def waiting(moment: Moment, services: Iterable[str], wards: frozenset[str]) -> Mapping[str, int]:
    """How many people are surely due each of these services, and have no case about it yet."""
    found: Counter[str] = Counter()
    for slug in services:
        found[slug] = len(_due(moment, slug, wards))
    return found


def next_ones(moment: Moment, service: str, wards: frozenset[str]) -> tuple[str, ...]:
    """The keys of the next people, some at a time, always in the same order."""
    return tuple(_due(moment, service, wards)[:AT_ONCE])


def _due(moment: Moment, service: str, wards: frozenset[str]) -> list[str]:
    rows = moment.run.ask(
        "SELECT DISTINCT subject, ward::VARCHAR AS ward FROM unmet WHERE kind = 'unclaimed' "
        "AND subject_kind = 'person' AND service = ? ORDER BY subject",
        [service],
    ).to_pylist()
    near = [row["subject"] for row in rows if EVERYWHERE in wards or row["ward"] in wards]
    opened = submission_store.opened_since(service, moment.today - AGAIN_AFTER)
    left_out = opened | decline_store.of_service(service)
    return [
        key
        for key in near
        if key not in left_out and not moment.desk.is_protected(key, moment.today)
    ]


def open_automatic(moment: Moment, service: str, people: Iterable[str], *, doing: Doing) -> Opened:
    """Open a case for each of these people; whoever has one already keeps that one alone.

    The form is filled in from the registers without the identity, which the notice opens when it is
    written. A grant to a child goes to whoever brings them up.
    """
    numbers, left_out = [], 0
    for person in people:
        try:
            numbers.append(_open(moment, service, person, doing))
        except Problems:
            left_out += 1
    return Opened(numbers=tuple(numbers), left_out=left_out)


def _open(moment: Moment, service: str, person: str, doing: Doing) -> str:
    applicant = _addressee(moment, person)
    form = prefill(
        moment,
        applicant=applicant,
        wishes=[Wish(service=service, subject=person)],
        identities={},
    )
    account = Account(public=True) if form.needs_account and form.public_account else None
    year = moment.today.year
    mixed = hashlib.blake2b(f"{service}\0{person}\0{year}".encode(), digest_size=16).hexdigest()
    sent = submit(
        moment,
        form,
        Answers(account=account),
        client_key=f"automatic-{mixed}",
        doing=doing,
        origin=Origin.AUTOMATIC,
    )
    return sent.cases[0]


def _addressee(moment: Moment, person: str) -> str:
    """The person, or of a child their guardian (保護者), where the register names one."""
    found = moment.desk.find(person, Holder.PERSON)
    keys = moment.desk.keys(found.unit)
    situation: Situation = moment.desk.situation(found.unit, [], with_sources=False)
    guardian = situation.guardian(found.position)
    return keys[guardian] if guardian >= 0 else person
