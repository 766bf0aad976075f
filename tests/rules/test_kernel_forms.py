"""What the kernel rewrites: comparisons as turning days, variables in their homes, months."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sakimawari.rules import dates
from sakimawari.rules.figures import Figures, days
from sakimawari.rules.kernel.program import write_program
from sakimawari.rules.kernel.thresholds import EVER, NEVER, first_day
from sakimawari.rules.parse import parse_value
from sakimawari.rules.person import read_service
from sakimawari.rules.situation import Person, Situation, Somebody, Sourced, to_population
from sakimawari.rules.tree import (
    DATE,
    TRUTH,
    Arithmetic,
    AsNumber,
    Award,
    Calendar,
    CalendarValue,
    Choice,
    Compared,
    Comparison,
    Fact,
    FactTruth,
    FactValue,
    Holder,
    Literal,
    Operator,
    Parameter,
    ParameterValue,
    ServiceRule,
    Value,
)
from tests.rules.kernel_town import (
    FACTS,
    HERE,
    PEOPLE,
    child,
    figures,
    parent,
    read_uncompiled,
    variable,
    words,
)
from tests.rules.vocabulary import BIRTHS, GIVING_DATES, NUMBER, ON

BIRTH, SURE = Fact(name="生年月日", type=DATE), Fact(name="確か", type=TRUTH)
SOME, MANY = Fact(name="少", type=NUMBER, high=20), Fact(name="多", type=NUMBER, low=-5, high=20)
TWO_PLACES = GIVING_DATES[:5]  # functions of a date and a number
BOUND, COUNT = Parameter(name="境", type=NUMBER), Parameter(name="数", type=NUMBER)
DAY_BOUND = Parameter(name="期日", type=DATE)


def giving(value: Value) -> ServiceRule:
    """A service for everyone whose amount is one value."""
    award = Award(value=value, unit="円", article="第1条")
    return ServiceRule(service="form", holder=Holder.PERSON, clauses=(), amount=award)


def one_person(**facts: int | None) -> Situation:
    known = {name: Sourced(held=held) for name, held in facts.items() if held is not None}
    return Situation(people=(Person(id="本人", facts=known),))


def amount(value: Value, person: Situation, given_figures: Figures) -> tuple[int, int]:
    """The amount by the generated text, which must be the interpreter's too."""
    rule = giving(value)
    found = read_uncompiled(rule, to_population([person], [BIRTH, SURE, SOME, MANY]), given_figures)
    reading = read_service(rule, person, given_figures)
    both = int(found.amount_low[0]), int(found.amount_high[0])
    assert both == (reading.amount_low, reading.amount_high)
    return both


@st.composite
def comparisons(draw: st.DrawFn) -> tuple[Compared, Figures, int]:
    """A function of a birth date against a figure that may be uncertain; and a birth near it."""
    function = draw(st.sampled_from([each for each in Calendar if each is not Calendar.MONTH]))
    on = days(draw(st.sampled_from(ON)))
    birth = days(draw(st.sampled_from(BIRTHS)))
    n = draw(st.integers(0, 75))
    called = _called(function, birth, n, on)
    # Near the answer, so that a mistake of one shows.
    low = called + draw(st.integers(-2, 2))
    high = low + draw(st.sampled_from([0, 0, 1, 400]))
    of_dates = function in GIVING_DATES
    type = DATE if of_dates else NUMBER
    parameter = DAY_BOUND if of_dates else BOUND
    literal = draw(st.booleans()) and low == high
    figure: Value = Literal(low, type) if literal else ParameterValue(parameter)
    date_value: Value = FactValue(BIRTH, 0)
    if draw(st.booleans()):
        other = Literal(days(draw(st.sampled_from(BIRTHS))), DATE)
        date_value = Choice(FactTruth(SURE, 0), date_value, other, DATE)
    number = ParameterValue(COUNT) if function in TWO_PLACES else None
    value = CalendarValue(function, date_value, number, type)
    pair = (value, figure) if draw(st.booleans()) else (figure, value)
    more = draw(st.sampled_from([0, 0, 3]))
    parameters = {BOUND.name: (low, high), DAY_BOUND.name: (low, high), COUNT.name: (n, n + more)}
    given_figures = Figures(on=on, parameters=parameters, tables={})
    return Compared(draw(st.sampled_from(Comparison)), *pair), given_figures, birth


def _called(function: Calendar, birth: int, n: int, on: int) -> int:
    call = getattr(dates, function.name.lower())
    if function in TWO_PLACES:
        return int(call(birth, n))
    return int(call(birth) if call.__code__.co_argcount == 1 else call(birth, on))


@settings(max_examples=300, deadline=None)
@given(
    comparison=comparisons(),
    known=st.sampled_from([True, True, True, False]),
    sure=st.sampled_from([None, 0, 1]),
    off=st.integers(-1, 1),
)
def test_a_comparison_by_turning_days_is_the_comparison(
    comparison: tuple[Compared, Figures, int], known: bool, sure: int | None, off: int
) -> None:
    compared, given_figures, birth = comparison
    person = one_person(生年月日=birth + off if known else None, 確か=sure)
    amount(AsNumber(compared), person, given_figures)
    assert "first_day" in write_program(giving(AsNumber(compared))).constants


def test_the_day_someone_comes_of_age_is_a_turning_day() -> None:
    on = days(date(2026, 6, 1))
    day = first_day(lambda birth: dates.legal_age(birth, on) < 18)
    assert day == days(date(2008, 6, 3))  # those born on 2 June 2008 reached 18 on 1 June 2026


@pytest.mark.parametrize(("answer", "day"), [(True, EVER), (False, NEVER)])
def test_a_condition_that_never_turns_has_no_turning_day(answer: bool, day: int) -> None:
    assert first_day(lambda _: answer) == day


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (date(2026, 4, 30), (4, 4)),  # the same month of the same year
        (date(2026, 5, 1), (1, 12)),
        (date(2027, 4, 1), (1, 12)),  # a year later: any month lies between
    ],
)
def test_an_unknown_month_is_any_unless_both_ends_share_it(
    later: date, expected: tuple[int, int]
) -> None:
    ends = [Literal(days(day), DATE) for day in (date(2026, 4, 1), later)]
    either = Choice(FactTruth(SURE, 0), ends[0], ends[1], DATE)
    month = CalendarValue(Calendar.MONTH, either, None, NUMBER)
    given_figures = Figures(on=0, parameters={}, tables={})
    assert amount(month, one_person(確か=None), given_figures) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        # Two children and one child, doubled: 4 + 2, ten times, for everyone.
        ("子の数 + 10 * 世帯.合計(子の数の倍)", [2 + 60, 1 + 60, 0 + 60, 0 + 60]),
        # Grandchildren ten times.
        ("子の数 + 10 * 孫の数", [2 + 10, 1, 0, 0]),
    ],
)
def test_a_variable_read_of_the_subject_and_of_members_is_each_ones_own(
    formula: str, expected: list[int]
) -> None:
    children = variable("子の数", "子.人数(年度末年齢(生年月日) <= 18)", PEOPLE)
    doubled = variable("子の数の倍", "子の数 + 子の数", PEOPLE, children)
    grandchildren = variable("孫の数", "子.合計(子の数)", PEOPLE, children)
    vocabulary = words(children, doubled, grandchildren)
    value = parse_value(formula, vocabulary, holder=Holder.PERSON, place=HERE)
    born = date(2015, 1, 1)
    people = (parent(), child("子1", born), child("子2", born), child("孫", born, "子1"))
    population = to_population([Situation(people=people)], FACTS)
    found = read_uncompiled(giving(value), population, figures())
    assert found.amount_low.tolist() == found.amount_high.tolist() == expected


def test_what_does_not_depend_on_the_subject_is_computed_once_a_unit() -> None:
    taxed = parse_value(
        "世帯.人数(所得[年度(基準日) - 1] > P.月額)", words(), holder=Holder.PERSON, place=HERE
    )
    text = write_program(giving(taxed)).kernel
    assert text.count("in range(a, b):") == 2  # over subjects, and once over members
    loop = text.index("for p in range")
    assert text.index("if not v", loop) < text.index("in range(a, b):", loop + 20)


@pytest.mark.parametrize(
    ("figure", "held", "expected"),
    [
        ((3, 4), 2, (6, 8)),
        ((-3, 4), 2, (-6, 8)),
        ((-4, -3), 2, (-8, -6)),
        ((-3, 4), None, (-60, 80)),
        ((3, 4), None, (0, 80)),
        ((-4, -3), None, (-80, 0)),
    ],
)
def test_a_figure_of_either_sign_times_a_count_has_the_range_of_all_products(
    figure: tuple[int, int], held: int | None, expected: tuple[int, int]
) -> None:
    product = Arithmetic(Operator.MULTIPLY, ParameterValue(BOUND), FactValue(SOME, 0), NUMBER)
    given_figures = Figures(on=0, parameters={BOUND.name: figure}, tables={})
    assert amount(product, one_person(少=held), given_figures) == expected


def test_a_product_of_facts_of_either_sign_has_the_range_of_all_products() -> None:
    product = Arithmetic(Operator.MULTIPLY, FactValue(MANY, 0), FactValue(MANY, 0), NUMBER)
    nothing = Figures(on=0, parameters={}, tables={})
    assert amount(product, one_person(), nothing) == (-100, 400)
    assert amount(product, one_person(多=-5), nothing) == (25, 25)


@pytest.mark.parametrize("held", [2024, 2025, 2026])
def test_income_of_a_year_is_known_only_if_that_very_year_is_held(held: int) -> None:
    formula = "所得[年度(基準日) - 1]"
    value = parse_value(formula, words(), holder=Holder.PERSON, place=HERE)
    person = Situation(people=(parent(facts={"所得": {held: 7}}),))
    found = read_uncompiled(giving(value), to_population([person], FACTS), figures())
    expected = [(7, 7)] if held == 2025 else [(0, 10**9)]
    assert [*zip(found.amount_low.tolist(), found.amount_high.tolist(), strict=True)] == expected


def test_a_child_before_its_parent_in_the_unit_is_counted_and_a_unit_without_wards_has_none() -> (
    None
):
    value = parse_value("子.人数(真)", words(), holder=Holder.PERSON, place=HERE)
    families = [
        Situation(people=(child("子", date(2015, 1, 1)), parent())),
        Situation(people=(parent(), parent("配偶者", spouse="親"))),
        Situation(people=(parent(), child("子", None, Somebody.UNKNOWN))),
    ]
    found = read_uncompiled(giving(value), to_population(families, FACTS), figures())
    assert found.amount_low.tolist() == [0, 1, 0, 0, 0, 0]
    assert found.amount_high.tolist() == [0, 1, 0, 0, 1, 0]


def test_a_service_that_looks_at_nobody_else_runs_over_people_not_units() -> None:
    assert "for u in range(1):" in write_program(giving(FactValue(SOME, 0))).kernel
    value = parse_value("世帯.人数(真)", words(), holder=Holder.PERSON, place=HERE)
    assert "for u in range(first, last):" in write_program(giving(value)).kernel
