"""What the change does by one service: everything a report says of it, from its readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from sakimawari.fit.compare.breakdown import breakdown, counts_of, households_of, part_of, total_yen
from sakimawari.fit.compare.classes import Cut
from sakimawari.fit.compare.contradictions import (
    amount_checks,
    deadline_check,
    earning_checks,
    figure_check,
)
from sakimawari.fit.compare.earnings import Incentive, earning_more, incentive, reads_income
from sakimawari.fit.compare.meaning import (
    Cause,
    Difference,
    causes,
    differ_themselves,
    differences,
)
from sakimawari.fit.compare.outcomes import Outcome, Pair, classify, paired, sign_of, yen_of
from sakimawari.fit.compare.question import Question, Stopwatch
from sakimawari.fit.compare.readings import Readings, Side
from sakimawari.fit.compare.report import Contradiction, Count, Life, ServiceImpact, Workload
from sakimawari.fit.compare.roll import Roll
from sakimawari.fit.compare.suppression import Veil
from sakimawari.fit.compare.workload import Assumptions, measured_take_up, workload_of
from sakimawari.packs.pack import Service
from sakimawari.rules.outcome import Status
from sakimawari.rules.population import Int8s, Int64s, Population
from sakimawari.rules.reads import facts_read
from sakimawari.rules.tree import Fact, Holder

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every service of a comparison is read against.

    `counted` marks the people that count: residents of households without a protected member.
    `population` is as B declares its facts, `before` as A does: the same object where they agree.
    `earners` are the rows of main earners. `receiving` are rows of people by programme, in force on the day.
    """

    population: Population
    before: Population
    facts: Mapping[str, Fact]
    roll: Roll
    units: npt.NDArray[np.int32]
    counted: Bools
    cuts: tuple[Cut, ...]
    receiving: Mapping[str, Int64s]
    earners: Int64s

    def receives(self, service: Service) -> Bools:
        """Which subjects of a service receive it today."""
        rows = self.receiving.get(service.received_as or "", np.empty(0, np.int64))
        marked = np.zeros(self.population.rows(service.holder), np.bool_)
        marked[rows if service.holder is Holder.PERSON else self.units[rows]] = True
        return marked

    def people(self, holder: Holder, rows: Int64s) -> Int64s:
        """The row of people each subject stands for: the person, or the head of the household."""
        if holder is Holder.PERSON:
            return rows
        heads = self.roll.heads[rows].astype(np.int64)
        return np.where(heads >= 0, heads, self.population.offsets[rows].astype(np.int64))


def impact_of(
    readings: Readings, ground: Ground, *, question: Question, watch: Stopwatch
) -> ServiceImpact:
    """One service's part of the comparison; worked examples are added by `run`."""
    first, last = question.dates[0], question.dates[-1]
    effect, found = readings.effect, _found(readings, first, last)
    veil, service = Veil(exact=question.exact), readings.service
    with watch.stage("read"):
        pair = readings.on(effect)
    with watch.stage("sum up"):
        outcomes, yen = classify(pair), yen_of(pair, readings.services)
        receives = ground.receives(service)
        here = receives[pair.rows]
        units = ground.roll.units(readings.holder, pair.rows)
        people = ground.people(readings.holder, pair.rows)
        moved = outcomes != Outcome.SAME
        cuts = tuple(
            breakdown(
                cut,
                cut.sizes(ground.counted),
                people[moved],
                outcomes[moved],
                yen=yen.where(moved),
                veil=veil,
            )
            for cut in ground.cuts
        )
    with watch.stage("months"):
        work = _workload(readings, pair, effect, receives, question=question, veil=veil)
    with watch.stage("contradictions"):
        doubts = tuple(_doubts(readings, ground, pair, effect=effect, last=last, veil=veil))
    before, after = _entitled(pair, outcomes, veil)
    award = service.rule.amount
    return ServiceImpact(
        slug=service.slug,
        name=service.name,
        life=_life(readings),
        holder=readings.holder.value,
        gives=service.gives.value,
        unit=award.unit if award is not None else "",
        effect=effect,
        differences=found.differences,
        because=found.because,
        itself=found.itself,
        counts=counts_of(outcomes, veil),
        of_them_receiving=part_of(outcomes, here, veil),
        households=households_of(outcomes, units, veil),
        entitled_before=before,
        entitled_after=after,
        yen_per_year=total_yen(outcomes, yen, veil),
        yen_in_period=work.total.yen,
        is_money=sign_of(service) != 0,
        breakdowns=cuts,
        workload=work,
        contradictions=doubts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """In what the service differs, through which others, and whether in itself."""

    differences: tuple[Difference, ...] = ()
    because: tuple[Cause, ...] = ()
    itself: bool = True


def _found(readings: Readings, first: date, last: date) -> _Found:
    old, new = readings.before, readings.after
    if old.service is None or new.service is None:
        return _Found()
    sides = (old.service, old.catalogue), (new.service, new.catalogue)
    return _Found(
        differences=differences(*sides, first, last),
        because=causes(*sides, first, last),
        itself=differ_themselves(*sides, first, last),
    )


def _entitled(pair: Pair, outcomes: Int8s, veil: Veil) -> tuple[Count, Count]:
    """How many are surely entitled on each side; the second hidden where it gives a few away."""
    before, after = (
        veil.count(int((side.status == Status.YES).sum())) for side in (pair.before, pair.after)
    )
    across = (Outcome.GAIN, Outcome.LOSE, Outcome.CONFIRMED, Outcome.UNSURE)
    gives_away = any(veil.count(int((outcomes == each).sum())) is None for each in across)
    return before, None if gives_away else after


def _life(readings: Readings) -> Life:
    if readings.before.service is None:
        return Life.NEW
    return Life.ENDED if readings.after.service is None else Life.BOTH


def _workload(
    readings: Readings,
    pair: Pair,
    effect: date,
    receives: Bools,
    *,
    question: Question,
    veil: Veil,
) -> Workload:
    take_up, source = question.take_up, "given"
    if take_up is None:
        take_up, source = measured_take_up(pair, receives), "measured"
    if take_up is None or (source == "measured" and not receives.any()):
        take_up, source = 1.0, "assumed"

    def months() -> Iterator[tuple[date, Pair]]:
        nothing = pair.where(np.zeros(len(pair.rows), np.bool_))
        for day in question.dates:
            if day == effect:
                yield day, pair
            else:
                yield day, readings.on(day) if readings.differs(day) else nothing

    assumed = Assumptions(take_up=take_up, take_up_from=source, minutes=question.minutes)
    return workload_of(months(), readings.services, receives, assumed=assumed, veil=veil)


def _doubts(
    readings: Readings, ground: Ground, pair: Pair, *, effect: date, last: date, veil: Veil
) -> Iterator[Contradiction]:
    yield from amount_checks(readings, pair, veil)
    yield from deadline_check(pair, effect, veil)
    old, new = (
        _incentive(side, readings, ground, effect) for side in (readings.before, readings.after)
    )
    yield from earning_checks(old, new, readings.service.gives, veil)
    yield from figure_check(readings, effect, last)


def _incentive(side: Side, readings: Readings, ground: Ground, on: date) -> Incentive | None:
    """One side read as it is and with everybody earning more; None where income plays no part."""
    if side.service is None or not reads_income(facts_read(side.service.rule)):
        return None
    more = earning_more(side.population, ground.earners, ground.facts)
    now = side.read(on, threads=readings.threads)
    then = side.read(on, threads=readings.threads, population=more)
    pair = paired(now, then)
    pair = pair.where(ground.roll.listable(side.service.holder, pair.rows))
    units = ground.roll.units(side.service.holder, pair.rows)
    return incentive(pair, side.service, units, ground.population.units)
