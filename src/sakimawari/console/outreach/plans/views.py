"""Pages of plans: all of them, one of them, its counts as a file. Nobody is named on any."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sakimawari.console.access import actor_of, may, would
from sakimawari.console.city import City, city
from sakimawari.console.outreach.plans import store
from sakimawari.console.outreach.plans.charts import chart_of_counts, chart_of_groups
from sakimawari.console.outreach.plans.ground import ground_of
from sakimawari.console.outreach.plans.shown import (
    GROUPS,
    budgets_of,
    groups_of,
    missed_of,
    waits_of,
    weeks_of,
)
from sakimawari.console.outreach.plans.telling import changes_of, sample_rows, stopped_of
from sakimawari.console.services.sheets import as_csv
from sakimawari.console.staff.frame import language_in
from sakimawari.console.templatetags.desk import day_in
from sakimawari.console.words import say
from sakimawari.guard import clearance
from sakimawari.guard.accounts.store import staff_names
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.problems import Problems
from sakimawari.reach.plans import store as plans
from sakimawari.reach.plans.folder import open_plan, plan_names
from sakimawari.reach.plans.order import changed_since
from sakimawari.reach.plans.values import Plan, PlanState, Standing

MOST_LISTED = 60


def plan_or_404(there: City, id: str) -> Plan:
    """A plan that is there."""
    try:
        return open_plan(there.office.home, id)
    except Problems:
        raise Http404 from None


def enter(request: HttpRequest, id: str = "") -> None:
    """Whoever reads plans reads the notes on them and the reasons of lists: of nobody's record."""
    may(request, Action.READ_PLANS, Target(kind="Plan", id=id))
    clearance.clear(plans.SEALED_FOR, store.SEALED_FOR)


def target_of(standing: Standing | None) -> Target:
    """A plan as the policies see it: nobody approves what they proposed."""
    if standing is None:
        return Target(kind="Plan")
    return Target(kind="Plan", id=standing.plan, by=standing.proposed_by)


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every plan, the newest first, with where it stands and what it comes to."""
    enter(request)
    there = city()
    standings = {each.plan: each for each in plans.standings()}
    names = plan_names(there.office.home)[:MOST_LISTED]
    rows = [
        {"plan": plan, "summary": plan.manifest["summary"], "standing": standings.get(plan.name)}
        for plan in (open_plan(there.office.home, name) for name in names)
    ]
    work = store.latest("make")
    attached = store.attached(there.keys)
    people = {each["standing"].proposed_by for each in rows if each["standing"]}
    people |= {each.by for each in attached}
    context = {
        "rows": rows,
        "names": staff_names(people, there.keys),
        "attached": attached,
        "work": work if work is not None and work.state != "done" else None,
        "proposes": would(request, Action.PROPOSE_PLAN, Target(kind="Plan")).allowed,
        "me": actor_of(request).id,
    }
    return render(request, "outreach/plans/list.html", context)


@require_GET
def plan(request: HttpRequest, id: str) -> HttpResponse:
    """One plan: what it does, what it costs, what is short, who waits, who did what."""
    enter(request, id)
    return render(request, "outreach/plans/plan.html", context_of(request, id))


def context_of(request: HttpRequest, id: str) -> dict[str, Any]:
    """Everything the page of a plan shows."""
    there, language = city(), language_in(request)
    found = plan_or_404(there, id)
    standing = plans.standing(id)
    happened = plans.history(id, there.keys)
    names = {each.by for each in happened}
    return {
        "plan": found,
        "manifest": found.manifest,
        "summary": found.manifest["summary"],
        "standing": standing,
        "state": standing.state.value if standing else "made",
        "happened": happened,
        "names": staff_names(names, there.keys),
        "changed": _changed(there, found, standing),
        "work": store.latest("apply", id),
        **_figures(found, language),
        "told_samples": sample_rows(there, found, language),
        "changes": changes_of(found),
        "stopped": stopped_of(found, language),
        "own": standing is not None and standing.proposed_by == actor_of(request).id,
        **_allowed(request, standing),
    }


def _figures(found: Plan, language: str) -> dict[str, Any]:
    groups = [(by, groups_of(found, by, language)) for by in GROUPS]
    media = found.manifest["summary"]["by"]["medium"]
    media = sorted(
        ((say(f"messages.medium.{name}", language), count) for name, count in media.items()),
        key=lambda each: -each[1],
    )
    weeks = [(day_in(language, day, "short"), count) for day, count in weeks_of(found)]
    budget = found.manifest["budget"]
    gap = (budget["bound"] - budget["value"]) / budget["bound"] if budget["bound"] > 0 else 0.0
    return {
        "groups": [
            (by, rows, chart_of_groups(rows, by, language), any(row.people for row in rows))
            for by, rows in groups
        ],
        "media": media,
        "media_chart": chart_of_counts(say("outreach.by.medium", language), media, language),
        "weeks": weeks,
        "weeks_chart": chart_of_counts(say("outreach.by.week", language), weeks, language),
        "budgets": budgets_of(found, language),
        "waits": waits_of(found, language),
        "missed": missed_of(found, language),
        "gap": f"{100 * max(0.0, gap):.2f}",
        "hours": round(found.manifest["summary"]["staff_minutes"] / 60, 1),
    }


def _changed(there: City, found: Plan, standing: Standing | None) -> tuple[str, ...]:
    """What has changed since the plan was made, while that still matters."""
    if standing is not None and standing.state not in {PlanState.PROPOSED, PlanState.APPROVED}:
        return ()
    try:
        now = ground_of(there, found.on)
    except Problems as problems:
        return tuple(each.what for each in problems.found)
    return tuple(each.what for each in changed_since(found, now))


def _allowed(request: HttpRequest, standing: Standing | None) -> dict[str, bool]:
    """Which steps this member of staff could take now."""
    target = target_of(standing)
    proposes = would(request, Action.PROPOSE_PLAN, Target(kind="Plan")).allowed
    approves = would(request, Action.APPROVE_PLAN, target).allowed
    state = standing.state if standing is not None else None
    return {
        "may_propose": proposes and standing is None,
        "may_decide": approves and state is PlanState.PROPOSED,
        "may_apply": approves and state in {PlanState.APPROVED, PlanState.APPLIED},
        "may_cancel": (proposes or approves) and state in {PlanState.PROPOSED, PlanState.APPROVED},
    }


@require_GET
def counts_csv(request: HttpRequest, id: str) -> HttpResponse:
    """The counts of a plan as a table: by what, which, told, later."""
    may(request, Action.READ_PLANS, Target(kind="Plan", id=id))
    there = city()
    found = plan_or_404(there, id)
    rows: list[tuple[object, ...]] = []
    for by in GROUPS:
        title = say(f"outreach.by.{by}", "ja")
        rows += [(title, each.name, each.told, each.later) for each in groups_of(found, by, "ja")]
    figures = _figures(found, "ja")
    for by in ("media", "weeks"):
        title = say(f"outreach.by.{'medium' if by == 'media' else 'week'}", "ja")
        rows += [(title, name, count, "") for name, count in figures[by]]
    title = say("outreach.plan.waits", "ja")
    rows += [(title, each.because, "", each.count) for each in figures["waits"]]
    columns = [say(f"outreach.csv.{name}", "ja") for name in ("by", "which", "told", "later")]
    return as_csv(f"plan-{found.name}", columns, rows)
