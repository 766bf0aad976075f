"""Routes of `console.signin`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "signin"
urlpatterns: list[URLPattern | URLResolver] = []
