"""People at places with room: as good as trying everything, proved, and honest about who has no place."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from sakimawari.match.assign.flow.placing import place
from sakimawari.match.assign.flow.transport import Matrix, Placement, Transport, one_kind
from sakimawari.match.assign.flow.verifying import costs_of, examine


def drawn(seed: int, units: int, sites: int, *, whole: bool = False) -> Transport:
    draw = np.random.default_rng(seed)
    costs = draw.integers(0, 50, (units, sites))
    costs[draw.random((units, sites)) < 0.2] = -1
    return Transport(
        sizes=draw.integers(1, 4, units) if whole else np.ones(units, np.int64),
        capacities=draw.integers(0, 2 * units // sites + 2, sites),
        costs=Matrix(costs=costs),
        kinds=draw.integers(0, 2, units),
        admits=draw.random((2, sites)) < 0.8,
        present=draw.integers(-1, sites, units),
        moving=draw.integers(0, 9, units),
    )


def best_of_all(problem: Transport) -> tuple[int, int]:
    costs, best = costs_of(problem, 0, problem.units), (10**9, 10**9)
    for where in product(range(problem.sites + 1), repeat=problem.units):
        at = np.array(where)
        placed = at < problem.sites
        paid = costs[np.flatnonzero(placed), at[placed]]
        load = np.bincount(at, weights=problem.sizes, minlength=problem.sites + 1)[:-1]
        if (load <= problem.capacities).all() and (paid < 10**9).all():
            total = int((paid * problem.sizes[placed]).sum())
            best = min(best, (int(problem.sizes[~placed].sum()), total))
    return best


@pytest.mark.parametrize("seed", range(6))
def test_no_other_answer_places_more_or_costs_less(seed: int) -> None:
    problem = drawn(seed, 5, 3, whole=seed % 2 == 1)
    found = place(problem)
    assert (found.unplaced, found.cost) == best_of_all(problem)
    assert found.proven and examine(problem, found).sound


def test_the_answer_is_that_of_an_assignment_to_single_places() -> None:
    draw = np.random.default_rng(1)
    costs, room = draw.integers(0, 5000, (40, 8)), np.full(8, 6)
    kinds, admits = one_kind(40, 8)
    sizes = np.ones(40, np.int64)
    problem = Transport(
        sizes=sizes, capacities=room, costs=Matrix(costs=costs), kinds=kinds, admits=admits
    )
    slots = np.repeat(costs, room, axis=1)
    rows, columns = linear_sum_assignment(slots)
    assert place(problem).cost == slots[rows, columns].sum()


def test_a_price_is_what_one_more_place_saves_and_a_loss_what_one_fewer_costs() -> None:
    problem = drawn(3, 20, 4)
    found = place(problem)
    for site in range(problem.sites):
        for change, expected in ((1, -found.prices[site]), (-1, found.losses[site])):
            room = problem.capacities.copy()
            room[site] += change
            if room[site] >= 0:
                other = place(replace(problem, capacities=room))
                assert other.objective - found.objective == expected


def test_whoever_has_no_place_is_told_why() -> None:
    costs = np.array([[1, -1], [2, -1], [3, -1], [1, 1]])
    kinds, admits = one_kind(4, 2)
    problem = Transport(
        sizes=np.ones(4, np.int64),
        capacities=np.array([2, 5]),
        costs=Matrix(costs=costs),
        kinds=kinds,
        admits=admits,
    )
    found = place(problem)
    (witness,) = found.witnesses
    assert (witness.units, witness.sites) == ((0, 1, 2), (0,))
    assert (witness.people, witness.places, found.unplaced) == (3, 2, 1)


def spoiled(found: Placement) -> list[tuple[str, Placement]]:
    full = replace(found, site=np.zeros_like(found.site))
    return [
        ("cost", replace(found, cost=found.cost - 1)),
        ("optimal", replace(found, prices=found.prices - 1)),
        ("capacity", full),
    ]


def test_the_examiner_finds_what_is_wrong() -> None:
    problem = replace(drawn(3, 20, 4), capacities=np.full(4, 5))
    for claim, answer in spoiled(place(problem)):
        said = examine(problem, answer)
        assert not said.sound
        assert claim in {each.id for each in said.claims if each.holds is False}
