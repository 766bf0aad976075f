"""Residents, or companies, of a run with what the run says of their services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from sakimawari.fit.served.keys import Numbers
from sakimawari.fit.served.rights import Rights
from sakimawari.fit.served.spans import Flags, Spans, receiving_of, spans_of
from sakimawari.rules.figures import days
from sakimawari.rules.population import UNKNOWN_DATE

_EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the run says of one service beside its stretches; `renewals` within its calendar."""

    slug: str
    name: str
    programme: str | None
    unit_of_amount: str
    times_a_year: int
    renewals: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """All residents, or all companies. Closed units (支援措置) are in no count and no list.

    `told` are the services of `rights`, in their order; `review`: whether who receives without a
    right is looked at.
    """

    rights: Rights
    told: tuple[Told, ...]
    closed: Flags
    review: bool

    def spans(self, service: int, calendar: tuple[int, int]) -> Spans:
        """The stretches of a service between two days, with who receives it on the first."""
        of_person = self.rights.volume.of_person[service]
        programme = self.told[service].programme
        receiving = receiving_of(
            self.rights, programme, self.closed, calendar[0], of_person=of_person
        )
        return spans_of(self.rights, service, receiving, calendar)


def ages_on(born: Numbers, on: date) -> Numbers:
    """Ages by birthdays on a day; -1 where the birth date is unknown."""
    known = born != UNKNOWN_DATE
    birth = _EPOCH + np.where(known, born, 0).astype("timedelta64[D]")
    month = birth.astype("datetime64[M]")
    year = month.astype("datetime64[Y]").astype(int) + 1970
    day_of_year = (month.astype(int) % 12 + 1) * 100 + (birth - month).astype(int) + 1
    age = on.year - year - (on.month * 100 + on.day < day_of_year)
    return np.where(known, age, -1).astype(np.int32)


def born_by(age: int, on: date) -> int:
    """The last birth date of those who have reached an age by birthdays on a day."""
    try:
        return days(on.replace(year=on.year - age))
    except ValueError:  # 29 February, in a year without
        return days(date(on.year - age, 2, 28))
