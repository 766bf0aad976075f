"""What a `Record` tells of a person: identity, contact, household, facts, programmes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sakimawari.packs.pack import DeclaredFact
from sakimawari.rules.situation import Sourced


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is; an empty text is a part the register does not hold."""

    name: str
    kana: str
    postal_code: str
    address: str
    born: date | None
    sex: str
    others: Mapping[str, str]  # further official numbers, by the register's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How somebody can be reached, by the register of contacts; consents are None where not asked."""

    phone: str
    email: str
    prefers: str
    language: str
    consent_notice: bool | None
    consent_tax: bool | None
    line: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of the household: opaque key, relation to its head, legal age (None unknown).

    `visitor`: lives in another household, linked to this one.
    """

    person: str
    relation: str
    age: int | None
    visitor: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactHeld:
    """What is held of one fact of the person or household, with its source."""

    declared: DeclaredFact
    held: Sourced


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme the person receives: amount in `unit`, None not stated; days inclusive."""

    name: str
    since: date | None
    until: date | None
    amount: int | None
    unit: str
