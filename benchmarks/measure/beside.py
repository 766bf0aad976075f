"""Ours and OpenFisca-Japan on the same households: seconds, and where the answers differ."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from measure.clock import in_turns
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
from peers.openfisca_inputs import INCOME_MONTH, inputs_of, write
from sakimawari.fit.explain import explain_situation
from sakimawari.packs.case_files import Case
from sakimawari.packs.cases import cases_of
from sakimawari.packs.catalogue import Catalogue
from sakimawari.rules.figures import Figures
from sakimawari.rules.kernel import Kernel
from sakimawari.rules.outcome import Status
from sakimawari.rules.population import Population
from sakimawari.rules.situation import to_population

REARING_BASE = "児扶_本体額"
FOLLOWING = ("児扶_本体係数", "児扶_加算係数")  # change in step with the amounts
FIRST_DAY = date(2024, 10, 1)  # OpenFisca-Japan has no 児童手当 before
Told = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The two engines, and how often each is timed."""

    peer: Peer
    catalogue: Catalogue
    kernels: Mapping[str, Kernel]
    rounds: int


def compare(beside: Beside, population: Population, on: date, place: Path) -> Told:
    """Results and seconds of one population."""
    figures = beside.catalogue.figures(on)
    homes, inputs = inputs_of(population, figures)
    write(place, inputs)
    told = beside.peer.ask(place, on=on.isoformat(), rounds=beside.rounds)
    answers = np.load(place / "answers.npz")
    took = _ours(beside, population, figures)
    one_set = with_figures_of(beside.catalogue, figures, told["figures"])
    benefits: dict[str, Told] = {}
    for slug, kernel in beside.kernels.items():
        theirs = _ranges(answers, slug)
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
        "theirs_together": told["together"],
        "theirs_own_deductions": told["own_deductions"],
        "theirs_start": {name: told[name] for name in ("import", "system")},
        "figures_they_have": told["figures"],
        "versions": told["versions"],
        "peak_mib_theirs": round(told["peak_mib"], 1),
        **_ratios(took["together"], told),
    }


def _ratios(ours: float, told: Told) -> dict[str, float]:
    """Theirs ÷ ours for all benefits together: so per date and benefit."""
    given, own = told["together"], told["own_deductions"]
    name = "ratio_to_openfisca_japan_per_date_and_benefit"
    return {
        name: round(given["calculate"] / ours, 1),
        f"{name}_with_build": round((given["calculate"] + given["build"]) / ours, 1),
        f"{name}_own_deductions": round(own["calculate"] / ours, 1),
        f"{name}_own_deductions_with_build": round((own["calculate"] + own["build"]) / ours, 1),
    }


def theirs_of(sizes: Mapping[str, Told]) -> Told:
    """The versions that ran."""
    return dict(next(iter(sizes.values()))["versions"])


def _ours(beside: Beside, population: Population, figures: Figures) -> dict[str, float]:
    """Median seconds of each benefit and of all, warm, on one thread."""

    def reading(chosen: Sequence[Kernel]) -> Callable[[], None]:
        def read() -> None:
            for kernel in chosen:
                kernel.read(population, figures, threads=1)

        return read

    engines = {slug: reading([kernel]) for slug, kernel in beside.kernels.items()}
    engines["together"] = reading(list(beside.kernels.values()))
    rounds = max(beside.rounds, 5)
    return {name: took.seconds for name, took in in_turns(engines, rounds=rounds).items()}


def _ranges(answers: Any, slug: str) -> Ranges:
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


def examples(beside: Beside) -> Told:
    """The packs' worked examples of these benefits, as far back as OpenFisca-Japan goes."""
    by_day: dict[date, list[Case]] = defaultdict(list)
    for case, _ in cases_of(beside.catalogue):
        if case.on >= FIRST_DAY and any(one.service in beside.kernels for one in case.expect):
            by_day[case.on].append(case)
    found = {slug: [0] * len(Kind) for slug in beside.kernels}
    differing: list[Told] = []
    for on, cases in sorted(by_day.items()):
        for case, slug, kind in _example_kinds(beside, on, cases):
            found[slug][list(Kind).index(kind)] += 1
            if kind not in {*AGREEING, *OPEN}:
                differing.append({"benefit": slug, "example": case.name, "kind": kind.value})
    counts = {slug: counted_of(numbers) for slug, numbers in found.items()}
    return {"kinds_with_one_set": counts, "differing": differing}


def counted_of(numbers: Sequence[int]) -> dict[str, int]:
    """Counts under the names of the kinds."""
    return {kind.value: count for kind, count in zip(Kind, numbers, strict=True) if count}


def _example_kinds(beside: Beside, on: date, cases: Sequence[Case]) -> list[tuple[Case, str, Kind]]:
    facts = beside.catalogue.facts_needed(list(INCOME_MONTH))
    population = to_population([case.situation for case in cases], facts)
    figures = beside.catalogue.figures(on)
    with tempfile.TemporaryDirectory() as place:
        write(Path(place), inputs_of(population, figures)[1])
        told = beside.peer.ask(Path(place), on=on.isoformat(), rounds=0)
        answers = np.load(Path(place) / "answers.npz")
    one_set = with_figures_of(beside.catalogue, figures, told["figures"])
    found = []
    for slug, kernel in beside.kernels.items():
        ours = by_household(kernel.read(population, one_set), population)
        compared = kinds(ours, _ranges(answers, slug))
        for unit, case in enumerate(cases):
            if any(one.service == slug for one in case.expect):
                found.append((case, slug, list(Kind)[int(compared[unit])]))
    return found


def follow_one(beside: Beside) -> Told:
    """Seconds to explain all benefits for one household: with our proof, with their trace."""
    slug = "child-rearing-allowance"
    case, subject = next(
        (case, case.situation.position(one.subject))
        for case, _ in cases_of(beside.catalogue)
        for one in case.expect
        if one.service == slug and one.status is Status.YES and case.on >= FIRST_DAY
    )
    facts = beside.catalogue.facts_needed(list(INCOME_MONTH))
    figures = beside.catalogue.figures(case.on)
    with tempfile.TemporaryDirectory() as place:
        write(Path(place), inputs_of(to_population([case.situation], facts), figures)[1])
        told = beside.peer.ask(Path(place), on=case.on.isoformat(), rounds=15, trace=True)
    relations = tuple(person.id for person in case.situation.people)
    seconds = []
    for _ in range(15):
        started = time.perf_counter()
        for chosen in beside.kernels:
            explain_situation(
                case.situation,
                beside.catalogue.services[chosen],
                beside.catalogue,
                subject=subject,
                relations=relations,
                on=case.on,
            )
        seconds.append(time.perf_counter() - started)
    ours, theirs = statistics.median(seconds), told["trace"]["seconds"]
    return {
        "ours_seconds": ours,
        "theirs_seconds": theirs,
        "their_steps": told["trace"]["steps"],
        "ratio_to_openfisca_japan_one_household": round(theirs / ours, 2),
    }
