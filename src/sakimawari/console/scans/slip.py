"""One slip: its picture, each open field beside its own part of it, and the carrying out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from PIL import Image

from sakimawari.console.access import Record, actor_of, may
from sakimawari.console.casework.door import purpose
from sakimawari.console.city import City
from sakimawari.console.moment import moment_of
from sakimawari.console.scans.door import (
    bound_of,
    desk_of,
    language_in,
    open_slip,
    page,
    shown,
    tell,
)
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.problems import Problems
from sakimawari.reach.letters.geometry import Answer, Area, Kind, SlipGeometry
from sakimawari.reach.letters.slips_store import slip_of_reference
from sakimawari.reach.returned import page_store, run, store
from sakimawari.reach.returned.fields import Found
from sakimawari.reach.returned.values import Entry, Sheet, State

AROUND = 5.0  # millimetres of the slip shown around a field
ACCOUNT_PARTS = ("bank", "branch", "type", "number", "holder")
_DOTS = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A field as the desk shows it; `options` are (value, words) to choose from."""

    entry: Entry
    place: int
    title: str
    options: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    current: bool


@require_GET
def slip(request: HttpRequest, reference: str) -> HttpResponse:
    """The slip with its fields: the open ones first to be settled, then the rest to be looked over."""
    there, record, sheet = open_slip(request, reference)
    lines = _lines(there, sheet, language_in(request))
    following = store.waiting(bound_of(there, actor_of(request)))
    after = next((one.reference for one in following if one.reference != reference), "")
    answers = store.answered(reference)
    context = {
        "sheet": sheet,
        "name": record.identity().name,
        "lines": lines,
        "open": [line for line in lines if not line.entry.settled],
        "settled": [line for line in lines if line.entry.settled and line.entry.found is not Found.PRINTED],
        "printed": [line for line in lines if line.entry.settled and line.entry.found is Found.PRINTED],
        "look": sheet.content.look if sheet.content is not None else (),
        "done": sheet.state is State.DONE,
        "answers": [(done.value, case) for done, case in answers.values()],
        "after": after,
        "waiting": len(following),
    }
    return page(request, "slip.html", context)


@require_GET
def picture(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole slip, upright."""
    there, _, sheet = open_slip(request, reference)
    return shown(_picture(there, sheet), reference[:6])


@require_GET
def crop(request: HttpRequest, reference: str, place: int) -> HttpResponse:
    """The part of the slip where a field stands."""
    there, _, sheet = open_slip(request, reference)
    entries = sheet.content.entries if sheet.content is not None else ()
    geometry = slip_of_reference(there.office.home, reference)
    if place >= len(entries) or geometry is None:
        raise Http404
    return shown(cut(_picture(there, sheet), geometry, entries[place].area), f"{reference[:6]}-{place}")


def cut(picture: bytes, geometry: SlipGeometry, area: Area) -> bytes:
    """A field's part of the upright picture, with a little of what is around it."""
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as whole:
        left, top = area.x - geometry.slip.x - AROUND, area.y - geometry.slip.y - AROUND * 0.7
        box = (
            max(round(left * _DOTS), 0),
            max(round(top * _DOTS), 0),
            min(round((left + area.width + 2 * AROUND) * _DOTS), whole.width),
            min(round((top + area.height + 1.4 * AROUND) * _DOTS), whole.height),
        )
        packed = io.BytesIO()
        whole.crop(box).save(packed, "JPEG", quality=85)
    return packed.getvalue()


@require_POST
def settle(request: HttpRequest, reference: str) -> HttpResponse:
    """A field settled, or put back to what the machine read; then the next one."""
    there, record, sheet = open_slip(request, reference)
    work, key = desk_of(request, there), request.POST.get("key", "")
    entry = _entry(sheet, key)
    try:
        if request.POST.get("act") == "undo":
            run.undo(work, reference, key, version=_version(request))
        else:
            value, details = _value(request, entry)
            run.settle(work, reference, key, value, version=_version(request), details=details)
    except Problems as problems:
        tell(request, problems)
    return redirect(f"{reverse('scans:slip', args=[reference])}#next")


@require_POST
def carry_out(request: HttpRequest, reference: str) -> HttpResponse:
    """Do what the slip says, then on to the next one that waits."""
    there, record, sheet = open_slip(request, reference)
    for service in sheet.services:
        target = Target(kind="Case", person=record.person, service=service, ward=sheet.ward)
        may(request, Action.OPEN_CASE, target, purpose=purpose(request))
    try:
        found = run.carry_out(desk_of(request, there), reference, version=_version(request))
    except Problems as problems:
        tell(request, problems)
        return redirect("scans:slip", reference)
    words = "・".join(say(f"scans.done.{done.value}", language_in(request)) for done in found.values())
    messages.success(request, say("scans.carried", language_in(request), what=words))
    waiting = store.waiting(bound_of(there, actor_of(request)))
    return redirect("scans:slip", waiting[0].reference) if waiting else redirect("scans:desk")


# ---------------------------------------------------------------- within


def _picture(there: City, sheet: Sheet) -> bytes:
    try:
        return page_store.picture(moment_of(there), sheet.page, of_slip=True)
    except Problems:
        raise Http404 from None


def _entry(sheet: Sheet, key: str) -> Entry:
    entries = sheet.content.entries if sheet.content is not None else ()
    for entry in entries:
        if entry.key == key:
            return entry
    raise Http404


def _value(request: HttpRequest, entry: Entry) -> tuple[str, Mapping[str, str] | None]:
    if entry.answer is not Answer.ACCOUNT:
        return request.POST.get("value", "")[:200], None
    details = {part: request.POST.get(part, "").strip()[:60] for part in ACCOUNT_PARTS}
    return " ".join(text for text in details.values() if text), details


def _version(request: HttpRequest) -> int | None:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() else None


def _lines(there: City, sheet: Sheet, language: str) -> list[Line]:
    entries = sheet.content.entries if sheet.content is not None else ()
    lines, first = [], True
    for place, entry in enumerate(entries):
        lines.append(
            Line(
                entry=entry,
                place=place,
                title=_title(there, entry, language),
                options=_options(entry, language),
                parts=tuple((part, entry.details.get(part, "")) for part in ACCOUNT_PARTS)
                if entry.answer is Answer.ACCOUNT
                else (),
                current=first and not entry.settled,
            )
        )
        first = first and entry.settled
    return lines


def _title(there: City, entry: Entry, language: str) -> str:
    if entry.kind is Kind.CHOICE:
        known = there.catalogue.services.get(entry.service)
        return known.name if known is not None else entry.service
    if entry.kind is Kind.CORRECTED:
        return say("scans.slip.corrected", language)
    return entry.name or entry.label


def _options(entry: Entry, language: str) -> tuple[tuple[str, str], ...]:
    if entry.answer in (Answer.CHOICE, Answer.TRUTH):
        kind = entry.answer.value
        told = [(one, say(f"scans.option.{kind}-{one}", language)) for one in ("yes", "no")]
        return (*told, ("", say("scans.option.none", language)))
    if entry.kind is Kind.CORRECTED or entry.kind is Kind.SIGNATURE:
        return (("✓", say("scans.option.there", language)), ("", say("scans.option.none", language)))
    if entry.options:
        return (*((one, one) for one in entry.options), ("", say("scans.option.none", language)))
    return ()

