"""Every fault an official can make is told with file, line, what is nearest, and what to do."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from sakimawari.packs.cases import run_cases
from sakimawari.packs.load import load_packs
from sakimawari.problems import Problems
from tests.packs.specimens import BAD, HERE, assembled, expected

SPECIMENS = sorted(path for path in BAD.iterdir() if path.is_dir())
SOURCE = HERE.parents[1] / "src" / "sakimawari"
ENGINE = (*(SOURCE / "packs").glob("*.py"), SOURCE / "rules" / "scope.py")
# Told by tests of their own: they need two packs, a missing folder, or a failing example.
ELSEWHERE = {"PACK013", "PACK014", "PACK073", "PACK074", "PACK075", "CASE010"}


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda path: path.name)
def test_a_faulty_pack_is_refused_with_this_message(specimen: Path, tmp_path: Path) -> None:
    pack = assembled(specimen, tmp_path)
    with pytest.raises(Problems) as raised:
        run_cases(load_packs([pack]))
    assert str(raised.value) == expected(specimen)


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda path: path.name)
def test_every_message_names_the_file_and_what_to_do(specimen: Path) -> None:
    for block in expected(specimen).split("\n\n"):
        assert re.match(r"(PACK|RULE|CASE)\d{3}  celebration", block)
        assert "\n  what   " in block
        assert "\n  do     " in block
    named = specimen.name.split("-")[0]
    assert named in {"RULE", "many"} or expected(specimen).startswith(named)


def test_every_problem_of_packs_has_a_specimen() -> None:
    remarks = re.compile(r"PACK05\d|PACK07[01]")
    reported = {
        node.value
        for path in ENGINE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"(PACK|CASE)\d{3}", node.value)
        and not remarks.fullmatch(node.value)
    }
    shown = {
        id for path in SPECIMENS for id in re.findall(r"^(?:PACK|CASE)\d{3}", expected(path), re.M)
    }
    assert reported - shown - ELSEWHERE == set()
    assert shown - reported == set()
