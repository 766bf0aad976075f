"""Draws, asks both engines, compares, and names the class of every difference."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from measure.peer import VARIABLES, Peer
from peers.crosscheck.benefit import Benefit, Ground
from peers.crosscheck.drawn import draw
from peers.crosscheck.settled import UNSETTLED, Settled, classified, figure_class
from peers.crosscheck.telling import TOLD
from peers.facts import Array
from peers.openfisca_compare import AGREEING, OPEN, Kind, Ranges, counted, kinds, share
from peers.openfisca_inputs import Homes
from sakimawari.packs.catalogue import Catalogue
from sakimawari.rules.figures import Figures
from sakimawari.rules.kernel import Kernel, compile_service
from sakimawari.rules.outcome import Outcomes
from sakimawari.rules.population import Population
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Fact

Told = dict[str, Any]
_ALL = tuple(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One benefit on one date, drawn and told."""

    benefit: Benefit
    on: date
    facts: tuple[Fact, ...]
    population: Population
    homes: Homes
    said: Told

    @property
    def name(self) -> str:
        """The name of its files."""
        return f"{self.benefit.slug}@{self.on.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is compared and how it is drawn."""

    benefits: Sequence[Benefit]
    days: Sequence[date]
    households: int
    seed: int


def crosscheck(
    asked: Asked, peer: Peer, catalogue: Catalogue, table: Mapping[str, Settled], cache: Path
) -> Told:
    """By benefit and date: kinds, agreement, classes with an example each, differing figures."""
    jobs = [job_of(one, day, asked, catalogue) for one in asked.benefits for day in asked.days]
    with tempfile.TemporaryDirectory() as place:
        told = _put(peer, jobs, Path(place))
        answers = {job.name: dict(np.load(Path(place) / f"{job.name}.answers.npz")) for job in jobs}
    kernels = {
        one.slug: compile_service(catalogue.services[one.slug].rule, cache=cache)
        for one in asked.benefits
    }
    found: Told = {"versions": told["versions"], "seed": asked.seed, "results": {}}
    for job in jobs:
        answer = Answer(variables=answers[job.name], figures=told["figures"][job.name])
        kernel = kernels[job.benefit.slug]
        found["results"][job.name] = result(job, kernel, catalogue, answer, table)
    return found


def job_of(benefit: Benefit, on: date, asked: Asked, catalogue: Catalogue) -> Job:
    """The households of a benefit on a date, and what is said of them."""
    facts = facts_of(benefit, catalogue)
    population = draw(asked.households, on, benefit.adding, facts, seed=asked.seed)
    homes, said = benefit.tell(population, catalogue.figures(on))
    return Job(benefit=benefit, on=on, facts=facts, population=population, homes=homes, said=said)


def facts_of(benefit: Benefit, catalogue: Catalogue) -> tuple[Fact, ...]:
    """The facts a benefit's rule and telling read, each as its pack declares it."""
    declared = {fact.name: fact for fact in catalogue.facts_needed()}
    needed = {fact.name: fact for fact in catalogue.facts_needed([benefit.slug])}
    needed |= {name: declared[name] for name in (*TOLD, *benefit.also)}
    return tuple(needed.values())


def _put(peer: Peer, jobs: Iterable[Job], place: Path) -> Told:
    """All jobs to their engine at once, in one process."""
    asked = []
    for job in jobs:
        np.savez(place / f"{job.name}.npz", **job.said)
        asked.append(
            {
                "name": job.name,
                "on": job.on.isoformat(),
                "variables": job.benefit.variables,
                "figures": {name: list(path) for name, path in job.benefit.figures.items()},
            }
        )
    return peer.ask(place, runner=VARIABLES, jobs=asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What they gave for a job: their variables, and their figures of the law on its date."""

    variables: Mapping[str, Array]
    figures: Mapping[str, float | None]


def result(
    job: Job, kernel: Kernel, catalogue: Catalogue, answer: Answer, table: Mapping[str, Settled]
) -> Told:
    """What one benefit on one date came to."""
    benefit, population, figures_there = job.benefit, job.population, answer.figures
    own = catalogue.figures(job.on)
    one_set = with_theirs(own, figures_there, benefit, catalogue)
    theirs = benefit.theirs(answer.variables)
    with_own = kinds_between(benefit.ours(kernel.read(population, own), population), theirs)
    outcomes = kernel.read(population, one_set)
    ours = benefit.ours(outcomes, population)
    found = kinds_between(ours, theirs)
    ground = Ground(
        population=population,
        homes=job.homes,
        said=job.said,
        rule=kernel.rule,
        outcomes=outcomes,
        on=own.on,
    )
    named = classified(found, ground, benefit.classes, table)
    return {
        "households": population.units,
        "kinds": counted(found),
        "kinds_with_own_figures": counted(with_own),
        "agree": share(counted(found), AGREEING),
        "agree_or_open": share(counted(found), (*AGREEING, *OPEN)),
        "classes": _classes(named, table),
        "examples": _examples(named, job, ours, theirs, outcomes),
        "figures": _figures(benefit, own, figures_there, table),
    }


def kinds_between(ours: Ranges, theirs: Ranges) -> Array:
    """By household the kind; nothing of ours lies within a range of theirs that begins at nothing.

    Where theirs asks for less than the law does, it says so by a least of nothing.
    """
    within = (ours.high == 0) & (theirs.low == 0) & (theirs.high > 0)
    return np.where(within, _ALL.index(Kind.WITHIN_THEIRS), kinds(ours, theirs))


def with_theirs(
    figures: Figures, theirs: Mapping[str, float | None], benefit: Benefit, catalogue: Catalogue
) -> Figures:
    """Our figures with theirs put in, so that only rules are compared.

    What changes in step with an amount is taken from the day on which ours was theirs.
    """
    put = {name: (int(value),) * 2 for name, value in theirs.items() if value is not None}
    for name, others in benefit.following.items():
        for dated in catalogue.parameters[name].values:
            if dated.value == theirs[name]:
                then = catalogue.figures(dated.since).parameters
                put |= {other: then[other] for other in others}
    return replace(figures, parameters={**figures.parameters, **put})


def _classes(named: Sequence[str], table: Mapping[str, Settled]) -> list[Told]:
    counts = Counter(name for name in named if name)
    return [
        {
            "class": name,
            "households": count,
            "right": table[name].right.value if name in table else UNSETTLED,
        }
        for name, count in counts.most_common()
    ]


def _figures(
    benefit: Benefit,
    own: Figures,
    theirs: Mapping[str, float | None],
    table: Mapping[str, Settled],
) -> list[Told]:
    """The figures of the law that differ, each a class of its own."""
    found = []
    for name, there in theirs.items():
        low, high = own.parameters[name]
        if there is None or low == high == there:
            continue
        id = figure_class(benefit.slug, name, there)
        right = table[id].right.value if id in table else UNSETTLED
        found.append({"class": id, "ours": [int(low), int(high)], "theirs": there, "right": right})
    return found


def _examples(
    named: Sequence[str], job: Job, ours: Ranges, theirs: Ranges, outcomes: Outcomes
) -> dict[str, Told]:
    """The smallest household of every class, with its facts in words."""
    sizes = np.diff(job.population.offsets)
    found: dict[str, Told] = {}
    for name in {name for name in named if name}:
        unit = min(
            (at for at, other in enumerate(named) if other == name), key=lambda at: int(sizes[at])
        )
        first, last = (int(cut) for cut in job.population.offsets[unit : unit + 2])
        found[name] = {
            "ours": [int(ours.low[unit]), int(ours.high[unit])],
            "theirs": [int(theirs.low[unit]), int(theirs.high[unit])],
            "status": outcomes.status[first:last].tolist(),
            "decided_by": outcomes.decided_by[first:last].tolist(),
            "people": _people(job, unit),
        }
    return found


def _people(job: Job, unit: int) -> list[Told]:
    """The people of a household by what is held of them, in the words of the packs."""
    situation = Situation.from_population(job.population, unit, job.facts)
    by_name = {fact.name: fact for fact in job.facts}
    return [
        {
            "guardian": person.guardian if isinstance(person.guardian, str) else None,
            "spouse": person.spouse if isinstance(person.spouse, str) else None,
            **{
                name: shown
                for name, held in person.facts.items()
                if (shown := _shown(by_name[name], held.held)) not in (None, 0, "なし")
            },
        }
        for person in situation.people
    ]


def _shown(fact: Fact, held: Any) -> Any:
    """One value for reading: the last of a year's or a span's."""
    if isinstance(held, Mapping):
        held = held[max(held)] if held else None
    elif isinstance(held, tuple):
        held = held[-1].value if held else None
    if held is None:
        return None
    if fact.type.labels:
        return fact.type.labels[held]
    if fact.name.endswith("日") and fact.type.kind.value == "date":
        return date.fromordinal(int(held) + date(1970, 1, 1).toordinal()).isoformat()
    return int(held)


def unsettled(found: Told) -> list[str]:
    """What stands in no settled class, benefit by benefit."""
    lines = []
    for name, one in found["results"].items():
        lines += [
            f"{name}: {told['households']} households"
            for told in one["classes"]
            if told["right"] == UNSETTLED
        ]
        lines += [
            f"{name}: the figure {told['class']}"
            for told in one["figures"]
            if told["right"] == UNSETTLED
        ]
    return lines
