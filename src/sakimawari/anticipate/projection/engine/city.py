"""The city while it is moved on month by month: columns that grow, and households as chains of people."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from sakimawari.anticipate.projection.people import (
    NOBODY,
    Int8s,
    Int32s,
    Int64s,
    State,
    Uint64s,
)

GONE = -1


class City(NamedTuple):
    """Columns with room to grow. `count` holds how many rows of people and households are in use.

    `base` is area × 2 + sex, GONE for whoever died or left; `chain` is the next person of the same
    household, `first` the first one (NOBODY: the household ended). `bound` is 1 while somebody goes
    where partner or children go; `seeks` 1 while a partner is looked for.
    """

    count: Int64s
    key: Uint64s
    born: Int32s
    base: Int32s
    house: Int32s
    chain: Int32s
    partner: Int32s
    parent: Int32s
    leads: Int8s
    care: Int8s
    disability: Int8s
    work: Int8s
    income: Int8s
    origin: Int32s
    whence: Int8s
    bound: Int8s
    seeks: Int8s
    first: Int32s
    house_key: Uint64s
    house_area: Int32s


PERSONAL = (
    *("key", "born", "base", "house", "chain", "partner", "parent", "leads", "care"),
    *("disability", "work", "income", "origin", "whence", "bound", "seeks"),
)
OF_HOUSES = ("first", "house_key", "house_area")


def opened(state: State, *, room: int, houses: int) -> City:
    """A city with room for so many people and households in all."""
    people, homes = state.people, len(state.house_key)
    columns: dict[str, npt.NDArray[np.generic]] = {
        "count": np.array([people, homes], np.int64),
        "base": grown((state.area * 2 + state.sex).astype(np.int32), room),
        "chain": grown(np.full(people, NOBODY, np.int32), room),
        "bound": grown(np.zeros(people, np.int8), room),
        "seeks": grown(np.zeros(people, np.int8), room),
        "first": grown(np.full(homes, NOBODY, np.int32), houses),
    }
    for name in PERSONAL + OF_HOUSES:
        if name not in columns:
            columns[name] = grown(getattr(state, name), room if name in PERSONAL else houses)
    city = City(**columns)  # type: ignore[arg-type]
    chained(city)
    return city


def grown(column: npt.NDArray[np.generic], length: int) -> npt.NDArray[np.generic]:
    """A column with room for `length` rows."""
    longer = np.zeros(max(length, len(column)), column.dtype)
    longer[: len(column)] = column
    return longer


def with_room(city: City, *, people: int, houses: int) -> City:
    """The same city with room for so many more rows, if it has not got it."""
    used, homes = (int(n) for n in city.count)
    if used + people <= len(city.key) and homes + houses <= len(city.first):
        return city
    room, places = used + 2 * people, homes + 2 * houses
    wider = {name: grown(getattr(city, name), room) for name in PERSONAL}
    wider |= {name: grown(getattr(city, name), places) for name in OF_HOUSES}
    return city._replace(**wider)


@njit(cache=True, nogil=True)
def chained(city: City) -> None:
    """Chain up everybody of each household, in the order of rows."""
    for row in range(city.count[0] - 1, -1, -1):
        if city.base[row] != GONE:
            home = city.house[row]
            city.chain[row] = city.first[home]
            city.first[home] = row


@njit(cache=True, nogil=True)
def in_order(city: City, people: Int32s, homes: Int32s) -> tuple[int, int]:
    """Who is there, household by household, and which households are; how many of each."""
    found, standing = 0, 0
    for home in range(city.count[1]):
        row = city.first[home]
        if row == NOBODY:
            continue
        homes[standing] = home
        standing += 1
        while row != NOBODY:
            people[found] = row
            found += 1
            row = city.chain[row]
    return found, standing


def closed(city: City, month: int, areas: tuple[str, ...]) -> tuple[State, Int8s]:
    """The city as a state, without whoever is gone, and who seeks a partner."""
    people = np.empty(city.count[0], np.int32)
    homes = np.empty(city.count[1], np.int32)
    found, standing = in_order(city, people, homes)
    people, homes = people[:found], homes[:standing]
    place = np.full(len(city.key) + 1, NOBODY, np.int32)  # the last one answers for NOBODY
    place[people] = np.arange(found, dtype=np.int32)
    home_place = np.full(len(city.first), NOBODY, np.int32)
    home_place[homes] = np.arange(standing, dtype=np.int32)
    columns = {
        name: getattr(city, name)[people]
        for name in ("key", "born", "leads", "care", "disability", "work", "income")
    }
    state = State(
        month=month,
        areas=areas,
        sex=(city.base[people] % 2).astype(np.int8),
        house=home_place[city.house[people]],
        partner=place[city.partner[people]],
        parent=place[city.parent[people]],
        origin=city.origin[people],
        whence=city.whence[people],
        house_key=city.house_key[homes],
        house_area=city.house_area[homes],
        **columns,
    )
    return state, city.seeks[people]
