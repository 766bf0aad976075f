"""What the city sent me, by which way; and stopping a way, or all of them, at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse

from sakimawari.console.city import JAPAN
from sakimawari.console.outreach.messages.history import Told, told_to
from sakimawari.console.residents import applications, worth
from sakimawari.console.residents.opening import Page, opened_one
from sakimawari.console.residents.pages import going_to, resident_page
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending import optout_store
from sakimawari.reach.sending.said_store import Said

ALL = "all"
# What may have reached somebody, in words that promise no more than is known.
_REACHED = frozenset({"sent", "delivered", "replied", "unsure"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message the city sent me; what staff were to say is not among its words."""

    services: tuple[tuple[str, str], ...]
    ways: tuple[str, ...]
    said: tuple[tuple[str, Said], ...]  # by which way, and its words
    on: str
    replied: bool
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to me, and since when nothing comes by it."""

    medium: str
    stopped_on: str


@resident_page("GET")
def shown(page: Page) -> HttpResponse:
    """What was sent, and each way with a button to stop it or take it up again."""
    page, person = _own(page)
    stopped = optout_store.opted_out(person)
    services = page.there.catalogue.services
    told = told_to(
        person,
        services,
        keys=page.there.keys,
        home=page.there.office.home,
        language=page.language,
    )
    return page.shown(
        "messages",
        here="menu",
        notices=tuple(_notice(page, each) for each in told if each.went_out),
        ways=tuple(
            Way(medium=medium.value, stopped_on=_day(page, stopped.get(medium)))
            for medium in Medium
        ),
        all_stopped=len(stopped) == len(Medium),
        any_stopped=bool(stopped),
    )


def _own(page: Page) -> tuple[Page, str]:
    """The page opened for oneself: how another adult is told is their own affair."""
    page, found = opened_one(page)
    if found.someone.delegated:
        raise Http404
    return page, found.someone.person


def _day(page: Page, moment: datetime | None) -> str:
    if moment is None:
        return ""
    return worth.day(moment.astimezone(JAPAN).date(), page.language, weekday=False)


def _notice(page: Page, told: Told) -> Notice:
    ways = dict.fromkeys(way.medium for way in told.ways) or {told.medium: None}
    return Notice(
        services=told.services,
        ways=tuple(ways),
        said=tuple(
            (way.medium, way.said)
            for way in told.ways
            if way.said is not None and not Medium(way.medium).takes_staff
        ),
        on=_day(page, told.at),
        replied=told.replied_at is not None,
        reached=told.state in _REACHED,
    )


@resident_page("POST")
def stop(page: Page) -> HttpResponse:
    """Nothing comes by a way from now on, also what is on its way to be sent."""
    person, media = _asked(page)
    now = applications.moment_of(page.there).now
    for medium in media:
        optout_store.opt_out(person, medium, at=now)
    return going_to(page, "messages", said="notices.stopped", anchor="ways")


@resident_page("POST")
def resume(page: Page) -> HttpResponse:
    """A way is open again."""
    person, media = _asked(page)
    now = applications.moment_of(page.there).now
    for medium in media:
        optout_store.opt_in(person, medium, at=now)
    return going_to(page, "messages", said="notices.resumed", anchor="ways")


def _asked(page: Page) -> tuple[str, tuple[Medium, ...]]:
    """Whose ways, and which; decided and logged before anything is done."""
    said = page.request.POST.get("way", "")
    known = {medium.value: (medium,) for medium in Medium} | {ALL: tuple(Medium)}
    if said not in known:
        raise Http404
    return _changing(page), known[said]


def _changing(page: Page) -> str:
    """Whose ways are changed: one's own alone, decided and logged first."""
    if page.one.delegated:
        raise Http404
    applications.may_change(page, page.one)
    return page.one.person
