"""Pages that anybody may read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sakimawari.console.city import City, city
from sakimawari.console.front.moments import moments_in
from sakimawari.console.signin.personas import FRONT, city_is_demo, personas_allowed
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
    return render(request, "front/help.html")


def privacy(request: HttpRequest) -> HttpResponse:
    """What is done with data about people, and what they can do about it."""
    return render(request, "front/privacy.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    """What the pages promise to everybody, how it is checked, and whom to tell of a fault."""
    return render(request, "front/accessibility.html")


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part of a page, for those who write pages; in the demo alone."""
    if not city_is_demo():
        raise Http404
    return render(request, "front/styleguide.html")


def open_city() -> City | None:
    """The city as it stands; None where nothing is loaded yet, so that these pages open anyway."""
    try:
        return city()
    except Problems:
        return None
