"""Kinds of households, derived from who lives in them: relations, ages, marriages.

    単身高齢    one person of 65 or more            単身        one person under 65
    夫婦高齢    a couple, both 65 or more           夫婦のみ    any other couple
    夫婦と子    a couple and children of either, of any age, and nobody else
    ひとり親と子 one adult and their children, at least one under 20, and nobody else
    三世代      members whose generations lie two or more apart
    その他      all others: a parent with grown children, siblings, people not related

Only residents count, no visitors. The generation comes from the relation to the head as registered
(子 one down, 母 one up, 子の子 two down …).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sakimawari.fit.compare.roll import Roll, as_words
from sakimawari.rules.population import Int8s, Population

KINDS = ("単身高齢", "単身", "夫婦高齢", "夫婦のみ", "夫婦と子", "ひとり親と子", "三世代", "その他")
ELDERLY, GROWN = 65, 20
_HEAD, _SPOUSE, _CHILD, _OTHER = range(4)
_STEPS = {"子": -1, "養子": -1, "長男": -1, "長女": -1, "孫": -2, "父": 1, "母": 1,
          "祖父": 2, "祖母": 2}  # fmt: skip
_COUPLE = frozenset({"夫", "妻", "夫(未届)", "妻(未届)", "配偶者"})
_LEVEL_BASE = 8  # levels are kept as positive numbers, for maxima and minima by unit


def role_of(relation: str) -> tuple[int, int]:
    """What a relation to the head makes of someone: role, and generations above the head."""
    relation = relation.replace("（", "(").replace("）", ")")
    steps = relation.split("の")
    level = sum(_STEPS.get(step, 0) for step in steps)
    if relation == "世帯主":
        return _HEAD, 0
    if relation in _COUPLE:
        return _SPOUSE, 0
    of_couple = len(steps) == 1 or (len(steps) == 2 and steps[0] in _COUPLE)
    return (_CHILD if of_couple and _STEPS.get(steps[-1]) == -1 else _OTHER), level


def household_kinds(population: Population, roll: Roll, units: npt.NDArray[np.int32]) -> Int8s:
    """The kind of every unit, as a position in KINDS."""
    words = as_words(roll.people["relation"])
    roles = [role_of(word or "") for word in words.dictionary.to_pylist()] + [(_OTHER, 0)]
    codes = np.asarray(words.indices.fill_null(len(roles) - 1))
    role = np.array([each for each, _ in roles], np.int8)[codes]
    level = np.array([each for _, each in roles], np.int64)[codes] + _LEVEL_BASE
    living, ages, count = population.is_subject == 1, roll.ages, population.units

    def people(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        return np.bincount(units[living & mask], minlength=count)

    everyone = np.ones(len(units), np.bool_)
    size, couple, children = people(everyone), people(role == _SPOUSE), people(role == _CHILD)
    old, minors = people(ages >= ELDERLY), people((role == _CHILD) & (ages >= 0) & (ages < GROWN))
    highest, lowest = np.zeros(count, np.int64), np.full(count, 2 * _LEVEL_BASE, np.int64)
    np.maximum.at(highest, units[living], level[living])
    np.minimum.at(lowest, units[living], level[living])
    is_couple = (couple == 1) & (size == 2)
    choices = [
        (size == 1) & (old == 1),
        size == 1,
        highest - lowest >= 2,
        is_couple & (old == 2),
        is_couple,
        (couple == 1) & (children > 0) & (children == size - 2),
        (couple == 0) & (minors > 0) & (children == size - 1),
    ]
    names = ("単身高齢", "単身", "三世代", "夫婦高齢", "夫婦のみ", "夫婦と子", "ひとり親と子")
    return np.select(choices, [KINDS.index(name) for name in names], KINDS.index("その他")).astype(
        np.int8
    )
