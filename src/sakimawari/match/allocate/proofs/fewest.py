"""The fewest blocking families where no stable plan exists, from both sides.

*From below*: a group of families of whom one has to block whatever everybody gets (a *core*: the
solver shows that they cannot all be content). Cores without a family in common add up to a bound.
Nothing but the core's families and those who can meet them is looked at, so a core stays small and
can be shown to the families' clerk.

*From above*: a plan is improved around the families it leaves blocked: those near get any tuple, those
farther keep theirs but must not become blocked unnoticed. The circle grows until the bound is met,
or the work allowed is done. Families the cores name may block in a last search over the whole market.

One soft model of the whole market does not get there (see benchmarks/allocation_proofs.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sakimawari.match.allocate.examining.blocked import blocking, seat_of
from sakimawari.match.allocate.examining.terms import Terms
from sakimawari.match.allocate.market.flat import Ints
from sakimawari.match.allocate.proofs import sat as cp_model
from sakimawari.match.allocate.proofs.clauses import (
    TUPLES_A_SECOND,
    Clauses,
    Effort,
    Lists,
    solver_of,
)
from sakimawari.match.allocate.proofs.nearby import Nearby

TRIMMED, QUESTIONS = 12, 6  # a core this small needs no trimming; most questions to trim one


@dataclass(frozen=True, slots=True, kw_only=True)
class Fewest:
    """A plan with `blocked` families blocking, of whom at least `at_least` cannot be avoided."""

    chosen: Ints
    blocked: int
    at_least: int
    cores: tuple[tuple[int, ...], ...] = ()


class Seeking:
    """One search: the best plan so far, and what it has cost in deterministic seconds."""

    def __init__(self, terms: Terms, lists: Lists, effort: Effort, chosen: Ints) -> None:
        self.terms, self.lists, self.effort = terms, lists, effort
        self.nearby = Nearby(terms)
        self.everybody = frozenset(range(len(terms.families)))
        self.work, self.clock = 0.0, 0.0
        self.plan, self.count = chosen, len(self.blocked(chosen)[0])

    def left(self, share: float = 1.0) -> Effort:
        """What may still be spent on one question."""
        seconds = max((self.effort.seconds - self.work) * share, 0.01)
        clock = max(self.effort.clock - self.clock, 0.01)
        return Effort(seconds=seconds, seed=self.effort.seed, clock=clock)

    def going(self) -> bool:
        """Whether there is anything left to spend."""
        return self.work < self.effort.seconds and self.clock < self.effort.clock

    def clauses(
        self,
        *,
        watched: frozenset[int] | None = None,
        part: frozenset[int] | None = None,
        allowed: Mapping[int, Sequence[int]] | None = None,
    ) -> Clauses | None:
        """A model of the market or a part of it; None: its building alone would take too long."""
        allowed = allowed or {}
        own = self.everybody if part is None else part
        rows = sum(len(allowed.get(at, self.lists.rows[at])) for at in own)
        cost = rows / TUPLES_A_SECOND
        if cost > max(self.effort.seconds - self.work, 0.01) or self.clock > self.effort.clock:
            return None
        self.work += cost
        return Clauses(
            terms=self.terms,
            lists=self.lists,
            allowed=allowed,
            watched=watched,
            part=None if part is None else sorted(part),
        )

    def solve(self, clauses: Clauses, effort: Effort) -> tuple[cp_model.CpSolver, int]:
        """Ask the solver, and count its work."""
        solver = solver_of(effort)
        status = int(solver.solve(clauses.model))
        self.work += solver.deterministic_time
        self.clock += solver.wall_time
        return solver, status

    def blocked(self, chosen: Ints) -> tuple[Ints, Ints]:
        """The blocking families of a plan and what they want."""
        wanted = np.full(len(chosen), -1, dtype=np.int64)
        accepted = np.zeros(len(self.terms.families), dtype=np.int64)
        return blocking(self.terms.flat, chosen, accepted, wanted), wanted

    def adopt(self, chosen: Ints) -> None:
        """Keep a plan if fewer families block it."""
        count = len(self.blocked(chosen)[0])
        if count < self.count:
            self.plan, self.count = chosen, count

    def disputed(self) -> frozenset[int]:
        """The blocking families, and all who can sit where they want to."""
        tables = self.terms.tables
        families, wanted = self.blocked(self.plan)
        pools = [
            seat_of(self.terms.flat, child, wanted[child])[0]
            for at in families.tolist()
            for child in range(tables.child_from[at], tables.child_from[at + 1])
        ]
        own = np.array([pool for pool in pools if pool >= 0], dtype=np.int64)
        return frozenset(families.tolist()) | self.nearby.sharing(own)

    def wider(self, families: frozenset[int]) -> frozenset[int]:
        """A circle wider; once it holds half of all, or whoever can be met, all."""
        near = self.nearby.around(families)
        whole = len(near) > len(self.everybody) // 2 or near == families
        return self.everybody if whole else near

    def core(self, watched: frozenset[int], effort: Effort) -> frozenset[int] | None:
        """Families among the watched who cannot all be content; None: not found.

        Where it looks at everybody and all of the watched can be content, that plan is looked at.
        """
        part = self.nearby.around(watched)
        clauses = self.clauses(watched=watched, part=part)
        if clauses is None:
            return None
        clauses.model.add_assumptions([~each for each in clauses.blocks.values()])
        solver, status = self.solve(clauses, effort)
        if status == cp_model.INFEASIBLE:
            named = set(solver.sufficient_assumptions_for_infeasibility())
            return frozenset(at for at, each in clauses.blocks.items() if (~each).index in named)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) and part == self.everybody:
            self.adopt(clauses.plan(solver, self.plan))
        return None

    def trimmed(self, core: frozenset[int]) -> frozenset[int]:
        """A smaller core within a core: asked again, then without one part after another."""
        asked = 0
        while len(core) > TRIMMED and asked < QUESTIONS // 2:
            again = self.core(core, self.left(0.05))
            asked += 1
            if again is None or len(again) >= len(core):
                break
            core = again
        step = len(core) // 4
        while step >= 1 and len(core) > TRIMMED:
            rows, at = sorted(core), 0
            while at < len(rows) and asked < QUESTIONS:
                without = frozenset(rows[:at] + rows[at + step :])
                asked += 1
                again = self.core(without, self.left(0.02)) if without else None
                if again is None:
                    at += step
                else:
                    rows = sorted(again)
            core = frozenset(rows)
            step //= 2
        return core


def fewest_blocking(seek: Seeking) -> Fewest:
    """From a plan with blocking families to one with as few as the effort finds, and a bound."""
    cores: list[frozenset[int]] = []
    bound = 0
    while bound < seek.count and seek.going():
        core = _next_core(seek, cores)
        if core is None:
            break
        cores.append(seek.trimmed(core) if seek.count > 0 else core)
        bound = len(cores)
        if len(cores) == 1 and _around(seek, bound):
            bound = seek.count
    if cores and bound < seek.count and _within_cores(seek, cores):
        bound = max(bound, len(cores) + 1)
    return Fewest(
        chosen=seek.plan,
        blocked=seek.count,
        at_least=min(bound, seek.count),
        cores=tuple(tuple(sorted(core)) for core in cores),
    )


def _next_core(seek: Seeking, cores: list[frozenset[int]]) -> frozenset[int] | None:
    """A core without a family of the earlier ones, sought from the blocked families outwards."""
    used = frozenset[int]().union(*cores)
    watched = seek.disputed()
    while seek.going():
        watched = seek.wider(watched)
        core = seek.core(watched - used, seek.left(0.5))
        if core is not None or watched == seek.everybody:
            return core
    return None


def _around(seek: Seeking, bound: int) -> bool:
    """Improve the plan around its blocked families, in growing circles; whether that is the least."""
    free = seek.disputed()
    stop = seek.work + (seek.effort.seconds - seek.work) * 0.5
    while seek.count > bound and seek.work < stop and seek.going():
        clauses = _local(seek, free)
        if clauses is None:
            return False
        clauses.model.add(sum(clauses.blocks.values()) <= seek.count - 1)
        clauses.model.minimize(sum(clauses.blocks.values()))
        clauses.hint(seek.plan)
        solver, status = seek.solve(clauses, seek.left(0.15))
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            seek.adopt(clauses.plan(solver, seek.plan))
        if free == seek.everybody:
            return status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        free = seek.wider(free | seek.disputed())
    return False


def _local(seek: Seeking, free: frozenset[int]) -> Clauses | None:
    """The model in which all but `free` keep what they have; who can meet the free ones is watched."""
    tables = seek.terms.tables
    watched = seek.nearby.around(free)
    part = seek.nearby.around(watched)
    kept = {}
    for family in part - free:
        own = seek.plan[tables.child_from[family] : tables.child_from[family + 1]]
        kept[family] = [seek.lists.at(family, own)]
    return seek.clauses(watched=watched, part=part, allowed=kept)


def _within_cores(seek: Seeking, cores: list[frozenset[int]]) -> bool:
    """The whole market, in which only families of the cores and the plan's blocked ones may block.

    Whether one more than there are cores have to: as few as there are cores would all be of theirs.
    """
    may = sorted(frozenset(seek.blocked(seek.plan)[0].tolist()).union(*cores))
    clauses = seek.clauses()
    if clauses is None:
        return False
    for family, blocks in clauses.blocks.items():
        if family not in may:
            clauses.model.add(blocks == 0)
    for core in cores:
        clauses.model.add_bool_or(clauses.blocks[family] for family in sorted(core))
    clauses.model.add(sum(clauses.blocks[family] for family in may) <= seek.count - 1)
    clauses.model.minimize(sum(clauses.blocks[family] for family in may))
    clauses.hint(seek.plan)
    solver, status = seek.solve(clauses, seek.left())
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        seek.adopt(clauses.plan(solver, seek.plan))
    finished = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return finished and seek.count > len(cores)
