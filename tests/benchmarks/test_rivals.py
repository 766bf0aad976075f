"""The rivals the kernel is measured against give the same answers, so their seconds compare."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from measure.town import ON, Town
from peers.duckdb_sql import SERVICES, Database
from peers.facts import month_after
from peers.numba_all import RIVALS
from peers.prepared import COLUMNS, Answer, differing, read_all
from sakimawari.rules import dates
from sakimawari.rules.kernel import compile_service
from sakimawari.rules.outcome import Outcomes
from sakimawari.rules.population import Population

BY_HAND = ("long-term-care-copayment", "child-medical", "nursery-fee")  # the rest: `make bench`
IN_SQL = tuple(slug for slug in SERVICES if slug in ("long-term-care-copayment", "child-medical"))


@pytest.fixture(scope="session")
def outcomes(small: tuple[Town, Population]) -> dict[str, Outcomes]:
    """What the kernel finds."""
    city, population = small
    rules = {slug: city.edition.services[slug].rule for slug in BY_HAND}
    return {
        slug: compile_service(rule, cache=city.cache).read(population, city.edition.figures(ON))
        for slug, rule in rules.items()
    }


def arrays(outcomes: Outcomes) -> dict[str, np.ndarray]:
    return {name: getattr(outcomes, name) for name in COLUMNS}


def test_every_service_of_the_edition_is_written_by_hand(small: tuple[Town, Population]) -> None:
    assert set(RIVALS) == set(small[0].edition.services)


@pytest.mark.parametrize("threads", [1, 2])
def test_rules_by_hand_agree_with_the_kernel_in_every_cell(
    small: tuple[Town, Population], outcomes: dict[str, Outcomes], threads: int
) -> None:
    city, population = small
    chosen = [RIVALS[slug] for slug in BY_HAND]
    found = read_all(chosen, population, city.edition.figures(ON), threads=threads)
    for slug, answer in zip(BY_HAND, found, strict=True):
        assert differing(answer, arrays(outcomes[slug])) == {}, slug
        assert answer.status.any(), f"nobody is entitled to {slug}: nothing was compared"


def test_the_same_in_sql_agrees_with_the_kernel_in_every_cell(
    small: tuple[Town, Population], outcomes: dict[str, Outcomes]
) -> None:
    city, population = small
    database = Database(population, city.edition.figures(ON), threads=1)
    database.read_all(IN_SQL)
    for slug in IN_SQL:
        assert differing(database.answer(slug), arrays(outcomes[slug])) == {}, slug


def test_one_cell_that_differs_is_noticed(outcomes: dict[str, Outcomes]) -> None:
    ours = outcomes["child-medical"]
    status = ours.status.copy()
    status[0] = (status[0] + 1) % 3
    assert differing(Answer(status=ours.status), arrays(ours)) == {}
    assert differing(Answer(status=status), arrays(ours)) == {"status": 1}
    assert differing(replace(Answer(status=status), deadline=ours.deadline), arrays(ours)) == {
        "status": 1
    }


def test_a_month_later_by_hand_is_the_same_day_or_the_last_of_the_month() -> None:
    days = range(-43_829, 84_370)
    assert [day for day in days if month_after(day) != dates.plus_months(day, 1)] == []
