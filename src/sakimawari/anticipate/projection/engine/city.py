"""The city while it is moved on month by month: columns that grow, and households as chains of people."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from sakimawari.anticipate.projection.people import (
    NOBODY,
    Int32s,
    Int64s,
    State,
)

GONE = -1
ADULT = 18 * 12  # months of life, all of them over at the beginning of a month
_KINDS = 128 # of households, the first of those that ended


_PERSON = np.dtype(
    [
        ("key", np.uint64),
        *((name, np.int32) for name in ("born", "base", "house", "chain", "partner", "parent")),
        ("origin", np.int32),
        *((name, np.int8) for name in ("leads", "care", "disability", "work", "income")),
        *((name, np.int8) for name in ("whence", "bound", "seeks")),
    ],
    align=True,
)
_HOME = np.dtype([("key", np.uint64), ("area", np.int32), ("first", np.int32)], align=True)
_AS_THEY_ARE = (
    *("key", "born", "house", "partner", "parent", "origin"),
    *("leads", "care", "disability", "work", "income", "whence"),
)
Rows = npt.NDArray[np.void]


class City(NamedTuple):
    """Rows of people and of households, with room to grow; `used` says how many of each are in use.

    Of a person: `base` is area × 2 + sex, GONE for whoever died or left; `chain` is the next person
    of the same household; `bound` is 1 while somebody goes where partner or children go; `seeks` 1
    while a partner is looked for; the others as in `State`. Of a household: `first` is its first
    person, NOBODY once it ended. All of a person lies in 48 bytes, read in one go.
    """

    used: Int64s
    people: Rows
    homes: Rows


def opened(state: State) -> City:
    """A city with room for two years of the usual comings."""
    room, houses = state.people * 8 // 7, len(state.house_key) * 5 // 4
    people, homes = np.zeros(room, _PERSON), np.zeros(houses, _HOME)
    here, standing = people[: state.people], homes[: len(state.house_key)]
    for name in _AS_THEY_ARE:
        here[name] = getattr(state, name)
    here["base"] = state.area * 2 + state.sex
    here["chain"] = NOBODY
    standing["key"], standing["area"] = state.house_key, state.house_area
    standing["first"] = NOBODY
    city = City(np.array([len(here), len(standing)], np.int64), people, homes)
    chained(city)
    return city


def with_room(city: City, *, people: int, houses: int) -> City:
    """The same city with room for so many more rows, if it has not got it."""
    used, homes = (int(n) for n in city.used)
    if used + people <= len(city.people) and homes + houses <= len(city.homes):
        return city
    more = max(2 * people, used // 16), max(2 * houses, homes // 8)
    return City(city.used, _grown(city.people, used + more[0]), _grown(city.homes, homes + more[1]))


def _grown(rows: Rows, length: int) -> Rows:
    longer = np.zeros(max(length, len(rows)), rows.dtype)
    longer[: len(rows)] = rows
    return longer


@njit(cache=True, nogil=True)
def chained(city: City) -> None:
    """Chain up everybody of each household, in the order of rows."""
    for row in range(city.used[0] - 1, -1, -1):
        if city.people[row].base != GONE:
            home = city.people[row].house
            city.people[row].chain = city.homes[home].first
            city.homes[home].first = row


@njit(cache=True, nogil=True)
def _kind(city: City, home: int, at: int) -> int:
    """What a household is made of, as a number: people, then those under 18, then with a partner."""
    size, minors, paired = 0, 0, 0
    row = city.homes[home].first
    while row != NOBODY:
        size += 1
        minors += at - city.people[row].born <= ADULT
        paired += city.people[row].partner >= 0
        row = city.people[row].chain
    return (min(size, 7) * 4 + min(minors, 3)) * 4 + min(paired, 3)


@njit(cache=True, nogil=True)
def _order(city: City, at: int, order: Int32s) -> tuple[int, int]:
    """Put households that stand into order by kind; how many people and households there are."""
    kinds = np.empty(city.used[1], np.int16)
    starts = np.zeros(_KINDS + 1, np.int64)
    for home in range(city.used[1]):
        kinds[home] = _kind(city, home, at)
        starts[kinds[home] + 1] += 1
    people, empty = 0, starts[1]
    starts[1] = 0
    for kind in range(1, _KINDS):
        starts[kind + 1] += starts[kind]
    for home in range(city.used[1]):
        if kinds[home] > 0:
            order[starts[kinds[home]]] = home
            starts[kinds[home]] += 1
    for row in range(city.used[0]):
        people += city.people[row].base != GONE
    return people, city.used[1] - empty


@njit(cache=True, nogil=True)
def _tidy(city: City, order: Int32s, people: Rows, homes: Rows, place: Int32s) -> None:
    """Copy who is there household by household; `place` gets everybody's new row."""
    found = 0
    for standing in range(len(order)):
        home = order[standing]
        row = city.homes[home].first
        homes[standing] = city.homes[home]
        homes[standing].first = found
        while row != NOBODY:
            people[found] = city.people[row]
            people[found].house = standing
            people[found].chain = found + 1
            place[row] = found
            found += 1
            row = city.people[row].chain
        people[found - 1].chain = NOBODY
    for row in range(found):
        if people[row].partner >= 0:
            people[row].partner = place[people[row].partner]
        if people[row].parent >= 0:
            people[row].parent = place[people[row].parent]


def tidied(city: City, at: int) -> City:
    """The same city without whoever is gone, people of a household side by side.

    Households of one kind lie together: what is asked of one and the next has the same answers, and
    the processor, which guesses them, is right.
    """
    order = np.empty(int(city.used[1]), np.int32)
    found, standing = _order(city, at, order)
    people, homes = np.zeros(found * 8 // 7, _PERSON), np.zeros(standing * 5 // 4, _HOME)
    place = np.full(len(city.people), NOBODY, np.int32)
    _tidy(city, order[:standing], people, homes, place)
    return City(np.array([found, standing], np.int64), people, homes)


def closed(city: City, month: int, areas: tuple[str, ...]) -> State:
    """The city as a state, without whoever is gone."""
    tidy = tidied(city, month)
    people, homes = tidy.people[: tidy.used[0]], tidy.homes[: tidy.used[1]]
    columns = {name: people[name].copy() for name in _AS_THEY_ARE}
    return State(
        month=month,
        areas=areas,
        sex=(people["base"] % 2).astype(np.int8),
        house_key=homes["key"].copy(),
        house_area=homes["area"].copy(),
        **columns,
    )
