"""One replicate from beginning to end, and the city as it stands at some of its months.

Each month: households are walked (who goes together, what cells hold), free people's chances are
set, everybody gets a word of lots; then what touches households is carried out one by one, partners
meet, and people arrive. Both passes go by spans of rows on threads; a span never reads what another
writes, and what they found is put together in the order of rows, so threads change nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.projection.engine import lots
from sakimawari.anticipate.projection.engine.arriving import arrive
from sakimawari.anticipate.projection.engine.chances import (
    Chances,
    chances,
    check_rates,
    year_in,
)
from sakimawari.anticipate.projection.engine.changes import carried_out
from sakimawari.anticipate.projection.engine.city import City, closed, opened, tidied, with_room
from sakimawari.anticipate.projection.engine.consistent import consistent
from sakimawari.anticipate.projection.engine.donors import (
    Donors,
    arrivals,
    donors_of,
    members_of,
    weights,
)
from sakimawari.anticipate.projection.engine.factors import ENOUGH, Balance, bearing
from sakimawari.anticipate.projection.engine.meeting import meet, seekers
from sakimawari.anticipate.projection.engine.month import (
    Tonight,
    careers,
    of_homes,
    of_own,
    screened,
    tonight,
)
from sakimawari.anticipate.projection.engine.tallies import SIZES, tally
from sakimawari.anticipate.projection.engine.units import BOUND, HERE, MONTHS, TURNED, tables, units
from sakimawari.anticipate.projection.people import (
    CARE_LEVELS,
    FLOWS,
    HAPPENINGS,
    Assumptions,
    Int32s,
    Int64s,
    Plan,
    Replicate,
    State,
    Uint64s,
)
from sakimawari.anticipate.projection.rates import drawn
from sakimawari.anticipate.projection.values import AGES, Floats
from sakimawari.problems import fault

SPAN = 32_768  # rows of people, or households, in one piece of work
TIDY = 24  # months after which the gone are dropped and households laid side by side again
LookedAt = tuple[Int64s, Uint64s]  # rows and words of those who must be looked at
_FIRST, _AGAIN = 12, 2  # walks at the start of a plan, and of a replicate, until children fit


def assumptions(plan: Plan, number: int) -> Assumptions:
    """What a replicate assumes: rates drawn by its number, or as given where there is no doubt."""
    rates = plan.rates
    if plan.doubt is not None:
        rates = drawn(rates, plan.doubt, seed=plan.seed, replicate=number)
    return Assumptions(rates=rates, social=plan.social)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What all replicates of a plan have in common: the city as it is, and who may arrive.

    `scale` is that of children's chances by what they do, as far as it was found (see `factors`).
    """

    state: State
    donors: Donors
    have: Floats
    scale: dict[str, Floats] = field(default_factory=dict)


def ground_of(plan: Plan) -> Ground:
    """Draw the patterns of arriving households of a plan. PROJ003 if nobody lives in the city."""
    if plan.state.people == 0:
        raise fault("PROJ003", "there is nobody to project", "give a city with residents")
    state = consistent(plan.state)
    state = closed(opened(state), state.month, state.areas)  # households laid out for the walk
    patterns = donors_of(state, plan.seed)
    ground = Ground(state=state, donors=patterns, have=members_of(patterns))
    with ThreadPoolExecutor(plan.threads) as threads:
        run = begun(replace(plan, doubt=None), 0, threads, ground)
        _trials(run, chances(run.assumed, run.at), np.zeros(lots.EVENTS, np.uint64), _FIRST)
    return replace(ground, scale=run.balance.scale)


@dataclass(slots=True, kw_only=True)
class Run:
    """A replicate under way. Not frozen: its city moves on."""

    plan: Plan
    number: int
    assumed: Assumptions
    threads: ThreadPoolExecutor
    span: int
    city: City
    ground: Ground
    balance: Balance
    at: int
    waiting: Int64s = field(default_factory=lambda: np.empty(0, np.int64))
    year: int | None = None
    now: Chances | None = None
    weight: Floats | None = None
    sums: Floats | None = None
    ahead: Future[tuple[Chances, Floats, Floats]] | None = None  # of the next year of rates
    desk: dict[tuple[str, int], npt.NDArray[Any]] = field(default_factory=dict)

    @property
    def areas(self) -> int:
        return len(self.plan.state.areas)

    def lent(
        self, what: str, start: int, shape: tuple[int, ...], kind: npt.DTypeLike
    ) -> npt.NDArray[Any]:
        """Rows of at least this shape for a span, the same every month: memory anew costs more."""
        found = self.desk.get((what, start))
        if found is None or len(found) < shape[0]:
            found = self.desk[what, start] = np.empty(shape, kind)
        return found


def begun(
    plan: Plan, number: int, threads: ThreadPoolExecutor, ground: Ground, *, span: int = SPAN
) -> Run:
    """A replicate before its first month."""
    state, assumed = ground.state, assumptions(plan, number)
    check_rates(assumed, state.areas)
    by_area = state.people / len(state.areas) >= ENOUGH or len(state.areas) == 1
    balance = Balance(areas=len(state.areas), by_area=by_area)
    balance.scale |= {what: scale.copy() for what, scale in ground.scale.items()}
    return Run(
        plan=plan,
        number=number,
        assumed=assumed,
        threads=threads,
        span=span,
        city=opened(state),
        ground=ground,
        balance=balance,
        at=state.month,
    )


def step(run: Run) -> tuple[Int64s, Int64s, Int64s]:
    """Move the city on by a month: its cells before it, its flows, what else happened."""
    now = _chances(run)
    stream = np.empty(lots.EVENTS, np.uint64)
    lots.streams(run.plan.seed, run.number, run.at, stream)
    if run.at == run.plan.state.month:
        _trials(run, now, stream, _AGAIN)
    elif (run.at - run.plan.state.month) % TIDY == 0:
        _tidy(run)
    if (run.at - run.plan.state.month) % 12 == 0 and run.at != run.plan.state.month:
        rows = _spans(int(run.city.used[0]), run.span)
        list(run.threads.map(lambda span: careers(run.city, span, stream), rows))
    together, table = _walk(run, now, stream)
    leave = run.balance.free("leave", now.leave, table)
    move = run.balance.free("move", now.move, table)
    bear = bearing(now, leave, move, table)
    night = tonight(now, leave, move, bear)
    events, looked_at = _draw(run, night, stream)
    flows, counted = (
        np.zeros((len(FLOWS), run.areas), np.int64),
        np.zeros(len(HAPPENINGS), np.int64),
    )
    _room(run, events, together)
    own = run.threads.submit(_own, run.city, looked_at, run.at, night, stream)
    carried_out(run.city, together, events, run.at, now, stream, flows, counted)
    looking = seekers(run.city, events, run.waiting)
    run.waiting = meet(run.city, looking, run.areas, run.at, stream, counted)
    assert run.sums is not None
    arrive(run.city, run.ground.donors, run.sums, run.at, stream, flows)
    run.at += 1
    return table, flows, counted + own.result()


def _chances(run: Run) -> Chances:
    """The chances of the month, and who arrives in it; made once a year of the rates."""
    year = year_in(run.assumed.rates, run.at)
    if run.now is None or year != run.year:
        made = run.ahead.result() if run.ahead is not None else _of_year(run, run.at, run.weight)
        run.year, (run.now, run.weight, run.sums) = year, made
        later = run.at + 12 - run.at % 12
        last = later >= run.plan.state.month + run.plan.months
        ends = last or year_in(run.assumed.rates, later) == year
        run.ahead = None if ends else run.threads.submit(_of_year, run, later, run.weight)
    return run.now


def _of_year(run: Run, month: int, before: Floats | None) -> tuple[Chances, Floats, Floats]:
    """What the rates of a month's year say of it: chances, and patterns that arrive."""
    rates, have = run.assumed.rates, run.ground.have
    arrive = rates.arrive[year_in(rates, month)]
    weight = weights(arrive, have, before)
    return chances(run.assumed, month), weight, arrivals(arrive, have, weight)


def _walk(run: Run, now: Chances, stream: Uint64s) -> tuple[Int32s, Int64s]:
    """The first pass: units that go, and tables of cells."""
    scaled = [run.balance.children(what, getattr(now, what)) for what in ("leave", "move")]
    chance = np.stack([now.leave, now.move, *scaled], axis=1)

    bases = len(chance) // AGES

    def work(span: tuple[int, int]) -> tuple[Int32s, Int32s, Int64s]:
        lived = run.lent("lived", span[0], (bases, MONTHS), np.int32)
        table = run.lent("bound", span[0], (len(chance), BOUND), np.int64)
        lived[:], table[:] = 0, 0
        room = min(run.span, len(run.city.homes)) + len(run.city.people) // 2 + 64
        found = run.lent("together", span[0], (room, 3), np.int32)
        used = units(run.city, span, run.at, chance, stream[lots.UNIT], lived, table, found)
        return found[:used].copy(), lived, table

    parts = list(run.threads.map(work, _spans(int(run.city.used[1]), run.span)))
    lived, bound = np.zeros((bases, MONTHS), np.int64), np.zeros((len(chance), BOUND), np.int64)
    for _, months, table in parts:
        lived += months
        bound += table
    return np.concatenate([part[0] for part in parts]), tables(lived, bound)


def _draw(run: Run, night: Tonight, stream: Uint64s) -> tuple[Int64s, list[LookedAt]]:
    """The second pass: what happens to households, in the order of rows, and who was looked at."""
    city, at, words = run.city, run.at, (night.word, night.care_word)

    def work(span: tuple[int, int]) -> tuple[Int64s, LookedAt]:
        rows = run.lent("rows", span[0], (min(run.span, len(run.city.people)),), np.int64)
        drawn = run.lent("drawn", span[0], (min(run.span, len(run.city.people)),), np.uint64)
        many = screened(city, span, at, words, stream, rows, drawn)
        rows, drawn = rows[:many], drawn[:many]
        found = np.empty(4 * many, np.int64)
        used = of_homes(city, rows, drawn, at, night, stream, found)
        return found[:used].copy(), (rows, drawn)

    parts = list(run.threads.map(work, _spans(int(run.city.used[0]), run.span)))
    return np.concatenate([part[0] for part in parts]), [part[1] for part in parts]


def _own(city: City, looked_at: list[LookedAt], at: int, night: Tonight, stream: Uint64s) -> Int64s:
    """Work, disability and care of those looked at, while households change; how often."""
    counted = np.zeros(len(HAPPENINGS), np.int64)
    for rows, words in looked_at:
        of_own(city, rows, words, at, night, stream, counted)
    return counted


def _spans(rows: int, length: int) -> list[tuple[int, int]]:
    return [(start, min(start + length, rows)) for start in range(0, rows, length)]


def _trials(run: Run, now: Chances, stream: Uint64s, times: int) -> None:
    """Walk a few times without any lot counted, until children's chances fit their families."""
    for _ in range(times):
        _, table = _walk(run, now, stream)
        for what in ("leave", "move"):
            run.balance.free(what, getattr(now, what), table)
        run.balance.settle()


def _room(run: Run, events: Int64s, together: Int32s) -> None:
    """See that whoever is born or arrives this month has a row."""
    assert run.sums is not None
    coming = float(run.sums[:, -1].sum())
    people = int(12 * coming + 60 * np.sqrt(coming + 1)) + len(events) + 64
    homes = int(2 * coming + 20 * np.sqrt(coming + 1)) + 2 * len(events) + len(together) + 64
    run.city = with_room(run.city, people=people, houses=homes)


def _tidy(run: Run) -> None:
    """Lay the city out anew."""
    run.city = tidied(run.city, run.at)
    seeking = run.city.facts["seeks"][: run.city.used[0]]
    run.waiting = np.flatnonzero(seeking).astype(np.int64)


def states_at(
    plan: Plan, number: int, months: Sequence[int], *, ground: Ground | None = None
) -> Iterator[State]:
    """The city of a replicate so many months after the start, for each of `months` in order.

    `ground` (of the same plan) spares its making for every replicate.

    People have the same keys in every replicate; see `State` for where their facts come from.
    """
    with ThreadPoolExecutor(plan.threads) as threads:
        run = begun(plan, number, threads, ground or ground_of(plan))
        for wanted in sorted(months):
            while run.at < plan.state.month + wanted:
                step(run)
            yield closed(run.city, run.at, plan.state.areas)


def replicate(
    plan: Plan, number: int, *, ground: Ground | None = None, span: int = SPAN
) -> Replicate:
    """Run a replicate and count it. PROJ004 if its flows do not explain its stocks."""
    with ThreadPoolExecutor(plan.threads) as threads:
        run = begun(plan, number, threads, ground or ground_of(plan), span=span)
        years = -(-plan.months // 12)
        kept = _Kept(run.areas, plan.state.month, plan.months)
        for past in range(plan.months):
            if past % 12 == 0:
                kept.year(run, past // 12)
            table, flows, counted = step(run)
            kept.month(run, past, table, flows, counted)
        kept.last(run, years)
    return kept.result(plan, number)


class _Kept:
    """The tables of a replicate while they fill."""

    def __init__(self, areas: int, start: int, months: int) -> None:
        years, calendar = -(-months // 12), (start + months - 1) // 12 - start // 12 + 1
        shape = (areas, 2, AGES)
        self.population = np.zeros((years + 1, *shape), np.int64)
        self.turned = np.zeros((calendar, *shape), np.int64)
        self.totals = np.zeros((months + 1, areas), np.int64)
        self.flows = np.zeros((months, len(FLOWS), areas), np.int64)
        self.happenings = np.zeros((months, len(HAPPENINGS)), np.int64)
        self.sizes = np.zeros((years + 1, areas, SIZES), np.int64)
        self.care = np.zeros((years + 1, areas, CARE_LEVELS), np.int64)
        self.work, self.disabled = (np.zeros((years + 1, areas), np.int64) for _ in range(2))
        self.nursery = np.zeros((years + 1, areas, 6), np.int64)

    def year(self, run: Run, year: int) -> None:
        wish = np.asarray(run.assumed.social.nursery, np.float64)
        tables = (self.sizes, self.care, self.work, self.disabled, self.nursery)

        def work(span: tuple[int, int]) -> list[Int64s]:
            found = [np.zeros_like(table[year]) for table in tables]
            tally(run.city, span, run.at, wish, *found)
            return found

        for part in run.threads.map(work, _spans(int(run.city.used[1]), run.span)):
            for table, found in zip(tables, part, strict=True):
                table[year] += found

    def month(self, run: Run, past: int, table: Int64s, flows: Int64s, counted: Int64s) -> None:
        shape = self.population.shape[1:]
        here, at = table[HERE].reshape(shape), run.at - 1  # the month that is over
        if past % 12 == 0:
            self.population[past // 12] = here
        self.turned[at // 12 - (at - past) // 12] += table[TURNED].reshape(shape)
        self.totals[past] = here.sum(axis=(1, 2))
        self.flows[past], self.happenings[past] = flows, counted

    def last(self, run: Run, years: int) -> None:
        city, shape = run.city, self.population.shape[1:]
        here = city.people[: city.used[0]]
        here = here[here["base"] >= 0]
        ages = np.minimum((run.at - 1 - here["born"].astype(np.int64)) // 12, AGES - 1)
        cells = np.bincount(here["base"] * AGES + ages, minlength=int(np.prod(shape)))
        self.population[years] = cells.reshape(shape)
        self.totals[-1] = self.population[years].sum(axis=(1, 2))
        self.year(run, years)

    def result(self, plan: Plan, number: int) -> Replicate:
        births, deaths, arrived, left, moved_in, moved_out = np.moveaxis(self.flows, 1, 0)
        change = births - deaths + arrived - left + moved_in - moved_out
        if (np.diff(self.totals, axis=0) != change).any():
            raise fault(
                "PROJ004",
                f"in replicate {number} people were lost or found between two months",
                "report this: flows must explain stocks exactly",
            )
        tables = ("population", "totals", "flows", "happenings", "turned", "sizes", "care")
        rest = ("work", "disabled", "nursery")
        return Replicate(
            seed=plan.seed, number=number, **{n: getattr(self, n) for n in tables + rest}
        )
