"""My LINE account: tied by a code that this page shows once and the resident sends to the city."""

from __future__ import annotations

from urllib.parse import quote

import segno
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from sakimawari.console.residents import applications, worth
from sakimawari.console.residents.opening import Page
from sakimawari.console.residents.pages import going_to, resident_page
from sakimawari.console.signin.throttle import Limit, allow
from sakimawari.console.webhooks.calling import setup_of_city
from sakimawari.reach.channels import link_store
from sakimawari.reach.channels.setup.values import Line
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending import optout_store

CODES = Limit(name="line-codes-made", times=20, seconds=3600)  # by resident
_SHOWN_ONCE = "line-code"  # in the session, until the next page has shown it
_PIXELS = 5  # of a module of the QR code


@resident_page("GET")
def shown(page: Page) -> HttpResponse:
    """Whether an account is tied, a code just made, and how to untie it."""
    page = _own(page)
    line = _account()
    link = link_store.link_of(page.reader)
    code = page.request.session.pop(_SHOWN_ONCE, "")
    return page.shown(
        "line",
        here="menu",
        account=line.account if line is not None else "",
        since="" if link is None else worth.day(link.since.date(), page.language),
        paused=link is not None and link.is_paused,
        stopped=Medium.LINE in optout_store.opted_out(page.reader),
        code=code,
        open_chat=_chat(line, code) if line is not None and code else "",
        qr=_qr(_chat(line, code)) if line is not None and code else "",
    )


@resident_page("POST")
def make_code(page: Page) -> HttpResponse:
    """Make a code, shown once on the next page."""
    page = _own(page)
    if _account() is None:
        raise Http404
    allow(CODES, page.reader)
    applications.may_change(page, page.family.reader)
    made = link_store.issue_code(page.reader, page.there.keys, at=timezone.now())
    page.request.session[_SHOWN_ONCE] = made
    return going_to(page, "line", anchor="code")


@resident_page("POST")
def untie(page: Page) -> HttpResponse:
    """Forget the account."""
    page = _own(page)
    applications.may_change(page, page.family.reader)
    link_store.unlink(page.reader)
    return going_to(page, "line", said="channels.mine.untied")


def _own(page: Page) -> Page:
    """Only for oneself: nobody ties an account to another's record."""
    if page.request.GET.get("who") and page.one.person != page.reader:
        raise Http404
    return page


def _account() -> Line | None:
    lines = setup_of_city().line
    return lines[0] if lines else None


def _chat(line: Line, code: str) -> str:
    """The address that opens the talk with the city's account, with the code written in."""
    return f"https://line.me/R/oaMessage/{quote(line.account, safe='')}/?{quote(code)}"


def _qr(text: str) -> SafeString:
    drawn = segno.make_qr(text, error="m").svg_inline(scale=_PIXELS, border=4, light="#fff")
    return mark_safe(drawn)
