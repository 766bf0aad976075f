"""How far a calendar looks: to the end of the month so many months ahead."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

BEYOND = timedelta(days=366)  # figures are read further, to know until when nothing will change


def horizon(on: date, months: int) -> date:
    """The last day of the month that lies `months` after the month of `on`.

    It moves once a month, so that on most nights nothing has to be read beyond what is known.
    """
    years, month = divmod(on.month - 1 + months, 12)
    year = on.year + years
    return date(year, month + 1, monthrange(year, month + 1)[1])


def first_of_months(start: date, months: int) -> list[date]:
    """The first day of each of the next `months` months after `start`."""
    ends = [horizon(start, ahead) for ahead in range(months)]
    return [end + timedelta(days=1) for end in ends]
