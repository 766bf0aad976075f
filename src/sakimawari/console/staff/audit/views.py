"""The audit for those who watch over it, and the alarms for those who answer for staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from sakimawari.console.access import actor_of, may, would
from sakimawari.console.city import JAPAN, City, city
from sakimawari.console.staff.checks import store as checks
from sakimawari.console.staff.checks.work import check_audit
from sakimawari.console.staff.frame import language_in, page
from sakimawari.console.staff.staff_names import colleagues
from sakimawari.console.words import say
from sakimawari.guard.accounts.store import staff
from sakimawari.guard.audit import search_store
from sakimawari.guard.audit.alarm_store import acknowledge, alarms
from sakimawari.guard.audit.alarms import Alarm
from sakimawari.guard.audit.entries import Entry
from sakimawari.guard.audit.search_store import Sought
from sakimawari.guard.audit.store import count_entries
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.guard.purposes import PURPOSES
from sakimawari.problems import Problems

PAGE = 50
RECENT_DAYS = 7  # looked through where no day is named


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters of the page as they were written; `account` is part of a name, or an id."""

    account: str = ""
    since: str = ""
    until: str = ""
    purpose: str = ""
    action: str = ""
    answer: str = ""
    person: str = ""
    target: str = ""

    def address(self) -> dict[str, str]:
        """Those that are set."""
        return {name: getattr(self, name) for name in FIELDS if getattr(self, name)}


FIELDS = ("account", "since", "until", "purpose", "action", "answer", "person", "target")


def asked_in(form: Mapping[str, str]) -> Asked:
    """The filters of an address."""
    return Asked(**{name: str(form.get(name, "")).strip()[:120] for name in FIELDS})


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Entries, the newest first; a supervisor and the 情報部門 see the alarms alone."""
    if not reads(request):
        return redirect("staff:alarms")
    may(request, Action.READ_AUDIT, Target(kind="Audit"))
    there = city()
    asked = asked_in(request.GET.dict())
    before = request.GET.get("before", "")
    found = search_store.entries(
        sought_of(asked, there),
        JAPAN,
        before=int(before) if before.isdigit() else None,
        most=PAGE + 1,
    )
    shown = found[:PAGE]
    return page(
        request,
        "audit.html",
        {
            "asked": asked,
            "entries": shown,
            "names": _names(there, shown),
            "following": shown[-1].seq if len(found) > PAGE else None,
            "first": not before,
            "of_purposes": PURPOSES,
            "actions": [action.value for action in Action],
            "total": count_entries(),
            "checks": checks.last(),
            "running": checks.running(),
            "open_alarms": len(alarms()),
        },
    )


def reads(request: HttpRequest) -> bool:
    """Whether the actor may read entries."""
    return would(request, Action.READ_AUDIT, Target(kind="Audit")).allowed


def sees_alarms(request: HttpRequest) -> bool:
    """Whether the actor may see alarms."""
    return would(request, Action.SEE_ALARMS, Target(kind="Audit")).allowed


def sought_of(asked: Asked, there: City) -> Sought:
    """What the store is asked; without a day, a person or a target, the last days."""
    since, until = _day(asked.since), _day(asked.until)
    bare = since is None and until is None and not asked.person and not asked.target
    now = timezone.now().astimezone(JAPAN).date()
    return Sought(
        actors=_accounts(asked.account, there),
        since=now - timedelta(days=RECENT_DAYS) if bare else since,
        until=until,
        purpose=asked.purpose,
        action=asked.action,
        allowed={"yes": True, "no": False}.get(asked.answer),
        person=asked.person,
        target=asked.target,
    )


def _accounts(text: str, there: City) -> tuple[str, ...]:
    """The accounts whose name holds a text, or the account or program of that id."""
    if not text:
        return ()
    plain = "".join(text.split())
    named = [one.id for one in staff(there.keys) if plain in "".join(one.name.split())]
    return tuple(named) or (text,)


def _names(there: City, entries: list[Entry]) -> dict[str, str]:
    return colleagues(
        there, (each.draft.actor for each in entries if each.draft.actor_kind == "staff")
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Have the chain verified beside the server; one at a time."""
    may(request, Action.READ_AUDIT, Target(kind="Audit"))
    if checks.running() is None:
        check = checks.begin(actor_of(request).id, count_entries(), at=timezone.now())
        check_audit.enqueue(check.id)
    return redirect("staff:audit")


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """How far the verification is, for the part of the page that asks again by itself."""
    may(request, Action.READ_AUDIT, Target(kind="Audit"))
    return page(
        request, "audit_checks.html", {"checks": checks.last(), "running": checks.running()}
    )


@require_GET
def alarm_list(request: HttpRequest) -> HttpResponse:
    """Alarms nobody has looked at, and those put away lately."""
    may(request, Action.SEE_ALARMS, Target(kind="Audit"))
    there, every = city(), alarms(open_only=False)
    return page(
        request,
        "alarms.html",
        {
            "open": [each for each in every if each.acknowledged_at is None],
            "past": [each for each in every if each.acknowledged_at is not None][:PAGE],
            "names": colleagues(there, _who(every)),
            "reads": reads(request),
        },
    )


def _who(every: tuple[Alarm, ...]) -> list[str]:
    return [
        *(each.actor for each in every if each.actor_kind == "staff"),
        *(each.acknowledged_by for each in every),
    ]


@require_POST
def put_away(request: HttpRequest, id: int) -> HttpResponse:
    """Note that somebody looked at an alarm and what they found."""
    may(request, Action.SEE_ALARMS, Target(kind="Audit", id=str(id)))
    language = language_in(request)
    try:
        acknowledge(
            id, by=actor_of(request).id, at=timezone.now(), note=request.POST.get("note", "")
        )
    except Problems:
        messages.error(request, say("staff.alarms.fault", language))
    else:
        messages.success(request, say("staff.alarms.done", language))
    return redirect("staff:alarms")
