"""Ledgers about people checked against the resident records, and what they yield.

A ledger's row holds from its first to its last day. A row whose period cannot be read is set aside,
and the facts it would have told are unknown for that person from then on: a register with a
doubtful entry does not say "no entry".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.registry.columns import BLANK, NO_NUMBER, READ, REFUSED, Cells
from sakimawari.registry.dates import FIRST_DAY_EVER, LAST_DAY_EVER
from sakimawari.registry.gathering import Register
from sakimawari.registry.journal import Journal
from sakimawari.registry.layouts import ColumnLayout, Layout, Role
from sakimawari.registry.programmes import name_programmes
from sakimawari.registry.residents import Residents, died
from sakimawari.rules.population import missing_of
from sakimawari.rules.tree import Fact, Kind, Shape

Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]


@dataclass(slots=True, kw_only=True)
class Strangers:
    """Children of ledgers who are not in the resident records: they live outside the city.

    Stranger k is person `first + k`.
    """

    first: int
    numbers: list[int]

    def persons(self, numbers: Ints) -> Ints:
        """The persons of these numbers, new strangers added."""
        known = {number: self.first + k for k, number in enumerate(self.numbers)}
        found = np.empty(len(numbers), np.int64)
        for place, number in enumerate(numbers.tolist()):
            if number not in known:
                known[number] = self.first + len(self.numbers)
                self.numbers.append(number)
            found[place] = known[number]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The rows of a ledger with the persons they are about.

    `kept`: taken in. `undated`: set aside for its period, person known. `child` is -1 where the
    ledger links nobody. `since` and `until` are days, both included, open ends the extremes;
    a ledger without a period holds always.
    """

    register: Register
    person: Ints
    child: Ints
    since: Ints
    until: Ints
    kept: Bools
    undated: Bools

    @property
    def layout(self) -> Layout:
        """The layout of the register."""
        return self.register.layout

    def in_force(self, on: int) -> Bools:
        """The kept rows that hold on a day."""
        return self.kept & (self.since <= on) & (on <= self.until)


def period_of(register: Register, journal: Journal, row: Ints) -> tuple[Ints, Ints, Bools]:
    """First and last day of each row; rows without a readable period are set aside."""
    since = np.full(len(row), FIRST_DAY_EVER, np.int64)
    until = np.full(len(row), LAST_DAY_EVER, np.int64)
    undated = np.zeros(len(row), np.bool_)
    starts = register.layout.column(Role.FROM)
    if starts is not None:
        cells = register.cells[starts.name]
        if starts.required:
            blank = cells.state == BLANK
            register.set_aside(journal, "ROW014", blank, starts.name)
            undated |= blank
        undated |= cells.state == REFUSED
        since = np.where(cells.state == READ, cells.values, since)
    empty = np.zeros(len(row), np.bool_)
    for ends in register.layout.with_role(Role.UNTIL, Role.UNTIL_EXCLUSIVE):
        cells = register.cells[ends.name]
        undated |= cells.state == REFUSED
        open_end = (cells.state != READ) | (cells.values == LAST_DAY_EVER)
        exclusive = ends.role is Role.UNTIL_EXCLUSIVE
        last = np.where(open_end, LAST_DAY_EVER, cells.values - (1 if exclusive else 0))
        until = np.minimum(until, last)
        empty |= exclusive & (last == since - 1)  # lost on the day it was gained
        wrong = (until < since) & ~empty & ~undated
        register.set_aside(journal, "ROW015", wrong, ends.name)
        undated |= wrong
    return since, until, undated


def _departed(residents: Residents, numbers: Ints) -> tuple[Bools, Ints, Bools]:
    """Whether people have left, on which day, and whether by death."""
    place = residents.departed.find.find(numbers)
    left = place >= 0
    dead = np.array([died(reason) for reason in residents.departed.reasons] + [False], np.bool_)
    on = np.append(residents.departed.on, LAST_DAY_EVER)
    return left, on[place], dead[place] & left


def check_ledger(
    register: Register, residents: Residents, journal: Journal, *, on: int, strangers: Strangers
) -> Ledger:
    """Finds the people of each row, and sets aside what does not hold together."""
    person_column = register.layout.column(Role.PERSON)
    if person_column is None:
        raise ValueError(f"the layout {register.layout.register} names no person")
    numbers = register.numbers[person_column.name]
    register.set_aside(journal, "ROW005", numbers == NO_NUMBER, person_column.name)
    person = residents.find.find(numbers)
    left, left_on, _ = _departed(residents, numbers)
    left &= person < 0
    unknown = (person < 0) & ~left
    register.set_aside(journal, "ROW023", unknown, person_column.name)
    name_programmes(register, journal)
    since, until, undated = period_of(register, journal, person)
    dated = register.layout.column(Role.FROM) is not None
    still = left & dated & (until >= on) & (until > left_on)
    register.set_aside(journal, "ROW025", still, person_column.name)
    history = left & ~register.aside
    journal.left(register.file[history])
    child = _children(register, residents, journal, on=on, until=until, strangers=strangers)
    return Ledger(
        register=register,
        person=person,
        child=child,
        since=since,
        until=until,
        kept=~register.aside & (person >= 0),
        undated=undated & (person >= 0),
    )


def _children(
    register: Register,
    residents: Residents,
    journal: Journal,
    *,
    on: int,
    until: Ints,
    strangers: Strangers,
) -> Ints:
    link = register.layout.column(Role.LINK)
    if link is None:
        return np.full(len(register), -1, np.int64)
    numbers = register.numbers[link.name]
    register.set_aside(journal, "ROW005", numbers == NO_NUMBER, link.name)
    child = residents.find.find(numbers)
    _, left_on, dead = _departed(residents, numbers)
    dead &= child < 0
    register.set_aside(journal, "ROW025", dead & (until >= on) & (until > left_on), link.name)
    abroad = (child < 0) & ~register.aside
    register.notice(journal, "ROW024", abroad & ~dead & (until >= on), link.name)
    child[abroad] = strangers.persons(numbers[abroad])
    return child


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Entries of one fact, in no order: person, value, where it was read, and when it holds.

    `year` is given for yearly facts, `since` and `until` for facts with spans.
    """

    fact: Fact
    person: Ints
    value: Ints
    file: Int32s
    row: Int32s
    year: Ints | None = None
    since: Ints | None = None
    until: Ints | None = None

    def only(self, kept: npt.NDArray[np.bool_] | Ints) -> Entries:
        """These entries, filtered or reordered."""
        return Entries(
            fact=self.fact,
            person=self.person[kept],
            value=self.value[kept],
            file=self.file[kept],
            row=self.row[kept],
            year=None if self.year is None else self.year[kept],
            since=None if self.since is None else self.since[kept],
            until=None if self.until is None else self.until[kept],
        )


def fact_columns(layout: Layout) -> tuple[ColumnLayout, ...]:
    """The columns that deliver a fact about people (words deliver none)."""
    kinds = {kind.value for kind in Kind}
    return tuple(
        column for column in layout.with_role(Role.FACT) if column.fact and column.type in kinds
    )


def _cells_of(ledger: Ledger, column: ColumnLayout, fact: Fact) -> Cells:
    """The cells of a fact's column; a constant is read in every row, a derived fact is no yet."""
    if column.in_file:
        return ledger.register.cells[column.name]
    constant = column.constant or ""
    value = fact.type.labels.index(constant) if fact.type.labels else int(constant == "yes")
    count = len(ledger.person)
    return Cells(values=np.full(count, value, np.int64), state=np.full(count, READ, np.int8))


def entries_of(ledger: Ledger, journal: Journal, *, on: int) -> Iterator[Entries]:
    """The entries of every fact a ledger tells, repeated and overlapping rows settled."""
    if ledger.layout.yearly is not None:
        _settle_years(ledger, journal)
    for column in fact_columns(ledger.layout):
        fact = ledger.layout.fact_of(column)
        cells = _cells_of(ledger, column, fact)
        person = ledger.child if column.of == "child" else ledger.person
        told = (cells.state != BLANK) & (person >= 0)
        if fact.shape is Shape.PLAIN:
            told &= _current_rows(ledger, person, journal, on=on)
        else:
            told &= ledger.kept | (ledger.undated & (fact.shape is Shape.SPANS))
        value = np.where(cells.state == READ, cells.values, missing_of(fact))
        entries = Entries(
            fact=fact,
            person=person,
            value=np.where(ledger.undated, missing_of(fact), value),
            file=ledger.register.file,
            row=ledger.register.row,
            year=None if fact.shape is not Shape.YEARLY else _years(ledger),
            since=None
            if fact.shape is not Shape.SPANS
            else _undated(ledger, ledger.since, FIRST_DAY_EVER),
            until=None
            if fact.shape is not Shape.SPANS
            else _undated(ledger, ledger.until, LAST_DAY_EVER),
        ).only(told)
        yield _without_overlaps(entries, journal, column) if fact.shape is Shape.SPANS else entries


def _undated(ledger: Ledger, days: Ints, end: int) -> Ints:
    return np.where(ledger.undated, end, days)


def _years(ledger: Ledger) -> Ints:
    return ledger.register.cells[ledger.layout.yearly or ""].values


def _settle_years(ledger: Ledger, journal: Journal) -> None:
    """Of two rows for one person and year the later stays, the other is set aside."""
    year_column = ledger.layout.yearly or ""
    blank = ledger.register.cells[year_column].state == BLANK
    ledger.register.set_aside(journal, "ROW016", blank & ledger.kept, year_column)
    ledger.kept[blank] = False
    rows = np.flatnonzero(ledger.kept)
    person, year = ledger.person[rows], _years(ledger)[rows]
    order = np.argsort(person * 10_000 + year, kind="stable")
    ordered = rows[order]
    twice = np.zeros(len(ledger.kept), np.bool_)
    same = (person[order][:-1] == person[order][1:]) & (year[order][:-1] == year[order][1:])
    twice[ordered[:-1][same]] = True
    ledger.register.set_aside(journal, "ROW021", twice, year_column)
    ledger.kept[twice] = False


def _current_rows(ledger: Ledger, person: Ints, journal: Journal, *, on: int) -> Bools:
    """For plain facts: of each person's rows the one that holds on the day and began last.

    A ledger without a period goes by its first date (届出日); without that, of two rows for one
    person the later stays and the other is set aside.
    """
    among = ledger.in_force(on) & (person >= 0)
    date_column = next(
        (c for c in fact_columns(ledger.layout) if c.type == "date" and c.required), None
    )
    has_period = ledger.layout.column(Role.FROM) is not None
    began = ledger.since
    if not has_period and date_column is not None and not ledger.layout.spine:
        began = ledger.register.cells[date_column.name].values
    rows = np.flatnonzero(among)
    ordered = rows[np.lexsort((rows, began[rows], person[rows]))]
    older = np.zeros(len(among), np.bool_)
    older[ordered[:-1]] = person[ordered[:-1]] == person[ordered[1:]]
    if not has_period and date_column is None:
        ledger.register.set_aside(journal, "ROW021", older)
        ledger.kept[older] = False
    return among & ~older


def _without_overlaps(entries: Entries, journal: Journal, column: ColumnLayout) -> Entries:
    """Entries in order, none overlapping: the later start wins and cuts the earlier short."""
    if entries.since is None or entries.until is None:
        raise ValueError(f"{entries.fact.name} has no spans")
    order = np.lexsort((entries.row, entries.file, entries.since, entries.person))
    held = entries.only(order)
    since, until = held.since, held.until
    if since is None or until is None or len(since) == 0:
        return held
    follows = np.append(held.person[:-1] == held.person[1:], False)
    next_since = np.append(since[1:], LAST_DAY_EVER)
    cut = follows & (until >= next_since)
    sentinel = since == FIRST_DAY_EVER  # an unknown entry gives way without a word
    noted = cut & ~sentinel
    journal.repaired("overlap", held.file[noted], held.row[noted], column=column.name)
    until[cut] = next_since[cut] - 1
    return held.only(until >= since)


def guardians_by_ledger(
    ledgers: list[Ledger], journal: Journal, *, people: int, on: int
) -> tuple[Ints, list[tuple[Ints, Ints]]]:
    """The recipient who looks after each child by the ledgers in force: earlier ledgers first.

    Returns the guardian of each person of the city (-1: no ledger says), and every link in force
    as pairs of recipients and children (children outside the city included).
    """
    guardian = np.full(people, -1, np.int64)
    links: list[tuple[Ints, Ints]] = []
    for ledger in ledgers:
        rows = np.flatnonzero(ledger.in_force(on) & (ledger.child >= 0))
        rows = rows[ledger.child[rows] != ledger.person[rows]]
        rows = rows[np.argsort(ledger.since[rows], kind="stable")]
        parent, child = ledger.person[rows], ledger.child[rows]
        here = child < people
        new = here & (guardian[np.minimum(child, people - 1)] < 0)
        first = guardian.copy()
        first[child[new]] = parent[new]
        rivals = np.zeros(len(ledger.kept), np.bool_)
        rivals[rows[new]] = first[child[new]] != parent[new]
        ledger.register.notice(journal, "ROW026", rivals)
        guardian = first
        settled = ~here | (guardian[np.minimum(child, people - 1)] == parent)
        links.append((parent[settled], child[settled]))
    return guardian, links
