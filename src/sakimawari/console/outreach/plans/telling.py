"""Samples, changes and those not told at all, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sakimawari.console.city import City
from sakimawari.console.outreach.plans.shown import group_name
from sakimawari.console.words import say
from sakimawari.reach.plans.showing import Sample, samples, samples_later
from sakimawari.reach.plans.values import Plan

_STOPS = ("protected", "departed", "opted_out", "told", "no_adult", "moved")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRow:
    """A step without anybody in it, in words."""

    who: str
    services: str
    why: str
    how: str
    day: date | None


def sample_rows(there: City, plan: Plan, language: str) -> tuple[SampleRow, ...]:
    """Some steps of each medium, and one of those who wait for each reason."""
    chosen = (*samples(plan, each=2), *samples_later(plan, each=1))
    return tuple(_row(there, each, language) for each in chosen)


def _row(there: City, each: Sample, language: str) -> SampleRow:
    known = there.catalogue.services
    media = [say(f"messages.medium.{one}", language) for one in (each.medium, *each.further) if one]
    how = " → ".join(media)
    if each.held_out:
        how = say("outreach.plan.held-out", language)
    if each.because:
        because = say(f"outreach.because.{each.because}", language)
        how = f"{say('outreach.plan.later', language)}: {because}"
    years = group_name("age_band", each.age_band, language)
    spoken = say(f"outreach.language.{each.language}", language)
    return SampleRow(
        who=" ".join((each.ward, years, spoken)),
        services="、".join(
            known[slug].name if slug in known else slug for slug in dict.fromkeys(each.services)
        ),
        why="、".join(say(f"outreach.why.{one}", language) for one in sorted(set(each.why))),
        how=how,
        day=each.send_on,
    )


def changes_of(plan: Plan) -> tuple[tuple[str, int], ...]:
    """How the plan differs from the one before."""
    counts: Mapping[str, int] = plan.manifest["summary"]["by"]["change"]
    against = plan.manifest["against"]
    told = [(name, counts.get(name, 0)) for name in ("new", "kept", "moved")]
    return (*told, ("dropped", against["dropped"]), ("done", against["done"]))


def stopped_of(plan: Plan, language: str) -> tuple[tuple[str, int], ...]:
    """Occasions that are told to nobody, by the gate that stopped them, the most frequent first."""
    found: dict[str, int] = {}
    for name, count in plan.manifest["counts"]["stopped"].items():
        word = say(f"outreach.stopped.{name if name in _STOPS else 'other'}", language)
        found[word] = found.get(word, 0) + count
    return tuple(sorted(found.items(), key=lambda each: -each[1]))
