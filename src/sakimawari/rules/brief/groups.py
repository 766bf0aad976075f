"""Group forms in the brief reading: counts, sums, extremes, ranks, and "somebody"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sakimawari.rules.brief.view import NOTHING, Focus, Formula, Missing, Result, View
from sakimawari.rules.ranges import YES, Range
from sakimawari.rules.tree import EveryMember, Gathered, Gathering, SomeMember


@dataclass(slots=True)
class _Counted:
    """A member who counts surely, or maybe, with their value (none for a count)."""

    person: int
    sure: bool
    missing: Missing  # what leaves open whether the member counts
    value: Result = (0, 0, NOTHING)


def some_member(node: SomeMember | EveryMember, condition: Formula) -> Formula:
    """誰か: whether at least one member of the group satisfies a condition."""
    group, depth = node.group, node.depth

    def read(view: View, focus: Focus) -> Result:
        inner, missing, possibly = focus[: depth + 1], NOTHING, 0
        for at, belongs, ties in view.members(group, inner[-1]):
            low, high, open_condition = condition(view, (*inner, at))
            if high == 0:
                continue
            if low == 1 and belongs == YES:
                return 1, 1, NOTHING
            possibly, missing = 1, missing | ties | open_condition
        return 0, possibly, missing

    return read


def gathering(node: Gathered, where: Formula | None, value: Formula | None) -> Formula:
    """人数, 合計, 最大, 最小 and 順位 over a group."""
    ranked = node.gathering is Gathering.RANK

    def read(view: View, focus: Focus) -> Result:
        inner, in_focus = focus[: node.depth + 1], focus[node.depth]
        own = value(view, (*inner, in_focus)) if ranked and value is not None else None
        counted = list(_counted(view, node, inner, where=where, value=value))
        low, high = _range(node, counted, own=own, focus=in_focus)
        if low == high:
            return low, high, NOTHING
        opened = [*(one.missing for one in counted), *(one.value[2] for one in counted)]
        return low, high, NOTHING.union(*opened, () if own is None else own[2])

    return read


def _counted(
    view: View, node: Gathered, inner: Focus, *, where: Formula | None, value: Formula | None
) -> Iterator[_Counted]:
    for at, belongs, ties in view.members(node.group, inner[-1]):
        sure, missing = belongs == YES, ties
        if where is not None:
            low, high, open_where = where(view, (*inner, at))
            if high == 0:
                continue
            sure, missing = sure and low == 1, missing | open_where
        member = _Counted(at, sure, NOTHING if sure else missing)
        if value is not None:
            member.value = value(view, (*inner, at))
        yield member


def _range(
    node: Gathered, counted: list[_Counted], *, own: Result | None, focus: int | None
) -> Range:
    match node.gathering:
        case Gathering.COUNT:
            return sum(one.sure for one in counted), len(counted)
        case Gathering.SUM:
            lows = (one.value[0] if one.sure else min(0, one.value[0]) for one in counted)
            highs = (one.value[1] if one.sure else max(0, one.value[1]) for one in counted)
            return sum(lows), sum(highs)
        case Gathering.SMALLEST:
            return _smallest([(one.sure, one.value[0], one.value[1]) for one in counted], node)
        case Gathering.LARGEST:
            mirrored = [(one.sure, -one.value[1], -one.value[0]) for one in counted]
            low, high = _smallest(mirrored, node, sign=-1)
            return -high, -low
        case Gathering.RANK:
            if own is None or focus is None:
                raise ValueError("順位 is relative to a person")
            return _rank(counted, own=own, focus=focus)


def _smallest(values: list[tuple[bool, int, int]], node: Gathered, *, sign: int = 1) -> Range:
    lows = [low for _, low, _ in values]
    sure_highs = [high for sure, _, high in values if sure]
    if sure_highs:
        return min(lows), min(sure_highs)
    empty = sign * (node.empty or 0)
    return min([empty, *lows]), max([empty, *(high for _, _, high in values)])


def _rank(counted: list[_Counted], *, own: Result, focus: int) -> Range:
    low = high = 1
    for one in counted:
        if one.person == focus:
            continue
        first = int(one.person < focus)  # an equal value of someone earlier goes before
        low += int(one.sure and one.value[1] < own[0] + first)
        high += int(one.value[0] < own[1] + first)
    return low, high
