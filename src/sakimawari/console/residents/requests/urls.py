"""Routes of the office's side of requests."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.residents.requests import office

app_name = "requests"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", office.listed, name="listed"),
    path("<slug:number>/", office.one, name="one"),
]
