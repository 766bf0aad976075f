"""Whether an answer keeps the rules and is the best: told without the solver.

Costs are computed here anew, in pieces of rows with NumPy alone. That an answer is the best is shown by
its prices: charge each place its price; whatever anybody does, a person then pays at least the cheapest
of all sites, and all places together can give back no more than price times places. So

    sum over people of min(penalty, cheapest cost + price)  -  sum over sites of price x places

is more than no answer can cost less than, for any prices that are not negative. Where the answer costs
just that, no other is better, whoever found it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sakimawari.match.assign.flow.transport import (
    CLOSED,
    NOWHERE,
    Arcs,
    Ints,
    Matrix,
    Placement,
    Positions,
    Transport,
    Witness,
)
from sakimawari.match.results.certificate import Certificate, Claim, Violation

_NO_WAY = 1 << 60
_ROWS = 4_000  # units at once


def costs_of(problem: Transport, begin: int, end: int) -> Ints:
    """What a person of units begin to end pays at each site; 2 to the 60th where there is no way."""
    n, m = end - begin, problem.sites
    match problem.costs:
        case Positions(units=units, sites=sites):
            squares = np.zeros((n, m))
            for axis in range(3):
                squares += (units[begin:end, axis, None] - sites[None, :, axis]) ** 2
            costs = np.rint(np.sqrt(squares)).astype(np.int64)
        case Matrix(costs=written):
            costs = written[begin:end].astype(np.int64)
            costs[costs == CLOSED] = _NO_WAY
        case Arcs() as arcs:
            costs = np.full((n, m), _NO_WAY)
            _each_arc(costs, arcs, begin, end, added=False)
    kinds = problem.kinds[begin:end]
    if problem.kind_costs is not None:
        costs = costs + problem.kind_costs[kinds]
    if problem.present is not None and problem.moving is not None:
        known = problem.present[begin:end]
        away = (known[:, None] != NOWHERE) & (known[:, None] != np.arange(m))
        costs = costs + np.where(away, problem.moving[begin:end, None], 0)
    if problem.extras is not None:
        _each_arc(costs, problem.extras, begin, end, added=True)
    closed = ~problem.admits[kinds] | (costs >= _NO_WAY)
    costs[closed] = _NO_WAY
    return costs


def _each_arc(costs: Ints, arcs: Arcs, begin: int, end: int, *, added: bool) -> None:
    lengths = np.diff(arcs.start[begin : end + 1])
    row = np.repeat(np.arange(end - begin), lengths)
    kept = slice(int(arcs.start[begin]), int(arcs.start[end]))
    site, cost = arcs.site[kept], arcs.cost[kept]
    given = np.where(cost == CLOSED, _NO_WAY, cost)
    costs[row, site] = costs[row, site] + given if added else given


def examine(problem: Transport, placement: Placement, *, kind: str = "transport") -> Certificate:
    """Claims `admitted`, `capacity`, `cost`, `most_placed`, `optimal`, `witness`, each checked anew."""
    site, m = placement.site, problem.sites
    placed = site != NOWHERE
    load = np.bincount(site[placed], weights=problem.sizes[placed], minlength=m)
    closed, cost, least, dearest = _read(problem, placement)
    unplaced = int(problem.sizes[~placed].sum())
    objective = cost + placement.penalty * unplaced
    bound = least - int((placement.prices * problem.capacities).sum())
    violations = [
        *(_broken("admitted", f"#{unit}", "may not go to its site") for unit in closed),
        *(
            _broken(
                "capacity", f"site {j}", f"{int(load[j])} people, {problem.capacities[j]} places"
            )
            for j in np.flatnonzero(load > problem.capacities)
        ),
        *_false_witnesses(problem, placement.witnesses),
    ]
    names = {each.claim for each in violations}
    claims = (
        Claim(
            id="admitted",
            text="だれもが行ける場所に割り当てられている",
            holds="admitted" not in names,
        ),
        Claim(id="capacity", text="どの場所も定員を超えていない", holds="capacity" not in names),
        Claim(
            id="cost",
            text="費用の合計と、場所のない人の数が正しい",
            holds=cost == placement.cost and unplaced == placement.unplaced,
            figures={"cost": cost, "unplaced": unplaced},
        ),
        _most_placed(problem, placement, dearest),
        _best(placement, objective, bound),
        Claim(
            id="witness",
            text="場所が足りない理由として挙げた人は、挙げた場所にしか行けない",
            holds="witness" not in names,
            figures={"witnesses": len(placement.witnesses)},
        ),
    )
    return Certificate(kind=kind, claims=claims, violations=tuple(violations))


def _read(problem: Transport, placement: Placement) -> tuple[list[int], int, int, int]:
    """Units where they may not be; the cost; the least anybody could pay with prices; the dearest way."""
    closed: list[int] = []
    cost = least = dearest = 0
    for begin in range(0, problem.units, _ROWS):
        end = min(begin + _ROWS, problem.units)
        costs, sizes = costs_of(problem, begin, end), problem.sizes[begin:end]
        at = placement.site[begin:end]
        here = np.flatnonzero(at != NOWHERE)
        paid = costs[here, at[here]]
        closed += (begin + here[paid >= _NO_WAY]).tolist()
        cost += int((paid * sizes[here])[paid < _NO_WAY].sum())
        dearest = max(dearest, int(costs[costs < _NO_WAY].max(initial=0)))
        charged = np.where(costs >= _NO_WAY, _NO_WAY, costs + placement.prices)
        cheapest = np.minimum(charged.min(axis=1, initial=_NO_WAY), placement.penalty)
        least += int((cheapest * sizes).sum())
    return closed, cost, least, dearest


def _broken(claim: str, who: str, text: str) -> Violation:
    return Violation(claim=claim, who=(who,), text=text)


def _most_placed(problem: Transport, placement: Placement, dearest: int) -> Claim:
    """Whether the penalty puts places before costs, where that is asked."""
    people = int(problem.sizes.sum())
    longest = problem.sites + 1 if people == problem.units else people
    if problem.unplaced is None:
        holds = placement.penalty > longest * dearest
    else:
        holds = placement.penalty == problem.unplaced
    return Claim(
        id="most_placed",
        text="場所のない人を最も少なくしたうえで、費用を最も小さくしている"
        if problem.unplaced is None
        else "場所のない人の費用は、問題のとおりである",
        holds=holds,
        figures={"penalty": placement.penalty},
    )


def _best(placement: Placement, objective: int, bound: int) -> Claim:
    negative = bool((placement.prices < 0).any())
    reached = objective == bound and not negative
    text = "これより良い割当てはない（価格による証明）"
    if not reached and placement.proven:
        text = (
            "これより良い割当ては、世帯を分けない限りない（探索による。価格では下限まで示される）"
        )
    holds = False if negative or objective < bound else (True if reached else None)
    return Claim(
        id="optimal",
        text=text,
        holds=holds,
        figures={"objective": objective, "gap": objective - bound},
        bound=float(bound),
    )


def _false_witnesses(problem: Transport, witnesses: tuple[Witness, ...]) -> list[Violation]:
    found = []
    for number, each in enumerate(witnesses):
        allowed = np.zeros(problem.sites, np.bool_)
        allowed[list(each.sites)] = True
        people = int(problem.sizes[list(each.units)].sum())
        places = int(problem.capacities[allowed].sum())
        elsewhere = [u for u in each.units if _goes_beyond(problem, u, allowed)]
        wrong = len(set(each.units)) < len(each.units) or (people, places) != (
            each.people,
            each.places,
        )
        if wrong or elsewhere or people <= places:
            found.append(
                _broken(
                    "witness",
                    f"witness {number}",
                    f"{people}人、{places}人分、他所も可{len(elsewhere)}",
                )
            )
    return found


def _goes_beyond(problem: Transport, unit: int, allowed: Any) -> bool:
    return bool((costs_of(problem, unit, unit + 1)[0][~allowed] < _NO_WAY).any())
