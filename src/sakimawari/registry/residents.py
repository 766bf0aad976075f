"""The resident records checked: who lives in the city on the day, who has left, who stands twice.

Nobody is lost for a doubtful cell: a birth date that cannot be read makes the birth date unknown,
not the person. Only a row without a readable 宛名番号 or 世帯番号 is set aside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from sakimawari.registry.columns import NO_NUMBER, READ, REFUSED
from sakimawari.registry.gathering import Register
from sakimawari.registry.journal import Journal
from sakimawari.registry.layouts import ColumnLayout, Role

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_NOT_REMOVED = ("", "0", "00", "なし", "現存", "-")
_DIED = ("死亡", "失踪宣告")
_NOT_LATER_THAN_TODAY = ("生年月日", "住民となった日")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """宛名番号 for look-up: `sorted` ascending, `place` of each in its table."""

    sorted: Ints
    place: Ints

    def find(self, numbers: Ints) -> Ints:
        """The place of each number, -1 where it is not known."""
        if not len(self.sorted):
            return np.full(len(numbers), -1, np.int64)
        at = np.minimum(np.searchsorted(self.sorted, numbers), len(self.sorted) - 1)
        return np.where(self.sorted[at] == numbers, self.place[at], -1)


def numbers_of(numbers: Ints) -> Numbers:
    """The look-up of distinct numbers."""
    order = np.argsort(numbers, kind="stable")
    return Numbers(sorted=numbers[order], place=order.astype(np.int64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """People who died or moved away: number, reason as written, day (day of the load if blank)."""

    numbers: Ints
    reasons: list[str]
    on: Ints
    find: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Residents:
    """The people who live in the city: row i of `register` is person i."""

    register: Register
    numbers: Ints
    households: Ints
    find: Numbers
    departed: Departed

    def __len__(self) -> int:
        return len(self.numbers)

    def text(self, role: Role, part: str | None = None) -> pl.Series:
        """A column of words by its role; all null if the city's export lacks it."""
        column = self.register.layout.column(role, part)
        if column is None or column.name not in self.register.texts:
            return pl.Series([None] * len(self), dtype=pl.String)
        return self.register.texts[column.name]


def _column(register: Register, role: Role, part: str | None = None) -> ColumnLayout:
    found = register.layout.column(role, part)
    if found is None:
        raise ValueError(f"the layout {register.layout.register} has no column {role} {part}")
    return found


def _removed(register: Register, on: int) -> Bools:
    reason = register.texts[_column(register, Role.STATE, "removed").name].fill_null("")
    removed_on = register.cells[_column(register, Role.STATE, "removed_on").name]
    by_reason = ~reason.is_in(list(_NOT_REMOVED)).to_numpy()
    dated = removed_on.state == READ
    later = dated & (removed_on.values > on)
    removed: Bools = (by_reason | dated) & ~later
    return removed


def _refuse_future_dates(register: Register, journal: Journal, on: int) -> None:
    for name in _NOT_LATER_THAN_TODAY:
        cells = register.cells.get(name)
        if cells is None:
            continue
        future = (cells.state == READ) & (cells.values > on)
        register.notice(journal, "ROW017", future, name)
        cells.state[future] = REFUSED


def _older_twins(register: Register, numbers: Ints, among: Bools) -> Bools:
    """Rows of a number that stands again further on: the latest 異動日 stays, then the last row."""
    changed = register.cells[_column(register, Role.STATE, "on").name]
    day = np.where(changed.state == READ, changed.values, np.iinfo(np.int64).min)
    places = np.flatnonzero(among)
    order = places[np.lexsort((places, day[places], numbers[places]))]
    older = np.zeros(len(numbers), np.bool_)
    older[order[:-1]] = numbers[order[:-1]] == numbers[order[1:]]
    return older


def check_residents(register: Register, journal: Journal, on: int) -> Residents:
    """Parts the resident records into people who live here and people who left."""
    number_column = _column(register, Role.PERSON).name
    household_column = _column(register, Role.HOUSEHOLD).name
    numbers = register.numbers[number_column]
    register.set_aside(journal, "ROW005", numbers == NO_NUMBER, number_column)
    register.set_aside(
        journal, "ROW005", register.numbers[household_column] == NO_NUMBER, household_column
    )
    _refuse_future_dates(register, journal, on)
    removed = _removed(register, on)
    living = ~removed & ~register.aside
    register.set_aside(journal, "ROW020", _older_twins(register, numbers, living), number_column)
    living &= ~register.aside
    gone = removed & ~register.aside
    departed = _departed(register, numbers, living, gone, on)
    kept = register.keep_only(living)
    people = kept.numbers[number_column]
    return Residents(
        register=kept,
        numbers=people,
        households=kept.numbers[household_column],
        find=numbers_of(people),
        departed=departed,
    )


def _departed(register: Register, numbers: Ints, living: Bools, gone: Bools, on: int) -> Departed:
    here = numbers_of(numbers[living])
    left = gone & (here.find(numbers) < 0)
    left &= ~_older_twins(register, numbers, left)
    reason = register.texts[_column(register, Role.STATE, "removed").name]
    removed_on = register.cells[_column(register, Role.STATE, "removed_on").name]
    return Departed(
        numbers=numbers[left],
        reasons=reason.filter(pl.Series(left)).fill_null("").to_list(),
        on=np.where(removed_on.state == READ, removed_on.values, on)[left],
        find=numbers_of(numbers[left]),
    )


def died(reason: str) -> bool:
    """Whether a reason of removal means death."""
    return any(word in reason for word in _DIED)


def note_same_people(residents: Residents, journal: Journal) -> int:
    """Notes people registered under two numbers: same name, birth date and address.

    Only hashes are compared; returns how many rows were noted.
    """
    register = residents.register
    birth = register.cells["生年月日"]
    frame = pl.DataFrame(
        {
            "name": register.texts["氏名"].str.normalize("NFKC").str.replace_all(r"\s", ""),
            "birth": pl.Series(birth.values),
            "address": pl.concat_str(
                [
                    residents.text(Role.PLACE, "ward").fill_null(""),
                    residents.text(Role.PLACE, "town").fill_null(""),
                    register.texts["番地"].fill_null("").str.normalize("NFKC"),
                ],
                separator="|",
            ).pipe(lambda expression: pl.select(expression).to_series()),
        }
    )
    hashed = frame.select(pl.struct("name", "birth", "address").hash()).to_series()
    known = frame["name"].is_not_null().to_numpy() & (birth.state == READ)
    twice = hashed.is_duplicated().to_numpy()
    # A duplicate must be one among the known rows alone.
    among_known = pl.Series(
        np.where(known, hashed.to_numpy(), np.arange(len(known), dtype=np.uint64))
    )
    same = known & twice & among_known.is_duplicated().to_numpy()
    register.notice(journal, "ROW022", same)
    return int(same.sum())
