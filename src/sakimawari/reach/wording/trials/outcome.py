"""What came of a trial: each variant beside the main one, and beside those held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sakimawari.reach.wording.trials.intervals import LEVEL, Interval, difference, share

HELD_OUT = "held_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many were told by a variant (or held out), and how many of them acted."""

    variant: str
    contacted: int
    replied: int

    def __post_init__(self) -> None:
        if not 0 <= self.replied <= self.contacted:
            raise ValueError("those who acted are some of those counted")


class Finding(Enum):
    """What may be said of a variant beside the main one.

    TOO_EARLY  fewer were told than planned: nothing is said, whatever the figures look like
    BETTER / WORSE  the difference is more than chance makes, at the level of the whole trial
    NO_DIFFERENCE   as many were told as planned, and chance could have made it
    """

    TOO_EARLY = "too_early"
    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no_difference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One variant. `than_main` is None for the main one itself, `than_held_out` where none were."""

    variant: str
    contacted: int
    replied: int
    rate: Interval
    than_main: Interval | None
    than_held_out: Interval | None
    finding: Finding | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The table of a trial. `is_ripe` once every variant was told as often as planned."""

    rows: tuple[Row, ...]
    held_out: Row | None
    planned: int
    is_ripe: bool


def outcome_of(counts: Sequence[Count], *, planned: int) -> Outcome:
    """The table of a trial; the first variant is the main one.

    With more than two variants the level of each comparison is stricter (Bonferroni), so that the
    trial as a whole is wrong in at most one of twenty.
    """
    told = [count for count in counts if count.variant != HELD_OUT]
    if not told:
        raise ValueError("a trial has at least one variant that was told")
    held = next((count for count in counts if count.variant == HELD_OUT), None)
    ripe = all(count.contacted >= planned for count in told)
    level = 1 - (1 - LEVEL) / max(1, len(told) - 1)
    main = told[0]
    rows = tuple(_row(count, main, held, level=level, ripe=ripe) for count in told)
    return Outcome(
        rows=rows,
        held_out=None if held is None else _row(held, held, None, level=LEVEL, ripe=False),
        planned=planned,
        is_ripe=ripe,
    )


def _row(count: Count, main: Count, held: Count | None, *, level: float, ripe: bool) -> Row:
    mine = (count.replied, count.contacted)
    beside = None
    if count is not main:
        beside = difference(mine, (main.replied, main.contacted), level=level)
    return Row(
        variant=count.variant,
        contacted=count.contacted,
        replied=count.replied,
        rate=share(*mine),
        than_main=beside,
        than_held_out=None if held is None else difference(mine, (held.replied, held.contacted)),
        finding=None if beside is None else _finding(beside, ripe=ripe),
    )


def _finding(beside: Interval, *, ripe: bool) -> Finding:
    if not ripe:
        return Finding.TOO_EARLY
    if not beside.leaves_out_zero:
        return Finding.NO_DIFFERENCE
    return Finding.BETTER if beside.low > 0 else Finding.WORSE
