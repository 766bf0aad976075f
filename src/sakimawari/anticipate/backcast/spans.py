"""The periods of a target in days, and what a run says of them: of a day in it, or of all of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sakimawari.anticipate.runs.replicates import Span

NEAR = 31  # days a counted day may lie from the one asked for
_YEAR, _MONTH = re.compile(r"\d{4}"), re.compile(r"(\d{4})-(\d{2})")


class Uncovered(Exception):
    """A period a run says nothing of, or not all of it; with what to do."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what)
        self.what = what
        self.do = do


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How periods are read: years from January or April (年度), and the day a standing figure is of.

    `on` is a month and a day; without it the last day counted in the period stands.
    """

    standing: bool
    fiscal: bool
    on: tuple[int, int] | None

    @classmethod
    def of(cls, *, standing: bool, fiscal: bool, on: object) -> Asked:
        """ValueError where `on` is no day of every year."""
        if on is None:
            return cls(standing=standing, fiscal=fiscal, on=None)
        day = date.fromisoformat(f"2001-{on}")
        return cls(standing=standing, fiscal=fiscal, on=(day.month, day.day))


def days_of(label: str, asked: Asked) -> tuple[date, date]:
    """The first and last day of a period named YYYY or YYYY-MM."""
    if _YEAR.fullmatch(label):
        year, month = int(label), 4 if asked.fiscal else 1
        return date(year, month, 1), date(year + 1, month, 1) - timedelta(days=1)
    found = _MONTH.fullmatch(label)
    if found and 1 <= int(found[2]) <= 12:
        year, month = int(found[1]), int(found[2])
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    raise Uncovered(
        "no year or month, so a run has no figure for it", "name periods 2030 or 2030-04"
    )


def over_span(spans: Sequence[Span], first: date, last: date, asked: Asked) -> Span:
    """What a run says of one area from a day to a day.

    A standing figure is that of a day counted in it (the last, or the nearest to `on`); others are the
    sum of periods that cover it without a gap. `spans` are in order. Uncovered where none does.
    """
    inside = [one for one in spans if first <= one.until <= last]
    if asked.standing:
        if not inside:
            raise _beyond(spans, "no day in it was counted")
        return inside[-1] if asked.on is None else _nearest(inside, asked.on)
    inside = [one for one in inside if one.since >= first]
    covered = sum((one.until - one.since).days + 1 for one in inside)
    if covered != (last - first).days + 1:
        raise _beyond(spans, "the run does not cover the whole of it")
    values = [one.values for one in inside]
    shown = [one for one in values if one is not None]
    return Span(
        since=first,
        until=last,
        error=float(sum(one.error for one in inside)),  # the same households: errors go together
        values=np.sum(shown, axis=0) if len(shown) == len(values) else None,
    )


def _nearest(inside: Sequence[Span], on: tuple[int, int]) -> Span:
    def away(one: Span) -> int:
        years = (one.until.year - 1, one.until.year, one.until.year + 1)
        return min(abs((one.until - date(year, *on)).days) for year in years)

    found = min(inside, key=away)
    if away(found) > NEAR:
        raise Uncovered(
            f"no day near {on[0]:02}-{on[1]:02} was counted in it, the nearest is {found.until}",
            "leave `on` out for the last day counted, or make the run again with smaller steps",
        )
    return found


def _beyond(spans: Sequence[Span], why: str) -> Uncovered:
    if not spans:
        return Uncovered(why, "take another measure")
    return Uncovered(
        f"{why}; it counts from {spans[0].since} to {spans[-1].until}",
        "choose periods it counts, or make the run again with more years or smaller steps",
    )
