"""Decision tables from a DMN modeller, and what of DMN a table cannot say."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from sakimawari.packs.tabular.dmn_reading import read_dmn
from sakimawari.packs.tabular.dmn_writing import MODEL, as_dmn
from sakimawari.packs.tabular.exchange import look_at
from sakimawari.packs.tabular.loading import declared_types
from sakimawari.packs.tabular.wording import Notebook
from sakimawari.packs.tabular.written import HitPolicy, WrittenService
from tests.packs.tabular.drawn import WINTER, sources

CAMUNDA = Path(__file__).parent / "dmn" / "camunda.dmn"


def read(path: Path, **given: str) -> tuple[WrittenService | None, list[str]]:
    pack, notebook = sources(), Notebook()
    declared = declared_types(pack.facts, pack.variables)
    written = read_dmn(path, path.name, notebook, declared=declared, **given)
    return written, [str(problem) for problem in notebook.findings.problems]


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = CAMUNDA.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "t.dmn"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_a_table_drawn_in_a_modeller_becomes_columns_and_rows() -> None:
    written, problems = read(CAMUNDA)
    assert problems == []
    assert written is not None
    columns = [(c.name, c.unit, c.expression) for c in written.inputs]
    assert columns == [
        ("年齢", "", "年齢(生年月日)"),  # DMN has no units: to be added
        ("介護の度合い", "区分(なし、要支援、要介護)", "要介護度"),
    ]
    assert [column.name for column in written.outputs] == ["該当", "金額"]
    assert [(*row.inputs, *row.outputs, row.notes["条"]) for row in written.rows] == [
        ("[65..75)", "not(なし)", "はい", "8000", "要綱第2条第1項"),
        (">=75", "-", "はい", "12000", "要綱第2条第2項"),
        ("<65", "-", "いいえ", "", "要綱第3条"),
    ]
    assert dict(written.form) == {"名称": "灯油助成", "行の選び方": "一つだけ"}


def test_what_dmn_has_no_place_for_is_told_as_missing() -> None:
    looked = look_at(CAMUNDA, pack=WINTER)
    ids = [problem.id for problem in looked.notebook.findings.problems]
    assert {"PACK007", "PACK015", "PACK025"} == set(ids)
    lacking = [
        found.group(1)
        for problem in looked.notebook.findings.problems
        if (found := re.match("the form lacks `(.*)`", problem.what))
    ]
    assert lacking == ["概要", "対象", "法令", "所管", "ライフイベント", "届け方", "金額の単位"]


def test_a_gap_between_rules_is_told_once_units_are_there(tmp_path: Path) -> None:
    text = CAMUNDA.read_text(encoding="utf-8")
    text = text.replace("<definitions ", '<definitions xmlns:s="urn:sakimawari:dmn:1" ')
    text = text.replace('label="年齢"', 'label="年齢" s:unit="歳"')
    path = tmp_path / "t.dmn"
    path.write_text(text.replace('label="額"', 'label="額" s:unit="円"'), encoding="utf-8")
    (remark,) = look_at(path).notebook.findings.remarks
    assert remark.id == "PACK058"
    assert remark.what.startswith("no row holds for 年齢=65歳、介護の度合い=なし;")


@pytest.mark.parametrize(
    ("old", "new", "id", "told"),
    [
        ('hitPolicy="UNIQUE"', 'hitPolicy="COLLECT" aggregation="SUM"', "PACK066", "COLLECT"),
        ('hitPolicy="UNIQUE"', 'hitPolicy="RULE ORDER"', "PACK066", "RULE ORDER"),
        ('hitPolicy="UNIQUE"', 'hitPolicy="PRIORITY"', "PACK066", "outputValues"),
        ("<text>8000</text>", "<text>8000 * 2</text>", "PACK066", "t.dmn:1 [金額]"),
        ("<text>&lt; 65</text>", "<text>&lt; 基準年齢</text>", "PACK066", "t.dmn:3 [年齢]"),
        ('name="eligible" typeRef="boolean"', 'name="x" typeRef="number"', "PACK066", "two outputs"),
        ("</decisionTable>", "", "PACK065", "broken"),
        ("<decisionTable", "<table", "PACK065", "broken"),
        (
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
            "PACK065",
            "document type",
        ),
        ("20191111/MODEL/", "20991111/OTHER/", "PACK065", "no such decision table"),
        (
            '<inputEntry id="UnaryTests_0o">\n          <text>-</text>\n        </inputEntry>',
            "",
            "PACK065",
            "t.dmn:3",
        ),
    ],
)  # fmt: skip
def test_what_a_table_cannot_say_is_refused_with_its_reason(
    tmp_path: Path, old: str, new: str, id: str, told: str
) -> None:
    written, problems = read(changed(tmp_path, old, new))
    assert written is None
    assert any(problem.startswith(id) and told in problem for problem in problems), problems


def test_the_hit_policies_any_and_first_are_kept_and_priority_orders_the_rows(
    tmp_path: Path,
) -> None:
    any_, _ = read(changed(tmp_path, '"UNIQUE"', '"ANY"'))
    first, _ = read(changed(tmp_path, '"UNIQUE"', '"FIRST"'))
    assert any_ is not None
    assert any_.policy is HitPolicy.ANY
    assert first is not None
    assert first.policy is HitPolicy.FIRST
    text = CAMUNDA.read_text(encoding="utf-8").replace("UNIQUE", "PRIORITY")
    values = '<outputValues><text>12000, 8000</text></outputValues></output>\n      <rule id="DecisionRule_0c">'
    text = text.replace(' biodi:width="150" />\n      <rule id="DecisionRule_0c">', f">{values}")
    text = text.replace(
        "<text></text>\n        </outputEntry>", "<text>8000</text>\n        </outputEntry>"
    )
    path = tmp_path / "p.dmn"
    path.write_text(text, encoding="utf-8")
    ordered, problems = read(path)
    assert problems == []
    assert ordered is not None
    assert [row.outputs[1] for row in ordered.rows] == ["12000", "8000", "8000"]
    assert ordered.policy is HitPolicy.FIRST


def test_one_of_several_decisions_is_named(tmp_path: Path) -> None:
    text = CAMUNDA.read_text(encoding="utf-8")
    decision = re.search(r"  <decision .*</decision>\n", text, re.DOTALL)
    assert decision is not None
    second = decision.group().replace("Decision_1a2b3c", "other").replace("灯油助成", "暖房助成")
    path = tmp_path / "two.dmn"
    path.write_text(text.replace(decision.group(), decision.group() + second), encoding="utf-8")
    written, problems = read(path)
    assert written is None
    assert "灯油助成・暖房助成" in problems[0]
    written, problems = read(path, decision="other")
    assert problems == []
    assert written is not None
    assert written.line("名称") == "暖房助成"


def references(root: Element) -> tuple[set[str], set[str]]:
    """The ids of a document, and those its diagram and requirements name."""
    ids = {element.get("id") or "" for element in root.iter()}
    named = {element.get("dmnElementRef") or "" for element in root.iter()}
    named |= {(element.get("href") or "").removeprefix("#") for element in root.iter()}
    return ids, named - {""}


def test_the_export_is_dmn_1_3_with_a_diagram_of_all_its_parts() -> None:
    content = as_dmn(sources().tabular[0].written, "heating-grant")
    root = fromstring(content, forbid_dtd=True)
    assert root.tag == f"{{{MODEL}}}definitions"
    ids, named = references(root)
    assert named <= ids
    shapes = [element for element in root.iter() if element.tag.endswith("}DMNShape")]
    assert len(shapes) == 1 + len(root.findall(f"{{{MODEL}}}inputData"))
    all_ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(all_ids) == len(set(all_ids))
