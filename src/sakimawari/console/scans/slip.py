"""One slip: its picture, each open field beside its own part of it, and the carrying out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST
from PIL import Image

from sakimawari.console.access import Denied, may
from sakimawari.console.casework.door import purpose
from sakimawari.console.city import City
from sakimawari.console.moment import moment_of
from sakimawari.console.scans.door import (
    Opened,
    desk_of,
    language_in,
    open_slip,
    page,
    shown,
    tell,
)
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.packs.pack import Rung
from sakimawari.problems import Problems
from sakimawari.reach.letters.geometry import Answer, Area, Kind, SlipGeometry
from sakimawari.reach.letters.slips_store import slip_of_reference
from sakimawari.reach.returned import page_store, run, store
from sakimawari.reach.returned.fields import Found
from sakimawari.reach.returned.values import COMMON, Entry, State
from sakimawari.reach.telling.occasion import ABOUT

AROUND = 5.0  # millimetres of the slip shown around a field
WORDS = 30.0  # and beside boxes, whose words stand on their right
ACCOUNT_PARTS = ("bank", "branch", "type", "number", "holder")
_DOTS = 8.0
_ASKED = {Rung.INFORM: "advice", Rung.AUTOMATIC: "automatic"}  # what is printed beside the boxes


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
    opened = open_slip(request, reference)
    sheet, language = opened.sheet, language_in(request)
    lines = _lines(opened, language)
    settled = [line for line in lines if line.entry.settled]
    waiting = store.waiting(opened.bound)
    others = [one for one in sheet.open if one != COMMON and not _is_mine(opened, one)]
    look = sheet.content.look if sheet.content is not None else ()
    context = {
        "sheet": sheet,
        "person_name": opened.record.identity().name,
        "whole": opened.whole,
        "open": [line for line in lines if not line.entry.settled],
        "settled": [one for one in settled if one.entry.found is not Found.PRINTED],
        "printed": [one for one in settled if one.entry.found is Found.PRINTED],
        "others": len(others),
        "look": look,
        "may_carry": not others and (opened.whole or not look),
        "done": sheet.state is State.DONE,
        "answers": [(done.value, case) for done, case in store.answered(reference).values()],
        "waiting": len(waiting),
    }
    return page(request, "slip.html", context)


def _is_mine(opened: Opened, service: str) -> bool:
    return opened.bound.covers_service(opened.sheet.ward, service)


@require_GET
def picture(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole slip, upright; for whoever looks after all services on it."""
    opened = open_slip(request, reference)
    if not opened.whole:
        raise Http404
    return shown(_picture(opened), reference[:6])


@require_GET
def crop(request: HttpRequest, reference: str, place: int) -> HttpResponse:
    """The part of the slip where a field stands."""
    opened = open_slip(request, reference)
    content = opened.sheet.content
    entries = content.entries if content is not None else ()
    geometry = slip_of_reference(opened.there.office.home, reference)
    if place >= len(entries) or geometry is None or not opened.mine(entries[place]):
        raise Http404
    entry = entries[place]
    part = cut(_picture(opened), geometry, entry.area, boxes=bool(entry.options))
    return shown(part, f"{reference[:6]}-{place}")


def cut(picture: bytes, geometry: SlipGeometry, area: Area, *, boxes: bool = False) -> bytes:
    """A field's part of the upright picture, with a little of what is around it; where it is all
    `boxes` to tick, with the words beside the last one.
    """
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as whole:
        left, top = area.x - geometry.slip.x - AROUND, area.y - geometry.slip.y - AROUND * 0.7
        right = left + area.width + AROUND + (WORDS if boxes else AROUND)
        box = (
            max(round(left * _DOTS), 0),
            max(round(top * _DOTS), 0),
            min(round(right * _DOTS), whole.width),
            min(round((top + area.height + 1.4 * AROUND) * _DOTS), whole.height),
        )
        packed = io.BytesIO()
        whole.crop(box).save(packed, "JPEG", quality=85)
    return packed.getvalue()


@require_POST
def settle(request: HttpRequest, reference: str) -> HttpResponse:
    """A field settled, or put back to what the machine read; then the next one."""
    opened = open_slip(request, reference)
    work, key = desk_of(request, opened.there), request.POST.get("key", "")
    entry = _entry(opened, key)
    try:
        if request.POST.get("act") == "undo":
            run.undo(work, reference, key, version=_version(request))
        else:
            value, details = _value(request, entry)
            run.settle(work, reference, key, value, version=_version(request), details=details)
    except Problems as problems:
        tell(request, problems)
    # No fragment: a browser that is sent to one gives the focus to nobody, and hands leave the keys.
    return redirect("scans:slip", reference)


@require_POST
def carry_out(request: HttpRequest, reference: str) -> HttpResponse:
    """Do what the slip says, then on to the next one that waits."""
    opened = open_slip(request, reference)
    there, sheet = opened.there, opened.sheet
    target = Target(kind="Person", person=opened.record.person)
    may(request, Action.OPEN_CASE, target, purpose=purpose(request))
    if sheet.content is not None and sheet.content.look and not opened.whole:
        raise Denied(say("scans.slip.whole-only", language_in(request)))
    try:
        found = run.carry_out(desk_of(request, there), reference, version=_version(request))
    except Problems as problems:
        tell(request, problems)
        return redirect("scans:slip", reference)
    language = language_in(request)
    words = "・".join(say(f"scans.done.{done.value}", language) for done in found.values())
    messages.success(request, say("scans.carried", language, what=words))
    waiting = store.waiting(opened.bound)
    return redirect("scans:slip", waiting[0].reference) if waiting else redirect("scans:desk")


# ---------------------------------------------------------------- within


def _picture(opened: Opened) -> bytes:
    try:
        return page_store.picture(moment_of(opened.there), opened.sheet.page, of_slip=True)
    except Problems:
        raise Http404 from None


def _entry(opened: Opened, key: str) -> Entry:
    content = opened.sheet.content
    for entry in content.entries if content is not None else ():
        if entry.key == key and opened.mine(entry):
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


def _lines(opened: Opened, language: str) -> list[Line]:
    content = opened.sheet.content
    lines, first = [], True
    for place, entry in enumerate(content.entries if content is not None else ()):
        if not opened.mine(entry):
            continue
        parts = ACCOUNT_PARTS if entry.answer is Answer.ACCOUNT else ()
        lines.append(
            Line(
                entry=entry,
                place=place,
                title=_title(opened.there, entry, language),
                options=_options(opened.there, entry, language),
                parts=tuple((part, entry.details.get(part, "")) for part in parts),
                current=first and not entry.settled,
            )
        )
        first = first and entry.settled
    return lines


def _title(there: City, entry: Entry, language: str) -> str:
    if entry.kind is Kind.CHOICE:
        slug = entry.service.removeprefix(ABOUT)
        known = there.catalogue.services.get(slug)
        return known.name if known is not None else slug
    if entry.kind is Kind.CORRECTED:
        return say("scans.slip.corrected", language)
    return entry.name or entry.label


def _options(there: City, entry: Entry, language: str) -> tuple[tuple[str, str], ...]:
    if entry.answer in (Answer.CHOICE, Answer.TRUTH):
        kind = entry.answer.value
        if entry.answer is Answer.CHOICE:
            known = there.catalogue.services.get(entry.service)
            is_notice = entry.service.startswith(ABOUT)  # all it offers is advice
            kind = "advice" if is_notice else _ASKED.get(known.rung, kind) if known else kind
        told = [(one, say(f"scans.option.{kind}-{one}", language)) for one in ("yes", "no")]
        return (*told, ("", say("scans.option.none", language)))
    if entry.kind is Kind.CORRECTED or entry.kind is Kind.SIGNATURE:
        return (
            ("✓", say("scans.option.there", language)),
            ("", say("scans.option.none", language)),
        )
    if entry.options:
        return (*((one, one) for one in entry.options), ("", say("scans.option.none", language)))
    return ()
