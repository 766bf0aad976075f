"""The sealed identities a form is filled in with, opened for as long as a slip is carried out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sakimawari.cases.values import Moment
from sakimawari.fit.desk import Desk
from sakimawari.problems import Problems
from sakimawari.reach.addressing.sealed import Sealed
from sakimawari.reach.letters.drafting import addressee_of
from sakimawari.reach.telling.offer import Language, identity_of
from sakimawari.registry.safe import contact_of
from sakimawari.registry.safe import identity_of as sealed_identity_of
from sakimawari.rules.figures import day_of
from sakimawari.rules.tree import DATE, Fact, Holder

_BIRTH = Fact(name="生年月日", type=DATE)


def identities_of(
    moment: Moment, persons: Iterable[str], *, city: str
) -> Mapping[str, Mapping[str, str]]:
    """氏名, カナ, 住所, 生年月日, 電話番号 of some people, as forms name them."""
    found = {}
    for person in dict.fromkeys(persons):
        sealed = sealed_identity_of(moment.desk.mapped, person)
        if sealed is None:
            continue
        contact = contact_of(moment.desk.mapped, person)
        identity = _plain(moment, person, sealed)
        told = (
            {}
            if contact is None or contact.sealed is None
            else _plain(moment, person, contact.sealed)
        )
        ward, town = _place(moment.desk, person)
        plain = Sealed(
            person=person,
            ward=ward,
            town=town,
            identity=sealed,
            contact=None,
            language=Language.JAPANESE,
            birth=_birth(moment.desk, person),
            sex="",
        )
        found[person] = identity_of(addressee_of(plain, identity, told, city=city))
    return found


def _plain(moment: Moment, person: str, sealed: bytes) -> dict[str, Any]:
    told = json.loads(moment.keys.open(person, sealed))
    return dict(told) if isinstance(told, dict) else {}


def _place(desk: Desk, person: str) -> tuple[str, str]:
    try:
        unit = desk.find(person, Holder.PERSON).unit
    except Problems:
        return "", ""
    return desk.mapped.ward_of_unit(unit), ""


def _birth(desk: Desk, person: str) -> date | None:
    try:
        subject = desk.find(person, Holder.PERSON)
        held = desk.situation(subject.unit, [_BIRTH], with_sources=False)
    except Problems:
        return None
    sourced = held.people[subject.position].facts.get(_BIRTH.name)
    return day_of(sourced.held) if sourced is not None and isinstance(sourced.held, int) else None
