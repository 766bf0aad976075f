"""Text of one service: for each unit and subject its clauses in order, then what it gives."""

from __future__ import annotations

from dataclasses import dataclass, field

from sakimawari.rules.kernel.plan import Home, Item, Step
from sakimawari.rules.kernel.scribe import Frames, Scribe, is_truth
from sakimawari.rules.kernel.structure import Quantified
from sakimawari.rules.kernel.text import Ends, Slot
from sakimawari.rules.population import NOBODY
from sakimawari.rules.tree import Holder, ServiceRule


@dataclass(slots=True)
class DayWriter:
    """Writes the reading of a service on one date; what becomes of it goes into whole columns."""

    scribe: Scribe
    rule: ServiceRule
    unit_start: Slot = field(default_factory=Slot)

    @property
    def by_person(self) -> bool:
        return self.rule.holder is Holder.PERSON

    def header(self) -> list[str]:
        """The lines that name the constants, before everything else."""
        assert self.scribe.constants is not None
        return [
            f"    c{at} = c[{at}] != 0" if truth else f"    c{at} = c[{at}]"
            for at, truth in enumerate(self.scribe.constants.truths)
        ]

    def write(self) -> None:
        """Write the loops over units and subjects."""
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
        self._first_ward(units, "    ")

    def _first_ward(self, slot: Slot, indent: str) -> None:
        """The first of the unit who has a guardian; nobody before is a child or a sibling."""
        if self.scribe.inputs.wards:
            slot.add(f"{indent}ward = b")
            slot.add(f"{indent}for v0 in range(a, b):")
            slot.add(f"{indent}    if guardian[v0] != {NOBODY}:")
            slot.add(f"{indent}        ward = v0")
            slot.add(f"{indent}        break")

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
                self._gives(name, self._step(next(awards), frames))
        if self.rule.deadline is not None:
            self._due(self._step(next(awards), frames))

    def _fails(self, index: int) -> None:
        """A clause surely fails: nothing more is read for this subject."""
        self.scribe.text.add(f"decided[o] = {index}")
        self.scribe.text.add("continue")

    def _gives(self, name: str, ends: Ends) -> None:
        self.scribe.text.add(f"{name}_low[o] = {ends.low}")
        self.scribe.text.add(f"{name}_high[o] = {ends.high}")

    def _due(self, ends: Ends) -> None:
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
                    self._fails(index)
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
