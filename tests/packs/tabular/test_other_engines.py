"""Our DMN in the hands of others: dmn-moddle reads it, feelin decides its rows, dmn-js draws it.

Needs Node and a folder with `npm install dmn-moddle feelin dmn-js`, named by the environment
variable DMN_TOOLS; drawing also needs Chromium. Without them these tests are skipped.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sakimawari.packs.cells import ranges_of
from sakimawari.packs.tabular.dmn_reading import read_dmn
from sakimawari.packs.tabular.dmn_writing import as_dmn
from sakimawari.packs.tabular.wording import Notebook
from sakimawari.packs.tabular.written import WrittenService
from sakimawari.rules.figures import day_of, days
from sakimawari.rules.tree import Kind
from tests.packs.tabular.drawn import services, sources, unit_type

TOOLS = Path(os.environ.get("DMN_TOOLS", "")) if os.environ.get("DMN_TOOLS") else None
NODE, BROWSER = shutil.which("node"), shutil.which("chromium")
pytestmark = pytest.mark.skipif(
    TOOLS is None or NODE is None, reason="Node, or the folder DMN_TOOLS, is not there"
)
READ_AND_DECIDE = """
import fs from 'fs';
import { DmnModdle } from 'dmn-moddle';
import { unaryTest, evaluate } from 'feelin';
const given = JSON.parse(fs.readFileSync(0, 'utf8'));
const moddle = new DmnModdle();
const all = [];
for (const { xml, cases } of given) {
  const { rootElement, warnings } = await moddle.fromXML(xml);
  const decision = rootElement.drgElement.find((each) => each.$type === 'dmn:Decision');
  const table = decision.decisionLogic;
  const value = (text, context) => { const found = evaluate(text, context); return found.value ?? found; };
  const hits = cases.map((texts) => {
    const context = {};
    for (const [name, text] of Object.entries(texts)) context[name] = value(text, {});
    return table.rule.findIndex((rule) => rule.inputEntry.every((entry, at) => {
      if (entry.text === '-') return true;
      const input = value(table.input[at].inputExpression.text, context);
      const found = unaryTest(entry.text, { ...context, '?': input });
      return (found.value ?? found) === true;
    }));
  });
  const again = await moddle.toXML(rootElement, { format: true });
  all.push({ warnings: warnings.map((each) => each.message), hits, xml: again.xml });
}
console.log(JSON.stringify(all));
"""


def in_node(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    assert NODE is not None
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", READ_AND_DECIDE],
        cwd=TOOLS,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def random_case(written: WrittenService, drawn: random.Random) -> tuple[dict[str, int], date]:
    """A value for each input, often at a bound that some cell names, and a reading date."""
    case = {}
    for at, column in enumerate(written.inputs):
        type = unit_type(column)
        ends = [
            end + off
            for row in written.rows
            for ends in ranges_of(row.inputs[at], type)
            for end in ends
            for off in (-1, 0, 1)
            if abs(end) < 10**6
        ]
        match type.kind:
            case Kind.CATEGORY:
                case[column.name] = drawn.randrange(len(type.labels))
            case Kind.TRUTH:
                case[column.name] = drawn.randrange(2)
            case _:
                case[column.name] = drawn.choice([*ends, 0, 70, 20_000])
    return case, day_of(days(date(2026, 1, 1)) + drawn.randrange(1200))


def as_feel(written: WrittenService, case: dict[str, int], on: date) -> dict[str, str]:
    said = {"基準日": f'date("{on}")'}
    for column in written.inputs:
        type, value = unit_type(column), case[column.name]
        match type.kind:
            case Kind.CATEGORY:
                said[column.name] = f'"{type.labels[value]}"'
            case Kind.TRUTH:
                said[column.name] = "true" if value else "false"
            case Kind.DATE:
                said[column.name] = f'date("{day_of(value)}")'
            case Kind.NUMBER:
                said[column.name] = str(value / 10) if type.scale else str(value)
    return said


def first_row(written: WrittenService, case: dict[str, int], on: date) -> int:
    for at, row in enumerate(written.rows):
        since, until = row.day("施行"), row.day("終了")
        if (
            (since is None or since <= on)
            and (until is None or on <= until)
            and all(
                any(
                    low <= case[column.name] <= high
                    for low, high in ranges_of(cell, unit_type(column))
                )
                for cell, column in zip(row.inputs, written.inputs, strict=True)
            )
        ):
            return at
    return -1


@settings(max_examples=4, deadline=None)
@given(drawn=st.lists(services(columns=6), min_size=10, max_size=10), seed=st.integers(0, 2**32))
def test_another_engine_decides_for_the_same_row_and_reads_without_warning(
    drawn: list[WrittenService], seed: int
) -> None:
    chance = random.Random(seed)
    cases = [[random_case(written, chance) for _ in range(20)] for written in drawn]
    answers = in_node(
        [
            {
                "xml": as_dmn(written, "drawn").decode(),
                "cases": [as_feel(written, case, on) for case, on in its_cases],
            }
            for written, its_cases in zip(drawn, cases, strict=True)
        ]
    )
    for written, its_cases, answer in zip(drawn, cases, answers, strict=True):
        assert answer["warnings"] == []
        assert answer["hits"] == [first_row(written, case, on) for case, on in its_cases]


def test_a_table_a_modeller_has_saved_again_is_still_the_same(tmp_path: Path) -> None:
    written = sources().tabular[0].written
    (answer,) = in_node([{"xml": as_dmn(written, "x").decode(), "cases": []}])
    (tmp_path / "x.dmn").write_text(answer["xml"], encoding="utf-8")
    notebook = Notebook()
    assert read_dmn(tmp_path / "x.dmn", "x.dmn", notebook) == written
    assert notebook.findings.problems == []


PAGE = """<!doctype html><meta charset="utf-8"><div id="canvas"></div><pre id="told"></pre>
<script src="%s"></script><script>
(async () => {
  const told = document.getElementById('told');
  try {
    const viewer = new DmnJS({ container: '#canvas' });
    const { warnings } = await viewer.importXML(%s);
    const drawn = document.querySelectorAll('#canvas .djs-shape').length;
    await viewer.open(viewer.getViews().find((view) => view.type === 'decisionTable'));
    const text = document.querySelector('#canvas').innerText;
    told.textContent = JSON.stringify({ warnings: warnings.length, drawn, text });
  } catch (error) { told.textContent = JSON.stringify({ error: String(error) }); }
})();
</script>"""


@pytest.mark.skipif(BROWSER is None, reason="Chromium is not there")
def test_the_table_and_its_diagram_are_drawn_by_a_modeller(tmp_path: Path) -> None:
    assert BROWSER is not None
    assert TOOLS is not None
    written = sources().tabular[0].written
    script = TOOLS / "node_modules" / "dmn-js" / "dist" / "dmn-viewer.production.min.js"
    xml = json.dumps(as_dmn(written, "x").decode()).replace("</", "<\\/")
    page = tmp_path / "page.html"
    page.write_text(PAGE % (script.as_uri(), xml), encoding="utf-8")
    arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=8000"]
    done = subprocess.run(
        [
            BROWSER,
            *arguments,
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    told = done.stdout.partition('<pre id="told">')[2].partition("</pre>")[0]
    found = json.loads(told.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&"))
    assert "error" not in found, found
    assert found["warnings"] == 0
    assert found["drawn"] >= 1 + len(written.inputs)
    for part in ("灯油助成", "年齢", ">= 75", "12000", "要綱第2条第2項"):
        assert part in found["text"]
