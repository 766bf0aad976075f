"""Births and care: whom a parent may act for without a delegation, and who was born when.

Law: 民法 arts. 4, 818 and 824 (a minor is under the parental authority of those who act for them).
"""

from __future__ import annotations

from datetime import date

from sakimawari.fit.desk import Desk
from sakimawari.fit.frame import BIRTH_DATE, persons_by_row
from sakimawari.rules.columns import held_in
from sakimawari.rules.dates import legal_age
from sakimawari.rules.figures import day_of, days
from sakimawari.rules.tree import DATE, Fact

OF_AGE = 18  # 民法 art. 4
_BIRTH = Fact(name=BIRTH_DATE, type=DATE)


def in_care(desk: Desk, person: str, today: date) -> frozenset[str]:
    """The minors of a person's own household whose main guardian the person is, by opaque key.

    Only the tie the register states counts. Whoever's birth date is unknown is nobody's minor here:
    not knowing opens no record. A key nobody bears has nobody in care.
    """
    held = desk.mapped.people.arrays
    keys = persons_by_row(desk.mapped)
    births = desk.mapped.column(_BIRTH)
    on, found = days(today), set()
    for own in desk.mapped.rows_of_person(person).tolist():
        if held["is_subject"][own] != 1:
            continue
        for row in desk.rows(int(held["unit"][own])):
            if held["guardian"][row] != own or held["is_subject"][row] != 1:
                continue
            born = held_in(_BIRTH, births, row)
            if isinstance(born, int) and legal_age(born, on) < OF_AGE:
                found.add(keys[row].decode())
    return frozenset(found)


def birth_of(desk: Desk, person: str) -> date | None:
    """A resident's birth date; None where nobody bears the key, or the register does not tell."""
    births = desk.mapped.column(_BIRTH)
    for row in desk.mapped.rows_of_person(person).tolist():
        born = held_in(_BIRTH, births, row)
        if isinstance(born, int):
            return day_of(born)
    return None
