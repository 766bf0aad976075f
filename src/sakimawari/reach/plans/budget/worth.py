"""What a contact is worth, in yen: the one place that says what counts for how much.

worth of a contact = effect x yen_of_a_reply x stake x pressing x in time x not waiting x wish
                     - yen paid outside - minutes of staff x yen_of_a_minute

stake      1 + log10(1 + yen a year / 10,000), in hundredths: 1 without money, 2 at 90,000 yen,
           3 at 990,000. Amounts that differ by less than two in a hundred count the same: no
           estimate of an effect is better than that.
pressing   2 if the deadline passes before the next plan could be answered, else 1
in time    the share of the usual time to answer that is left when it arrives, at most 1
waiting    each week of waiting loses a week of the year
wish       `passed_over` for each wished medium that is passed over
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.budget.days import WEEK, Calendar
from sakimawari.reach.plans.budget.values import MEDIA, NEVER, Column
from sakimawari.reach.terms.values import Terms

PRESSING = 3.0
_FRONT = 3.0  # how much faster answers come at first
ON_THE_WAY = np.array([3 if one is Medium.LETTER else 0 for one in MEDIA], np.int32)  # days
NO = -np.inf  # the worth of what cannot be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """Bundles that are alike in all that counts, once each."""

    stake: Column  # in hundredths
    deadline: Column  # NEVER unless it presses
    earliest: Column
    media: Column  # only what the city has set up
    rank: Column
    factor: Column


def stake_of(yen: Column) -> Column:
    """What is at stake, in hundredths."""
    stake: Column = np.rint(100 * (1 + np.log10(1 + np.maximum(yen, 0) / 10_000))).astype(np.int64)
    return stake


def presses(deadline: Column, calendar: Calendar, terms: Terms) -> Column:
    """Whether a deadline passes before the next plan could be answered in time."""
    return deadline < calendar.end + terms.reply_within_days


def in_time(left: Column, terms: Terms) -> Column:
    """The share of the answers that come within `left` days, 0 to 1."""
    passed = np.clip((left + 1) / terms.reply_within_days, 0.0, 1.0)
    share: Column = np.expm1(-_FRONT * passed) / np.expm1(-_FRONT)
    return share


def effects(kinds: Kinds, terms: Terms) -> Column:
    """The expected probability of a reply by each medium, (n, media); 0 where it is impossible."""
    prior = np.array([_effect(medium, terms) for medium in MEDIA])
    return np.where(_possible(kinds), np.clip(kinds.factor[:, None] * prior, 0.0, 1.0), 0.0)


def worths(kinds: Kinds, terms: Terms, calendar: Calendar) -> Column:
    """The worth of each contact, (n, weeks, media), in yen to the hundredth; `NO`: impossible."""
    can, effect = _possible(kinds), effects(kinds, terms)
    wish = terms.passed_over ** _passed(kinds)
    yen = np.array([_cost(medium, terms) for medium in MEDIA])
    pressing = kinds.deadline != NEVER
    base = kinds.stake / 100 * np.where(pressing, PRESSING, 1.0) * terms.yen_of_a_reply
    worth = np.full((len(can), terms.weeks, len(MEDIA)), NO)
    for week in range(terms.weeks):
        waiting = 1 - WEEK * week / 365
        for column in range(len(MEDIA)):
            day = calendar.first(int(calendar.rules[column]), week, kinds.earliest)
            left = kinds.deadline.astype(np.int64) - day - ON_THE_WAY[column]
            ready = in_time(left, terms)
            gain = base * waiting * ready * effect[:, column] * wish[:, column] - yen[column]
            usable = can[:, column] & (day != NEVER) & (left >= 0)
            worth[usable, week, column] = np.round(gain[usable], 2)
    return worth


def _possible(kinds: Kinds) -> Column:
    return (kinds.media[:, None] >> np.arange(len(MEDIA)) & 1).astype(bool)


def _passed(kinds: Kinds) -> Column:
    """How many different wishes, that could be met, come before each medium."""
    can = _possible(kinds)
    passed = np.zeros(can.shape, np.int64)
    for rank in range(int(kinds.rank.max(initial=0))):
        wished = (can & (kinds.rank == rank)).any(axis=1)
        passed += wished[:, None] & (kinds.rank > rank)
    return passed


def _effect(medium: Medium, terms: Terms) -> float:
    return terms.costs[medium].effect if medium in terms.costs else 0.0


def _cost(medium: Medium, terms: Terms) -> float:
    cost = terms.costs.get(medium)
    return 0.0 if cost is None else cost.yen + cost.minutes * terms.yen_of_a_minute
