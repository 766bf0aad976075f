"""Couples without minors, adult children at home, three generations, and everyone who is left.

Shares by age are invented but chosen so that about 2.15 people share a household and four
households in ten are one person, as in Kitakyushu's census of 2020.
"""

from __future__ import annotations

import numpy as np

from sakimawari.city.assembly import Assembly, Kind, Tier, by_age
from sakimawari.city.matching import Rows

_IN_CARE_HOME = {65: 0.008, 75: 0.025, 80: 0.05, 85: 0.11, 90: 0.22}
_MARRIED_WITHOUT_MINORS = {
    20: 0.02, 25: 0.16, 30: 0.28, 35: 0.28, 40: 0.30, 45: 0.42, 50: 0.55,
    55: 0.62, 60: 0.66, 65: 0.66, 70: 0.62, 75: 0.53, 80: 0.38, 85: 0.22, 90: 0.08,
}  # fmt: skip
_WITH_PARENTS = {
    18: 0.92, 20: 0.84, 23: 0.74, 30: 0.66, 35: 0.62, 45: 0.60, 50: 0.56, 55: 0.48, 60: 0.35, 65: 0.0,
}  # fmt: skip
_ELDER_WITH_FAMILY = 0.08
_ELDER_WITH_LONE_PARENT = 0.28
_SIBLINGS = 0.03
_LODGERS = 0.006
_UNREGISTERED = 0.012
_FATHER_SIDE = 0.7


def settle_care_homes(made: Assembly, rng: np.random.Generator) -> None:
    """Old people in care homes: registered there, each a household of one."""
    there = rng.random(len(made.age)) < by_age(_IN_CARE_HOME, made.age)
    made.house_alone(np.flatnonzero(there & made.free), Kind.CARE_HOME)


def settle_adults(made: Assembly, rng: np.random.Generator) -> None:
    """Give every adult a household, after the children and their parents have one."""
    _couples(made, rng)
    _adult_children(made, rng)
    _three_generations(made, rng)
    _brothers_and_sisters(made, rng)
    _lodgers(made, rng)
    made.house_alone(np.flatnonzero(made.free))
    _unregistered(made, rng)


def _couples(made: Assembly, rng: np.random.Generator) -> None:
    grandmothers = np.unique(made.unit[made.tier == Tier.GRANDCHILD])
    leads_grandchild = np.isin(made.unit, grandmothers) & (made.tier == Tier.CORE)
    luck = rng.random(len(made.age))
    marrying = (made.free & (luck < by_age(_MARRIED_WITHOUT_MINORS, made.age))) | (
        leads_grandchild & (luck < 0.5)
    )
    wives = np.flatnonzero(marrying & (made.sex == 1))
    men = np.flatnonzero(made.free & (made.sex == 0) & (made.age >= 18))
    want = made.age[wives] + rng.normal(2.2, 3.5, len(wives))
    found = made.find(wives, want, men, spread=18)
    wives, husbands = wives[found >= 0], found[found >= 0]
    newly = made.free[wives]
    made.unit[wives[newly]] = wives[newly]
    made.marry(wives, husbands)


def _adult_children(made: Assembly, rng: np.random.Generator) -> None:
    """Unmarried sons and daughters with their parents, or a single parent with them."""
    luck = rng.random(len(made.age))
    children = np.flatnonzero(made.free & (luck < by_age(_WITH_PARENTS, made.age)))
    alone = made.free & (made.age >= 40) & (rng.random(len(made.age)) < 0.5)
    alone[children] = False
    core_woman = (made.sex == 1) & (made.tier == Tier.CORE) & (made.kind == Kind.HOME)
    for _ in range(3):  # up to three grown children a home
        offering = np.flatnonzero((core_woman & ~made.free) | alone)
        want = made.age[children] + np.clip(rng.normal(28.5, 5, len(children)), 18, 43)
        found = made.find(children, want, offering, spread=10)
        fits = (found >= 0) & (made.age[found] - made.age[children] >= 17)
        found, joined = found[fits], children[fits]
        new_homes = found[made.free[found]]
        made.unit[new_homes] = new_homes
        _adopt(made, joined, found)
        children = children[~fits]
    leads = joined_leads(made, rng)
    made.child_leads[leads] = True


def _adopt(made: Assembly, children: Rows, parents: Rows) -> None:
    made.unit[children] = made.unit[parents]
    made.tier[children] = Tier.CHILD
    woman = made.sex[parents] == 1
    made.mother[children[woman]] = parents[woman]
    made.father[children[woman]] = made.partner[parents[woman]]
    made.father[children[~woman]] = parents[~woman]


def joined_leads(made: Assembly, rng: np.random.Generator) -> Rows:
    """Grown children, aged 40 or over and with one old parent, who are 世帯主 themselves."""
    grown = (made.tier == Tier.CHILD) & (made.age >= 40)
    parent = np.maximum(made.mother, made.father)
    one_parent = (made.mother < 0) | (made.father < 0)
    old = np.where(parent >= 0, made.age[parent], 0) >= 68
    return np.flatnonzero(grown & one_parent & old & (rng.random(len(made.age)) < 0.45))


def _three_generations(made: Assembly, rng: np.random.Generator) -> None:
    """Grandparents who live with a family that has minors: the elders move in, or the reverse."""
    minors = np.unique(made.unit[(made.tier == Tier.CHILD) & (made.age < 18)])
    core = (made.tier == Tier.CORE) & np.isin(made.unit, minors) & (made.age >= 20)
    luck = rng.random(len(made.age))
    couple = core & (made.sex == 1) & (made.partner >= 0) & (luck < _ELDER_WITH_FAMILY)
    lone = core & (made.partner < 0) & ~made.father_away & (luck < _ELDER_WITH_LONE_PARENT)
    wives = np.flatnonzero(couple)
    own_side = rng.random(len(wives)) >= _FATHER_SIDE
    seeking = np.r_[np.where(own_side, wives, made.partner[wives]), np.flatnonzero(lone)]
    with_children = np.unique(made.unit[made.tier != Tier.CORE])
    childless = (made.tier == Tier.CORE) & ~np.isin(made.unit, with_children)
    home = made.kind == Kind.HOME
    elders = np.flatnonzero(
        (made.sex == 1) & (made.age >= 48) & (made.free | (childless & home & (made.unit >= 0)))
    )
    want = made.age[seeking] + np.clip(rng.normal(28, 4, len(seeking)), 19, 42)
    found = made.find(seeking, want, elders, spread=8)
    fits = (found >= 0) & (made.age[found] - made.age[seeking] >= 18)
    _move_in(made, seeking[fits], found[fits], rng)


def _move_in(made: Assembly, families: Rows, elders: Rows, rng: np.random.Generator) -> None:
    husbands = made.partner[elders]
    has = husbands >= 0
    everyone = np.r_[elders, husbands[has]]
    made.unit[everyone] = made.unit[np.r_[families, families[has]]]
    made.tier[everyone] = Tier.ELDER
    made.elder_of[everyone] = np.r_[families, families[has]]
    lone = made.partner[families] < 0
    leads = np.where(lone, 0.8, 0.4) * (made.age[elders] < 76) > rng.random(len(elders))
    made.elder_leads[np.r_[elders[leads], husbands[has & leads]]] = True


def _brothers_and_sisters(made: Assembly, rng: np.random.Generator) -> None:
    """Unmarried brothers and sisters who share a home."""
    chosen = np.flatnonzero(made.free & (made.age >= 30) & (rng.random(len(made.age)) < _SIBLINGS))
    half = len(chosen) // 2
    chosen = rng.permutation(chosen)
    first, second = chosen[:half], chosen[half:]
    found = made.find(second, made.age[second] + rng.normal(3, 3, len(second)), first, spread=6)
    has = found >= 0
    made.house_alone(found[has])
    made.unit[second[has]] = found[has]
    made.tier[second[has]] = Tier.SIBLING


def _lodgers(made: Assembly, rng: np.random.Generator) -> None:
    """Adults registered in another's household without being family (同居人)."""
    lodging = np.flatnonzero(made.free & (made.age >= 18) & (rng.random(len(made.age)) < _LODGERS))
    hosts = np.flatnonzero((made.tier == Tier.CORE) & ~made.free & (made.kind == Kind.HOME))
    found = made.find(
        lodging, made.age[lodging].astype(np.float64), rng.permutation(hosts), spread=10
    )
    has = found >= 0
    made.unit[lodging[has]] = made.unit[found[has]]
    made.tier[lodging[has]] = Tier.LODGER


def _unregistered(made: Assembly, rng: np.random.Generator) -> None:
    """Couples who live as married without having registered it (未届)."""
    women = np.flatnonzero(
        (made.sex == 1) & (made.partner >= 0) & (made.tier == Tier.CORE) & (made.age < 75)
    )
    women = women[rng.random(len(women)) < _UNREGISTERED]
    made.unregistered[np.r_[women, made.partner[women]]] = True
