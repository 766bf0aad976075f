"""The path reaches its target, costs least or changes least, and says what it leans on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog, minimize

from sakimawari.anticipate.backcast.forward import run_forward
from sakimawari.anticipate.backcast.reading import read_target
from sakimawari.anticipate.backcast.run import walk_back
from sakimawari.anticipate.backcast.telling import told
from tests.anticipate.backcast.targets import EXAMPLES, PLACES, target


def level(opened: np.ndarray) -> float:
    """places(2029) by hand: decided one year, there the next, a tenth lost each year."""
    places = 100.0
    for year in range(4):
        places = 0.9 * places + (opened[year - 1] if year else 0.0)
    return places


def test_the_cheapest_path_is_the_one_another_solver_finds_and_reaches_the_target(
    tmp_path: Path,
) -> None:
    outcome = walk_back(target(tmp_path))
    units = outcome.decisions["open"][0]
    gain = [0.81, 0.9, 1.0, 0.0]
    by_hand = linprog(
        [10] * 4, A_ub=[[-one for one in gain]], b_ub=[-(130 - 65.61)], bounds=(0, 40)
    )
    assert outcome.cost == pytest.approx(by_hand.fun)
    assert level(units) == pytest.approx(130)
    assert outcome.stocks["places"][0, -1] == pytest.approx(130)
    assert outcome.gap < 1e-9
    assert outcome.verified is not None
    assert outcome.verified.residual < 1e-9


def test_the_price_of_the_goal_is_what_one_place_less_would_save(tmp_path: Path) -> None:
    outcome = walk_back(target(tmp_path))
    goal = next(one for one in outcome.binding if one.row.goal)
    easier = walk_back(target(tmp_path, PLACES.replace("at_least: 130", "at_least: 129")))
    assert outcome.cost - easier.cost == pytest.approx(goal.saves, rel=1e-6)
    assert "費用が" in "".join(told(outcome)["ja"])


def test_the_smoothest_path_changes_least_as_another_solver_finds(tmp_path: Path) -> None:
    outcome = walk_back(target(tmp_path, PLACES + "choose: smooth\n"))
    units = outcome.decisions["open"][0]

    def rough(x: np.ndarray) -> float:
        return float((np.diff(x) ** 2).sum())

    bound = {"type": "ineq", "fun": lambda x: level(x) - 130}
    other = minimize(rough, np.full(4, 20.0), bounds=[(0, 40)] * 4, constraints=[bound])
    assert rough(units) == pytest.approx(other.fun, abs=1e-2)
    assert level(units) >= 130 - 1e-6


def test_steps_are_taken_in_their_order_so_that_the_path_keeps_its_promise(tmp_path: Path) -> None:
    text = PLACES.replace("most: 40,", "steps: [[10, 1.0], [30, 0.5], [80, 0.25]],")
    outcome = walk_back(target(tmp_path, text.replace("at_most: 400", "at_most: 900")))
    again = run_forward(outcome.target, outcome.decisions)
    assert again["places"][0, -1] == pytest.approx(130)
    smooth = walk_back(
        target(tmp_path, text.replace("at_most: 400", "at_most: 900") + "choose: smooth\n")
    )
    assert smooth.verified is not None
    assert smooth.verified.residual < 1e-4


def test_what_is_in_doubt_gives_a_chance_and_a_margin_that_holds_it(tmp_path: Path) -> None:
    text = PLACES.replace("at_least: 130", "at_least: need").replace("at_most: 400", "at_most: 900")
    outcome = walk_back(
        target(tmp_path, text + "tables: {need: {values: 125, doubt: 0.02}}\ndraws: 300\n")
    )
    verified = outcome.verified
    assert verified is not None
    assert verified.chance == pytest.approx(0.5, abs=0.1)
    assert verified.chance_with_margin is not None
    assert verified.chance_with_margin >= 0.9
    assert verified.margin == pytest.approx(1.28 * 0.02 * 2, rel=0.35)


def test_replicates_of_a_simulation_stand_for_the_doubt_of_a_table(tmp_path: Path) -> None:
    rows = ["draw,period,value"]
    for draw, need in enumerate((120, 124, 128, 132)):
        rows += [f"{draw},{year},{need}" for year in range(2026, 2030)]
    (tmp_path / "need.csv").write_text("\n".join(rows), encoding="utf-8")
    text = PLACES.replace("at_least: 130", "at_least: need")
    outcome = walk_back(target(tmp_path, text + "tables: {need: {file: need.csv}}\ndraws: 40\n"))
    assert outcome.stocks["places"][0, -1] == pytest.approx(126)
    assert outcome.verified is not None
    assert outcome.verified.chance == 0.5


@pytest.mark.parametrize("name", ["nursery", "take_up", "hours"])
def test_each_worked_example_is_reached_and_keeps_its_conditions_when_run_forward(
    name: str,
) -> None:
    given = read_target(EXAMPLES / f"{name}.yaml")
    outcome = walk_back(given)
    assert outcome.feasible
    assert outcome.verified is not None
    assert outcome.verified.residual < 1e-3
    assert outcome.verified.chance_with_margin is not None
    assert outcome.seconds < 20


def test_a_procedure_is_launched_once_and_whole(tmp_path: Path) -> None:
    outcome = walk_back(read_target(EXAMPLES / "hours.yaml"))
    launched = outcome.decisions["launch"]
    assert set(np.unique(launched)) == {0.0, 1.0}
    assert launched.sum(axis=1).max() == 1
    assert outcome.stocks["freed"][0, -1] >= 100_000
