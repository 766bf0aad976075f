"""The Japanese year as figures: business days, holidays, お盆, 年末年始, the peak of April.

The one calendar of forecasts and alerts: dates in, figures out (`calendar_of`).
"""

from sakimawari.anticipate.workdays.opening import (
    CITY_HALL,
    Closing,
    golden_week,
    is_holiday,
    is_open,
    is_turn_of_year,
    weekday_of,
)
from sakimawari.anticipate.workdays.periods import Workdays, calendar_of, ends_of, following

__all__ = [
    "CITY_HALL",
    "Closing",
    "Workdays",
    "calendar_of",
    "ends_of",
    "following",
    "golden_week",
    "is_holiday",
    "is_open",
    "is_turn_of_year",
    "weekday_of",
]
