"""Routes of `console.signin`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.signin import views

app_name = "signin"
urlpatterns: list[URLPattern | URLResolver] = [
    path("persona/<slug:id>/", views.persona, name="persona"),
    path("out/", views.out, name="out"),
]
