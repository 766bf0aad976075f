"""Who may act for me, and for whom I may act: give by a code, take it up, end it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse

from sakimawari.console.residents import applications, proxies, worth
from sakimawari.console.residents.opening import Page, opened_one, with_names
from sakimawari.console.residents.pages import going_to, refused, resident_page
from sakimawari.console.residents.rights import Standing
from sakimawari.console.signin.throttle import Limit, allow_failures, failed
from sakimawari.guard.consents import store
from sakimawari.guard.consents.values import Given, How, ProxyKind
from sakimawari.packs.pack import Rung
from sakimawari.problems import Problems

CODES = Limit(name="proxy-codes", times=10, seconds=3600)  # wrong codes, by resident
_SHOWN_ONCE = "proxy-code"  # in the session, until the next page has shown it


@resident_page("GET")
def shown(page: Page) -> HttpResponse:
    """Delegations given and received, codes that wait, and the form to give one."""
    page, found = opened_one(_own(with_names(page)))
    moment = applications.moment_of(page.there)
    told: dict[str, Any] = {"catalogue": page.there.catalogue, "language": page.language}
    names = {one.person: one.name for one in page.family.people if one.delegated}
    today = page.there.today
    return page.shown(
        "proxies",
        here="menu",
        code=page.request.session.pop(_SHOWN_ONCE, ""),
        given=proxies.shown(
            store.delegations_by(page.reader), on=today, names={}, of_proxy=True, **told
        ),
        received=proxies.shown(
            store.delegations_to(page.reader), on=today, names=names, of_proxy=False, **told
        ),
        waiting=[
            (
                each.id,
                page.words(f"my.proxies.kind.{each.kind.value}"),
                proxies.scope_words(each.services, page.there.catalogue, page.language),
                worth.day(each.expires.date(), page.language),
            )
            for each in store.invitations_of(page.reader, moment.now)
        ],
        kinds=[kind for kind in ProxyKind if kind is not ProxyKind.GUARDIAN],
        services=[
            (right.slug, right.service.name)
            for right in found.rights
            if right.service.rung is not Rung.INFORM and right.standing is not Standing.APPLIES
        ],
        first=today.isoformat(),
        tokens={one.person: one.token for one in page.family.people},
        acting=[one for one in page.family.people if one.delegated],
    )


def _own(page: Page) -> Page:
    """Only for oneself: nobody hands on what they were given."""
    if page.request.GET.get("who") and page.one.person != page.reader:
        raise Http404
    return page


@resident_page("POST")
def give(page: Page) -> HttpResponse:
    """Make a code, shown once, with which somebody becomes a proxy."""
    page = _own(page)
    posted = page.request.POST
    kinds = {kind.value for kind in ProxyKind if kind is not ProxyKind.GUARDIAN}
    known = page.there.catalogue.services
    services = frozenset(slug for slug in posted.getlist("service") if slug in known)
    limited = posted.get("scope") == "some"
    until = _day(posted.get("until", ""))
    wrong = posted.get("kind") not in kinds or (limited and not services)
    if wrong or (until is not None and until < page.there.today):
        return refused(page, "proxies", said="my.proxies.incomplete")
    applications.may_change(page, page.family.reader)
    page.request.session[_SHOWN_ONCE] = store.invite(
        page.reader,
        kind=ProxyKind(posted["kind"]),
        services=services if limited else frozenset(),
        until=until,
        at=applications.moment_of(page.there).now,
    )
    return going_to(page, "proxies", anchor="code")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@resident_page("POST")
def accept(page: Page) -> HttpResponse:
    """Take up a code somebody gave."""
    page = _own(page)
    allow_failures(CODES, page.reader)
    moment = applications.moment_of(page.there)
    try:
        store.accept(
            page.request.POST.get("code", ""), proxy=page.reader, on=moment.today, at=moment.now
        )
    except Problems:
        failed(CODES, page.reader)
        return refused(page, "proxies", said="my.proxies.wrong_code")
    return going_to(page, "proxies", said="my.proxies.accepted", anchor="received")


@resident_page("POST")
def end(page: Page) -> HttpResponse:
    """End a delegation one gave or was given; or withdraw a code that nobody took up."""
    page = _own(page)
    posted, moment = page.request.POST, applications.moment_of(page.there)
    applications.may_change(page, page.family.reader)
    if posted.get("code", "").isdigit():
        store.withdraw_invitation(int(posted["code"]), page.reader)
        return going_to(page, "proxies", said="my.proxies.ended")
    mine = (*store.delegations_by(page.reader), *store.delegations_to(page.reader))
    wanted = posted.get("delegation", "")
    if wanted not in {str(each.id) for each in mine}:
        raise Http404
    given = Given(at=moment.now, by_kind="resident", by=page.reader, how=How.ONLINE)
    store.revoke(int(wanted), on=moment.today, given=given)
    return going_to(page, "proxies", said="my.proxies.ended")
