"""Checks an allocation against the terms, on its own: it shares no code with what made it."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.budget.days import day_of, number_of, offices_open
from sakimawari.reach.plans.budget.values import MEDIA, NEVER, Allocation, Bundles, Earlier
from sakimawari.reach.terms.values import Terms


def violations(
    bundles: Bundles,
    terms: Terms,
    allocation: Allocation,
    *,
    start: date,
    earlier: Earlier | None = None,
) -> list[str]:
    """Every rule of the terms that an allocation breaks, in words; none is right."""
    told = [row for row in range(len(bundles)) if allocation.week[row] >= 0]
    return [
        *_caps(bundles, terms, allocation, told, earlier),
        *_budgets(terms, allocation, told),
        *_days(bundles, terms, allocation, told, start),
    ]


def _caps(
    bundles: Bundles, terms: Terms, allocation: Allocation, told: list[int], earlier: Earlier | None
) -> list[str]:
    person: Counter[tuple[int, int]] = Counter()
    household: Counter[tuple[int, int]] = Counter()
    if earlier is not None:
        past = zip(earlier.person, earlier.household, earlier.week, strict=True)
        for who, home, week in past:
            person[int(who), int(week)] += 1
            household[int(home), int(week)] += 1
    fresh = set()
    for row in told:
        week = int(allocation.week[row])
        person[int(bundles.person[row]), week] += 1
        household[int(bundles.household[row]), week] += 1
        fresh |= {("p", int(bundles.person[row]), week), ("h", int(bundles.household[row]), week)}
    found = []
    for kind, who, week in sorted(fresh):
        if kind == "h" and household[who, week] > terms.per_household_a_week:
            found.append(f"a household hears {household[who, week]} times in week {week}")
        if kind == "p" and person[who, week] > terms.per_person_a_week:
            found.append(f"a person hears {person[who, week]} times in week {week}")
        months = [sum(person[who, last - at] for at in range(4)) for last in range(week, week + 4)]
        if kind == "p" and max(months) > terms.per_person_a_month:
            found.append(f"a person hears {max(months)} times within four weeks")
    return found


def _budgets(terms: Terms, allocation: Allocation, told: list[int]) -> list[str]:
    used: Counter[tuple[str, int]] = Counter()
    for row in told:
        week, medium = int(allocation.week[row]), MEDIA[allocation.medium[row]]
        cost = terms.costs[medium]
        used["counter", week] += float(allocation.effect[row])  # type: ignore[assignment]
        if medium is Medium.LETTER:
            used["postage", week] += cost.yen
        if medium.takes_staff:
            used[medium.value, week] += cost.minutes  # type: ignore[assignment]
    budget = terms.budget
    limits = {
        "postage": budget.postage_yen,
        "visit": budget.visit_minutes,
        "call": budget.call_minutes,
        "counter": budget.counter,
    }
    return [
        f"{kind}: {amount} of {limits[kind]} in week {week}"
        for (kind, week), amount in sorted(used.items())
        if (limit := limits[kind]) is not None and amount > limit + 1e-4
    ]


def _days(
    bundles: Bundles, terms: Terms, allocation: Allocation, told: list[int], start: date
) -> list[str]:
    found = []
    first = number_of(start)
    for row in told:
        day, medium = int(allocation.day[row]), MEDIA[allocation.medium[row]]
        if not bundles.media[row] >> allocation.medium[row] & 1 or medium not in terms.media:
            found.append(f"{medium.value}: not a way to this person")
        if (day - first) // 7 != allocation.week[row]:
            found.append(f"{medium.value}: its day lies in another week")
        if day < bundles.earliest[row] or (
            bundles.deadline[row] < NEVER and day > bundles.deadline[row]
        ):
            found.append(f"{medium.value}: too early or too late")
        free = medium.is_sent_one_by_one and terms.on_holidays
        if not free and not offices_open(day_of(day)):
            found.append(f"{medium.value}: goes out on a holiday")
    return found
