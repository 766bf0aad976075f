"""A list handed out as a file: made with purpose and reason, numbered, named in the audit."""

from __future__ import annotations

import secrets
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sakimawari.console.access import actor_of, open_list
from sakimawari.console.city import JAPAN
from sakimawari.console.staff.frame import language_in
from sakimawari.console.staff.lists.named import NamedRow, named, persons_of
from sakimawari.console.staff.lists.opening import LONGEST_REASON
from sakimawari.console.staff.lists.scoped import FOR_LISTS, Scoped, scoped
from sakimawari.console.staff.lists.sheet import MEDIA, Cell, Sheet, file_of
from sakimawari.console.staff.lists.views import name_of
from sakimawari.console.words import say
from sakimawari.fit.listed.store import page as page_of
from sakimawari.guard.authorise.asked import Action, FieldGroup
from sakimawari.guard.purposes import PURPOSES

MOST = 20_000  # rows of a file; whoever needs more narrows it down, or has letters written
SHORTEST_REASON = 4
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
COLUMNS = (
    ("name", 18),
    ("kana", 20),
    ("born", 12),
    ("age", 6),
    ("postal-code", 10),
    ("address", 40),
    ("phone", 16),
    ("ward", 10),
    ("service", 28),
    ("kind", 14),
    ("day", 12),
    ("amount", 18),
    ("missing", 30),
    ("receives", 8),
)


@never_cache
@require_POST
def export(request: HttpRequest, name: str) -> HttpResponse:
    """The file. One entry in the audit names everybody in it, its number and the reason."""
    scope = scoped(request, name_of(name), request.POST.get("query", ""))
    purpose = request.POST.get("purpose", "")
    reason = " ".join(request.POST.get("reason", "").split())[:LONGEST_REASON]
    form = request.POST.get("form", "")
    fault = _fault(scope, purpose, reason, form)
    if fault:
        return _back(request, scope, fault)
    rows = page_of(scope.there.run, scope.listing, after=None, size=MOST)
    if rows.following is not None:
        return _back(request, scope, "too-long")
    number = new_number(scope.there.today)
    persons = persons_of(scope.there, rows.rows)
    roll = open_list(
        request,
        persons.values(),
        action=Action.EXPORT_LIST,
        purpose=purpose,
        service=scope.filters.service,
        fields=(FieldGroup.IDENTITY, FieldGroup.CONTACT, FieldGroup.RIGHTS),
        name=f"{number} {name}: {reason}",
    )
    told = named(scope.there, rows.rows, persons, roll)
    sheet = sheet_of(scope, told, number=number, purpose=purpose, reason=reason, request=request)
    response = HttpResponse(file_of(sheet, form), content_type=MEDIA[form])
    response["Content-Disposition"] = f'attachment; filename="{number}.{form}"'
    return response


def new_number(on: date) -> str:
    """The number of an export: the day and a word that is not used twice."""
    word = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"L{on:%Y%m%d}-{word}"


def _fault(scope: Scoped, purpose: str, reason: str, form: str) -> str:
    if purpose not in FOR_LISTS:
        return "purpose"
    if len(reason) < SHORTEST_REASON:
        return "reason"
    if form not in MEDIA:
        return "form"
    return "" if scope.chosen else "too-wide"


def _back(request: HttpRequest, scope: Scoped, fault: str) -> HttpResponse:
    words = say(f"staff.export.fault.{fault}", language_in(request), most=f"{MOST:,}")
    messages.error(request, words)
    address = reverse("staff:list", args=[scope.filters.name.value])
    return redirect(f"{address}?{scope.filters.written}")


def sheet_of(
    scope: Scoped,
    rows: list[NamedRow],
    *,
    number: str,
    purpose: str,
    reason: str,
    request: HttpRequest,
) -> Sheet:
    """The table of the file, in official Japanese: it leaves the house."""
    made = timezone.now().astimezone(JAPAN)
    return Sheet(
        title=say(f"staff.list-title.{scope.filters.name.value}", "ja"),
        about=(
            (say("staff.export.number", "ja"), number),
            (say("staff.export.made", "ja"), f"{made:%Y-%m-%d %H:%M}"),
            (say("staff.export.by", "ja"), actor_of(request).name),
            (say("staff.export.for", "ja"), PURPOSES[purpose].ja),
            (say("staff.lists.reason", "ja"), reason),
            (say("staff.export.filters", "ja"), _filters_in_words(scope)),
            (say("staff.export.rows", "ja"), f"{len(rows):,}"),
            (say("staff.export.care", "ja"), say("staff.export.care-words", "ja")),
        ),
        columns=tuple(say(f"staff.export.column.{name}", "ja") for name, _ in COLUMNS),
        widths=tuple(width for _, width in COLUMNS),
        rows=[_cells(row) for row in rows],
    )


def _filters_in_words(scope: Scoped) -> str:
    filters = scope.filters
    service = scope.services[filters.service].name if filters.service else ""
    kind = say(f"staff.kinds.{filters.kind}", "ja") if filters.kind else ""
    bounds = [
        f"{filters.youngest or 0}〜{filters.oldest or ''}歳"
        if filters.youngest or filters.oldest
        else "",
        f"{filters.since or ''}〜{filters.until or ''}" if filters.since or filters.until else "",
        f"{filters.least:,}以上" if filters.least else "",
    ]
    wards = filters.ward or "・".join(scope.wards)
    parts = (service or filters.department, kind, wards, filters.town, *bounds, filters.missing)
    return "／".join(part for part in parts if part)


def _cells(row: NamedRow) -> tuple[Cell, ...]:
    identity, contact = row.identity, row.contact
    born = identity.born if identity is not None else None
    return (
        row.name,
        row.kana,
        born.isoformat() if born is not None else "",
        row.row.age if row.row.age >= 0 else None,
        identity.postal_code if identity is not None else "",
        identity.address if identity is not None else "",
        contact.phone if contact is not None else "",
        row.row.ward,
        row.service,
        say(f"staff.kinds.{row.row.kind}", "ja") + (f" {row.row.what}" if row.row.what else ""),
        row.row.day.isoformat() if row.row.day is not None else "",
        row.amount,
        "・".join(row.row.missing),
        say("staff.export.yes", "ja") if row.row.receives else "",
    )
