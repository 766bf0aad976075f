"""What a group form comes to, from its members: counts, sums, extremes and ranks as ranges.

The rules are those of docs/explanation/unknown.md, "Group forms".
"""

from __future__ import annotations

from collections.abc import Sequence

from sakimawari.rules.proof import MemberStep
from sakimawari.rules.ranges import YES, Range
from sakimawari.rules.tree import Gathered, Gathering


def gathered(
    node: Gathered, members: Sequence[MemberStep], *, own: Range | None, focus: int | None
) -> Range:
    """The range of a group form; `own` is the value of the person in focus, for 順位."""
    match node.gathering:
        case Gathering.COUNT:
            return sum(member.counts == YES for member in members), len(_possible(members))
        case Gathering.SUM:
            return _sum(members)
        case Gathering.LARGEST:
            low, high = _smallest(_mirrored(members), -(node.empty or 0))
            return -high, -low
        case Gathering.SMALLEST:
            return _smallest(_values(members), node.empty or 0)
        case Gathering.RANK:
            if own is None or focus is None:
                raise ValueError("順位 is relative to a person")
            return _rank(members, own=own, focus=focus)


def _possible(members: Sequence[MemberStep]) -> list[MemberStep]:
    return [member for member in members if member.counts[1] == 1]


def _values(members: Sequence[MemberStep]) -> list[tuple[bool, Range]]:
    """Of those who may count: whether they surely do, and their value."""
    return [
        (member.counts == YES, member.value.range)
        for member in _possible(members)
        if member.value is not None
    ]


def _mirrored(members: Sequence[MemberStep]) -> list[tuple[bool, Range]]:
    return [(sure, (-high, -low)) for sure, (low, high) in _values(members)]


def _sum(members: Sequence[MemberStep]) -> Range:
    total_low = total_high = 0
    for sure, (low, high) in _values(members):
        total_low += low if sure else min(0, low)
        total_high += high if sure else max(0, high)
    return total_low, total_high


def _smallest(values: list[tuple[bool, Range]], empty: int) -> Range:
    lows = [low for _, (low, _) in values]
    sure_highs = [high for sure, (_, high) in values if sure]
    if sure_highs:
        return min(lows), min(sure_highs)
    return min([empty, *lows]), max([empty, *(high for _, (_, high) in values)])


def _rank(members: Sequence[MemberStep], *, own: Range, focus: int) -> Range:
    low = high = 1
    for member in _possible(members):
        if member.person == focus or member.value is None:
            continue
        first = int(member.person < focus)  # an equal value of someone earlier goes before
        surely = member.value.high < own[0] + first
        possibly = member.value.low < own[1] + first
        low += int(surely and member.counts == YES)
        high += int(possibly)
    return low, high
