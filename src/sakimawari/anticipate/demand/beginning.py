"""The city of a snapshot as the state a projection begins with, and the projection made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.demand.ground import BIRTH, Ground, flags
from sakimawari.anticipate.demand.ground import HEAD as HEAD_FACT
from sakimawari.anticipate.demand.lots import lots
from sakimawari.anticipate.projection.people import (
    CARE_LEVELS,
    INCOME_STEPS,
    NOBODY,
    RESIDENT,
    Plan,
    State,
    month_of,
)
from sakimawari.anticipate.projection.rates import default_doubt, default_rates, default_social
from sakimawari.anticipate.projection.values import AGES
from sakimawari.packs.catalogue import Catalogue
from sakimawari.registry.mapped import MappedSnapshot
from sakimawari.rules.dates import fiscal_year
from sakimawari.rules.population import (
    UNKNOWN_CATEGORY,
    UNKNOWN_DATE,
    UNKNOWN_NUMBER,
    Column,
    Int32s,
    Int64s,
    PlainColumn,
    SpansColumn,
    YearlyColumn,
)
from sakimawari.rules.tree import Fact

Bools = npt.NDArray[np.bool_]
SEX, CARE, EARNED = "性別", "要介護度", "給与収入"
CERTIFIED = ("身体障害者手帳等級", "療育手帳判定", "精神障害者保健福祉手帳等級")
_CARE = ("要支援1", "要支援2", "要介護1", "要介護2", "要介護3", "要介護4", "要介護5")
_FEMALE, _NO = "女", "なし"
_NO_BIRTH_AGE = 40 * 12  # months of age assumed where no birth date is held
_KEYS = 31  # purpose of lots


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How far a projection goes, and how often it is drawn."""

    months: int
    replicates: int
    seed: int
    threads: int


def plan_of(
    mapped: MappedSnapshot, catalogue: Catalogue, ground: Ground, on: date, wish: Wish
) -> Plan:
    """A projection of a snapshot's residents with the rates the product ships."""
    state = state_of(mapped, catalogue, ground, on)
    counts = np.zeros((len(state.areas), 2, AGES))
    np.add.at(counts, (state.area, state.sex, np.clip(state.age, 0, AGES - 1)), 1)
    return Plan(
        state=state,
        rates=default_rates(state.areas, on.year, counts=counts),
        social=default_social(),
        doubt=default_doubt(),
        months=wish.months,
        replicates=wish.replicates,
        seed=wish.seed,
        threads=wish.threads,
    )


def state_of(mapped: MappedSnapshot, catalogue: Catalogue, ground: Ground, on: date) -> State:
    """Everybody registered in a ward, with what the registers say of sex, care, disability, work."""
    rows = np.flatnonzero(ground.subjects & (ground.ward[ground.unit] >= 0))
    people = ground.population
    place = np.full(people.people + 1, NOBODY, np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    partner = place[np.maximum(people.spouse[rows], NOBODY)]
    parent = place[np.maximum(people.guardian[rows], NOBODY)]
    heads = flags(people, HEAD_FACT)[rows] == 1
    heads |= ground.head[ground.unit[rows]] == rows
    leads = heads | ((partner >= 0) & heads[partner])
    facts = _Facts(mapped, catalogue, rows, ground.on)
    units, house = np.unique(ground.unit[rows], return_inverse=True)
    income, work = facts.income()
    return State(
        month=month_of(on),
        areas=ground.wards,
        key=_keys(ground.person[rows]),
        born=_months(ground, rows, on),
        sex=facts.is_label(SEX, _FEMALE).astype(np.int8),
        house=house.astype(np.int32),
        partner=np.where(ground.unit[rows[partner]] == ground.unit[rows], partner, NOBODY).astype(
            np.int32
        ),
        parent=parent.astype(np.int32),
        leads=leads.astype(np.int8),
        care=facts.care(),
        disability=facts.disability(),
        work=work,
        income=income,
        origin=rows.astype(np.int32),
        whence=np.full(len(rows), RESIDENT, np.int8),
        house_key=_keys(ground.person[rows])[np.unique(house, return_index=True)[1]],
        house_area=ground.ward[units].astype(np.int32),
    )


def _keys(persons: npt.NDArray[np.bytes_]) -> npt.NDArray[np.uint64]:
    """Numbers made of the opaque keys: the same person has the same one in every snapshot."""
    width = -(-persons.dtype.itemsize // 8) * 8
    words = persons.astype(f"S{width}").view(np.uint64).reshape(len(persons), -1)
    mixed = np.zeros(len(persons), np.uint64)
    for word in words.T:
        mixed = (lots(mixed ^ word, seed=0, purpose=_KEYS) * 2.0**53).astype(np.uint64)
    return mixed


def _months(ground: Ground, rows: Int64s, on: date) -> Int32s:
    column = ground.population.columns[BIRTH]
    assert isinstance(column, PlainColumn)
    born = column.values.astype(np.int64)[rows]
    known = born != int(UNKNOWN_DATE)
    months = np.where(known, born, 0).astype("datetime64[D]").astype("datetime64[M]")
    found = np.where(known, months.astype(np.int64), month_of(on) - _NO_BIRTH_AGE)
    return np.minimum(found, month_of(on)).astype(np.int32)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What registers say of some people on a day."""

    mapped: MappedSnapshot
    catalogue: Catalogue
    rows: Int64s
    on: int

    def _column(self, name: str) -> tuple[Fact, Column] | None:
        declared = self.catalogue.facts.get(name)
        column = None if declared is None else self.mapped.column(declared.fact)
        return None if declared is None or column is None else (declared.fact, column)

    def labels(self, name: str) -> tuple[tuple[str, ...], Int64s]:
        """The labels of a category and each person's one on the day; -1 where there is none."""
        held = self._column(name)
        if held is None:
            return (), np.full(len(self.rows), -1, np.int64)
        fact, column = held
        values = _on_day(column, self.rows, self.on, int(UNKNOWN_CATEGORY))
        return fact.type.labels, np.where(values == int(UNKNOWN_CATEGORY), -1, values)

    def is_label(self, name: str, label: str) -> Bools:
        labels, values = self.labels(name)
        at = labels.index(label) if label in labels else -2
        return np.asarray(values == at)

    def care(self) -> npt.NDArray[np.int8]:
        """The level of 要介護認定, 0 to 7."""
        labels, values = self.labels(CARE)
        step = np.array([*(_CARE.index(x) + 1 if x in _CARE else 0 for x in labels), 0], np.int8)
        return np.minimum(step[values], CARE_LEVELS - 1).astype(np.int8)

    def disability(self) -> npt.NDArray[np.int8]:
        """0 without a certificate; the first third of the grades of one is severe (1), and so on."""
        worst = np.zeros(len(self.rows), np.int8)
        for name in CERTIFIED:
            labels, values = self.labels(name)
            grades = [label for label in labels if label != _NO]
            step = np.zeros(len(labels) + 1, np.int8)
            for at, label in enumerate(labels):
                if label in grades:
                    step[at] = 1 + 3 * grades.index(label) // len(grades)
            mine = step[values]
            worst = np.where((mine > 0) & ((worst == 0) | (mine < worst)), mine, worst)
        return worst.astype(np.int8)

    def income(self) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
        """The tenth of earnings, and whether there are any, by the latest year that is held."""
        held = self._column(EARNED)
        earned = np.zeros(len(self.rows), np.int64)
        if held is not None and isinstance(held[1], YearlyColumn) and len(held[1].values):
            column = held[1]
            year = min(fiscal_year(self.on) - column.first_year, len(column.values) - 1)
            values = column.values[max(year, 0)][self.rows].astype(np.int64)
            earned = np.where(values == int(UNKNOWN_NUMBER), 0, values)
        work = earned > 0
        step = np.zeros(len(self.rows), np.int8)
        sex = self.is_label(SEX, _FEMALE)
        for one in (False, True):
            mine = np.flatnonzero(work & (sex == one))
            if len(mine):
                rank = np.argsort(np.argsort(earned[mine], kind="stable"), kind="stable")
                step[mine] = rank * INCOME_STEPS // len(mine)
        return step, work.astype(np.int8)


def _on_day(column: Column, rows: Int64s, on: int, missing: int) -> Int64s:
    """The values some people have on a day."""
    if isinstance(column, PlainColumn):
        return np.asarray(column.values[rows].astype(np.int64))
    found = np.full(len(rows), missing, np.int64)
    if isinstance(column, SpansColumn):
        holder = np.repeat(np.arange(len(column.starts) - 1), np.diff(column.starts))
        held = np.flatnonzero((column.since <= on) & (on <= column.until))
        whole = np.full(len(column.starts) - 1, missing, np.int64)
        whole[holder[held]] = column.values[held].astype(np.int64)
        found = whole[rows]
    return found
