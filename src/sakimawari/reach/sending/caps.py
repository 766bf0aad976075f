"""How often somebody is contacted at most, over all plans: no seven days, no thirty days hold more.

The spans are rolling: wherever they begin. A contact is a message by a medium that a provider has,
or may have; what was refused or bounced reached nobody and does not count. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sakimawari.reach.terms.values import Terms

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)


@dataclass(slots=True, kw_only=True)
class Contacts:
    """When people and households were contacted lately, kept while messages are claimed."""

    of_person: dict[str, list[datetime]] = field(default_factory=dict)
    of_household: dict[str, list[datetime]] = field(default_factory=dict)

    def add(self, person: str, household: str, at: datetime) -> None:
        """One more contact."""
        self.of_person.setdefault(person, []).append(at)
        self.of_household.setdefault(household, []).append(at)

    def take(self, other: Contacts, whose: Collection[tuple[str, str]]) -> None:
        """Add what another kind of contact came to, for some people and their households."""
        for person in {person for person, _ in whose}:
            if moments := other.of_person.get(person):
                self.of_person.setdefault(person, []).extend(moments)
        for household in {household for _, household in whose}:
            if moments := other.of_household.get(household):
                self.of_household.setdefault(household, []).extend(moments)

    def free_from(self, person: str, household: str, at: datetime, terms: Terms) -> datetime:
        """The first moment from `at` on at which one more contact keeps within every cap.

        A cap of zero is never free: as far away as a month after `at`, to be asked again then.
        """
        mine, ours = self.of_person.get(person, ()), self.of_household.get(household, ())
        return max(
            _free(mine, at, terms.per_person_a_week, WEEK),
            _free(mine, at, terms.per_person_a_month, MONTH),
            _free(ours, at, terms.per_household_a_week, WEEK),
        )


def _free(moments: Iterable[datetime], at: datetime, cap: int, span: timedelta) -> datetime:
    if cap <= 0:
        return at + MONTH
    within = sorted(moment for moment in moments if moment > at - span)
    return at if len(within) < cap else within[-cap] + span
