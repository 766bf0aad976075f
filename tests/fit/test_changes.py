"""The smallest change really turns the result, and nothing nearer does; time is followed to the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from sakimawari.fit.explaining.changes import find_changes
from sakimawari.fit.explaining.evidence import THOROUGH, Evidence, reads_of
from sakimawari.fit.explaining.later import Ahead, Turn, look_ahead
from sakimawari.fit.explaining.nearest import Budget, nearest
from sakimawari.fit.explaining.varying import Change, Changes, Effect
from sakimawari.rules.figures import days
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import read_service
from sakimawari.rules.proof import Reading, facts_used
from sakimawari.rules.ranges import UNKNOWN, Range
from sakimawari.rules.reckon import FactAt, with_value
from sakimawari.rules.situation import Person, Situation, Sourced
from sakimawari.rules.tree import Kind
from tests.fit.evidence import drawn_evidence, evidence_of, interacting
from tests.rules.kernel_town import child, child_allowance, figures, parent

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def read(evidence: Evidence, on: date | None = None) -> Reading:
    figured = evidence.ground.figures(on or evidence.on)
    return read_service(evidence.ground.rule, evidence.situation, figured, subject=evidence.subject)


def changes_of(evidence: Evidence) -> Changes:
    return find_changes(evidence, read(evidence), reads_of(evidence.ground))


def ahead_of(evidence: Evidence) -> Ahead:
    return look_ahead(evidence, read(evidence), reads_of(evidence.ground))


def changed(evidence: Evidence, change: Change, *, nearer: int = 0) -> Reading:
    """The plain reading with the facts of a change at their new values, or so much nearer."""
    situation = evidence.situation
    for fact in change.facts:
        step = nearer if fact.value > fact.present else -nearer
        value = fact.value - step
        situation = with_value(situation, fact.at, fact.fact, value=value, on=days(evidence.on))
    return read(replace(evidence, situation=situation))


@settings(max_examples=120, deadline=None, suppress_health_check=CHECKS)
@given(evidence=drawn_evidence() | interacting())
def test_a_change_has_its_effect_and_the_value_before_it_has_not(evidence: Evidence) -> None:
    before = read(evidence)
    for change in changes_of(evidence).found:
        after = changed(evidence, change)
        assert after.status == change.status
        match change.effect:
            case Effect.GAIN:
                assert after.status is not Status.NO
                assert change.surely == (after.status is Status.YES)
            case Effect.LOSS:
                assert after.status is Status.NO
            case Effect.NEXT | Effect.BEST:
                assert after.status is Status.YES
                assert (after.amount, after.tier) != (before.amount, before.tier)
        numbers = [fact for fact in change.facts if fact.fact.type.kind is Kind.NUMBER]
        single = len(change.facts) == 1 and numbers
        if single and abs(numbers[0].value - numbers[0].present) > 1:
            almost = changed(evidence, change, nearer=1)
            if change.effect is Effect.GAIN:
                assert almost.status is Status.NO
            elif change.effect is Effect.LOSS:
                assert almost.status is not Status.NO


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(evidence=drawn_evidence())
def test_no_single_fact_that_could_turn_a_no_is_passed_over(evidence: Evidence) -> None:
    reading, found = read(evidence), changes_of(evidence)
    if reading.status is not Status.NO or reading.decided_by == -2 or not found.complete:
        return
    small = {"回数": range(10), "学生": range(2), "等級": range(4)}
    offered = {fact.at for change in found.found for fact in change.facts}
    for name, values in small.items():
        at = FactAt(name, evidence.subject)
        uses = [
            use
            for clause in reading.clauses
            for use in facts_used(clause.step)
            if (use.name, use.person) == (at.name, at.person) and use.known
        ]
        if not uses or uses[0].fact is None or at in offered or len(found.found) >= 3:
            continue
        for value in values:
            other = with_value(evidence.situation, at, uses[0].fact, value=value)
            assert read(replace(evidence, situation=other)).status is Status.NO


@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS)
@given(evidence=drawn_evidence())
def test_the_first_day_that_turns_a_result_is_the_one_found_day_by_day(evidence: Evidence) -> None:
    ahead, today = ahead_of(evidence), read(evidence).status
    turns = {later.turn: later for later in ahead.turns}
    if today is Status.UNKNOWN or not ahead.complete or read(evidence).decided_by == -2:
        return
    wanted = Turn.BEGINS if today is Status.NO else Turn.ENDS
    first = None
    for at in range(1, 100):
        day = evidence.on + timedelta(days=at)
        if read(evidence, day).status is not today:
            first = day
            break
    found = turns.get(wanted)
    if first is not None:
        assert found is not None
        assert found.on == first
    elif found is not None:
        assert found.on > evidence.on + timedelta(days=99)
        assert read(evidence, found.on).status is not today
        assert read(evidence, found.on - timedelta(days=1)).status is today


# ---------------------------------------------------------------- a family


def family(*, income: int = 5_000_001, servant: int = 0, born: date = date(2010, 5, 1)) -> Evidence:
    """A parent with one child under the allowance of `kernel_town`; limit 5,000,000 yen."""
    drawn = evidence_of(child_allowance(), figures(), seed=1)
    someone = parent(facts={"所得": {2025: income}, "公務員": servant})
    situation = Situation(people=(someone, child("子", born)))
    return replace(
        drawn, situation=situation, subject=0, relations=("世帯主", "子"), on=date(2026, 6, 1)
    )


def test_an_income_two_yen_over_is_told_to_the_yen() -> None:
    (change,) = changes_of(family()).found
    (fact,) = change.facts
    assert (change.effect, fact.at, fact.value) == (
        Effect.GAIN,
        FactAt("所得", 0, 2025),
        4_999_999,
    )
    assert fact.value - fact.present == -2


def test_two_reasons_take_two_changes_and_one_reason_is_never_told_alone() -> None:
    found = changes_of(family(servant=1))
    assert found.pairs
    assert {tuple(sorted(fact.at.name for fact in change.facts)) for change in found.found} == {
        ("公務員", "所得")
    }


def test_a_birth_date_is_nobodys_to_change_but_time_is_told() -> None:
    grown = family(income=1, born=date(2008, 4, 1))
    assert read(grown).status is Status.NO  # 18 at the end of March already
    found = changes_of(grown)
    assert found.found == ()
    assert FactAt("生年月日", 1) in found.fixed
    almost = family(income=1, born=date(2008, 4, 2))
    assert read(almost).status is Status.YES
    (ends,) = [later for later in ahead_of(almost).turns if later.turn is Turn.ENDS]
    assert ends.on == date(2027, 4, 1)


def test_what_would_end_a_right_is_told_to_the_yen() -> None:
    found = changes_of(family(income=4_999_999)).found
    (loss,) = [change for change in found if change.effect is Effect.LOSS]
    assert [(fact.at.name, fact.value) for fact in loss.facts] == [("所得", 5_000_000)]


def test_an_open_result_offers_no_change_it_asks() -> None:
    base = family()
    unknown = Person(
        id="親", facts={"生年月日": Sourced(held=days(date(1990, 5, 1))), "公務員": Sourced(held=0)}
    )
    asked = replace(base, situation=Situation(people=(unknown, base.situation.people[1])))
    assert read(asked).status is Status.UNKNOWN
    assert changes_of(asked).found == ()


def test_a_search_that_was_cut_short_says_so() -> None:
    assert not changes_of(replace(family(servant=1), effort=3)).complete
    assert changes_of(replace(family(servant=1), effort=THOROUGH)).complete


@pytest.mark.parametrize(("limit", "value"), [(7, 7), (-3, -3), (10**9, 10**9)])
def test_the_nearest_value_is_found_exactly_without_a_hint(limit: int, value: int) -> None:
    def at_least(values: Range) -> Range:
        return int(values[0] >= limit), int(values[1] >= limit)

    budget = Budget(left=10**6)
    hit = nearest(at_least, around=-10, within=(-(10**11), 10**11), budget=budget)
    assert hit is not None
    assert (hit.value, hit.surely) == (value, True)


def test_a_search_among_open_values_ends_instead_of_trying_them_all() -> None:
    budget = Budget(left=10**6)

    def open_always(values: Range) -> Range:
        return UNKNOWN

    assert nearest(open_always, around=0, within=(0, 10**6), budget=budget, maybe=False) is None
    assert budget.reached
