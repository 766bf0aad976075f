"""Asking about services that depend on each other: no "no" that a completion would undo."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakimawari.fit.asking.choose import look_ahead
from sakimawari.fit.asking.family import before_family
from sakimawari.fit.asking.interview import answer, begin, begin_with_visitor, outlook
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.fit.asking.sheet import sheet_of
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs
from sakimawari.rules.brief import View, brief_services
from sakimawari.rules.figures import Figures
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import read_service
from sakimawari.rules.reads import facts_read
from sakimawari.rules.situation import Person, Situation, Somebody, Sourced, Span
from sakimawari.rules.tree import ServiceRule
from sakimawari.rules.unregistered import without_registers
from tests.fit.asking.small import ON, direct
from tests.packs.test_interactions import NAMES, chosen, entry, pack, written
from tests.rules.interplay import services
from tests.rules.random_units import random_units
from tests.rules.strategies import figures

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
NEEDS = ("甲の要件", "乙の要件", "丙の要件")
RECEIVED = ("受給中_甲手当", "受給中_乙手当")
FIGURES = {"甲の基準額": 40_000, "甲を選ぶ": 0}


def interacting(folder: Path, seed: int) -> Catalogue:
    """Three services of which each later one depends on those before it in ways drawn."""
    drawn = random.Random(seed)
    declared = {"first": written("first")}
    for slug, others in (("second", ["first"]), ("third", ["first", "second"])):
        entries = []
        for other in others:
            way = drawn.choice(["beside", "received", "either", "first", "strict", "less", "cap"])
            entries.append(_entry(way, other))
        declared[slug] = written(slug, interactions="\n".join(entries))
    return load_packs([pack(folder, "benefits", declared)])


def _entry(way: str, other: str) -> str:
    ways = {
        "beside": {"not_with": other},
        "received": {"not_with": other, "on": "receiving"},
        "either": {"not_with": other, "on": "either"},
        "first": {"after": other},
        "strict": {"after": other, "strict": "yes"},
        "less": {"reduced_by": other},
        "cap": {"capped_with": f"[{other}]", "ceiling": "60000", "unit": "円/月"},
    }
    return entry(f"{way}-{other}", **ways[way])


def unit(known: Mapping[str, int]) -> Situation:
    """One person with these truths; who receives is held by days."""
    facts = {name: Sourced(held=value) for name, value in FIGURES.items()}
    for name, value in known.items():
        spans = (Span(value=value),)
        facts[name] = Sourced(held=spans if name.startswith("受給中") else value)
    return Situation(people=(Person(id="本人", facts=facts),))


def states(names: tuple[str, ...]) -> Iterator[dict[str, int]]:
    for values in itertools.product((0, 1, None), repeat=len(names)):
        yield {name: one for name, one in zip(names, values, strict=True) if one is not None}


@pytest.mark.parametrize("seed", range(10))
def test_what_is_said_of_services_that_depend_on_each_other_holds_in_every_completion(
    tmp_path: Path, seed: int
) -> None:
    given = Questionnaire(interacting(tmp_path, seed), on=ON, registered=False)
    read = {fact.name for rule in given.rules.values() for fact in facts_read(rule)}
    names = tuple(name for name in (*NEEDS, *RECEIVED) if name in read)
    whole = {
        tuple(complete.items()): {
            slug: direct(given, unit(complete), slug) for slug in given.services
        }
        for complete in states(names)
        if len(complete) == len(names)
    }
    for known in states(names):
        outlook = look_ahead(given, unit(known))
        assert {key[0] for key in outlook.open_keys} <= {*names} - {*known}
        for complete, came in whole.items():
            if not known.items() <= dict(complete).items():
                continue
            for (slug, _), brief in outlook.results.items():
                assert brief.status in {came[slug].status, Status.UNKNOWN}
                if came[slug].status is Status.YES:
                    assert brief.amount[0] <= came[slug].amount_low <= brief.amount[1]


@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS)
@given(drawn=services(), seed=st.integers(0, 2**32), on=figures())
def test_before_the_family_is_known_no_answer_is_given_that_a_family_undoes(
    drawn: tuple[ServiceRule, ...], seed: int, on: Figures
) -> None:
    rules = without_registers({rule.service: rule for rule in drawn})
    facts = {fact.name: fact for rule in rules.values() for fact in facts_read(rule)}
    readers = brief_services(before_family(rules))
    for unit in random_units(seed, 4, tuple(facts.values())):
        first, *others = unit.people
        first = replace(first, is_subject=True)
        visitor = replace(first, guardian=Somebody.UNKNOWN, spouse=Somebody.UNKNOWN)
        alone = Situation(people=(visitor,), household=unit.household)
        whole = replace(unit, people=(first, *others))
        for slug, rule in rules.items():
            brief = readers[slug].read(View(alone, on), 0)
            came = read_service(rule, whole, on, subject=0)
            assert brief.status in {came.status, Status.UNKNOWN}


def test_a_service_that_fails_for_the_visitor_alone_fails_through_another(tmp_path: Path) -> None:
    looking = written("first").replace(
        'when: "甲の要件"\n',
        'when: "甲の要件"\n  - id: home\n    text: 家族\n    article: 第3条\n'
        '    when: "世帯.誰か(乙の要件)"\n',
    )
    declared = {"first": looking, "second": written("second", when="該当('first')")}
    catalogue = load_packs([pack(tmp_path, "benefits", declared)])
    given = Questionnaire(catalogue, on=ON, registered=False)
    start = begin_with_visitor(given)
    assert outlook(given, start).results["second", 0].status is Status.UNKNOWN
    told = answer(given, start, "甲の要件@本人", "いいえ")
    assert outlook(given, told).results["second", 0].status is Status.NO
    hopeful = answer(given, start, "甲の要件@本人", "はい")
    assert outlook(given, hopeful).results["second", 0].status is Status.UNKNOWN


# ---------------------------------------------------------------- in words


def test_what_somebody_receives_is_asked_in_words_and_the_answer_counts(tmp_path: Path) -> None:
    beside = entry("beside", not_with="first", on="receiving")
    declared = {"first": written("first"), "second": written("second", interactions=beside)}
    catalogue = load_packs([pack(tmp_path, "benefits", declared)])
    given = Questionnaire(catalogue, on=ON, services=["second"], registered=False)
    start = begin(given, unit({"乙の要件": 1}))
    question = sheet_of(given, start).question
    assert question is not None
    assert (question.ja, question.easy, question.en) == (
        "甲手当を受けていますか",
        "甲手当を もらって いますか",
        "Do you receive 甲手当?",
    )
    for said, status in (
        ("はい", Status.NO),
        ("いいえ", Status.YES),
        ("分からない", Status.UNKNOWN),
    ):
        after = answer(given, start, question.id, said)
        assert outlook(given, after).results["second", 0].status is status


def test_a_choice_between_services_is_asked_and_settles_all_of_them(tmp_path: Path) -> None:
    given = Questionnaire(chosen(tmp_path), on=ON, registered=False)
    held = {name: Sourced(held=1) for name in NEEDS}
    held["甲の基準額"] = Sourced(held=50_000)
    start = begin(given, Situation(people=(Person(id="本人", facts=held),)))
    seen = outlook(given, start)
    assert {key[0] for key in seen.open_keys} == {"甲を選ぶ", "乙を選ぶ"}
    assert {brief.status for brief in seen.results.values()} == {Status.UNKNOWN}
    question = sheet_of(given, start).question
    assert question is not None
    assert question.ja == "どちらを受けますか"
    said = answer(given, answer(given, start, "甲を選ぶ@本人", "はい"), "乙を選ぶ@本人", "いいえ")
    found = {slug: brief.status for (slug, _), brief in outlook(given, said).results.items()}
    assert found == {"first": Status.YES, "second": Status.NO, "third": Status.NO}
    assert {*NAMES} == {*found}
