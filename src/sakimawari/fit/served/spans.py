"""Stretches of one service as the run shows them: cut to its days, with what is received beside.

The same meaning as the views of `fit.views`, over arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.fit.served.keys import Numbers
from sakimawari.fit.served.rights import Rights
from sakimawari.fit.served.volume import NO_DAY, YES

Flags = npt.NDArray[np.bool_]
_SAME = ("amount_low", "amount_high", "tier_low", "tier_high")


@dataclass(frozen=True, kw_only=True)
class Spans:
    """The stretches of a service between the days `on` and `final` (day numbers).

    `receiving` says of each row (of people, or unit) whether it receives the service on `on`; those
    of closed households (支援措置) do not count as receiving.
    """

    rights: Rights
    row: Numbers
    form: npt.NDArray[np.uint32]
    receiving: Flags
    on: int
    final: int

    def of(self, name: str) -> npt.NDArray[Any]:
        """A column of the forms, stretch by stretch."""
        return self.rights.form[name][self.form]

    @cached_property
    def yes(self) -> Flags:
        found: Flags = self.of("status") == YES
        return found

    @cached_property
    def since(self) -> Numbers:
        found: Numbers = np.maximum(self.of("since"), self.on)
        return found

    @cached_property
    def until(self) -> Numbers:
        found: Numbers = np.minimum(self.of("until"), self.final)
        return found

    @cached_property
    def held(self) -> Flags:
        """Holds on the day of the run."""
        return self.since <= self.on

    @cached_property
    def received(self) -> Flags:
        """Whose subject receives the service."""
        return self.receiving[self.row]

    @cached_property
    def _after(self) -> tuple[Flags, Flags]:
        """Follows another stretch of the same subject to the day; and that one is a sure yes."""
        follows = np.zeros(len(self.row), np.bool_)
        follows[1:] = self.row[1:] == self.row[:-1]
        follows[1:] &= (self.until[:-1] < self.final) & (self.until[:-1] == self.since[1:] - 1)
        sure = follows.copy()
        sure[1:] &= self.yes[:-1]
        return follows, sure

    @cached_property
    def begins(self) -> Flags:
        """A sure right that begins on `since`."""
        return self.yes & (self.since > self.on) & ~self._after[1]

    @cached_property
    def changes(self) -> Flags:
        """A sure right that gives something else from `since` on."""
        differs = np.zeros(len(self.row), np.bool_)
        for name in _SAME:
            values = self.of(name)
            differs[1:] |= values[1:] != values[:-1]
        return self.yes & (self.since > self.on) & self._after[1] & differs

    @cached_property
    def ends(self) -> Flags:
        """A sure right that ends with `until`, a clause surely failing on the day after."""
        return self.yes & (self.of("ended_by") >= 0)

    def to_review(self) -> Numbers:
        """Rows that receive the service while they hold no right to it."""
        unmet = self.receiving.copy()
        unmet[self.row[self.held]] = False
        return np.flatnonzero(unmet).astype(np.int32)

    def claims(self) -> tuple[Numbers, Numbers]:
        """Rows that do not receive the service, with the last day to claim it."""
        deadline = self.of("deadline")
        due = (deadline != NO_DAY) & (deadline >= self.since) & (deadline <= self.until)
        at = np.flatnonzero(due & ~self.received)
        if not len(at):
            return np.empty(0, np.int32), np.empty(0, np.int32)
        row, day = self.row[at], deadline[at]
        starts = np.flatnonzero(np.append(True, row[1:] != row[:-1]))
        return row[starts], np.minimum.reduceat(day, starts)

    def renewals(self, day: int) -> Numbers:
        """Rows that receive the service and still have the right on a day by which to renew it."""
        within = self.received & (self.since <= day) & (day <= self.until)
        return np.unique(self.row[within])


def spans_of(rights: Rights, service: int, receiving: Flags, days: tuple[int, int]) -> Spans:
    """The stretches of a service; those that lie before the day of the run are left out."""
    row, form = rights.stretches(service)
    kept = rights.form["until"] >= days[0]
    if not kept.all():
        counted = kept[form]
        row, form = row[counted], form[counted]
    return Spans(rights=rights, row=row, form=form, receiving=receiving, on=days[0], final=days[1])


def receiving_of(
    rights: Rights, programme: str | None, closed: Flags, day: int, *, of_person: bool
) -> Flags:
    """Of each row of people (or unit): whether it receives a programme on a day."""
    who = rights.who
    has_people = bool(len(who.person))
    found = np.zeros(len(who.person) if of_person else who.units, np.bool_)
    if programme is None:
        return found
    rows = rights.receipts.rows(programme, day)
    if not of_person and has_people:
        rows = who.unit[rows]
    found[rows] = True
    return found & ~(closed[who.unit] if of_person else closed)
