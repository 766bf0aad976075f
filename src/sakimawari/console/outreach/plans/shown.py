"""A plan in figures and words for its page: groups, weeks, budgets, floors, reasons to wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sakimawari.console.words import say
from sakimawari.fit.compare.suppression import FEWEST
from sakimawari.reach.plans.values import Plan

GROUPS = ("ward", "age_band", "language")
_UNITS = {"postage": "letter", "visits": "visit", "calls": "call"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group: how many messages go to it and how many wait; None is a small count.

    `people`, `reached`, `needed` stand where the terms have a floor, in persons.
    """

    name: str
    told: int | None
    later: int | None
    people: int | None = None
    reached: int | None = None
    needed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """One budget by week: used and limit in whole units, and the dearest price in words."""

    kind: str
    weeks: tuple[tuple[int, int, int], ...]  # used, limit, share in percent
    price: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How many wait for one reason, and what that means."""

    because: str
    count: int
    words: str
    price: str


def groups_of(plan: Plan, by: str, language: str) -> tuple[Group, ...]:
    """The groups of a kind, in their order; of few nothing is told, nor what gives it away."""
    summary = plan.manifest["summary"]
    told, later = summary["by"][by], summary["later_by"][by]
    floors = {each["group"]: each for each in plan.manifest["budget"]["shares"] if each["by"] == by}
    names = sorted({*told, *later, *floors}, key=lambda name: (name == "", name))
    hidden = _hidden([told.get(name, 0) for name in names])
    waiting = _hidden([later.get(name, 0) for name in names])
    found = []
    for at, name in enumerate(names):
        floor = floors.get(name)
        shown = floor is not None and floor["people"] >= FEWEST and hidden[at] is not None
        found.append(
            Group(
                name=group_name(by, name, language),
                told=hidden[at],
                later=waiting[at],
                people=floor["people"] if shown and floor else None,
                reached=floor["reached"] if shown and floor else None,
                needed=floor["needed"] if shown and floor else None,
            )
        )
    return tuple(found)


def _hidden(counts: Sequence[int]) -> list[int | None]:
    """Counts below the fewest left out, with a second one that would give a single one away."""
    shown: list[int | None] = [None if 0 < count < FEWEST else count for count in counts]
    if shown.count(None) == 1 and any(shown):
        least = min(at for at, count in enumerate(shown) if count == min(filter(None, shown)))
        shown[least] = None
    return shown


def group_name(by: str, name: str, language: str) -> str:
    """A group as a page calls it."""
    if not name:
        return say("outreach.group.unknown", language)
    if by == "language":
        return say(f"outreach.language.{name}", language)
    if by == "age_band":
        if name.endswith("-"):
            return say("outreach.group.years-and-over", language, band=name.rstrip("-"))
        return say("outreach.group.years", language, band=name)
    return name


def weeks_of(plan: Plan) -> tuple[tuple[date, int], ...]:
    """The first day of each week of the plan and how many messages go out in it."""
    by_week = plan.manifest["summary"]["by_week"]
    return tuple(
        (plan.on + timedelta(days=7 * week), by_week.get(str(week), 0))
        for week in range(plan.manifest["weeks"])
    )


def budgets_of(plan: Plan, language: str) -> tuple[Budget, ...]:
    """The limited budgets, each with its weeks."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for each in plan.manifest["budget"]["resources"]:
        found.setdefault(each["kind"], []).append(each)
    return tuple(
        Budget(
            kind=kind,
            weeks=tuple(
                (
                    round(week["used"]),
                    round(week["limit"]),
                    round(100 * week["used"] / week["limit"]) if week["limit"] else 100,
                )
                for week in weeks
            ),
            price=price_in_words(plan, kind, language),
        )
        for kind, weeks in found.items()
    )


def price_in_words(plan: Plan, kind: str, language: str) -> str:
    """What one more letter, visit, call or reply would be worth, at the week where it is dearest."""
    resources = [each for each in plan.manifest["budget"]["resources"] if each["kind"] == kind]
    if not resources:
        return ""
    price = max(each["price"] for each in resources)
    if kind in _UNITS:
        cost = plan.manifest["terms"]["costs"][_UNITS[kind]]
        price *= cost["yen"] if kind == "postage" else cost["minutes"]
    if price < 1:
        return say(f"outreach.price.{kind}-spare", language)
    return say(f"outreach.price.{kind}", language, yen=f"{round(price):,}")


_BUDGET_OF = {"postage": ("postage",), "staff": ("visits", "calls"), "counter": ("counter",)}


def waits_of(plan: Plan, language: str) -> tuple[Waits, ...]:
    """Why those left for later wait, the most frequent first."""
    counts = plan.manifest["summary"]["later_by"]["because"]
    kinds = {each["kind"] for each in plan.manifest["budget"]["resources"]}
    found = []
    for because, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        prices = [
            price_in_words(plan, kind, language)
            for kind in _BUDGET_OF.get(because, ())
            if kind in kinds
        ]
        found.append(
            Waits(
                because=say(f"outreach.because.{because}", language),
                count=count,
                words=say(f"outreach.because-means.{because}", language),
                price=" ".join(prices),
            )
        )
    return tuple(found)


def missed_of(plan: Plan, language: str) -> tuple[str, ...]:
    """Every floor that cannot be met, with what is short and what would do."""
    found = []
    for each in plan.manifest["budget"]["shares"]:
        if each["reached"] >= each["needed"] or each["people"] < FEWEST:
            continue
        told = say(
            "outreach.floor.missed",
            language,
            group=group_name(each["by"], each["group"], language),
            needed=f"{each['needed']:,}",
            reached=f"{each['reached']:,}",
            people=f"{each['people']:,}",
        )
        lacks = [
            say(
                f"outreach.floor.lack-{lack['unit']}",
                language,
                because=say(f"outreach.because.{lack['because']}", language),
                persons=f"{lack['persons']:,}",
                more=f"{round(lack['more']):,}",
            )
            for lack in each["lacks"][:3]
            if lack["persons"] >= FEWEST
        ]
        found.append(" ".join([told, *lacks]))
    return tuple(found)
