"""Faults as seen in municipal files are put in where asked, and the answer key finds them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from sakimawari.city.faults import CELL_FAULTS, my_number
from sakimawari.city.run import CityReport, build
from sakimawari.city.store import layouts_by_file
from sakimawari.registry.checkdigits import is_personal_number

from .conftest import ON


@pytest.fixture(scope="module")
def soiled(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, list[dict[str, str]], CityReport]:
    """A dirty city of 8,000 and its answer key."""
    base = tmp_path_factory.mktemp("dirty")
    report = build(
        base / "exports", residents=8_000, seed=9, on=ON, dirt=0.05, faults_to=base / "key.csv"
    )
    with (base / "key.csv").open(encoding="utf-8") as opened:
        return base / "exports", list(csv.DictReader(opened)), report


def records(folder: Path, file: str) -> list[list[str]]:
    encoding = layouts_by_file()[file].writes.encoding
    with (folder / file).open(encoding=encoding, newline="") as opened:
        return list(csv.reader(opened))


def test_every_kind_of_fault_occurs(
    soiled: tuple[Path, list[dict[str, str]], CityReport],
) -> None:
    kinds = Counter(row["fault"] for row in soiled[1])
    expected = {fault.name for fault in CELL_FAULTS} | {
        "duplicate_row", "double_registration", "person_left", "blank_line", "header_alias",
        "header_reordered", "header_long_dash", "title_line", "total_line", "cut_off",
    }  # fmt: skip
    few = {name for name in expected if name.startswith(("company", "position", "capacity"))}
    assert expected - few <= set(kinds)
    assert soiled[2].faults == len(soiled[1])


def test_the_answer_key_points_at_the_faulty_cells(
    soiled: tuple[Path, list[dict[str, str]], CityReport],
) -> None:
    folder, key, _ = soiled
    shows = {
        "february_30": lambda cell: "30" in cell or "３０" in cell,
        "thousands_mark": lambda cell: cell.endswith(" ") and "," in cell,
        "line_break_in_cell": lambda cell: "\n" in cell or "\t" in cell,
        "empty_key": lambda cell: cell == "",
        "my_number_in_text": lambda cell: is_personal_number(cell[-12:]),
        "negative_amount": lambda cell: cell[0] in "-▲",
        "round_mark": lambda cell: cell in "○〇◯有×無いいえなし",
        "future_date": lambda cell: cell.startswith("令和30年"),
        "unknown_person": lambda cell: cell.startswith("99"),
    }
    seen: Counter[str] = Counter()
    for file in layouts_by_file():
        lines = records(folder, file)
        header = lines[1] if file.startswith("18") else lines[0]
        for row in key:
            if row["file"] == file and row["fault"] in shows:
                names = [name.replace("―", "ー") for name in header]
                place = _place(file, names, row["column"])
                assert shows[row["fault"]](lines[int(row["row"]) - 1][place]), row
                seen[row["fault"]] += 1
    assert set(seen) == set(shows)


def _place(file: str, header: list[str], column: str) -> int:
    if column in header:
        return header.index(column)
    aliases = layouts_by_file()[file].columns[column].aliases
    return next(header.index(alias) for alias in aliases if alias in header)


def test_rows_the_key_does_not_name_are_as_in_the_clean_city(
    soiled: tuple[Path, list[dict[str, str]], CityReport], tmp_path: Path
) -> None:
    folder, key, _ = soiled
    build(tmp_path / "clean", residents=8_000, seed=9, on=ON)
    file = "01_住民記録.csv"
    named = {int(row["row"]) for row in key if row["file"] == file}
    dirty = [cells for row, cells in enumerate(records(folder, file), 1) if row not in named]
    clean = Counter(map(tuple, records(tmp_path / "clean", file)))
    assert len(dirty) > 7_000
    assert all(clean[tuple(cells)] for cells in dirty)


def test_a_row_in_twenty_is_faulty_and_none_without_dirt(
    soiled: tuple[Path, list[dict[str, str]], CityReport], tmp_path: Path
) -> None:
    total = sum(soiled[2].rows.values())
    assert 0.02 < len(soiled[1]) / total < 0.055
    key = tmp_path / "key.csv"
    report = build(tmp_path / "clean", residents=1_000, seed=9, on=ON, faults_to=key)
    assert report.faults == 0
    assert key.read_text(encoding="utf-8").splitlines() == ["file,row,column,fault,treatment"]


def test_the_last_row_of_a_file_is_cut_off(
    soiled: tuple[Path, list[dict[str, str]], CityReport],
) -> None:
    folder, key, _ = soiled
    cut = next(row for row in key if row["fault"] == "cut_off")
    assert not (folder / cut["file"]).read_bytes().endswith(b"\n")
    assert len(records(folder, cut["file"])) == int(cut["row"])


def test_the_numbers_hidden_in_texts_pass_the_check_of_a_my_number() -> None:
    assert all(is_personal_number(my_number(lot)) for lot in range(0, 10**11, 10**9 + 7))
