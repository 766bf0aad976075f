"""Expressions become the typed tree: units, scales, labels and depths as written."""

from __future__ import annotations

import pytest

from sakimawari.rules.tree import (
    DATE,
    AllOf,
    Arithmetic,
    AsNumber,
    Calendar,
    CalendarValue,
    Choice,
    Compared,
    Comparison,
    FactTruth,
    FactValue,
    Gathered,
    Gathering,
    Group,
    Holder,
    Kind,
    Literal,
    Not,
    OneOf,
    ReadingDate,
    Rescaled,
    Rounded,
    Rounding,
    SomeMember,
    TableValue,
    TruthChoice,
    Type,
)
from tests.rules.town_words import BAND, CARE, FACTS, FEES, RATE, YEN, day, truth, value


def test_a_literal_takes_the_unit_of_the_other_side() -> None:
    assert truth("年齢(生年月日) >= 65") == Compared(
        Comparison.AT_LEAST,
        CalendarValue(
            Calendar.LEGAL_AGE,
            FactValue(FACTS["生年月日"], 0),
            None,
            Type(kind=Kind.NUMBER, unit="歳"),
        ),
        Literal(65, Type(kind=Kind.NUMBER, unit="歳")),
    )


def test_a_chain_is_both_comparisons() -> None:
    chained = truth("3 <= 年齢(生年月日) < 18")
    assert chained == AllOf((truth("3 <= 年齢(生年月日)"), truth("年齢(生年月日) < 18")))


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("養育費　＞　１０００", "養育費 > 1000"),
        ("（養育費 > 1000）", "養育費 > 1000"),
        ("養育費 >\n  1_000", "養育費 > 1000"),
        ("養育費 > 1000.0", "養育費 > 1000"),
        ("not not 公務員", "not (not 公務員)"),
    ],
)
def test_full_width_forms_lines_and_spaces_make_no_difference(text: str, normal: str) -> None:
    assert truth(text) == truth(normal)


def test_scales_are_aligned_upwards_and_products_add_them() -> None:
    compared = truth("養育費 > 0.5")
    assert isinstance(compared, Compared)
    assert compared.left == Rescaled(
        FactValue(FACTS["養育費"], 0), 1, Type(kind=Kind.NUMBER, unit="円", scale=1)
    )
    product = value("養育費 * P.係数 * 0.5")
    assert product.type == Type(kind=Kind.NUMBER, unit="円", scale=8)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("養育費 * 2", "円"),
        ("子.人数() * 養育費", "円"),
        ("養育費 - 500", "円"),
        ("切り捨て(養育費 / 12)", "円"),
        ("切り捨て(養育費 / 子.人数())", "円"),
        ("切り捨て(養育費 / P.限度額)", None),
        ("経過月数(生年月日) * P.限度額", "円"),
        ("月齢(生年月日) + 1", "月"),
        ("年度(基準日) - 1", "年"),
        ("最大(養育費, 0)", "円"),
        ("500 if 公務員 else 養育費", "円"),
    ],
)
def test_units_follow_the_arithmetic(text: str, unit: str | None) -> None:
    assert value(text).type.unit == unit


def test_figures_times_a_count_take_the_unit_that_is_expected() -> None:
    amount = value("10000 * 子.人数() + 5000", expected=YEN)
    assert amount.type == YEN
    assert isinstance(amount, Arithmetic)
    assert amount.right == Literal(5_000, YEN)


def test_a_label_takes_its_list_from_the_other_side() -> None:
    left, right = truth("要介護度 == '要介護1'"), truth("'要介護1' == 要介護度")
    assert isinstance(left, Compared)
    assert isinstance(right, Compared)
    assert left.right == right.left == Literal(2, CARE)
    assert truth("要介護度 in ('要介護2', '要介護1')") == OneOf(
        FactValue(FACTS["要介護度"], 0), (2, 3)
    )
    assert isinstance(truth("要介護度 not in ('なし',)"), Not)
    chosen = truth("要介護度 >= ('要介護1' if 公務員 else '要支援1')")
    assert isinstance(chosen, Compared)
    assert isinstance(chosen.right, Choice)
    assert chosen.right.type == CARE


def test_a_tier_is_a_choice_of_expected_labels() -> None:
    tier = value("'ア' if 公務員 else 'イ' if 養育費 > 5 else 'ウ'", expected=BAND)
    assert isinstance(tier, Choice)
    assert tier.then == Literal(0, BAND)


def test_a_figure_with_decimals_is_exact() -> None:
    assert value("0.0264029") == Literal(264_029, RATE)


def test_dates_are_day_numbers() -> None:
    assert value("日付(2026, 4, 1)") == Literal(day("2026-04-01"), DATE)
    assert value("月末(基準日)") == CalendarValue(Calendar.MONTH_END, ReadingDate(), None, DATE)


def test_inside_a_group_form_bare_names_mean_the_member_and_honnin_the_subject() -> None:
    some = truth("子.誰か(公務員 and 本人.公務員)")
    assert some == SomeMember(
        Group.CHILDREN,
        0,
        AllOf((FactTruth(FACTS["公務員"], 1), FactTruth(FACTS["公務員"], 0))),
    )


def test_nested_group_forms_go_one_deeper_and_honnin_groups_start_from_the_subject() -> None:
    nested = truth("世帯.誰か(子.誰か(公務員))")
    assert isinstance(nested, SomeMember)
    assert nested.condition == SomeMember(Group.CHILDREN, 1, FactTruth(FACTS["公務員"], 2))
    other = truth("世帯.誰か(本人.子.誰か(公務員))")
    assert isinstance(other, SomeMember)
    assert other.condition == SomeMember(Group.CHILDREN, 0, FactTruth(FACTS["公務員"], 1))


def test_group_forms_read_value_condition_and_default() -> None:
    assert value("世帯.最大(養育費, 公務員, なければ=0)") == Gathered(
        Gathering.LARGEST,
        Group.UNIT,
        0,
        FactValue(FACTS["養育費"], 1),
        FactTruth(FACTS["公務員"], 1),
        0,
        YEN,
    )
    oldest = value("子.最小(生年月日, なければ=日付(2200, 1, 1))")
    assert isinstance(oldest, Gathered)
    assert oldest.empty == day("2200-01-01")
    finest = value("世帯.最小(要介護度, なければ='要介護3')")
    assert isinstance(finest, Gathered)
    assert finest.empty == 4


def test_a_quotient_is_read_whole_with_its_step() -> None:
    rounded = value("切り上げ(養育費 * 0.3 / 12, 100)")
    assert isinstance(rounded, Rounded)
    assert (rounded.rounding, rounded.step, rounded.type) == (Rounding.UP, 100, YEN)
    assert rounded.numerator.type.scale == 1
    assert rounded.denominator == Literal(12, Type(kind=Kind.NUMBER))


def test_a_table_is_read_by_its_columns_in_any_order() -> None:
    read = value("表('保育料', ひとり親=公務員, 所得割額=養育費).月額")
    assert read == TableValue(
        FEES,
        (FactValue(FACTS["養育費"], 0), AsNumber(FactTruth(FACTS["公務員"], 0))),
        0,
        YEN,
    )


def test_a_choice_of_conditions_is_a_condition() -> None:
    assert isinstance(truth("公務員 if 養育費 > 3 else 障害手当"), TruthChoice)


def test_a_household_reaches_its_members_by_group_forms() -> None:
    some = truth("世帯.誰か(公務員) and 世帯.生活保護", holder=Holder.HOUSEHOLD)
    assert isinstance(some, AllOf)
    assert some.truths[0] == SomeMember(Group.UNIT, 0, FactTruth(FACTS["公務員"], 1))
