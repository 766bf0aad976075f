"""Walk back from a target: solve, say what binds, run forward, or certify that there is no path."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from sakimawari.anticipate.backcast.chances import Chances, chances_of, margins
from sakimawari.anticipate.backcast.conflicts import certify
from sakimawari.anticipate.backcast.equations import Equations, equations_of
from sakimawari.anticipate.backcast.forward import drawn, residual_of, run_forward
from sakimawari.anticipate.backcast.solving import Quadratic, Solved, relaxed, solve
from sakimawari.anticipate.backcast.values import (
    Binding,
    Choose,
    Floats,
    Outcome,
    Target,
    Verified,
)

MOST_BINDING = 12
TIE = 1e-4
ORDERS = (1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)


def walk_back(target: Target) -> Outcome:
    """The path to a target, or the certificate that there is none."""
    begun = time.perf_counter()
    equations = equations_of(target)
    solved = _solve(target, equations)
    if not solved.feasible:
        return Outcome(
            target=target,
            feasible=False,
            decisions={},
            stocks={},
            cost=float("inf"),
            gap=float("inf"),
            binding=(),
            verified=None,
            certificate=certify(equations),
            seconds=time.perf_counter() - begun,
        )
    decisions = _decisions(target, equations, solved.x)
    stocks = run_forward(target, decisions)
    return Outcome(
        target=target,
        feasible=True,
        decisions=decisions,
        stocks=stocks,
        cost=cost_of(target, decisions, stocks),
        gap=solved.gap,
        binding=_binding(target, equations, solved),
        verified=_verify(target, equations, decisions),
        certificate=None,
        seconds=time.perf_counter() - begun,
    )


def _solve(target: Target, equations: Equations) -> Solved:
    """Least cost; or the smoothest path, with the cost left in so small that it only breaks ties.

    Units that are worth less are made dearer until none is taken while an earlier one is free:
    only then does the path keep what it promises when it is run forward.
    """
    smooth = target.choose is Choose.SMOOTH
    dearest = max(float(np.abs(equations.cost).max()), 1e-9)
    largest = max(_sizes_of_decisions(target).values())
    scale = TIE * largest / dearest if smooth else 1.0
    quadratic = _smoothness(target, equations, largest) if smooth else None
    solved = solve(equations)  # there is no path, or there is one to begin with
    for order in ORDERS if solved.feasible else ():
        price = order * equations.later * (largest if smooth else dearest)
        solved = solve(replace(equations, cost=equations.cost * scale + price), quadratic)
        if _in_order(target, equations, solved.x):
            break
    return solved


def _in_order(target: Target, equations: Equations, x: Floats) -> bool:
    for decision in target.decisions.values():
        for step in range(1, len(decision.steps)):
            for k in range(len(target.members(decision.over))):
                for t in range(len(target.labels)):
                    free = (
                        decision.steps[step - 1][0]
                        - x[equations.column[decision.id, step - 1, k, t]]
                    )
                    taken = x[equations.column[decision.id, step, k, t]]
                    if min(free, taken) > 1e-4 * decision.steps[step - 1][0]:
                        return False
    return True


def _smoothness(target: Target, equations: Equations, largest: float) -> Quadratic:
    """Squares of the steps from one period to the next, each decision against its own size.

    In units of the largest decision, so that the solver meets figures of like size.
    """
    sizes = _sizes_of_decisions(target)
    entries: dict[tuple[int, int], float] = {}
    for decision in target.decisions.values():
        steps = range(max(len(decision.steps), 1))
        each = 2.0 * (largest / sizes[decision.id]) ** 2
        for k in range(len(target.members(decision.over))):
            for t in range(1, len(target.labels)):
                now = [equations.column[decision.id, s, k, t] for s in steps]
                before = [equations.column[decision.id, s, k, t - 1] for s in steps]
                signed = [(place, 1.0) for place in now] + [(place, -1.0) for place in before]
                for a, sign in signed:
                    for b, other in signed:
                        if a >= b:
                            key = (a, b)
                            entries[key] = entries.get(key, 0.0) + each * sign * other
    row, column = np.array(list(entries)).T
    return Quadratic(row=row, column=column, value=np.array(list(entries.values())))


def _sizes_of_decisions(target: Target) -> dict[str, float]:
    """How large each decision may get: its most, its steps, or the start of what it adds to."""
    sizes = {}
    for id, decision in target.decisions.items():
        if decision.most is not None:
            size = float(decision.most.grid.max())
        elif decision.steps:
            size = sum(most for most, _ in decision.steps)
        else:
            starts = (float(np.abs(target.stocks[name].start).max()) for name in decision.adds)
            size = max(starts, default=1.0)
        sizes[id] = max(size, 1.0)
    return sizes or {"": 1.0}


def _decisions(target: Target, equations: Equations, x: Floats) -> dict[str, Floats]:
    periods = len(target.labels)
    out = {}
    for decision in target.decisions.values():
        grid = np.zeros((len(target.members(decision.over)), periods))
        for step in range(max(len(decision.steps), 1)):
            for k in range(len(grid)):
                for t in range(periods):
                    grid[k, t] += x[equations.column[decision.id, step, k, t]]
        out[decision.id] = np.round(grid) if decision.whole else grid
    return out


def cost_of(target: Target, decisions: dict[str, Floats], stocks: dict[str, Floats]) -> float:
    """What a path costs over all periods."""
    total = sum(
        float((one.cost.grid * decisions[id]).sum()) for id, one in target.decisions.items()
    )
    return total + sum(
        float((one.cost.grid * stocks[id]).sum()) for id, one in target.stocks.items()
    )


def _binding(target: Target, equations: Equations, solved: Solved) -> tuple[Binding, ...]:
    """The rows that hold the path up, the dearest first; for whole numbers those of the relaxation."""
    if equations.whole.any():
        solved = solve(relaxed(equations))
        equations = relaxed(equations)
    found = []
    for k, row in enumerate(equations.rows):
        price = float(solved.dual[equations.balances + k])
        part = slice(
            equations.start[equations.balances + k], equations.start[equations.balances + k + 1]
        )
        amount = float(equations.value[part] @ solved.x[equations.index[part]])
        if abs(price) * row.scale > 1e-6 * max(abs(solved.objective), 1.0):
            found.append(Binding(row=row, amount=amount, saves=abs(price)))
    found.sort(key=lambda one: -one.saves * one.row.scale)
    return tuple(found[:MOST_BINDING])


def _sizes(equations: Equations) -> dict[str, float]:
    sizes: dict[str, float] = {}
    for row in equations.rows:
        sizes[row.rule] = max(sizes.get(row.rule, 1.0), row.scale)
    return sizes


def _verify(target: Target, equations: Equations, decisions: dict[str, Floats]) -> Verified:
    """Forward without the solver; then the chance, and the margin that holds it."""
    sizes = _sizes(equations)
    residual = residual_of(target, decisions, sizes)
    draws = drawn(target)
    if not draws:
        return Verified(residual=residual)
    found = chances_of(target, decisions, sizes, draws)
    verified = Verified(
        residual=residual,
        chance=found.chance,
        draws=len(draws),
        margin=0.0,
        shortfalls=found.missed(),
        chances=found.rows(target),
    )
    if found.chance >= target.chance:
        return verified

    def again(harder: Target) -> dict[str, Floats] | None:
        equations = equations_of(harder)
        solved = _solve(harder, equations)
        return _decisions(harder, equations, solved.x) if solved.feasible else None

    def held(path: dict[str, Floats]) -> Chances:
        return chances_of(target, path, sizes, draws)

    best = margins(target, found, again, held)
    if best is None:
        return verified
    return replace(
        verified,
        margin=best.share(equations.rows),
        chance_with_margin=best.held.chance,
        cost_with_margin=cost_of(target, best.path, run_forward(target, best.path)),
        chances=found.rows(target, best),
    )
