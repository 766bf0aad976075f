"""Rules and households written as JSON and read back are the same."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import (
    TRUTH,
    AllOf,
    Aspect,
    Clause,
    Holder,
    Origin,
    ServiceRule,
    TruthLiteral,
    Variable,
    VariableTruth,
)
from sakimawari.rules.written import Reader, Unreadable, Writer
from tests.rules.kernel_town import child_allowance
from tests.rules.strategies import rules, situations

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def through_json(kind: type[Any], value: Any) -> Any:
    writer = Writer()
    written = writer.write(value)
    text = json.dumps([writer.shared, written], ensure_ascii=False)
    shared, written = json.loads(text)
    return Reader(shared).read(kind, written)


@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS)
@given(rule=rules(), unit=situations())
def test_a_rule_and_a_household_come_back_from_json_as_they_were(
    rule: ServiceRule, unit: Situation
) -> None:
    assert through_json(ServiceRule, rule) == rule
    assert through_json(Situation, unit) == unit


def test_a_formula_read_in_many_places_is_written_once_and_is_one_object_again() -> None:
    rule = child_allowance()
    writer = Writer()
    writer.write(rule)
    assert set(writer.shared["variables"]) == {"出生順位", "支給額"}
    assert through_json(ServiceRule, rule) == rule


def test_variables_of_one_name_from_two_packs_stay_apart() -> None:
    rule = child_allowance()
    homes = [
        VariableTruth(
            Variable(
                name="判定",
                type=TRUTH,
                holder=Holder.PERSON,
                formula=TruthLiteral(value),
                home=home,
                origin=Origin(service=home, name="手当", aspect=Aspect.ENTITLED),
            ),
            0,
        )
        for home, value in (("one", True), ("other", False))
    ]
    clause = Clause(id="both", text="", article="", truth=AllOf(tuple(homes)))
    rule = replace(rule, clauses=(clause,))
    assert through_json(ServiceRule, rule) == rule


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"node": "Popen", "value": 1}, "does not stand here"),
        ({"node": "Not", "truth": {"node": "Literal", "value": 1}}, "does not stand here"),
        ({"node": "TruthLiteral", "value": True, "more": 1}, "more is not known"),
        ({"node": "TruthLiteral"}, "TruthLiteral"),
        ({"node": "TruthLiteral", "value": "yes"}, "bool is expected"),
        ({"node": "FactTruth", "fact": "無い", "depth": 0}, "dict is expected"),
        (7, "int does not fit here"),
    ],
)
def test_what_is_no_rule_is_refused(written: Any, told: str) -> None:
    clause = {"id": "a", "text": "", "article": "", "truth": written}
    with pytest.raises(Unreadable, match=told):
        Reader({}).read(ServiceRule, {"service": "s", "holder": "person", "clauses": [clause]})


def test_variables_that_read_each_other_are_refused() -> None:
    formula = {"node": "VariableValue", "variable": "甲", "depth": 0}
    variable = {"name": "甲", "type": {"kind": "number"}, "holder": "person", "formula": formula}
    with pytest.raises(Unreadable, match="reads itself"):
        Reader({"variables": {"甲": variable}}).read(ServiceRule, _with_amount(formula))


def _with_amount(value: dict[str, Any]) -> dict[str, Any]:
    award = {"value": value, "unit": "円", "article": ""}
    return {"service": "s", "holder": "person", "clauses": [], "amount": award}
