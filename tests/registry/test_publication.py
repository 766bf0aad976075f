"""A load is published whole or not at all, also when it is killed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from sakimawari.problems import Problems
from sakimawari.registry import publishing
from sakimawari.registry.publishing import pointed, publish, staging
from sakimawari.registry.store import current_snapshot, open_snapshot
from tests.registry.exports import load_all, people, resident, residents

ROOT = Path(__file__).resolve().parents[2]
HEAD = resident("1", "10", "世帯主", "1990-05-01")

# A load that dies without cleaning up, as by a power cut, when the named function is called.
DIES = """
import os, sys
from pathlib import Path
from sakimawari.registry import {module} as place
from tests.registry.exports import load_all
before = place.{name}
calls = 0
def dies(*given, **named):
    global calls
    calls += 1
    if calls == {call}:
        os._exit(9)
    return before(*given, **named)
place.{name} = dies
load_all(Path(sys.argv[1]), home=Path(sys.argv[2]))
"""
MOMENTS = [
    ("writing", "load_people", 1),
    ("writing", "write_fact", 3),
    ("writing", "identities_table", 1),
    ("run", "_write_manifest", 1),
    ("publishing", "_flush_tree", 1),
    ("publishing", "point_to", 1),
]


@pytest.fixture(scope="module")
def first_load(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city folder with one snapshot of one resident."""
    folder = tmp_path_factory.mktemp("first")
    residents(folder / "old", HEAD)
    load_all(folder / "old", home=folder / "var")
    residents(folder / "new", HEAD, resident("2", "10", "子", "2020-05-01"))
    return folder


@pytest.mark.parametrize(("module", "name", "call"), MOMENTS)
def test_killed_at_any_moment_the_previous_snapshot_stays_and_the_next_load_is_clean(
    first_load: Path, tmp_path: Path, module: str, name: str, call: int
) -> None:
    home = tmp_path / "var"
    shutil.copytree(first_load / "var", home)
    code = DIES.format(module=module, name=name, call=call)
    died = subprocess.run(
        [sys.executable, "-c", code, str(first_load / "new"), str(home)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert died.returncode == 9, died.stderr
    assert len(people(open_snapshot(current_snapshot(home)))) == 1
    report = load_all(first_load / "new", home=home)
    assert current_snapshot(home) == report.snapshot
    assert len(people(open_snapshot(report.snapshot))) == 2
    left = {path.name for path in (home / "snapshots").iterdir()}
    assert not {name for name in left if name.startswith(".new-")}


def test_a_failing_load_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), staging(tmp_path, "x") as hidden:
        (hidden / "half").write_text("written")
        raise RuntimeError("out of space")
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]
    assert pointed(tmp_path) is None


def test_the_pointer_moves_only_to_a_finished_folder(tmp_path: Path) -> None:
    with staging(tmp_path, "a") as hidden:
        (hidden / "table").write_text("whole")
        assert pointed(tmp_path) is None
        shown = publish(hidden, "2026-07-01-aaaaaaaa")
    assert pointed(tmp_path) == shown.name
    assert (shown / "table").read_text() == "whole"


def test_the_same_exports_give_the_same_snapshot_once(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD)
    first, second = load_all(tmp_path / "e"), load_all(tmp_path / "e")
    assert first.snapshot == second.snapshot
    names = [path.name for path in (tmp_path / "var" / "snapshots").iterdir()]
    assert sorted(names) == sorted([first.snapshot.name, ".lock", publishing.POINTER])


def test_other_exports_and_other_days_give_other_snapshots(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD)
    first = load_all(tmp_path / "e").snapshot
    morrow = load_all(tmp_path / "e", on=date(2026, 7, 2)).snapshot
    residents(tmp_path / "e", HEAD | {"番地": "2番"})
    changed = load_all(tmp_path / "e").snapshot
    assert len({first.name, morrow.name, changed.name}) == 3
    assert first.name.startswith("2026-07-01-")
    assert current_snapshot(tmp_path / "var") == changed
    assert len(people(open_snapshot(first))) == 1


def test_a_pointer_to_a_snapshot_that_is_gone_is_told(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD)
    shutil.rmtree(load_all(tmp_path / "e").snapshot)
    with pytest.raises(Problems) as problems:
        current_snapshot(tmp_path / "var")
    assert [str(problem) for problem in problems.value.found] == [
        "SNAP001  snapshots\n"
        "  what   the current snapshot is incomplete\n"
        "  do     load the city's exports first: sakimawari load DIR"
    ]
