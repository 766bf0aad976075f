"""Routes of plans and of the terms of contact; messages have their own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.outreach.plans import attaching, steps, views
from sakimawari.console.outreach.terms import views as terms

app_name = "outreach"
urlpatterns: list[URLPattern | URLResolver] = [
    path("plans/", views.listed, name="plans"),
    path("plans/make/", steps.make, name="make"),
    path("plans/attach/<str:name>/", attaching.attach, name="attach"),
    path("plans/detach/<int:at>/", attaching.detach, name="detach"),
    path("plans/<slug:id>/", views.plan, name="plan"),
    path("plans/<slug:id>/counts.csv", views.counts_csv, name="counts-csv"),
    path("plans/<slug:id>/propose/", steps.propose, name="propose"),
    path("plans/<slug:id>/decide/", steps.decide, name="decide"),
    path("plans/<slug:id>/apply/", steps.apply, name="apply"),
    path("plans/<slug:id>/cancel/", steps.cancel, name="cancel"),
    path("terms/", terms.shown, name="terms"),
    path("terms/edit/", terms.edit, name="terms-edit"),
]
