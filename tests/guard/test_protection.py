"""支援措置: protected people, their households, and those who left, are on no list."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.guard.protection import (
    departed_people,
    drop_protected,
    households_of,
    protected_on,
)

EPOCH = date(1970, 1, 1)
ALWAYS = (-(2**31) + 1, 2**31 - 1)


def days(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


def protection(*measures: tuple[str, int, int]) -> pa.Table:
    return pa.table(
        {
            "person": pa.array([person for person, _, _ in measures], pa.string()),
            "since": pa.array([since for _, since, _ in measures], pa.int32()),
            "until": pa.array([until for _, _, until in measures], pa.int32()),
        }
    )


PEOPLE = pa.table(
    {
        "person": ["mother", "child", "father", "child", "stranger"],
        "household": ["h1", "h1", "h2", "h1", "h3"],
        "unit": pa.array([0, 0, 1, 1, 2], pa.int32()),
    }
)


@pytest.mark.parametrize(
    ("on", "protected"),
    [
        ("2026-03-31", False),
        ("2026-04-01", True),  # the first day
        ("2027-03-31", True),  # the last day
        ("2027-04-01", False),
    ],
)
def test_protection_holds_from_its_first_to_its_last_day(on: str, protected: bool) -> None:
    measure = protection(("a", days("2026-04-01"), days("2027-03-31")))
    assert protected_on(measure, date.fromisoformat(on)) == ({"a"} if protected else set())


def test_a_measure_that_starts_later_counts_where_the_future_is_included() -> None:
    measure = protection(("a", days("2026-04-01"), days("2027-03-31")))
    assert protected_on(measure, date(2026, 3, 31), including_future=True) == {"a"}
    assert protected_on(measure, date(2027, 4, 1), including_future=True) == frozenset()


def test_a_measure_without_end_holds_on_every_day() -> None:
    assert protected_on(protection(("a", *ALWAYS)), date(2100, 1, 1)) == {"a"}


def test_of_two_measures_one_in_force_is_enough() -> None:
    measures = protection(("a", *ALWAYS), ("a", days("2020-04-01"), days("2021-03-31")))
    assert protected_on(measures, date(2026, 7, 1)) == {"a"}


def test_a_protected_child_protects_its_household_and_the_one_it_is_linked_to() -> None:
    assert households_of(PEOPLE, {"child"}) == {"h1", "h2"}


def test_without_units_only_the_own_household_is_found() -> None:
    assert households_of(PEOPLE.drop_columns(["unit"]), {"father"}) == {"h2"}


def test_nobody_protected_means_no_household_protected() -> None:
    assert households_of(PEOPLE, frozenset()) == frozenset()


def test_a_household_with_a_protected_member_leaves_the_list_whole() -> None:
    left = drop_protected(PEOPLE, {"mother"}, {"h1"})
    assert left["person"].to_pylist() == ["father", "stranger"]


def test_lists_by_subject_and_by_beneficiary_are_cleared_too() -> None:
    listed = pa.table(
        {
            "subject": pa.array(["a", "b", "c"]).dictionary_encode(),
            "beneficiary": pa.array([None, "p", None], pa.string()),
        }
    )
    assert drop_protected(listed, {"p", "c"}, set())["subject"].to_pylist() == ["a"]


def test_an_empty_list_stays_empty() -> None:
    assert drop_protected(PEOPLE.slice(0, 0), {"a"}, {"h1"}).num_rows == 0


@given(
    rows=st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz"))),
    protected=st.sets(st.sampled_from("abcdef")),
)
def test_no_protected_person_and_nobody_of_their_household_survives(
    rows: list[tuple[str, str]], protected: set[str]
) -> None:
    table = pa.table(
        {
            "person": pa.array([person for person, _ in rows], pa.string()),
            "household": pa.array([household for _, household in rows], pa.string()),
        }
    )
    households = households_of(table, protected)
    left = drop_protected(table, protected, households)
    assert not protected & set(left["person"].to_pylist())
    assert not households & set(left["household"].to_pylist())
    unharmed = [person for person, home in rows if home not in households]
    assert left["person"].to_pylist() == unharmed


def test_the_departed_are_those_in_the_table() -> None:
    assert departed_people(pa.table({"person": ["a", "b"]})) == {"a", "b"}
