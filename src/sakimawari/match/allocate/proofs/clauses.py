"""Stable plans as clauses for CP-SAT: one variable a family and tuple, one clause a tuple it may miss.

For a family and a tuple: it gets that tuple or a better one, **or** one of its children is not within
the seats of the pool it would come to, **or** the family blocks. "Not within the seats" is a variable
that implies so many others before it there; as the clause only ever needs it true, one direction is
enough. Model: Sun, Yamada, Takenami, Sakamoto, Yokoo, AAAI 2024, in our own terms (pools, floors,
twins counted by their own places in the order).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sakimawari.match.allocate.examining.accepting import all_tuples
from sakimawari.match.allocate.examining.blocked import seat_of
from sakimawari.match.allocate.examining.terms import Terms
from sakimawari.match.allocate.market.flat import Ints
from sakimawari.match.allocate.proofs import sat as cp_model

TUPLES_MOST = 1_000_000  # combinations of all families that are listed; beyond, nothing is proved
TUPLES_A_SECOND = 10_000.0  # what building and simplifying a model counts as
SHORT = 12  # tuples; longer lists get a chain of "this one or a better one"
Seat = tuple[int, int]  # a pool, and where in its order


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Every family's tuples down to what it has at the least, best first (options, -1 for none)."""

    rows: tuple[Ints, ...]

    def at(self, family: int, chosen: Ints) -> int:
        """Which tuple that is; -1: none of the family's."""
        same = np.flatnonzero((self.rows[family] == chosen).all(axis=1))
        return int(same[0]) if len(same) else -1


def combinations_of(terms: Terms) -> Ints:
    """How many combinations of options each family has: as many tuples have to be looked at."""
    tables = terms.tables
    choices = np.diff(tables.option_from) + 1.0
    each = np.multiply.reduceat(choices, tables.child_from[:-1]) if len(choices) else choices
    return np.minimum(each, TUPLES_MOST + 1).astype(np.int64)


def lists_of(terms: Terms) -> Lists:
    """All families' tuples."""
    tables = terms.tables
    found = []
    for family in range(len(terms.families)):
        rows, keys = all_tuples(terms.flat, family)
        rows = rows[np.lexsort(keys.T[::-1])]
        floor = tables.floor[tables.child_from[family] : tables.child_from[family + 1]]
        least = int(np.flatnonzero((rows == floor).all(axis=1))[0])
        found.append(rows[: least + 1])
    return Lists(rows=tuple(found))


@dataclass(slots=True, kw_only=True)
class Clauses:
    """The model of a market, or of a part of it.

    `allowed`: by family, which of its tuples it may get; a family that is not there may get all.
    `watched`: families whose blocking counts; None: all. Others may get anything, blocking or not.
    """

    terms: Terms
    lists: Lists
    allowed: Mapping[int, Sequence[int]] = field(default_factory=dict)
    watched: frozenset[int] | None = None
    part: Sequence[int] | None = None
    model: cp_model.CpModel = field(default_factory=cp_model.model)
    gets: dict[int, dict[int, cp_model.IntVar]] = field(default_factory=dict)
    blocks: dict[int, cp_model.IntVar] = field(default_factory=dict)
    _sits: dict[int, list[tuple[int, int, cp_model.IntVar]]] = field(default_factory=dict)
    _full: dict[tuple[int, int, int, int], cp_model.IntVar | None] = field(default_factory=dict)
    _inside: dict[tuple[int, int], frozenset[Seat]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Build it."""
        own = range(len(self.terms.families)) if self.part is None else self.part
        for family in own:
            self._tuples(family)
        for pool, sits in sorted(self._sits.items()):
            sits.sort(key=lambda each: each[0])
            seats = int(self.terms.tables.seats[pool])
            if len(sits) > seats:
                self.model.add(sum(var for _, _, var in sits) <= seats)
        for family in own:
            if self.watched is None or family in self.watched:
                self._stable(family)

    def seats(self, family: int, row: int) -> tuple[Seat, ...]:
        """The seats a family sits in by one of its tuples."""
        tables = self.terms.tables
        start = int(tables.child_from[family])
        found = []
        for at, option in enumerate(self.lists.rows[family][row].tolist()):
            pool, order = seat_of(self.terms.flat, start + at, option)
            if pool >= 0:
                found.append((int(pool), int(order)))
        return tuple(found)

    def _tuples(self, family: int) -> None:
        rows = self.allowed.get(family, range(len(self.lists.rows[family])))
        own = {row: self.model.new_bool_var("") for row in rows}
        self.gets[family] = own
        self.model.add_exactly_one(own.values())
        by_seat: dict[Seat, list[cp_model.IntVar]] = {}
        for row, var in own.items():
            for seat in self.seats(family, row):
                by_seat.setdefault(seat, []).append(var)
        for (pool, order), chosen in by_seat.items():
            var = chosen[0]
            if len(chosen) > 1:
                var = self.model.new_bool_var("")
                self.model.add(sum(chosen) == var)
            self._sits.setdefault(pool, []).append((order, family, var))

    def _stable(self, family: int) -> None:
        own = self.gets[family]
        blocks = self.model.new_bool_var("")
        self.blocks[family] = blocks
        better: list[cp_model.IntVar] = []
        worst = max(own)
        for row in range(worst):
            if row in own:
                better = self._longer(better, own[row])
            out = self._not_within(family, row)
            if out is not None:
                self.model.add_bool_or(*better, *out, blocks)

    def _longer(self, better: list[cp_model.IntVar], one: cp_model.IntVar) -> list[cp_model.IntVar]:
        if len(better) < SHORT:
            return [*better, one]
        chained = self.model.new_bool_var("")
        self.model.add_bool_or(*better, one, ~chained)
        for each in (*better, one):
            self.model.add_implication(each, chained)
        return [chained]

    def _not_within(self, family: int, row: int) -> list[cp_model.IntVar] | None:
        """Variables of which one holds if a pool refuses the tuple; None: it can never be granted."""
        seats = self.seats(family, row)
        found = []
        for pool, order in seats:
            own = sum(other == pool and before < order for other, before in seats)
            free = int(self.terms.tables.seats[pool]) - own
            if free <= 0:
                return None
            full = self._full_at(pool, order, free, family)
            if full is not None:
                found.append(full)
        return found

    def _full_at(self, pool: int, order: int, count: int, family: int) -> cp_model.IntVar | None:
        """A variable that implies `count` of other families before a place in a pool's order."""
        sits = self._sits.get(pool, [])
        others = [var for at, who, var in sits if at < order and who != family]
        if len(others) < count:
            return None
        mine = family if any(at < order and who == family for at, who, _ in sits) else -1
        key = (pool, order, count, mine)
        if key not in self._full:
            var = self.model.new_bool_var("")
            self.model.add(sum(others) >= count).only_enforce_if(var)
            self._full[key] = var
        return self._full[key]

    def hint(self, chosen: Ints) -> None:
        """Start from a plan."""
        tables = self.terms.tables
        for family, own in self.gets.items():
            has = self.lists.at(
                family, chosen[tables.child_from[family] : tables.child_from[family + 1]]
            )
            for row, var in own.items():
                self.model.add_hint(var, row == has)

    def plan(self, solver: cp_model.CpSolver, chosen: Ints) -> Ints:
        """The plan that was found; families that are no part of the model have what they had."""
        found = chosen.copy()
        tables = self.terms.tables
        for family, own in self.gets.items():
            for row, var in own.items():
                if solver.boolean_value(var):
                    begin, end = tables.child_from[family], tables.child_from[family + 1]
                    found[begin:end] = self.lists.rows[family][row]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long all questions to the solver may take together, in deterministic seconds, and its seed.

    Deterministic seconds count work, so that the same question ends the same way on any machine; a
    model's building counts by its tuples (`TUPLES_A_SECOND`). What there is no time left for is not
    asked, and what was not asked is not proved. `clock` is the last resort, in seconds of the clock for all
    questions: only a machine many times slower than usual reaches it, and then less is proved there.
    """

    seconds: float = 30.0
    clock: float = 600.0
    seed: int = 1


def solver_of(effort: Effort) -> cp_model.CpSolver:
    """A solver that gives the same answer every time: one worker, a seed, work instead of clocks."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = effort.seed
    solver.parameters.max_deterministic_time = effort.seconds
    solver.parameters.max_time_in_seconds = effort.clock
    return solver
