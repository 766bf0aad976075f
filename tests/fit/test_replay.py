"""An explanation replays to the same result from its own content alone, and shows tampering."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sakimawari.fit.explaining.evidence import Evidence
from sakimawari.fit.explaining.record import read_again, record_of, replay, result_of
from sakimawari.fit.explaining.telling import tell
from sakimawari.problems import Problems
from tests.fit.evidence import drawn_evidence
from tests.fit.test_changes import family

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def written(evidence: Evidence) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(json.dumps(record_of(tell(evidence)), ensure_ascii=False))
    return record


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(evidence=drawn_evidence())
def test_the_record_alone_leads_to_the_same_explanation(evidence: Evidence) -> None:
    explanation = tell(evidence)
    again = replay(json.dumps(record_of(explanation), ensure_ascii=False))
    assert result_of(again) == result_of(explanation)
    assert record_of(again) == record_of(explanation)


def problem(record: Any) -> str:
    with pytest.raises(Problems) as raised:
        replay(record if isinstance(record, str) else json.dumps(record))
    return raised.value.found[0].id


def income_of(record: dict[str, Any]) -> dict[str, int]:
    person = record["content"]["evidence"]["situation"]["people"][0]
    held: dict[str, int] = person["facts"]["所得"]["held"]
    return held


def test_a_fact_changed_afterwards_is_noticed_and_would_change_the_result() -> None:
    record = written(family())
    assert record["status"] == "no"
    income_of(record)["2025"] = 1
    assert problem(record) == "WHY002"
    assert read_again(record["content"]).status == "yes"


def test_a_result_changed_afterwards_is_noticed() -> None:
    record = written(family())
    record["result"]["status"] = 1
    assert problem(record) == "WHY002"


def test_a_record_sealed_anew_over_another_fact_contradicts_its_result() -> None:
    record, honest = written(family()), written(family(income=1))
    forged = copy.deepcopy(record)
    forged["content"] = honest["content"]
    forged["seal"]["content"] = honest["seal"]["content"]
    assert problem(forged) == "WHY003"


@pytest.mark.parametrize(
    "record",
    ["", "[]", "{", '{"format": "another"}', '{"format": "sakimawari-explanation", "version": 9}'],
)
def test_what_is_no_record_is_refused_in_words(record: str) -> None:
    assert problem(record) == "WHY001"


def test_a_record_with_a_part_cut_out_is_refused_in_words() -> None:
    record = written(family())
    del record["content"]["evidence"]["ground"]["rule"]
    with pytest.raises(Problems) as raised:
        read_again(record["content"])
    assert raised.value.found[0].id == "WHY001"


def test_the_record_names_people_by_position_and_nothing_the_rule_does_not_read() -> None:
    record = written(family())
    people = record["content"]["evidence"]["situation"]["people"]
    assert [set(person["facts"]) for person in people] == [
        {"生年月日", "公務員", "所得"},
        {"生年月日"},
    ]


def test_the_reference_page_names_every_key_of_a_record() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "explanation.md").read_text("utf-8")
    record = written(family(income=4_999_999))
    documented = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert sorted(documented) == sorted(record)
    parts = [record["clauses"][0], record["changes"]["found"][0], record["ahead"]]
    parts += [record["clauses"][0]["facts"][0], record["clauses"][0]["figures"][0]]
    parts += [record["changes"], record["changes"]["found"][0]["facts"][0]]
    parts += [record["content"]["evidence"]]
    for part in parts:
        assert [key for key in part if f"`{key}`" not in page] == []
