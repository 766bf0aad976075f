"""Residents and companies of a run with what they are counted by: places, ages, who is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from sakimawari.fit.served.counting import Measures
from sakimawari.fit.served.figures import Place
from sakimawari.fit.served.keys import Numbers, keys_of
from sakimawari.fit.served.plan import Plan
from sakimawari.fit.served.rights import Rights
from sakimawari.fit.served.side import Side, Told, ages_on
from sakimawari.fit.served.spans import Flags
from sakimawari.fit.served.who import Who
from sakimawari.fit.store import Run

Named = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Everything a run is counted by; `about` as `counting.count_run` takes it."""

    measured: tuple[Measures, ...]
    places: tuple[Place, ...]
    about: dict[str, Any]


def ground_of(run: Run, plan: Plan, sides: tuple[Side, Side]) -> Ground:
    """The ground of a run."""
    named = {each for side in sides for each in _named(side.rights.who)}
    ordered = sorted(named, key=lambda each: tuple((word is None, word or "") for word in each))
    wards = sorted({ward for ward, _ in named if ward is not None})
    number = {each: at for at, each in enumerate(ordered)}
    of_ward = {each: wards.index(each[0]) if each[0] else len(wards) for each in ordered}
    measured = tuple(
        Measures(
            side=side,
            place=_numbered(side.rights.who, number),
            ward=_numbered(side.rights.who, of_ward),
            age=ages_on(side.rights.who.born, run.on),
        )
        for side in sides
    )
    return Ground(
        measured=measured,
        places=_places(ordered, measured[0]),
        about={"on": run.on, "final": run.final, "services": plan.names, "wards": wards},
    )


def sides_of(run: Run, residents: Rights, companies: Rights, closed: Flags) -> tuple[Side, Side]:
    """Both sides of a run; `closed` are units of residents."""
    told = _told(run)
    of_residents, of_companies = (
        Side(
            rights=rights,
            told=tuple(told[slug] for slug in rights.services),
            closed=shut,
            review=rights is residents,
        )
        for rights, shut in (
            (residents, closed),
            (companies, np.zeros(companies.who.units, np.bool_)),
        )
    )
    return of_residents, of_companies


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


def _places(ordered: list[Named], by: Measures) -> tuple[Place, ...]:
    """The places with the people and households registered there, closed ones left out."""
    who = by.side.rights.who
    home = who.item.arrays["is_subject"] == 1
    units = who.unit[home]
    units = units[~by.side.closed[units]]
    people = np.bincount(by.place[units], minlength=len(ordered))
    households = np.bincount(by.place[np.unique(units)], minlength=len(ordered))
    return tuple(
        Place(ward=ward, town=town, people=int(people[at]), households=int(households[at]))
        for at, (ward, town) in enumerate(ordered)
    )


def _told(run: Run) -> dict[str, Told]:
    renewals: dict[str, list[tuple[date, str]]] = {}
    for row in pq.read_table(run.folder / "renewals.parquet").to_pylist():
        if run.on <= row["by"] <= run.final:
            renewals.setdefault(row["service"], []).append((row["by"], row["what"]))
    return {
        slug: Told(
            slug=slug,
            name=row["name"],
            programme=row["received_as"],
            unit_of_amount=row["unit_of_amount"],
            times_a_year=row["times_a_year"],
            renewals=tuple(renewals.get(slug, ())),
        )
        for slug, row in run.services().items()
    }
