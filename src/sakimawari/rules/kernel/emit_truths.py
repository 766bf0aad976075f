"""Text that computes truths as two flags, "surely" and "possibly" (unknown: possibly only)."""

from __future__ import annotations

from typing import assert_never

from sakimawari.rules.kernel.emit_clock import sides
from sakimawari.rules.kernel.emit_facts import emit_fact, emit_yearly
from sakimawari.rules.kernel.emit_groups import belonging, emit_some
from sakimawari.rules.kernel.emit_turning import compared_with_constant
from sakimawari.rules.kernel.scribe import Frames, Scribe
from sakimawari.rules.kernel.structure import COSTLY
from sakimawari.rules.kernel.text import Ends
from sakimawari.rules.tree import (
    AllOf,
    AnyOf,
    Compared,
    Comparison,
    EveryMember,
    FactTruth,
    Group,
    Not,
    OneOf,
    Related,
    Relation,
    SomeMember,
    Truth,
    TruthChoice,
    TruthLiteral,
    VariableTruth,
    YearlyFactTruth,
)


def emit_truth(scribe: Scribe, node: Truth, frames: Frames) -> Ends:
    """Write what computes a truth; its two flags."""
    match node:
        case TruthLiteral() | VariableTruth():
            return scribe.truth(node, frames)
        case FactTruth():
            return emit_fact(scribe, node, frames)
        case YearlyFactTruth():
            return emit_yearly(scribe, node, frames)
        case Compared():
            return _compared(scribe, node, frames)
        case OneOf():
            return _one_of(scribe, node, frames)
        case Not():
            return _negated(scribe, scribe.truth(node.truth, frames))
        case AllOf():
            return _joined(scribe, node.truths, frames, every=True)
        case AnyOf():
            return _joined(scribe, node.truths, frames, every=False)
        case TruthChoice():
            return _choice(scribe, node, frames)
        case SomeMember():
            return emit_some(scribe, node.group, node.depth, node.condition, frames)
        case EveryMember():
            failing = Not(node.condition)
            return _negated(scribe, emit_some(scribe, node.group, node.depth, failing, frames))
        case Related():
            return _related(scribe, node, frames)
        case _:
            assert_never(node)


def _negated(scribe: Scribe, ends: Ends) -> Ends:
    low = scribe.text.let(f"not {ends.high}")
    return Ends(low, low if ends.exact else scribe.text.let(f"not {ends.low}"))


def _compared(scribe: Scribe, node: Compared, frames: Frames) -> Ends:
    turned = compared_with_constant(scribe, node, frames)
    if turned is not None:
        return turned
    left, right = sides(scribe, node, frames)
    let = scribe.text.let
    if left.exact and right.exact:
        same = let(f"{left.low} {node.comparison.value} {right.low}")
        return Ends(same, same)
    match node.comparison:
        case Comparison.LESS | Comparison.AT_MOST:
            sign = node.comparison.value
            return Ends(
                let(f"{left.high} {sign} {right.low}"), let(f"{left.low} {sign} {right.high}")
            )
        case Comparison.MORE | Comparison.AT_LEAST:
            sign = node.comparison.value
            return Ends(
                let(f"{left.low} {sign} {right.high}"), let(f"{left.high} {sign} {right.low}")
            )
        case Comparison.EQUAL:
            return _equal(scribe, left, right)
        case Comparison.NOT_EQUAL:
            return _negated(scribe, _equal(scribe, left, right))
        case _:
            assert_never(node.comparison)


def _equal(scribe: Scribe, left: Ends, right: Ends) -> Ends:
    low = f"({left.high} <= {right.low}) & ({right.high} <= {left.low})"
    high = f"({left.low} <= {right.high}) & ({right.low} <= {left.high})"
    return Ends(scribe.text.let(low), scribe.text.let(high))


def runs(members: tuple[int, ...]) -> list[tuple[int, int]]:
    """The members as runs of consecutive integers."""
    found: list[tuple[int, int]] = []
    for member in sorted(set(members)):
        if found and member == found[-1][1] + 1:
            found[-1] = (found[-1][0], member)
        else:
            found.append((member, member))
    return found


def _one_of(scribe: Scribe, node: OneOf, frames: Frames) -> Ends:
    value, let = scribe.value(node.value, frames), scribe.text.let
    held = runs(node.members)
    if not held:
        return Ends("False", "False")
    possibly = let(
        " | ".join(f"(({first} <= {value.high}) & ({value.low} <= {last}))" for first, last in held)
    )
    if value.exact:
        return Ends(possibly, possibly)
    surely = " | ".join(
        f"(({first} <= {value.low}) & ({value.high} <= {last}))" for first, last in held
    )
    return Ends(let(surely), possibly)


def _joined(scribe: Scribe, truths: tuple[Truth, ...], frames: Frames, *, every: bool) -> Ends:
    """And (every) or or: light parts first, a costly one only where it may still decide."""
    if not truths:
        return Ends(str(every), str(every))
    rest = sorted(truths, key=scribe.structure.weight)
    return _chain(scribe, rest, frames, every=every)


def _chain(scribe: Scribe, truths: list[Truth], frames: Frames, *, every: bool) -> Ends:
    text, sign = scribe.text, "&" if every else "|"
    light = max(1, sum(scribe.structure.weight(truth) < COSTLY for truth in truths))
    ends = [scribe.truth(truth, frames) for truth in truths[:light]]
    so_far = ends[0]
    if len(ends) > 1:
        low = text.let(f" {sign} ".join(end.low for end in ends))
        exact = all(end.exact for end in ends)
        so_far = Ends(low, low if exact else text.let(f" {sign} ".join(end.high for end in ends)))
    if light == len(truths):
        return so_far
    low, high, start = text.name(), text.name(), text.slot()
    with text.block(f"if {so_far.high}:" if every else f"if not {so_far.low}:"):
        rest = _chain(scribe, truths[light:], frames, every=every)
        exact = so_far.exact and rest.exact
        text.add(
            f"{low} = {rest.low}" if exact or not every else f"{low} = {so_far.low} & {rest.low}"
        )
        if not exact:
            text.add(f"{high} = {rest.high}" if every else f"{high} = {so_far.high} | {rest.high}")
    start.add(f"{low} = {so_far.low}")
    start.add(f"{high} = {so_far.high}")
    return Ends(low, low if exact else high)


def _choice(scribe: Scribe, node: TruthChoice, frames: Frames) -> Ends:
    condition, text = scribe.truth(node.condition, frames), scribe.text
    low, high = text.let("True"), text.let("False")
    with text.block(f"if {condition.high}:"):
        then = scribe.truth(node.then, frames)
        text.add(f"{low} = {then.low}")
        text.add(f"{high} = {then.high}")
    with text.block(f"if not {condition.low}:"):
        other = scribe.truth(node.otherwise, frames)
        text.add(f"{low} = {low} & {other.low}")
        text.add(f"{high} = {high} | {other.high}")
    return Ends(low, high)


def _related(scribe: Scribe, node: Related, frames: Frames) -> Ends:
    row, other = frames[node.depth], frames[node.other]
    match node.relation:
        case Relation.SELF:
            same = scribe.text.let(f"{row} == {other}")
            return Ends(same, same)
        case Relation.CHILD:
            return belonging(scribe, Group.CHILDREN, row, other)
        case Relation.SPOUSE:
            return belonging(scribe, Group.SPOUSE, row, other)
        case _:
            assert_never(node.relation)
