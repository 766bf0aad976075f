"""Routes of changes."""

from __future__ import annotations

from django.urls import path

from sakimawari.console.services import views

urlpatterns = [
    path("", views.catalogue, name="drafts"),
    path("begin/", views.catalogue, name="begin"),
]
