"""The threat model is held by tests: each one it names exists, and no component is left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "threat-model.md"
STRIDE = ("S", "T", "R", "I", "D", "E")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@cache
def defined_in(path: Path) -> frozenset[str]:
    """The tests a file defines; none where the file is gone."""
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def missing_in(text: str) -> list[str]:
    """The tests a text names that do not exist."""
    return [
        f"{file}::{test}"
        for file, test in NAMED.findall(text)
        if test not in defined_in(ROOT / file)
    ]


def rows_by_component(text: str) -> Mapping[str, list[list[str]]]:
    """The rows of each component's table: letter, threat, what stands against it, tests."""
    found: dict[str, list[list[str]]] = {}
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in body.splitlines()
            if line.startswith("|") and not line.startswith(("| |", "|---"))
        ]
        if rows:
            found[title] = rows
    return found


def test_every_test_the_threat_model_names_exists() -> None:
    assert missing_in(PAGE.read_text(encoding="utf-8")) == []


def test_a_test_that_is_gone_is_noticed() -> None:
    here = "tests/docs/test_threat_model.py"
    assert missing_in(f"`{here}::test_a_test_that_is_gone_is_noticed`") == []
    assert missing_in(f"`{here}::test_that_was_renamed`") == [f"{here}::test_that_was_renamed"]
    assert missing_in("`tests/docs/test_gone.py::test_x`") == ["tests/docs/test_gone.py::test_x"]


def test_every_threat_says_what_stands_against_it_and_names_a_test() -> None:
    for component, rows in rows_by_component(PAGE.read_text(encoding="utf-8")).items():
        for row in rows:
            assert len(row) == 4, (component, row)
            letter, threat, against, held = row
            assert letter in STRIDE and threat and against, (component, row)
            assert NAMED.search(held), (component, threat)
            assert not NAMED.sub("", held).strip(), (component, threat)  # nothing else stands there


def test_every_component_was_looked_at_from_all_six_sides() -> None:
    components = rows_by_component(PAGE.read_text(encoding="utf-8"))
    assert len(components) >= 10
    for component, rows in components.items():
        assert {row[0] for row in rows} == set(STRIDE), component
