"""The tables of a plan put together: what is to be done, what waits, and what has changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.reach.addressing.closure import Bools
from sakimawari.reach.addressing.selection import NO_DEADLINE
from sakimawari.reach.plans.adults import BANDS, Adults
from sakimawari.reach.plans.budget.values import BECAUSE, MEDIA, Allocation
from sakimawari.reach.plans.drawing import Drawn, Variants, id_of
from sakimawari.reach.plans.occasions.bundling import Bundled
from sakimawari.reach.plans.occasions.gates import Numbers, Passed
from sakimawari.reach.plans.occasions.values import WHYS
from sakimawari.reach.plans.occasions.wishes import LANGUAGES, further_media
from sakimawari.reach.plans.tables import LATER, STEPS
from sakimawari.reach.plans.values import Change
from sakimawari.reach.plans.weighing import Weighed
from sakimawari.reach.terms.values import Terms
from sakimawari.rules.population import Int64s


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything of a plan before it is written: bundles and whom they address; of those that were
    weighed, in their order, the draws, who is `held` out, and the budget's answer.
    """

    passed: Passed
    bundles: Bundled
    adults: Adults
    drawn: Drawn
    held: Bools
    weighed: Weighed
    allocation: Allocation
    numbers: Numbers
    terms: Terms
    variants: Variants


def steps_table(draft: Draft) -> pa.Table:
    """The steps, by day and id, each marked as new until it is compared with a plan before."""
    chosen = np.flatnonzero(draft.allocation.week >= 0)
    places = draft.weighed.places[chosen]
    medium = draft.allocation.medium[chosen].astype(np.int64)
    held = draft.held[chosen]
    at = draft.adults.places(draft.bundles.to[places])
    sent = ~held
    costs = [draft.terms.costs[each] for each in MEDIA]
    yen = np.array([cost.yen for cost in costs], np.int32)[medium] * sent
    minutes = np.array([cost.minutes for cost in costs], np.float32)[medium] * sent
    ids = [
        id_of((draft.drawn.held if out else draft.drawn.told)[one])
        for one, out in zip(chosen.tolist(), held.tolist(), strict=True)
    ]
    day = draft.allocation.day[chosen].astype(np.int32)
    who = _who(draft.adults, at)
    columns = {
        "step": pa.array(ids, pa.string()),
        **who,
        "town": draft.adults.town.take(pa.array(at)),
        "large_text": pa.array(draft.adults.reached.large_text[at]),
        **_what(draft, places),
        "medium": _named([each.value for each in MEDIA], medium),
        "further": _further(draft, places, medium, at),
        "send_on": pa.array(day).cast(pa.date32()),
        "useful_until": _days(draft.bundles.useful_until[places]),
        "variant": pa.array(draft.variants.of(who["household"], who["person"]), pa.string()),
        "held_out": pa.array(held),
        "cost_yen": pa.array(yen.astype(np.int32)),
        "minutes": pa.array(minutes.astype(np.float32)),
        "effect": pa.array((draft.allocation.effect[chosen] * sent).astype(np.float32)),
        "change": pa.repeat(pa.scalar(Change.NEW.value), len(chosen)),
    }
    return _typed(columns, STEPS).sort_by([("send_on", "ascending"), ("step", "ascending")])


def later_table(draft: Draft) -> pa.Table:
    """Those who wait, each with the reason, by person."""
    left = np.flatnonzero(draft.allocation.week < 0)
    words = np.array([each.value for each in BECAUSE], object)[draft.allocation.because[left]]
    places = np.concatenate([draft.weighed.places[left], draft.weighed.waiting])
    because = [*words.tolist(), *draft.weighed.because]
    at = draft.adults.places(draft.bundles.to[places])
    columns = {
        **_who(draft.adults, at),
        **_what(draft, places),
        "because": pa.array(because, pa.string()),
        "until": pa.nulls(len(places), pa.date32()),
    }
    return _typed(columns, LATER).sort_by(
        [("person", "ascending"), ("because", "ascending"), ("yen", "descending")]
    )


def _typed(columns: dict[str, pa.Array], schema: pa.Schema) -> pa.Table:
    return pa.table({name: columns[name] for name in schema.names}).cast(schema)


def _who(adults: Adults, at: Int64s) -> dict[str, pa.Array]:
    rows = pa.array(at)
    return {
        "person": adults.person.take(rows),
        "household": adults.household.take(rows),
        "ward": _named(list(adults.wards), adults.ward[at]),
        "language": _named(list(LANGUAGES), adults.reached.language[at]),
        "age_band": _named(list(BANDS), adults.band[at]),
    }


def _what(draft: Draft, places: Int64s) -> dict[str, pa.Array]:
    """The services of bundles with whose right each is and why, as lists side by side."""
    bundles, occasions = draft.bundles, draft.passed.occasions
    picked, starts = bundles.told_in(places)
    offsets = pa.array(starts.astype(np.int32))
    topics = _named(list(occasions.topics), occasions.rights.service[picked])
    whys = _named([each.value for each in WHYS], occasions.why[picked])
    subjects = draft.numbers.subject_of(occasions, picked)
    return {
        "services": pa.ListArray.from_arrays(offsets, topics),
        "subjects": pa.ListArray.from_arrays(offsets, subjects),
        "why": pa.ListArray.from_arrays(offsets, whys),
        "deadline": _days(bundles.deadline[places]),
        "yen": pa.array(bundles.yen[places]),
    }


def _further(draft: Draft, places: Int64s, medium: Int64s, at: Int64s) -> pa.ListArray:
    """The media tried after the first; worked out once for all who are alike."""
    reached = draft.adults.reached
    acts = draft.bundles.acts[places].astype(np.int64)
    works = reached.media[at].astype(np.int64)
    alike = ((reached.wish[at].astype(np.int64) * 256 + works) * 8 + medium) * 2 + acts
    kinds, first, inverse = np.unique(alike, return_index=True, return_inverse=True)
    lists = [
        [
            each.value
            for each in further_media(
                MEDIA[medium[one]],
                int(works[one]),
                reached.orders[reached.wish[at[one]]],
                acts=bool(acts[one]),
            )
        ]
        for one in first
    ]
    return (
        pa.array(lists, pa.list_(pa.string())).take(pa.array(inverse))
        if len(kinds)
        else (pa.array([], pa.list_(pa.string())))
    )


def _named(names: list[str], codes: npt.NDArray[Any]) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(codes.astype(np.int64)))


def _days(numbers: Int64s) -> pa.Array:
    none = numbers == NO_DEADLINE
    return pa.array(np.where(none, 0, numbers).astype(np.int32), mask=none).cast(pa.date32())


# ---------------------------------------------------------------- against the plan before


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A plan's steps against those of the one before: how many were dropped, how many are done."""

    steps: pa.Table
    dropped: int
    done: int


def compared(steps: pa.Table, before: pa.Table | None, *, applied: bool, on: date) -> Compared:
    """Mark each step as new, kept or moved. What an applied plan sent before `on` is done."""
    if before is None:
        return Compared(steps=steps, dropped=0, done=0)
    place = pc.index_in(steps["step"], value_set=before["step"].combine_chunks())
    old = before.select(["send_on", "medium"]).take(place)
    same = pc.and_(
        pc.equal(steps["send_on"], old["send_on"]), pc.equal(steps["medium"], old["medium"])
    )
    change = pc.if_else(
        pc.is_null(place),
        Change.NEW.value,
        pc.if_else(pc.fill_null(same, False), Change.KEPT.value, Change.MOVED.value),
    )
    marked = steps.set_column(steps.schema.get_field_index("change"), "change", change)
    gone = before.filter(pc.invert(pc.is_in(before["step"], value_set=_joined(steps["step"]))))
    past = pc.less(gone["send_on"], pa.scalar(on, pa.date32()))
    done = gone.filter(past).num_rows if applied else 0
    return Compared(steps=marked.cast(STEPS), dropped=gone.num_rows - done, done=done)


def _joined(column: pa.ChunkedArray) -> pa.Array:
    joined = column.combine_chunks()
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined
