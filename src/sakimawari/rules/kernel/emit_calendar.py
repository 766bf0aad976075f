"""Text of a calendar: each unit read on the days on which it can change, rights kept as rows.

A row is a subject with the first and last day between which everything about its right is the same.
Of each member of the unit at hand `opened` holds the row that is open (-1: none), `seen` the last
day on which it held, and `ended` the clause by which it held no longer.
"""

from __future__ import annotations

from sakimawari.rules.kernel.emit_service import DayWriter
from sakimawari.rules.kernel.signature import given
from sakimawari.rules.kernel.text import Ends, Slot
from sakimawari.rules.population import UNKNOWN_NUMBER
from sakimawari.rules.tree import Holder


class CalendarWriter(DayWriter):
    """Writes the reading of a service over many days."""

    def header(self) -> list[str]:
        """The lines before the loops: what is the same on every day."""
        lines = [f"    top{slot} = tops[{slot}]" for slot in self._turning()]
        return [*lines, "    count = 0"]

    def write(self) -> None:
        """Write the loops over units, days and subjects."""
        text = self.scribe.text
        with text.deeper():
            text.add("for u in range(first, last):")
        with text.deeper(), text.deeper():
            text.add("settled[u - first] = 2**62")
            parts = text.slot()
        with text.deeper(), text.deeper(), text.deeper():
            text.add(f"members = {'b - a' if self.by_person else '1'}")
            text.add("for q in range(members):")
            text.add("    opened[q] = -1")
            text.add("on = start")
            with text.block("while on <= final:"):
                day = text.slot()
                self.unit_start = text.slot()
                whole = self._subjects()
                self._close_what_no_longer_holds()
                text.add("on = soon")
            text.add("for q in range(members):")
            text.add("    if opened[q] >= 0:")
            text.add("        until[opened[q]] = final")
            text.add("if on < settled[u - first]:")
            text.add("    settled[u - first] = on")
        with text.deeper():
            text.add("written[0] = count")
        self._parts_of_unit(parts, whole=whole)
        self._constants_of_day(day)

    def _turning(self) -> list[int]:
        return sorted(self.scribe.inputs.turning)

    def _parts_of_unit(self, slot: Slot, *, whole: bool) -> None:
        """The people read together: the unit, or each person where nobody looks at another."""
        slot.add("least = offsets[u] + 0")
        slot.add("most = offsets[u + 1] + 0")
        if self.rule.holder is Holder.COMPANY:  # a unit without people is read once all the same
            slot.add("for a in range(least, least + 1):")
        else:
            slot.add(f"for a in range(least, most, {'max(most - least, 1)' if whole else '1'}):")
        slot.add(f"    b = {'most' if whole else 'a + 1'}")
        self._first_ward(slot, "    ")

    def _constants_of_day(self, slot: Slot) -> None:
        """What is the same for everyone on the day that is read."""
        assert self.scribe.constants is not None
        slot.add("day = on - origin")
        slot.add("soon = soonest[day] + 0")
        for at, truth in enumerate(self.scribe.constants.truths):
            slot.add(f"c{at} = c[day * stride + {at}]{' != 0' if truth else ''}")
        for at in self._turning():
            slot.add(f"gate{at} = gates[day * stride + {at}]")
        for at in range(len(self.scribe.inputs.tables)):
            slot.add(f"t{at}_first = t{at}_from[day]")
            slot.add(f"t{at}_last = t{at}_till[day]")

    def _subjects(self) -> bool:
        """Read each subject on the day; whether a reading looks at the whole unit."""
        text = self.scribe.text
        if not self.by_person:
            with text.block("for place in range(1):"):
                self._steps(("",))
                self._keep("u")
            return True
        with text.block("for p in range(a, b):"):
            with text.block("if subject[p] == 0:"):
                text.add("continue")
            text.add("place = p - a")
            body = text.size
            self._steps(("p",))
            whole = text.mentions(body, frozenset("abu"))
            self._keep("p")
        return whole

    def _fails(self, index: int) -> None:
        self.scribe.text.add(f"ended[place] = {index}")
        self.scribe.text.add("continue")

    def _status(self) -> None:
        self.scribe.text.add("now_status = 1 if mask == 0 else 2")
        self.scribe.text.add("now_undecided = mask")

    def _gives(self, name: str, ends: Ends) -> None:
        self.scribe.text.add(f"now_{name}_low = {ends.low}")
        self.scribe.text.add(f"now_{name}_high = {ends.high}")

    def _due(self, ends: Ends) -> None:
        low, never = ends.low, int(UNKNOWN_NUMBER)
        self.scribe.text.add(f"now_deadline = {low} if {low} == {ends.high} else {never}")

    def _keep(self, subject: str) -> None:
        """Go on with the open row if all is the same, else end it and begin another."""
        text = self.scribe.text
        names = ["status", "undecided", *given(self.rule)]
        text.add("at = opened[place]")
        text.add("same = at >= 0")
        with text.block("if same:"):
            same = " and ".join(f"{name}[at] == now_{name}" for name in names)
            text.add(f"same = {same}")
        with text.block("if not same:"):
            with text.block("if at >= 0:"):
                text.add("until[at] = on - 1")
            with text.block("if count == room:"):
                text.add("written[0] = -1")
                text.add("return")
            text.add(f"row[count] = {subject}")
            text.add("since[count] = on")
            text.add("ended_by[count] = -1")
            for name in names:
                text.add(f"{name}[count] = now_{name}")
            text.add("opened[place] = count")
            text.add("count += 1")
        text.add("seen[place] = on")

    def _close_what_no_longer_holds(self) -> None:
        text = self.scribe.text
        with text.block("for q in range(members):"):
            text.add("at = opened[q]")
            with text.block("if at >= 0 and seen[q] != on:"):
                text.add("until[at] = on - 1")
                text.add("ended_by[at] = ended[q]")
                text.add("opened[q] = -1")
