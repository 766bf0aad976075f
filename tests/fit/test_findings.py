"""What is kept of a reading of the whole population."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sakimawari.fit.findings import find
from sakimawari.fit.missing import lacking, missing_words
from sakimawari.fit.subset import select_units
from sakimawari.rules.kernel import compile_calendar
from sakimawari.rules.outcome import Status
from sakimawari.rules.timeline import of_one_day
from tests.fit.town import FACTS, LOW_INCOME_GRANT, figures_on, kernels, town

ON = date(2026, 3, 31)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def test_sure_noes_are_not_kept_and_a_missing_income_stays_open(cache: Path) -> None:
    found = find(kernels(cache), town(), figures_on(ON))["low-income-grant"]
    assert found.rows.tolist() == [1, 3]
    assert found.status.tolist() == [Status.YES, Status.UNKNOWN]
    assert found.amount_low.tolist() == [10_000, 10_000]


def test_the_missing_fact_is_named_where_it_leaves_a_right_open(cache: Path) -> None:
    population, timeline = town(), of_one_day(figures_on(ON))
    found = compile_calendar(LOW_INCOME_GRANT, cache=cache).read(population, timeline)
    assert found.status.tolist() == [Status.YES, Status.UNKNOWN]
    units = np.searchsorted(population.offsets, found.row, side="right") - 1
    lacks = lacking(population, FACTS)
    words = missing_words(
        LOW_INCOME_GRANT, found, units.astype(np.int64), lacks=lacks, timeline=timeline
    )
    assert words.to_pylist() == [None, "所得"]


@settings(max_examples=25, deadline=None)
@given(units=st.lists(st.integers(0, 3), min_size=1, max_size=4, unique=True))
def test_a_subset_of_households_is_read_as_in_the_whole(cache: Path, units: list[int]) -> None:
    population, figures = town(), figures_on(ON)
    whole = find(kernels(cache), population, figures)
    subset = select_units(population, np.asarray(units))
    part = find(kernels(cache), subset.population, figures)
    for service, findings in part.items():
        origin = subset.people_rows[findings.rows]
        expected = whole[service].statuses(population.people)
        assert findings.status.tolist() == expected[origin].tolist()
        assert len(findings) == np.isin(whole[service].rows, subset.people_rows).sum()
