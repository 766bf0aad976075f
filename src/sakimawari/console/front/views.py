"""Pages that anybody may read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sakimawari.console.city import City, city
from sakimawari.console.front.moments import moments_in
from sakimawari.console.signin.personas import FRONT, city_is_demo, personas_allowed
from sakimawari.guard.purposes import PURPOSES
from sakimawari.problems import Problems


def home(request: HttpRequest) -> HttpResponse:
    """The first page: what this is, its doors, moments of life; in the demo, people to become."""
    there = open_city()
    context = {
        "moments": moments_in(there.catalogue) if there else (),
        "service_count": len(there.catalogue.residents.services) if there else 0,
        "personas": FRONT if personas_allowed(request) else (),
    }
    return render(request, "front/home.html", context)


def help_page(request: HttpRequest) -> HttpResponse:
    """How to use the pages."""
    return _sections(request, "help.page", HELP)


def privacy(request: HttpRequest) -> HttpResponse:
    """What is done with data about people, and what they can do about it."""
    return _sections(request, "privacy.page", PRIVACY)


def accessibility(request: HttpRequest) -> HttpResponse:
    """What the pages promise to everybody, how it is checked, and whom to tell of a fault."""
    return _sections(request, "accessibility.page", ACCESSIBILITY)


# Each is the beginning of the keys of its words: a title and a text.
HELP = (
    "help.what",
    "help.visitor",
    "help.apply",
    "help.proxy",
    "help.display",
    "help.keyboard",
    "help.stop",
    "help.wrong",
)
PRIVACY = (
    "privacy.what",
    "privacy.how",
    "privacy.seen",
    "privacy.purposes",
    "privacy.shelter",
    "privacy.visitor",
    "privacy.cookies",
    "privacy.rights",
)
ACCESSIBILITY = (
    "accessibility.aim",
    "accessibility.done",
    "accessibility.tested",
    "accessibility.limits",
    "accessibility.tell",
)


def _sections(request: HttpRequest, page: str, sections: tuple[str, ...]) -> HttpResponse:
    """A page of headings and paragraphs."""
    named = [(each.rpartition(".")[2], each) for each in sections]
    context = {"page": page, "sections": named, "purposes": tuple(PURPOSES.values())}
    return render(request, "front/sections.html", context)


def styleguide(request: HttpRequest, frame: str = "residents") -> HttpResponse:
    """Every part of a page, for those who write pages; in the demo alone."""
    if not city_is_demo():
        raise Http404
    staff = frame == "staff"
    return render(request, "front/styleguide_staff.html" if staff else "front/styleguide.html")


def open_city() -> City | None:
    """The city as it stands; None where nothing is loaded yet, so that these pages open anyway."""
    try:
        return city()
    except Problems:
        return None
