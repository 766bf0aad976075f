"""The gates of a city: today's registers, what residents said, and what they applied for already.

Everything is asked again with each claim, minutes before the calls: the registers as they were taken
in last (a new snapshot counts from the next claim on), the words of residents as they are now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sakimawari.cases import answered_store, decline_store
from sakimawari.guard.consents.store import preferences_of_many
from sakimawari.guard.consents.values import ConsentTo
from sakimawari.guard.protection import departed_people
from sakimawari.reach.addressing.hidden import hidden_people
from sakimawari.reach.addressing.said import registered_of
from sakimawari.reach.sending.gates import Known, Verdict, verdict_on
from sakimawari.reach.sending.hours import JAPAN
from sakimawari.reach.sending.message import Message, Telling
from sakimawari.registry.mapped import MappedSnapshot, map_snapshot
from sakimawari.registry.store import current_snapshot, open_snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """The registers of a day: who may be told nothing, who is gone, where somebody lives."""

    folder: Path
    on: date
    mapped: MappedSnapshot
    protected: frozenset[str]
    departed: frozenset[str]


def open_registers(folder: Path, on: date) -> Registers:
    """The registers of one snapshot, as they must be read on a day."""
    snapshot = open_snapshot(folder)
    departed = departed_people(snapshot.departed())
    return Registers(
        folder=folder,
        on=on,
        mapped=map_snapshot(snapshot),
        protected=hidden_people(snapshot, on=on) - departed,
        departed=departed,
    )


@dataclass(slots=True, kw_only=True)
class CityGates:
    """Judges messages by what a city's home and its operational store hold at this moment."""

    home: Path
    held: list[Registers] = field(default_factory=list)

    def judge(self, messages: Sequence[Message], *, at: datetime) -> Mapping[str, Verdict]:
        """A verdict for each message, by its id."""
        registers = self._registers(at.astimezone(JAPAN).date())
        persons = sorted({each.person for each in messages})
        said = preferences_of_many(
            {p: registered_of(registers.mapped, p) for p in persons}, registers.on
        )
        declined = decline_store.of_people(persons)
        done = _done(messages)
        found = {}
        for each in messages:
            subjects = {subject for _, subject in each.tellings}
            preferences = said[each.person]
            known = Known(
                protected=not registers.protected.isdisjoint({each.person, *subjects}),
                gone=registers.departed & {each.person, *subjects},
                household=registers.mapped.household_of_person(each.person),
                opted_out=preferences.refuses(ConsentTo.NOTICES),
                declined=declined.get(each.person, frozenset()),
                done=done[each.id],
                wishes=preferences.wishes,
            )
            found[each.id] = verdict_on(each, known)
        return found

    def _registers(self, on: date) -> Registers:
        folder = current_snapshot(self.home)
        if not self.held or (self.held[0].folder, self.held[0].on) != (folder, on):
            self.held[:] = [open_registers(folder, on)]
        return self.held[0]


def _done(messages: Sequence[Message]) -> dict[str, frozenset[Telling]]:
    """What somebody applied for since a message was planned, or what is still being worked on."""
    by_telling: dict[Telling, list[date | None]] = {}
    for service, subject, last in answered_store.answered_for(_subjects(messages)):
        by_telling.setdefault((service, subject), []).append(last)
    found = {}
    for each in messages:
        planned = each.recorded_at.astimezone(JAPAN).date()
        found[each.id] = frozenset(
            telling
            for telling in each.tellings
            if any(last is None or last >= planned for last in by_telling.get(telling, ()))
        )
    return found


def _subjects(messages: Iterable[Message]) -> list[str]:
    return sorted({subject for each in messages for _, subject in each.tellings})
