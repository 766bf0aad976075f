"""The order of a comparison: what differs, read it before and after, and add everything up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from sakimawari.fit.closed import protected_units
from sakimawari.fit.compare.classes import INCOME_FACT, SEX_FACT, cuts_of
from sakimawari.fit.compare.contradictions import example_checks
from sakimawari.fit.compare.earnings import main_earners
from sakimawari.fit.compare.enterprises import impacts_on_companies
from sakimawari.fit.compare.impact import Ground, impact_of
from sakimawari.fit.compare.meaning import Epochs, Meanings, epochs_of
from sakimawari.fit.compare.question import Question, Stopwatch
from sakimawari.fit.compare.readings import Readings, Side
from sakimawari.fit.compare.report import Comparison, Contradiction, ServiceImpact
from sakimawari.fit.compare.roll import Roll, ages_on, as_words, in_force
from sakimawari.fit.compare.sample import sampled
from sakimawari.fit.compare.sides import Sides
from sakimawari.fit.findings import Progress
from sakimawari.fit.frame import BIRTH_DATE
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import fault
from sakimawari.registry.mapped import map_snapshot
from sakimawari.registry.store import Snapshot
from sakimawari.rules.dates import fiscal_year
from sakimawari.rules.figures import days
from sakimawari.rules.kernel import Kernel, compile_all
from sakimawari.rules.population import Int64s
from sakimawari.rules.reads import facts_read
from sakimawari.rules.tree import DATE, Fact, ServiceRule

Kernels = Mapping[tuple[bool, str], Kernel]  # by side (False: before) and slug
BIRTH_FACT = Fact(name=BIRTH_DATE, type=DATE)


def changed_services(sides: Sides, first: date, last: date) -> tuple[list[str], list[str]]:
    """Slugs of the services that differ within a period, and of those that do not."""
    old, new = Meanings(sides.before, first, last), Meanings(sides.after, first, last)
    slugs = sorted({*sides.before.services, *sides.after.services})
    differing, alike = [], []
    for slug in slugs:
        one, other = sides.before.services.get(slug), sides.after.services.get(slug)
        if one is not None and other is not None and old.of(one) == new.of(other):
            alike.append(slug)
        else:
            differing.append(slug)
    return differing, alike


def compare(
    snapshot: Snapshot,
    sides: Sides,
    question: Question,
    *,
    cache: Path,
    progress: Progress | None = None,
) -> Comparison:
    """Compare two sets of rules on a snapshot. Raises what loading and compiling raise."""
    watch, told = Stopwatch(), progress or _silent
    with watch.stage("differ"):
        differing, alike = changed_services(sides, question.on, question.dates[-1])
        companies = [slug for slug in differing if _of_companies(sides, slug)]
    with watch.stage("companies"):
        of_companies = impacts_on_companies(snapshot, sides, companies, question, cache=cache)
        sides = replace(sides, before=sides.before.residents, after=sides.after.residents)
        held = {*sides.before.services, *sides.after.services}
        differing = [slug for slug in differing if slug in held]
    impacts: tuple[ServiceImpact, ...] = ()
    residents, compiled, households = 0, 0, 0
    sampled_of: int | None = None
    if differing:
        with watch.stage("compile"):
            kernels = _kernels(sides, differing, cache, threads=question.threads, told=told)
        with watch.stage("load"):
            ground = lay_ground(snapshot, sides, differing, question)
            households = ground.population.units
            if question.households is not None and question.households < households:
                ground = sampled(ground, question.households)
                sampled_of = ground.population.units
        residents = int(ground.counted.sum())
        compiled = sum(kernel.compiled for kernel in kernels.values())
        impacts = tuple(
            _impacts(sides, differing, kernels, ground, question, watched=(watch, told))
        )
    return Comparison(
        names=sides.names,
        on=question.on,
        months=question.months,
        snapshot=snapshot.folder.name,
        residents=residents,
        exact=question.exact,
        impacts=impacts,
        unchanged=tuple(alike),
        of_companies=of_companies,
        seconds=watch.seconds,
        compiled=compiled,
        households=households,
        sampled=sampled_of,
    )


def _of_companies(sides: Sides, slug: str) -> bool:
    """Whether a service is a company's on a side: there no resident gains or loses by it."""
    return slug in sides.before.companies.services or slug in sides.after.companies.services


def _silent(stage: str, done: int, total: int) -> None:
    return None


def _kernels(
    sides: Sides, slugs: list[str], cache: Path, *, threads: int, told: Progress
) -> dict[tuple[bool, str], Kernel]:
    """Kernels of both sides; equal rules are compiled once, since they are equal texts."""
    wanted: dict[tuple[bool, str], ServiceRule] = {
        (is_after, slug): catalogue.services[slug].rule
        for is_after, catalogue in ((False, sides.before), (True, sides.after))
        for slug in slugs
        if slug in catalogue.services
    }
    made = compile_all(
        list(wanted.values()),
        cache,
        workers=threads,
        done=lambda ready, total: told("compile", ready, total),
    )
    return dict(zip(wanted, made, strict=True))


def _impacts(
    sides: Sides,
    slugs: list[str],
    kernels: Kernels,
    ground: Ground,
    question: Question,
    *,
    watched: tuple[Stopwatch, Progress],
) -> Iterator[ServiceImpact]:
    watch, told = watched
    with watch.stage("examples"):
        none: dict[str, list[Contradiction]] = {slug: [] for slug in slugs}
        examples = example_checks(sides, slugs) if question.examples else none
    for number, slug in enumerate(slugs):
        told("compare", number, len(slugs))
        for readings in _readings(sides, slug, kernels, ground, question):
            impact = impact_of(readings, ground, question=question, watch=watch)
            doubts = (*examples[slug], *impact.contradictions)
            yield replace(impact, contradictions=doubts)
    told("compare", len(slugs), len(slugs))


def _readings(
    sides: Sides, slug: str, kernels: Kernels, ground: Ground, question: Question
) -> Iterator[Readings]:
    """One comparison a service; two, an end and a beginning, where its holder changes."""
    before, after = (
        Side(
            catalogue=catalogue,
            population=ground.population if is_after else ground.before,
            service=catalogue.services.get(slug),
            kernel=kernels.get((is_after, slug)),
        )
        for is_after, catalogue in ((False, sides.before), (True, sides.after))
    )
    pairs, dates = [(before, after)], question.dates
    if before.service and after.service and before.service.holder is not after.service.holder:
        gone = replace(after, service=None, kernel=None)
        yet_to_come = replace(before, service=None, kernel=None)
        pairs = [(before, gone), (yet_to_come, after)]
    for one, other in pairs:
        yield Readings(
            before=one,
            after=other,
            roll=ground.roll,
            epochs=_epochs(one, other, dates),
            threads=question.threads,
        )


def _epochs(before: Side, after: Side, dates: list[date]) -> Epochs:
    """Where one side lacks the service they differ throughout."""
    if before.service is None or after.service is None:
        return ((dates[0], True),)
    sides = (before.service, before.catalogue), (after.service, after.catalogue)
    return epochs_of(*sides, dates[0], dates[-1])


# ---------------------------------------------------------------- the city


def lay_ground(snapshot: Snapshot, sides: Sides, slugs: list[str], question: Question) -> Ground:
    """Load the facts the changed services read, and what the breakdown needs; nothing else."""
    on = days(question.on)
    old, new = (_facts(catalogue, slugs, sides) for catalogue in (sides.before, sides.after))
    facts = {**old, **new}
    mapped = map_snapshot(snapshot)
    population = mapped.population(list(facts.values()))
    alike = all(facts[name] == fact for name, fact in old.items())
    if not population.people:
        raise fault(
            "SNAP012",
            "the current snapshot holds no residents, so nobody can gain or lose anything",
            "load a folder with the resident records (住民記録) in it",
        )
    people, households = snapshot.people(), snapshot.households()
    roll = Roll(
        people=people,
        ages=ages_on(population, on),
        heads=np.asarray(households["head"].combine_chunks()),
        protected=protected_units(mapped, on),
    )
    units = np.asarray(people["unit"].combine_chunks())
    counted = (population.is_subject == 1) & ~roll.protected[units]
    cuts = cuts_of(population, roll, year=fiscal_year(on), counted=counted)
    return Ground(
        population=population,
        before=population if alike else mapped.population(list(old.values())),
        facts=facts,
        earners=main_earners(population, units),
        roll=roll,
        units=units,
        counted=counted,
        cuts=cuts,
        receiving=_receiving(snapshot, _programmes(sides, slugs), on),
    )


def _facts(catalogue: Catalogue, slugs: list[str], sides: Sides) -> dict[str, Fact]:
    """The facts one side's services read, with those the breakdown needs, by name."""
    held = [slug for slug in slugs if slug in catalogue.services]
    found = {fact.name: fact for slug in held for fact in facts_read(catalogue.services[slug].rule)}
    for fact in (BIRTH_FACT, INCOME_FACT, SEX_FACT):
        declared = sides.after.facts.get(fact.name) or sides.before.facts.get(fact.name)
        found.setdefault(fact.name, declared.fact if declared is not None else fact)
    return found


def _programmes(sides: Sides, slugs: list[str]) -> list[str]:
    services = (
        c.services[s] for c in (sides.before, sides.after) for s in slugs if s in c.services
    )
    return sorted({service.received_as for service in services if service.received_as})


def _receiving(snapshot: Snapshot, programmes: list[str], on: int) -> dict[str, Int64s]:
    """Rows of people by programme who receive it on a day, for these programmes only."""
    if not programmes:
        return {}
    table = snapshot.receiving(["programme", "row", "since", "until"])
    words = as_words(table["programme"])
    known = words.dictionary.to_pylist()
    codes = np.asarray(words.indices.fill_null(-1))
    holds = in_force(table["since"].to_numpy(), table["until"].to_numpy(), on=on)
    rows = np.asarray(table["row"].combine_chunks()).astype(np.int64)
    return {
        name: rows[holds & (codes == known.index(name))] for name in programmes if name in known
    }
