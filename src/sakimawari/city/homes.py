"""Finished households: who leads each, and the 続柄 of everyone else.

続柄 are written as resident records write them (住民基本台帳事務処理要領): 子 for sons and daughters
alike, 妻の子 for a child of the wife alone, 妻（未届） for a partner without marriage, 子の子, 父 …
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.city.assembly import Assembly, Bools, Tier
from sakimawari.city.families import settle_children
from sakimawari.city.matching import Rows
from sakimawari.city.unions import settle_adults, settle_care_homes

RELATIONS = (
    "世帯主", "妻", "夫", "子", "妻の子", "夫の子", "父", "母", "妻の父", "妻の母", "夫の父", "夫の母",
    "子の妻", "子の夫", "子の子", "兄", "姉", "弟", "妹", "同居人", "妻（未届）", "夫（未届）",
    "妻（未届）の子", "夫（未届）の子",
)  # fmt: skip
_CODE = {name: code for code, name in enumerate(RELATIONS)}
_WIFE_LEADS = 0.07
_STEPCHILD = 0.035


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """Households of a part of the city; rows lie household by household, its head first.

    Pointers (`head`, `partner`, `mother`, `father`) are rows of this part, -1 nobody here.
    `origin` is each row's place in the list of people that came in.
    """

    origin: Rows
    household: Rows  # 0 … in the order of rows
    starts: Rows  # first row of each household, and the number of people at the end
    head: Rows  # the head of each person's household
    relation: npt.NDArray[np.int8]
    tier: npt.NDArray[np.int8]
    kind: npt.NDArray[np.int8]
    partner: Rows
    mother: Rows
    father: Rows
    guardian_core: Rows  # an adult of the leading generation, for children without a parent here
    unregistered: Bools
    father_away: Bools


def make_homes(
    town: npt.NDArray[np.int16],
    sex: npt.NDArray[np.int8],
    age: npt.NDArray[np.int16],
    *,
    rng: np.random.Generator,
) -> Homes:
    """Put the people of some towns into households; nobody crosses a town's border."""
    made = Assembly(town=town, sex=sex, age=age)
    settle_care_homes(made, rng)
    settle_children(made, rng)
    settle_adults(made, rng)
    _stepchildren(made, rng)
    return _finish(made, rng)


def _stepchildren(made: Assembly, rng: np.random.Generator) -> None:
    both = (made.mother >= 0) & (made.father >= 0) & (made.age < 18)
    luck = rng.random(len(made.age))
    of_mother = both & (luck < _STEPCHILD)
    of_mother |= both & made.unregistered[made.mother] & (luck < 0.6)
    made.father[of_mother] = -1
    made.mother[both & ~of_mother & (luck > 0.997)] = -1


def _heads(made: Assembly, rng: np.random.Generator) -> Rows:
    """The head of each unit, as a row for each person."""
    people = len(made.age)
    points = np.array([50, 30, 40, 5, 20, 1], np.float64)[made.tier]
    points += np.where(made.elder_leads, 30, 0) + np.where(made.child_leads, 40, 0)
    points += np.where((made.tier == Tier.CHILD) & (made.age < 18), -20, 0)
    wife_leads = np.zeros(people, np.bool_)
    wives = np.flatnonzero((made.sex == 1) & (made.partner >= 0))
    wife_leads[wives[rng.random(len(wives)) < _WIFE_LEADS]] = True
    points += np.where((made.partner >= 0) & (made.sex == 0), 5, 0) + np.where(wife_leads, 9, 0)
    points += made.age * 0.01
    order = np.lexsort((-points, made.unit))
    first = np.r_[True, made.unit[order][1:] != made.unit[order][:-1]]
    head_of_unit = np.full(people, -1, np.int64)
    head_of_unit[made.unit[order][first]] = order[first]
    return head_of_unit[made.unit]


def _relations(made: Assembly, head: Rows) -> npt.NDArray[np.int8]:
    """続柄 of each person seen from the head; what fits nothing else is 同居人."""
    rows = np.arange(len(head))
    woman = made.sex == 1
    partner_of_head = made.partner[head]
    has_partner = partner_of_head >= 0
    head_woman = woman[head]
    own = (made.mother == head) | (made.father == head)
    of_partner = has_partner & ((made.mother == partner_of_head) | (made.father == partner_of_head))
    loose = made.unregistered[head]
    head_tier = made.tier[head]
    elder_of_head = made.elder_of == head
    heads_elder_of = made.elder_of[head]  # whose parent the head is
    parent_of_head = (made.mother[head] == rows) | (made.father[head] == rows)
    core_child = (head_tier == Tier.ELDER) & (rows == heads_elder_of)
    in_law = (head_tier == Tier.ELDER) & (made.partner == heads_elder_of) & (heads_elder_of >= 0)
    younger = made.age < made.age[head]
    sibling = (made.tier == Tier.SIBLING) | ((head_tier == Tier.SIBLING) & (made.tier == 0))
    sibling |= (head_tier == Tier.CHILD) & (made.tier == Tier.CHILD)
    elder = made.tier == Tier.ELDER
    cases = (
        (head == rows, "世帯主", "世帯主"),
        (has_partner & (partner_of_head == rows) & loose, "妻（未届）", "夫（未届）"),
        (has_partner & (partner_of_head == rows), "妻", "夫"),
        (own, "子", "子"),
        (parent_of_head, "母", "父"),
        (of_partner & loose & ~head_woman, "妻（未届）の子", "妻（未届）の子"),
        (of_partner & loose, "夫（未届）の子", "夫（未届）の子"),
        (of_partner & ~head_woman, "妻の子", "妻の子"),
        (of_partner, "夫の子", "夫の子"),
        (core_child, "子", "子"),
        (in_law, "子の妻", "子の夫"),
        ((head_tier == Tier.ELDER) & (made.tier == Tier.CHILD), "子の子", "子の子"),
        (elder & elder_of_head, "母", "父"),
        (elder & head_woman & has_partner, "夫の母", "夫の父"),
        (elder & has_partner, "妻の母", "妻の父"),
        ((made.tier == Tier.GRANDCHILD) & (head_tier == 0), "子の子", "子の子"),
        (sibling & younger, "妹", "弟"),
        (sibling, "姉", "兄"),
    )
    chosen = [np.where(woman, _CODE[hers], _CODE[his]) for _, hers, his in cases]
    return np.select([case for case, _, _ in cases], chosen, _CODE["同居人"]).astype(np.int8)


def _finish(made: Assembly, rng: np.random.Generator) -> Homes:
    head = _heads(made, rng)
    relation = _relations(made, head)
    rank = np.where(relation == 0, 0, np.where(made.partner == head, 1, 2))
    shuffled = rng.random(len(head))[made.unit]
    order = np.lexsort((-made.age, rank, made.unit, shuffled, made.town))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))

    def moved(rows: Rows) -> Rows:
        return np.where(rows < 0, -1, place[rows])[order]

    heads = moved(head)
    first = np.flatnonzero(np.r_[True, heads[1:] != heads[:-1]])
    return Homes(
        origin=order,
        household=np.cumsum(np.r_[False, heads[1:] != heads[:-1]]),
        starts=np.r_[first, len(heads)],
        head=heads,
        relation=relation[order],
        tier=made.tier[order],
        kind=made.kind[order],
        partner=moved(made.partner),
        mother=moved(made.mother),
        father=moved(made.father),
        guardian_core=moved(_core_adult(made)),
        unregistered=made.unregistered[order],
        father_away=made.father_away[order],
    )


def _core_adult(made: Assembly) -> Rows:
    """For each person an adult of the leading generation of the household, or -1."""
    adult = np.flatnonzero((made.tier == Tier.CORE) & (made.age >= 16))
    of_unit = np.full(len(made.age), -1, np.int64)
    of_unit[made.unit[adult]] = adult
    return of_unit[made.unit]
