"""The steps of a load: registers gathered, people placed in units, every table made.

Registers are taken one after another and let go again, so that memory holds the resident records,
the tax register while incomes are needed, and one further register at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from sakimawari.problems import Problem, Problems
from sakimawari.registry.columns import READ, NumberReader
from sakimawari.registry.dates import FIRST_DAY_EVER, LAST_DAY_EVER, day_of
from sakimawari.registry.families import Families, Household, tell_families
from sakimawari.registry.gathering import File, Gatherer, Register
from sakimawari.registry.intake import Intake, known_layouts
from sakimawari.registry.journal import Journal
from sakimawari.registry.layouts import ColumnLayout, Layout, Level, Role
from sakimawari.registry.ledgers import (
    Ledger,
    Strangers,
    check_ledger,
    guardians_by_ledger,
)
from sakimawari.registry.programmes import programmes_in
from sakimawari.registry.residents import Residents, check_residents, note_same_people
from sakimawari.registry.units import (
    Homes,
    Keyed,
    Units,
    lay_out,
)

INCOME = "合計所得金額"  # 児童手当: the guardian is whoever keeps up the household more
GUARDIAN_LEDGERS = ("児童手当", "児童扶養手当", "特別児童扶養手当")
_NO_BIRTH = np.iinfo(np.int64).max

Ints = npt.NDArray[np.int64]
Opaque = Callable[[str, str], str]
Progress = Callable[[str, int, int], None]


@dataclass(slots=True, kw_only=True)
class Load:
    """One load under way."""

    intake: Intake
    on: date
    opaque: Opaque
    progress: Progress
    journal: Journal = field(default_factory=Journal)
    numbers: NumberReader = field(default_factory=NumberReader)
    twelve_digit_files: set[int] = field(default_factory=set)
    read_files: int = 0

    @property
    def day(self) -> int:
        """The day of the load, counted from 1970-01-01."""
        return day_of(self.on)

    @property
    def labels(self) -> list[str]:
        """The files' names by number."""
        return [file.source.label for file in self.intake.files]

    def files_of(self, layout: Layout) -> list[File]:
        """The files of a register."""
        return [file for file in self.intake.files if file.layout.register == layout.register]

    def lacks(self, layout: Layout, column: ColumnLayout) -> bool:
        """Whether no file of the register has the column, so that its fact is not told at all."""
        files = self.files_of(layout)
        return column.in_file and all(column.name not in file.header.places for file in files)

    def layouts_of(self, *levels: Level) -> list[Layout]:
        """The layouts of these levels that have a file, in their own order."""
        return [
            layout for layout in known_layouts() if layout.level in levels and self.files_of(layout)
        ]

    def person_key(self, number: int) -> str:
        """The opaque key of a 宛名番号."""
        return self.opaque("person", self.numbers.text_of(number))

    def household_key(self, number: int) -> str:
        """The opaque key of a 世帯番号."""
        return self.opaque("household", self.numbers.text_of(number))

    def gather(self, layout: Layout) -> Register:
        """Reads all files of a register. Raises LOAD015 if its keys are マイナンバー."""
        gatherer = Gatherer(layout, self.numbers, self.journal)
        problems: list[Problem] = []
        for file in self.files_of(layout):
            problem = gatherer.take(file)
            if problem is not None:
                problems.append(problem)
            if gatherer.twelve_is_usual:
                self.twelve_digit_files.add(file.number)
            self.read_files += 1
            self.progress("reading files", self.read_files, len(self.intake.files))
        if problems:
            raise Problems(problems)
        return gatherer.gathered()


@dataclass(slots=True, kw_only=True)
class City:
    """The people of a city placed in units, and what is needed to place facts upon them."""

    residents: Residents
    units: Units
    homes: Homes
    keyed: Keyed
    families: Families
    strangers: Strangers
    links: list[tuple[Ints, Ints]]
    link_registers: list[str]
    early: list[Ledger]  # ledgers that had to be read before the units were known


def _is_needed_early(layout: Layout) -> bool:
    tells_income = any(column.fact == INCOME for column in layout.with_role(Role.FACT))
    return tells_income or layout.column(Role.LINK) is not None


def load_people(load: Load) -> City:
    """Residents, their families and their units."""
    spine = next(layout for layout in load.layouts_of(Level.PERSON) if layout.spine)
    residents = check_residents(load.gather(spine), load.journal, load.day)
    note_same_people(residents, load.journal)
    strangers = Strangers(first=len(residents), numbers=[])
    early = _early_ledgers(load, residents, strangers)
    by_name = {ledger.layout.register: ledger for ledger in early}
    guardian_ledgers = [by_name[name] for name in GUARDIAN_LEDGERS if name in by_name]
    guardian, links = guardians_by_ledger(
        guardian_ledgers, load.journal, people=len(residents), on=load.day
    )
    distinct, home = np.unique(residents.households, return_inverse=True)
    home = home.astype(np.int64)
    told = Household(
        household=home,
        relation=residents.text(Role.RELATION),
        birth=_birth(residents),
        sex=_sex(residents),
        income=_latest_incomes(early, len(residents)),
        ledger=guardian,
        on=load.on,
    )
    families = tell_families(told, len(distinct))
    homes = _homes(load, residents, home, distinct, families.head)
    _note_households(load, residents, families, homes)
    return City(
        residents=residents,
        units=lay_out(homes, families, told.birth, links),
        homes=homes,
        keyed=Keyed.of(residents, strangers, load.person_key),
        families=families,
        strangers=strangers,
        links=links,
        link_registers=[ledger.layout.register for ledger in guardian_ledgers],
        early=early,
    )


def _early_ledgers(load: Load, residents: Residents, strangers: Strangers) -> list[Ledger]:
    """The ledgers that families and incomes are told from."""
    return [
        check_ledger(load.gather(layout), residents, load.journal, on=load.day, strangers=strangers)
        for layout in load.layouts_of(Level.PERSON)
        if not layout.spine and _is_needed_early(layout)
    ]


def _birth(residents: Residents) -> Ints:
    cells = residents.register.cells["生年月日"]
    return np.where(cells.state == READ, cells.values, _NO_BIRTH)


def _sex(residents: Residents) -> Ints:
    cells = residents.register.cells.get("性別")
    if cells is None:
        return np.full(len(residents), -1, np.int64)
    return np.where(cells.state == READ, cells.values, -1)


def _latest_incomes(ledgers: list[Ledger], people: int) -> Ints:
    """Each person's income of the latest fiscal year told, 0 where none is."""
    income = np.zeros(people, np.int64)
    for ledger in ledgers:
        for column in ledger.layout.with_role(Role.FACT):
            if column.fact != INCOME or ledger.layout.yearly is None:
                continue
            year = ledger.register.cells[ledger.layout.yearly].values
            cells = ledger.register.cells[column.name]
            rows = np.flatnonzero(ledger.kept & (cells.state == READ))
            rows = rows[np.argsort(year[rows], kind="stable")]
            income[ledger.person[rows]] = cells.values[rows]
    return income


def _homes(load: Load, residents: Residents, dense: Ints, distinct: Ints, head: Ints) -> Homes:
    ward = residents.text(Role.PLACE, "ward").fill_null("")
    town = residents.text(Role.PLACE, "town").fill_null("")
    return Homes(
        of_person=dense,
        keys=[load.household_key(number) for number in distinct.tolist()],
        ward=ward.gather(head),
        town=town.gather(head),
    )


def _note_households(load: Load, residents: Residents, families: Families, homes: Homes) -> None:
    """Notes households without a head or with two, of several addresses, and unread 続柄."""
    register, journal = residents.register, load.journal
    relation = register.layout.column(Role.RELATION)
    column = "" if relation is None else relation.name
    register.notice(journal, "ROW033", families.unread, column)
    register.notice(journal, "ROW030", families.headless, column)
    register.notice(journal, "ROW031", families.two_heads, column)
    ward = residents.text(Role.PLACE, "ward").fill_null("")
    town = residents.text(Role.PLACE, "town").fill_null("")
    elsewhere = (ward != homes.ward.gather(homes.of_person)) | (
        town != homes.town.gather(homes.of_person)
    )
    register.notice(journal, "ROW032", elsewhere.to_numpy())


def resident_ledger(residents: Residents) -> Ledger:
    """The resident records as a ledger about everybody, for the facts they tell."""
    count = len(residents)
    return Ledger(
        register=residents.register,
        person=np.arange(count),
        child=np.full(count, -1, np.int64),
        since=np.full(count, FIRST_DAY_EVER, np.int64),
        until=np.full(count, LAST_DAY_EVER, np.int64),
        kept=np.ones(count, np.bool_),
        undated=np.zeros(count, np.bool_),
    )


def ledgers(load: Load, city: City) -> Iterator[Ledger]:
    """Every register about people, one at a time; what was read early is let go when it is done."""
    yield resident_ledger(city.residents)
    while city.early:
        yield city.early.pop(0)
    for layout in load.layouts_of(Level.PERSON):
        if not layout.spine and not _is_needed_early(layout):
            yield check_ledger(
                load.gather(layout),
                city.residents,
                load.journal,
                on=load.day,
                strangers=city.strangers,
            )


def receiving_table(ledger: Ledger, city: City, source: pa.Array) -> pa.Table:
    """The rows of a register of recipients."""
    rows = np.flatnonzero(ledger.kept)
    layout, register = ledger.layout, ledger.register
    amount = layout.column(Role.AMOUNT)
    amounts = np.full(len(rows), -1, np.int64)
    if amount is not None:
        cells = register.cells[amount.name]
        amounts = np.where(cells.state == READ, cells.values, -1)[rows]
    child = ledger.child[rows]
    unit = None if amount is None else amount.unit
    return pa.table(
        {
            "person": city.keyed.persons.take(pa.array(ledger.person[rows])),
            "row": pa.array(city.units.row_of[ledger.person[rows]].astype(np.int32)),
            "programme": programmes_in(register, rows),
            "since": pa.array(ledger.since[rows].astype(np.int32)),
            "until": pa.array(ledger.until[rows].astype(np.int32)),
            "amount": pa.array(amounts),
            "unit": pa.array([unit] * len(rows), pa.string()),
            "beneficiary": city.keyed.persons.take(pa.array(child, mask=child < 0)),
            "source": source.take(pa.array(rows)),
            "source_row": pa.array(register.row[rows]),
        }
    )


def links_table(city: City) -> pa.Table:
    """Ties between recipients and children of other households."""
    homes = city.homes.of_person
    parts = []
    for (parent, child), register in zip(city.links, city.link_registers, strict=True):
        stranger = child >= len(homes)
        apart = stranger | (homes[np.minimum(child, len(homes) - 1)] != homes[parent])
        count = int(apart.sum())
        parts.append(
            pa.table(
                {
                    "person": city.keyed.persons.take(pa.array(parent[apart])),
                    "other": city.keyed.persons.take(pa.array(child[apart])),
                    "kind": pa.array(["child"] * count, pa.string()),
                    "source": pa.array([register] * count, pa.string()),
                }
            )
        )
    empty = pa.table(
        {name: pa.array([], pa.string()) for name in ("person", "other", "kind", "source")}
    )
    return pa.concat_tables([empty, *parts])


def departed_table(load: Load, residents: Residents) -> pa.Table:
    """People who died or moved away."""
    departed = residents.departed
    keys = [load.person_key(number) for number in departed.numbers.tolist()]
    return pa.table(
        {
            "person": pa.array(keys, pa.string()),
            "reason": pa.array(pl.Series(departed.reasons, dtype=pl.String).to_list(), pa.string()),
            "on": pa.array(departed.on.astype(np.int32)),
        }
    )
