"""What a rule would come to if: agrees with the plain reading, and covers every value supposed."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakimawari.rules.figures import Figures, day_of
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import read_service
from sakimawari.rules.proof import Reading, facts_used
from sakimawari.rules.ranges import Range, missing_range
from sakimawari.rules.reads import Reads, facts_read
from sakimawari.rules.reckon import FactAt, Reckoner, Verdict, with_value
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Fact, Holder, ServiceRule
from tests.rules.random_units import random_units
from tests.rules.strategies import figures, rules

SEEDS = st.integers(0, 2**32)
CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
TRUTHS = {Status.NO: (0, 0), Status.YES: (1, 1), Status.UNKNOWN: (0, 1)}


def drawn_unit(rule: ServiceRule, seed: int) -> tuple[Situation, int]:
    unit = random_units(seed, 1, facts_read(rule))[0]
    return unit, seed % len(unit.people) if rule.holder is Holder.PERSON else 0


def covers(outer: Range | None, inner: Range) -> bool:
    return outer is not None and outer[0] <= inner[0] and inner[1] <= outer[1]


def agrees(verdict: Verdict, reading: Reading) -> bool:
    """The same status, amount and class, to the last digit."""
    gifts = [(verdict.amount, reading.amount_step), (verdict.tier, reading.tier_step)]
    return verdict.truth == TRUTHS[reading.status] and all(
        told == (None if step is None else step.range) for told, step in gifts
    )


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(rule=rules(), seed=SEEDS, on=figures())
def test_with_nothing_supposed_it_is_the_plain_reading(
    rule: ServiceRule, seed: int, on: Figures
) -> None:
    unit, subject = drawn_unit(rule, seed)
    reckoner = Reckoner(rule, unit, on, subject=subject, reads=Reads(rule))
    assert agrees(reckoner.suppose(gifts=True), read_service(rule, unit, on, subject=subject))


def known_facts(reading: Reading) -> list[tuple[FactAt, Fact]]:
    uses = [use for clause in reading.clauses for use in facts_used(clause.step)]
    return [
        (FactAt(use.name, use.person, use.year), use.fact)
        for use in dict.fromkeys(uses)
        if use.fact is not None and use.known
    ]


@settings(max_examples=80, deadline=None, suppress_health_check=CHECKS)
@given(rule=rules(), seed=SEEDS, on=figures())
def test_a_fact_supposed_otherwise_reads_as_if_the_register_said_so(
    rule: ServiceRule, seed: int, on: Figures
) -> None:
    unit, subject = drawn_unit(rule, seed)
    reckoner = Reckoner(rule, unit, on, subject=subject, reads=Reads(rule))
    drawn = random.Random(seed)
    for at, fact in known_facts(read_service(rule, unit, on, subject=subject))[:4]:
        low, high = missing_range(fact)
        values = sorted(drawn.randint(low, high) for _ in range(2))
        whole = reckoner.suppose({at: (values[0], values[1])}, gifts=True)
        for value in values:
            single = reckoner.suppose({at: (value, value)}, gifts=True)
            changed = with_value(unit, at, fact, value=value, on=on.on)
            reading = read_service(rule, changed, on, subject=subject)
            assert agrees(single, reading)
            assert covers(whole.truth, single.truth)


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(rule=rules(), seed=SEEDS, on=figures(), length=st.integers(0, 40))
def test_a_span_of_days_covers_each_of_its_days(
    rule: ServiceRule, seed: int, on: Figures, length: int
) -> None:
    unit, subject = drawn_unit(rule, seed)
    reckoner = Reckoner(rule, unit, on, subject=subject, reads=Reads(rule))
    whole = reckoner.suppose(on=(on.on, on.on + length))
    for day in {on.on, on.on + length // 2, on.on + length}:
        reading = read_service(rule, unit, replace(on, on=day), subject=subject)
        assert agrees(reckoner.suppose(on=(day, day), gifts=True), reading)
        assert covers(whole.truth, TRUTHS[reading.status])
    assert day_of(on.on) + timedelta(days=length) >= date(2026, 1, 1)
