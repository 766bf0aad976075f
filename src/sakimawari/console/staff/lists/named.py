"""Rows of a list with the names of those in it, as far as the door to records opens them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sakimawari.console.access import Roll
from sakimawari.console.city import City
from sakimawari.console.record import Contact, Identity
from sakimawari.fit.frame import persons_by_row
from sakimawari.fit.language import Language, money_in
from sakimawari.fit.listed.values import Row
from sakimawari.guard.authorise.asked import FieldGroup
from sakimawari.problems import Problems
from sakimawari.rules.tree import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRow:
    """A row with whom it is about: of a household its head, of a company its name.

    `person` is empty for a company. `amount` is in words.
    """

    row: Row
    person: str
    service: str
    name: str
    kana: str
    identity: Identity | None
    contact: Contact | None
    amount: str

    @property
    def day(self) -> date | None:
        return self.row.day


def persons_of(there: City, rows: Iterable[Row]) -> dict[Row, str]:
    """The person each row is about: the subject, or the head of the household; companies have none."""
    found = {}
    for row in rows:
        person = row.subject if row.subject_kind == "person" else ""
        if row.subject_kind == "household":
            person = head_of(there, row.subject)
        if person:
            found[row] = person
    return found


def head_of(there: City, household: str) -> str:
    """The key of a household's head (世帯主); empty where it is no longer registered."""
    try:
        unit = there.desk.find(household, Holder.HOUSEHOLD).unit
    except Problems:
        return ""
    rows = np.asarray(there.desk.rows(unit))
    registered = rows[there.desk.mapped.people.arrays["is_subject"][rows] == 1]
    keys = persons_by_row(there.desk.mapped)
    return keys[int(registered[0])].decode() if len(registered) else ""


def named(
    there: City,
    rows: Sequence[Row],
    persons: dict[Row, str],
    roll: Roll,
    *,
    language: Language = Language.JA,
) -> list[NamedRow]:
    """The rows whose people were opened, in their order; the others are left out."""
    companies, opened = _company_names(there, rows), set(roll)
    shown = []
    for row in rows:
        if row.subject_kind == "company":
            shown.append(_named(there, row, companies.get(row.subject, ""), language))
        elif (person := persons.get(row, "")) in opened:
            shown.append(_of_person(there, row, person, roll, language))
    return shown


def _of_person(there: City, row: Row, person: str, roll: Roll, language: Language) -> NamedRow:
    record = roll.record(person)
    identity = record.identity() if record.opens(FieldGroup.IDENTITY) else None
    contact = record.contact() if record.opens(FieldGroup.CONTACT) else None
    return NamedRow(
        row=row,
        person=person,
        service=there.catalogue.services[row.service].name,
        name=identity.name if identity is not None else "",
        kana=identity.kana if identity is not None else "",
        identity=identity,
        contact=contact,
        amount=amount_of(there, row, language),
    )


def _named(there: City, row: Row, name: str, language: Language) -> NamedRow:
    return NamedRow(
        row=row,
        person="",
        service=there.catalogue.services[row.service].name,
        name=name,
        kana="",
        identity=None,
        contact=None,
        amount=amount_of(there, row, language),
    )


def amount_of(there: City, row: Row, language: Language) -> str:
    """The amount in words; nothing where the service gives none."""
    award = there.catalogue.services[row.service].rule.amount
    if award is None or row.amount_low is None or row.amount_high is None:
        return ""
    return money_in(language, award.value.type, award.unit, (row.amount_low, row.amount_high))


def _company_names(there: City, rows: Sequence[Row]) -> dict[str, str]:
    wanted = {row.subject for row in rows if row.subject_kind == "company"}
    if not wanted:
        return {}
    table = there.snapshot.companies().select(["company", "name"]).to_pylist()
    return {one["company"]: one["name"] for one in table if one["company"] in wanted}
