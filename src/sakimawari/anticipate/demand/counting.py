"""What the rules owe projected people, counted by service, place and day of the grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.demand.ground import BIRTH
from sakimawari.anticipate.demand.lots import lots
from sakimawari.anticipate.demand.rebuilding import Stage
from sakimawari.anticipate.demand.values import AGES_TOLD, SIGNS, Counted, Floats
from sakimawari.fit.findings import Findings
from sakimawari.fit.gap import times_a_year
from sakimawari.packs.pack import Service
from sakimawari.rules.figures import WIDEST
from sakimawari.rules.outcome import Status
from sakimawari.rules.population import UNKNOWN_DATE, Int64s, PlainColumn
from sakimawari.rules.tree import Holder

ENTITLED, STARTED, POSSIBLE = 0, 1, 2  # rows of `noise`
ONCE = "円/回"
EPOCH = date(1970, 1, 1)
_SIGNS = 1000  # purposes of lots from here
_AGAIN = 330  # days within which a right that comes again is not counted as new again
Uint64s = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How many households of the city each household read stands for, by place.

    `shares` is the share of the households of each place that were read (1: all).
    """

    shares: Floats

    def of(self, cells: Int64s) -> Floats:
        return np.asarray(1.0 / self.shares[cells])


@dataclass(slots=True)
class Memory:
    """Who had a right when it was read last, and who was counted as new within a year.

    `keys` are in order (of a household's right those of all its members), `counted` the day each was
    last counted as new, `holds` whether the right was held when last read.
    """

    keys: Uint64s = field(default_factory=lambda: np.empty(0, np.uint64))
    counted: Int64s = field(default_factory=lambda: np.empty(0, np.int64))
    holds: npt.NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))

    def known(self, keys: Uint64s, day: int) -> npt.NDArray[np.bool_]:
        """Whose right is not new on a day."""
        at, found = self._places(keys)
        return found & (self.holds[at] | (day - self.counted[at] < _AGAIN)) if len(at) else found

    def keep(self, keys: Uint64s, started: npt.NDArray[np.bool_], day: int) -> None:
        """Remember who holds the right on a day, and of whom it is new; older ones are forgotten."""
        at, found = self._places(keys)
        counted = np.full(len(keys), day, np.int64)
        if len(self.keys):
            counted = np.where(found & ~started, self.counted[at], counted)
        others = (day - self.counted < _AGAIN) & ~np.isin(self.keys, keys)
        joined = np.concatenate([keys, self.keys[others]])
        order = np.argsort(joined, kind="stable")
        self.counted = np.concatenate([counted, self.counted[others]])[order]
        holds = np.arange(len(joined)) < len(keys)
        self.keys, self.holds = joined[order], holds[order]

    def _places(self, keys: Uint64s) -> tuple[Int64s, npt.NDArray[np.bool_]]:
        if not len(self.keys):
            return np.empty(0, np.int64), np.zeros(len(keys), np.bool_)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return at, np.asarray(self.keys[at] == keys)


@dataclass(slots=True)
class Tally:
    """The counts of one replicate while its days are read, in order; `before` by service."""

    services: Sequence[Service]
    cells: int
    days: int
    weights: Weights
    found: Counted = field(init=False)
    before: dict[str, Memory] = field(default_factory=dict)
    last_day: int = 0
    signs: Floats = field(default_factory=lambda: np.empty((0, SIGNS)))  # of the units of a day

    def __post_init__(self) -> None:
        shape = (len(self.services), self.cells, self.days)
        counts = {name: np.zeros(shape) for name in ("entitled", "possible", "started")}
        self.found = Counted(
            **counts,
            yen=np.zeros(shape),
            once=np.zeros(shape),
            turned=np.zeros((len(AGES_TOLD), *shape[1:])),
            noise=np.zeros((3, *shape)),
            signed=np.zeros((3, len(self.services), self.days, SIGNS)),
        )

    def add(self, day: int, stage: Stage, cell: Int64s, findings: Mapping[str, Findings]) -> None:
        """Count one day; `cell` is the place of each unit (-1: counted nowhere)."""
        unit = stage.layout.unit
        self.signs = signs_of(stage.key[stage.layout.head])
        self._turn(day, stage, cell[unit])
        for at, service in enumerate(self.services):
            found = findings[service.slug]
            of_person = found.holder is Holder.PERSON
            if of_person:
                found = found.where(stage.population.is_subject[found.rows] == 1)
            units = unit[found.rows] if of_person else found.rows
            entitled = found.status == Status.YES
            fresh = entitled & self._is_new(service, stage, found, entitled, first=day == 0)
            possible = found.status == Status.UNKNOWN
            self._count((at, day), cell[units], units, (entitled, fresh, possible))
            self._yen((at, day), cell[units], found, (entitled, fresh))

    def _is_new(
        self,
        service: Service,
        stage: Stage,
        found: Findings,
        entitled: npt.NDArray[np.bool_],
        *,
        first: bool,
    ) -> npt.NDArray[np.bool_]:
        """Who was not entitled on the day before, nor counted as new within a year.

        Nobody is new on the first day. A right that comes and goes (by season, until it is taken up)
        is new once a year.
        """
        memory = self.before.setdefault(service.slug, Memory())
        if found.holder is Holder.PERSON:
            keys = stage.key[found.rows]
            known = memory.known(keys, stage.day)
            mine, started = keys[entitled], ~known[entitled]
        else:
            offsets = stage.layout.offsets
            members = memory.known(stage.key, stage.day) & (stage.layout.place >= 0)
            counted = np.concatenate([[0], np.cumsum(members)])
            known = counted[offsets[found.rows + 1]] > counted[offsets[found.rows]]
            state = np.zeros(len(offsets) - 1, np.int8)
            state[found.rows[entitled]] = 1 + ~known[entitled]
            of_member = np.where(stage.layout.place >= 0, state[stage.layout.unit], 0)
            mine, started = stage.key[of_member > 0], of_member[of_member > 0] == 2
        memory.keep(mine, started, stage.day)
        return np.zeros(len(known), np.bool_) if first else ~known

    def _turn(self, day: int, stage: Stage, cells: Int64s) -> None:
        """Who reached each of the ages told since the day before."""
        since, self.last_day = self.last_day, stage.day
        column = stage.population.columns[BIRTH]
        if day == 0 or not isinstance(column, PlainColumn):
            return
        born = column.values.astype(np.int64)
        here = (stage.population.is_subject == 1) & (cells >= 0) & (born != int(UNKNOWN_DATE))
        for at, age in enumerate(AGES_TOLD):
            reached = (born <= _years_back(stage.day, age)) & (born > _years_back(since, age))
            kept = cells[here & reached]
            table = np.bincount(kept, minlength=self.cells) / self.weights.shares
            self.found.turned[at, :, day] = table

    def _count(
        self,
        where: tuple[int, int],
        cells: Int64s,
        units: Int64s,
        masks: tuple[npt.NDArray[np.bool_], ...],
    ) -> None:
        at, day = where
        counts = (self.found.entitled, self.found.started, self.found.possible)
        for which, (mask, table) in enumerate(zip(masks, counts, strict=True)):
            kept = mask & (cells >= 0)
            here = cells[kept]
            table[at, :, day] = np.bincount(here, minlength=self.cells) / self.weights.shares
            self.found.noise[which, at, :, day] = self._noise((which, at, day), here, units[kept])

    def _noise(self, where: tuple[int, int, int], cells: Int64s, units: Int64s) -> Floats:
        """The variance from reading some households alone: each brings its count or does not."""
        if np.all(self.weights.shares >= 1.0):
            return np.zeros(self.cells)
        homes, first, counts = np.unique(units, return_index=True, return_counts=True)
        self.found.signed[where] = counts @ self.signs[homes]
        squares = np.bincount(cells[first], counts.astype(np.float64) ** 2, minlength=self.cells)
        share = self.weights.shares
        return np.asarray(squares * (1 - share) / share**2) * (len(homes) > 0)

    def _yen(
        self,
        where: tuple[int, int],
        cells: Int64s,
        found: Findings,
        masks: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]],
    ) -> None:
        """Money given or let off: by the month, or once; the middle where a range is left open."""
        at, day = where
        service = self.services[at]
        award = service.rule.amount
        if award is None or not service.is_benefit:
            return
        high = np.where(found.amount_high >= WIDEST, found.amount_low, found.amount_high)
        yen = (found.amount_low + high) / 2.0
        entitled, fresh = masks
        if award.unit.startswith(ONCE):
            kept = fresh & (cells >= 0)
            table, scale = self.found.once, 1.0
        else:
            kept = entitled & (cells >= 0)
            table, scale = self.found.yen, times_a_year(award.unit) / 12
        sums = np.bincount(cells[kept], yen[kept] * scale, minlength=self.cells)
        table[at, :, day] = sums / self.weights.shares


def signs_of(keys: Uint64s) -> Floats:
    """Signs (1 or -1) drawn by key: (keys, SIGNS)."""
    drawn = [lots(keys, seed=0, purpose=_SIGNS + number) < 0.5 for number in range(SIGNS)]
    return np.where(np.stack(drawn, axis=1), 1.0, -1.0)


def _years_back(day: int, years: int) -> int:
    """The last day of birth of those who have reached an age on a day (年齢計算ニ関スル法律)."""
    morrow = EPOCH + timedelta(days=day + 1)
    turned = 28 if (morrow.month, morrow.day) == (2, 29) else morrow.day
    return (date(morrow.year - years, morrow.month, turned) - EPOCH).days
