"""Where services stand: as good as trying every choice, and a folder that can be checked by anyone."""

from __future__ import annotations

import csv
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from sakimawari.match.assign.siting.choosing import choose
from sakimawari.match.assign.siting.example import write_example
from sakimawari.match.assign.siting.places import Goal, Siting, value_of
from sakimawari.match.assign.siting.running import choose_sites, explain, verify
from sakimawari.match.assign.siting.verifying import examine
from sakimawari.match.results.folder import open_result
from sakimawari.problems import Problems

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "match" / "facility"


def drawn(seed: int) -> Siting:
    draw = np.random.default_rng(seed)
    existing = np.arange(6) == 0
    return Siting(
        weights=draw.integers(1, 9, 12),
        distances=draw.integers(0, 50, (12, 6)).astype(np.float64),
        existing=existing,
        forbidden=np.arange(6) == 5,
    )


@pytest.mark.parametrize("goal", [Goal.MCLP, Goal.P_MEDIAN, Goal.P_CENTER])
def test_no_other_sites_are_better(goal: Goal) -> None:
    for seed in range(4):
        problem = drawn(seed)
        found = choose(problem, goal, radius=15, p=3)
        others = [
            value_of(problem, goal, 15, np.array((0, *more)))
            for more in combinations(range(1, 5), 2)
        ]
        best = max(others) if goal is Goal.MCLP else min(others)
        assert found.value == pytest.approx(best)
        assert found.proven and examine(problem, found).sound


def test_the_san_francisco_answers_are_those_published() -> None:
    file = REAL / "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    if not file.exists():
        pytest.skip("the shared data of facilities are not beside the repository")
    with file.open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    places = {row["DestinationName"]: int(row["demand"]) for row in rows}
    sites = list(dict.fromkeys(row["name"] for row in rows))
    distances = np.full((len(places), len(sites)), np.inf)
    at = {name: number for number, name in enumerate(places)}
    for row in rows:
        distances[at[row["DestinationName"]], sites.index(row["name"])] = float(row["distance"])
    none = np.zeros(len(sites), np.bool_)
    problem = Siting(
        weights=np.array(list(places.values())), distances=distances, existing=none, forbidden=none
    )
    assert choose(problem, Goal.LSCP, radius=5000).value == 8
    assert choose(problem, Goal.MCLP, radius=5000, p=4).value == 875_247
    assert choose(problem, Goal.P_MEDIAN, p=4).value == pytest.approx(2_848_268_129.71, abs=0.01)
    assert choose(problem, Goal.P_CENTER, p=4).value == pytest.approx(7403.06, abs=0.01)


def test_a_result_is_checked_and_explained_from_its_folder(tmp_path: Path) -> None:
    write_example(tmp_path / "town")
    done = choose_sites(
        tmp_path / "town",
        tmp_path / "result",
        goal=Goal.MCLP,
        radius=800,
        p=3,
        on=date(2026, 10, 1),
    )
    opened = open_result(done.folder)
    assert verify(opened).sound
    assert explain(opened, "S12")[0].outcome == "不可"
    assert explain(opened, "S01")[0].outcome == "既存"


def test_a_bad_row_ends_the_run_unless_the_rest_is_to_go_on(tmp_path: Path) -> None:
    write_example(tmp_path / "town")
    with (tmp_path / "town" / "需要.csv").open("a", encoding="utf-8") as file:
        file.write("P900,138.30,34.90,10\r\n")

    def run(go_on: bool) -> int:
        done = choose_sites(
            tmp_path / "town",
            tmp_path / "result",
            goal=Goal.P_CENTER,
            radius=None,
            p=3,
            on=date(2026, 10, 1),
            go_on=go_on,
        )
        return len(done.aside)

    with pytest.raises(Problems, match="swapped"):
        run(False)
    assert run(True) == 1
