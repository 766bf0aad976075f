"""Text of one service: for each unit and subject its clauses in order, then what it gives."""

from __future__ import annotations

from dataclasses import dataclass, field

from sakimawari.rules.kernel.emit_truths import emit_truth
from sakimawari.rules.kernel.emit_values import emit_value
from sakimawari.rules.kernel.identity import Identity
from sakimawari.rules.kernel.plan import Home, Item, Step, plan
from sakimawari.rules.kernel.scribe import Constants, Frames, Inputs, Scribe, is_truth
from sakimawari.rules.kernel.signature import Argument, arguments
from sakimawari.rules.kernel.structure import Quantified, Structure
from sakimawari.rules.kernel.text import Ends, Slot, Text
from sakimawari.rules.population import NOBODY
from sakimawari.rules.tree import Holder, ServiceRule, Truth
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


def emit_any(scribe: Scribe, node: Node, frames: Frames) -> Ends:
    """Write a truth or a value."""
    if isinstance(node, Truth):
        return emit_truth(scribe, node, frames)
    return emit_value(scribe, node, frames)


def write_program(rule: ServiceRule) -> Program:
    """Generate the text of a service."""
    identity = Identity()
    structure = Structure(identity)
    inputs = Inputs()
    figures = Text(1)
    scribe = Scribe(Text(), inputs, identity, structure, emit_any)
    constants = Constants(Scribe(figures, inputs, identity, structure, emit_any), figures)
    scribe.constants = constants
    scribe.plan = plan(rule, identity, structure)
    body = _Service(scribe, rule)
    body.write()
    needed = arguments(rule, inputs)
    header = ["def read(" + ", ".join(argument.name for argument in needed) + "):"]
    for at, truth in enumerate(constants.truths):
        header.append(f"    c{at} = c[{at}] != 0" if truth else f"    c{at} = c[{at}]")
    computed = ["def constants(on, low, high):", "    c = []", *figures.lines(), "    return c"]
    return Program(
        kernel="\n".join([*header, *scribe.text.lines(), ""]),
        constants="\n".join([*computed, ""]),
        inputs=inputs,
        arguments=needed,
    )


@dataclass(slots=True)
class _Service:
    scribe: Scribe
    rule: ServiceRule
    unit_start: Slot = field(default_factory=Slot)

    @property
    def by_person(self) -> bool:
        return self.rule.holder is Holder.PERSON

    def write(self) -> None:
        text = self.scribe.text
        with text.deeper():
            units = text.slot()
        with text.deeper(), text.deeper():
            self.unit_start = text.slot()
            if not self.by_person:
                text.add("o = u - base")
                self._steps(("",))
                self._start(units, whole=True)
                return
            with text.block("for p in range(a, b):"):
                body = text.size
                text.add("o = p - base")
                with text.block("if subject[p] == 0:"):
                    text.add("decided[o] = -2")
                    text.add("continue")
                self._steps(("p",))
            self._start(units, whole=text.mentions(body, frozenset("abu")))

    def _start(self, units: Slot, *, whole: bool) -> None:
        """The loop over units; without a look at the whole unit, one row of all people."""
        if not whole:
            units.add("for u in range(1):")
            units.add("    a = offsets[first] + 0")
            units.add("    b = offsets[last] + 0")
            return
        units.add("for u in range(first, last):")
        units.add("    a = offsets[u] + 0")
        units.add("    b = offsets[u + 1] + 0")
        if self.scribe.inputs.wards:
            units.add("    ward = b")
            units.add("    for v0 in range(a, b):")
            units.add(f"        if guardian[v0] != {NOBODY}:")
            units.add("            ward = v0")
            units.add("            break")

    def _steps(self, frames: Frames) -> None:
        assert self.scribe.plan is not None
        steps = self.scribe.plan.steps
        self.scribe.text.add("mask = 0")
        for index in range(len(self.rule.clauses)):
            of_clause = [step for step in steps if step.clause == index]
            self._clause(index, of_clause, frames)
        self._status()
        awards = iter([step for step in steps if step.clause is None])
        for award, name in ((self.rule.amount, "amount"), (self.rule.tier, "tier")):
            if award is not None:
                ends = self._step(next(awards), frames)
                self.scribe.text.add(f"{name}_low[o] = {ends.low}")
                self.scribe.text.add(f"{name}_high[o] = {ends.high}")
        if self.rule.deadline is not None:
            ends = self._step(next(awards), frames)
            with self.scribe.text.block(f"if {ends.low} == {ends.high}:"):
                self.scribe.text.add(f"deadline[o] = {ends.low}")

    def _clause(self, index: int, steps: list[Step], frames: Frames) -> None:
        """A clause part by part; a part that surely fails decides."""
        text = self.scribe.text
        unsure = []
        for step in steps:
            ends = self._step(step, frames)
            if ends.high != "True":
                with text.block(f"if not {ends.high}:"):
                    text.add(f"decided[o] = {index}")
                    text.add("continue")
            if not ends.exact:
                unsure.append(ends.low)
        if unsure:
            with text.block(f"if not ({' & '.join(unsure)}):"):
                text.add(f"mask += {1 << index}")

    def _status(self) -> None:
        text = self.scribe.text
        with text.block("if mask == 0:"):
            text.add("status[o] = 1")
        with text.block("else:"):
            text.add("status[o] = 2")
            text.add("undecided[o] = mask")

    def _step(self, step: Step, frames: Frames) -> Ends:
        self._shared_items(step)
        for item in step.items:
            if item.home is Home.SUBJECT:
                ends = self.scribe.ends(item.formula, frames)
                self.scribe.text.remember((item.number, Home.SUBJECT), ends)
        return self.scribe.ends(step.part, frames)

    def _shared_items(self, step: Step) -> None:
        """What is computed once a unit, before the first subject who gets this far."""
        items = [item for item in step.items if item.home in (Home.UNIT, Home.MEMBERS)]
        if not items:
            return
        text = self.scribe.text
        if not self.by_person:
            for item in items:
                text.remember((item.number, item.home), self._shared(item))
            return
        ready = text.name()
        self.unit_start.add(f"{ready} = False")
        with text.block(f"if not {ready}:"):
            text.add(f"{ready} = True")
            found = [(item, self._shared(item)) for item in items]
        for item, ends in found:
            text.remember((item.number, item.home), ends)

    def _shared(self, item: Item) -> Ends:
        """Compute one item for the unit or for each member; where it is kept."""
        ends = self._of_unit(item) if item.home is Home.UNIT else self._of_members(item)
        return self.scribe.text.remember((item.number, item.home), ends)

    def _of_unit(self, item: Item) -> Ends:
        scribe, node = self.scribe, item.formula
        frames = ("",) * (node.depth + 1) if isinstance(node, Quantified) else ("",)
        ends = scribe.ends(node, frames)
        kept = Ends(scribe.text.name(), scribe.text.name())
        kept = Ends(kept.low, kept.low) if ends.exact else kept
        for name, value in dict.fromkeys(((kept.low, ends.low), (kept.high, ends.high))):
            self.unit_start.add(f"{name} = {'False' if is_truth(node) else '0'}")
            scribe.text.add(f"{name} = {value}")
        return kept

    def _of_members(self, item: Item) -> Ends:
        scribe, inputs = self.scribe, self.scribe.inputs
        row = scribe.text.name()
        with scribe.text.block(f"for {row} in range(a, b):"):
            ends = scribe.ends(item.formula, (row,))
            array, slots = "w", inputs.number_slots
            if is_truth(item.formula):
                array, slots = "x", inputs.truth_slots
            kept = Ends(str(slots), str(slots) if ends.exact else str(slots + 1))
            for slot, value in dict.fromkeys(((kept.low, ends.low), (kept.high, ends.high))):
                scribe.text.add(f"{array}[{slot} * width + {row} - a] = {value}")
        used = 1 if ends.exact else 2
        if is_truth(item.formula):
            inputs.truth_slots += used
        else:
            inputs.number_slots += used
        return kept
