"""A target that cannot be reached comes back with the conditions in conflict, and what would do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sakimawari.anticipate.backcast.run import walk_back
from sakimawari.anticipate.backcast.telling import told
from sakimawari.cli import app
from tests.anticipate.backcast.targets import PLACES, file, target

TIGHT = PLACES.replace("at_most: 400", "at_most: 200")


def test_the_conflict_names_rules_that_cannot_hold_together_and_each_is_needed(
    tmp_path: Path,
) -> None:
    outcome = walk_back(target(tmp_path, TIGHT))
    found = outcome.certificate
    assert found is not None
    assert {row.rule for row in found.conflict} == {"enough", "budget"}
    assert [row.period for row in found.conflict if row.rule == "budget"] == [0, 1, 2]


def test_the_smallest_giving_way_really_does_and_a_little_less_does_not(tmp_path: Path) -> None:
    found = walk_back(target(tmp_path, TIGHT)).certificate
    assert found is not None
    by = {one.row.rule: one.by for one in found.alone}
    assert by["enough"] == pytest.approx(130 - (65.61 + 20 * 2.71))
    for rule, old in (("enough", "at_least: 130"), ("budget", "at_most: 200")):
        sign, start = (-1, 130) if rule == "enough" else (1, 200)
        name = old.split(":")[0]
        for share, feasible in ((1.001, True), (0.99, False)):
            text = TIGHT.replace(old, f"{name}: {start + sign * share * by[rule]:.9f}")
            assert walk_back(target(tmp_path, text)).feasible is feasible


def test_a_rule_of_law_is_never_offered_for_relaxation(tmp_path: Path) -> None:
    text = TIGHT.replace("at_most: 200}", "at_most: 200, fixed: true}")
    found = walk_back(target(tmp_path, text)).certificate
    assert found is not None
    assert {one.row.rule for one in (*found.alone, *found.together)} == {"enough"}


def test_where_no_one_condition_is_enough_several_are_told_together(tmp_path: Path) -> None:
    text = TIGHT.replace("at_least: 130", "at_least: 130\n    fixed: true").replace(
        "most: 40", "most: 20"
    )
    outcome = walk_back(target(tmp_path, text))
    found = outcome.certificate
    assert found is not None
    assert found.alone == ()
    assert {one.row.rule for one in found.together} == {"open", "budget"}
    assert "一つでは足りません" in "".join(told(outcome)["ja"])


def test_the_command_says_why_in_words_and_leaves_with_one(tmp_path: Path) -> None:
    path, made = file(tmp_path, TIGHT), tmp_path / "made"
    result = CliRunner().invoke(app, ["backcast", str(path), "--out", str(made), "--json"])
    said = json.loads(result.stdout)
    assert (result.exit_code, said["feasible"]) == (1, False)
    assert "同時には成り立ちません" in said["words"]["ja"][1]
    assert "cannot hold together" in said["words"]["en"][1]
    assert (made / "manifest.json").is_file()


def test_the_command_writes_the_path_as_tables(tmp_path: Path) -> None:
    path, made = file(tmp_path), tmp_path / "made"
    result = CliRunner().invoke(app, ["backcast", str(path), "--out", str(made)])
    assert result.exit_code == 0
    assert "定員を増やす" in result.stdout
    assert (made / "path.csv").read_text(encoding="utf-8-sig").count("open,,") == 4
    shown = CliRunner().invoke(app, ["backcast", "--example", "nursery"])
    assert "待機児童ゼロ" in shown.stdout
