"""The brief reading agrees with the interpreter that keeps the proof, and with itself supposed."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakimawari.rules.brief import Brief, Key, View, brief_services
from sakimawari.rules.figures import Figures
from sakimawari.rules.person import read_service
from sakimawari.rules.proof import GUARDIAN, SPOUSE, Reading
from sakimawari.rules.ranges import missing_range
from sakimawari.rules.reads import facts_read
from sakimawari.rules.results import entitled_at, result_of
from sakimawari.rules.situation import Person, Situation
from sakimawari.rules.tree import (
    TRUTH,
    Clause,
    Fact,
    FactTruth,
    Holder,
    ServiceRule,
    Truth,
)
from sakimawari.rules.unregistered import without_registers
from tests.rules.interplay import services
from tests.rules.random_units import random_units
from tests.rules.strategies import figures, rules

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
SEEDS = st.integers(0, 2**32)


def subjects(rule: ServiceRule, unit: Situation) -> range:
    return range(len(unit.people) if rule.holder is Holder.PERSON else 1)


def agree(brief: Brief, reading: Reading) -> None:
    """Demand the same summary, and the same missing facts."""
    assert (brief.status, brief.decided_by) == (reading.status, reading.decided_by)
    if reading.decided_by != -2:
        assert (brief.amount, brief.tier) == (reading.amount, reading.tier)
        asked = {(use.name, use.person, use.year) for use in reading.missing}
        assert brief.missing == asked


@settings(max_examples=120, deadline=None, suppress_health_check=CHECKS)
@given(rule=rules(), seed=SEEDS, on=figures())
def test_the_brief_reading_comes_to_what_the_interpreter_finds(
    rule: ServiceRule, seed: int, on: Figures
) -> None:
    reader = brief_services({"s": rule})["s"]
    for unit in random_units(seed, 6, facts_read(rule)):
        view = View(unit, on)
        for at in subjects(rule, unit):
            agree(reader.read(view, at), read_service(rule, unit, on, subject=at))


@settings(max_examples=120, deadline=None, suppress_health_check=CHECKS)
@given(rule=rules(), seed=SEEDS, on=figures(), data=st.data())
def test_supposing_anew_and_supposing_on_what_is_kept_are_the_same(
    rule: ServiceRule, seed: int, on: Figures, data: st.DataObject
) -> None:
    reader = brief_services({"s": rule})["s"]
    declared = {fact.name: fact for fact in facts_read(rule)}
    for unit in random_units(seed, 3, facts_read(rule)):
        kept = View(unit, on)
        for at in subjects(rule, unit):
            missing = sorted(reader.read(kept, at).missing, key=str)
            if not missing:
                continue
            key = data.draw(st.sampled_from(missing))
            if key[0] in {GUARDIAN, SPOUSE}:
                low = high = data.draw(st.integers(-1, len(unit.people) - 1))
            else:
                ends = missing_range(declared[key[0]])
                low, high = sorted(data.draw(st.tuples(st.integers(*ends), st.integers(*ends))))
            anew = reader.read(View(unit, on).suppose(key, (low, high)), at)
            assert reader.read(kept.suppose(key, (low, high)), at) == anew


@settings(max_examples=50, deadline=None, suppress_health_check=CHECKS)
@given(drawn=services(), seed=SEEDS, on=figures(), visiting=st.booleans())
def test_of_services_that_read_each_other_the_brief_reading_finds_the_same(
    drawn: tuple[ServiceRule, ...], seed: int, on: Figures, visiting: bool
) -> None:
    named = {rule.service: rule for rule in drawn}
    named = without_registers(named) if visiting else named
    readers = brief_services(named)
    facts = {fact.name: fact for rule in named.values() for fact in facts_read(rule)}
    for unit in random_units(seed, 3, tuple(facts.values())):
        view = View(unit, on)
        for slug, rule in named.items():
            for at in subjects(rule, unit):
                agree(readers[slug].read(view, at), read_service(rule, unit, on, subject=at))
                key = next(iter(sorted(readers[slug].read(view, at).missing, key=str)), None)
                if key is not None and key[0] not in {GUARDIAN, SPOUSE}:
                    low, _ = missing_range(facts[key[0]])
                    anew = readers[slug].read(View(unit, on).suppose(key, (low, low)), at)
                    assert readers[slug].read(view.suppose(key, (low, low)), at) == anew


def test_what_two_services_read_of_a_third_is_read_once() -> None:
    read: list[int | None] = []
    fact = Fact(name="要件", type=TRUTH)

    def service(slug: str, truth: Truth) -> ServiceRule:
        clause = Clause(id="c", text="", article="", truth=truth)
        return ServiceRule(service=slug, holder=Holder.PERSON, clauses=(clause,))

    class Counting(View):
        def fact(self, fact: Fact, person: int | None) -> tuple[int, int, frozenset[Key]]:
            read.append(person)
            return super().fact(fact, person)

    third = result_of(service("third", FactTruth(fact, 0)), name="三")
    rules = {
        slug: service(slug, entitled_at(third, 0, resident=True)) for slug in ("first", "second")
    }
    for made in (rules, without_registers(rules)):
        read.clear()
        view = Counting(
            Situation(people=(Person(id="a"),)), Figures(on=1, parameters={}, tables={})
        )
        for reader in brief_services(made).values():
            reader.read(view, 0)
        assert read == [0]


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(rule=rules())
def test_without_registers_no_fact_is_taken_for_absent(rule: ServiceRule) -> None:
    read = facts_read(without_registers({"s": rule})["s"])
    assert [fact.name for fact in read] == [fact.name for fact in facts_read(rule)]
    assert all(fact.absent is None for fact in read)
