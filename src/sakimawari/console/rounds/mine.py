"""One's own round of today, on a telephone: read, tapped, and told later where there is no network.

The page works as plain forms. With script it keeps itself, under a key of the telephone, until the
end of the day, and keeps what was tapped until the office has it; docs/explanation/visits.md says
exactly what lies on the telephone.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sakimawari.console.access import actor_of, may
from sakimawari.console.calls import recording
from sakimawari.console.city import JAPAN, City, city
from sakimawari.console.moment import moment_of
from sakimawari.console.project.headers import content_policy
from sakimawari.console.rounds.day import map_of, pause_at, services_in, tables_of
from sakimawari.console.rounds.door import (
    PURPOSE,
    Opened,
    clock,
    language_in,
    opened,
    page,
    take_purpose,
    tell,
)
from sakimawari.console.rounds.sheets import papers_of, pdf_of, text_of
from sakimawari.console.rounds.words import needs_in
from sakimawari.console.signin.providers import origins
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.problems import Problems
from sakimawari.reach.rounds import outcome_store
from sakimawari.reach.rounds.outcome_store import Told
from sakimawari.reach.rounds.values import Kind
from sakimawari.reach.rounds.weighing import needs_of

MOST_AT_ONCE = 200
WORKER = "console/js/rounds-worker.js"


def _enter(request: HttpRequest) -> City:
    """Let a member of staff in to their own round, and to no other."""
    target = Target(kind="List", id="round", by=actor_of(request).id)
    may(request, Action.WALK_ROUND, target, purpose=PURPOSE)
    return city()


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """One's own round of today."""
    there = _enter(request)
    take_purpose(request)
    me = actor_of(request).id
    shown = opened(request, there, there.today, worker=me)
    told = outcome_store.outcomes_on(there.today, by=me)
    tables = tables_of(shown, told)
    context = {
        "on": there.today,
        "stops": _stops(request, shown, told),
        "table": tables[0] if tables else None,
        "map": map_of(request, shown, tables),
        "kinds": [kind.value for kind in Kind],
        "me": me,
    }
    answer = page(request, "mine.html", context)
    answer["Content-Security-Policy"] = content_policy(
        origins(), secure=settings.SESSION_COOKIE_SECURE, workers=True
    )
    answer["X-Round-Until"] = str(int(_end_of_the_day().timestamp() * 1000))
    return answer


def _end_of_the_day() -> datetime:
    """Midnight by the clock on the wall, also in the demo: then the telephone forgets the round."""
    tomorrow = timezone.now().astimezone(JAPAN).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), JAPAN)


def _stops(request: HttpRequest, shown: Opened, told: dict[str, Any]) -> list[dict[str, Any]]:
    language = language_in(request)
    found = []
    for walk in shown.day.walks:
        for place, leg in enumerate(walk.legs):
            if leg.entry not in shown.known:
                continue
            known = shown.known[leg.entry]
            identity = shown.roll.record(leg.person).identity()
            together = [each.worker for each in shown.day.legs[leg.entry]]
            outcome = told.get(leg.entry, ())
            found.append(
                {
                    "leg": leg,
                    "begin": clock(leg.begin),
                    "minutes": known.details.minutes,
                    "name": identity.name,
                    "kana": identity.kana,
                    "address": identity.address,
                    "is_middle": known.is_middle,
                    "two": known.details.people == 2,
                    "beside": "・".join(shown.worker(w) for w in together if w != walk.worker),
                    "needs": tuple(needs_in(language, needs_of(known))),
                    "services": services_in(shown.there, known),
                    "papers": papers_of(shown, leg),
                    "say": text_of(shown, leg),
                    "note": known.details.note,
                    "pause": pause_at(walk, place),
                    "told": outcome[0].kind.value if outcome else "",
                    "token": secrets.token_hex(16),
                }
            )
    return found


@never_cache
@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """One's own round of today as a PDF."""
    there = _enter(request)
    return pdf_of(opened(request, there, there.today, worker=actor_of(request).id))


@require_POST
def told(request: HttpRequest) -> HttpResponse:
    """One outcome, by a plain form."""
    there = _enter(request)
    now = moment_of(there).now
    try:
        outcome = _told(request, {**request.POST.dict(), "at": ""}, now)
        _keep(outcome, there, now)
        messages.success(request, say("rounds.mine.kept", language_in(request)))
    except Problems as problems:
        tell(request, problems)
    return redirect("rounds:mine")


@never_cache
@require_POST
def sync(request: HttpRequest) -> HttpResponse:
    """What a telephone kept while there was no network: each is kept once, however often it comes.

    The answer names what is kept now (it may be forgotten there) and what cannot be, with the id of
    the problem.
    """
    there = _enter(request)
    now = moment_of(there).now
    try:
        sent = json.loads(request.body)["told"]
        items = [each for each in sent if isinstance(each, dict)][:MOST_AT_ONCE]
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"kept": [], "refused": [], "problem": "VISIT021"}, status=400)
    kept, refused = [], []
    for each in items:
        token = str(each.get("token", ""))[:64]
        try:
            outcome = _told(request, each, now)
            _keep(outcome, there, now)
            kept.append(token)
        except Problems as problems:
            refused.append({"token": token, "problem": problems.found[0].id})
    return JsonResponse({"kept": kept, "refused": refused})


def _keep(outcome: Told, there: City, now: datetime) -> None:
    """Keep it, and let it have its effect on what was sent: answered, or never again."""
    outcome_store.tell(outcome, there.keys, on=there.today, now=now, record=recording.record)


def _told(request: HttpRequest, sent: dict[str, Any], now: datetime) -> Told:
    kind = str(sent.get("kind", ""))
    return Told(
        token=str(sent.get("token", ""))[:65],
        entry=str(sent.get("visit", ""))[:64],
        kind=Kind(kind) if kind in {each.value for each in Kind} else Kind.FOLLOW_UP,
        at=_at(sent.get("ago"), now),
        by=actor_of(request).id,
        note=str(sent.get("note", "")).strip(),
    )


def _at(ago: object, now: datetime) -> datetime:
    """When it was tapped: so many milliseconds ago by the telephone, whose clock may be wrong."""
    if isinstance(ago, int | float) and 0 <= ago <= 24 * 3_600_000:
        return now - timedelta(milliseconds=ago)
    return now


@cache
def _script() -> str:
    found = finders.find(WORKER)
    if not found:
        raise FileNotFoundError(WORKER)
    return Path(str(found)).read_text(encoding="utf-8")


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page for times without network; it holds nothing of anybody."""
    return HttpResponse(
        _script(),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )
