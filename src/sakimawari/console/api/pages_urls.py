"""Routes of the pages for the IT office."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.api import pages

app_name = "programs"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.programs, name="list"),
    path("add/", pages.add, name="add"),
    path("<slug:client_id>/renew/", pages.renew, name="renew"),
    path("<slug:client_id>/end/", pages.end, name="end"),
]
