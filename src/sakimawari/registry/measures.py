"""支援措置: measures of protection taken in so that no doubt in the data can end a protection.

A measure whose dates cannot be read holds without end, and a protected person who is not in the
resident records stays protected all the same. A row that is short, odd or without its 宛名番号
protects, without end, everybody whose 宛名番号 can be found anywhere in it; where none can be found
the load stops, since nobody can say who would lose their protection.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sakimawari.problems import Place, Problem, Problems
from sakimawari.registry.cells import parse_date
from sakimawari.registry.checkdigits import holds_personal_number
from sakimawari.registry.columns import BLANK, NO_NUMBER, READ, REFUSED, NumberReader
from sakimawari.registry.dates import FIRST_DAY_EVER, LAST_DAY_EVER
from sakimawari.registry.faults import Effect
from sakimawari.registry.gathering import BrokenRow, Register
from sakimawari.registry.journal import Journal
from sakimawari.registry.layouts import Role
from sakimawari.registry.residents import Residents

_WORD = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*")
_FEWEST_DIGITS = 4  # of a number nobody knows: shorter ones are days, months and years


@dataclass(frozen=True, slots=True, kw_only=True)
class Protectable:
    """Who can be protected: the residents, their numbers, and how numbers become opaque keys."""

    residents: Residents
    numbers: NumberReader
    key_of: Callable[[int], str]
    labels: Sequence[str]

    def is_known(self, number: int) -> bool:
        """Whether the number is that of a resident, or of somebody who left."""
        asked = np.array([number], np.int64)
        known = self.residents.find.find(asked)[0] >= 0
        return bool(known or self.residents.departed.find.find(asked)[0] >= 0)


def protection_table(register: Register, people: Protectable, journal: Journal) -> pa.Table:
    """`protection.parquet`. Raises LOAD020 for each row that names nobody who could be protected."""
    column = register.layout.column(Role.PERSON)
    starts, ends = register.layout.column(Role.FROM), register.layout.column(Role.UNTIL)
    if column is None or starts is None or ends is None:
        raise ValueError(f"the layout {register.layout.register} lacks person or period")
    numbers = register.numbers[column.name]
    register.set_aside(journal, "ROW005", numbers == NO_NUMBER, column.name)
    first, last = register.cells[starts.name], register.cells[ends.name]
    since = np.where(first.state == READ, first.values, FIRST_DAY_EVER)
    until = np.where(last.state == READ, last.values, LAST_DAY_EVER)
    doubtful = (first.state == BLANK) | (first.state == REFUSED) | (last.state == REFUSED)
    backwards = until < since
    register.notice(journal, "ROW034", doubtful | backwards)
    since = np.where(backwards, FIRST_DAY_EVER, since)
    until = np.where(backwards, LAST_DAY_EVER, until)
    gone = people.residents.departed.find.find(numbers) >= 0
    stranger = (people.residents.find.find(numbers) < 0) & ~gone
    register.notice(journal, "ROW035", stranger, column.name)
    kept = ~register.aside
    rescued = sorted(_rescued(register.broken, people, journal))
    persons = [people.key_of(number) for number in (*numbers[kept].tolist(), *rescued)]
    begins = np.append(since[kept], np.full(len(rescued), FIRST_DAY_EVER))
    ceases = np.append(until[kept], np.full(len(rescued), LAST_DAY_EVER))
    return pa.table(
        {
            "person": pa.array(persons, pa.string()),
            "since": pa.array(begins.astype(np.int32)),
            "until": pa.array(ceases.astype(np.int32)),
        }
    )


def _rescued(broken: Iterable[BrokenRow], people: Protectable, journal: Journal) -> set[int]:
    """The numbers found in broken rows."""
    rescued: set[int] = set()
    nobody: list[Problem] = []
    for row in broken:
        found = _numbers_in(row, people)
        # Behind a row that was cut off, further rows may be lost: that is nobody's number to find.
        if row.cut or not found:
            nobody.append(_names_nobody(row, people.labels[row.file]))
            continue
        rescued |= found
        file, line = np.array([row.file]), np.array([row.row])
        journal.put(Effect.NOTICE, "ROW036", file, line)
    if nobody:
        raise Problems(nobody)
    return rescued


def _numbers_in(row: BrokenRow, people: Protectable) -> set[int]:
    """Known 宛名番号 anywhere in the row; without one, what may be a number nobody knows."""
    found = {number for cell in row.cells for _, number in _readings(cell, people.numbers)}
    known = {number for number in found if people.is_known(number)}
    if known:
        return known
    cell = row.cells[row.key] if row.key < len(row.cells) else ""
    return {
        number
        for text, number in _readings(cell, people.numbers)
        if sum(digit.isdigit() for digit in text) >= _FEWEST_DIGITS
        and not holds_personal_number(text)
        and parse_date(text).fault is not None
    }


def _readings(cell: str, numbers: NumberReader) -> Iterator[tuple[str, int]]:
    """The texts within a cell that may be a number of the city: the whole, and each word of it."""
    narrow = unicodedata.normalize("NFKC", cell).strip()
    for text in dict.fromkeys((narrow, *_WORD.findall(narrow))):
        number = numbers.number_in(text) if any(one.isdigit() for one in text) else None
        if number is not None:
            yield text, number


def _names_nobody(row: BrokenRow, file: str) -> Problem:
    if row.cut:
        what = "the register of 支援措置 breaks off in this row; rows behind it may be lost"
    else:
        what = "no 宛名番号 can be read in this row of the register of 支援措置"
    return Problem(
        id="LOAD020",
        what=f"{what}: somebody would lose their protection",
        do="look at the row in its system, export the register again, and load again",
        where=Place(file=file, line=row.row),
    )
