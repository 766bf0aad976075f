"""Residents and companies of a run with what they are counted by: places, ages, who is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from sakimawari.fit.served.counting import Side, Told, ages_on
from sakimawari.fit.served.figures import Place
from sakimawari.fit.served.keys import Numbers, keys_of
from sakimawari.fit.served.plan import Plan
from sakimawari.fit.served.rights import Rights
from sakimawari.fit.served.spans import Flags
from sakimawari.fit.served.who import Who
from sakimawari.fit.store import Run

Named = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Everything a run is counted by; `about` as `counting.count_run` takes it."""

    sides: tuple[Side, Side]
    places: tuple[Place, ...]
    about: dict[str, Any]


def ground_of(run: Run, plan: Plan, residents: Rights, companies: Rights) -> Ground:
    """The ground of a run."""
    named = _named(residents.who) | _named(companies.who)
    ordered = sorted(named, key=lambda each: tuple((word is None, word or "") for word in each))
    wards = sorted({ward for ward, _ in named if ward is not None})
    closed = closed_of(run, residents.who)
    told = _told(run, plan)
    sides = tuple(
        Side(
            rights=rights,
            told=tuple(told[slug] for slug in rights.services),
            place=_numbered(rights.who, {each: at for at, each in enumerate(ordered)}),
            ward=_numbered(
                rights.who,
                {each: wards.index(each[0]) if each[0] else len(wards) for each in ordered},
            ),
            age=ages_on(rights.who.born, run.on),
            closed=closed if rights is residents else np.zeros(rights.who.units, np.bool_),
            review=rights is residents,
        )
        for rights in (residents, companies)
    )
    return Ground(
        sides=(sides[0], sides[1]),
        places=_places(ordered, sides[0]),
        about={"on": run.on, "final": run.final, "services": plan.names, "wards": wards},
    )


def closed_of(run: Run, who: Who) -> Flags:
    """Of each unit: whether it stands in no table (支援措置)."""
    table = run.units(("household", "closed"))
    at = who.household_table().find(keys_of(table["household"]))
    closed = np.zeros(who.units, np.bool_)
    closed[at[at >= 0]] = np.asarray(table["closed"].combine_chunks())[at >= 0]
    return closed


def _named(who: Who) -> set[Named]:
    pairs = np.unique(np.column_stack([who.ward, who.town]), axis=0)
    return {(who.word(ward), who.word(town)) for ward, town in pairs.tolist()}


def _numbered(who: Who, number: dict[Named, int]) -> Numbers:
    """A number for the place of each unit."""
    pairs, which = np.unique(np.column_stack([who.ward, who.town]), axis=0, return_inverse=True)
    numbers = [number[who.word(ward), who.word(town)] for ward, town in pairs.tolist()]
    return np.array(numbers, np.int32)[which.reshape(-1)] if numbers else who.ward


def _places(ordered: list[Named], side: Side) -> tuple[Place, ...]:
    """The places with the people and households registered there, closed ones left out."""
    who = side.rights.who
    home = who.item.arrays["is_subject"] == 1
    units = who.unit[home]
    units = units[~side.closed[units]]
    people = np.bincount(side.place[units], minlength=len(ordered))
    households = np.bincount(side.place[np.unique(units)], minlength=len(ordered))
    return tuple(
        Place(ward=ward, town=town, people=int(people[at]), households=int(households[at]))
        for at, (ward, town) in enumerate(ordered)
    )


def _told(run: Run, plan: Plan) -> dict[str, Told]:
    renewals: dict[str, list[date]] = {}
    for row in pq.read_table(run.folder / "renewals.parquet").to_pylist():
        if run.on <= row["by"] <= run.final:
            renewals.setdefault(row["service"], []).append(row["by"])
    return {
        slug: Told(
            slug=slug,
            programme=row["received_as"],
            times_a_year=row["times_a_year"],
            renewals=tuple(renewals.get(slug, ())),
        )
        for slug, row in run.services().items()
    }
