"""Small cases tried out whole: what is said of the unknown holds, and few questions are asked."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from functools import cache

import pytest

from sakimawari.fit.asking.choose import Outlook
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.rules.brief import Key
from sakimawari.rules.outcome import Status
from tests.fit.asking.small import (
    TRUTHS,
    alone,
    completions,
    direct,
    drawn_services,
    questionnaire,
    seen,
    service,
    states,
    told,
)

SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_no_stays_no_and_a_yes_stays_yes_in_every_completion(seed: int) -> None:
    given = questionnaire(*drawn_services(seed))
    whole = {
        tuple(sorted(known.items())): {
            slug: direct(given, alone(**known), slug) for slug in given.services
        }
        for known in completions({})
    }
    for known in states():
        for (slug, _), brief in seen(given, known).results.items():
            for complete in completions(known):
                came = whole[tuple(sorted(complete.items()))][slug]
                assert brief.status in {came.status, Status.UNKNOWN}
                if came.status is Status.YES:
                    assert brief.amount[0] <= came.amount_low <= brief.amount[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_asked_that_no_completion_makes_matter(seed: int) -> None:
    given = questionnaire(*drawn_services(seed))

    def results(known: Mapping[str, int]) -> list[tuple[int, int]]:
        read = (direct(given, alone(**known), slug) for slug in given.services)
        return [(int(one.status), one.amount_low) for one in read]

    for known in states():
        for key in seen(given, known).open_keys:
            assert any(
                results(told(key, complete, 0)) != results(told(key, complete, 1))
                for complete in completions(known)
            )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_questions_end_in_the_result_of_the_whole_and_are_no_more_than_announced(
    seed: int,
) -> None:
    given = questionnaire(*drawn_services(seed))
    for complete in completions({}):
        known: dict[str, int] = {}
        outlook = seen(given, known)
        at_most = len(outlook.open_keys)
        while outlook.candidates:
            key = outlook.candidates[0].key
            known = told(key, known, complete[key[0]])
            after = seen(given, known)
            assert after.open_keys <= outlook.open_keys - {key}
            outlook = after
        assert len(known) <= at_most
        for (slug, _), brief in outlook.results.items():
            came = direct(given, alone(**complete), slug)
            assert brief.status is came.status
            assert brief.status is Status.NO or brief.amount == came.amount


def expected(
    given: Questionnaire, choose: Callable[[Outlook, Callable[[Key], float]], float]
) -> float:
    """The mean number of questions over all completions, by a way to choose."""

    @cache
    def cost(state: tuple[tuple[str, int], ...]) -> float:
        known = dict(state)
        outlook = seen(given, known)
        if not outlook.candidates:
            return 0.0

        def of(key: Key) -> float:
            after = (tuple(sorted(told(key, known, value).items())) for value in (0, 1))
            return 1 + statistics.mean(cost(state) for state in after)

        return choose(outlook, of)

    return cost(())


def test_on_small_cases_hardly_more_is_asked_than_the_best_possible_order_asks() -> None:
    ours, best = [], []
    for seed in SEEDS:
        given = questionnaire(*drawn_services(seed))
        ours.append(expected(given, lambda outlook, of: of(outlook.candidates[0].key)))
        best.append(expected(given, lambda outlook, of: min(map(of, outlook.open_keys))))
    ratio = sum(ours) / sum(best)
    assert 1 <= ratio <= 1.05, ratio


def test_what_settles_more_yen_is_asked_first() -> None:
    given = questionnaire(
        service("small", "甲", amount="1000"), service("large", "乙", amount="50000")
    )
    assert [one.key[0] for one in seen(given, {}).candidates] == ["乙", "甲"]


def test_one_question_that_settles_two_services_goes_before_one_that_settles_one() -> None:
    given = questionnaire(
        service("first", "甲", amount="1000"),
        service("second", "丙", amount="1000"),
        service("third", "not 丙", amount="1000"),
    )
    assert seen(given, {}).candidates[0].key[0] == "丙"


def test_what_comes_to_the_same_either_way_is_settled_unasked() -> None:
    given = questionnaire(service("either", "甲 or not 甲", amount="1000"))
    outlook = seen(given, {})
    assert not outlook.candidates
    assert outlook.results["either", 0].status is Status.YES


def test_a_fact_only_the_office_knows_is_never_asked_and_never_taken_for_no() -> None:
    given = questionnaire(service("office", "端数 < 50"))
    outlook = seen(given, {})
    assert not outlook.candidates
    assert outlook.results["office", 0].status is Status.UNKNOWN


def test_the_order_of_questions_does_not_depend_on_the_order_of_facts_held() -> None:
    given = questionnaire(*drawn_services(3))
    known = {fact.name: 1 for fact in TRUTHS[:2]}
    turned = dict(reversed(known.items()))
    assert seen(given, known).candidates == seen(given, turned).candidates
