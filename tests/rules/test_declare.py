"""Variables may stand in any order and read each other, but never in a circle."""

from __future__ import annotations

import pytest

from sakimawari.problems import Place, Problems
from sakimawari.rules.check import VariableDeclaration, circular, declare_variables, order_of
from sakimawari.rules.outcome import Status
from sakimawari.rules.tree import TRUTH, Clause, Holder, Kind, ServiceRule, Type
from sakimawari.rules.walk import variables_of
from tests.rules.town_words import VOCABULARY, YEN, person, read, truth, unit, value

PEOPLE = Type(kind=Kind.NUMBER, unit="人")


def declared(
    name: str, text: str, type: Type = YEN, holder: Holder = Holder.PERSON, line: int = 1
) -> VariableDeclaration:
    place = Place(file="variables.yaml", line=line)
    return VariableDeclaration(
        name=name, type=type, holder=holder, text=text, article="第6条", place=place
    )


def found_in(*declarations: VariableDeclaration) -> list[str]:
    with pytest.raises(Problems) as caught:
        declare_variables(declarations, VOCABULARY)
    return [problem.id for problem in caught.value.found]


def test_a_variable_may_read_one_that_is_declared_below_it() -> None:
    words = declare_variables(
        [
            declared("手当", "子.合計(子の額)"),
            declared("世帯の手当", "世帯.合計(手当)", holder=Holder.HOUSEHOLD),
            declared("子の額", "P.支給額_3歳未満 if 年齢(生年月日) < 3 else 10000"),
            declared("豊か", "手当 > 500", type=TRUTH),
        ],
        VOCABULARY,
    )
    assert set(words.variables) == {"手当", "子の額", "豊か"}
    assert set(words.household_variables) == {"世帯の手当"}
    rich = truth("豊か and 世帯.世帯の手当 > 3", words)
    assert [variable.name for variable in variables_of(rich)] == [
        "子の額",
        "手当",
        "豊か",
        "世帯の手当",
    ]


def test_the_kernel_gets_variables_in_an_order_where_each_follows_what_it_reads() -> None:
    words = declare_variables(
        [declared("丙", "乙 + 1"), declared("乙", "甲 + 1"), declared("甲", "養育費")], VOCABULARY
    )
    assert [variable.name for variable in order_of([words.variables["丙"]])] == ["甲", "乙", "丙"]


def test_a_circle_is_refused_with_its_chain() -> None:
    circle = [
        declared("手当", "控除後 + 1", line=3),
        declared("控除後", "世帯.総額 - 5", line=8),
        declared("総額", "世帯.合計(手当)", holder=Holder.HOUSEHOLD, line=12),
    ]
    (problem,) = circular(circle)
    assert str(problem) == (
        "RULE030  variables.yaml:3\n"
        "  what   these variables read each other in a circle: 手当 → 控除後 → 世帯.総額 → 手当\n"
        "  do     break the circle: one of them must be computed from facts alone"
    )
    assert found_in(*circle) == ["RULE030"]
    assert found_in(declared("手当", "手当 + 1")) == ["RULE030"]
    assert circular(circle[:2]) == []


def test_a_faulty_formula_is_reported_once_and_not_at_every_use() -> None:
    assert found_in(
        declared("甲", "養育貲 + 1"),
        declared("乙", "甲 + 1"),
        declared("丙", "養育費 +"),
        declared("丁", "丙 > 3", type=TRUTH),
    ) == ["RULE010", "RULE012"]


def test_a_formula_must_have_the_declared_type() -> None:
    assert found_in(declared("甲", "子.人数()")) == ["RULE016"]
    assert found_in(declared("甲", "子.人数()", type=TRUTH)) == ["RULE015"]
    assert found_in(declared("甲", "養育費 * 0.5")) == ["RULE020"]
    words = declare_variables([declared("甲", "子.人数()", type=PEOPLE)], VOCABULARY)
    assert value("甲 * 養育費", words).type == YEN


def test_a_name_declared_twice_or_reserved_is_refused() -> None:
    assert found_in(declared("甲", "養育費"), declared("甲", "養育費")) == ["RULE006"]
    assert found_in(declared("年齢", "養育費")) == ["RULE004"]


def test_a_name_is_found_in_whatever_form_it_is_typed() -> None:
    words = declare_variables([declared("テアテ", "養育費"), declared("乙", "ﾃｱﾃ + 1")], VOCABULARY)
    assert "乙" in words.variables


def test_a_variable_read_for_a_member_is_that_members_own() -> None:
    words = declare_variables([declared("差", "養育費 - 本人.養育費", type=YEN)], VOCABULARY)
    service = ServiceRule(
        service="own",
        holder=Holder.PERSON,
        clauses=(Clause(id="own", text="", article="", truth=truth("世帯.全員(差 == 0)", words)),),
    )
    two = unit(person("a", 養育費=10), person("b", 養育費=99))
    assert read(service, two).status == Status.YES
