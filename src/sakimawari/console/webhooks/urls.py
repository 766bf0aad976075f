"""Routes of `console.webhooks`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.webhooks import line, sms, stopping

app_name = "webhooks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("hooks/line/<slug:name>/", line.heard, name="line"),
    path("hooks/sms/<slug:name>/", sms.heard, name="sms"),
    path("stop/<str:token>/", stopping.stop, name="stop"),
]
