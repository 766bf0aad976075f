"""Routes of `console.front`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "front"
urlpatterns: list[URLPattern | URLResolver] = []
