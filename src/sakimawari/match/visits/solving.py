"""The search: PyVRP in two turns, what it cannot know laid in between, the best of all kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyvrp
from pyvrp.stop import MaxIterations, MaxRuntime, MultipleCriteria

from sakimawari.match.visits.building import Aim, Built, Hints, Resting, build, read_back
from sakimawari.match.visits.improving import improved
from sakimawari.match.visits.inserting import best_insertion, filled
from sakimawari.match.visits.plan import Plan, clocks, cost, fit_together, holds, leads, price
from sakimawari.match.visits.reasons import unmade
from sakimawari.match.visits.timing import Board, Clock
from sakimawari.match.visits.values import Round, Rounds, Stop, Task

STEPS = 4_000  # of each turn; some seconds for two hundred visits
DOORS_FIRST, DOORS_AGAIN = (
    6,
    8,
)  # at which a worker's break may be taken, in the first turn and after
FEW_PLACES = 24  # so few doors: a break may be taken at each of them

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long is searched: `steps` a turn, at most `seconds` a turn (the result then depends on the
    machine), by a seed.
    """

    steps: int = STEPS
    seconds: float = 60.0
    seed: int = 1


def solve(
    task: Task,
    effort: Effort | None = None,
    *,
    begin_with: Mapping[str, Sequence[str]] | None = None,
    progress: Progress = lambda _: None,
) -> Rounds:
    """The rounds of a task: as many worthy visits as go, with as little travel as was found.

    `begin_with` is an older plan, ids of visits in order per shift id: it is one of those compared,
    so that the outcome is never dearer than keeping it. The same task, steps and seed give the same
    rounds, unless time ran out (`Rounds.in_time`).
    """
    board, effort = Board(task), effort or Effort()
    plans = [Plan([[] for _ in board.shifts])]
    if begin_with:
        plans.append(_sound(board, _given(board, begin_with)))
    in_time = True
    if board.visits and board.shifts:
        for turn, doors in enumerate((DOORS_FIRST, DOORS_AGAIN, DOORS_AGAIN)):
            best = _cheapest(board, plans)
            if turn == 2 and not _has_ties(task):
                break
            hints = _hints(board, best, doors=doors)
            plan, ended = _searched(board, hints, best, effort, turn)
            in_time = in_time and ended
            whole = filled(board, _sound(board, plan))
            plans.append(_bettered(board, whole, effort, turn) if _has_ties(task) else whole)
            progress((turn + 1) / 4)
    best = _cheapest(board, plans)
    found = told(board, best)
    progress(1.0)
    return Rounds(
        rounds=found,
        unmade=unmade(board, best),
        cost=cost(board, best, clocks(board, best) or []),
        steps=effort.steps,
        seed=effort.seed,
        in_time=in_time,
    )


def _has_ties(task: Task) -> bool:
    """Whether visits hang together, or on what was told: pairs, clients with several, promises."""
    clients = [visit.client for visit in task.visits if visit.client]
    return len(set(clients)) < len(clients) or any(
        visit.people == 2 or visit.promise is not None for visit in task.visits
    )


def _bettered(board: Board, plan: Plan, effort: Effort, turn: int) -> Plan:
    turns = max(effort.steps // 20, 50)
    return improved(board, plan, turns=turns, seed=effort.seed + turn)


def _cheapest(board: Board, plans: Sequence[Plan]) -> Plan:
    priced = [(price(board, plan), at) for at, plan in enumerate(plans)]
    return plans[min((each, -at) for each, at in priced if each is not None)[1] * -1]


def _searched(
    board: Board, hints: Hints, best: Plan, effort: Effort, turn: int
) -> tuple[Plan, bool]:
    built = build(board, hints)
    stop = MultipleCriteria([MaxIterations(effort.steps), MaxRuntime(effort.seconds)])
    result = pyvrp.solve(
        built.data,
        stop=stop,
        seed=effort.seed + turn,
        collect_stats=False,
        initial_solution=_encoded(board, built, best),
    )
    return read_back(board, built, result.best), result.num_iterations >= effort.steps


# ------------------------------------------------------------------ between the turns


def _hints(board: Board, plan: Plan, *, doors: int) -> Hints:
    times = clocks(board, plan) or []
    return Hints(
        pairs=_times_of_pairs(board, plan, times),
        resting={
            at: _doors(board, at, plan, times[at], doors)
            for at, duty in enumerate(board.shifts)
            if duty.pause is not None
        },
        seen_by=_seen_by(board, plan),
    )


def _times_of_pairs(board: Board, plan: Plan, times: Sequence[Clock]) -> dict[int, int]:
    found = {}
    for at, route in enumerate(plan.routes):
        for place, visit in enumerate(route):
            if board.visits[visit].people == 2:
                found[visit] = times[at].begin[place]
    return found


def _seen_by(board: Board, plan: Plan) -> dict[str, frozenset[str]]:
    """Who sees a client with several visits most often: whom the next turn prefers."""
    counts: dict[str, dict[str, int]] = {}
    for at, route in enumerate(plan.routes):
        for visit in route:
            if client := board.visits[visit].client:
                seen = counts.setdefault(client, {})
                seen[board.shifts[at].worker] = seen.get(board.shifts[at].worker, 0) + 1
    several = {client for client, seen in counts.items() if sum(seen.values()) > 1}
    return {
        client: frozenset({min(counts[client], key=lambda who: (-counts[client][who], who))})
        for client in several
    }


def _doors(board: Board, shift: int, plan: Plan, clock: Clock, most: int) -> list[int]:
    """Where a worker's break may be taken: near where they were then, at the start, and spread."""
    duty, route = board.shifts[shift], plan.routes[shift]
    found = [duty.start]
    everywhere = sorted({visit.place for visit in board.visits} - {duty.start})
    if len(everywhere) <= FEW_PLACES:
        return [*found, *everywhere]
    ways = board.task.travel.seconds[duty.mode]
    if route and clock.pause is not None:
        middle = clock.pause[0]
        near = sorted(range(len(route)), key=lambda at: (abs(clock.begin[at] - middle), at))
        found += [board.visits[route[at]].place for at in near[: most // 2]]
        around = sorted(everywhere, key=lambda place: (int(ways[found[-1], place]), place))
        found += around[: most - most // 2]
        return list(dict.fromkeys(found))
    while len(found) <= most:  # spread out: each time the place farthest from all so far
        reach = np.min(ways[np.ix_(found, everywhere)], axis=0)
        found.append(everywhere[int(np.argmax(reach))])
    return list(dict.fromkeys(found))


def _encoded(board: Board, built: Built, plan: Plan) -> pyvrp.Solution | None:
    """A plan as a solution to begin with; None where there is none worth it."""
    times = clocks(board, plan)
    if times is None or not plan.made:
        return None
    aims: dict[tuple[int, bool], list[int]] = {}
    rests: dict[int, dict[int, int]] = {}
    for at, each in enumerate(built.served):
        if isinstance(each, Aim):
            aims.setdefault((each.visit, each.beside), []).append(at)
        else:
            rests.setdefault(each.shift, {})[each.place] = at
    routes = []
    for shift, route in enumerate(plan.routes):
        clients = _clients_of(board, built, plan, shift, clock=times[shift], aims=aims)
        pause = times[shift].pause
        if pause is not None and route:
            at = sum(begin < pause[0] for begin in times[shift].begin)
            around = [board.visits[each].place for each in route[max(at - 1, 0) : at + 1]]
            usable = [rests[shift][place] for place in around if place in rests.get(shift, {})]
            fallback = rests.get(shift, {}).get(board.shifts[shift].start)
            clients.insert(at, usable[0] if usable else fallback or 0)
        elif not route and shift in rests:
            clients = [rests[shift][board.shifts[shift].start]]
        if clients:
            routes.append(pyvrp.Route(built.data, clients, shift))
    return pyvrp.Solution(built.data, routes)


def _clients_of(
    board: Board,
    built: Built,
    plan: Plan,
    shift: int,
    *,
    clock: Clock,
    aims: Mapping[tuple[int, bool], Sequence[int]],
) -> list[int]:
    clients = []
    for place, visit in enumerate(plan.routes[shift]):
        beside = not _leads(board, plan, shift, visit)
        begin = clock.begin[place]
        fitting = [at for at in aims[visit, beside] if _within(built.served[at], begin)]
        clients.append((fitting or list(aims[visit, beside]))[0])
    return clients


def _within(each: Aim | Resting, begin: int) -> bool:
    return isinstance(each, Aim) and each.earliest <= begin <= each.latest


def _leads(board: Board, plan: Plan, shift: int, visit: int) -> bool:
    if board.visits[visit].people == 1:
        return True
    one, other = plan.shifts_of(visit)
    return leads(board, one, other, board.visits[visit]) == shift


# ------------------------------------------------------------------ made sound


def _given(board: Board, begin_with: Mapping[str, Sequence[str]]) -> Plan:
    """An older plan in numbers; who and what is no more is left out."""
    plan = Plan([[] for _ in board.shifts])
    for shift, visits in begin_with.items():
        if shift in board.shift_of:
            known = [board.number_of[each] for each in visits if each in board.number_of]
            plan.routes[board.shift_of[shift]] = known
    tolerance = board.task.weights.tolerance
    for visit in plan.made:
        promise = board.visits[visit].promise
        if promise is not None:
            plan.floors[visit] = promise.begin - tolerance
    return plan


def _sound(board: Board, plan: Plan) -> Plan:
    """The plan without what cannot be; whatever was taken out is put in again where it goes."""
    kept = Plan([[] for _ in board.shifts], dict(plan.floors))
    whole = [
        [visit for visit in dict.fromkeys(route) if _is_whole(board, plan, visit)]
        for route in plan.routes
    ]
    kept.routes = whole
    if clocks(board, kept) is not None and all(
        holds(board, at, route) for at, route in enumerate(whole)
    ):
        return kept
    sound = Plan([[] for _ in board.shifts], dict(plan.floors))
    for at, route in enumerate(whole):
        for visit in route:
            if board.visits[visit].people == 1:
                tried = sound.copy()
                tried.routes[at].append(visit)
                if holds(board, at, tried.routes[at]) and clocks(board, tried) is not None:
                    sound = tried
    for visit in sorted(kept.made - sound.made):
        sound = best_insertion(board, sound, visit) or sound
    return sound


def _is_whole(board: Board, plan: Plan, visit: int) -> bool:
    """Whether those who are to make a visit are who it asks for."""
    return fit_together(board, plan.shifts_of(visit), board.visits[visit])


def told(board: Board, plan: Plan) -> tuple[Round, ...]:
    """A plan that can be as rounds by the clock, in the order of the shifts."""
    times = clocks(board, plan)
    if times is None:
        raise AssertionError("the plan that was kept cannot be")
    found = []
    for at, (duty, clock) in enumerate(zip(board.shifts, times, strict=True)):
        stops = tuple(
            Stop(
                visit=board.visits[visit].id,
                arrive=clock.arrive[place],
                begin=clock.begin[place],
                end=clock.begin[place] + board.visits[visit].seconds,
                leads=_leads(board, plan, at, visit),
            )
            for place, visit in enumerate(plan.routes[at])
        )
        found.append(
            Round(
                shift=duty.id,
                leave=clock.leave,
                stops=stops,
                back=clock.back,
                pause=clock.pause,
                travel=clock.travel,
            )
        )
    return tuple(found)
