"""The gate of town tables finds what is wrong, by town and month, and repairs nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from sakimawari.anticipate.projection.rates import is_town_table, read_town_table
from sakimawari.anticipate.projection.rates.town_table import problems_of
from sakimawari.problems import Problems
from tests.anticipate.rates.tables import HEAD, Row, row, written

TAKAMATSU = Path(__file__).parents[4] / "shared/data/takamatsu/population_town_monthly.csv"


def aside(file: Path) -> set[tuple[str, str, str, bool]]:
    table = read_town_table(file)
    return {(one.month, one.town, one.problem, one.whole) for one in table.aside}


def test_a_sound_table_is_read_whole(tmp_path: Path) -> None:
    file = written(tmp_path, [row("2025-01", "西町"), row("2025-02", "西町")])
    table = read_town_table(file)
    assert is_town_table(file)
    assert table.months == ("2025-01", "2025-02")
    assert table.counts.sum() == 2 * 36 * 30
    assert table.known.all()
    assert table.aside == ()


def test_a_table_in_the_encoding_of_office_software_is_read_too(tmp_path: Path) -> None:
    file = written(tmp_path, [row("2025-01", "西町")], encoding="cp932")
    assert read_town_table(file).towns == ("西町",)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"f0_4": "31"}, "PROJ023"),
        ({"total": "1081"}, "PROJ023"),
        ({"m5_9": "三十"}, "PROJ022"),
        ({"m5_9": "-3"}, "PROJ022"),
        ({"m5_9": "3.7"}, "PROJ022"),
        ({"m5_9": ""}, "PROJ022"),
        ({"month": "2025年2月"}, "PROJ022"),
        ({"town": "\ufffd\ufffd町"}, "PROJ026"),
        ({"town": "東町"}, "PROJ024"),
    ],
)
def test_a_row_that_cannot_be_is_set_aside_and_the_others_count(
    tmp_path: Path, changed: Row, problem: str
) -> None:
    rows = [row("2025-01", "東町"), row("2025-02", "東町"), row("2025-02", "西町") | changed]
    found = read_town_table(written(tmp_path, rows))
    assert [one.problem for one in found.aside if one.line == 4] == [problem]
    assert found.counts.sum() == 2 * 36 * 30


def test_men_and_women_added_up_in_the_mens_columns_are_found(tmp_path: Path) -> None:
    rows = [
        row("2025-01", "福家"),
        row("2025-02", "福家"),
        row("2025-03", "福家", [60] * 18 + [30] * 18),
    ]
    assert aside(written(tmp_path, rows)) == {("2025-03", "福家", "PROJ027", True)}


def test_a_new_block_of_flats_is_told_and_counted(tmp_path: Path) -> None:
    families = [30] * 36
    for at in (0, 1, 5, 6, 7, 18, 19, 23, 24, 25):
        families[at] += 25
    rows = [row("2025-01", "新町"), row("2025-02", "新町", families)]
    file = written(tmp_path, rows)
    assert aside(file) == {("2025-02", "新町", "PROJ028", False)}
    assert read_town_table(file).known.all()


def test_in_a_town_of_few_a_leap_says_nothing(tmp_path: Path) -> None:
    rows = [row("2025-01", "小町", [2] * 36), row("2025-02", "小町", [4] * 36)]
    assert read_town_table(written(tmp_path, rows)).known.all()


def test_a_missing_month_and_a_missing_town_are_told(tmp_path: Path) -> None:
    rows = [row("2025-01", "東町"), row("2025-01", "西町"), row("2025-03", "東町")]
    assert aside(written(tmp_path, rows)) == {
        ("2025-02", "", "PROJ025", True),
        ("2025-03", "西町", "PROJ029", True),
    }


def test_what_is_set_aside_is_a_problem_with_line_and_remedy(tmp_path: Path) -> None:
    rows = [row("2025-01", "東町"), row("2025-01", "西町") | {"male": "9"}]
    file = written(tmp_path, rows)
    (found,) = problems_of(read_town_table(file), file.name)
    assert (found.id, str(found.where)) == ("PROJ023", "towns.csv:3")
    assert "西町" in found.what


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\xfe\x81", HEAD.encode() + b"\n"])
def test_what_is_no_town_table_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    with pytest.raises(Problems, match=r"PROJ02[01]"):
        read_town_table(file)


@pytest.mark.skipif(not TAKAMATSU.is_file(), reason="../shared/data/takamatsu is not here")
def test_the_known_faults_of_takamatsus_tables_are_found_by_name(tmp_path: Path) -> None:
    months = ("2025-07", "2025-08", "2026-01", "2026-02")
    lines = TAKAMATSU.read_text(encoding="utf-8").splitlines()
    kept = [lines[0], *(line for line in lines[1:] if line.startswith(months))]
    file = tmp_path / "towns.csv"
    file.write_text("\n".join(kept), encoding="utf-8")
    found = {one[:3] for one in aside(file) if one[3] and one[2] != "PROJ025"}
    assert found == {
        ("2025-07", "仏生山町", "PROJ023"),
        ("2026-02", "国分寺町福家", "PROJ027"),
    }
