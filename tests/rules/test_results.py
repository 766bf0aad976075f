"""A service that reads the result of another: what is yes, no and unknown there is so here."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakimawari.problems import Place, Problems
from sakimawari.rules.figures import Figures
from sakimawari.rules.outcome import Status
from sakimawari.rules.parse import parse_truth, parse_value
from sakimawari.rules.person import read_service
from sakimawari.rules.proof import Reading, deciding_clauses, services_read
from sakimawari.rules.reads import facts_read
from sakimawari.rules.results import capped, entitled_at, given_at, reduced, result_of
from sakimawari.rules.situation import Person, Situation, Sourced, to_population
from sakimawari.rules.tree import (
    TRUTH,
    AllOf,
    Award,
    Clause,
    Fact,
    FactTruth,
    FactValue,
    Holder,
    Kind,
    Literal,
    ServiceRule,
    Truth,
    Type,
    Value,
)
from sakimawari.rules.vocabulary import ServiceResult, Vocabulary
from sakimawari.rules.walk import variables_of
from sakimawari.rules.words import explain
from tests.rules.interplay import services
from tests.rules.kernel_town import read_uncompiled, write_program
from tests.rules.random_units import random_units
from tests.rules.strategies import figures, situations
from tests.rules.test_completeness import completed, settled, within
from tests.rules.test_kernel_agrees_with_person import agree

HERE = Place(file="rule.yaml")
YEN = Type(kind=Kind.NUMBER, unit="円")
LARGE, SMALL = (Fact(name=name, type=TRUTH) for name in ("甲の要件", "乙の要件"))
GIVEN = Fact(name="甲の月額", type=YEN, low=0, high=100)
OWN = Fact(name="世帯員", type=TRUTH)
NO_FIGURES = Figures(on=20_000, parameters={}, tables={})
STATUS = {None: Status.UNKNOWN, 0: Status.NO, 1: Status.YES}
CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def clause(id: str, truth: Truth, *, excludes: bool = False) -> Clause:
    return Clause(id=id, text=id, article=f"{id}条", truth=truth, excludes=excludes)


def service(
    slug: str, *clauses: Clause, amount: Value | None = None, holder: Holder = Holder.PERSON
) -> ServiceRule:
    award = None if amount is None else Award(value=amount, unit="円/月", article="第5条")
    return ServiceRule(service=slug, holder=holder, clauses=clauses, amount=award)


FIRST = service("first", clause("a", FactTruth(LARGE, 0)), amount=FactValue(GIVEN, 0))
FIRST_RESULT = result_of(FIRST, name="甲手当")


def read(rule: ServiceRule, *people: Person, subject: int = 0) -> Reading:
    return read_service(rule, Situation(people=people), NO_FIGURES, subject=subject)


def person(id: str = "本人", *, is_subject: bool = True, **facts: int | None) -> Person:
    held = {name: Sourced(held=value) for name, value in facts.items() if value is not None}
    return Person(id=id, facts=held, is_subject=is_subject)


# ---------------------------------------------------------------- three values


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        (0, 1, Status.YES),
        (1, 1, Status.NO),
        (None, 1, Status.UNKNOWN),
        (0, None, Status.UNKNOWN),
        (1, None, Status.NO),
        (None, None, Status.UNKNOWN),
        (0, 0, Status.NO),
        (1, 0, Status.NO),
        (None, 0, Status.NO),
    ],
)
def test_a_service_not_given_beside_another_is_unknown_while_the_other_is(
    first: int | None, second: int | None, status: Status
) -> None:
    beside = clause("beside", entitled_at(FIRST_RESULT, 0, resident=True), excludes=True)
    rule = service("second", clause("b", FactTruth(SMALL, 0)), beside)
    assert read(rule, person(甲の要件=first, 乙の要件=second)).status == status


@pytest.mark.parametrize(
    ("first", "given_first", "amount"),
    [
        (0, 30, (50, 50)),
        (1, 30, (20, 20)),
        (1, 50, (0, 0)),
        (1, 51, (0, 0)),
        (None, 30, (20, 50)),
        (1, None, (0, 50)),
        (None, None, (0, 50)),
    ],
)
def test_a_reduced_amount_lies_between_what_the_other_may_take_and_never_below_nothing(
    first: int | None, given_first: int | None, amount: tuple[int, int]
) -> None:
    taken = given_at(FIRST_RESULT, _amount(FIRST_RESULT), 0, resident=True)
    rule = service("second", amount=reduced(Literal(50, YEN), (taken,)))
    assert read(rule, person(甲の要件=first, 甲の月額=given_first)).amount == amount


@pytest.mark.parametrize(
    ("first", "given_first", "amount"),
    [
        (0, 30, (50, 50)),
        (1, 9, (50, 50)),
        (1, 11, (49, 49)),
        (1, 60, (0, 0)),
        (1, 61, (0, 0)),
        (None, 30, (30, 50)),
        (1, None, (0, 50)),
    ],
)
def test_under_a_shared_ceiling_the_second_gets_what_the_first_leaves(
    first: int | None, given_first: int | None, amount: tuple[int, int]
) -> None:
    taken = given_at(FIRST_RESULT, _amount(FIRST_RESULT), 0, resident=True)
    value = capped(Literal(50, YEN), ceiling=Literal(60, YEN), taken=(taken,))
    rule = service("second", amount=value)
    assert read(rule, person(甲の要件=first, 甲の月額=given_first)).amount == amount


def _amount(result: ServiceResult):  # type: ignore[no-untyped-def]
    assert result.amount is not None
    return result.amount


def test_what_is_missing_for_the_other_service_is_asked_for_this_one() -> None:
    beside = clause("beside", entitled_at(FIRST_RESULT, 0, resident=True), excludes=True)
    rule = service("second", clause("b", FactTruth(SMALL, 0)), beside)
    assert [use.name for use in read(rule, person(乙の要件=1)).missing] == ["甲の要件"]
    assert read(rule, person(乙の要件=0)).missing == ()


# ---------------------------------------------------------------- visitors


def test_of_a_visitor_another_households_clauses_are_unknown_but_the_own_ones_decide() -> None:
    household = parse_truth("世帯.誰か(世帯員)", words(), holder=Holder.PERSON, place=HERE)
    other = service("other", clause("own", FactTruth(LARGE, 0)), clause("home", household))
    vocabulary = words(result_of(other, name="乙手当"))
    anyone = parse_truth(
        "世帯.誰か(not 本人である and 該当('other'))", vocabulary, holder=Holder.PERSON, place=HERE
    )
    rule = service("asking", clause("someone", anyone))
    for own, resident, visitor in ((1, Status.YES, Status.UNKNOWN), (0, Status.NO, Status.NO)):
        me, them = person(世帯員=1), person("別の人", 甲の要件=own, 世帯員=1)
        assert read(rule, me, them).status == resident
        assert read(rule, me, replace(them, is_subject=False)).status == visitor


def test_a_rule_that_looks_at_nobody_else_is_as_good_for_a_visitor() -> None:
    vocabulary = words(FIRST_RESULT)
    text = "世帯.合計(支給月額('first'))"
    amount = parse_value(text, vocabulary, holder=Holder.PERSON, place=HERE)
    them = person("別の人", is_subject=False, 甲の要件=1, 甲の月額=7)
    rule = service("sum", amount=amount)
    assert read(rule, person(甲の要件=1, 甲の月額=5), them).amount == (12, 12)


def words(*results: ServiceResult) -> Vocabulary:
    return Vocabulary(
        facts={fact.name: fact for fact in (LARGE, SMALL, GIVEN, OWN)},
        services={result.slug: result for result in results},
    )


# ---------------------------------------------------------------- the language


@pytest.mark.parametrize(
    ("text", "id", "near"),
    [
        ("該当(child-allowance)", "RULE014", "`該当('child-allowance')`"),
        ("該当('firts')", "RULE035", "'first'"),
        ("該当('甲手当')", "RULE035", "'first'"),
        ("支給年額('first') >= 1", "RULE036", "`支給月額('first')`"),
        ("支給額('first') >= 1", "RULE036", "`支給月額('first')`"),
        ("区分('first') == '甲'", "RULE036", None),
        ("受給中('first')", "RULE035", "'first'"),
        ("子.該当('first')", "RULE013", None),
        ("世帯.該当('first')", "RULE023", None),
        ("該当('first', 'second')", "RULE014", None),
    ],
)
def test_what_cannot_be_read_of_a_service_is_refused(text: str, id: str, near: str | None) -> None:
    with pytest.raises(Problems) as raised:
        parse_truth(text, words(FIRST_RESULT), holder=Holder.PERSON, place=HERE)
    problem = raised.value.found[0]
    assert (problem.id, problem.near) == (id, near)


def test_a_household_reaches_the_services_of_people_by_a_group_form_only() -> None:
    with pytest.raises(Problems) as raised:
        parse_truth("該当('first')", words(FIRST_RESULT), holder=Holder.HOUSEHOLD, place=HERE)
    assert raised.value.found[0].id == "RULE023"
    text = "同居.誰か(該当('first'))"
    parse_truth(text, words(FIRST_RESULT), holder=Holder.HOUSEHOLD, place=HERE)


def test_the_subject_of_a_group_form_is_asked_for_after_honnin() -> None:
    text = "同居.全員(本人である or 本人.該当('first'))"
    truth = parse_truth(text, words(FIRST_RESULT), holder=Holder.PERSON, place=HERE)
    rule = service("asking", clause("subject", truth))
    assert read(rule, person(甲の要件=1), person("別の人", 甲の要件=0)).status == Status.YES


def test_a_service_no_pack_holds_is_due_to_nobody() -> None:
    absent = Vocabulary(services={"gone": None}, conditions={"gone": None})
    truth = parse_truth(
        "not 該当('gone') and not 受給中('gone') and 支給月額('gone') == 0",
        absent,
        holder=Holder.PERSON,
        place=HERE,
    )
    assert read(service("asking", clause("none", truth)), person()).status == Status.YES


# ---------------------------------------------------------------- the proof


def test_the_explanation_names_the_other_service_and_its_decisive_clause() -> None:
    other = service("other", clause("a", FactTruth(LARGE, 0)), clause("b", FactTruth(SMALL, 0)))
    due = entitled_at(result_of(other, name="乙手当"), 0, resident=True)
    rule = service("asking", clause("beside", due, excludes=True))
    told = [str(line) for line in explain(read(rule, person(甲の要件=1, 乙の要件=0)))]
    assert "    × 乙手当に該当する: いいえ" in told
    assert "      × b（b条）" in told
    assert not any("a条" in line for line in told)
    told = [str(line) for line in explain(read(rule, person(甲の要件=1, 乙の要件=1)))]
    assert "    ○ 乙手当に該当する: はい" in told
    assert [line.strip() for line in told if "条）" in line][1:] == ["○ a（a条）", "○ b（b条）"]


def test_a_proof_hands_over_the_other_services_it_read() -> None:
    due = entitled_at(FIRST_RESULT, 0, resident=True)
    step = read(service("asking", clause("beside", due)), person()).clauses[0].step
    (found,) = services_read(step)
    assert [(clause.text, part.outcome) for clause, part in deciding_clauses(found)] == [
        ("a", Status.UNKNOWN)
    ]
    assert deciding_clauses(found.parts[0]) == ()


# ---------------------------------------------------------------- every reading agrees


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(rules=services(), seed=st.integers(0, 2**32), on=figures())
def test_kernel_and_interpreter_agree_on_services_that_read_each_other(
    rules: tuple[ServiceRule, ...], seed: int, on: Figures
) -> None:
    rule = rules[-1]
    units = random_units(seed, 8, facts_read(rule))
    population = to_population(units, facts_read(rule))
    agree(rule, units, on, read_uncompiled(rule, population, on))


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(rules=services(), unit=situations(), on=figures())
def test_what_one_service_reads_of_another_is_what_the_other_says(
    rules: tuple[ServiceRule, ...], unit: Situation, on: Figures
) -> None:
    for rule in rules:
        result = result_of(rule, name=rule.service)
        assert result.amount is not None
        asking = ServiceRule(
            service="asking",
            holder=rule.holder,
            clauses=(clause("due", entitled_at(result, 0, resident=True)),),
            amount=Award(
                value=given_at(result, result.amount, 0, resident=True), unit="円", article="第5条"
            ),
        )
        own = read_service(rule, unit, on)
        asked = read_service(asking, unit, on)
        assert asked.status == own.status
        if own.status == Status.YES:
            assert asked.amount == own.amount
        elif own.status == Status.UNKNOWN:
            assert asked.amount == (min(0, own.amount_low), max(0, own.amount_high))


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(data=st.data(), rules=services(), on=figures())
def test_no_completion_contradicts_services_that_read_each_other(
    data: st.DataObject, rules: tuple[ServiceRule, ...], on: Figures
) -> None:
    rule = rules[-1]
    unit = data.draw(situations(facts=facts_read(rule)))
    later = data.draw(completed(unit, facts_read(rule)))
    certain = data.draw(settled(on))
    before, after = read_service(rule, unit, on), read_service(rule, later, certain)
    assert after.status in {before.status, *([] if before.status != Status.UNKNOWN else Status)}
    if after.status != Status.NO:
        assert within(after.amount, before.amount)


@settings(max_examples=80, deadline=None)
@given(
    ceiling=st.integers(0, 120),
    own=st.lists(st.tuples(st.sampled_from([0, 1]), st.integers(0, 100)), min_size=2, max_size=4),
)
def test_services_under_one_ceiling_never_exceed_it_together(
    ceiling: int, own: list[tuple[int, int]]
) -> None:
    facts = [
        (Fact(name=f"要件{at}", type=TRUTH), Fact(name=f"額{at}", type=YEN, low=0, high=100))
        for at in range(len(own))
    ]
    me = person(**{f"要件{at}": due for at, (due, _) in enumerate(own)})
    held = {**me.facts, **{f"額{at}": Sourced(held=most) for at, (_, most) in enumerate(own)}}
    me = replace(me, facts=held)
    before: tuple[Value, ...] = ()
    amounts = []
    for at, (due, most) in enumerate(facts):
        value = capped(FactValue(most, 0), ceiling=Literal(ceiling, YEN), taken=before)
        rule = service(f"s{at}", clause("due", FactTruth(due, 0)), amount=value)
        result = result_of(rule, name=f"制度{at}")
        before = (*before, given_at(result, _amount(result), 0, resident=True))
        amounts.append(read(rule, me).amount_high)
    wanted = sum(most for due, most in own if due)
    assert sum(amounts) == min(ceiling, wanted)


def test_a_service_read_along_two_ways_is_computed_once() -> None:
    left, right = (
        result_of(
            service(slug, clause("due", entitled_at(FIRST_RESULT, 0, resident=True)), amount=value),
            name=slug,
        )
        for slug, value in (("left", Literal(1, YEN)), ("right", Literal(2, YEN)))
    )
    both = AllOf(tuple(entitled_at(result, 0, resident=True) for result in (left, right)))
    rule = service("both", clause("due", both))
    names = [variable.name for variable in variables_of(*(c.truth for c in rule.clauses))]
    assert names.count("該当('first')") == 1
    heavy = parse_truth(
        "世帯.人数(甲の要件) >= 世帯.人数(世帯員)", words(), holder=Holder.PERSON, place=HERE
    )
    top = result_of(service("top", clause("heavy", heavy)), name="頂")
    sides = [
        result_of(service(slug, clause("due", entitled_at(top, 0, resident=True))), name=slug)
        for slug in ("left", "right")
    ]
    joined = AllOf(tuple(entitled_at(side, 0, resident=True) for side in sides))
    program = write_program(service("both", clause("due", joined)))
    once = write_program(service("one", clause("due", entitled_at(top, 0, resident=True))))
    assert program.kernel.count(" in range(") == once.kernel.count(" in range(")
