"""The packs' worked examples put to OpenFisca-Japan, and one of them explained by both."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from measure.beside import Beside, answered, with_figures_of
from peers.openfisca_compare import AGREEING, OPEN, Kind, by_household, kinds
from peers.openfisca_inputs import INCOME_MONTH, inputs_of, write
from sakimawari.fit.explain import explain_situation
from sakimawari.packs.case_files import Case
from sakimawari.packs.cases import cases_of
from sakimawari.rules.outcome import Status
from sakimawari.rules.situation import to_population

FIRST_DAY = date(2024, 10, 1)  # OpenFisca-Japan has no 児童手当 before
Told = dict[str, Any]


def examples(beside: Beside) -> Told:
    """The packs' worked examples of these benefits, as far back as OpenFisca-Japan goes."""
    by_day: dict[date, list[Case]] = defaultdict(list)
    for case, _ in cases_of(beside.catalogue):
        if case.on >= FIRST_DAY and any(one.service in beside.kernels for one in case.expect):
            by_day[case.on].append(case)
    found: dict[str, Counter[str]] = {slug: Counter() for slug in beside.kernels}
    differing: list[Told] = []
    for on, cases in sorted(by_day.items()):
        for case, slug, kind in _example_kinds(beside, on, cases):
            found[slug][kind.value] += 1
            if kind not in {*AGREEING, *OPEN}:
                differing.append({"benefit": slug, "example": case.name, "kind": kind.value})
    return {"kinds_with_one_set": found, "differing": differing}


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
        compared = kinds(ours, answered(answers, slug))
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
