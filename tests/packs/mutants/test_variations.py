"""The changes of single nodes, figures and tables: none twice, none that changes nothing."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sakimawari.packs.mutants.expression import expression
from sakimawari.packs.mutants.figures import parameter_variations, tenth_more
from sakimawari.packs.mutants.granules import Granules
from sakimawari.packs.mutants.mutant import Kind as Sort
from sakimawari.packs.mutants.tables import table_variations
from sakimawari.packs.mutants.trees import is_made_by_engine, neighbours, step_of, variations
from sakimawari.rules.figures import (
    DatedParameter,
    DatedTable,
    DatedValue,
    Provenance,
    TableRows,
    TableVersion,
)
from sakimawari.rules.results import entitled_at, result_of
from sakimawari.rules.tree import (
    DATE,
    TRUTH,
    AllOf,
    Arithmetic,
    Choice,
    Clause,
    Compared,
    Comparison,
    DecisionTable,
    Fact,
    FactTruth,
    FactValue,
    Gathered,
    Gathering,
    Group,
    Holder,
    Kind,
    Literal,
    Not,
    Operator,
    Parameter,
    ParameterValue,
    Rounded,
    Rounding,
    ServiceRule,
    SomeMember,
    TableColumn,
    Type,
)
from sakimawari.rules.walk import Node

YEN = Type(kind=Kind.NUMBER, unit="円")
RATE = Type(kind=Kind.NUMBER, scale=2)
GRADE = Type(kind=Kind.CATEGORY, labels=("なし", "1級", "2級"))
INCOME = FactValue(Fact(name="所得", type=YEN), 0)
HELD = FactTruth(Fact(name="手帳", type=TRUTH), 0)
CERTIFIED = FactTruth(Fact(name="認定", type=TRUTH), 0)


def changed(node: Node, *, below: Node | None = None) -> list[str]:
    return [expression(by) for _, by in variations(node, below=below)]


def test_a_bound_that_two_changes_move_alike_is_moved_once() -> None:
    below_19 = Compared(Comparison.LESS, INCOME, Literal(19, YEN))
    assert changed(below_19) == ["所得 <= 19", "所得 >= 19", "所得 < 18"]
    from_3 = Compared(Comparison.AT_MOST, Literal(3, YEN), INCOME)
    assert changed(from_3) == ["3 < 所得", "3 > 所得", "2 <= 所得"]


def test_a_condition_is_not_denied_where_its_branches_are_swapped_or_not_stands_before() -> None:
    choice = Choice(HELD, Literal(1, YEN), Literal(2, YEN), YEN)
    assert changed(choice) == ["2 if 手帳 else 1"]
    assert changed(HELD, below=choice) == []
    assert changed(HELD, below=Not(HELD)) == []
    assert changed(HELD, below=AllOf((HELD, CERTIFIED))) == ["not 手帳"]
    none = Compared(Comparison.EQUAL, INCOME, Literal(0, YEN))
    assert changed(none) == ["所得 != 0", "所得 == 1"]
    assert changed(none, below=Choice(none, INCOME, INCOME, YEN)) == ["所得 == 1"]


def test_a_label_becomes_one_beside_it_and_nothing_becomes_one_less() -> None:
    assert neighbours(0, Kind.CATEGORY, scale=0, labels=3) == (1,)
    assert neighbours(1, Kind.CATEGORY, scale=0, labels=3) == (0, 2)
    assert neighbours(0, Kind.NUMBER, scale=0, labels=0) == (1,)
    assert neighbours(5, Kind.DATE, scale=0, labels=0) == (4, 6)
    assert neighbours(1, Kind.TRUTH, scale=0, labels=0) == (0,)


@pytest.mark.parametrize(
    ("value", "scale", "step"), [(300, 0, 1), (300, 2, 100), (750, 2, 10), (7501, 3, 1)]
)
def test_a_figure_changes_by_one_of_its_last_digit(value: int, scale: int, step: int) -> None:
    assert step_of(value, scale) == step


def test_what_is_whole_is_not_rounded_otherwise() -> None:
    whole = Rounded(Rounding.DOWN, INCOME, None, 1, YEN)
    assert changed(whole) == []
    rate = Rounded(Rounding.DOWN, FactValue(Fact(name="率", type=RATE), 0), None, 1, YEN)
    assert changed(rate) == ["切り上げ(率)", "四捨五入(率)"]
    hundreds = Rounded(Rounding.DOWN, INCOME, None, 100, YEN)
    assert changed(hundreds)[-1] == "切り捨て(所得)"


def test_of_one_spouse_there_is_no_largest_and_smallest() -> None:
    of_member = FactValue(INCOME.fact, 1)

    def largest(group: Group) -> list[str]:
        return changed(Gathered(Gathering.LARGEST, group, 0, of_member, None, 1, YEN))

    assert largest(Group.SPOUSE) == ["配偶者.最大(所得, なければ=2)"]
    assert largest(Group.CHILDREN)[0] == "子.最小(所得, なければ=1)"


def test_what_the_engine_puts_around_a_visitors_result_is_no_authors_mistake() -> None:
    alone = SomeMember(Group.SPOUSE, 0, FactTruth(HELD.fact, 1))
    rule = ServiceRule(
        service="x",
        holder=Holder.PERSON,
        clauses=(Clause(id="a", text="", article="", truth=alone),),
    )
    assert is_made_by_engine(entitled_at(result_of(rule, name="手当"), 1, resident=False))
    assert not is_made_by_engine(entitled_at(result_of(rule, name="手当"), 0, resident=True))
    assert not is_made_by_engine(alone)


# ---------------------------------------------------------------- figures


def dated(*values: tuple[str, int | None], certain: bool = True) -> DatedParameter:
    listed = tuple(
        DatedValue(since=date.fromisoformat(since), value=value, provenance=source(certain))
        for since, value in values
    )
    return DatedParameter(parameter=Parameter(name="額", type=YEN), values=listed)


def source(certain: bool = True) -> Provenance:
    day = date(2026, 4, 1)
    return Provenance(article="", source="", checked=day, check_by=day, certain=certain)


def test_values_change_by_a_yen_and_a_revision_by_a_day() -> None:
    found = [
        (was, to)
        for _, _, _, was, to in parameter_variations(
            dated(("2025-04-01", 100), ("2026-04-01", 110))
        )
    ]
    assert found == [
        ("100円", "99円"),
        ("100円", "101円"),
        ("110円", "109円"),
        ("110円", "111円"),
        ("2026-04-01", "2026-03-31"),
        ("2026-04-01", "2026-04-02"),
    ]


def test_the_day_of_a_value_that_stays_the_same_and_an_unsure_value_are_left_alone() -> None:
    same = list(parameter_variations(dated(("2025-04-01", 100), ("2026-04-01", 100))))
    assert len(same) == 4
    assert list(parameter_variations(dated(("2025-04-01", 100), certain=False))) == []


def test_the_day_of_a_repeal_is_moved_too() -> None:
    found = list(parameter_variations(dated(("2025-04-01", 100), ("2026-04-01", None))))
    assert [was for _, _, _, was, _ in found] == ["100円", "100円", "2026-04-01", "2026-04-01"]


def test_a_tenth_more_is_at_least_one_unit() -> None:
    found = tenth_more(dated(("2025-04-01", 3), ("2026-04-01", 1000), ("2027-04-01", None)))
    assert [value.value for value in found.values] == [4, 1100, None]


# ---------------------------------------------------------------- tables


def table(cells: list[list[list[int]]], outputs: list[list[int]]) -> DatedTable:
    held = DecisionTable(
        name="表",
        inputs=(TableColumn(name="所得", type=YEN), TableColumn(name="等級", type=GRADE)),
        outputs=(TableColumn(name="額", type=YEN), TableColumn(name="段", type=YEN)),
    )
    rows = TableRows(cells=np.array(cells, np.int64), outputs=np.array(outputs, np.int64))
    version = TableVersion(since=date(2026, 4, 1), rows=rows, provenance=source())
    return DatedTable(table=held, versions=(version,))


OPEN = 2 * 10**18


def test_bounds_between_rows_move_once_and_a_last_row_has_none() -> None:
    two = table([[[0, 99], [0, 2]], [[0, OPEN], [0, 2]]], [[1, 7], [5, 7]])
    found = [(kind.name, was, to) for kind, _, _, was, to in table_variations(two, {0})]
    assert found == [
        ("OUTPUT", "1円", "0円"),
        ("OUTPUT", "1円", "2円"),
        ("BOUND", "99円以下", "98円以下"),
        ("BOUND", "99円以下", "100円以下"),
        ("ROW", "所得 99円以下", "—"),
        ("OUTPUT", "5円", "4円"),
        ("OUTPUT", "5円", "6円"),
        ("ROW", "すべて", "—"),
    ]


def test_what_no_row_decides_and_what_no_rule_reads_is_not_changed() -> None:
    alike = table([[[5, 5], [0, 2]], [[0, OPEN], [0, 2]]], [[1, 7], [1, 9]])
    kinds = [kind.name for kind, _, _, was, _ in table_variations(alike, {0})]
    assert kinds.count("ROW") == 1, "without the first row every income is answered as before"
    assert len(list(table_variations(alike, {1}))) != len(kinds)


def test_dates_are_written_as_an_author_would() -> None:
    assert expression(Literal(20_000, DATE)) == "日付(2024, 10, 4)"


def test_a_sum_of_amounts_cut_to_a_hundred_yen_moves_in_hundreds() -> None:
    cut = Rounded(Rounding.DOWN, FactValue(INCOME.fact, 1), None, 100, YEN)
    total = Gathered(Gathering.SUM, Group.GUARDIANS, 0, cut, None, None, YEN)
    assert Granules().of(total) == 100
    assert Granules().of(INCOME) == 1
    assert Granules().of(Arithmetic(Operator.ADD, total, Literal(250, YEN), YEN)) == 50
    assert Granules().of(Choice(HELD, total, Literal(0, YEN), YEN)) == 100
    assert Granules().of(Literal(0, YEN)) == 1
    deduction = ParameterValue(Parameter(name="額", type=YEN))
    less = Arithmetic(Operator.SUBTRACT, total, deduction, YEN)
    assert Granules([dated(("2025-04-01", 19_800), ("2026-04-01", 19_850))]).of(less) == 50
    assert Granules().of(less) == 1


def test_a_bound_moves_to_the_next_value_its_input_may_have() -> None:
    two = table([[[0, 48_599], [0, 2]], [[0, OPEN], [0, 2]]], [[1, 7], [5, 7]])
    found = [to for kind, _, _, _, to in table_variations(two, {0}, (100, 1)) if kind is Sort.BOUND]
    assert found == ["48,499円以下", "48,699円以下"]


def test_a_limit_of_amounts_cut_to_a_hundred_yen_moves_by_a_hundred() -> None:
    limit = ParameterValue(Parameter(name="限度額", type=YEN))
    cut = Rounded(Rounding.DOWN, INCOME, None, 100, YEN)
    below = Compared(Comparison.LESS, cut, limit)
    assert Granules().beside(limit, [below]) == 100
    assert Granules().beside(limit, [below, Compared(Comparison.LESS, limit, INCOME)]) == 1
    assert Granules().beside(limit, [Arithmetic(Operator.SUBTRACT, cut, limit, YEN)]) == 1
    found = [to for _, _, _, _, to in parameter_variations(dated(("2026-04-01", 48_600)), 100)]
    assert found == ["48,500円", "48,700円"]


def test_a_yes_compared_with_no_is_denied_once() -> None:
    yes = Literal(1, TRUTH)
    in_force = Compared(Comparison.EQUAL, ParameterValue(Parameter(name="実施", type=TRUTH)), yes)
    assert changed(in_force) == ["P.実施 != 真"]
