"""A real table of residents is followed to the person, and its defects are reported."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from sakimawari.city.population import read_population
from sakimawari.city.run import build
from sakimawari.problems import Problems

from .conftest import ON, read_export

TAKAMATSU = Path(__file__).parents[3] / "shared/data/takamatsu/population_town_monthly.csv"
HEADER = "month,town,total,male,female,m0_4,f0_4,m5_84,f5_84,m85p,f85p\n"


def write(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "population.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.skipif(not TAKAMATSU.is_file(), reason="the table of Takamatsu is not on this machine")
def test_the_towns_of_takamatsu_are_followed_to_the_person(tmp_path: Path) -> None:
    table = read_population(TAKAMATSU)
    assert len(table.towns) == 235
    wanted = {
        town.name: int(people.sum()) for town, people in zip(table.towns, table.people, strict=True)
    }
    assert table.compose(None, 1).residents == sum(wanted.values()) == 418_129
    scaled = build(tmp_path / "exports", residents=8_000, seed=1, on=ON, population=TAKAMATSU)
    assert scaled.residents == 8_000
    living = [
        row for row in read_export(tmp_path / "exports", "01_住民記録.csv") if not row["消除事由"]
    ]
    towns = Counter(row["町字"] for row in living)
    share = 8_000 / 418_129
    assert all(abs(towns[town] - people * share) < 20 for town, people in wanted.items())


@pytest.mark.skipif(not TAKAMATSU.is_file(), reason="the table of Takamatsu is not on this machine")
def test_the_defects_takamatsu_published_are_reported_and_nothing_else() -> None:
    found = read_population(TAKAMATSU).problems
    assert [problem.id for problem in found] == ["CITY006", "CITY007"]
    with TAKAMATSU.open(encoding="utf-8") as opened:
        line = found[0].where.line if found[0].where else None
        assert line is not None
        assert list(csv.reader(opened))[line - 1][2] == "国分寺町福家"


def test_a_wide_table_is_followed_exactly_by_town_sex_and_age(tmp_path: Path) -> None:
    text = (
        HEADER
        + "2026-09,甲町,1180,580,600,40,30,500,490,40,80\n2026-09,乙町,900,440,460,20,20,400,400,20,40\n"
    )
    path = write(tmp_path, text)
    report = build(tmp_path / "exports", residents=None, seed=2, on=ON, population=path)
    assert report.residents == 2_080
    living = [
        row for row in read_export(tmp_path / "exports", "01_住民記録.csv") if not row["消除事由"]
    ]
    assert Counter((row["町字"], row["性別"]) for row in living) == {
        ("甲町", "男"): 580, ("甲町", "女"): 600, ("乙町", "男"): 440, ("乙町", "女"): 460,
    }  # fmt: skip
    table = read_population(path)
    composed = table.compose(None, 2)
    assert composed.counts[0, 0, :5].sum() == 40
    assert composed.counts[0, 1, 85:].sum() == 80
    assert table.problems == ()


def test_the_three_forms_of_one_table_say_the_same(tmp_path: Path) -> None:
    wide = read_population(write(tmp_path, "town,m0_4,f0_4,m5p,f5p\n甲町,40,30,500,490\n"))
    standard = read_population(
        write(
            tmp_path,
            "地域名,総人口,0-4歳の男性,0-4歳の女性,5歳以上の男性,5歳以上の女性\n甲町,1060,40,30,500,490\n",
            "cp932",
        )
    )
    long = read_population(
        write(
            tmp_path,
            "town,sex,age_from,age_to,people\n甲町,男,0,4,40\n甲町,女,0,4,30\n甲町,m,5,,500\n甲町,f,5,,490\n",
        )
    )
    assert wide.people.tolist() == standard.people.tolist() == long.people.tolist()
    assert wide.groups == standard.groups == long.groups == ((0, 4), (5, 109))
    assert standard.towns[0].name == "甲町"


def test_ages_that_do_not_add_up_to_the_published_sum_are_reported(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "2026-09,甲町,1180,580,601,40,30,500,490,40,80\n")
    problems = read_population(path).problems
    assert [(problem.id, problem.where and problem.where.column) for problem in problems] == [
        ("CITY005", "female")
    ]
    assert "600" in problems[0].what
    assert "601" in problems[0].what


@pytest.mark.parametrize(
    ("before", "reported"), [(945, False), (944, True), (1_574, True), (1_573, False)]
)
def test_a_town_that_grows_or_shrinks_by_a_quarter_within_a_month_is_reported(
    tmp_path: Path, before: int, reported: bool
) -> None:
    text = f"{HEADER}2026-08,甲町,{before},1,1,1,1,1,1,1,1\n2026-09,甲町,1180,580,600,40,30,500,490,40,80\n"
    ids = [problem.id for problem in read_population(write(tmp_path, text)).problems]
    assert ids == (["CITY006"] if reported else [])


def test_a_month_that_is_missing_is_reported_and_the_latest_followed(tmp_path: Path) -> None:
    text = f"{HEADER}2026-07,甲町,2,1,1,1,1,0,0,0,0\n2026-09,甲町,1,1,0,1,0,0,0,0,0\n"
    table = read_population(write(tmp_path, text))
    assert [problem.id for problem in table.problems] == ["CITY007"]
    assert table.people.sum() == 1


def test_a_cell_that_is_no_number_counts_nobody_and_is_reported_by_place(tmp_path: Path) -> None:
    table = read_population(write(tmp_path, "town,m0p,f0p\n甲町,12.5,490\n"))
    assert table.people.sum() == 490
    assert [str(problem.where) for problem in table.problems] == ["population.csv:2 [m0p]"]


@pytest.mark.parametrize(
    ("text", "id"),
    [("名前,人数\n甲町,3\n", "CITY002"), ("town,m0p,f0p\n甲町,0,0\n", "CITY003")],
)
def test_a_table_without_residents_is_refused(tmp_path: Path, text: str, id: str) -> None:
    with pytest.raises(Problems, match=id):
        read_population(write(tmp_path, text))


def test_a_table_that_is_not_there_is_refused_by_name_only(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="CITY001") as refused:
        read_population(tmp_path / "nothing.csv")
    assert str(tmp_path) not in str(refused.value)
