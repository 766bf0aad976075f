"""Ours and OpenFisca-Japan on the same households: seconds, and where the answers differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from measure.clock import in_turns
from measure.horizon import Horizon
from measure.peer import Peer
from peers.openfisca_causes import Ground, cause_of
from peers.openfisca_compare import (
    AGREEING,
    OPEN,
    Kind,
    Ranges,
    by_cause,
    by_household,
    counted,
    kinds,
    of_kind,
    share,
)
from peers.openfisca_inputs import inputs_of, write
from sakimawari.packs.catalogue import Catalogue
from sakimawari.rules.figures import Figures
from sakimawari.rules.kernel import CalendarKernel, Kernel
from sakimawari.rules.population import Population

REARING_BASE = "児扶_本体額"
FOLLOWING = ("児扶_本体係数", "児扶_加算係数")  # change in step with the amounts
CALENDAR, MONTHS = "calendar", 24
Told = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The two engines, and how often each is timed."""

    peer: Peer
    catalogue: Catalogue
    kernels: Mapping[str, Kernel]
    calendars: Mapping[str, CalendarKernel]
    rounds: int


def compare(beside: Beside, population: Population, on: date, place: Path) -> Told:
    """Results and seconds of one population."""
    figures = beside.catalogue.figures(on)
    homes, inputs = inputs_of(population, figures)
    write(place, inputs)
    told = beside.peer.ask(place, on=on.isoformat(), rounds=beside.rounds)
    answers = np.load(place / "answers.npz")
    took = _ours(beside, population, figures, on)
    one_set = with_figures_of(beside.catalogue, figures, told["figures"])
    benefits: dict[str, Told] = {}
    for slug, kernel in beside.kernels.items():
        theirs = answered(answers, slug)
        own = kinds(by_household(kernel.read(population, figures), population), theirs)
        outcomes = kernel.read(population, one_set)
        found = kinds(by_household(outcomes, population), theirs)
        ground = Ground(
            population=population,
            homes=homes,
            inputs=inputs,
            rule=kernel.rule,
            outcomes=outcomes,
            on=figures.on,
        )
        differing = of_kind(found, *(set(Kind) - set(AGREEING)))
        benefits[slug] = {
            "ours": {"calculate": took[slug]},
            "theirs": told["alone"][slug],
            "kinds": counted(own),
            "kinds_with_one_set": counted(found),
            "agree": share(counted(found), AGREEING),
            "agree_or_open": share(counted(found), (*AGREEING, *OPEN)),
            "causes": by_cause(found, differing, cause_of(ground)),
        }
    return {
        "residents": int((population.is_subject == 1).sum()),
        "households": population.units,
        "benefits": benefits,
        "ours_together": took["together"],
        "ours_calendar_of_24_months": took[CALENDAR],
        "theirs_together": told["together"],
        "theirs_own_deductions": told["own_deductions"],
        "theirs_start": {name: told[name] for name in ("import", "system")},
        "figures_they_have": told["figures"],
        "versions": told["versions"],
        "peak_mib_theirs": round(told["peak_mib"], 1),
        **_ratios(took, told),
    }


def _ratios(ours: Mapping[str, float], told: Told) -> dict[str, float]:
    """Theirs ÷ ours for all benefits together, so per date and benefit.

    By one reading of one date, and by a calendar of so many monthly dates (theirs has to be built
    and calculated anew for every date).
    """
    name = "ratio_to_openfisca_japan_per_date_and_benefit"
    found: dict[str, float] = {}
    for whose, took in (("", told["together"]), ("_own_deductions", told["own_deductions"])):
        both = took["calculate"] + took["build"]
        one_date, of_many = ours["together"], ours[CALENDAR] / MONTHS
        found |= {
            f"{name}{whose}": round(took["calculate"] / one_date, 1),
            f"{name}{whose}_with_build": round(both / one_date, 1),
            f"{name}{whose}_by_calendar": round(took["calculate"] / of_many, 1),
            f"{name}{whose}_with_build_by_calendar": round(both / of_many, 1),
        }
    return found


def theirs_of(sizes: Mapping[str, Told]) -> Told:
    """The versions that ran."""
    return dict(next(iter(sizes.values()))["versions"])


def _ours(beside: Beside, population: Population, figures: Figures, on: date) -> dict[str, float]:
    """Median seconds of each benefit, of all, and of all as a calendar; warm, on one thread."""
    horizon = Horizon(on=on.replace(day=1), months=MONTHS)
    timeline = beside.catalogue.timeline(horizon.on, horizon.until)

    def reading(chosen: Sequence[Kernel]) -> Callable[[], None]:
        def read() -> None:
            for kernel in chosen:
                kernel.read(population, figures, threads=1)

        return read

    def calendar() -> None:
        for kernel in beside.calendars.values():
            kernel.read(population, timeline)

    engines = {slug: reading([kernel]) for slug, kernel in beside.kernels.items()}
    engines |= {"together": reading(list(beside.kernels.values())), CALENDAR: calendar}
    rounds = max(beside.rounds, 5)
    return {name: took.seconds for name, took in in_turns(engines, rounds=rounds).items()}


def answered(answers: Any, slug: str) -> Ranges:
    """What they answered, in whole yen."""
    low, high = (np.rint(answers[f"{slug}/{end}"]).astype(np.int64) for end in ("low", "high"))
    return Ranges(low=low, high=high)


def with_figures_of(catalogue: Catalogue, figures: Figures, theirs: Mapping[str, int]) -> Figures:
    """Our figures with their amounts put in, so that only rules are compared.

    What changes in step with 児童扶養手当's amounts is taken from the day our own were theirs.
    """
    put = {name: (value, value) for name, value in theirs.items()}
    for dated in catalogue.parameters[REARING_BASE].values:
        if dated.value == theirs[REARING_BASE]:
            then = catalogue.figures(dated.since)
            put |= {name: then.parameters[name] for name in FOLLOWING}
    return replace(figures, parameters={**figures.parameters, **put})
