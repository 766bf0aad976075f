"""Interviews: a visitor from nothing, answers checked, skipping, JSON there and back."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from sakimawari.fit.asking.answers import SOURCE, read_answer
from sakimawari.fit.asking.family import FAMILY, relations_in
from sakimawari.fit.asking.interview import (
    Interview,
    answer,
    begin,
    begin_with_visitor,
    outlook,
)
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.fit.asking.sheet import sheet_of
from sakimawari.fit.asking.wire import from_json, to_json
from sakimawari.problems import Problems
from sakimawari.rules.columns import Span
from sakimawari.rules.outcome import Status
from sakimawari.rules.situation import Person, Situation, Somebody, Sourced
from tests.edition import thirteen_services
from tests.fit.asking.small import FACTS, alone, catalogue, direct, questionnaire, service

ON = date(2026, 11, 25)


@cache
def shipped(*slugs: str) -> Questionnaire:
    """Services as shipped, for visitors."""
    return Questionnaire(thirteen_services(), on=ON, services=slugs or None, registered=False)


def told(given: Questionnaire, interview: Interview, **answers: str) -> Interview:
    """The interview after the questions that come have been answered; the rest is skipped."""
    for _ in range(400):
        question = sheet_of(given, interview).question
        if question is None:
            return interview
        said = answers.get(question.id, answers.get(question.fact, "分からない"))
        interview = answer(given, interview, question.id, said)
    raise AssertionError("the interview does not end")


def status(given: Questionnaire, interview: Interview, slug: str, at: int = 0) -> Status:
    return outlook(given, interview).results[slug, at].status


# ---------------------------------------------------------------- a visitor


def test_a_visitor_is_never_told_no_before_saying_who_lives_with_them() -> None:
    given = shipped("child-allowance", "long-term-care-65")
    start = begin_with_visitor(given)
    assert status(given, start, "child-allowance") is Status.UNKNOWN
    aged = answer(given, start, "生年月日@本人", "1990-05-01")
    assert status(given, aged, "child-allowance") is Status.UNKNOWN
    assert status(given, aged, "long-term-care-65") is Status.NO  # no family changes one's age


def test_where_no_rule_looks_at_the_family_nobody_asks_about_it() -> None:
    given = shipped("long-term-care-65")
    question = sheet_of(given, begin_with_visitor(given)).question
    assert question is not None
    assert question.id == "生年月日@本人"
    assert (
        sheet_of(given, told(given, begin_with_visitor(given), 生年月日="昭和30年1月1日")).asked
        == 1
    )


def test_a_parent_comes_from_nothing_to_an_amount() -> None:
    given = shipped("child-allowance")
    ended = told(
        given,
        begin_with_visitor(given),
        同居の家族="妻 子2",
        保護者="本人",
        施設入所="いいえ",
        公務員="いいえ",
        **{
            "生年月日@本人": "1990-05-01",
            "生年月日@配偶者": "1991-05-01",
            "生年月日@子1": "2015-05-05",
            "生年月日@子2": "令和6年5月5日",
        },
    )
    brief = outlook(given, ended).results["child-allowance", 0]
    assert (brief.status, brief.amount) == (Status.YES, (25_000, 25_000))
    assert status(given, ended, "child-allowance", 1) is Status.NO


def test_of_a_visitor_no_register_says_none() -> None:
    small = catalogue(service("grade", "級 == '1級'"))
    resident = Questionnaire(small, on=ON, registered=True)
    visitor = Questionnaire(small, on=ON, registered=False)
    assert status(resident, begin(resident, alone()), "grade") is Status.NO
    assert status(visitor, begin(visitor, alone()), "grade") is Status.UNKNOWN


def test_skipping_everything_ends_and_leaves_open_what_is_unknown() -> None:
    given = shipped()
    ended = told(given, begin_with_visitor(given))
    results = outlook(given, ended).results.values()
    assert not {brief.status for brief in results} - {Status.UNKNOWN}
    assert FAMILY in {key[0] for key in ended.skipped}


def test_with_only_the_family_known_no_service_says_no_that_a_completion_gives() -> None:
    given = shipped()
    known = answer(given, begin_with_visitor(given), FAMILY, "妻 子")
    while left := outlook(given, known).open_keys:
        known = replace(known, skipped=(*known.skipped, *left))
    statuses = {pair: one.status for pair, one in outlook(given, known).results.items()}
    impossible = {("nursery-fee", 0), ("nursery-fee", 1)}  # no guardian of theirs lives there
    # and nobody's guardian is the child
    impossible |= {(slug, 2) for slug in given.services if slug.endswith("-allowance")}
    assert {pair for pair, one in statuses.items() if one is Status.NO} == impossible
    assert Status.YES not in statuses.values()


@pytest.mark.parametrize("event", ["birth", "pregnancy"])
def test_a_life_event_brings_its_own_services_only(event: str) -> None:
    packs = thirteen_services()
    given = Questionnaire(packs, on=ON, event=event, registered=False)
    assert {slug for slug, one in packs.services.items() if event in one.life_events} == set(
        given.services
    )


# ---------------------------------------------------------------- slices of shipped services


def test_every_completion_of_a_family_agrees_with_what_was_said_before_it() -> None:
    """Child allowance with a child's guardian, birth date, home and the parent's employer open."""
    given = shipped("child-allowance")
    people = (
        Person(id="父", spouse="母", facts={"生年月日": Sourced(held=7_000)}),
        Person(id="母", spouse="父", facts={"生年月日": Sourced(held=7_100)}),
        Person(id="子", guardian=Somebody.UNKNOWN),
    )
    start = begin(given, Situation(people=people))
    options = {
        "保護者@子": ("父", "母", "なし"),
        "生年月日@子": ("2000-01-01", "2008-04-01", "2024-06-06"),
        "施設入所@子": ("はい", "いいえ"),
        "公務員@父": ("はい", "いいえ"),
    }
    start = replace(start, subjects=(0,))
    for answers in itertools.product(*options.values()):
        complete = start
        for id, said in zip(options, answers, strict=True):
            complete = answer(given, complete, id, said)
        came = direct(given, complete.situation, "child-allowance")
        for count in range(len(options) + 1):
            for chosen in itertools.combinations(zip(options, answers, strict=True), count):
                known = start
                for id, said in chosen:
                    known = answer(given, known, id, said)
                brief = outlook(given, known).results["child-allowance", 0]
                assert brief.status in {came.status, Status.UNKNOWN}


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("甲", "はい", 1),
        ("甲", "no", 0),
        ("所得", "120万円", 1_200_000),
        ("所得", "1,200,000円", 1_200_000),
        ("級", "２級", 2),
        ("生年月日", "昭和45年1月2日", 1),
        ("生年月日", "1970-01-02", 1),
    ],
)
def test_an_answer_is_taken_as_people_write_it(fact: str, text: str, value: int) -> None:
    assert read_answer(FACTS[fact], text) == value


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("甲", "たぶん"),
        ("所得", "-1"),
        ("所得", "すこし"),
        ("級", "9級"),
        ("生年月日", "2026-02-30"),
    ],
)
def test_an_answer_of_another_kind_or_out_of_bounds_is_asked_again(fact: str, text: str) -> None:
    with pytest.raises(Problems) as raised:
        read_answer(FACTS[fact], text)
    assert raised.value.found[0].id == "ASK001"
    assert text not in str(raised.value.found[0])


def test_an_answer_is_a_fact_with_its_source_and_date_for_the_year_asked() -> None:
    given = questionnaire(service("grant", "所得[2026] < 1000000"))
    start = begin(given, alone(所得={2025: 5}))
    question = sheet_of(given, start).question
    assert question is not None
    assert question.id == "所得[2026]@本人"
    sourced = answer(given, start, question.id, "0").situation.people[0].facts["所得"]
    assert (sourced.held, sourced.source, sourced.loaded) == ({2025: 5, 2026: 0}, SOURCE, ON)


def test_an_answer_fills_the_entry_of_the_register_that_holds_the_day() -> None:
    given = questionnaire(service("care", "認定 == '要介護'"))
    day = given.figures.on
    spans = (Span(value=1, until=day - 10), Span(value=None, since=day - 9))
    person = Person(id="本人", facts={"認定": Sourced(held=spans)})
    said = answer(given, begin(given, Situation(people=(person,))), "認定@本人", "要介護")
    held = said.situation.people[0].facts["認定"].held
    assert held == (spans[0], replace(spans[1], value=2))
    assert status(given, said, "care") is Status.YES


@pytest.mark.parametrize(
    "id", ["公務員@隣人", "無い事実@本人", "所得@本人", "甲[2026]@本人", "", "甲"]
)
def test_a_question_that_does_not_exist_is_refused(id: str) -> None:
    given = questionnaire(service("grant", "甲"))
    with pytest.raises(Problems) as raised:
        answer(given, begin(given, alone()), id, "はい")
    assert raised.value.found[0].id == "ASK002"


def test_relations_are_counted_and_unknown_words_are_refused() -> None:
    assert relations_in("子2、妻 父 母") == ("配偶者", "子", "子", "父母", "父母")
    assert relations_in("なし") == ()
    for text in ("隣の人", "妻 夫", "子30"):
        with pytest.raises(Problems):
            relations_in(text)


# ---------------------------------------------------------------- stateless


def test_an_interview_goes_through_json_and_goes_on_as_before() -> None:
    given = shipped("child-allowance", "child-rearing-allowance")
    interview = answer(given, begin_with_visitor(given), FAMILY, "子 父")
    for said in ("分からない", "2020-02-02"):
        interview = answer(given, interview, "生年月日@子", said)
    again = from_json(json.loads(json.dumps(to_json(interview))), given.catalogue)
    assert again == interview
    assert sheet_of(given, again) == sheet_of(given, interview)


@pytest.mark.parametrize(
    "spoil",
    [
        {"format": 0},
        {"people": []},
        {"services": ["nothing"]},
        {"subjects": [9]},
        {"relations": []},
        {"registered": "yes"},
        {"household": {"無い事実": {}}},
    ],
)
def test_json_that_is_no_interview_is_refused(spoil: dict[str, object]) -> None:
    given = questionnaire(service("grant", "甲"))
    whole = to_json(begin(given, alone()))
    for value in ({**whole, **spoil}, None, [], "x"):
        with pytest.raises(Problems) as raised:
            from_json(value, given.catalogue)
        assert raised.value.found[0].id == "ASK005"


def test_a_no_is_worded_as_what_does_not_fit_never_as_a_refusal() -> None:
    given = questionnaire(service("grant", "甲"))
    (result,) = sheet_of(given, begin(given, alone(甲=0))).results
    assert "却下ではありません" in result.ja
    assert result.clause == "甲"
