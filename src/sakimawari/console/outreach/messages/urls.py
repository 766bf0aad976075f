"""Routes of `console.outreach.messages`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.outreach.messages import sending, views

app_name = "messages"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.listed, name="list"),
    path("sending/", sending.status, name="sending"),
    path("<slug:slug>/", views.one, name="one"),
]
