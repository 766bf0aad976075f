"""Pages of changes: all of them, one of them, its effects, and the steps between two people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sakimawari.console.access import actor_of, may, would
from sakimawari.console.city import City, city
from sakimawari.console.services import held
from sakimawari.console.services.changes import drafts, flow, store, tasks
from sakimawari.console.services.changes.forms import day_typed
from sakimawari.console.services.changes.values import OPEN, Change, Kind, Person, State, Work
from sakimawari.console.services.views import language_of
from sakimawari.console.signin.fresh import needs_fresh_factor
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.packs.editing.edits import NewBound, NewTable, NewValue, kind_of, target_of
from sakimawari.packs.editing.sheets import versions_in
from sakimawari.packs.editing.wording import row_changes
from sakimawari.packs.pack import Service
from sakimawari.problems import Problems

KNOWN_FAULTS = frozenset(f"EDIT0{number:02}" for number in range(1, 12))


def act_of(request: HttpRequest) -> flow.Act:
    """Who acts now, upon the city as it stands."""
    actor = actor_of(request)
    return flow.Act(person=Person(id=actor.id, name=actor.name), at=timezone.now(), there=city())


def change_or_404(id: str) -> Change:
    """A change that is there."""
    found = store.one(id)
    if found is None:
        raise Http404
    return found


def target_for(change: Change, by: str = "") -> Target:
    """A change as the policies see it: `by` is whoever drafted it, or asks to take it back."""
    return Target(kind="Rule", id=change.id, by=by or change.drafter.id)


def told_faults(request: HttpRequest, problems: Problems) -> None:
    """What stood against a step, as messages of the next page."""
    language = language_of(request)
    for problem in problems.found:
        if problem.id in KNOWN_FAULTS:
            messages.error(request, say(f"services.fault.{problem.id}", language))
        else:
            messages.error(request, f"{problem.id} {problem.what}")


def listed(request: HttpRequest) -> HttpResponse:
    """Every change: those under way, and the record of those that are over."""
    may(request, Action.READ_RULES, Target(kind="Rule"))
    changes = store.all_of()
    me = actor_of(request).id
    context = {
        "open": [change for change in changes if change.is_open],
        "asked_back": [change for change in changes if change.state is State.ASKED_BACK],
        "over": [
            change
            for change in changes
            if change.state not in OPEN and change.state is not State.ASKED_BACK
        ],
        "drafts": would(request, Action.DRAFT_RULE, Target(kind="Rule")).allowed,
        "packs": {pack.id: pack.name for pack in city().catalogue.packs},
        "me": me,
    }
    return render(request, "services/changes/list.html", context)


def change(request: HttpRequest, id: str) -> HttpResponse:
    """One change: what it asks, what comes of it, who did what."""
    may(request, Action.READ_RULES, Target(kind="Rule", id=id))
    return render(request, "services/changes/change.html", context_of(request, change_or_404(id)))


def context_of(request: HttpRequest, chosen: Change) -> dict[str, Any]:
    """Everything the page of a change shows."""
    there, me = city(), actor_of(request).id
    works = store.works(chosen.id)
    mine = chosen.drafter.id == me
    packs = there.catalogue.hash
    edits = [
        {"told": told, "target": target_of(edit), "kind": kind_of(edit), "edit": edit,
         "rows": _rows(there.catalogue.packs, chosen, edit)}
        for edit, told in zip(chosen.edits, chosen.told, strict=False)
    ]  # fmt: skip
    approves = would(request, Action.APPROVE_RULE, target_for(chosen)).allowed
    back_by = chosen.asker.id if chosen.asker is not None else ""
    return {
        "change": chosen,
        "pack": next((pack for pack in there.catalogue.packs if pack.id == chosen.pack), None),
        "edits": edits,
        "edits_mine": mine and chosen.state is State.DRAFT,
        "mine": mine,
        "works": {kind.value: work for kind, work in works.items()},
        "sample": works.get(Kind.SAMPLE),
        "exact": works.get(Kind.EXACT),
        "examples": works.get(Kind.EXAMPLES),
        "waiting": any(work.is_under_way for work in works.values()) and chosen.is_open,
        "nobody_works": any(_forgotten(work) for work in works.values()),
        "against": flow.may_submit(chosen, works, packs) if mine else (),
        "on_base": not chosen.is_open or flow.upon_its_base(there, chosen),
        "rivals": store.rivals(chosen) if chosen.is_open else (),
        "events": store.events(chosen.id),
        "approves": approves and chosen.state is State.SUBMITTED,
        "asks_back": chosen.state is State.ACTIVE
        and (
            would(request, Action.DRAFT_RULE, Target(kind="Rule", id=chosen.id)).allowed
            or would(request, Action.APPROVE_RULE, Target(kind="Rule", id=chosen.id)).allowed
        ),
        "takes_back": chosen.state is State.ASKED_BACK
        and would(request, Action.ACTIVATE_RULE, target_for(chosen, back_by)).allowed,
        "due_now": flow.is_due(chosen, there.today),
        "today": there.today,
        "months": tasks.months_of(there.today, chosen),
        "readers": _readers(there, chosen),
    }


def _readers(there: City, chosen: Change) -> list[Service]:
    """The services of the pack that read what changes: examples prove the change by them."""
    found: dict[str, Service] = {}
    known = held.readers(there)
    for edit in chosen.edits:
        match edit:
            case NewValue():
                services = known.get(("parameter", edit.parameter), [])
            case NewTable():
                services = known.get(("table", edit.table), [])
            case NewBound():
                services = [there.catalogue.services[edit.service]]
            case _:
                services = []
        found |= {each.slug: each for each in services if each.pack == chosen.pack}
    return list(found.values())


def _forgotten(work: Work) -> bool:
    """Whether work waits for longer than it takes a program to take it up."""
    return work.state == "waiting" and (timezone.now() - work.asked).total_seconds() > 60


def _rows(packs: Any, chosen: Change, edit: Any) -> Any:
    """What a table's new version does to the rows of the one before."""
    if not isinstance(edit, NewTable) or not chosen.is_open:
        return ()
    pack = next((pack for pack in packs if pack.id == chosen.pack), None)
    tables = {} if pack is None else {each.table.name: each.table for each in pack.tables}
    versions = {} if pack is None else versions_in(pack.folder, edit.table)
    table = tables.get(edit.table)
    if table is None or not versions:
        return ()
    return row_changes(list(versions.values())[-1], edit, len(table.inputs))


def progress(request: HttpRequest, id: str) -> HttpResponse:
    """The part of the page that waits for the work, asked for again and again."""
    may(request, Action.READ_RULES, Target(kind="Rule", id=id))
    context = context_of(request, change_or_404(id))
    response = render(request, "services/changes/works.html", context)
    if not context["waiting"]:
        response["HX-Refresh"] = "true"  # what may be done next stands elsewhere on the page
    return response


def effects(request: HttpRequest, id: str) -> HttpResponse:
    """Who gains and who loses, in full; of everybody, or of the sample while that is all there is."""
    may(request, Action.SEE_FIGURES, Target(kind="Figures", id=id))
    chosen = change_or_404(id)
    works = store.works(chosen.id)
    work = next(
        (w for k in (Kind.EXACT, Kind.SAMPLE) if (w := works.get(k)) is not None and w.is_done),
        None,
    )
    if work is None or work.result is None or work.hash != chosen.hash:
        return redirect("services:change", id)
    context = {
        **context_of(request, chosen),
        "shown": work.result["shown"],
        "is_sample": work.kind is Kind.SAMPLE,
    }
    return render(request, "services/changes/effects.html", context)


# ---------------------------------------------------------------- steps

Step = Callable[[HttpRequest, flow.Act, Change], str]


def _take(request: HttpRequest, id: str, step: Step) -> HttpResponse:
    """Take a step and tell what came of it; back to the page of the change."""
    try:
        said = step(request, act_of(request), change_or_404(id))
        messages.success(request, say(f"services.done.{said}", language_of(request)))
    except Problems as problems:
        told_faults(request, problems)
    return redirect("services:change", id)


@require_POST
def reckon(request: HttpRequest, id: str) -> HttpResponse:
    """Reckon the effects of a draft anew."""
    may(request, Action.DRAFT_RULE, target_for(change_or_404(id)))

    def step(_: HttpRequest, act: flow.Act, chosen: Change) -> str:
        if chosen.hash:
            store.ask(chosen.id, chosen.hash, flow.kinds_of(act.there), act.at)
            tasks.examine.enqueue(chosen.id, chosen.hash)
        return "reckon"

    return _take(request, id, step)


@require_POST
def renew(request: HttpRequest, id: str) -> HttpResponse:
    """Make the draft anew upon the pack in effect."""
    may(request, Action.DRAFT_RULE, target_for(change_or_404(id)))

    def step(_: HttpRequest, act: flow.Act, chosen: Change) -> str:
        reckoned(flow.renewed(act, chosen))
        return "renew"

    return _take(request, id, step)


def reckoned(fresh: Change) -> None:
    """Have the effects of a draft reckoned that was just made."""
    if fresh.hash:
        tasks.examine.enqueue(fresh.id, fresh.hash)


@require_POST
def submit(request: HttpRequest, id: str) -> HttpResponse:
    """Ask for approval, with a note."""
    may(request, Action.DRAFT_RULE, target_for(change_or_404(id)))

    def step(request: HttpRequest, act: flow.Act, chosen: Change) -> str:
        flow.submit(
            act, chosen, request.POST.get("note", ""), day_typed(request.POST.dict(), "day")
        )
        return "submit"

    return _take(request, id, step)


@require_POST
def withdraw(request: HttpRequest, id: str) -> HttpResponse:
    """Give the draft up."""
    may(request, Action.DRAFT_RULE, target_for(change_or_404(id)))

    def step(request: HttpRequest, act: flow.Act, chosen: Change) -> str:
        flow.withdraw(act, chosen, request.POST.get("note", ""))
        return "withdraw"

    return _take(request, id, step)


@needs_fresh_factor
def decide(request: HttpRequest, id: str) -> HttpResponse:
    """The second person approves, or hands it back."""
    chosen = change_or_404(id)
    may(request, Action.APPROVE_RULE, target_for(chosen))
    if request.method != "POST":
        return render(request, "services/changes/decide.html", context_of(request, chosen))

    def step(request: HttpRequest, act: flow.Act, chosen: Change) -> str:
        note = request.POST.get("note", "")
        if request.POST.get("decision") != "approve":
            flow.send_back(act, chosen, note)
            return "return"
        flow.approve(act, chosen, note)
        if chosen.activate_on is None or chosen.activate_on <= act.there.today:
            tasks.put_into_effect.enqueue(chosen.id)
            return "approve-now"
        return "approve-later"

    return _take(request, id, step)


@require_POST
@needs_fresh_factor
def again(request: HttpRequest, id: str) -> HttpResponse:
    """Try once more to put an approved change into effect."""
    chosen = change_or_404(id)
    may(request, Action.ACTIVATE_RULE, target_for(chosen))

    def step(_: HttpRequest, act: flow.Act, chosen: Change) -> str:
        if not flow.is_due(chosen, act.there.today):
            raise drafts.moved_on(chosen)
        store.failed(chosen.id, None)
        tasks.put_into_effect.enqueue(chosen.id)
        return "approve-now"

    return _take(request, id, step)


@require_POST
def ask_back(request: HttpRequest, id: str) -> HttpResponse:
    """Ask that a change be taken back."""
    chosen = change_or_404(id)
    action = Action.DRAFT_RULE
    if not would(request, action, Target(kind="Rule", id=chosen.id)).allowed:
        action = Action.APPROVE_RULE
    may(request, action, Target(kind="Rule", id=chosen.id))

    def step(request: HttpRequest, act: flow.Act, chosen: Change) -> str:
        flow.ask_back(act, chosen, request.POST.get("note", ""))
        return "ask-back"

    return _take(request, id, step)


@needs_fresh_factor
def decide_back(request: HttpRequest, id: str) -> HttpResponse:
    """The second person takes a change back, or keeps it."""
    chosen = change_or_404(id)
    by = chosen.asker.id if chosen.asker is not None else ""
    may(request, Action.ACTIVATE_RULE, target_for(chosen, by))
    if request.method != "POST":
        return render(request, "services/changes/decide_back.html", context_of(request, chosen))

    def step(request: HttpRequest, act: flow.Act, chosen: Change) -> str:
        note = request.POST.get("note", "")
        flow.confirm_back(act, chosen)
        if request.POST.get("decision") != "take_back":
            flow.keep(act, chosen, note)
            return "keep"
        tasks.put_back.enqueue(chosen.id, act.person.id, act.person.name, note)
        return "take-back"

    return _take(request, id, step)
