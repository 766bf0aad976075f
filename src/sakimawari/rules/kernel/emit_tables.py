"""Text that reads a decision table: rows from the top, a maybe row widens, a sure row ends.

The rows themselves are arguments, so that a new version of a table compiles nothing.
"""

from __future__ import annotations

from sakimawari.rules.figures import widest_range
from sakimawari.rules.kernel.emit_facts import HIGHEST, LOWEST
from sakimawari.rules.kernel.scribe import Frames, Scribe
from sakimawari.rules.kernel.text import Ends
from sakimawari.rules.tree import TableValue


def emit_table(scribe: Scribe, node: TableValue, frames: Frames) -> Ends:
    """Write the reading of one output of a table; its ends."""
    inputs = [scribe.value(value, frames) for value in node.inputs]
    text, name = scribe.text, scribe.inputs.table(node.table)
    low, high, sure = text.let(HIGHEST), text.let(LOWEST), text.let("False")
    row = text.name()
    with text.block(f"for {row} in range({name}_first, {name}_last):"):
        at = text.let(f"{row} * {2 * len(inputs)}")
        lows = [f"{name}_cells[{at} + {2 * k}]" for k in range(len(inputs))]
        highs = [f"{name}_cells[{at} + {2 * k + 1}]" for k in range(len(inputs))]
        cells = list(zip(inputs, lows, highs, strict=True))
        meets = [f"{end.high} >= {first} and {end.low} <= {last}" for end, first, last in cells]
        with text.block(f"if {' and '.join(meets) or 'True'}:"):
            found = text.let(f"{name}_outputs[{row} * {len(node.table.outputs)} + {node.output}]")
            text.add(f"{low} = min({low}, {found})")
            text.add(f"{high} = max({high}, {found})")
            holds = [
                f"{end.low} >= {first} and {end.high} <= {last}"
                for end, first, last in cells
                if not end.exact
            ]
            with text.block(f"if {' and '.join(holds) or 'True'}:"):
                text.add(f"{sure} = True")
                text.add("break")
    lowest, highest = widest_range(node.type)
    with text.block(f"if not {sure}:"):
        text.add(f"{low} = min({low}, {lowest})")
        text.add(f"{high} = max({high}, {highest})")
    return Ends(low, high)
