"""The next night reads what changed, and finds what a night over everybody finds."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from sakimawari.fit.run import Task
from sakimawari.fit.schema import RUN_TABLES
from sakimawari.fit.store import Run
from sakimawari.night.run import run_night
from sakimawari.packs.load import load_packs
from sakimawari.registry.run import load
from tests.edition import EDITION
from tests.night.town import Town, found_town

FIRST = date(2026, 11, 20)
Line = dict[str, str]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return found_town(tmp_path_factory.mktemp("changing"), residents=1_500, seed=5)


def edited(exports: Path, name: str, change: Callable[[Line], Line | None]) -> None:
    """Every row of one export through a function; None takes the row out."""
    (path,) = exports.glob(name)
    head, *rows = path.read_bytes().decode("cp932").splitlines()
    columns = head.split(",")
    kept = [head]
    for row in rows:
        after = change(dict(zip(columns, row.split(","), strict=True)))
        if after is not None:
            kept.append(",".join(after.values()))
    path.write_bytes("".join(f"{row}\r\n" for row in kept).encode("cp932"))


def life_goes_on(exports: Path, seed: int) -> None:
    """A few incomes change, some people die or move within the city, someone comes under protection."""
    drawn = random.Random(seed)
    households: list[str] = []

    def of_resident(row: Line) -> Line | None:
        if row["続柄"] == "世帯主":
            households.append(row["宛名番号"])
        if drawn.random() < 0.01 and row["続柄"] != "世帯主":
            return None
        if drawn.random() < 0.01:
            row["生年月日"] = "平成20年4月1日"
        return row

    def of_tax(row: Line) -> Line:
        if drawn.random() < 0.03 and row["合計所得金額"].isdigit():
            for column in ("合計所得金額", "総所得金額等"):
                if column in row:
                    row[column] = str(drawn.randrange(0, 5_000_000, 1000))
        return row

    edited(exports, "01_*.csv", of_resident)
    edited(exports, "02_*.csv", of_tax)
    (protection,) = exports.glob("15_*.csv")
    with protection.open("ab") as file:
        for number in drawn.sample(households, 3):
            file.write(f"{number},令和8年11月1日,令和10年11月30日\r\n".encode("cp932"))


def changed_town(town: Town, folder: Path, seed: int) -> tuple[Town, Callable[[date], None]]:
    """A copy of the town with its first night done, and how a later load changes it."""
    home, exports = folder / "home", folder / "exports"
    shutil.copytree(town.home, home, symlinks=True)
    shutil.copytree(town.home.parent / "exports", exports)
    copy = Town(home=home, keys=town.keys, catalogue=town.catalogue)

    def load_again(on: date) -> None:
        life_goes_on(exports, seed)
        load(exports, home, on=on, opaque=town.keys.opaque, seal=town.keys.seal_many)

    return copy, load_again


def rows_of(run: Run, name: str) -> pa.Table:
    """A table of a run in an order of its own, words as text."""
    table = run.table(name)
    texts = [
        column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        for column in table.columns
    ]
    plain = pa.table(texts, names=table.column_names)
    return plain.sort_by([(column, "ascending") for column in plain.column_names])


def same(one: Run, other: Run) -> None:
    for table in RUN_TABLES:
        assert rows_of(one, table.name).equals(rows_of(other, table.name)), table.name


@pytest.mark.parametrize(
    ("seed", "later"),
    [
        (1, date(2026, 11, 21)),
        (2, date(2026, 12, 1)),  # the calendar is a month longer
        (3, date(2027, 4, 1)),  # everybody's date has come
    ],
)
def test_a_night_after_changes_equals_a_night_over_everybody(
    town: Town, tmp_path: Path, seed: int, later: date
) -> None:
    home, load_again = changed_town(town, tmp_path, seed)
    run_night(home.home, home.catalogue, task=Task(on=FIRST, months=24, threads=2))
    load_again(later)
    next_night = Task(on=later, months=24, threads=2)
    after = run_night(home.home, home.catalogue, task=next_night).run
    whole = Task(on=later, months=24, threads=2, whole=True)
    same(after, run_night(home.home, home.catalogue, task=whole).run)
    households = home.snapshot.households().num_rows
    if later.month != 4:
        assert 0 < after.manifest["read_again"] < households / 4
        assert after.manifest["layer"] == 1


def test_a_night_on_which_nothing_changed_reads_nobody(town: Town, tmp_path: Path) -> None:
    home, _ = changed_town(town, tmp_path, 0)
    run_night(home.home, home.catalogue, task=Task(on=FIRST, months=24, threads=1))
    later = Task(on=date(2026, 11, 23), months=24, threads=1)
    after = run_night(home.home, home.catalogue, task=later).run
    assert after.manifest["read_again"] == 0
    again = Task(on=later.on, months=24, threads=1, whole=True)
    same(after, run_night(home.home, home.catalogue, task=again).run)


def test_a_changed_figure_reads_its_service_anew_and_leaves_the_others(
    town: Town, tmp_path: Path
) -> None:
    home, _ = changed_town(town, tmp_path, 0)
    first = run_night(home.home, home.catalogue, task=Task(on=FIRST, months=24, threads=1)).run
    pack = home.home / "packs" / "dearer"
    pack.mkdir(parents=True)
    shipped = {pack.id: pack.folder for pack in home.catalogue.packs}["children"]
    shutil.copytree(shipped, pack, dirs_exist_ok=True)
    figures = pack / "parameters" / "child-allowance.yaml"
    figures.write_text(figures.read_text("utf-8").replace("value: 10000", "value: 11000"), "utf-8")
    others = [folder for folder in EDITION if folder.name != shipped.name]
    catalogue = load_packs([*others, pack])
    later = date(2026, 11, 21)
    after = run_night(home.home, catalogue, task=Task(on=later, months=24, threads=1)).run
    whole = Task(on=later, months=24, threads=1, whole=True)
    same(after, run_night(home.home, catalogue, task=whole).run)
    kept = {
        name
        for name, hash in after.manifest["files"].items()
        if first.manifest["files"].get(name) == hash
    }
    assert "calendar/child-medical/000.parquet" in kept
    assert not any(name.startswith("calendar/child-allowance/") for name in kept)


def test_a_register_of_recipients_of_the_same_day_makes_another_run(
    town: Town, tmp_path: Path
) -> None:
    home, _ = changed_town(town, tmp_path, 0)
    tonight = Task(on=FIRST, months=24, threads=1)
    before = run_night(home.home, home.catalogue, task=tonight).run
    rows = iter(range(10**6))
    edited(tmp_path / "exports", "11b_*.csv", lambda row: row if next(rows) == 0 else None)
    opaque, seal = town.keys.opaque, town.keys.seal_many
    load(tmp_path / "exports", home.home, on=FIRST, opaque=opaque, seal=seal)
    after = run_night(home.home, home.catalogue, task=tonight).run
    assert after.manifest["snapshot"] == home.snapshot.folder.name
    assert after.folder != before.folder
    received = "SELECT count(*) AS n FROM receives WHERE service = 'school-expense-aid'"
    assert after.ask(received)["n"][0].as_py() < before.ask(received)["n"][0].as_py()


def test_a_night_after_a_lost_file_reads_everybody(town: Town, tmp_path: Path) -> None:
    home, _ = changed_town(town, tmp_path, 0)
    first = run_night(home.home, home.catalogue, task=Task(on=FIRST, months=24, threads=1)).run
    (first.folder / "calendar" / "child-allowance" / "000.parquet").unlink()
    later = Task(on=date(2026, 11, 21), months=24, threads=1)
    after = run_night(home.home, home.catalogue, task=later).run
    assert after.manifest["read_again"] is None
    assert after.ask("SELECT 1 FROM calendar WHERE service = 'child-allowance'").num_rows > 0
