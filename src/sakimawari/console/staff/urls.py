"""Routes of `console.staff`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.staff import purpose
from sakimawari.console.staff.households import views as households
from sakimawari.console.staff.lists import handing_out
from sakimawari.console.staff.lists import views as lists
from sakimawari.console.staff.people import views as people
from sakimawari.console.staff.saved import views as saved
from sakimawari.console.staff.search import view as search
from sakimawari.console.staff.today import view as today

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("purpose/", purpose.choose, name="purpose"),
    path("search/", search.search, name="search"),
    path("search/forget/", search.forget, name="forget"),
    path("people/<slug:person>/", people.calendar, name="calendar"),
    path("people/<slug:person>/proofs/", people.proofs, name="proofs"),
    path("people/<slug:person>/proofs/<slug:service>/", people.proof, name="proof"),
    path("people/<slug:person>/facts/", people.facts, name="facts"),
    path("people/<slug:person>/notices/", people.notices, name="notices"),
    path("households/<slug:household>/", households.household, name="household"),
    path("lists/", lists.lists, name="lists"),
    path("lists/saved/", saved.keep, name="saved-keep"),
    path("lists/saved/<int:id>/", saved.rename, name="saved-rename"),
    path("lists/saved/<int:id>/drop/", saved.drop, name="saved-drop"),
    path("lists/saved/<int:id>/restore/", saved.restore, name="saved-restore"),
    path("lists/<slug:name>/", lists.one, name="list"),
    path("lists/<slug:name>/open/", lists.open_names, name="open"),
    path("lists/<slug:name>/names/", lists.names, name="names"),
    path("lists/<slug:name>/export/", handing_out.export, name="export"),
]
