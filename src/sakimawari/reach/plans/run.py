"""Makes a plan: load, gate, bundle, decide, compare, freeze. Nothing is sent, nobody is named."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sakimawari import __version__
from sakimawari.packs.pack import Rung, Service
from sakimawari.reach.addressing.closure import Bools
from sakimawari.reach.addressing.town import BIRTH_DATE, Town, read_town
from sakimawari.reach.addressing.whereabouts import registrations
from sakimawari.reach.letters.run import LETTERS
from sakimawari.reach.plans.adults import CARD, adults_of
from sakimawari.reach.plans.assembling import Compared, Draft, compared, later_table
from sakimawari.reach.plans.assembling import steps_table as steps_of_draft
from sakimawari.reach.plans.budget.allocation import allocate
from sakimawari.reach.plans.drawing import (
    Contents,
    Variants,
    drawn,
    hash_of_keys,
    hash_of_words,
    held_out,
    of_this_plan,
)
from sakimawari.reach.plans.folder import alone, content_hash, open_plan, steps_table, write_plan
from sakimawari.reach.plans.occasions.bundling import Bundled, bundled
from sakimawari.reach.plans.occasions.found import occasions_of
from sakimawari.reach.plans.occasions.gates import (
    HOLD_ROUNDS,
    Numbers,
    Passed,
    numbers_of,
    through_the_gates,
)
from sakimawari.reach.plans.occasions.listed import occasions_listed
from sakimawari.reach.plans.occasions.told import Before, read_before
from sakimawari.reach.plans.occasions.values import Occasions, joined
from sakimawari.reach.plans.occasions.wishes import Means
from sakimawari.reach.plans.order import PURPOSE, Order, Sources, told_terms
from sakimawari.reach.plans.summary import summary_of, told_allocation
from sakimawari.reach.plans.values import Plan
from sakimawari.reach.plans.waiting import still_waiting
from sakimawari.reach.plans.weighing import earlier_of, spent_by, weighed
from sakimawari.reach.telling.staff_topic import StaffTopic
from sakimawari.reach.wording import staff_words
from sakimawari.rules.figures import days
from sakimawari.rules.population import Int8s, Int64s, PlainColumn, Population
from sakimawari.rules.tree import DATE, Fact

Progress = Callable[[str, int, int], None]
PLAN_VERSION = 1
STAGES = ("occasions", "gates", "bundles", "budget", "steps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A plan that was made; `already` where the same one had been made before: nothing was done."""

    plan: Plan
    already: bool
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What there is to say, before any gate, with whose it is."""

    occasions: Occasions
    town: Town
    cards: Int8s | None
    not_seen: int  # entries of lists that name nobody the run saw


def make_plan(
    home: Path, order: Order, sources: Sources, *, progress: Progress | None = None
) -> Made:
    """Make a plan and freeze it under `plans/`; killed at any moment, it leaves no half plan.

    The same order on the same ground gives the same plan, under the same name.
    """
    started = time.perf_counter()
    with alone(home) as plans:
        show = _stages(progress)
        before = read_before(
            applied=sources.history.applied,
            letters=home / LETTERS,
            on=order.on,
            contacts=sources.history.contacts,
        )
        draft, counts, steps = _drafted(order, sources, before, show)
        last = sources.history.last
        against = compared(
            steps,
            None if last is None else steps_table(last),
            applied=sources.history.last_applied,
            on=order.on,
        )
        later = later_table(draft)
        manifest = _manifest(order, sources, draft, against=against, later=later, counts=counts)
        content = content_hash(against.steps, later, manifest["rests_on"])
        name = f"{order.on:%Y-%m-%d}-{content[:8]}"
        show()
        if (plans / name / "manifest.json").is_file():
            seconds = time.perf_counter() - started
            return Made(plan=open_plan(home, name), already=True, seconds=seconds)
        manifest |= {"content": content, "seconds": round(time.perf_counter() - started, 2)}
        plan = write_plan(plans, name, against.steps, later, manifest, topics=topics_told(order))
    return Made(plan=plan, already=False, seconds=time.perf_counter() - started)


def _drafted(
    order: Order, sources: Sources, before: Before, show: Callable[[], None]
) -> tuple[Draft, dict[str, Any], pa.Table]:
    found = _found(order, sources)
    show()
    terms, town = sources.terms, found.town
    passed = through_the_gates(
        found.occasions,
        town,
        services=sources.catalogue.services,
        said=sources.said,
        before=before,
        terms=terms,
        on=order.on,
    )
    counts = {
        "occasions": len(found.occasions),
        "stopped": dict(sorted(passed.stopped.items())),
        "not_seen": found.not_seen,
    }
    waiting = still_waiting(before.waiting, town.residents, shut=passed.shut, said=sources.said)
    show()
    draft = _decided(order, sources, found, passed, before=before, waiting=waiting, show=show)
    counts |= {"told_of": len(passed.occasions), "bundles": len(draft.bundles)}
    counts["waiting"] = waiting.num_rows
    steps = pa.concat_tables([steps_of_draft(draft), waiting])
    keys = [("send_on", "ascending"), ("step", "ascending")]
    return draft, counts, steps.sort_by(keys).combine_chunks()


def _found(order: Order, sources: Sources) -> _Found:
    population = _population(sources)
    town = read_town(
        sources.snapshot,
        population,
        current=sources.current,
        on=order.on,
        said=sources.words.consents,
    )
    services, facts = sources.catalogue.services, sources.catalogue.facts
    parts = [occasions_of(sources.run, services, facts, on=order.on, weeks=sources.terms.weeks)]
    not_seen = 0
    then = registrations(sources.snapshot.people())
    for each in order.lists:
        listed, missing = occasions_listed(each, services, then=then, unit=town.residents.unit)
        parts.append(listed)
        not_seen += missing
    cards = population.columns.get(CARD)
    return _Found(
        occasions=joined(parts),
        town=town,
        cards=cards.values.astype(np.int8) if isinstance(cards, PlainColumn) else None,
        not_seen=not_seen,
    )


def _population(sources: Sources) -> Population:
    declared = sources.catalogue.facts
    facts = [declared[name].fact for name in (BIRTH_DATE, CARD) if name in declared]
    if BIRTH_DATE not in declared:
        facts.append(Fact(name=BIRTH_DATE, type=DATE))
    return sources.snapshot.population(tuple(facts))


def _decided(
    order: Order,
    sources: Sources,
    found: _Found,
    passed: Passed,
    *,
    before: Before,
    waiting: pa.Table,
    show: Callable[[], None],
) -> Draft:
    """Bundles, draws, and the budget's answer."""
    terms, residents = sources.terms, found.town.residents
    bundles = bundled(passed, terms, on=order.on)
    adults = adults_of(
        bundles.to, found.town, sources.current, _means(sources), cards=found.cards, on=order.on
    )
    numbers = numbers_of(found.town, passed.occasions.topics)
    asked = weighed(bundles, adults, on=order.on)
    picked, starts = bundles.told_in(asked.places)
    draws = drawn(
        adults.person.take(pa.array(adults.places(asked.bundles.person))).to_pylist(),
        _contents(passed, numbers, picked, starts),
        secret=sources.keys.derived(PURPOSE),
        seed=order.seed,
    )
    show()
    earlier = replace(
        earlier_of(before, numbers, unit=residents.unit, on=order.on),
        spent=spent_by(waiting, weeks=terms.weeks, on=order.on),
    )
    keyed = replace(asked.bundles, key=of_this_plan(draws.key, days(order.on)))
    allocation = allocate(keyed, terms, start=order.on, earlier=earlier)
    show()
    to = asked.bundles.person
    return Draft(
        passed=passed,
        bundles=bundles,
        adults=adults,
        drawn=draws,
        held=held_out(
            draws,
            terms.held_out,
            may=_may_wait(order.on, sources, passed, bundles, asked.places),
            must=passed.held[to],
            never=passed.released[to],
        ),
        weighed=asked,
        allocation=allocation,
        numbers=numbers,
        terms=terms,
        variants=Variants(
            names=order.variants, secret=sources.keys.derived(PURPOSE), seed=order.seed
        ),
    )


def _means(sources: Sources) -> Means:
    return Means(
        media=sources.terms.media,
        open_identity=sources.keys.open,
        wishes=sources.words.wishes,
        stopped=sources.stopped,
        linked=sources.linked,
    )


def _contents(passed: Passed, numbers: Numbers, picked: Int64s, starts: Int64s) -> Contents:
    occasions = passed.occasions
    return Contents(
        starts=starts,
        topic=hash_of_words(occasions.topics)[occasions.rights.service[picked]],
        subject=hash_of_keys(numbers.subject_of(occasions, picked)),
        deadline=occasions.rights.deadline[picked],
        times=passed.times[picked].astype(np.int64),
    )


def _may_wait(
    on: date, sources: Sources, passed: Passed, bundles: Bundled, places: Int64s
) -> Bools:
    """Who may be held out: nothing of the bundle is given unless somebody objects, nothing comes
    from staff, and no deadline passes before they are told after all and can answer.
    """
    services, occasions = sources.catalogue.services, passed.occasions
    given = np.array([_is_automatic(services.get(topic)) for topic in occasions.topics], np.bool_)
    picked, starts = bundles.told_in(places)
    some = np.zeros(len(places), np.bool_)
    if len(places):
        some = np.logical_or.reduceat(given[occasions.rights.service[picked]], starts[:-1])
    rounds = (HOLD_ROUNDS + 1) * sources.terms.reply_within_days
    ends = days(on) + sources.terms.weeks * 7 + rounds
    return ~some & ~bundles.from_staff[places] & (bundles.useful_until[places] > ends)


def _is_automatic(service: Service | None) -> bool:
    return service is not None and service.rung is Rung.AUTOMATIC


def _manifest(
    order: Order,
    sources: Sources,
    draft: Draft,
    *,
    against: Compared,
    later: pa.Table,
    counts: dict[str, Any],
) -> dict[str, Any]:
    last = sources.history.last
    return {
        "plan_version": PLAN_VERSION,
        **_asked(order, sources),
        "counts": counts,
        "summary": summary_of(against.steps, later, on=order.on),
        "budget": told_allocation(draft.allocation),
        "against": {
            "plan": None if last is None else last.name,
            "dropped": against.dropped,
            "done": against.done,
        },
        "software": __version__,
    }


def topics_told(order: Order) -> dict[str, StaffTopic]:
    """The words of staff for what their lists name beside services."""
    return {slug: topic for each in order.lists for slug, topic in each.topics.items()}


def _asked(order: Order, sources: Sources) -> dict[str, Any]:
    """What a plan was asked for, and what it rests on."""
    ground = asdict(sources.ground())
    lists = [
        {
            "why": each.why.value,
            "sha256": each.sha256,
            "entries": len(each.entries),
            "set_aside": len(each.set_aside),
            "reasons": dict(each.reasons),
        }
        for each in order.lists
    ]
    drawn_with = {"seed": order.seed, "variants": list(order.variants)}
    hashes: dict[str, Any] = {"lists": [each["sha256"] for each in lists]}
    if told := topics_told(order):  # other words are another plan
        hashes["topics"] = staff_words.as_json(told)
    return {
        "on": order.on.isoformat(),
        "weeks": sources.terms.weeks,
        "ground": ground,
        "rests_on": {**ground, "on": order.on.isoformat(), **drawn_with, **hashes},
        **drawn_with,
        "held_out_share": sources.terms.held_out,
        "terms": told_terms(sources.terms),
        "lists": lists,
    }


def _stages(progress: Progress | None) -> Callable[[], None]:
    """Tells that the next stage is done."""
    done = [0]

    def show() -> None:
        done[0] += 1
        if progress is not None:
            progress("plan", done[0], len(STAGES))

    return show
