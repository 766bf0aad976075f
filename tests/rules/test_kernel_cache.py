"""Compiled kernels on disk: what is compiled when, damage, and several processes at once."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sakimawari.problems import Problems
from sakimawari.rules.figures import Figures, TableRows
from sakimawari.rules.kernel import compile_all, compile_service, together
from sakimawari.rules.tree import (
    Award,
    Clause,
    DecisionTable,
    Kind,
    Literal,
    ServiceRule,
    TableColumn,
    TableValue,
    Type,
)
from tests.rules.kernel_town import child_allowance, figures, read_uncompiled, same, town

RULE = child_allowance()
NUMBER = Type(kind=Kind.NUMBER)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that holds the town's child allowance."""
    folder = tmp_path_factory.mktemp("cache")
    assert compile_service(RULE, cache=folder).compiled
    return folder


def kept(cache: Path) -> set[str]:
    return {folder.name for folder in (cache / "kernels").iterdir()}


def test_a_second_load_compiles_nothing(cache: Path) -> None:
    before = kept(cache)
    assert not compile_service(RULE, cache=cache).compiled
    assert kept(cache) == before


def test_a_second_process_compiles_nothing_and_reads_the_same(cache: Path) -> None:
    assert _in_other_process(cache) == f"False {_total()}"


def test_another_figure_changes_the_amounts_and_compiles_nothing(cache: Path) -> None:
    before = kept(cache)
    kernel = compile_service(RULE, cache=cache)
    less, more = (kernel.read(town(), figures(月額=yen)) for yen in (10_000, 15_000))
    assert less.amount_high.sum() < more.amount_high.sum()
    assert not kernel.compiled
    assert kept(cache) == before


def test_a_changed_clause_compiles_that_service_alone(cache: Path) -> None:
    before = kept(cache)
    assert compile_service(child_allowance(below="<="), cache=cache).compiled
    assert len(kept(cache) - before) == 1
    assert not compile_service(RULE, cache=cache).compiled


def test_names_and_articles_are_no_part_of_what_is_compiled(cache: Path) -> None:
    renamed = replace(RULE, service="renamed", clauses=tuple(map(_reworded, RULE.clauses)))
    assert not compile_service(renamed, cache=cache).compiled


def _reworded(clause: Clause) -> Clause:
    return replace(clause, text="改正後の文言", article="第99条")


def test_another_row_of_a_table_compiles_nothing(cache: Path) -> None:
    column = TableColumn(name="額", type=NUMBER)
    table = DecisionTable(name="表", inputs=(column,), outputs=(column,))
    value = TableValue(table, (Literal(5, NUMBER),), 0, NUMBER)
    award = Award(value=value, unit="円", article="第1条")
    rule = ServiceRule(service="fee", holder=RULE.holder, clauses=(), amount=award)
    kernel = compile_service(rule, cache=cache)

    def amount(*rows: tuple[int, int, int]) -> int:
        cells = np.array([[row[:2]] for row in rows], np.int64)
        outputs = np.array([row[2:] for row in rows], np.int64)
        given = Figures(on=0, parameters={}, tables={"表": TableRows(cells=cells, outputs=outputs)})
        return int(kernel.read(town(1), given).amount_high[0])

    assert amount((0, 4, 100), (5, 9, 200)) == 200
    assert amount((0, 5, 100), (6, 9, 200), (0, 99, 300)) == 100


def test_a_damaged_kernel_is_made_anew(tmp_path: Path) -> None:
    compile_service(RULE, cache=tmp_path)
    for file in (tmp_path / "kernels").rglob("*.nbc"):
        file.write_bytes(file.read_bytes()[:100])
    kernel = compile_service(RULE, cache=tmp_path)
    assert kernel.compiled
    assert int(kernel.read(town(), figures()).amount_high.sum()) == _total()


def test_a_folder_left_half_removed_is_made_anew(tmp_path: Path, cache: Path) -> None:
    for key in kept(cache):
        half = tmp_path / "kernels" / key / "__pycache__"
        half.mkdir(parents=True)
        (half / "rest").touch()
    assert compile_service(RULE, cache=tmp_path).compiled
    assert not compile_service(RULE, cache=tmp_path).compiled


def test_drafts_of_dead_processes_are_swept_and_those_of_living_ones_kept(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead, alive = (
        tmp_path / "kernels" / f".unfinished-{process}-x" for process in (ended.pid, os.getppid())
    )
    for draft in (dead, alive):
        draft.mkdir(parents=True)
    compile_service(RULE, cache=tmp_path)
    assert not dead.exists()
    assert alive.exists()


def test_a_cache_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    with pytest.raises(Problems, match="RULE901"):
        compile_service(RULE, cache=taken)


def test_two_processes_at_once_share_one_cache(tmp_path: Path) -> None:
    running = [_started(tmp_path) for _ in range(2)]
    found = [process.communicate()[0].split() for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert [int(total) for _, total in found] == [_total()] * 2
    kernels = [name for name in kept(tmp_path) if not name.startswith("dates-")]
    assert len(kernels) == 1
    assert not compile_service(RULE, cache=tmp_path).compiled


def _total() -> int:
    """What all may receive in the town, by the text run uncompiled."""
    return int(read_uncompiled(RULE, town(), figures()).amount_high.sum())


def _in_other_process(cache: Path) -> str:
    process = _started(cache)
    output, _ = process.communicate()
    assert process.returncode == 0
    return output.strip()


def _started(cache: Path) -> subprocess.Popen[str]:
    program = (
        "import sys; from pathlib import Path\n"
        "from sakimawari.rules.kernel import compile_service\n"
        "from tests.rules.kernel_town import child_allowance, figures, town\n"
        "kernel = compile_service(child_allowance(), cache=Path(sys.argv[1]))\n"
        "found = kernel.read(town(), figures())\n"
        "print(kernel.compiled, int(found.amount_high.sum()))\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program, str(cache)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_threads_of_one_kernel_do_not_disturb_each_other(cache: Path) -> None:
    kernel = compile_service(RULE, cache=cache)
    one = kernel.read(town(), figures())
    assert all(same(kernel.read(town(), figures(), threads=4), one) for _ in range(5))


def variants() -> list[ServiceRule]:
    """Three services of the town that differ in form."""
    return [RULE, child_allowance(below="<="), replace(RULE, clauses=RULE.clauses[:2])]


def test_services_are_compiled_in_several_processes_and_come_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "_WORTH_LINES", 1)
    told: list[tuple[int, int]] = []
    kernels = compile_all(
        variants(), tmp_path, workers=3, done=lambda ready, of: told.append((ready, of))
    )
    assert [kernel.rule for kernel in kernels] == variants()
    assert sum(kernel.compiled for kernel in kernels) == 1  # the others by other processes
    assert told == [(1, 3), (2, 3), (3, 3)]
    found = [int(kernel.read(town(), figures()).amount_high.sum()) for kernel in kernels]
    plain = [read_uncompiled(rule, town(), figures()) for rule in variants()]
    assert found == [int(outcomes.amount_high.sum()) for outcomes in plain]


@pytest.mark.parametrize("executable", ["/nowhere/python", "/bin/false"])
def test_where_no_process_can_help_this_one_compiles_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, executable: str
) -> None:
    monkeypatch.setattr(together, "_WORTH_LINES", 1)
    monkeypatch.setattr(sys, "executable", executable)
    kernels = compile_all(variants()[:2], tmp_path, workers=2)
    assert all(kernel.compiled for kernel in kernels)


def test_damaged_functions_of_dates_are_made_anew(tmp_path: Path) -> None:
    compile_service(RULE, cache=tmp_path)
    compiled = list((tmp_path / "kernels").glob("dates-*/__pycache__/*.nbc"))
    assert compiled, "they are kept where they are published"
    for file in compiled:
        file.write_bytes(file.read_bytes()[:100])
    kernel = compile_service(child_allowance(below="<="), cache=tmp_path)
    assert int(kernel.read(town(), figures()).amount_high.sum()) > 0
