"""Every route of the console, room by room."""

from __future__ import annotations

from django.urls import include, path

from sakimawari.console import display

urlpatterns = [
    path("", include("sakimawari.console.front.urls")),
    path("display/", display.change, name="display"),
    path("sign-in/", include("sakimawari.console.signin.urls")),
    path("my/", include("sakimawari.console.residents.urls")),
    path("staff/requests/", include("sakimawari.console.residents.requests.urls")),
    path("staff/", include("sakimawari.console.staff.urls")),
    path("staff/programs/", include("sakimawari.console.api.pages_urls")),
    path("staff/cases/", include("sakimawari.console.casework.urls")),
    path("staff/outreach/", include("sakimawari.console.outreach.urls")),
    path("staff/calls/", include("sakimawari.console.calls.urls")),
    path("staff/returned/", include("sakimawari.console.scans.urls")),
    path("staff/outreach/messages/", include("sakimawari.console.outreach.messages.urls")),
    path("staff/rounds/", include("sakimawari.console.rounds.urls")),
    path("staff/ahead/", include("sakimawari.console.foresight.urls")),
    path("staff/match/", include("sakimawari.console.matching.urls")),
    path("staff/services/", include("sakimawari.console.services.urls")),
    path("", include("sakimawari.console.webhooks.urls")),
    path("api/", include("sakimawari.console.api.urls")),
]

# What went wrong is said in the city's own pages.
handler400 = "sakimawari.console.front.errors.bad_request"
handler403 = "sakimawari.console.front.errors.refused"
handler404 = "sakimawari.console.front.errors.not_found"
handler500 = "sakimawari.console.front.errors.failed"
