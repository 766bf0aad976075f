"""Who arrives: households like those of the city, chosen so that every sex and age arrives as given."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sakimawari.anticipate.projection.engine import lots
from sakimawari.anticipate.projection.people import NOBODY, Int8s, Int32s, Int64s, State
from sakimawari.anticipate.projection.values import AGES, Floats

KINDS = 2 * AGES
_HOUSEHOLDS = 600  # patterns of households; single people are drawn beside them
_SINGLES = 4  # patterns of a single person of each sex and age
_LARGEST = 6
_MINOR = 18


class Donors(NamedTuple):
    """Patterns of arriving households, member by member.

    Pattern k has the members `starts[k]` to `starts[k + 1] - 1`; `partner` and `parent` are places
    within the pattern or NOBODY. From `singles` on each pattern is one person, by sex, age and
    number; a lone child joins a household that is there.
    """

    starts: Int64s
    singles: int
    sex: Int8s
    age: Int32s
    partner: Int32s
    parent: Int32s
    leads: Int8s
    care: Int8s
    disability: Int8s
    work: Int8s
    income: Int8s
    origin: Int32s


def donors_of(state: State, seed: int) -> Donors:
    """Patterns drawn from the households and single people of a city."""
    members, sizes = _households(state, seed)
    single = _single(state, seed)
    rows = np.concatenate([members, np.maximum(single, 0)])
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    homes, whole = len(sizes), len(members)
    place = np.full(state.people + 1, NOBODY, np.int32)
    place[members] = np.arange(whole) - first
    kinds = np.repeat(np.arange(KINDS), _SINGLES)
    partner = np.full(len(rows), NOBODY, np.int32)
    parent = partner.copy()
    partner[:whole] = place[state.partner[members]]
    parent[:whole] = place[state.parent[members]]
    sex, age = state.sex[rows].copy(), np.clip(state.age[rows], 0, AGES - 1)
    sex[whole:], age[whole:] = kinds // AGES, kinds % AGES
    leads = state.leads[rows].copy()
    leads[whole:] = age[whole:] >= _MINOR
    facts = {n: getattr(state, n)[rows].copy() for n in ("care", "disability", "work", "income")}
    origin = state.origin[rows].copy()
    for name in facts:
        facts[name][whole:][single < 0] = 0
    origin[whole:][single < 0] = NOBODY
    return Donors(
        starts=np.concatenate([[0], np.cumsum(sizes), whole + 1 + np.arange(len(single))]).astype(
            np.int64
        ),
        singles=homes,
        sex=sex,
        age=age.astype(np.int32),
        partner=partner,
        parent=parent,
        leads=leads,
        origin=origin,
        **facts,
    )


def _households(state: State, seed: int) -> tuple[Int64s, Int64s]:
    """The rows of drawn households of two to six with an adult who leads, and their sizes."""
    size = state.size
    led = np.bincount(state.house, (state.leads == 1) & (state.age >= _MINOR), len(size)) > 0
    fit = np.flatnonzero((size >= 2) & (size <= _LARGEST) & led)
    keys = state.house_key[fit]
    order = np.argsort(lots.keys_of(seed, keys), kind="stable")
    chosen = fit[order[:_HOUSEHOLDS]]
    by_home = np.argsort(state.house, kind="stable")
    ends = np.cumsum(size)
    rows = [by_home[ends[home] - size[home] : ends[home]] for home in chosen]
    members = np.concatenate([*rows, np.empty(0, np.int64)]).astype(np.int64)
    return members, size[chosen].astype(np.int64)


def _single(state: State, seed: int) -> Int64s:
    """A few people of each sex and age, by lot; NOBODY where there are none."""
    kind = state.sex.astype(np.int64) * AGES + np.clip(state.age, 0, AGES - 1)
    order = np.lexsort((lots.keys_of(seed + 1, state.key), kind))
    starts = np.searchsorted(kind[order], np.arange(KINDS + 1))
    found = np.full((KINDS, _SINGLES), NOBODY, np.int64)
    for each in range(KINDS):
        some = order[starts[each] : starts[each + 1]][:_SINGLES]
        if len(some):
            found[each] = np.resize(some, _SINGLES)
    return found.ravel()


def members_of(donors: Donors) -> Floats:
    """How many people of each sex × age the patterns of households have."""
    found = np.zeros((donors.singles, KINDS))
    whole = int(donors.starts[donors.singles])
    homes = np.repeat(np.arange(donors.singles), np.diff(donors.starts[: donors.singles + 1]))
    kind = donors.sex[:whole].astype(np.int64) * AGES + donors.age[:whole]
    np.add.at(found, (homes, kind), 1.0)
    return found


def weights(arrive: Floats, have: Floats, before: Floats | None) -> Floats:
    """How often each pattern arrives in each area: (areas, patterns of households).

    Adjusted towards the wanted people of each sex and age, then held below them: what is lacking
    arrives as single people. `before` are those of an earlier year.
    """
    wanted = arrive.reshape(len(arrive), KINDS)
    size = np.maximum(have.sum(axis=1), 1.0)
    scale = wanted.sum(axis=1, keepdims=True) / max(have.sum(), 1.0)
    found = np.repeat(scale, len(have), axis=1) if before is None else before
    for _ in range(8 if before is None else 2):
        ratio = _ratio(wanted, found @ have)
        found = found * (np.minimum(ratio, 4.0) @ have.T) / size
    members = np.nonzero(have)
    for _ in range(3):
        ratio = np.minimum(_ratio(wanted, found @ have), 1.0)
        found = found * _least(ratio, members, len(have))
    return found


def _ratio(wanted: Floats, given: Floats) -> Floats:
    return np.where(given > 0, wanted / np.where(given > 0, given, 1.0), 1.0)


def _least(ratio: Floats, members: tuple[Int64s, ...], patterns: int) -> Floats:
    """The least ratio among the members of each pattern, of which pattern and kind are given."""
    homes, kinds = members
    found = np.ones((len(ratio), patterns))
    first = np.flatnonzero(np.diff(homes, prepend=-1))  # of the members of each, who lie together
    if len(first):
        found[:, homes[first]] = np.minimum.reduceat(ratio[:, kinds], first, axis=1)
    return np.minimum(found, 1.0)


def arrivals(arrive: Floats, have: Floats, weight: Floats) -> Floats:
    """Running sums of what arrives a month in each area: patterns, then single people."""
    lacking = np.maximum(arrive.reshape(len(arrive), KINDS) - weight @ have, 0.0)
    single = np.repeat(lacking / _SINGLES, _SINGLES, axis=1)
    return np.cumsum(np.concatenate([weight, single], axis=1) / 12.0, axis=1)
