"""Routes of `console.calls`. Addresses hold ids of messages, which say nothing of anybody."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.calls import handing_out, views

app_name = "calls"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.lists, name="lists"),
    path("list/<slug:list>/file/", handing_out.file, name="file"),
    path("list/<slug:list>/sheet/", handing_out.sheet, name="sheet"),
    path("<slug:id>/", views.one, name="one"),
    path("<slug:id>/outcome/", views.outcome, name="outcome"),
]
