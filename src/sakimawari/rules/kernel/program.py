"""The whole text of a service: what is computed for everyone, and what must be handed in."""

from __future__ import annotations

from dataclasses import dataclass

from sakimawari.problems import fault
from sakimawari.rules.kernel.emit_calendar import CalendarWriter
from sakimawari.rules.kernel.emit_service import DayWriter
from sakimawari.rules.kernel.emit_truths import emit_truth
from sakimawari.rules.kernel.emit_values import emit_value
from sakimawari.rules.kernel.identity import Identity
from sakimawari.rules.kernel.plan import plan
from sakimawari.rules.kernel.scribe import Constants, Frames, Inputs, Scribe
from sakimawari.rules.kernel.signature import Argument, arguments
from sakimawari.rules.kernel.structure import Structure
from sakimawari.rules.kernel.text import Ends, Text
from sakimawari.rules.tree import ServiceRule, Truth
from sakimawari.rules.walk import Node

MOST_CLAUSES = 63  # the bits of `undecided`


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """The generated text of a service and what it must be handed.

    `kernel` is the text to compile; `constants` computes, once a reading date, the figures that
    are the same for everyone. Neither holds a name of a pack.
    """

    kernel: str
    constants: str
    inputs: Inputs
    arguments: tuple[Argument, ...]

    @property
    def signature(self) -> str:
        """The text of the Numba type of the kernel."""
        return f"types.void({', '.join(argument.type for argument in self.arguments)})"

    @property
    def uses_dates(self) -> bool:
        """Whether the text calls functions of dates or steps."""
        return any(f"{name}(" in self.kernel for name in self.inputs.functions)


def demand_few_clauses(rule: ServiceRule) -> None:
    """Raise RULE903 for a service with more clauses than a reading can report."""
    if len(rule.clauses) > MOST_CLAUSES:
        raise fault(
            "RULE903",
            f"the service {rule.service} has {len(rule.clauses)} clauses; {MOST_CLAUSES} can be read",
            "join clauses of one article with `and`",
        )


def emit_any(scribe: Scribe, node: Node, frames: Frames) -> Ends:
    """Write a truth or a value."""
    if isinstance(node, Truth):
        return emit_truth(scribe, node, frames)
    return emit_value(scribe, node, frames)


def write_program(rule: ServiceRule, *, calendar: bool = False) -> Program:
    """Generate the text of a service: for one date, or for a calendar of its rights."""
    identity = Identity()
    structure = Structure(identity)
    inputs = Inputs()
    figures = Text(1)
    scribe = Scribe(Text(), inputs, identity, structure, emit_any)
    constants = Constants(Scribe(figures, inputs, identity, structure, emit_any), figures)
    scribe.constants = constants
    scribe.plan = plan(rule, identity, structure)
    scribe.in_calendar = calendar
    writer = (CalendarWriter if calendar else DayWriter)(scribe, rule)
    writer.write()
    needed = arguments(rule, inputs, calendar=calendar)
    header = ["def read(" + ", ".join(argument.name for argument in needed) + "):"]
    header += writer.header()
    computed = ["def constants(on, low, high):", "    c = []", *figures.lines(), "    return c"]
    return Program(
        kernel="\n".join([*header, *scribe.text.lines(), ""]),
        constants="\n".join([*computed, ""]),
        inputs=inputs,
        arguments=needed,
    )
