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

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from sakimawari.match.allocate.blocked import blocking, seat_of
from sakimawari.match.allocate.clauses import Clauses, Effort, Lists, solver_of
from sakimawari.match.allocate.nearby import Nearby
from sakimawari.match.allocate.terms import Ints, Terms

TRIMMED = 12  # a core this small needs no trimming


@dataclass(frozen=True, slots=True, kw_only=True)
class Fewest:
    """A plan with `blocked` families blocking, of whom at least `at_least` cannot be avoided."""

    chosen: Ints
    blocked: int
    at_least: int
    cores: tuple[tuple[int, ...], ...]
    work: float


class Seeking:
    """One search; `work` is what it has cost, in deterministic seconds."""

    def __init__(self, terms: Terms, lists: Lists, effort: Effort) -> None:
        self.terms, self.lists, self.effort = terms, lists, effort
        self.nearby = Nearby(terms)
        self.work = 0.0

    def left(self, share: float = 1.0) -> Effort:
        """What may still be spent on one question."""
        seconds = max((self.effort.seconds - self.work) * share, 0.01)
        return Effort(seconds=seconds, seed=self.effort.seed)

    def solve(self, clauses: Clauses, effort: Effort) -> tuple[cp_model.CpSolver, int]:
        """Ask the solver, and count its work."""
        solver = solver_of(effort)
        status = int(solver.solve(clauses.model))
        self.work += solver.deterministic_time
        return solver, status

    def blocked(self, chosen: Ints) -> tuple[Ints, Ints]:
        """The blocking families of a plan and what they want."""
        wanted = np.full(len(chosen), -1, dtype=np.int64)
        accepted = np.zeros(len(self.terms.families), dtype=np.int64)
        return blocking(self.terms.tables, chosen, accepted, wanted), wanted

    def core(self, watched: Iterable[int], effort: Effort) -> frozenset[int] | None:
        """Families among the watched who cannot all be content; None: not found."""
        own = frozenset(watched)
        part = sorted(self.nearby.around(own))
        clauses = Clauses(terms=self.terms, lists=self.lists, watched=own, part=part)
        clauses.model.add_assumptions([~each for each in clauses.blocks.values()])
        solver, status = self.solve(clauses, effort)
        if status != cp_model.INFEASIBLE:
            return None
        named = set(solver.sufficient_assumptions_for_infeasibility())
        return frozenset(at for at, each in clauses.blocks.items() if (~each).index in named)

    def trimmed(self, core: frozenset[int], share: float) -> frozenset[int]:
        """A smaller core within a core: asked again, then without one part after another."""
        most = self.work + (self.effort.seconds - self.work) * share
        while len(core) > TRIMMED and self.work < most:
            again = self.core(core, self.left(share))
            if again is None or len(again) >= len(core):
                break
            core = again
        step = len(core) // 4
        while step >= 1 and self.work < most:
            rows, at = sorted(core), 0
            while at < len(rows) and self.work < most:
                without = rows[:at] + rows[at + step :]
                again = self.core(without, self.left(share / 8)) if without else None
                if again is None:
                    at += step
                else:
                    rows = sorted(again)
            core = frozenset(rows)
            step //= 2
        return core


def fewest_blocking(terms: Terms, lists: Lists, chosen: Ints, effort: Effort) -> Fewest:
    """From a plan with blocking families to one with as few as the effort finds, and a bound."""
    seek = Seeking(terms, lists, effort)
    plan, count = chosen, len(seek.blocked(chosen)[0])
    plan, count = _around(seek, plan, count, 1 if count > 1 else 0)
    cores: list[frozenset[int]] = []
    while len(cores) < count and seek.work < effort.seconds:
        core = _next_core(seek, plan, cores)
        if core is None:
            break
        cores.append(seek.trimmed(core, 0.2))
    if len(cores) < count:
        plan, count = _around(seek, plan, count, len(cores))
    if cores and len(cores) < count:
        plan, count = _within_cores(seek, plan, count, cores)
    return Fewest(
        chosen=plan,
        blocked=count,
        at_least=min(len(cores), count),
        cores=tuple(tuple(sorted(core)) for core in cores),
        work=seek.work,
    )


def _next_core(seek: Seeking, plan: Ints, cores: list[frozenset[int]]) -> frozenset[int] | None:
    """A core without a family of the earlier ones, sought from the blocked families outwards."""
    used = frozenset[int]().union(*cores)
    everybody = len(seek.terms.families)
    watched = _disputed(seek, plan)
    while seek.work < seek.effort.seconds:
        watched = seek.nearby.around(watched)
        if len(watched) > everybody // 2:
            watched = frozenset(range(everybody))
        core = seek.core(watched - used, seek.left(0.5))
        if core is not None or len(watched) == everybody:
            return core
    return None


def _disputed(seek: Seeking, plan: Ints) -> frozenset[int]:
    """The blocking families, and all who can sit where they want to."""
    tables = seek.terms.tables
    families, wanted = seek.blocked(plan)
    pools = [
        seat_of(tables, child, wanted[child])[0]
        for at in families.tolist()
        for child in range(tables.child_from[at], tables.child_from[at + 1])
    ]
    return frozenset(families.tolist()) | seek.nearby.sharing(
        np.array([pool for pool in pools if pool >= 0], dtype=np.int64)
    )


def _around(seek: Seeking, plan: Ints, count: int, bound: int) -> tuple[Ints, int]:
    """Improve a plan around its blocked families, in growing circles."""
    everybody = len(seek.terms.families)
    free = _disputed(seek, plan)
    while count > bound and seek.work < seek.effort.seconds * 0.6:
        clauses = _local(seek, plan, free)
        clauses.model.add(sum(clauses.blocks.values()) <= count - 1)
        clauses.model.minimize(sum(clauses.blocks.values()))
        clauses.hint(plan)
        solver, status = seek.solve(clauses, seek.left(0.15))
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            plan = clauses.plan(solver, plan)
            count = len(seek.blocked(plan)[0])
            free |= _disputed(seek, plan)
            continue
        if len(free) == everybody or status == cp_model.UNKNOWN:
            break
        free = seek.nearby.around(free)
        if len(free) > everybody // 2:
            free = frozenset(range(everybody))
    return plan, count


def _local(seek: Seeking, plan: Ints, free: frozenset[int]) -> Clauses:
    """The model in which all but `free` keep what they have; who can meet the free ones is watched."""
    tables = seek.terms.tables
    watched = seek.nearby.around(free)
    part = seek.nearby.around(watched)
    kept = {}
    for family in part - free:
        own = plan[tables.child_from[family] : tables.child_from[family + 1]]
        kept[family] = [seek.lists.at(family, own)]
    return Clauses(
        terms=seek.terms, lists=seek.lists, allowed=kept, watched=watched, part=sorted(part)
    )


def _within_cores(
    seek: Seeking, plan: Ints, count: int, cores: list[frozenset[int]]
) -> tuple[Ints, int]:
    """The whole market, in which only families of the cores and the plan's blocked ones may block."""
    may = frozenset(seek.blocked(plan)[0].tolist()).union(*cores)
    clauses = Clauses(terms=seek.terms, lists=seek.lists)
    for family, blocks in clauses.blocks.items():
        if family not in may:
            clauses.model.add(blocks == 0)
    for core in cores:
        clauses.model.add_bool_or(clauses.blocks[family] for family in sorted(core))
    clauses.model.add(sum(clauses.blocks[family] for family in sorted(may)) <= count - 1)
    clauses.model.minimize(sum(clauses.blocks[family] for family in sorted(may)))
    clauses.hint(plan)
    solver, status = seek.solve(clauses, seek.left())
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        plan = clauses.plan(solver, plan)
        count = len(seek.blocked(plan)[0])
    return plan, count
