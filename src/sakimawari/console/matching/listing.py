"""Every result by kind, the newest first; where there is none, how one begins."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sakimawari.console.city import City
from sakimawari.console.matching import orders, reading
from sakimawari.console.matching.door import enter, makes, page
from sakimawari.console.matching.values import Shown
from sakimawari.match.kinds import KINDS

_MOST = 8  # results of a kind on the list; all of it on the page of the kind


@dataclass(frozen=True, slots=True, kw_only=True)
class OfKind:
    """A kind with its newest results and how many there are."""

    kind: str
    title: str
    results: tuple[Shown, ...]
    count: int


@never_cache
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every kind with its newest results."""
    there = enter(request)
    chosen = request.GET.get("kind", "")
    kinds = [_of_kind(there, kind, whole=kind == chosen) for kind in KINDS]
    context = {
        "kinds": [each for each in kinds if each.count and chosen in ("", each.kind)],
        "without": [each for each in kinds if not each.count],
        "chosen": chosen if chosen in KINDS else "",
        "makes": makes(request),
        "orders": orders.standing(there.office.home, today=there.today),
    }
    return page(request, "list.html", context)


def _of_kind(there: City, kind: str, *, whole: bool) -> OfKind:
    found = reading.results(there, kind)
    return OfKind(
        kind=kind,
        title=KINDS[kind].title,
        results=found if whole else found[:_MOST],
        count=len(found),
    )
