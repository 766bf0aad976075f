"""Today: what changes, what waits, what is wrong, for the services and wards of whoever looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from sakimawari.console.access import actor_of, may, would
from sakimawari.console.city import City, city
from sakimawari.console.staff.figures import figures
from sakimawari.console.staff.frame import page
from sakimawari.console.staff.scope import services_of, wards_of
from sakimawari.console.staff.today.concerns import concerns_of
from sakimawari.console.staff.today.reaching import errands, sees_errands
from sakimawari.console.staff.today.week import SPANS, Week, week_of
from sakimawari.console.staff.today.work import mine, sees_backlog, waiting, works_on_cases
from sakimawari.guard.actor import Actor, Role
from sakimawari.guard.audit.alarm_store import alarms
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.packs.pack import Service
from sakimawari.reach.letters.run import LETTERS
from sakimawari.reach.letters.store import WrittenBatch, written_batches

SHOWN = 12  # services of the week's table before the rest is folded
LATEST_BATCHES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the page is narrowed to: the actor's wards or one of them, their services, days ahead."""

    wards: tuple[str, ...]
    ward: str
    services: Mapping[str, Service]
    days: int
    every_service: bool

    @property
    def looked_at(self) -> tuple[str, ...]:
        return (self.ward,) if self.ward else self.wards


def chosen_of(request: HttpRequest, there: City, actor: Actor) -> Chosen:
    """The filters of the address, as far as they are the actor's to choose."""
    wards = wards_of(actor, figures(there).wards)
    ward = request.GET.get("ward", "")
    own = services_of(actor, there.catalogue.services)
    days = request.GET.get("days", "")
    return Chosen(
        wards=wards,
        ward=ward if ward in wards else "",
        services=own,
        days=int(days) if days in {str(each) for each in SPANS} else SPANS[0],
        every_service=len(own) == len(there.catalogue.services),
    )


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The first page of staff."""
    may(request, Action.SEE_TODAY, Target(kind="House"))
    there, actor = city(), actor_of(request)
    chosen = chosen_of(request, there, actor)
    week = changes(there, actor, chosen)
    return page(
        request,
        "today.html",
        {
            "on": there.today,
            "run": there.run,
            "chosen": chosen,
            "spans": SPANS,
            "week": week,
            "shown": week.by_service[:SHOWN],
            "folded": week.by_service[SHOWN:],
            "opens_lists": actor.has(Role.CLERK, Role.SUPERVISOR, Role.CASEWORKER),
            "concerns": concerns_of(there).of(chosen.services),
            "outreach_shown": actor.has(Role.CLERK, Role.SUPERVISOR),
            "batches": batches_of(there, actor),
            "errands_shown": sees_errands(request),
            "errands": errands(request, there),
            **_cases(there, actor),
            **_alarms(request),
        },
    )


def _cases(there: City, actor: Actor) -> dict[str, object]:
    """The cases of the page, for those who work on them or see figures."""
    shown: dict[str, object] = {
        "cases_shown": sees_backlog(actor),
        "mine_shown": works_on_cases(actor),
    }
    if sees_backlog(actor):
        shown["backlog"] = waiting(there, actor, exact=works_on_cases(actor))
    if works_on_cases(actor):
        shown["mine"], shown["mine_total"] = mine(there, actor)
    return shown


def _alarms(request: HttpRequest) -> dict[str, object]:
    """Alarms, for those who may see them."""
    shown = would(request, Action.SEE_ALARMS, Target(kind="Audit")).allowed
    return {"alarms_shown": shown, "open_alarms": alarms() if shown else ()}


def changes(there: City, actor: Actor, chosen: Chosen) -> Week:
    """The week's changes; exact for those whose work is with single residents."""
    return week_of(
        figures(there),
        names={slug: one.name for slug, one in chosen.services.items()},
        wards=chosen.looked_at,
        first=there.today,
        days=chosen.days,
        exact=actor.has(Role.CLERK, Role.SUPERVISOR, Role.CASEWORKER),
    )


def batches_of(there: City, actor: Actor) -> tuple[WrittenBatch, ...]:
    """The letters prepared last, for those who send them."""
    if not actor.has(Role.CLERK, Role.SUPERVISOR):
        return ()
    return written_batches(there.office.home / LETTERS)[:LATEST_BATCHES]
