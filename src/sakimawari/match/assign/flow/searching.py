"""The exact search over what the gap leaves open: CP-SAT on the sites a better answer could use."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from sakimawari.match.assign.flow.ledger import FAR, Ledger, fill_row, rows
from sakimawari.match.assign.flow.transport import Ints, Placement, Transport

_MOST = 12_000  # choices a search is given; with more it would take memory and find little


def searched(
    problem: Transport, book: Ledger, answer: Placement, effort: float
) -> tuple[Ints, int]:
    """A place for every unit (the number of sites: nowhere), and the bound then known.

    Nothing is searched where more choices could matter than a search takes.
    """
    from ortools.sat.python import cp_model  # loads pandas: only where it is used

    (unit, site, excess), base = _dearer(problem, book, answer)
    at = np.where(answer.site < 0, problem.sites, answer.site)
    if len(unit) - problem.units > _MOST:
        return at, answer.bound
    unit, site, excess = _with_present(problem, book, answer, at, unit, site, excess)
    model, chosen = _modelled(problem, answer, at, unit, site, excess)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = effort
    solver.parameters.random_seed = 1
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return at, answer.bound
    taken = np.array([solver.boolean_value(each) for each in chosen])
    at = at.copy()
    at[unit[taken]] = site[taken]
    known = base + int(np.ceil(solver.best_objective_bound - 1e-6))
    return at, max(answer.bound, min(known, answer.objective))


def _dearer(
    problem: Transport, book: Ledger, answer: Placement
) -> tuple[tuple[Ints, Ints, Ints], int]:
    """Pairs of unit and site whose excess over the unit's cheapest is within the gap; the bound's base.

    Of more pairs than a search takes only the first are told.
    """
    prices = np.append(answer.prices, 0)
    limit = _MOST + problem.units + 1
    unit, site, excess, total = _within(
        book, problem.sizes, prices, answer.penalty, answer.gap, limit
    )
    return (unit, site, excess), int(total) - int((answer.prices * problem.capacities).sum())


@njit(cache=True, nogil=True)
def _within(book: Ledger, sizes: Any, prices: Any, penalty: int, gap: int, limit: int) -> Any:
    nodes, held, total = prices.size, 0, np.int64(0)
    unit, site = np.empty(limit, np.int64), np.empty(limit, np.int64)
    excess, row = np.empty(limit, np.int64), np.empty(nodes, np.int64)
    for one in range(sizes.size):
        fill_row(book, one, row[: nodes - 1])
        row[nodes - 1] = penalty
        least = np.int64(FAR)
        for k in range(nodes):
            if row[k] < FAR:
                row[k] += prices[k]
                least = min(least, row[k])
        total += least * sizes[one]
        most = least + gap // sizes[one]
        for k in range(nodes):
            if row[k] < FAR and row[k] <= most and held < limit:
                unit[held], site[held], excess[held] = one, k, (row[k] - least) * sizes[one]
                held += 1
    return unit[:held], site[:held], excess[:held], total


def _with_present(
    problem: Transport, book: Ledger, answer: Placement, at: Ints, *kept: Ints
) -> tuple[Ints, Ints, Ints]:
    """The pairs, and where units are now among them, in the order of units."""
    unit, site, excess = kept
    width = problem.sites + 1
    missing = np.flatnonzero(~np.isin(np.arange(problem.units) * width + at, unit * width + site))
    prices = np.append(answer.prices, 0)
    more = []
    for one in missing:
        cost = np.append(rows(book, np.array([one]), problem.sites)[0], answer.penalty)
        with_price = np.where(cost >= FAR, FAR, cost + prices)
        more.append(int((with_price[at[one]] - with_price.min()) * problem.sizes[one]))
    unit, site = np.append(unit, missing), np.append(site, at[missing])
    excess = np.append(excess, np.array(more, np.int64))
    order = np.lexsort((site, unit))
    return unit[order], site[order], excess[order]


def _modelled(
    problem: Transport, answer: Placement, at: Ints, unit: Ints, site: Ints, excess: Ints
) -> tuple[Any, list[Any]]:
    """Each unit at one site, sites within their places; what is made least is the excess over prices.

    A place left free at a site with a price costs the price: together with the excesses that is the
    objective less the bound's base, in small whole numbers.
    """
    from ortools.sat.python import cp_model  # loads pandas: only where it is used

    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in unit]
    begin = np.searchsorted(unit, np.arange(problem.units + 1))
    for one in range(problem.units):
        model.add_exactly_one(chosen[begin[one] : begin[one + 1]])
    terms, weights = list(chosen), [int(each) for each in excess]
    for j in range(problem.sites):
        there = np.flatnonzero(site == j)
        sizes = problem.sizes[unit[there]]
        if not len(there) and not answer.prices[j]:
            continue
        capacity = int(problem.capacities[j])
        free = model.new_int_var(0, capacity, "")
        used = cp_model.LinearExpr.weighted_sum([chosen[k] for k in there], sizes.tolist())
        model.add(used + free == capacity)
        terms.append(free)
        weights.append(int(answer.prices[j]))
    model.minimize(cp_model.LinearExpr.weighted_sum(terms, weights))
    for k, each in enumerate(chosen):
        model.add_hint(each, bool(at[unit[k]] == site[k]))
    return model, chosen
