"""Who looked at my record, when, why, and at which kinds of data; and a word to the office about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpResponse

from sakimawari.console.city import JAPAN
from sakimawari.console.residents import applications, worth
from sakimawari.console.residents.opening import Page, opened_one
from sakimawari.console.residents.pages import resident_page
from sakimawari.console.residents.requests import asking
from sakimawari.console.residents.requests.values import Kind as RequestKind
from sakimawari.guard.audit.accesses import Access
from sakimawari.guard.audit.store import accesses_of
from sakimawari.guard.authorise.asked import Action
from sakimawari.guard.purposes import PURPOSES

_LAST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One account's look at the record on one day, folded."""

    seq: int
    on: str
    at: str
    who: str
    office: str
    why: str
    basis: str
    what: tuple[str, ...]
    services: tuple[str, ...]
    count: int
    refused: bool
    listed: bool
    automatic: bool


@resident_page("GET")
def shown(page: Page) -> HttpResponse:
    """Everybody else's looks first; one's own are folded below."""
    page, found = opened_one(page)
    if found.someone.delegated:
        raise Http404
    someone = found.someone
    applications.ask_to(page, Action.READ_ACCESS, someone, kind="Person")
    looked = accesses_of(someone.person, JAPAN, last=_LAST)
    others = [each for each in looked if not each.own]
    own = [each for each in looked if each.own]
    return page.shown(
        "access",
        here="menu",
        looks=tuple(_looks(page, others)),
        own=tuple(_looks(page, own)),
        sent_before=asking.shown(page, someone.person, RequestKind.ACCESS),
    )


def _looks(page: Page, accesses: Iterable[Access]) -> Iterable[Look]:
    services = page.there.catalogue.services
    for each in accesses:
        purpose = PURPOSES.get(each.purpose)
        first, last = each.first.astimezone(JAPAN), each.last.astimezone(JAPAN)
        at = f"{first:%H:%M}" if each.count == 1 else f"{first:%H:%M}–{last:%H:%M}"
        yield Look(
            seq=each.places[0],
            on=worth.day(last.date(), page.language),
            at=at,
            who=_who(page, each),
            office="・".join(each.departments) if each.departments != ("*",) else "",
            why=getattr(purpose, page.language, "") if purpose is not None else "",
            basis=each.basis,
            what=tuple(page.words(f"my.access.group.{group}") for group in each.fields),
            services=tuple(services[slug].name for slug in each.services if slug in services),
            count=each.count,
            refused=not each.allowed,
            listed=each.listed,
            automatic=each.actor_kind == "program",
        )


def _who(page: Page, access: Access) -> str:
    """A role for staff, a word for programs and proxies: nobody's name stands in the audit."""
    if access.actor_kind == "program":
        return page.words("my.access.program")
    if access.actor_kind == "resident":
        return page.words("my.access.self" if access.own else "my.access.proxy")
    if not access.roles:
        return page.words("my.access.staff")
    return page.words("my.proxies.join").join(
        page.words(f"my.access.role.{role}") for role in access.roles
    )
