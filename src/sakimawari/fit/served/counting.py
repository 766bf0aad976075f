"""The figures of a run counted from its arrays, service by service."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.fit.horizon import first_of_months
from sakimawari.fit.served.figures import COUNTS, OLDEST, TURNS, Figures, Place
from sakimawari.fit.served.keys import Numbers
from sakimawari.fit.served.rights import Rights
from sakimawari.fit.served.spans import Flags, Spans, receiving_of, spans_of
from sakimawari.registry.shelf import Item
from sakimawari.rules.figures import days
from sakimawari.rules.population import UNKNOWN_DATE

_AT = {name: at for at, name in enumerate(COUNTS)}
_TURN = {name: at for at, name in enumerate(TURNS)}
_EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the run says of one service beside its stretches."""

    slug: str
    programme: str | None
    times_a_year: int
    renewals: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Residents, or companies, with what all their services are counted by.

    `place` and `ward` number the city's places and wards, by unit; `age` is by row of people, of
    units that of the head. Closed units are in no count.
    """

    rights: Rights
    told: tuple[Told, ...]
    place: Numbers
    ward: Numbers
    age: Numbers
    closed: Flags
    review: bool  # whether who receives without a right is counted


@dataclass(frozen=True, slots=True)
class _Counted:
    cells: npt.NDArray[np.int64]  # place, COUNTS
    turns: npt.NDArray[np.int32]  # ward (the last: none), day of the calendar, TURNS
    ages: npt.NDArray[np.int32]
    holding: npt.NDArray[np.int32]


def count_run(
    sides: Iterable[Side],
    about: dict[str, Any],
    places: tuple[Place, ...],
    *,
    threads: int = 2,
    done: Callable[[int, int], None] | None = None,
) -> Item:
    """All counts; `about` holds `on`, `final`, `services` (slug, name) and `wards`."""
    calendar = (about["on"], about["final"])
    work = [(side, number) for side in sides for number in range(len(side.told))]
    counted: dict[str, _Counted] = {}

    def count(each: tuple[Side, int]) -> _Counted:
        return _count(*each, calendar, len(places), len(about["wards"]))

    with ThreadPoolExecutor(threads) as pool:
        for (side, number), found in zip(work, pool.map(count, work), strict=True):
            counted[side.told[number].slug] = found
            if done is not None:
                done(len(counted), len(work))
    ordered = [counted[slug] for slug in about["services"]]
    cells, counts = _filled([each.cells for each in ordered], 2)
    turns, turned = _filled([each.turns for each in ordered], 3)
    turns[:, 1] = np.where(turns[:, 1] == len(about["wards"]), -1, turns[:, 1])
    turns[:, 2] += days(calendar[0])
    by_day = np.lexsort((turns[:, 1], turns[:, 0], turns[:, 2]))
    described = {
        "services": about["services"],
        "wards": about["wards"],
        "places": [[each.ward, each.town, each.people, each.households] for each in places],
    }
    return Item(
        words=(json.dumps(described, ensure_ascii=False),),
        arrays={
            "cells": cells.astype(np.int32),
            "counts": counts,
            "turns": turns[by_day].astype(np.int32),
            "turned": turned[by_day].astype(np.int32),
            "ages": np.stack([each.ages for each in ordered]),
            "holding": np.stack([each.holding for each in ordered]),
        },
    )


def figures_in(item: Item, on: date, final: date) -> Figures:
    """The figures as they were kept."""
    told = json.loads(item.words[0])
    return Figures(
        on=on,
        final=final,
        services=told["services"],
        wards=tuple(told["wards"]),
        places=tuple(
            Place(ward=ward, town=town, people=people, households=households)
            for ward, town, people, households in told["places"]
        ),
        **item.arrays,
    )


def _filled(
    tables: list[npt.NDArray[Any]], axes: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[Any]]:
    """The places of all counts that are not all zero, and the counts there."""
    places, found = (
        [np.empty((0, axes), np.int64)],
        [tables[0].reshape(-1, tables[0].shape[-1])[:0]],
    )
    for number, table in enumerate(tables):
        at = np.argwhere(table.any(axis=-1))
        places.append(np.column_stack([np.full(len(at), number), at]))
        found.append(table[tuple(at.T)])
    return np.concatenate(places), np.concatenate(found)


def _count(
    side: Side, service: int, calendar: tuple[date, date], places: int, wards: int
) -> _Counted:
    told, rights = side.told[service], side.rights
    of_person = rights.volume.of_person[service]
    first, last = days(calendar[0]), days(calendar[1])
    receiving = receiving_of(rights, told.programme, side.closed, first, of_person=of_person)
    spans = spans_of(rights, service, receiving, (first, last))
    unit = rights.who.unit if of_person else np.arange(rights.who.units, dtype=np.int32)
    age = side.age if of_person else _of_heads(side)
    return _Counted(
        cells=_cells(spans, side, told, side.place[unit], places),
        turns=_turns(spans, told, side.ward[unit], (wards + 1, last - first + 2)),
        ages=_ages(spans, age),
        holding=_holding(spans, calendar),
    )


def _of_heads(side: Side) -> Numbers:
    head = side.rights.who.head
    return np.where(head >= 0, side.age[head], -1) if len(side.age) else np.full(len(head), -1)


def _cells(
    spans: Spans, side: Side, told: Told, place: Numbers, places: int
) -> npt.NDArray[np.int64]:
    found = np.zeros((places, len(COUNTS)), np.int64)

    def add(name: str, rows: Numbers, weights: npt.NDArray[Any] | None = None) -> None:
        sums = np.bincount(place[rows], weights, minlength=places)
        found[:, _AT[name]] += sums.astype(np.int64)

    held, yes = spans.held, spans.yes
    add("entitled", spans.row[held & yes])
    add("possible", spans.row[held & ~yes])
    add("receiving", np.flatnonzero(spans.receiving))
    unmet = held & ~spans.received
    add("unclaimed", spans.row[unmet & yes])
    add("unclaimed_possible", spans.row[unmet & ~yes])
    if told.times_a_year:
        yearly = spans.of("amount_low")[unmet & yes] * told.times_a_year
        add("unclaimed_yen_per_year", spans.row[unmet & yes], yearly)
    if side.review:
        add("to_review", spans.to_review())
    add("begins", spans.row[spans.begins])
    add("ends", spans.row[spans.ends])
    add("deadlines", spans.claims()[0])
    for by in told.renewals:
        add("deadlines", spans.renewals(days(by)))
    return found


def _turns(
    spans: Spans, told: Told, ward: Numbers, shape: tuple[int, int]
) -> npt.NDArray[np.int32]:
    found = np.zeros((*shape, len(TURNS)), np.int32)

    def add(name: str, rows: Numbers, day: Any) -> None:
        code = ward[rows].astype(np.int64) * shape[1] + (day - spans.on)
        sums = np.bincount(code, minlength=shape[0] * shape[1])
        found[:, :, _TURN[name]] += sums.reshape(shape).astype(np.int32)

    add("begins", spans.row[spans.begins], spans.since[spans.begins])
    add("changes", spans.row[spans.changes], spans.since[spans.changes])
    add("ends", spans.row[spans.ends], spans.until[spans.ends] + 1)
    add("claims", *spans.claims())
    for by in told.renewals:
        add("renewals", spans.renewals(days(by)), days(by))
    return found


def _ages(spans: Spans, age: Numbers) -> npt.NDArray[np.int32]:
    sure, maybe = spans.held & spans.yes, spans.held & ~spans.yes
    rows = (spans.row[sure], spans.row[maybe], np.flatnonzero(spans.receiving))
    classes = np.clip(age, -1, OLDEST) + 1
    counts = [np.bincount(classes[each], minlength=OLDEST + 2) for each in rows]
    return np.stack(counts).astype(np.int32)


def _holding(spans: Spans, calendar: tuple[date, date]) -> npt.NDArray[np.int32]:
    months = (calendar[1].year - calendar[0].year) * 12 + calendar[1].month - calendar[0].month
    firsts = [calendar[0], *first_of_months(calendar[0], months)]
    since, until = spans.since[spans.yes], spans.until[spans.yes]
    begun = np.bincount(np.clip(since - spans.on, 0, None), minlength=2)
    gone = np.bincount(np.clip(until + 1 - spans.on, 0, None), minlength=2)
    on_day = [days(first) - spans.on for first in firsts]
    return np.array([begun[: day + 1].sum() - gone[: day + 1].sum() for day in on_day], np.int32)


def ages_on(born: Numbers, on: date) -> Numbers:
    """Ages by birthdays on a day; -1 where the birth date is unknown."""
    known = born != UNKNOWN_DATE
    birth = _EPOCH + np.where(known, born, 0).astype("timedelta64[D]")
    month = birth.astype("datetime64[M]")
    year = month.astype("datetime64[Y]").astype(int) + 1970
    day_of_year = (month.astype(int) % 12 + 1) * 100 + (birth - month).astype(int) + 1
    age = on.year - year - (on.month * 100 + on.day < day_of_year)
    return np.where(known, age, -1).astype(np.int32)
