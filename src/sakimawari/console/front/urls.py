"""Routes of `console.front`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.front import views

app_name = "front"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
