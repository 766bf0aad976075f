"""No number of a rule leaves 64 bits, no denominator is zero, nobody is read who is not there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sakimawari.rules.check import check_rule
from sakimawari.rules.magnitude import LARGEST, Magnitudes
from sakimawari.rules.tree import (
    Award,
    Clause,
    FactTruth,
    FactValue,
    Group,
    Holder,
    Related,
    Relation,
    ServiceRule,
    SomeMember,
    Truth,
)
from tests.rules.town_words import FACTS, PARAMETERS, PLACE, TABLES, rule, value


def found_in(service: ServiceRule) -> list[str]:
    problems = check_rule(service, parameters=PARAMETERS, tables=TABLES, place=PLACE)
    assert all(problem.where == PLACE for problem in problems)
    return [problem.id for problem in problems]


def one_clause(truth: Truth, holder: Holder = Holder.PERSON) -> ServiceRule:
    clause = Clause(id="only", text="", article="", truth=truth)
    return ServiceRule(service="s", holder=holder, clauses=(clause,))


@pytest.mark.parametrize(
    "amount",
    [
        "46690 - 四捨五入((所得[2025] - 190000) * P.係数, 10)",
        "世帯.合計(所得[2025]) * 12",
        "切り捨て(所得[2025] / 最大(1, 子.人数()))",
        "表('保育料', 所得割額=養育費, ひとり親=公務員).月額 * 12",
    ],
)
def test_the_formulas_of_the_law_are_taken(amount: str) -> None:
    assert found_in(rule("年齢(生年月日) >= 18", amount=amount)) == []


def test_a_product_that_could_leave_64_bits_is_refused_with_the_part_meant() -> None:
    service = rule("真", amount="四捨五入(世帯.合計(所得[2025]) * P.係数 * P.係数)")
    (problem,) = check_rule(service, parameters=PARAMETERS, place=PLACE)
    assert problem.id == "RULE031"
    assert "世帯の2025年度の所得の合計 × 係数 × 係数" in problem.what


def test_a_figure_without_listed_values_counts_with_all_its_type_allows() -> None:
    service = rule("真", amount="四捨五入(所得[2025] * P.係数)")
    assert [problem.id for problem in check_rule(service)] == ["RULE031"]
    assert check_rule(service, parameters=PARAMETERS) == []


@pytest.mark.parametrize(
    ("amount", "ids"),
    [
        ("切り捨て(養育費 / 子.人数())", ["RULE032"]),
        ("切り捨て(養育費 / (子.人数() + 1))", []),
        ("切り捨て(養育費 / P.限度額)", ["RULE032"]),
        ("切り捨て(養育費 / -3)", ["RULE032"]),
    ],
)
def test_a_denominator_that_may_be_zero_or_negative_is_refused(amount: str, ids: list[str]) -> None:
    given = value(amount)
    service = replace(rule("真"), amount=Award(value=given, unit="円", article=""))
    assert found_in(service) == ids


@pytest.mark.parametrize(
    ("truth", "holder", "ids"),
    [
        (FactTruth(FACTS["公務員"], 0), Holder.PERSON, []),
        (FactTruth(FACTS["公務員"], 1), Holder.PERSON, ["RULE033"]),
        (FactTruth(FACTS["公務員"], 0), Holder.HOUSEHOLD, ["RULE033"]),
        (SomeMember(Group.UNIT, 0, FactTruth(FACTS["公務員"], 1)), Holder.HOUSEHOLD, []),
        (SomeMember(Group.UNIT, 0, FactTruth(FACTS["公務員"], 2)), Holder.PERSON, ["RULE033"]),
        (
            SomeMember(Group.CHILDREN, 0, FactTruth(FACTS["公務員"], 1)),
            Holder.HOUSEHOLD,
            ["RULE033"],
        ),
        (Related(Relation.CHILD, 1, 0), Holder.PERSON, ["RULE033"]),
    ],
)
def test_someone_who_is_not_in_focus_cannot_be_read(
    truth: Truth, holder: Holder, ids: list[str]
) -> None:
    assert found_in(one_clause(truth, holder)) == ids


def test_more_clauses_than_bits_are_refused() -> None:
    clause = rule("公務員").clauses[0]
    many = replace(rule("公務員"), clauses=(clause,) * 63)
    assert found_in(many) == ["RULE034"]
    assert found_in(replace(many, clauses=(clause,) * 62)) == []


def test_an_excess_is_told_once_and_does_not_hide_what_follows() -> None:
    product = "四捨五入(世帯.合計(所得[2025]) * P.係数 * P.係数)"
    service = rule(f"{product} > 0", amount="切り捨て(養育費 / 子.人数())")
    assert found_in(service) == ["RULE031", "RULE032"]


def test_ranges_are_the_widest_a_part_may_have() -> None:
    magnitudes = Magnitudes(PARAMETERS, TABLES)
    assert magnitudes.range_of(FactValue(FACTS["養育費"], 0)) == (0, 5_000_000)
    assert magnitudes.range_of(value("P.限度額")) == (0, 25_000_000)
    assert magnitudes.range_of(value("子.人数()")) == (0, 1_000)
    assert magnitudes.range_of(value("年齢(生年月日)"))[1] == 301
    assert magnitudes.range_of(value("10000 - 養育費")) == (-4_990_000, 10_000)
    assert LARGEST + LARGEST - 1 < 2**63
    assert magnitudes.excesses == []
