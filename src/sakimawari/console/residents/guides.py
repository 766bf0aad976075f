"""A moment of life with my own rights in it, beside the guide everybody may read."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from sakimawari.console.front.moments import MOMENTS, moments_in, services_of
from sakimawari.console.residents import applications
from sakimawari.console.residents.cards import card_of
from sakimawari.console.residents.opening import Page, opened, reason_in, with_names
from sakimawari.console.residents.pages import resident_page
from sakimawari.console.residents.rights import Standing, by_worth

_MINE = (Standing.RECEIVED, Standing.OPEN, Standing.USABLE, Standing.POSSIBLE)


@resident_page("GET")
def listed(page: Page) -> HttpResponse:
    """The moments of which services tell."""
    return page.shown("guides", here="menu", moments=moments_in(page.there.catalogue))


@resident_page("GET")
def one(page: Page, event: str) -> HttpResponse:
    """What concerns the people on the page already, and what else there is when it happens."""
    moment = MOMENTS.get(event)
    if moment is None or moment not in moments_in(page.there.catalogue):
        raise Http404
    page, found = opened(with_names(page))
    rights = applications.to_tell(page, found, applications.known_of(page, found))
    inside = services_of(page.there.catalogue, moment)
    mine = by_worth(right for right in rights if right.slug in inside and right.standing in _MINE)
    reader, reason = page.reads(), reason_in(page, found)
    told = {right.slug for right in mine}
    return page.shown(
        "guide",
        here="menu",
        moment=moment,
        mine=[card_of(right, reader, reason) for right in mine],
        others=[service for slug, service in inside.items() if slug not in told],
    )
