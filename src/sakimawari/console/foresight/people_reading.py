"""A projection's folder as the values pages show."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from sakimawari.anticipate.projection.people import FLOWS
from sakimawari.anticipate.projection.store import open_people
from sakimawari.anticipate.projection.summing import SHARES as TOLD
from sakimawari.console.foresight.values import SHARES, Measured, People, Run

_PLACES = [TOLD.index(share) for share in SHARES]
MEASURES = (
    *("newborns", "turned_75", "nursery_wished", "certified", "care_3_up", "households"),
    *("households_1", "at_work", "disabled"),
)


def read_people(folder: Path, run: Run) -> People:
    """The yearly points of a projection, its flows by twelve months, and what else it counts."""
    kept = open_people(folder)
    days = [date.fromisoformat(day) for day in kept.dates]
    flows = {name: kept.measures[name].mean for name in FLOWS if name in kept.measures}
    return People(
        run=run,
        start=days[0],
        areas=kept.areas,
        years=tuple(day.year for day in days),
        middle=kept.middle,
        low=kept.low,
        high=kept.high,
        totals=kept.measures["people"].shares[_PLACES],
        flows=flows,
        measured=tuple(
            Measured(
                name=name,
                years=tuple(int(period[:4]) for period in kept.measures[name].periods),
                quantiles=np.asarray(kept.measures[name].shares[_PLACES]),
            )
            for name in MEASURES
            if name in kept.measures
        ),
    )
