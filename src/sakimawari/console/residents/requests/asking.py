"""The resident's side: send a request, read the answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse

from sakimawari.console.residents import applications, worth
from sakimawari.console.residents.opening import Page
from sakimawari.console.residents.pages import going_to, refused, resident_page
from sakimawari.console.residents.requests import store
from sakimawari.console.residents.requests.values import Kind
from sakimawari.guard.authorise.asked import Action
from sakimawari.problems import Problems

_PAGES = {Kind.CORRECTION: "record", Kind.ACCESS: "access"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A request on the page it was sent from."""

    number: str
    on: str
    text: str
    due: str
    answer: str
    answered_on: str


def shown(page: Page, person: str, kind: Kind) -> tuple[Shown, ...]:
    """What a person asked so far; their record has been opened."""
    language = page.language
    return tuple(
        Shown(
            number=each.number,
            on=worth.day(each.at.date(), language),
            text=each.text,
            due=worth.day(each.due, language),
            answer=each.answer,
            answered_on=""
            if each.answered_at is None
            else worth.day(each.answered_at.date(), language),
        )
        for each in store.requests_of(page.there.keys, person, kind)
    )


@resident_page("POST")
def send(page: Page, kind: str) -> HttpResponse:
    """Keep a request of the person of the page; nobody else asks for them but a parent."""
    if kind not in {each.value for each in Kind} or page.one.delegated:
        raise Http404
    asked = Kind(kind)
    applications.ask_to(page, Action.READ_ACCESS, page.one, kind="Person")
    try:
        kept = store.ask(
            page.there.keys,
            page.one.person,
            asked,
            page.request.POST.get("text", ""),
            by=page.reader,
            at=applications.moment_of(page.there).now,
        )
    except Problems:
        return refused(page, _PAGES[asked], said="my.request.empty")
    return going_to(page, _PAGES[asked], said="my.request.sent", number=kept.number)
