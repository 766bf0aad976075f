"""A new result: its input given as files, made beside the pages, looked at, then saved or given up."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sakimawari.console.access import actor_of, may, would
from sakimawari.console.city import City, city
from sakimawari.console.matching import orders, reading, tasks
from sakimawari.console.matching.changing import Moved, consequences
from sakimawari.console.matching.door import (
    enter,
    enter_to_make,
    language_in,
    makes,
    page,
    target_of,
    title_of,
    words,
)
from sakimawari.console.matching.hidden import hidden_in, names_any
from sakimawari.console.matching.one import claims_of, unnamed
from sakimawari.console.matching.orders import Order, Standing, State
from sakimawari.console.moment import moment_of
from sakimawari.guard.authorise.asked import Action
from sakimawari.match.kinds import KINDS
from sakimawari.match.reading.sheets import ENDINGS
from sakimawari.posing.drawing_up import ABOUT

_TAKEN = (*ENDINGS, ".yaml", ".yml", ".json")
_MOST_FILES, _MOST_BYTES = 20, 40_000_000
_MOST_MOVED = 200


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose a kind, give its tables; what cannot be used is shown before a result counts."""
    there = enter_to_make(request)
    if request.method == "POST":
        return _began(request, there)
    kind = request.GET.get("kind", "")
    context = {
        "kinds": [(name, each.title) for name, each in KINDS.items()],
        "chosen": kind if kind in KINDS else next(iter(KINDS), ""),
        "endings": ",".join(_TAKEN),
        "draws": [KINDS[name].title for name in there.catalogue.poses() if name in KINDS],
    }
    return page(request, "new.html", context)


def _began(request: HttpRequest, there: City) -> HttpResponse:
    kind, files = request.POST.get("kind", ""), request.FILES.getlist("files")
    if request.POST.get("source") == "registers":
        if kind not in KINDS or kind not in there.catalogue.poses():
            messages.error(request, words(request, "new.wrong.draw"))
            return redirect("matching:new")
        token = begin(request, there, kind=kind)
        tasks.draw_up.enqueue(token)
        return redirect("matching:order", token)
    wrong = _against(kind, files)
    if wrong:
        messages.error(request, words(request, f"new.wrong.{wrong}"))
        return redirect("matching:new")
    token = begin(request, there, kind=kind)
    problem = there.office.home / "match" / orders.PLACE / token / "problem"
    for each in files:
        with (problem / Path(each.name or "").name).open("wb") as out:
            for part in each.chunks():
                out.write(part)
    tasks.make.enqueue(token, False)
    return redirect("matching:order", token)


def _against(kind: str, files: Sequence[UploadedFile[Any]]) -> str:
    """What speaks against these files; empty where nothing does."""
    if kind not in KINDS:
        return "kind"
    if not files or len(files) > _MOST_FILES:
        return "files"
    if any(Path(each.name or "").suffix.lower() not in _TAKEN for each in files):
        return "ending"
    return "size" if sum(each.size or 0 for each in files) > _MOST_BYTES else ""


def begin(
    request: HttpRequest,
    there: City,
    *,
    kind: str,
    based_on: str = "",
    change: dict[str, str] | None = None,
    reason: str = "",
    seed: int = 0,
) -> str:
    """An order of whoever asks; its token."""
    token = orders.new_token()
    order = Order(
        token=token,
        kind=kind,
        by=actor_of(request).id,
        at=moment_of().now,
        on=there.today,
        seed=seed,
        based_on=based_on,
        change=change or {},
        reason=reason,
    )
    orders.begin(there.office.home, order)
    return token


def _order(token: str) -> tuple[City, Standing]:
    there = city()
    found = orders.order(there.office.home, token)
    if found is None:
        raise Http404
    return there, found


@never_cache
@require_GET
def order(request: HttpRequest, token: str) -> HttpResponse:
    """How far an order is; what was wrong; what it would mean, before it is saved."""
    enter(request)
    there, found = _order(token)
    own = target_of(token, by=found.order.by)
    context: dict[str, Any] = {
        "order": found.order,
        "state": found.state.value,
        "wrong": found.wrong,
        "more": found.more,
        "title": title_of(found.order.kind),
        "makes": makes(request),
        "approves": would(request, Action.APPROVE_MATCH, own).allowed,
        "own": found.order.by == actor_of(request).id,
    }
    if found.state is State.DRAWN:
        about = json.loads((found.problem / ABOUT).read_text(encoding="utf-8"))
        context["drawn"] = list(about["tables"].items())
    if found.state is State.READY:
        shown = reading.shown_of(found.result)
        hidden, language = hidden_in(there, shown), language_in(request)
        context |= {
            "certificate": shown.certificate,
            "claims": tuple(claims_of(shown.certificate, hidden, language)),
            "figures": reading.figures_of(shown),
            "aside": (found.result / "set-aside.csv").is_file(),
        }
        base = reading.result(there, found.order.kind, found.order.based_on)
        if base is not None:
            comes = consequences(base.folder, found.result)
            hidden |= hidden_in(there, base)
            moved = [each for each in comes.moved if not is_of(each, hidden)]
            context |= {
                "base": base,
                "comes": comes,
                "broken": [unnamed(each, hidden, language) for each in comes.broken],
                "moved": moved[:_MOST_MOVED],
                "unseen": max(0, len(moved) - _MOST_MOVED),
            }
    return page(request, "order.html", context)


def is_of(each: Moved, hidden: frozenset[str]) -> bool:
    """Whether a move is of somebody hidden, or names somebody hidden in any cell."""
    said = (word for cell in each.cells for word in cell[1:])
    return any(word in hidden or names_any(word, hidden) for word in (each.who, *said))


@require_POST
def go_on(request: HttpRequest, token: str) -> HttpResponse:
    """Compute what was drawn; or make the result without the rows that cannot be used."""
    enter_to_make(request)
    _, found = _order(token)
    if found.state in {State.REFUSED, State.DRAWN}:
        orders.tell(found.folder, State.RUNNING)
        shutil.rmtree(found.result, ignore_errors=True)
        tasks.make.enqueue(token, found.state is State.REFUSED)
    return redirect("matching:order", token)


@require_POST
def save(request: HttpRequest, token: str) -> HttpResponse:
    """The result takes its place. A change by hand needs a second person."""
    there, found = _order(token)
    if found.order.change:
        may(request, Action.APPROVE_MATCH, target_of(token, by=found.order.by))
    else:
        enter_to_make(request, token)
    if found.state is not State.READY:
        return redirect("matching:order", token)
    name = orders.save(there.office.home, found)
    messages.success(request, words(request, "order.saved"))
    return redirect("matching:one", found.order.kind, name)


@require_POST
def give_up(request: HttpRequest, token: str) -> HttpResponse:
    """Remove an order; whoever may make results, or decide on a change."""
    _, found = _order(token)
    decides = would(request, Action.APPROVE_MATCH, target_of(token, by=found.order.by)).allowed
    may(request, Action.APPROVE_MATCH if decides else Action.MAKE_MATCH,
        target_of(token, by=found.order.by if decides else ""))  # fmt: skip
    orders.give_up(found)
    messages.success(request, words(request, "order.given-up"))
    return redirect("matching:list")
