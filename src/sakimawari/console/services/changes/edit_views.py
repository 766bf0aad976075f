"""The forms of a draft: choose what changes, then a figure, a table, a bound or an example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from sakimawari.console.access import may
from sakimawari.console.city import City, city
from sakimawari.console.services import held
from sakimawari.console.services.changes import drafts, flow, forms, store, targets
from sakimawari.console.services.changes.forms import Typed
from sakimawari.console.services.changes.values import Change, State
from sakimawari.console.services.changes.views import (
    act_of,
    change_or_404,
    reckoned,
    target_for,
    told_faults,
)
from sakimawari.console.services.views import language_of
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.packs.cases import CaseResult, cases_of, run_these
from sakimawari.packs.editing.drafting import pack_with
from sakimawari.packs.editing.edits import Edit, NewBound, NewValue, OtherResult, Result
from sakimawari.packs.pack import Service
from sakimawari.packs.revision import with_draft
from sakimawari.packs.values import text_of
from sakimawari.problems import Problems
from sakimawari.rules.outcome import Status
from sakimawari.rules.phrases import plain
from sakimawari.rules.tree import Award, Kind


def begin(request: HttpRequest) -> HttpResponse:
    """Choose what changes: what a service reads, or what one looks for; a draft begins with it."""
    may(request, Action.DRAFT_RULE, Target(kind="Rule"))
    if request.method == "POST":
        return _begun(request)
    return render(request, "services/changes/begin.html", _offered(request, None))


def add(request: HttpRequest, id: str) -> HttpResponse:
    """The same for a draft that is there: only what its pack declares."""
    chosen = own_draft(request, id)
    return render(request, "services/changes/begin.html", _offered(request, chosen))


def _offered(request: HttpRequest, chosen: Change | None) -> dict[str, Any]:
    there = city()
    service = there.catalogue.services.get(request.GET.get("service", ""))
    words = request.GET.get("q", "").strip()[:100]
    pack = "" if chosen is None else chosen.pack
    if service is not None:
        found = targets.of_service(there.catalogue, service, there.today)
        found = [each for each in found if pack in {"", each.pack.id}]
        bounds = [b for b in targets.bounds_in(there.catalogue, service) if pack in {"", b.pack.id}]
    else:
        found = targets.looked_for(there.catalogue, words, there.today, pack=pack)
        bounds = []
    return {
        "change": chosen,
        "service": service,
        "words": words,
        "found": found[: targets.MOST_SHOWN],
        "more": max(len(found) - targets.MOST_SHOWN, 0),
        "bounds": bounds,
        "services": [each for each in there.catalogue.services.values() if pack in {"", each.pack}],
    }


def _begun(request: HttpRequest) -> HttpResponse:
    """A draft of the pack that has what was chosen; then the form for it."""
    there, kind, name = city(), request.POST.get("kind", ""), request.POST.get("name", "")
    try:
        pack = pack_with(there.catalogue, _DECLARED.get(kind, ""), name.partition(" ")[0])
        title = _title(there, kind, name, language_of(request))
        chosen = flow.begin(act_of(request), pack.id, title)
    except Problems as problems:
        told_faults(request, problems)
        return redirect("services:begin")
    return _to_form(chosen.id, kind, name)


_DECLARED = {"value": "parameter", "table": "table", "bound": "service"}


def _title(there: City, kind: str, name: str, language: str) -> str:
    first = name.partition(" ")[0]
    if kind == "bound":
        first = there.catalogue.services[first].name
    return say("services.changes.title-of", language, what=plain(first))


def _to_form(id: str, kind: str, name: str) -> HttpResponse:
    if kind == "bound":
        service, clause, at = name.split(" ")
        return redirect("services:edit-bound", id, service, clause, int(at))
    return redirect(f"services:edit-{kind}", id, name)


def own_draft(request: HttpRequest, id: str) -> Change:
    """A draft that may be edited by who asks; 404 for one that is no draft any more."""
    chosen = change_or_404(id)
    may(request, Action.DRAFT_RULE, target_for(chosen))
    if chosen.state is not State.DRAFT:
        raise Http404
    return chosen


def kept(request: HttpRequest, chosen: Change, edit: Edit) -> HttpResponse:
    """Keep an edit, have the draft reckoned, and go to its page."""
    try:
        reckoned(flow.with_edit(act_of(request), chosen, edit))
        messages.success(request, say("services.done.edit", language_of(request)))
    except Problems as problems:
        told_faults(request, problems)
    return redirect("services:change", chosen.id)


@require_POST
def remove(request: HttpRequest, id: str) -> HttpResponse:
    """Take an edit out of the draft."""
    chosen = own_draft(request, id)
    try:
        target = request.POST.get("target", "")
        reckoned(flow.without_edit(act_of(request), chosen, target))
        messages.success(request, say("services.done.remove", language_of(request)))
    except Problems as problems:
        told_faults(request, problems)
    return redirect("services:change", id)


@require_POST
def rename(request: HttpRequest, id: str) -> HttpResponse:
    """Another title."""
    chosen = own_draft(request, id)
    title = request.POST.get("title", "").strip()
    act = act_of(request)
    if title and act.person.id == chosen.drafter.id:
        store.rename(id, title, act.at)
    return redirect("services:change", id)


def value(request: HttpRequest, id: str, name: str) -> HttpResponse:
    """A dated value of a parameter."""
    chosen, there = own_draft(request, id), city()
    dated = there.catalogue.parameters.get(name)
    if dated is None:
        raise Http404
    type = dated.parameter.type
    typed = Typed(values=_value_typed(chosen, name, there))
    if request.method == "POST":
        edit, errors = forms.value_typed(name, type, request.POST.dict())
        if edit is not None:
            return kept(request, chosen, edit)
        typed = Typed(values=request.POST.dict(), errors=errors)
    shown = held.figures_shown([dated], there.today)[0]
    context = {
        "change": chosen,
        "name": name,
        "label": plain(name),
        "figure": shown,
        "typed": typed,
        "labels": type.labels if type.kind is Kind.CATEGORY else (),
        "kind": type.kind.value,
        "unit": type.unit or "",
        "readers": _readers(there, name),
    }
    return render(request, "services/changes/value.html", context)


def _value_typed(chosen: Change, name: str, there: City) -> Mapping[str, str]:
    edit = next((e for e in chosen.edits if isinstance(e, NewValue) and e.parameter == name), None)
    held_grounds = None if edit is None else edit.grounds
    typed = forms.grounds_typed(there.today, held_grounds)
    if edit is None:
        now = there.catalogue.parameters[name].on(there.today)
        article = "" if now is None else now.provenance.article
        source = "" if now is None else now.provenance.source
        return {**typed, "value": "", "article": article, "source": source}
    repealed = "yes" if edit.value is None else ""
    return {**typed, "value": edit.value or "", "repealed": repealed}


def _readers(there: City, name: str) -> list[Service]:
    """The services that read a parameter."""
    return held.readers(there).get(("parameter", name), [])


def bound(request: HttpRequest, id: str, service: str, clause: str, at: int) -> HttpResponse:
    """Another figure in a condition."""
    chosen, there = own_draft(request, id), city()
    known = there.catalogue.services.get(service)
    found = [] if known is None else targets.bounds_in(there.catalogue, known)
    choice = next((b for b in found if (b.bound.clause, b.bound.at) == (clause, at)), None)
    if choice is None:
        raise Http404
    base = NewBound(service=service, clause=clause, at=at, before=choice.bound.figure, after="")
    typed = Typed(values={"after": choice.bound.figure})
    if request.method == "POST":
        edit, errors = forms.bound_typed(base, request.POST.dict())
        if edit is not None:
            return kept(request, chosen, edit)
        typed = Typed(values=request.POST.dict(), errors=errors)
    context = {"change": chosen, "choice": choice, "typed": typed}
    return render(request, "services/changes/bound.html", context)


# ---------------------------------------------------------------- examples


def example(request: HttpRequest, id: str, service: str) -> HttpResponse:
    """The people of an example on another day, with what is expected then."""
    chosen, there = own_draft(request, id), city()
    known = there.catalogue.services.get(service)
    if known is None:
        raise Http404
    cases = [
        (case, expected)
        for case, _ in cases_of(there.catalogue, naming=[service])
        for expected in case.expect
        if expected.service == service and case.place.file.startswith(f"{known.pack}/")
    ]
    offered = {
        f"{case.name}｜{expected.subject}": (
            case.place.file.rpartition("/")[2],
            expected.subject,
        )
        for case, expected in cases
    }
    typed = Typed(values={"status": "YES"})
    if request.method == "POST":
        edit, errors = forms.example_typed(service, request.POST.dict(), offered)
        if edit is not None:
            return kept(request, chosen, edit)
        typed = Typed(values=request.POST.dict(), errors=errors)
    context = {"change": chosen, "service": known, "offered": list(offered), "typed": typed}
    return render(request, "services/changes/example.html", context)


@require_POST
def accept(request: HttpRequest, id: str) -> HttpResponse:
    """Take what an example comes to under the draft for what is expected of it."""
    chosen = own_draft(request, id)
    try:
        edit = _as_it_comes(chosen, request.POST.dict())
    except Problems as problems:
        told_faults(request, problems)
        return redirect("services:change", id)
    if edit is None:
        raise Http404
    return kept(request, chosen, edit)


def _as_it_comes(chosen: Change, sent: Mapping[str, str]) -> OtherResult | None:
    there = city()
    folder = drafts.folder_of(there.office.home, chosen)
    after = with_draft(there.catalogue, folder)
    service, subject = sent.get("service", ""), sent.get("subject", "")
    results = run_these(cases_of(after, naming=[service]), only=(service,)).failures
    found = next(
        (
            each
            for each in results
            if each.case.name == sent.get("example")
            and each.expected.subject == subject
            and each.case.place.file.startswith(f"{folder.name}/")
        ),
        None,
    )
    if found is None:
        return None
    return OtherResult(
        file=found.case.place.file.rpartition("/")[2],
        example=found.case.name,
        subject=subject,
        service=service,
        result=_came(found, after.services[service]),
    )


def _came(found: CaseResult, service: Service) -> Result:
    award, low = service.rule.amount, found.reading.amount
    no = found.reading.status is Status.NO
    return Result(
        status=Status(found.reading.status),
        amount=() if no or award is None or found.expected.amount is None else _texts(award, low),
        because=found.clause.id if no and found.clause is not None else None,
    )


def _texts(award: Award, amount: tuple[int, int]) -> tuple[str, ...]:
    return tuple(text_of(end, award.value.type) for end in dict.fromkeys(amount))
