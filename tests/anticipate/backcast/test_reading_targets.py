"""A target file is safe to read, and every fault is told by file and line in one go."""

from __future__ import annotations

from pathlib import Path

import pytest

from sakimawari.anticipate.backcast.reading import read_target
from sakimawari.problems import Problems
from tests.anticipate.backcast.targets import PLACES, file


def faults(folder: Path, text: str) -> dict[str, str]:
    with pytest.raises(Problems) as raised:
        read_target(file(folder, text))
    return {one.id: f"{one.where} {one.what} {one.near}" for one in raised.value.found}


@pytest.mark.parametrize(
    ("old", "new", "id", "told"),
    [
        ("start: 100", "start: many", "BACK006", "target.yaml:5 there is no table `many`"),
        (
            "retain: 0.9",
            "retane: 0.9",
            "BACK003",
            "target.yaml:5 `retane` is read by nothing retain",
        ),
        (
            "adds: {places: 1}",
            "adds: {place: 1}",
            "BACK005",
            "target.yaml:7 there is no stock `place` places",
        ),
        ("at: last", "at: 2035", "BACK004", "target.yaml:11 `2035` is no period"),
        ("goal: true", "goal: false", "BACK009", "no rule is the target"),
        ("at_most: 400", "at_most: [1, 2]", "BACK006", "target.yaml:14 2 figures for 4 periods"),
        ("last: 2029", "last: 2020", "BACK004", "target.yaml:3"),
        ("after: 1", "after: half", "BACK006", "target.yaml:7 this is no number of periods"),
    ],
)
def test_a_fault_is_told_with_its_line_and_the_nearest_right_name(
    tmp_path: Path, old: str, new: str, id: str, told: str
) -> None:
    found = faults(tmp_path, PLACES.replace(old, new))
    assert all(part in found[id] for part in told.split(" "))


def test_several_faults_are_told_together(tmp_path: Path) -> None:
    text = PLACES.replace("at: last", "at: 2035").replace("goal: true", "gaol: true")
    assert set(faults(tmp_path, text)) == {"BACK003", "BACK004", "BACK009"}


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system [true]",
        "a: &x [1]\nb: *x",
        "a: 1\na: 2",
        "- just\n- a list",
        "a: [1, 2",
    ],
)
def test_tags_aliases_names_twice_and_what_is_no_yaml_are_refused(
    tmp_path: Path, text: str
) -> None:
    assert set(faults(tmp_path, text)) == {"BACK002"}


def test_a_table_is_read_only_from_beside_its_target(tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text("period,value\n", encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    found = faults(inside, PLACES + "tables: {need: {file: ../outside.csv}}\n")
    assert "BACK007" in found


def test_a_smooth_path_of_whole_decisions_is_refused(tmp_path: Path) -> None:
    text = PLACES.replace("most: 40, cost", "most: 40, whole: true, cost") + "choose: smooth\n"
    assert set(faults(tmp_path, text)) == {"BACK008"}
