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
    Uint64s,
)

GONE = -1
ADULT = 18 * 12  # months of life, all of them over at the beginning of a month
_KINDS = 128  # of households, the first of those that ended


_PERSON = np.dtype(
    [
        *((name, np.int32) for name in ("chain", "partner", "base")),
        ("born", np.int16),
        *((name, np.int8) for name in ("leads", "bound")),
    ],
    align=True,
)
_FACTS = np.dtype(
    [
        *((name, np.int32) for name in ("house", "parent", "origin")),
        *((name, np.int8) for name in ("care", "disability", "work", "income", "whence", "seeks")),
    ],
    align=True,
)
_HOME = np.dtype([("key", np.uint64), ("area", np.int32), ("first", np.int32)], align=True)
_OF_PEOPLE = ("born", "partner", "leads")
_OF_FACTS = ("house", "parent", "origin", "care", "disability", "work", "income", "whence")
Rows = npt.NDArray[np.void]


class City(NamedTuple):
    """Rows of people and of households, with room to grow; `used` says how many of each are in use.

    Of a person: `base` is area × 2 + sex, GONE for whoever died or left; `chain` is the next person
    of the same household; `bound` is 1 while somebody goes where partner or children go; `seeks` 1
    while a partner is looked for; the others as in `State`. Of a household: `first` is its first
    person, NOBODY once it ended. What every month asks of everybody, `people`, takes 16 bytes; `keys`
    and `facts` of the same rows lie apart, for most months ask few for them.
    """

    used: Int64s
    people: Rows
    keys: Uint64s
    facts: Rows
    homes: Rows


def _empty(used: tuple[int, int], people: int, homes: int) -> City:
    """Rows without anybody in them, as many as given."""
    return City(
        np.array(used, np.int64),
        np.zeros(people, _PERSON),
        np.zeros(people, np.uint64),
        np.zeros(people, _FACTS),
        np.zeros(homes, _HOME),
    )


def opened(state: State) -> City:
    """A city with room for two years of the usual comings."""
    here, standing = state.people, len(state.house_key)
    city = _empty((here, standing), here * 8 // 7, standing * 5 // 4)
    people, facts, homes = city.people[:here], city.facts[:here], city.homes[:standing]
    city.keys[:here] = state.key
    for name in _OF_PEOPLE:
        people[name] = getattr(state, name)
    for name in _OF_FACTS:
        facts[name] = getattr(state, name)
    people["base"] = state.area * 2 + state.sex
    people["chain"] = NOBODY
    homes["key"], homes["area"], homes["first"] = state.house_key, state.house_area, NOBODY
    chained(city)
    return city


def with_room(city: City, *, people: int, houses: int) -> City:
    """The same city with room for so many more rows, if it has not got it."""
    used, homes = (int(n) for n in city.used)
    if used + people <= len(city.people) and homes + houses <= len(city.homes):
        return city
    rows = max(used + max(2 * people, used // 16), len(city.people))
    more = _empty((used, homes), rows, max(homes + max(2 * houses, homes // 8), len(city.homes)))
    for now, then in zip(more[1:], city[1:], strict=True):
        now[: len(then)] = then
    return more


@njit(cache=True, nogil=True)
def chained(city: City) -> None:
    """Chain up everybody of each household, in the order of rows."""
    for row in range(city.used[0] - 1, -1, -1):
        if city.people[row].base != GONE:
            home = city.facts[row].house
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
def _tidy(city: City, order: Int32s, into: City, place: Int32s) -> None:
    """Copy who is there household by household; `place` gets everybody's new row."""
    people, keys, facts, homes, found = into.people, into.keys, into.facts, into.homes, 0
    for standing in range(len(order)):
        home = order[standing]
        row = city.homes[home].first
        homes[standing] = city.homes[home]
        homes[standing].first = found
        while row != NOBODY:
            people[found] = city.people[row]
            keys[found] = city.keys[row]
            facts[found] = city.facts[row]
            facts[found].house = standing
            people[found].chain = found + 1
            place[row] = found
            found += 1
            row = city.people[row].chain
        people[found - 1].chain = NOBODY
    for row in range(found):
        if people[row].partner >= 0:
            people[row].partner = place[people[row].partner]
        if facts[row].parent >= 0:
            facts[row].parent = place[facts[row].parent]


def tidied(city: City, at: int) -> City:
    """The same city without whoever is gone, people of a household side by side.

    Households of one kind lie together: what is asked of one and the next has the same answers, and
    the processor, which guesses them, is right.
    """
    order = np.empty(int(city.used[1]), np.int32)
    found, standing = _order(city, at, order)
    into = _empty((found, standing), found * 8 // 7, standing * 5 // 4)
    _tidy(city, order[:standing], into, np.full(len(city.people), NOBODY, np.int32))
    return into


def closed(city: City, month: int, areas: tuple[str, ...]) -> State:
    """The city as a state, without whoever is gone."""
    tidy = tidied(city, month)
    here, homes = slice(int(tidy.used[0])), tidy.homes[: tidy.used[1]]
    people, facts = tidy.people[here], tidy.facts[here]
    columns = {name: people[name].copy() for name in _OF_PEOPLE if name != "born"}
    columns |= {name: facts[name].copy() for name in _OF_FACTS}
    return State(
        month=month,
        areas=areas,
        key=tidy.keys[here].copy(),
        born=people["born"].astype(np.int32),
        sex=(people["base"] % 2).astype(np.int8),
        house_key=homes["key"].copy(),
        house_area=homes["area"].copy(),
        **columns,
    )
