"""How each service stands for one person today, sorted as my page shows it.

    RECEIVED  in the register of recipients
    OPEN      due by all the city knows, not received, and something can be done about it
    USABLE    due, and there is only something to know or to use: a check-up, an advice centre
    APPLIES   a ceiling, a share or a charge that is set without being asked for
    POSSIBLE  may be due: a fact is missing
    LATER     nothing today, something within the calendar

Nothing here says that somebody is not entitled: what no span of the calendar names has no entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from enum import Enum

from sakimawari.fit.gap import times_a_year
from sakimawari.fit.timetable import RightSpan, ServiceTimes, Timetable
from sakimawari.packs.pack import Gives, Rung, Service
from sakimawari.reach.telling.amounts import LARGEST_AMOUNT
from sakimawari.rules.tree import Holder

SOON_DAYS = 60  # a last day within these is something to do now


class Standing(Enum):
    """See the module."""

    RECEIVED = "received"
    OPEN = "open"
    USABLE = "usable"
    APPLIES = "applies"
    POSSIBLE = "possible"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One service for one person: how it stands, the days that hold today, and all days.

    `now` is None where nothing holds today; `person` is the opaque key whose page it stands on,
    `times.services` of a household being everybody's of it.
    """

    person: str
    service: Service
    standing: Standing
    now: RightSpan | None
    times: ServiceTimes

    @property
    def slug(self) -> str:
        return self.service.slug

    @property
    def whose(self) -> str:
        """The key of whose right it is; empty for what is the whole household's."""
        return "" if self.service.holder is Holder.HOUSEHOLD else self.person

    @property
    def deadline(self) -> date | None:
        """The last day to act that belongs to today's days; None for what is received."""
        return None if self.now is None or self.times.receives else self.now.deadline

    @property
    def is_money(self) -> bool:
        """Whether there is money to receive, or not to pay."""
        return self.service.is_benefit and self.now is not None and self.now.amount_high > 0

    @property
    def yen_a_year(self) -> int:
        """What it comes to in a year at least, for the order of a list; 0 where it is no money."""
        if not self.is_money or self.now is None:
            return 0
        sure = self.now.amount_low if self.now.status == "yes" else self.now.amount_high
        return 0 if sure > LARGEST_AMOUNT else sure * times_a_year(self.times.unit)

    @property
    def can_apply(self) -> bool:
        """Whether the page offers an application: where the city helps, or only asks to confirm.

        What it does by itself may be applied for too; nobody is told to.
        """
        holds = self.standing in (Standing.OPEN, Standing.POSSIBLE)
        return holds and self.service.rung in (Rung.HELP, Rung.OFFER)


def rights_of(
    table: Timetable, services: Mapping[str, Service], *, person: str, today: date
) -> tuple[Right, ...]:
    """Every service the calendar names for a person, as it stands on a day."""
    found = []
    for times in table.services:
        service = services.get(times.service)
        if service is None:  # the packs changed since the night
            continue
        now = next((span for span in times.spans if span.since <= today <= span.until), None)
        standing = _standing(service, times, now)
        found.append(Right(person=person, service=service, standing=standing, now=now, times=times))
    return tuple(found)


def _standing(service: Service, times: ServiceTimes, now: RightSpan | None) -> Standing:
    if times.receives:
        return Standing.RECEIVED
    if now is None:
        return Standing.LATER
    if now.status != "yes":
        return Standing.POSSIBLE
    if service.rung is not Rung.INFORM:
        return Standing.OPEN
    if service.gives not in (Gives.BENEFIT, Gives.RELIEF):
        return Standing.APPLIES
    return Standing.OPEN if service.is_benefit and now.amount_high > 0 else Standing.USABLE


def standing_as(rights: Iterable[Right], *standings: Standing) -> tuple[Right, ...]:
    """The rights that stand so, the most pressing first, then those worth most."""
    chosen = (right for right in rights if right.standing in standings)
    return tuple(sorted(chosen, key=_order))


def _order(right: Right) -> tuple[date, int, str]:
    soon = right.deadline or date.max
    return soon, -right.yen_a_year, right.slug


def by_worth(rights: Iterable[Right]) -> tuple[Right, ...]:
    """Money first, the most of it at the top; then what a last day is near of."""
    return tuple(sorted(rights, key=lambda right: (-right.yen_a_year, *_order(right))))


def wanted(rights: Iterable[Right], *, silenced: Set[tuple[str, str]]) -> tuple[Right, ...]:
    """The rights a person did not ask to be left in peace with, as pairs of person and service.

    What is received stays: nobody loses sight of what they get by declining a notice.
    """
    return tuple(
        right
        for right in rights
        if right.standing is Standing.RECEIVED or (right.person, right.slug) not in silenced
    )
