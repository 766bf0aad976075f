"""Pages of the call lists: how far they are, whom to ring next, one call, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_urlsafe

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sakimawari.console.access import Roll, actor_of
from sakimawari.console.calls import door
from sakimawari.console.calls.recording import record
from sakimawari.console.city import JAPAN, City, city
from sakimawari.console.staff.frame import language_in
from sakimawari.console.staff.frame import page as staff_page
from sakimawari.console.webhooks.calling import setup_of_city
from sakimawari.console.words import say
from sakimawari.problems import Problems
from sakimawari.reach.channels import list_store
from sakimawari.reach.channels.lists.values import MOST_TRIES, Contact, Entry, Outcome
from sakimawari.reach.channels.setup.values import Calls
from sakimawari.reach.channels.telephone import dialled

PAGE = 30
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person to ring, as the list shows them."""

    id: str
    name: str
    kana: str
    language: str
    services: tuple[str, ...]
    tries: int
    again_at: datetime | None
    until: date | None


@never_cache
@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """The lists, and the next people to ring by name."""
    there, now = city(), door.now()
    entries = door.entries_for(request, there)
    ready = door.due(entries, now)[:PAGE]
    roll = door.named(request, ready, "")
    return staff_page(
        request,
        "../calls/lists.html",
        {
            "states": door.states_for(request, there),
            "rows": _rows(ready, roll, there),
            "ready": len(door.due(entries, now)),
            "later": len(entries) - len(door.due(entries, now)),
            "window": setup_of_city().calls or Calls(),
            "quiet": not _is_time(now),
        },
    )


def _is_time(now: datetime) -> bool:
    window = setup_of_city().calls or Calls()
    return window.since <= now.astimezone(JAPAN).time() < window.until


def _rows(entries: tuple[Entry, ...], roll: Roll, there: City) -> list[Row]:
    names = {slug: one.name for slug, one in there.catalogue.services.items()}
    rows = []
    for entry in entries:
        if entry.person not in roll.people:
            continue
        identity = roll.record(entry.person).identity()
        rows.append(
            Row(
                id=entry.id,
                name=identity.name,
                kana=identity.kana,
                language=entry.language,
                services=tuple(names.get(slug, slug) for slug in entry.services),
                tries=entry.tries,
                again_at=entry.again_at,
                until=entry.useful_until,
            )
        )
    return rows


@never_cache
@require_GET
def one(request: HttpRequest, id: str) -> HttpResponse:
    """One call: the number, what to say, what was heard before, and what came of it."""
    entry, there = door.entry_for(request, id), city()
    if not door.wanted(there, [entry]):
        raise Http404
    identity, contact = door.opened(request, entry)
    names = {slug: each.name for slug, each in there.catalogue.services.items()}
    return staff_page(
        request,
        "../calls/one.html",
        {
            "entry": entry,
            "identity": identity,
            "number": dialled(contact.phone) or contact.phone,
            "script": list_store.script(entry, there.keys),
            "notes": list_store.notes(entry, there.keys),
            "services": [names.get(slug, slug) for slug in entry.services],
            "outcomes": list(Outcome),
            "most_tries": MOST_TRIES,
            "token": token_urlsafe(18),
            "window": setup_of_city().calls or Calls(),
            "quiet": not _is_time(door.now()),
        },
    )


@never_cache
@require_POST
def outcome(request: HttpRequest, id: str) -> HttpResponse:
    """Keep what came of a call, and go on to the next."""
    entry, there = door.entry_for(request, id), city()
    language = language_in(request)
    told = _told(request, id)
    if told is None:
        messages.error(request, say("calls.incomplete", language))
        return redirect("calls:one", id=id)
    door.opened(request, entry)
    try:
        record(told, entry, there.keys)
    except Problems:
        messages.error(request, say("calls.closed_before", language))
        return redirect("calls:lists")
    messages.success(request, say("calls.kept", language))
    return redirect("calls:lists")


def _told(request: HttpRequest, id: str) -> Contact | None:
    posted = request.POST
    if posted.get("outcome") not in {each.value for each in Outcome}:
        return None
    outcome, now = Outcome(posted["outcome"]), door.now()
    again = _moment(posted.get("again_on", ""), posted.get("again_at", ""))
    if outcome is Outcome.CALL_BACK and (again is None or again <= now):
        return None
    token = posted.get("token", "")[:64]
    if not token:
        return None
    return Contact(
        entry=id,
        outcome=outcome,
        at=now,
        by=actor_of(request).id,
        token=token,
        again_at=again if outcome is Outcome.CALL_BACK else None,
        note=" ".join(posted.get("note", "").split())[:LONGEST_NOTE],
    )


def _moment(day: str, time: str) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=JAPAN)
    except ValueError:
        return None
