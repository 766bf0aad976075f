"""Children into families: siblings, mothers, fathers, grandparents, foster homes.

The shares are invented but close to what the census and the survey of households show: about 1.7
children under 18 in a family that has any, one family in eight with one parent.
"""

from __future__ import annotations

import numpy as np

from sakimawari.city.assembly import Assembly, Floats, Kind, Tier
from sakimawari.city.matching import Rows

_GAPS = np.array([1, 2, 3, 4, 5, 6, 7, 8])
_GAP_SHARES = np.array([0.08, 0.30, 0.29, 0.15, 0.09, 0.05, 0.02, 0.02])
_TWINS = 0.012
_IN_CHILDRENS_HOME = 0.0025
_LODGING = 0.006  # of those aged 15-17
_LONE_AT_BIRTH, _LONE_AT_17 = 0.03, 0.15
_LONE_FATHER = 0.10
_WITH_GRANDPARENTS = 0.008
_FATHER_POSTED_AWAY = 0.02


def settle_children(made: Assembly, rng: np.random.Generator) -> None:
    """Give every child under 18 a household; every child under 15 in a home has an adult."""
    _away_from_home(made, rng)
    children = np.flatnonzero(made.free & (made.age < 18))
    family = _siblings(made, children, rng)
    eldest = np.unique(family)
    made.unit[children] = family
    made.tier[children] = Tier.CHILD
    without = _parents(made, eldest, rng)
    without = _grandparents(made, without, rng)
    _foster(made, without)
    _spread_to_siblings(made, children, family)


def _away_from_home(made: Assembly, rng: np.random.Generator) -> None:
    luck = rng.random(len(made.age))
    home = (made.age >= 1) & (made.age < 18) & (luck < _IN_CHILDRENS_HOME)
    made.house_alone(np.flatnonzero(home), Kind.CHILDRENS_HOME)
    lodging = (made.age >= 15) & (made.age < 18) & ~home & (luck > 1 - _LODGING)
    made.house_alone(np.flatnonzero(lodging), Kind.LODGING)


def _siblings(made: Assembly, children: Rows, rng: np.random.Generator) -> Rows:
    """The eldest brother or sister of each child (the child itself, if it is the eldest)."""
    age = made.age
    is_eldest = rng.random(len(children)) < 0.38 + 0.36 * age[children] / 17
    eldest, younger = children[is_eldest], rng.permutation(children[~is_eldest])
    family = np.full(len(age), -1, np.int64)
    family[eldest] = eldest
    latest = age.copy()  # of a family: the age of the child that joined last
    waiting = younger
    for extra, share in ((0, 0.76), (2, 0.85), (5, 1.0)):
        asking = int(len(waiting) * share)
        younger, waiting = waiting[:asking], waiting[asking:]
        gap = rng.choice(_GAPS, len(younger), p=_GAP_SHARES) + extra
        twin = (rng.random(len(younger)) < _TWINS) & (extra == 0)
        found = made.find(younger, age[younger] + np.where(twin, 0, gap) * 1.0, eldest, spread=3)
        old = age[found]
        fits = (found >= 0) & np.where(
            twin, old == age[younger], (old > age[younger]) & (latest[found] != age[younger])
        )
        family[younger[fits]] = found[fits]
        latest[found[fits]] = age[younger[fits]]
        waiting = np.r_[waiting, younger[~fits]]
    family[waiting] = waiting
    return family[children]


def _parents(made: Assembly, eldest: Rows, rng: np.random.Generator) -> Rows:
    """Find mothers and fathers; returns the families that found neither."""
    age = made.age
    lone = rng.random(len(eldest)) < _LONE_AT_BIRTH + (_LONE_AT_17 - _LONE_AT_BIRTH) * (
        age[eldest] / 17
    )
    father_only = lone & (rng.random(len(eldest)) < _LONE_FATHER)
    to_elders = rng.random(len(eldest)) < _WITH_GRANDPARENTS
    gap = np.clip(rng.normal(29.5, 4.7, len(eldest)), 17, 42)

    seeking = eldest[~father_only & ~to_elders]
    women = np.flatnonzero(made.free & (made.sex == 1) & (age >= 17) & (age <= 60))
    mothers = _join_parent(
        made, seeking, age[seeking] + gap[~father_only & ~to_elders], women, spread=14
    )
    has = mothers >= 0
    made.mother[seeking[has]] = mothers[has]
    couples = has & ~lone[~father_only & ~to_elders]
    _husbands(made, mothers[couples], rng)

    rest = np.r_[eldest[father_only], seeking[~has]]
    men = np.flatnonzero(made.free & (made.sex == 0) & (age >= 18) & (age <= 65))
    fathers = _join_parent(made, rest, age[rest] + rng.normal(32, 4, len(rest)), men, spread=20)
    has_father = fathers >= 0
    made.father[rest[has_father]] = fathers[has_father]
    result: Rows = np.r_[rest[~has_father], eldest[to_elders & ~father_only]]
    return result


def _join_parent(
    made: Assembly, families: Rows, age: Floats, offering: Rows, *, spread: int
) -> Rows:
    """Take parents at least sixteen years older than the eldest into their families."""
    found = made.find(families, age, offering, spread=spread)
    fits = (found >= 0) & (made.age[found] - made.age[families] >= 16)
    found = np.where(fits, found, -1)
    made.unit[found[fits]] = made.unit[families[fits]]
    made.tier[found[fits]] = Tier.CORE
    return found


def _husbands(made: Assembly, wives: Rows, rng: np.random.Generator) -> None:
    """Husbands of mothers; some are posted away and live in another household."""
    away = rng.random(len(wives)) < _FATHER_POSTED_AWAY
    made.father_away[wives[away]] = True
    wives = wives[~away]
    men = np.flatnonzero(made.free & (made.sex == 0) & (made.age >= 18))
    want = made.age[wives] + rng.normal(1.6, 3.6, len(wives))
    found = made.find(wives, want, men, spread=20)
    has = found >= 0
    made.marry(wives[has], found[has])


def _grandparents(made: Assembly, families: Rows, rng: np.random.Generator) -> Rows:
    """Children with a grandmother or grandfather who leads the home; returns who found none."""
    elders = np.flatnonzero(made.free & (made.age >= 42))
    want = made.age[families] + rng.normal(58, 6, len(families))
    found = made.find(families, want, elders, spread=60)
    fits = (found >= 0) & (made.age[found] - made.age[families] >= 34)
    made.unit[found[fits]] = made.unit[families[fits]]
    made.tier[found[fits]] = Tier.CORE
    made.tier[families[fits]] = Tier.GRANDCHILD
    return families[~fits]


def _foster(made: Assembly, families: Rows) -> None:
    """Children taken in by an adult of the town; where no adult lives, a children's home."""
    for child in families:  # a handful, in the smallest towns
        adults = (made.town == made.town[child]) & (made.age >= made.age[child] + 20)
        housed = np.flatnonzero(adults & (made.unit >= 0) & (made.kind == Kind.HOME))
        free = np.flatnonzero(adults & made.free)
        if len(free):
            made.unit[free[0]] = made.unit[child]
            made.tier[child] = Tier.LODGER
        elif len(housed):
            made.unit[made.unit == made.unit[child]] = made.unit[housed[0]]
            made.tier[child] = Tier.LODGER
        else:
            made.kind[made.unit == made.unit[child]] = Kind.CHILDRENS_HOME


def _spread_to_siblings(made: Assembly, children: Rows, family: Rows) -> None:
    """What was settled for the eldest holds for brothers and sisters."""
    made.mother[children] = made.mother[family]
    made.father[children] = made.father[family]
    made.unit[children] = made.unit[family]
    made.tier[children] = made.tier[family]
    made.kind[children] = made.kind[family]
    has_mother = made.mother[children] >= 0
    mothers = made.mother[children[has_mother]]
    made.father[children[has_mother]] = made.partner[mothers]
    alone = made.kind[children] == Kind.CHILDRENS_HOME
    made.unit[children[alone]] = children[alone]
