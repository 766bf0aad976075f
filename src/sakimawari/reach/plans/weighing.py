"""Bundles laid before the contact budget, and its answer taken as steps and as what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.reach.addressing.selection import NO_DEADLINE
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.adults import BANDS, Adults
from sakimawari.reach.plans.budget.values import NEVER, Bundles, Column, Earlier
from sakimawari.reach.plans.occasions.bundling import Bundled
from sakimawari.reach.plans.occasions.gates import Numbers
from sakimawari.reach.plans.occasions.told import Before
from sakimawari.reach.plans.occasions.wishes import LANGUAGES, first_media, ranks
from sakimawari.rules.figures import days
from sakimawari.rules.population import Int32s, Int64s

WEEK = 7
STAFF_ASK = 1_000_000_000  # yen: what staff ask for is not weighed against an amount
FULL, NOT_ALONE = "full", "worth"  # reasons to wait that no budget gives


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The bundles that are weighed, by their places among all; the others wait for `because`."""

    places: Int64s
    bundles: Bundles
    waiting: Int64s
    because: tuple[str, ...]


def weighed(bundles: Bundled, adults: Adults, *, on: date) -> Weighed:
    """What the budget is asked about: what is worth a message and fits in what a person is told.

    Keys are drawn afterwards, for these alone.
    """
    asked = bundles.alone & ~bundles.full
    places, waiting = np.flatnonzero(asked), np.flatnonzero(~asked)
    at = adults.places(bundles.to[places])
    reached = adults.reached
    return Weighed(
        places=places,
        waiting=waiting,
        because=tuple(np.where(bundles.alone[waiting], FULL, NOT_ALONE).tolist()),
        bundles=Bundles(
            key=np.zeros(len(places), np.uint64),
            person=bundles.to[places],
            household=adults.home[at].astype(np.int64),
            ward=adults.ward[at],
            age_band=adults.band[at].astype(np.int16),
            language=reached.language[at].astype(np.int16),
            labels={"ward": adults.wards, "age_band": BANDS, "language": LANGUAGES},
            yen=bundles.yen[places] + STAFF_ASK * bundles.from_staff[places],
            deadline=_until(bundles.useful_until[places]),
            earliest=np.full(len(places), days(on), np.int32),
            media=first_media(reached, at, acts=bundles.acts[places], asked=bundles.by[places]),
            rank=ranks(reached, at),
            factor=np.ones(len(places), np.float64),
        ),
    )


def earlier_of(before: Before, numbers: Numbers, *, unit: Int32s, on: date) -> Earlier:
    """Contacts of other plans and letters, which count against the caps of the days around.

    Plans begin on any day, so that a contact may lie across two weeks of this one. It counts in both
    that a message less than seven days away from it could be sent in; one before the plan in that
    which begins within seven days of it. Nobody hears more by that, some a little later.
    """
    rows = numbers.rows(_array(before.contacts["person"]))
    day = np.asarray(before.contacts["day"]).astype(np.int64) - days(on)
    near = (rows >= 0) & (day > -WEEK * 53)
    rows, day = rows[near], day[near]
    after = -(-day // WEEK)
    across = (day >= 0) & (day % WEEK > 0)
    rows = np.concatenate([rows, rows[across]])
    return Earlier(
        person=rows,
        household=unit[rows].astype(np.int64),
        week=np.concatenate([after, day[across] // WEEK]).astype(np.int32),
    )


def spent_by(waiting: pa.Table, *, weeks: int, on: date) -> Column:
    """What the steps still to be sent take of the budgets of each week, as `Coupling.limit` has them.

    Postage in yen, visits and calls in minutes, and the replies they bring to the counters. Nobody
    who is held out is sent anything; a day past the last week counts to no week of this plan.
    """
    sent = waiting.filter(pc.invert(waiting["held_out"]))
    day = np.asarray(sent["send_on"].cast(pa.int32())).astype(np.int64) - days(on)
    week = np.maximum(day // WEEK, 0)
    medium = np.asarray(sent["medium"].to_pylist(), dtype=object)
    yen, minutes, effect = (
        np.asarray(sent[name]).astype(np.float64) for name in ("cost_yen", "minutes", "effect")
    )
    takes = (
        np.where(medium == Medium.LETTER.value, yen, 0.0),
        np.where(medium == Medium.VISIT.value, minutes, 0.0),
        np.where(medium == Medium.CALL.value, minutes, 0.0),
        effect,
    )
    return np.stack([np.bincount(week, each, minlength=weeks)[:weeks] for each in takes])


def _until(day: Int64s) -> Int64s:
    return np.where(day == NO_DEADLINE, NEVER, day).astype(np.int32)


def _array(column: pa.ChunkedArray) -> pa.Array:
    joined = column.combine_chunks()
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined
