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
from sakimawari.fit.served.side import Side, Told
from sakimawari.fit.served.spans import Spans
from sakimawari.registry.shelf import Item
from sakimawari.rules.figures import days

_AT = {name: at for at, name in enumerate(COUNTS)}
_TURN = {name: at for at, name in enumerate(TURNS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What all services of a side are counted by.

    `place` and `ward` number the city's places and wards, by unit; `age` is by row of people, of
    units that of the head.
    """

    side: Side
    place: Numbers
    ward: Numbers
    age: Numbers


@dataclass(frozen=True, slots=True)
class _Counted:
    cells: npt.NDArray[np.int64]  # place, COUNTS
    turns: npt.NDArray[np.int32]  # ward (the last: none), day of the calendar, TURNS
    ages: npt.NDArray[np.int32]
    holding: npt.NDArray[np.int32]


def count_run(
    measured: Iterable[Measures],
    about: dict[str, Any],
    places: tuple[Place, ...],
    *,
    threads: int = 2,
    done: Callable[[int, int], None] | None = None,
) -> Item:
    """All counts; `about` holds `on`, `final`, `services` (slug, name) and `wards`."""
    calendar = (about["on"], about["final"])
    work = [(each, number) for each in measured for number in range(len(each.side.told))]
    counted: dict[str, _Counted] = {}

    def count(each: tuple[Measures, int]) -> _Counted:
        return _count(*each, calendar, len(places), len(about["wards"]))

    with ThreadPoolExecutor(threads) as pool:
        for (by, number), found in zip(work, pool.map(count, work), strict=True):
            counted[by.side.told[number].slug] = found
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
    by: Measures, service: int, calendar: tuple[date, date], places: int, wards: int
) -> _Counted:
    side, told, rights = by.side, by.side.told[service], by.side.rights
    first, last = days(calendar[0]), days(calendar[1])
    spans = side.spans(service, (first, last))
    of_person = rights.volume.of_person[service]
    unit = rights.who.unit if of_person else np.arange(rights.who.units, dtype=np.int32)
    age = by.age if of_person else _of_heads(by)
    return _Counted(
        cells=_cells(spans, side, told, by.place[unit], places),
        turns=_turns(spans, told, by.ward[unit], (wards + 1, last - first + 2)),
        ages=_ages(spans, age),
        holding=_holding(spans, calendar),
    )


def _of_heads(by: Measures) -> Numbers:
    head = by.side.rights.who.head
    return np.where(head >= 0, by.age[head], -1) if len(by.age) else np.full(len(head), -1)


def _cells(
    spans: Spans, side: Side, told: Told, place: Numbers, places: int
) -> npt.NDArray[np.int64]:
    found = np.zeros((places, len(COUNTS)), np.int64)

    def add(name: str, rows: npt.NDArray[Any], weights: npt.NDArray[Any] | None = None) -> None:
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
    for by, _ in told.renewals:
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
    for by, _ in told.renewals:
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
