"""First and stand-in for a small group at once, exactly (CP-SAT)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sakimawari.match.assign.flow.transport import NOWHERE

_EFFORT = 2.0  # units of work of the search, the same on every machine
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Households that share supporters with nobody else: candidates with ways, how many each counts.

    `hint`: what they have now.
    """

    near: tuple[tuple[Pair, ...], ...]
    counts: tuple[int, ...]
    loads: Sequence[int]
    hint: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traded:
    """Firsts, stand-ins, whether they are proved the best, and the units of work it took."""

    first: tuple[int, ...]
    second: tuple[int, ...]
    proven: bool
    effort: float


def best_pairs(exchange: Exchange, *, effort: float = _EFFORT) -> Traded:
    """The best pairs of a group, or the hint where the search ended before any were found."""
    from ortools.sat.python import cp_model  # loads pandas: only where it is used

    model = cp_model.CpModel()
    firsts: list[dict[int, Any]] = []
    seconds: list[dict[Pair, Any]] = []
    for at, near in enumerate(exchange.near):
        first = {one: model.new_bool_var(f"f{at}_{one}") for one, _ in near}
        second = {
            (one, other): model.new_bool_var(f"s{at}_{one}_{other}")
            for one, _ in near
            for other, _ in near
            if one != other
        }
        model.add_at_most_one(first.values())
        for one, chosen in first.items():
            outgoing = [var for (missing, _), var in second.items() if missing == one]
            model.add(sum(outgoing) <= chosen)
        firsts.append(first)
        seconds.append(second)
    _loads(model, exchange, firsts, seconds)
    _aim(model, exchange, firsts, seconds)
    _hint(model, exchange, firsts, seconds)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    spent = float(solver.response_proto.deterministic_time)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        ones, others = zip(*exchange.hint, strict=True)
        return Traded(first=ones, second=others, proven=False, effort=spent)
    first_of = [_chosen(solver, first) for first in firsts]
    second_of = [_chosen(solver, second) for second in seconds]
    return Traded(
        first=tuple(NOWHERE if one is None else one for one in first_of),
        second=tuple(NOWHERE if two is None else two[1] for two in second_of),
        proven=bool(status == cp_model.OPTIMAL),
        effort=spent,
    )


def _chosen(solver: Any, of: Mapping[Any, Any]) -> Any:
    return next((key for key, var in of.items() if solver.boolean_value(var)), None)


def _loads(
    model: Any,
    exchange: Exchange,
    firsts: list[dict[int, Any]],
    seconds: list[dict[Pair, Any]],
) -> None:
    """Nobody has more than they take on, whoever is missing."""
    load: dict[int, list[Any]] = {}
    cover: dict[Pair, list[Any]] = {}
    for first, second, count in zip(firsts, seconds, exchange.counts, strict=True):
        for one, var in first.items():
            load.setdefault(one, []).append(count * var)
        for two, var in second.items():
            cover.setdefault(two, []).append(count * var)
    for one, terms in load.items():
        model.add(sum(terms) <= exchange.loads[one])
    for (_, other), terms in cover.items():
        held = load.get(other, []) + terms
        model.add(sum(held) <= exchange.loads[other])


def _aim(
    model: Any,
    exchange: Exchange,
    firsts: list[dict[int, Any]],
    seconds: list[dict[Pair, Any]],
) -> None:
    """Firsts before stand-ins before ways, each weight above all that follow together."""
    longest = max((way for near in exchange.near for _, way in near), default=0)
    stand_in = 3 * longest * len(exchange.near) + 1
    first_worth = stand_in * (sum(exchange.counts) + 1)
    terms = []
    for near, first, second, count in zip(
        exchange.near, firsts, seconds, exchange.counts, strict=True
    ):
        way = dict(near)
        terms += [(first_worth * count - 2 * way[one]) * var for one, var in first.items()]
        terms += [(stand_in * count - way[other]) * var for (_, other), var in second.items()]
    model.maximize(sum(terms))


def _hint(
    model: Any,
    exchange: Exchange,
    firsts: list[dict[int, Any]],
    seconds: list[dict[Pair, Any]],
) -> None:
    for first, second, hint in zip(firsts, seconds, exchange.hint, strict=True):
        for one, var in first.items():
            model.add_hint(var, one == hint[0])
        for two, var in second.items():
            model.add_hint(var, two == hint)
