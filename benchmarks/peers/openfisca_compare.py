"""Two engines' answers for the same households, told apart by kind and by what lies behind.

Both give a range: ours where a fact is missing, theirs where a grade or a share of the amount is
not computed. Ours are summed over the recipients of a household, since theirs are by household.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from peers.facts import Array
from sakimawari.rules.outcome import Outcomes, Status
from sakimawari.rules.population import Population

NOT_DECIDED = -1


class Kind(StrEnum):
    """How two ranges of one household and benefit lie to each other."""

    NOTHING = "both nothing"
    SAME = "same amount"
    WITHIN_THEIRS = "ours within their range"
    WITHIN_OURS = "theirs within our range (a fact is missing)"
    OVERLAP = "ranges overlap"
    ONLY_OURS = "only ours"
    ONLY_THEIRS = "only theirs"
    AMOUNTS = "amounts differ"


AGREEING = (Kind.NOTHING, Kind.SAME, Kind.WITHIN_THEIRS)
OPEN = (Kind.WITHIN_OURS, Kind.OVERLAP)  # not contradicted: they may still be found to agree
_KINDS = tuple(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """Least and most a month by household, in yen."""

    low: Array
    high: Array


def by_household(outcomes: Outcomes, population: Population) -> Ranges:
    """Ours of one service, summed over the recipients of a unit; a "perhaps" begins at nothing."""
    offsets = population.offsets[:-1]
    surely = np.where(outcomes.status == Status.YES, outcomes.amount_low, 0)
    perhaps = np.where(outcomes.status == Status.NO, 0, outcomes.amount_high)
    return Ranges(low=np.add.reduceat(surely, offsets), high=np.add.reduceat(perhaps, offsets))


def kinds(ours: Ranges, theirs: Ranges) -> Array:
    """By household the position of its `Kind`."""
    ours_known, theirs_known = ours.low == ours.high, theirs.low == theirs.high
    meet = (ours.low <= theirs.high) & (theirs.low <= ours.high)
    inside_theirs = (theirs.low <= ours.low) & (ours.high <= theirs.high)
    inside_ours = (ours.low <= theirs.low) & (theirs.high <= ours.high)
    same = (ours.low == theirs.low) & (ours.high == theirs.high)
    nothing_here, nothing_there = ours.high == 0, theirs.high == 0
    asked = [
        (Kind.NOTHING, nothing_here & nothing_there),
        (Kind.SAME, same & ours_known),
        (Kind.WITHIN_THEIRS, inside_theirs & ours_known & ~theirs_known & ~nothing_here),
        (Kind.WITHIN_OURS, inside_ours & ~ours_known),
        (Kind.OVERLAP, meet & ~nothing_here & ~nothing_there),
        (Kind.ONLY_OURS, nothing_there),
        (Kind.ONLY_THEIRS, nothing_here),
    ]
    numbers = [_KINDS.index(kind) for kind, _ in asked]
    return np.select([holds for _, holds in asked], numbers, _KINDS.index(Kind.AMOUNTS))


def counted(found: Array) -> dict[str, int]:
    """How many households there are of each kind."""
    counts = np.bincount(found, minlength=len(_KINDS)).tolist()
    return {kind.value: count for kind, count in zip(_KINDS, counts, strict=True) if count}


def share(counts: dict[str, int], chosen: Sequence[Kind]) -> float:
    """The share of the chosen kinds among households to which either engine gives something."""
    given = sum(counts.values()) - counts.get(Kind.NOTHING, 0)
    held = sum(counts.get(kind, 0) for kind in chosen if kind is not Kind.NOTHING)
    return round(held / given, 4) if given else 1.0


def of_kind(found: Array, *chosen: Kind) -> Array:
    """The households of some kinds."""
    return np.flatnonzero(np.isin(found, [_KINDS.index(kind) for kind in chosen]))


def by_cause(
    found: Array, households: Array, cause: Callable[[int], str]
) -> list[dict[str, object]]:
    """Households by kind and cause, most first."""
    counts: Counter[tuple[str, str]] = Counter(
        (_KINDS[int(found[unit])].value, cause(int(unit))) for unit in households
    )
    return [
        {"kind": kind, "cause": told, "households": count}
        for (kind, told), count in counts.most_common()
    ]
