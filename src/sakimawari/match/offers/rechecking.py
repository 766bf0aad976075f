"""Hard conditions of one pair judged anew, apart from the solver: which are broken, which to be asked.

Written from docs/reference/match-offers.md, one pair at a time, without sentences.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

from sakimawari.match.offers.values import Bound, Entry, Term

_RADIUS = 6_371_008.8


def broken(need: Entry, offer: Entry, on: date) -> frozenset[str]:
    """Ids of the conditions the pair breaks for sure."""
    found = dict(_judged(need, offer, on))
    return frozenset(id for id, fits in found.items() if fits is False)


def _judged(need: Entry, offer: Entry, on: date) -> Iterator[tuple[str, bool | None]]:
    """Each condition: True fits, False does not, None is not known."""
    yield "period", _periods(need, offer, on)
    one, other = need.times.weekdays, offer.times.weekdays
    yield "weekday", None if one is None or other is None else not one.isdisjoint(other)
    yield "hours", _hours(need, offer)
    small = need.size is None or offer.room is None
    yield "room", None if small else (need.size or 0) <= (offer.room or 0)
    yield "licence", _all_of(_licensed(need, offer), _licensed(offer, need))
    yield "language", _all_of(_understood(need, offer), _understood(offer, need))
    told = [_fits(term, offer) for term in need.terms] + [_fits(term, need) for term in offer.terms]
    yield "terms", _all_of(*told)
    yield "shunned", not (_shuns(need, offer) or _shuns(offer, need))
    yield "distance", _near(need, offer)


def _all_of(*parts: bool | None) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def _periods(need: Entry, offer: Entry, on: date) -> bool:
    day = on
    for times in (need.times, offer.times):
        if times.first is not None and times.first > day:
            day = times.first
    return all(t.last is None or t.last >= day for t in (need.times, offer.times))


def _hours(need: Entry, offer: Entry) -> bool | None:
    spans = [
        (t.begin, t.end) for t in (need.times, offer.times) if (t.begin, t.end) != (None, None)
    ]
    opening = max((b for b, _ in spans if b is not None), default=0)
    closing = min((e for _, e in spans if e is not None), default=24 * 60)
    if opening >= closing:
        return False
    return True if len(spans) == 2 else None


def _licensed(asking: Entry, asked: Entry) -> bool | None:
    if not asking.asks_licences:
        return True
    return None if asked.licences is None else not asking.asks_licences - asked.licences


def _understood(asking: Entry, asked: Entry) -> bool | None:
    if not asking.asks_languages:
        return True
    return None if asked.languages is None else bool(asking.asks_languages & asked.languages)


def _shuns(one: Entry, other: Entry) -> bool:
    return other.number in one.shuns or (bool(other.kind) and other.kind in one.shuns)


def _fits(term: Term, other: Entry) -> bool | None:
    if term.either:
        answers = [_fits(each, other) for each in term.either]
        return True if True in answers else (None if None in answers else False)
    told = other.facts.get(term.fact)
    if not told:
        return None
    if term.texts:
        return any(part in term.texts for part in told.split("、"))
    industry, figure = other.facts.get("業種"), float(told)
    split = any(bound.industries for bound in term.bounds)
    bounds = list(term.bounds)
    if split and industry:
        mine = set(industry.split("、"))
        bounds = [b for b in term.bounds if mine & b.industries]
        bounds = bounds or [b for b in term.bounds if not b.industries]
        if not bounds:
            return False
    sure = {_inside(figure, bound) for bound in bounds}
    return sure.pop() if len(sure) == 1 else None


def _inside(figure: float, bound: Bound) -> bool:
    low = -math.inf if bound.least is None else bound.least
    high = math.inf if bound.most is None else bound.most
    return low <= figure <= high


def _near(need: Entry, offer: Entry) -> bool | None:
    limits = [limit for limit in (need.reach, offer.reach) if limit is not None]
    if not limits or need.point is None or offer.point is None:
        return None
    a, b = need.point, offer.point
    north, south = math.radians(a.latitude), math.radians(b.latitude)
    turn = math.radians(a.longitude - b.longitude)
    inner = (
        math.sin((north - south) / 2) ** 2
        + math.cos(north) * math.cos(south) * math.sin(turn / 2) ** 2
    )
    return 2 * _RADIUS * math.asin(min(1.0, math.sqrt(inner))) <= min(limits) + 0.5
