"""A city made of a table of counts: people by area, sex and age, put into households by lot.

For backtests, for cities that have no register here, and for measuring. Counts are kept exactly;
who lives with whom, cares, works is drawn from shares typed in below (assumed, rounded from what
the census of 2020 and the care statistics say of the country). Every fact of a founded person is
an assumption: say so beside what is made of it.
"""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.projection.engine.lots import key_of, keys_of
from sakimawari.anticipate.projection.people import (
    INCOME_STEPS,
    NOBODY,
    RESIDENT,
    Int64s,
    State,
    Uint64s,
)
from sakimawari.anticipate.projection.rates.care import certified, mixture
from sakimawari.anticipate.projection.values import AGES, MEN, WOMEN, Floats
from sakimawari.problems import fault

_ADULT, _SPREAD = 18, 9_007_199_254_740_992.0
_AT = (17, 20, 25, 30, 35, 40, 50, 60, 70, 80, 90, 100)
# Shares by sex at these ages: with a partner; living with a parent, of adults without a partner; at work.
_PARTNERED = (
    (0, 0.01, 0.13, 0.46, 0.61, 0.66, 0.68, 0.74, 0.80, 0.78, 0.60, 0.30),
    (0, 0.02, 0.19, 0.54, 0.67, 0.70, 0.72, 0.74, 0.69, 0.46, 0.14, 0.02),
)
_AT_HOME = (
    (1, 0.66, 0.50, 0.48, 0.50, 0.48, 0.38, 0.20, 0.06, 0, 0, 0),
    (1, 0.68, 0.52, 0.46, 0.42, 0.38, 0.26, 0.12, 0.04, 0, 0, 0),
)
_AT_WORK = (
    (0.05, 0.48, 0.88, 0.93, 0.94, 0.94, 0.93, 0.82, 0.42, 0.15, 0.03, 0),
    (0.05, 0.50, 0.86, 0.79, 0.77, 0.80, 0.80, 0.63, 0.26, 0.07, 0.01, 0),
)
_DISABLED = (
    (0.012, 0.015, 0.018, 0.02, 0.023, 0.028, 0.04, 0.07, 0.12, 0.19, 0.26, 0.3),
    (0.008, 0.011, 0.014, 0.017, 0.02, 0.024, 0.032, 0.05, 0.085, 0.15, 0.23, 0.28),
)
_MOTHER_AT, _MOTHER_SPREAD, _YOUNGEST, _OLDEST = 31.5, 5.0, 18, 46
_OF_A_PAIR = 0.88  # children whose mother has a partner


def founded(counts: Int64s, areas: tuple[str, ...], *, month: int, seed: int) -> State:
    """A city with exactly these people (areas, 2, AGES) at the beginning of a month.

    PROJ005 where a count is negative or no whole number, or the table has another shape.
    """
    if counts.shape != (len(areas), 2, AGES):
        raise fault(
            "PROJ005",
            f"the table of people has the shape {counts.shape}",
            f"give {len(areas)} areas × 2 sexes × {AGES} single years of age",
        )
    if (counts < 0).any() or (counts != np.floor(counts)).any():
        raise fault("PROJ005", "a count of people is negative or no whole number", "correct it")
    whole = counts.astype(np.int64).ravel()
    cell = np.repeat(np.arange(whole.size), whole)
    rows = np.arange(len(cell))
    area, sex, age = cell // (2 * AGES), cell // AGES % 2, cell % AGES
    key = keys_of(key_of(seed), rows)
    partner = _partners(area, sex, age, key)
    parent = _parents(area, sex, age, key, partner)
    house, leads = _homes(age, key, partner, parent, sex)
    homes = int(house.max(initial=-1)) + 1
    house_area = np.zeros(homes, np.int32)
    house_area[house] = area
    order = np.lexsort((rows, house))  # people of a household lie side by side
    place = np.full(len(rows) + 1, NOBODY, np.int32)
    place[order] = np.arange(len(rows), dtype=np.int32)
    work = _draw(key, 3) < _share(_AT_WORK, sex, age)
    return State(
        month=month,
        areas=areas,
        key=key[order],
        born=(month - 1 - age * 12 - (_draw(key, 4) * 12).astype(int)).astype(np.int32)[order],
        sex=sex.astype(np.int8)[order],
        house=house.astype(np.int32)[order],
        partner=place[partner[order]],
        parent=place[parent[order]],
        leads=leads.astype(np.int8)[order],
        care=_care(sex, age, key)[order],
        disability=_disability(sex, age, key)[order],
        work=work.astype(np.int8)[order],
        income=(_draw(key, 5) * INCOME_STEPS).astype(np.int8)[order],
        origin=np.full(len(rows), NOBODY, np.int32),
        whence=np.full(len(rows), RESIDENT, np.int8),
        house_key=keys_of(key_of(seed, 1), np.arange(homes)),
        house_area=house_area,
    )


def _draw(key: Uint64s, what: int) -> Floats:
    """A number in [0, 1) for everybody."""
    word = keys_of(what, key.view(np.int64))
    return (word >> np.uint64(11)).astype(np.float64) / _SPREAD


def _share(table: tuple[tuple[float, ...], ...], sex: Int64s, age: Int64s) -> Floats:
    ages = np.arange(AGES)
    curves = np.stack([np.interp(ages, _AT, row) for row in table])
    found: Floats = curves[sex, age]
    return found


def _partners(area: Int64s, sex: Int64s, age: Int64s, key: Uint64s) -> Int64s:
    """Partners of the same area, men and women in the order of their ages."""
    found = np.full(len(area), NOBODY, np.int64)
    has = (age >= _ADULT) & (_draw(key, 1) < _share(_PARTNERED, sex, age))
    lot = _draw(key, 2)
    for place in np.unique(area):
        here = np.flatnonzero(has & (area == place))
        sides = [here[sex[here] == each] for each in (MEN, WOMEN)]
        many = min(len(side) for side in sides)
        pair = []
        for side in sides:
            chosen = side[np.argsort(lot[side], kind="stable")[:many]]
            pair.append(chosen[np.lexsort((chosen, age[chosen]))])
        found[pair[0]], found[pair[1]] = pair[1], pair[0]
    return found


def _parents(area: Int64s, sex: Int64s, age: Int64s, key: Uint64s, partner: Int64s) -> Int64s:
    """Mothers of children, and of grown-up children who live with her, by the years between them."""
    found = np.full(len(area), NOBODY, np.int64)
    stays = (age < _ADULT) | ((partner < 0) & (_draw(key, 6) < _share(_AT_HOME, sex, age)))
    children = np.flatnonzero(stays)
    between = _MOTHER_AT + _MOTHER_SPREAD * _bell(key[children])
    wanted = age[children] + np.clip(between, _YOUNGEST, _OLDEST).astype(np.int64)
    wanted = np.maximum(wanted, _ADULT)
    has = _draw(key[children], 7) < _OF_A_PAIR
    adult = (sex == WOMEN) & (age >= _ADULT)
    paired = np.flatnonzero(adult & (partner >= 0))
    alone = np.flatnonzero(adult & (partner < 0) & ~stays & (age < 60))
    for some, mothers in ((has, paired), (~has, alone)):
        these = children[some]
        found[these] = _picked(mothers, (area, age), area[these], wanted[some], key[these])
    lost = children[found[children] < 0]
    anybody = np.flatnonzero((age >= _ADULT) & ~stays)
    minors = lost[age[lost] < _ADULT]
    found[minors] = _picked(anybody, (area, age), area[minors], age[minors] + 30, key[minors])
    return found


def _bell(key: Uint64s) -> Floats:
    whole = np.sum([_draw(key, 20 + each) for each in range(6)], axis=0)
    return np.asarray((whole - 3.0) * np.sqrt(2.0))


def _picked(
    among: Int64s, cell: tuple[Int64s, Int64s], where: Int64s, wanted: Int64s, key: Uint64s
) -> Int64s:
    """Somebody of an area and about an age for each, or NOBODY where the area has none.

    `cell` are area and age of everybody.
    """
    area, age = cell
    if not len(among):
        return np.full(len(where), NOBODY, np.int64)
    scale = 2 * AGES
    order = np.argsort(area[among] * scale + age[among], kind="stable")
    rank = (area[among] * scale + age[among])[order]
    low = np.searchsorted(rank, where * scale + wanted, side="left")
    high = np.searchsorted(rank, where * scale + wanted, side="right")
    first = np.searchsorted(rank, where * scale, side="left")
    last = np.searchsorted(rank, where * scale + scale, side="left")
    place = low + (_draw(key, 8) * (high - low)).astype(np.int64)
    near = np.clip(place, first, np.maximum(last - 1, first))
    near = np.minimum(near, len(among) - 1)
    return np.where(last > first, among[order[near]], NOBODY)


def _homes(
    age: Int64s, key: Uint64s, partner: Int64s, parent: Int64s, sex: Int64s
) -> tuple[Int64s, Int64s]:
    """Households, numbered in the order of their first people, and who leads them."""
    rows = np.arange(len(age))
    root = np.where(parent >= 0, parent, rows)
    root = np.where((parent < 0) & (partner >= 0), np.minimum(rows, partner), root)
    of_parent = parent >= 0
    over = np.where(partner[root] >= 0, np.minimum(root, partner[root]), root)
    root = np.where(of_parent, over, root)
    # A parent who lives with a parent of their own: everybody joins the oldest generation's home.
    for _ in range(3):
        root = root[root]
    _, house = np.unique(root, return_inverse=True)
    leads = (parent < 0).astype(np.int64)
    return house.astype(np.int64), leads


def _care(sex: Int64s, age: Int64s, key: Uint64s) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    certain = _draw(key, 9) < certified()[sex, age]
    level = (_draw(key, 10)[:, None] >= np.cumsum(mixture(), axis=2)[sex, age]).sum(axis=1) + 1
    return np.where(certain, np.minimum(level, 7), 0).astype(np.int8)


def _disability(
    sex: Int64s, age: Int64s, key: Uint64s
) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    has = _draw(key, 11) < _share(_DISABLED, sex, age)
    grade = np.digitize(_draw(key, 12), (0.35, 0.65)) + 1
    return np.where(has, grade, 0).astype(np.int8)
