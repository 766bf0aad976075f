"""The plain interpreter, with near misses beside: the day before, one yen over, a fact missing."""

from __future__ import annotations

from datetime import date

import pytest

from sakimawari.rules.outcome import Status
from sakimawari.rules.person import NO_DEADLINE
from sakimawari.rules.proof import facts_used, figures_used
from sakimawari.rules.situation import Person, Somebody, Span
from sakimawari.rules.tree import Holder
from tests.rules.town_words import day, person, read, rule, unit

YES, NO, UNKNOWN = Status.YES, Status.NO, Status.UNKNOWN


@pytest.mark.parametrize(
    ("on", "status"),
    [(date(2026, 3, 30), NO), (date(2026, 3, 31), YES), (date(2026, 4, 1), YES)],
)
def test_a_right_at_65_begins_on_the_day_before_the_birthday(on: date, status: Status) -> None:
    old = unit(person("a", 生年月日=day("1961-04-01")))
    assert read(rule("年齢(生年月日) >= 65"), old, on=on).status == status


@pytest.mark.parametrize(
    ("income", "status"), [(2_499_999, YES), (2_500_000, YES), (2_500_001, NO), (None, UNKNOWN)]
)
def test_an_income_limit_counts_to_the_yen_and_a_missing_income_leaves_it_open(
    income: int | None, status: Status
) -> None:
    taxed = person("a") if income is None else person("a", 所得={2025: income})
    reading = read(rule("所得[年度(基準日) - 1] <= P.限度額"), unit(taxed))
    assert reading.status == status


@pytest.mark.parametrize(("on", "status"), [(date(2026, 3, 31), NO), (date(2026, 4, 1), YES)])
def test_the_parameter_in_force_on_the_reading_date_decides(on: date, status: Status) -> None:
    reading = read(rule("2480000 <= P.限度額"), unit(person("a")), on=on)
    assert reading.status == status


@pytest.mark.parametrize("name", ["廃止額", "将来額"])
def test_a_parameter_repealed_or_not_yet_in_force_is_unknown_never_no(name: str) -> None:
    reading = read(rule(f"P.{name} >= 500", amount=f"P.{name}"), unit(person("a")))
    assert reading.status == UNKNOWN
    assert reading.amount[0] == 0
    assert [figure.name for figure in reading.unsettled] == [name]
    assert reading.missing == ()


def test_the_first_clause_that_surely_fails_decides_and_all_clauses_are_read() -> None:
    service = rule("所得[2025] < 100", "公務員", "養育費 > 10", amount="養育費")
    reading = read(service, unit(person("a", 公務員=0, 養育費=5)))
    assert (reading.status, reading.decided_by) == (NO, 1)
    assert [clause.outcome for clause in reading.clauses] == [UNKNOWN, NO, NO]
    assert (reading.undecided, reading.amount, reading.tier) == (0, (0, 0), (-1, -1))
    assert reading.amount_step is None
    assert reading.missing == ()


def test_undecided_clauses_are_told_bit_by_bit() -> None:
    reading = read(rule("所得[2025] < 100", "公務員", "養育費 > 10"), unit(person("a", 公務員=1)))
    assert (reading.status, reading.decided_by, reading.undecided) == (UNKNOWN, -1, 0b101)


def test_an_exception_excludes_where_it_holds_and_leaves_open_where_unknown() -> None:
    service = rule("unless 公務員")
    assert read(service, unit(person("a", 公務員=1))).status == NO
    assert read(service, unit(person("a", 公務員=0))).status == YES
    assert read(service, unit(person("a"))).status == UNKNOWN


def test_a_fact_that_cannot_change_the_result_is_not_asked() -> None:
    service = rule("公務員 or 養育費 < 100", "年齢(生年月日) >= 65 or 障害手当")
    reading = read(service, unit(person("a", 養育費=7)))
    assert [use.name for use in reading.missing] == ["生年月日"]
    assert read(service, unit(person("a", 養育費=7, 生年月日=day("1950-01-01")))).missing == ()


def test_a_fact_that_only_widens_the_amount_is_asked_although_the_right_is_sure() -> None:
    service = rule("公務員", amount="最大(0, 10000 - 養育費)")
    reading = read(service, unit(person("a", 公務員=1)))
    assert (reading.status, reading.amount) == (YES, (0, 10_000))
    assert [(use.name, use.person, use.low, use.high) for use in reading.missing] == [
        ("養育費", 0, 0, 5_000_000)
    ]


def test_a_visitor_is_no_subject_here() -> None:
    linked = Person(id="b", is_subject=False)
    reading = read(rule("真"), unit(person("a"), linked), subject=1)
    assert (reading.status, reading.decided_by) == (NO, -2)
    assert read(rule("世帯.人数() == 2"), unit(person("a"), linked)).status == YES
    assert read(rule("同居.人数() == 1"), unit(person("a"), linked)).status == YES


def test_no_certificate_on_file_means_none_but_an_entry_without_value_is_unknown() -> None:
    service = rule("要介護度 >= '要介護1'")
    assert read(service, unit(person("a"))).status == NO
    ended = (Span(value=3, until=day("2026-05-31")),)
    assert read(service, unit(person("a", 要介護度=ended))).status == NO
    current = (Span(value=3, until=day("2026-06-01")),)
    assert read(service, unit(person("a", 要介護度=current))).status == YES
    pending = (Span(value=None, since=day("2026-06-01")),)
    assert read(service, unit(person("a", 要介護度=pending))).status == UNKNOWN


def test_an_unknown_year_takes_in_all_years_and_the_missing_ones() -> None:
    service = rule("所得[年度(生年月日)] <= 300")
    known = person("a", 生年月日=day("2025-05-01"), 所得={2025: 200, 2026: 900})
    assert read(service, unit(known)).status == YES
    unknown = person("a", 所得={2025: 200, 2026: 100})
    assert read(service, unit(unknown)).status == UNKNOWN


# ---------------------------------------------------------------- families


def family() -> tuple[Person, ...]:
    return (
        person("father", spouse="mother", 生年月日=day("1990-05-01")),
        person("mother", spouse="father", 生年月日=day("1991-02-03"), 養育費=40),
        person("first", guardian="father", 生年月日=day("2012-04-01")),
        person("second", guardian="father", 生年月日=day("2023-06-02")),
    )


def test_children_are_those_whose_main_guardian_is_in_focus() -> None:
    service = rule("子.誰か(年度末年齢(生年月日) <= 18)", amount="子.人数() * 10000")
    assert read(service, unit(*family())).amount == (20_000, 20_000)
    assert read(service, unit(*family()), subject=1).status == NO


def test_guardians_are_the_main_guardian_and_the_spouse() -> None:
    service = rule("保護者.人数() == 2", amount="保護者.合計(養育費, 養育費 >= 40)")
    reading = read(service, unit(*family()), subject=2)
    assert reading.status == YES
    assert reading.amount == (40, 5_000_040)


@pytest.mark.parametrize(("subject", "rank"), [(2, 1), (3, 2)])
def test_birth_order_counts_from_the_oldest_child(subject: int, rank: int) -> None:
    service = rule(f"きょうだい.順位(生年月日) == {rank}")
    assert read(service, unit(*family()), subject=subject).status == YES


def test_twins_are_ranked_by_their_place_in_the_household() -> None:
    twins = (
        person("mother"),
        person("one", guardian="mother", 生年月日=day("2020-02-29")),
        person("two", guardian="mother", 生年月日=day("2020-02-29")),
    )
    service = rule("真", amount="きょうだい.順位(生年月日) * 100")
    assert [read(service, unit(*twins), subject=at).amount for at in (1, 2)] == [
        (100, 100),
        (200, 200),
    ]


def test_an_unknown_guardian_makes_a_child_possible_and_is_asked_for() -> None:
    children = unit(
        person("mother", 生年月日=day("1990-01-01")),
        person("child", guardian=Somebody.UNKNOWN, 生年月日=day("2020-01-01")),
    )
    reading = read(rule("子.誰か(年齢(生年月日) < 18)", amount="子.人数() * 500"), children)
    assert (reading.status, reading.amount) == (UNKNOWN, (0, 500))
    assert [(use.name, use.person) for use in reading.missing] == [("保護者", 1)]


def test_a_sum_over_children_who_may_belong_lies_between_none_and_all() -> None:
    children = unit(
        person("mother"),
        person("sure", guardian="mother", 養育費=300),
        person("maybe", guardian=Somebody.UNKNOWN, 養育費=200),
        person("other", guardian="sure", 養育費=999),
    )
    reading = read(rule("真", amount="子.合計(養育費)"), children)
    assert reading.amount == (300, 500)
    reading = read(rule("真", amount="子.最小(養育費, なければ=0)"), children)
    assert reading.amount == (200, 300)
    reading = read(rule("真", amount="子.最大(養育費, 養育費 < 250, なければ=0)"), children)
    assert reading.amount == (0, 200)


def test_every_member_of_nobody_satisfies_anything() -> None:
    assert read(rule("子.全員(公務員)"), unit(person("a"))).status == YES
    assert read(rule("子.誰か(公務員)"), unit(person("a"))).status == NO


def test_the_subject_is_reached_from_inside_a_group() -> None:
    service = rule("世帯.誰か(not 本人である and 養育費 > 本人.養育費)")
    two = unit(person("a", 養育費=10), person("b", 養育費=11))
    assert [read(service, two, subject=at).status for at in (0, 1)] == [YES, NO]


def test_a_household_service_is_read_once_with_facts_of_the_household() -> None:
    service = rule(
        "世帯.家賃 >= 50000 and not 世帯.生活保護",
        "世帯.誰か(子.人数() >= 2)",
        amount="世帯.家賃",
        holder=Holder.HOUSEHOLD,
    )
    home = unit(*family(), household={"家賃": 50_000, "生活保護": 0})
    reading = read(service, home)
    assert (reading.status, reading.amount) == (YES, (50_000, 50_000))


# ---------------------------------------------------------------- tables, rounding, deadlines


@pytest.mark.parametrize(
    ("income", "alone", "fee"),
    [(48_599, 1, 0), (48_600, 1, 5_000), (48_600, 0, 20_000), (97_000, 1, 20_000)],
)
def test_the_first_row_that_holds_gives_the_fee(income: int, alone: int, fee: int) -> None:
    text = "表('保育料', 所得割額=養育費, ひとり親=公務員).月額"
    reading = read(rule("真", amount=text), unit(person("a", 養育費=income, 公務員=alone)))
    assert reading.amount == (fee, fee)


def test_a_row_that_may_hold_adds_its_outcome_and_reading_goes_on() -> None:
    text = "表('保育料', 所得割額=養育費, ひとり親=公務員).月額"
    reading = read(rule("真", amount=text), unit(person("a", 養育費=50_000)))
    assert reading.amount == (5_000, 20_000)


def test_a_table_before_its_first_day_says_nothing() -> None:
    text = "表('保育料', 所得割額=養育費, ひとり親=公務員).月額"
    early = read(rule("真", amount=text), unit(person("a", 養育費=5)), on=date(2026, 3, 31))
    assert early.amount == (0, 100_000_000_000)
    assert [figure.name for figure in early.unsettled] == ["保育料"]


@pytest.mark.parametrize(
    ("form", "amount"),
    [
        ("切り捨て(養育費 / 3, 10)", 330),
        ("切り上げ(養育費 / 3, 10)", 340),
        ("四捨五入(養育費 / 3)", 334),
        ("切り捨て(養育費 * 0.5)", 500),
        ("四捨五入(-養育費 * 0.5)", -501),
        ("切り捨て(-養育費 * 0.5)", -501),
        ("切り上げ(-養育費 * 0.5)", -500),
    ],
)
def test_rounding_is_exact(form: str, amount: int) -> None:
    assert read(rule("真", amount=form), unit(person("a", 養育費=1_001))).amount == (
        amount,
        amount,
    )


def test_the_partial_payment_formula_is_exact_to_the_yen() -> None:
    # 46,690 - (1,000,000 - 190,000) × 0.0264029, rounded to ten yen: 46,690 - 21,390
    text = "46690 - 四捨五入((養育費 - 190000) * P.係数, 10)"
    reading = read(rule("真", amount=text), unit(person("a", 養育費=1_000_000)))
    assert reading.amount == (25_300, 25_300)


def test_a_deadline_is_told_only_where_it_is_certain() -> None:
    service = rule("真", deadline="日後(生年月日, 15)")
    born = read(service, unit(person("a", 生年月日=day("2026-05-20"))))
    assert born.deadline == day("2026-06-04")
    assert read(service, unit(person("a"))).deadline == NO_DEADLINE


def test_a_tier_is_a_range_of_labels() -> None:
    service = rule("真", tier="'ア' if 公務員 else 'ウ'")
    assert read(service, unit(person("a", 公務員=1))).tier == (0, 0)
    assert read(service, unit(person("a"))).tier == (0, 2)


# ---------------------------------------------------------------- proof


def test_the_proof_names_facts_with_their_source_and_figures_with_their_article() -> None:
    reading = read(rule("養育費 <= P.限度額"), unit(person("a", 養育費=1_220_000)))
    (fact,) = facts_used(reading.clauses[0].step)
    assert (fact.name, fact.person, fact.low, fact.source) == ("養育費", 0, 1_220_000, "住民記録")
    (figure,) = figures_used(reading.clauses[0].step)
    assert (figure.name, figure.low, figure.article) == (
        "限度額",
        2_500_000,
        "児童手当法第6条第1項",
    )


def test_an_absence_taken_from_a_closed_register_is_marked_as_assumed() -> None:
    reading = read(rule("要介護度 == 'なし'"), unit(person("a")))
    (fact,) = facts_used(reading.clauses[0].step)
    assert (fact.known, fact.assumed) == (True, True)


def test_a_quotient_by_an_unknown_count_lies_between_its_ends() -> None:
    children = unit(
        person("mother"),
        person("sure", guardian="mother"),
        person("maybe", guardian=Somebody.UNKNOWN),
    )
    service = rule("真", amount="切り捨て(P.限度額 / 最大(1, 子.人数()))")
    assert read(service, children).amount == (1_250_000, 2_500_000)
    below = rule("真", amount="切り捨て((養育費 - 1000) / 最大(1, 子.人数()))")
    poor = unit(person("mother", 養育費=0), *children.people[1:])
    assert read(below, poor).amount == (-1_000, -500)
