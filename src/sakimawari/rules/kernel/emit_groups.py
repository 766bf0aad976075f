"""Text that runs over the members of a group: who belongs, counts, sums, extremes, ranks.

Belonging is itself surely, possibly or not at all; see docs/explanation/unknown.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import assert_never

from sakimawari.rules.kernel.emit_facts import HIGHEST, LOWEST
from sakimawari.rules.kernel.scribe import YES, Frames, Scribe
from sakimawari.rules.kernel.text import Ends, Text
from sakimawari.rules.population import SOMEBODY_UNKNOWN
from sakimawari.rules.tree import Gathered, Gathering, Group, Truth, Value

SOMEBODY = int(SOMEBODY_UNKNOWN)


@contextmanager
def members(scribe: Scribe, group: Group, depth: int, frames: Frames) -> Iterator[tuple[str, Ends]]:
    """A loop over those who may belong; gives the member's row and whether it surely belongs."""
    text = scribe.text
    focus = frames[depth]
    first, last = "a", "b"
    if group is Group.SPOUSE:
        first, last = _spouse_rows(text, focus)
    elif group is Group.GUARDIANS:
        _guardians(text, focus)
    elif group in (Group.CHILDREN, Group.SIBLINGS):
        # Whoever has no guardian is nobody's child or sibling: most units end here.
        scribe.inputs.wards = True
        first = "ward"
    row = text.name()
    with ExitStack() as blocks:
        blocks.enter_context(text.block(f"for {row} in range({first}, {last}):"))
        belongs = belonging(scribe, group, row, focus)
        if belongs.high != "True":
            blocks.enter_context(text.block(f"if {belongs.high}:"))
        # Inside the block it is certain that the member possibly belongs.
        yield row, YES if belongs.exact else Ends(belongs.low, "True")


def belonging(scribe: Scribe, group: Group, row: str, focus: str) -> Ends:
    """Whether the person of one row belongs to a group of the person in focus."""
    text = scribe.text
    match group:
        case Group.UNIT:
            return YES
        case Group.RESIDENTS:
            resident = text.let(f"subject[{row}] != 0")
            return Ends(resident, resident)
        case Group.CHILDREN:
            guardian = text.let(f"guardian[{row}]")
            return _unless_self(
                text, f"{guardian} == {focus}", f"{guardian} == {SOMEBODY}", row, focus
            )
        case Group.GUARDIANS:
            first, second = _guardians(text, focus)
            sure = f"({row} == {first}) | ({row} == {second})"
            maybe = f"({first} == {SOMEBODY}) | ({second} == {SOMEBODY})"
            return _unless_self(text, sure, maybe, row, focus)
        case Group.SIBLINGS:
            return _sibling(text, row, focus)
        case Group.SPOUSE:
            spouse = _column(text, "spouse", focus)
            return _unless_self(text, f"{spouse} == {row}", f"{spouse} == {SOMEBODY}", row, focus)
        case _:
            assert_never(group)


def _unless_self(text: Text, sure: str, maybe: str, row: str, focus: str) -> Ends:
    other = text.let(f"{row} != {focus}")
    low = text.let(f"({sure}) & {other}")
    return Ends(low, text.let(f"{low} | (({maybe}) & {other})"))


def _column(text: Text, column: str, row: str) -> str:
    """Guardian or spouse of a row, read once."""
    known = text.recall((column, row))
    if known is None:
        name = text.let(f"{column}[{row}]")
        known = text.remember((column, row), Ends(name, name))
    return known.low


def _guardians(text: Text, focus: str) -> tuple[str, str]:
    """Rows of the guardian and of the guardian's spouse: nobody, unknown, or in the unit."""
    known = text.recall(("guardians", focus))
    if known is None:
        guardian = _column(text, "guardian", focus)
        spouse = text.let("-1")
        with text.block(f"if {guardian} >= a and {guardian} < b:"):
            text.add(f"{spouse} = spouse[{guardian}]")
        known = text.remember(("guardians", focus), Ends(guardian, spouse))
    return known.low, known.high


def _spouse_rows(text: Text, focus: str) -> tuple[str, str]:
    """The rows among which a spouse is found: one, none, or the whole unit if not known."""
    spouse = _column(text, "spouse", focus)
    first, last = text.let("a"), text.let("b")
    with text.block(f"if {spouse} != {SOMEBODY}:"):
        text.add(f"{first} = max({spouse}, a)")
        text.add(f"{last} = min({spouse} + 1, b)")
    return first, last


def _sibling(text: Text, row: str, focus: str) -> Ends:
    """Two people with the same guardian; a guardian outside the unit counts as nobody."""
    mine, theirs = _column(text, "guardian", focus), _column(text, "guardian", row)

    def somebody(guardian: str) -> str:
        return f"({guardian} == {SOMEBODY} or {guardian} >= a and {guardian} < b)"

    sure = f"({mine} == {theirs} and {mine} >= a and {mine} < b)"
    unsure = f"({mine} == {SOMEBODY} or {theirs} == {SOMEBODY})"
    maybe = f"({unsure} and {somebody(mine)} and {somebody(theirs)})"
    return _unless_self(text, sure, maybe, row, focus)


def emit_some(scribe: Scribe, group: Group, depth: int, condition: Truth, frames: Frames) -> Ends:
    """Whether some member satisfies a condition; stops at the first who surely does."""
    text = scribe.text
    low, high = text.let("False"), text.let("False")
    with members(scribe, group, depth, frames) as (row, belongs):
        holds = scribe.truth(condition, (*frames[: depth + 1], row))
        exact = belongs.exact and holds.exact
        if not exact:
            text.add(f"{high} = {high} | {holds.high}")
        sure = holds.low if belongs.exact else f"{holds.low} & {belongs.low}"
        with text.block(f"if {sure}:"):
            text.add(f"{low} = True")
            text.add("break")
    return Ends(low, low) if exact else Ends(low, high)


@contextmanager
def _counted(scribe: Scribe, node: Gathered, frames: Frames) -> Iterator[tuple[str, Ends]]:
    """A loop over members who belong and satisfy the condition, surely or possibly."""
    text = scribe.text
    with (
        members(scribe, node.group, node.depth, frames) as (row, belongs),
        ExitStack() as blocks,
    ):
        if node.where is None:
            yield row, belongs
            return
        holds = scribe.truth(node.where, (*frames[: node.depth + 1], row))
        blocks.enter_context(text.block(f"if {holds.high}:"))
        if holds.exact:
            yield row, belongs
        elif belongs.exact:
            yield row, Ends(holds.low, "True")
        else:
            yield row, Ends(text.let(f"{belongs.low} & {holds.low}"), "True")


def emit_gathered(scribe: Scribe, node: Gathered, frames: Frames) -> Ends:
    """Write a count, sum, extreme or rank; its ends."""
    match node.gathering:
        case Gathering.COUNT:
            return _count(scribe, node, frames)
        case Gathering.SUM:
            return _sum(scribe, node, frames)
        case Gathering.LARGEST | Gathering.SMALLEST:
            return _outermost(scribe, node, frames)
        case Gathering.RANK:
            return _rank(scribe, node, frames)
        case _:
            assert_never(node.gathering)


def _value_of(scribe: Scribe, node: Gathered, frames: Frames, row: str) -> Ends:
    value: Value | None = node.value
    assert value is not None, "only a count has no value"
    return scribe.value(value, (*frames[: node.depth + 1], row))


def _count(scribe: Scribe, node: Gathered, frames: Frames) -> Ends:
    text = scribe.text
    low, high = text.let("0"), text.let("0")
    with _counted(scribe, node, frames) as (_, counts):
        text.add(f"{high} += 1")
        if not counts.exact:
            with text.block(f"if {counts.low}:"):
                text.add(f"{low} += 1")
    return Ends(high, high) if counts.exact else Ends(low, high)


def _sum(scribe: Scribe, node: Gathered, frames: Frames) -> Ends:
    text = scribe.text
    low, high = text.let("0"), text.let("0")
    with _counted(scribe, node, frames) as (row, counts):
        value = _value_of(scribe, node, frames, row)
        if counts.exact:
            text.add(f"{low} += {value.low}")
            if not value.exact:
                text.add(f"{high} += {value.high}")
        else:
            with text.block(f"if {counts.low}:"):
                text.add(f"{low} += {value.low}")
                text.add(f"{high} += {value.high}")
            with text.block("else:"):
                text.add(f"{low} += min(0, {value.low})")
                text.add(f"{high} += max(0, {value.high})")
    return Ends(low, low) if counts.exact and value.exact else Ends(low, high)


def _outermost(scribe: Scribe, node: Gathered, frames: Frames) -> Ends:
    """Largest or smallest: `near` is the end that only sure members move, `far` the other."""
    text, largest = scribe.text, node.gathering is Gathering.LARGEST
    form, other, start, end = (
        ("max", "min", LOWEST, HIGHEST) if largest else ("min", "max", HIGHEST, LOWEST)
    )
    near, far, doubtful, sure = text.let(start), text.let(start), text.let(end), text.let("False")
    with _counted(scribe, node, frames) as (row, counts):
        value = _value_of(scribe, node, frames, row)
        inner, outer = (value.low, value.high) if largest else (value.high, value.low)
        text.add(f"{far} = {form}({far}, {outer})")
        with text.block(f"if {counts.low}:"):
            text.add(f"{sure} = True")
            text.add(f"{near} = {form}({near}, {inner})")
        if not counts.exact:
            with text.block("else:"):
                text.add(f"{doubtful} = {other}({doubtful}, {inner})")
    with text.block(f"if not {sure}:"):
        text.add(f"{near} = {other}({node.empty}, {doubtful})")
        text.add(f"{far} = {form}({node.empty}, {far})")
    if counts.exact and value.exact:
        return Ends(near, near)
    return Ends(near, far) if largest else Ends(far, near)


def _rank(scribe: Scribe, node: Gathered, frames: Frames) -> Ends:
    text, focus = scribe.text, frames[node.depth]
    own = _value_of(scribe, node, frames, focus)
    low, high = text.let("1"), text.let("1")
    with _counted(scribe, node, frames) as (row, counts), text.block(f"if {row} != {focus}:"):
        value = _value_of(scribe, node, frames, row)
        first = text.let(f"{row} < {focus}")

        def smaller(one: str, another: str) -> str:
            return text.let(f"({one} < {another}) | ({first} & ({one} == {another}))")

        exact = own.exact and value.exact and counts.exact
        with text.block(f"if {smaller(value.low, own.high)}:"):
            text.add(f"{high} += 1")
        if not exact:
            surely = smaller(value.high, own.low)
            with text.block(f"if {surely} & {counts.low}:"):
                text.add(f"{low} += 1")
    return Ends(high, high) if exact else Ends(low, high)
