"""Text that finds out until when what was computed holds: the clocks a rule reads.

In a calendar each reading notes in `soon` the next day on which anything it looked at can change:
a constant that changes for everyone, a turning day that passes somebody's date, an age that rises,
an entry of a register that begins or ends. Nothing the reading looked at changes before that day,
so the whole reading, branches not taken included, would come out the same on every day until then.

A text for one date notes nothing.
"""

from __future__ import annotations

from sakimawari.rules.kernel.scribe import Frames, Scribe
from sakimawari.rules.kernel.text import Ends
from sakimawari.rules.tree import Calendar, Compared, Comparison


def ticks(scribe: Scribe, function: Calendar, date: Ends) -> None:
    """A count that runs with the reading date was read as a number: note when it next rises."""
    if scribe.in_calendar:
        for end in dict.fromkeys((date.low, date.high)):
            _sooner(scribe, scribe.call(f"{function.name.lower()}_turns", f"{end}, on"))


def entry_turns(scribe: Scribe, name: str, row: str) -> None:
    """Note when the entry of a fact with spans that holds for a row is followed by another state."""
    if scribe.in_calendar:
        entries = f"{name}_starts, {name}_since, {name}_until"
        _sooner(scribe, scribe.call("entry_turns", f"{entries}, {row}, on"))


def passes(scribe: Scribe, value: str, constant: str, *, inclusive: bool, moves: bool) -> None:
    """Whether a constant is above a value was asked: note when the answer next changes.

    `inclusive`: whether it is at or above. A constant that does not move with the date changes on
    few days, the same for everyone, and is watched instead.
    """
    if not scribe.in_calendar or not constant.startswith("c"):
        return
    slot, text = int(constant[1:]), scribe.text
    if not moves:
        scribe.inputs.watched.add(slot)
        return
    scribe.inputs.turning.add(slot)
    wanted = text.let(f"{value} - 1") if inclusive else value
    with text.block(f"if gate{slot} <= {wanted} and {wanted} < top{slot}:"):
        arguments = f"c, later, straight, stride, {slot}, on - origin, days, {wanted}"
        _sooner(scribe, f"origin + {scribe.call('passing_day', arguments)}")


def _sooner(scribe: Scribe, day: str) -> None:
    """The next day to read, if it comes before those noted so far."""
    turns = scribe.text.let(day)
    scribe.text.add(f"if {turns} < soon:")
    scribe.text.add(f"    soon = {turns}")


def sides(scribe: Scribe, node: Compared, frames: Frames) -> tuple[Ends, Ends]:
    """Both sides of a comparison; where one moves with the date, when it passes the other."""
    constant = scribe.structure.is_constant
    one_is = constant(node.left) != constant(node.right)
    if not (scribe.in_calendar and one_is and scribe.constants is not None):
        return scribe.value(node.left, frames), scribe.value(node.right, frames)
    on_left = constant(node.left)
    figure, other = (node.left, node.right) if on_left else (node.right, node.left)
    ends, value = scribe.constants.ends(figure), scribe.value(other, frames)
    moves = scribe.structure.moves(figure)
    for inclusive in _senses(node.comparison, on_left=on_left):
        pairs = ((value.low, ends.high), (value.high, ends.low))
        for end, name in dict.fromkeys(pairs):
            passes(scribe, end, name, inclusive=inclusive, moves=moves)
    return (ends, value) if on_left else (value, ends)


def _senses(comparison: Comparison, *, on_left: bool) -> tuple[bool, ...]:
    """How a comparison of a value with a constant asks whether the constant is above the value.

    value <= c and value > c ask "at or above"; value < c and value >= c ask "above"; equality asks
    both.
    """
    match comparison:
        case Comparison.EQUAL | Comparison.NOT_EQUAL:
            return (True, False)
        case Comparison.AT_MOST | Comparison.MORE:
            return (not on_left,)
        case Comparison.LESS | Comparison.AT_LEAST:
            return (on_left,)
