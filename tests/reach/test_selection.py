"""Who gets a letter, about what; and who never does."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sakimawari.reach.addressing.closure import Homes, closed_to_letters
from sakimawari.reach.addressing.selection import (
    ALREADY,
    DEPARTED,
    NO_ADULT,
    NO_DEADLINE,
    NOT_FOUND,
    OPTED_OUT,
    PROTECTED,
    Residents,
    Rights,
    Selection,
    adults,
    choose,
)
from sakimawari.rules.figures import days
from sakimawari.rules.population import UNKNOWN_DATE

ON = date(2026, 6, 1)
GROWN, CHILD = days(date(1990, 5, 1)), days(date(2020, 5, 1))


def residents(*units: list[dict[str, Any]]) -> Residents:
    """Units of people; each a dict with `key` and what differs from a grown, unprotected one."""
    people = [
        {"unit": number, "first": sum(map(len, units[:number])), **member}
        for number, unit in enumerate(units)
        for member in unit
    ]

    def column(name: str, otherwise: Any, type: Any) -> Any:
        return np.array([person.get(name, otherwise) for person in people], type)

    guardian = [
        person["first"] + person["guardian"] if person.get("guardian", -1) >= 0 else -1
        for person in people
    ]
    firsts = [sum(map(len, units[:number])) for number in range(len(units))]
    registered = {p["key"]: row for row, p in enumerate(people) if p.get("is_subject", 1)}
    homes = homes_of(*units)
    protected = [person["key"] for person in people if person.get("protected")]
    closed = closed_to_letters(homes, now=(), protected=protected)
    return Residents(
        unit=column("unit", 0, np.int32),
        guardian=np.array(guardian, np.int32),
        is_subject=column("is_subject", 1, np.int8),
        head=np.array(firsts, np.int32),
        birth=column("birth", GROWN, np.int32),
        consent=column("consent", 2, np.int8),
        departed=column("departed", False, np.bool_),
        moved=column("moved", False, np.bool_),
        written=column("written", False, np.bool_),
        closed=closed.units,
        shut_in=closed.people,
        home=np.array([registered.get(person["key"], -1) for person in people], np.int64),
        person=np.array([person["key"] for person in people], object),
    )


def homes_of(*units: list[dict[str, Any]]) -> Homes:
    people = [(number, member) for number, unit in enumerate(units) for member in unit]
    return Homes(
        units=len(units),
        unit=np.array([number for number, _ in people], np.int32),
        is_subject=np.array([member.get("is_subject", 1) for _, member in people], np.int8),
        person=pa.array([member["key"] for _, member in people], pa.string()),
    )


def rights(town: Residents, *rows: tuple[str, int] | tuple[str, int, dict[str, Any]]) -> Rights:
    """Rights as (service, row of people) with what differs from a certain one of 12,000円 a year."""
    told = [(row[0], row[1], row[2] if len(row) == 3 else {}) for row in rows]
    return Rights(
        service=np.array([service for service, _, _ in told], object),
        unit=np.array([town.unit[row] for _, row, _ in told], np.int32),
        row=np.array([-1 if more.get("household") else row for _, row, more in told], np.int64),
        certain=np.array([more.get("certain", True) for _, _, more in told], np.bool_),
        to_act=np.array([more.get("to_act", True) for _, _, more in told], np.bool_),
        private=np.array([more.get("private", False) for _, _, more in told], np.bool_),
        yen=np.array([more.get("yen", 12_000) for _, _, more in told], np.int64),
        deadline=np.array([more.get("deadline", NO_DEADLINE) for _, _, more in told], np.int64),
    )


def written(selection: Selection) -> list[tuple[int, int, tuple[int, ...]]]:
    return [(one.unit, one.to, one.rights) for one in selection.chosen]


FAMILY = [{"key": "mother"}, {"key": "child", "birth": CHILD, "guardian": 0}]


def test_an_adult_hears_of_their_own_right_and_a_guardian_of_the_childs() -> None:
    town = residents(FAMILY, [{"key": "single"}])
    found = rights(town, ("allowance", 0), ("aid", 1), ("allowance", 2))
    assert written(choose(town, found, on=ON)) == [(0, 0, (1, 0)), (1, 2, (2,))]


def test_every_adult_of_a_household_hears_of_their_own_right_by_their_own_letter() -> None:
    town = residents([{"key": "head"}, {"key": "wife"}, {"key": "daughter"}])
    found = rights(town, ("pension", 1, {"yen": 99_000}), ("pregnancy", 2), ("pension", 0))
    assert written(choose(town, found, on=ON)) == [(0, 0, (2,)), (0, 1, (0,)), (0, 2, (1,))]


def test_a_guardian_of_children_in_two_homes_gets_one_letter_about_both() -> None:
    away = [{"key": "son", "birth": CHILD, "guardian": 1}, {"key": "father", "is_subject": 0}]
    town = residents(away, [{"key": "father"}])
    found = rights(town, ("aid", 0), ("allowance", 2, {"yen": 99_000}))
    assert written(choose(town, found, on=ON)) == [(1, 2, (1, 0))]


def test_a_households_service_goes_to_its_head() -> None:
    town = residents(FAMILY)
    found = rights(town, ("waste-bags", 1, {"household": True}))
    assert written(choose(town, found, on=ON)) == [(0, 0, (0,))]


@pytest.mark.parametrize(
    ("birthday", "to"),
    [(date(2008, 6, 2), 1), (date(2008, 6, 3), 0)],  # 18 the day before the birthday: on 6/1
)
def test_the_day_before_the_18th_birthday_makes_an_adult(birthday: date, to: int) -> None:
    child = {"key": "c", "birth": days(birthday), "guardian": 0}
    town = residents([{"key": "parent"}, child])
    assert written(choose(town, rights(town, ("aid", 1)), on=ON)) == [(0, to, (0,))]


def test_someone_of_unknown_age_with_a_guardian_counts_as_a_child() -> None:
    unknown = int(UNKNOWN_DATE)
    town = residents(
        [{"key": "a", "birth": unknown}, {"key": "b", "birth": unknown, "guardian": 0}]
    )
    assert adults(town, on=ON).tolist() == [True, False]


def test_a_child_is_told_through_the_guardian_who_lives_elsewhere_and_not_the_head() -> None:
    child = {"key": "c", "birth": CHILD, "guardian": 2}
    unit = [{"key": "grandmother"}, child, {"key": "father", "is_subject": 0}]
    town = residents(unit, [{"key": "father"}])
    assert written(choose(town, rights(town, ("aid", 1)), on=ON)) == [(1, 3, (0,))]


@pytest.mark.parametrize(("private", "letters"), [(False, [(0, 0, (0,))]), (True, [])])
def test_the_head_stands_in_for_an_unknown_guardian_but_not_in_matters_of_health(
    private: bool, letters: list[Any]
) -> None:
    town = residents([{"key": "uncle"}, {"key": "c", "birth": CHILD}])
    selection = choose(town, rights(town, ("aid", 1, {"private": private})), on=ON)
    assert written(selection) == letters
    assert selection.left_out[NO_ADULT] == private


def test_a_child_alone_is_told_through_the_guardian_elsewhere_or_not_at_all() -> None:
    student = {"key": "c", "birth": days(date(2009, 1, 1)), "guardian": 1}
    unit = [student, {"key": "father", "is_subject": 0}]
    town = residents(unit, [{"key": "father"}])
    assert written(choose(town, rights(town, ("aid", 0)), on=ON)) == [(1, 2, (0,))]
    outside = residents(unit)
    assert choose(outside, rights(outside, ("aid", 0)), on=ON).left_out[NO_ADULT] == 1
    alone = residents([{"key": "c", "birth": CHILD}])
    nobody = choose(alone, rights(alone, ("aid", 0)), on=ON)
    assert (nobody.chosen, nobody.left_out[NO_ADULT]) == ((), 1)


@pytest.mark.parametrize("who", [0, 1])
def test_a_household_with_a_protected_member_gets_no_letter(who: int) -> None:
    family = [dict(member) for member in FAMILY]
    family[who]["protected"] = True
    town = residents(family)
    selection = choose(town, rights(town, ("allowance", 0), ("aid", 1)), on=ON)
    assert (selection.chosen, selection.left_out[PROTECTED]) == ((), 2)


def test_no_letter_goes_where_a_child_from_a_protected_home_is_linked() -> None:
    fled = [{"key": "mother", "protected": True}, {"key": "child", "birth": CHILD, "guardian": 0}]
    left = [{"key": "father"}, {"key": "child", "birth": CHILD, "guardian": 0, "is_subject": 0}]
    neighbour = [{"key": "neighbour"}]
    town = residents(fled, left, neighbour)
    found = rights(town, ("allowance", 0), ("allowance", 2), ("allowance", 4))
    assert written(choose(town, found, on=ON)) == [(2, 4, (2,))]


def test_the_departed_and_those_who_declined_get_none_and_not_asked_is_not_declined() -> None:
    town = residents(
        [{"key": "a", "departed": True}],
        [{"key": "b", "consent": 0}],
        [{"key": "c", "consent": 2}],
        [{"key": "d", "consent": 0}, {"key": "e", "birth": CHILD, "guardian": 0}],
    )
    found = rights(town, *(("allowance", row) for row in range(5)))
    selection = choose(town, found, on=ON)
    assert written(selection) == [(2, 2, (2,))]
    assert (selection.left_out[DEPARTED], selection.left_out[OPTED_OUT]) == (1, 3)


def test_the_urgent_come_first_then_the_certain_then_the_valuable_and_mere_news_last() -> None:
    town = residents([{"key": "a"}])
    today = days(ON)
    found = rights(
        town,
        ("worth-most", 0, {"yen": 900_000}),
        ("only-told", 0, {"yen": 999_999, "to_act": False}),
        ("possible", 0, {"yen": 999_999, "certain": False}),
        ("urgent", 0, {"deadline": today}),
        ("late", 0, {"deadline": today - 1, "yen": 1}),
        ("far", 0, {"deadline": today + 61, "yen": 2}),
        ("soon", 0, {"deadline": today + 60, "certain": False}),
    )
    assert written(choose(town, found, on=ON)) == [(0, 0, (3, 6, 0, 5, 4, 2, 1))]


def test_a_limit_takes_the_most_pressing_letters_in_the_order_of_the_street() -> None:
    town = residents([{"key": "a"}], [{"key": "b"}], [{"key": "c"}])
    found = rights(
        town, ("x", 0, {"yen": 5}), ("x", 1, {"yen": 1}), ("x", 2, {"deadline": days(ON) + 3})
    )
    selection = choose(town, found, on=ON, limit=2)
    assert [one.unit for one in selection.chosen] == [0, 2]
    assert selection.addressees == 3


def test_a_town_without_anybody_gets_no_letters() -> None:
    town = residents()
    assert choose(town, rights(town), on=ON).chosen == ()


@st.composite
def towns(draw: st.DrawFn) -> tuple[Residents, Rights, set[str]]:
    """Towns with people who appear twice, protection, departures, refusals, missing births."""
    keys = st.sampled_from("abcdefgh")
    member = st.fixed_dictionaries(
        {
            "key": keys,
            "birth": st.sampled_from([GROWN, CHILD, int(UNKNOWN_DATE)]),
            "is_subject": st.sampled_from([1, 1, 0]),
            "consent": st.sampled_from([0, 1, 2]),
            "departed": st.booleans(),
            "moved": st.booleans(),
            "written": st.booleans(),
            "guardian": st.integers(-1, 2),
        }
    )
    units = draw(st.lists(st.lists(member, min_size=1, max_size=4), min_size=1, max_size=5))
    protected = draw(st.sets(keys, max_size=2))
    for unit in units:
        for person in unit:
            person["guardian"] = min(person["guardian"], len(unit) - 1)
            person["protected"] = person["key"] in protected
    town = residents(*units)
    row = st.integers(0, len(town.unit) - 1)
    more = st.fixed_dictionaries(
        {
            "yen": st.integers(0, 10),
            "certain": st.booleans(),
            "to_act": st.booleans(),
            "private": st.booleans(),
            "household": st.booleans(),
            "deadline": st.sampled_from([NO_DEADLINE, days(ON), days(ON) - 1]),
        }
    )
    found = draw(st.lists(st.tuples(st.sampled_from("xyz"), row, more), max_size=8))
    return town, rights(town, *found), protected


def hidden_in(town: Residents, protected: set[str]) -> set[str]:
    """The protected, and whoever lives where one of them lives or visits; one by one."""
    touched = {int(u) for u, key in zip(town.unit, town.person, strict=True) if key in protected}
    rows = range(len(town.person))
    return protected | {
        town.person[r] for r in rows if town.is_subject[r] and int(town.unit[r]) in touched
    }


@settings(max_examples=150, deadline=None)
@given(towns(), st.one_of(st.none(), st.integers(0, 4)))
def test_no_letter_ever_reaches_a_protected_home_or_someone_who_may_not_be_written_to(
    made: tuple[Residents, Rights, set[str]], limit: int | None
) -> None:
    town, found, protected = made
    selection = choose(town, found, on=ON, limit=limit)
    hidden = hidden_in(town, protected)
    grown = adults(town, on=ON)
    for one in selection.chosen:
        units = {one.unit, *(int(found.unit[p]) for p in one.rights)}
        for unit in units:
            assert not hidden & set(town.person[town.unit == unit].tolist())
        assert grown[one.to] and town.is_subject[one.to] and not town.written[one.to]
        assert town.unit[one.to] == one.unit
        for row in (one.to, *(int(found.row[p]) for p in one.rights if found.row[p] >= 0)):
            assert not town.departed[row] and not town.moved[row]
            assert town.consent[row] != 0
    to = [one.to for one in selection.chosen]
    assert all(before < after for before, after in pairwise(to))
    assert limit is None or len(to) <= limit
    told = sum(len(one.rights) for one in selection.chosen)
    assert limit is not None or told + sum(selection.left_out.values()) == len(found.unit)


@settings(max_examples=150, deadline=None)
@given(towns())
def test_no_letter_tells_of_another_adult_and_a_childs_health_goes_to_its_guardian_alone(
    made: tuple[Residents, Rights, set[str]],
) -> None:
    town, found, _ = made
    grown = adults(town, on=ON)
    for one in choose(town, found, on=ON).chosen:
        for position in one.rights:
            row, head = int(found.row[position]), int(town.head[found.unit[position]])
            subject = row if row >= 0 else head
            guardian = int(town.guardian[subject])
            if town.home[subject] >= 0 and grown[town.home[subject]]:
                assert one.to == town.home[subject]
            elif found.private[position]:
                assert one.to == town.home[guardian]
            else:
                assert one.to in {int(town.home[guardian]), int(town.home[head])}


def test_those_not_found_today_and_those_written_to_before_get_none() -> None:
    town = residents(
        [{"key": "a", "moved": True}],
        [{"key": "b", "written": True}],
        [{"key": "c"}, {"key": "d", "birth": CHILD, "guardian": 0, "moved": True}],
    )
    selection = choose(town, rights(town, *(("x", row) for row in range(4))), on=ON)
    assert written(selection) == [(2, 2, (2,))]
    assert (selection.left_out[NOT_FOUND], selection.left_out[ALREADY]) == (2, 1)


def test_what_either_snapshot_hides_is_closed_and_a_neighbour_is_not() -> None:
    then = homes_of([{"key": "father"}, {"key": "child"}], [{"key": "mother"}], [{"key": "other"}])
    fled = homes_of([{"key": "father"}], [{"key": "mother"}, {"key": "child"}], [{"key": "other"}])
    closed = closed_to_letters(then, now=(fled,), protected=["mother"])
    assert closed.units.tolist() == [True, True, False]
    assert closed_to_letters(then, now=(), protected=["mother"]).units.tolist() == [
        False,
        True,
        False,
    ]


def test_a_home_to_which_a_protected_child_is_linked_since_is_closed() -> None:
    then = homes_of([{"key": "father"}], [{"key": "other"}])
    visiting = homes_of([{"key": "father"}, {"key": "child", "is_subject": 0}], [{"key": "other"}])
    closed = closed_to_letters(then, now=(visiting,), protected=["child"])
    assert (closed.units.tolist(), closed.people.tolist()) == ([True, False], [True, False])
