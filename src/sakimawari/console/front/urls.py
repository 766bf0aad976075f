"""Routes of `console.front`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.front import views

app_name = "front"
urlpatterns: list[URLPattern | URLResolver] = [path("", views.home, name="home")]
