"""The city of the registers as the state a projection begins with.

Everybody registered in an area, with household, partner and guardian, and what the registers say of
要介護, disability and income. Who has no birth date or sex in the register gets that of somebody else
by lot, so that nobody is lost from the count; no name, address or number is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.anticipate.projection.engine.lots import key_of, keys_of
from sakimawari.anticipate.projection.people import (
    INCOME_STEPS,
    NOBODY,
    RESIDENT,
    Int8s,
    Int32s,
    Int64s,
    State,
    Uint64s,
    month_of,
)
from sakimawari.problems import fault
from sakimawari.registry.mapped import MappedSnapshot
from sakimawari.rules.figures import days
from sakimawari.rules.population import (
    UNKNOWN_CATEGORY,
    UNKNOWN_DATE,
    Column,
    PlainColumn,
    SpansColumn,
    YearlyColumn,
)
from sakimawari.rules.tree import Fact, Kind, Shape, Type

BORN_ON, SEX, CARE, EARNED = "生年月日", "性別", "要介護度", "給与収入"
CERTIFICATES = ("身体障害者手帳等級", "療育手帳判定", "精神障害者保健福祉手帳等級")
LEVELS = ("要支援1", "要支援2", "要介護1", "要介護2", "要介護3", "要介護4", "要介護5")
_WOMAN, _NONE = "女", "なし"


def registered(mapped: MappedSnapshot, *, on: date, by_town: bool = False) -> State:
    """The residents of a snapshot at the beginning of the month of `on`, by ward or by ward and town.

    PROJ006 where the snapshot places nobody in an area.
    """
    held = mapped.people.arrays
    areas, area_of = _areas(mapped, by_town=by_town)
    unit = np.asarray(held["unit"])
    rows = np.flatnonzero((np.asarray(held["is_subject"]) == 1) & (area_of[unit] >= 0))
    if not len(rows):
        raise fault(
            "PROJ006",
            "no resident of the snapshot is registered in a ward",
            "load the register of residents with wards, or give a table of counts: --population",
        )
    key = _keys(mapped)[rows]
    facts = _Facts(mapped=mapped, rows=rows, on=days(on))
    place = np.full(len(unit) + 1, NOBODY, np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    heads = np.zeros(len(unit), np.bool_)
    units = mapped.snapshot.households()
    heads[np.asarray(units["head"])[np.unique(unit[rows])]] = True
    known_homes, house = np.unique(unit[rows], return_inverse=True)
    sex = facts.sex(key)
    work, income = facts.income(sex)
    return State(
        month=month_of(on),
        areas=areas,
        key=key,
        born=facts.born(on, key),
        sex=sex,
        house=house.astype(np.int32),
        partner=place[np.maximum(np.asarray(held["spouse"])[rows], NOBODY)],
        parent=place[np.maximum(np.asarray(held["guardian"])[rows], NOBODY)],
        leads=heads[rows].astype(np.int8),
        care=facts.care(),
        disability=facts.disability(),
        work=work,
        income=income,
        origin=rows.astype(np.int32),
        whence=np.full(len(rows), RESIDENT, np.int8),
        house_key=keys_of(key_of(1), key[np.unique(house, return_index=True)[1]].view(np.int64)),
        house_area=area_of[known_homes].astype(np.int32),
    )


def counts_of(state: State, ages: int) -> Int64s:
    """Residents by area, sex and age, the last one open: (areas, 2, ages)."""
    found = np.zeros((len(state.areas), 2, ages), np.int64)
    np.add.at(found, (state.area, state.sex, np.clip(state.age, 0, ages - 1)), 1)
    return found


def _areas(mapped: MappedSnapshot, *, by_town: bool) -> tuple[tuple[str, ...], Int32s]:
    """Names of areas, and the area of each unit; -1 where the register names none."""
    table = mapped.snapshot.households()
    ward = pc.fill_null(table["ward"].cast(pa.string()), "")
    town = pc.fill_null(table["town"].cast(pa.string()), "")
    named = [str(name) for name in ward.to_pylist()]
    if by_town:
        pairs = zip(named, town.to_pylist(), strict=True)
        named = [f"{one} {other}" if one and other else "" for one, other in pairs]
    areas, place = np.unique(np.array(named, object), return_inverse=True)
    empty = len(areas) > 0 and areas[0] == ""
    return tuple(str(a) for a in areas[empty:]), (place - int(empty)).astype(np.int32)


def _keys(mapped: MappedSnapshot) -> Uint64s:
    """A number for every row, made of the opaque key: the same in every snapshot of the home."""
    held = mapped.people.arrays
    texts = np.asarray(held["person_keys"])
    width = -(-texts.dtype.itemsize // 8) * 8
    words = texts.astype(f"S{width}").view(np.int64).reshape(len(texts), -1)
    found = np.zeros(len(texts), np.uint64)
    for word in words.T:
        found = keys_of(2, (found ^ word.view(np.uint64)).view(np.int64))
    keys = np.zeros(len(held["unit"]), np.uint64)
    keys[np.asarray(held["person_rows"])] = found
    return keys


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What the registers say of some rows of people on a day (days since 1970)."""

    mapped: MappedSnapshot
    rows: Int64s
    on: int

    def _column(self, name: str) -> tuple[Fact, Column] | None:
        """A fact as the registers deliver it, whether or not a pack reads it."""
        said = self.mapped.snapshot.manifest["facts"].get(name)
        if said is None:
            return None
        kind = Type(
            kind=Kind(said["type"]),
            unit=said["unit"],
            scale=said["decimals"],
            labels=tuple(said["labels"]),
        )
        fact = Fact(name=name, type=kind, shape=Shape(said["shape"]))
        column = self.mapped.column(fact)
        return None if column is None else (fact, column)

    def _labels(self, name: str) -> tuple[tuple[str, ...], Int64s]:
        """Labels of a category, and each person's place among them; -1 where nothing is known."""
        held = self._column(name)
        if held is None:
            return (), np.full(len(self.rows), -1, np.int64)
        fact, column = held
        values = _on(column, self.on, int(UNKNOWN_CATEGORY))[self.rows]
        return fact.type.labels, np.where(values == int(UNKNOWN_CATEGORY), -1, values)

    def born(self, on: date, key: Uint64s) -> Int32s:
        """Months of birth; whoever has none gets that of somebody by lot."""
        held = self._column(BORN_ON)
        if held is None or not isinstance(held[1], PlainColumn):
            raise fault("PROJ006", "the snapshot holds no birth dates", "load the residents again")
        day = held[1].values[self.rows].astype(np.int64)
        known = (day != int(UNKNOWN_DATE)) & (day <= days(on))
        months = np.where(known, day, 0).astype("datetime64[D]").astype("datetime64[M]")
        found = _lent(months.astype(np.int64), known, key)
        return np.minimum(found, month_of(on) - 1).astype(np.int32)

    def sex(self, key: Uint64s) -> Int8s:
        labels, values = self._labels(SEX)
        woman = labels.index(_WOMAN) if _WOMAN in labels else -2
        return _lent((values == woman).astype(np.int64), values >= 0, key).astype(np.int8)

    def care(self) -> Int8s:
        """The level of 要介護認定, 0 to 7."""
        labels, values = self._labels(CARE)
        steps = [*(LEVELS.index(label) + 1 if label in LEVELS else 0 for label in labels), 0]
        return np.array(steps, np.int8)[values]

    def disability(self) -> Int8s:
        """0 without a certificate; else its worst third of grades: 1 severe, 2 middle, 3 light."""
        worst = np.zeros(len(self.rows), np.int8)
        for name in CERTIFICATES:
            labels, values = self._labels(name)
            grades = [label for label in labels if label != _NONE]
            steps = [
                *(1 + 3 * grades.index(x) // len(grades) if x in grades else 0 for x in labels),
                0,
            ]
            mine = np.array(steps, np.int8)[values]
            worst = np.where((mine > 0) & ((worst == 0) | (mine < worst)), mine, worst)
        return worst.astype(np.int8)

    def income(self, sex: Int8s) -> tuple[Int8s, Int8s]:
        """Who earned in the last year held, and the tenth of those of the same sex they are in."""
        held = self._column(EARNED)
        earned = np.zeros(len(self.rows), np.int64)
        if held is not None and isinstance(held[1], YearlyColumn) and len(held[1].values):
            earned = np.maximum(held[1].values[-1][self.rows].astype(np.int64), 0)
        work, step = (earned > 0).astype(np.int8), np.zeros(len(self.rows), np.int8)
        for each in (0, 1):
            some = np.flatnonzero((work == 1) & (sex == each))
            rank = np.argsort(np.argsort(earned[some], kind="stable"), kind="stable")
            step[some] = rank * INCOME_STEPS // max(len(some), 1)
        return work, step


def _on(column: Column, on: int, missing: int) -> Int64s:
    """The value of every row on a day."""
    match column:
        case PlainColumn():
            return np.asarray(column.values.astype(np.int64))
        case YearlyColumn():
            return np.asarray(column.values[-1].astype(np.int64))
        case SpansColumn():
            found = np.full(len(column.starts) - 1, missing, np.int64)
            holder = np.repeat(np.arange(len(found)), np.diff(column.starts))
            held = np.flatnonzero((column.since <= on) & (on <= column.until))
            found[holder[held]] = column.values[held]
            return found


def _lent(values: Int64s, known: npt.NDArray[np.bool_], key: Uint64s) -> Int64s:
    """Values, with those of others by lot where they are not known."""
    lenders = np.flatnonzero(known)
    if not len(lenders):
        raise fault(
            "PROJ006", "no birth date or no sex is known at all", "load the residents again"
        )
    lot = keys_of(3, key.view(np.int64)) % np.uint64(len(lenders))
    return np.asarray(np.where(known, values, values[lenders[lot.astype(np.int64)]]))
