"""Calendars found the slow way: the generated text run as plain Python, and every day read anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sakimawari.rules.figures import Figures, day_of, days
from sakimawari.rules.intervals import ARRAYS, NO_DEADLINE, Intervals
from sakimawari.rules.kernel.binding_days import bind_days, days_of
from sakimawari.rules.kernel.cache import date_functions
from sakimawari.rules.kernel.program import write_program
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import read_service
from sakimawari.rules.population import Population
from sakimawari.rules.situation import Situation
from sakimawari.rules.timeline import Timeline
from sakimawari.rules.tree import Holder, ServiceRule
from tests.rules.strategies import figures

KEPT = ("status", "undecided", "amount_low", "amount_high", "tier_low", "tier_high", "deadline")
STARTS = (
    date(2026, 2, 27),
    date(2026, 3, 30),
    date(2026, 12, 30),
    date(2027, 3, 31),
    date(2028, 2, 27),
    date(2028, 6, 25),
)


@st.composite
def timelines(draw: st.DrawFn, *, longest: int = 70, beyond: int = 40) -> Timeline:
    """A few weeks around a turn of month, year or fiscal year, with changes of figures in them."""
    start = draw(st.sampled_from(STARTS)) + timedelta(days=draw(st.integers(0, 3)))
    final = start + timedelta(days=draw(st.integers(0, longest)))
    reach = final + timedelta(days=draw(st.integers(0, beyond)))
    before = draw(st.integers(0, 3))
    changes = draw(st.sets(st.integers(1, max((reach - start).days, 1)), max_size=3))
    firsts = [0, *sorted(change for change in changes if change <= (reach - start).days)]
    periods = tuple(
        Figures(on=days(start) - before + first, parameters=drawn.parameters, tables=drawn.tables)
        for first in firsts
        for drawn in [draw(figures())]
    )
    return Timeline(
        origin=days(start) - before,
        start=days(start),
        final=days(final),
        reach=days(reach),
        periods=periods,
    )


def read_uncompiled(
    rule: ServiceRule, population: Population, timeline: Timeline
) -> tuple[Intervals, list[int]]:
    """The generated text run as plain Python; intervals in order, and until when units are settled."""
    program = write_program(rule, calendar=True)
    names: dict[str, Any] = dict(date_functions())
    exec(compile(program.kernel, "<kernel>", "exec"), names)
    constants = compile(program.constants, "<constants>", "exec")
    known = days_of(program, constants, timeline, date_functions())
    bound = bind_days(program.inputs, known, population, timeline)
    width = int(np.diff(population.offsets).max(initial=1))
    room = 200 * (population.people + population.units)
    columns = {
        argument.name: [0] * room for argument in program.arguments if argument.name in ARRAYS
    }
    written, settled = [0], [0] * population.units
    called = {name: _plain(value) for name, value in bound.arguments.items()}
    called |= {
        **columns,
        "first": 0,
        "last": population.units,
        "room": room,
        "written": written,
        "settled": settled,
        "width": width,
        "w": [0] * (program.inputs.number_slots * width),
        "x": [0] * (program.inputs.truth_slots * width),
        **{name: [0] * width for name in ("opened", "seen", "ended")},
    }
    names["read"](*[called[argument.name] for argument in program.arguments])
    count = written[0]
    before = {"tier_low": -1, "tier_high": -1, "deadline": NO_DEADLINE}
    arrays = {
        name: np.array(columns.get(name, [before.get(name, 0)] * count)[:count], np.int64)
        for name in ARRAYS
    }
    found = Intervals(service=rule.service, holder=rule.holder, **arrays)
    return found.where(np.argsort(found.row, kind="stable")), settled


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


def day_by_day(
    rule: ServiceRule, units: Sequence[Situation], timeline: Timeline
) -> list[dict[str, int]]:
    """The intervals as one finds them who reads every subject on every day."""
    rows: list[dict[str, int]] = []
    row = 0
    for unit in units:
        for at in range(len(unit.people) if rule.holder is Holder.PERSON else 1):
            rows.extend(_of_subject(rule, unit, timeline, at=at, row=row))
            row += 1
    return rows


def _of_subject(
    rule: ServiceRule, unit: Situation, timeline: Timeline, *, at: int, row: int
) -> list[dict[str, int]]:
    rows: list[dict[str, int]] = []
    for day in range(timeline.start, timeline.final + 1):
        reading = read_service(rule, unit, timeline.figures(day), subject=at)
        if reading.status == Status.NO:
            if rows and rows[-1]["until"] == day - 1:
                rows[-1]["ended_by"] = reading.decided_by
            continue
        state = {name: int(getattr(reading, name)) for name in KEPT}
        goes_on = bool(rows) and rows[-1]["until"] == day - 1
        if goes_on and all(rows[-1][name] == value for name, value in state.items()):
            rows[-1]["until"] = day
        else:
            rows.append({"row": row, "since": day, "until": day, "ended_by": -1, **state})
    return rows


def as_rows(found: Intervals) -> list[dict[str, int]]:
    """Intervals as the day-by-day reading lists them."""
    names = ("row", "since", "until", "ended_by", *KEPT)
    return [{name: int(getattr(found, name)[at]) for name in names} for at in range(len(found))]


__all__ = ["as_rows", "day_by_day", "day_of", "read_uncompiled", "timelines"]
