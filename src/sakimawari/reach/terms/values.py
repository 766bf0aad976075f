"""The terms of contact as values: what a city sets in `reach.yaml`, with defaults that hurt nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from types import MappingProxyType

from sakimawari.reach.medium import Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one contact by a medium costs: yen paid outside, and minutes of staff.

    `effect` is the probability that somebody owed something acts on it (0 to 1): a prior until the
    city's own hold-outs say otherwise; it orders contacts and never decides whether one is owed.
    """

    yen: int
    minutes: float = 0.0
    effect: float


# Yen: letter 85 (a standard letter is 110; with カスタマーバーコード and sorting less), text message
# 10 to 12, LINE about 3. The effects are priors of this project and no measurements.
COSTS: Mapping[Medium, Cost] = MappingProxyType(
    {
        Medium.EMAIL: Cost(yen=0, effect=0.12),
        Medium.LINE: Cost(yen=3, effect=0.22),
        Medium.SMS: Cost(yen=12, effect=0.18),
        Medium.PORTAL: Cost(yen=0, effect=0.06),
        Medium.LETTER: Cost(yen=110, effect=0.30),
        Medium.CALL: Cost(yen=20, minutes=12.0, effect=0.45),
        Medium.VISIT: Cost(yen=200, minutes=45.0, effect=0.60),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekBudget:
    """What the city can spend in one week: None is no limit.

    `counter` is how many replies the counters can take (a contact brings `effect` of one).
    """

    postage_yen: int | None = None
    visit_minutes: int | None = None
    call_minutes: int | None = None
    counter: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """No group of this kind may be reached less than the target where money is short.

    `share`: of those of a group who have something to hear, how many at least are told within the
    plan, 0 to 1.
    """

    by: str  # ward, age_band, language
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Everything the city sets about contact. Times are of Japan."""

    weeks: int = 4  # that a plan spans
    per_person_a_week: int = 1
    per_person_a_month: int = 2
    per_household_a_week: int = 1
    services_a_message: int = 4
    quiet_from: time = time(20, 0)
    quiet_until: time = time(9, 0)
    on_holidays: bool = False  # whether what rings may go out on Saturdays, Sundays, holidays
    budget: WeekBudget = WeekBudget()
    floors: tuple[Floor, ...] = ()
    costs: Mapping[Medium, Cost] = field(default_factory=lambda: COSTS)
    media: frozenset[Medium] = frozenset({Medium.LETTER})  # that the city has set up
    held_out: float = 0.05  # share held out for measuring, 0 to 1; never past a deadline
    reply_within_days: int = 21  # without an answer the next medium is tried
    yen_of_a_reply: int = 1000  # what it is worth that somebody acts on something ordinary
    yen_of_a_minute: int = 40  # what a minute of staff costs
    passed_over: float = 0.5  # worth of a contact that passes over a wished medium, 0 to 1
