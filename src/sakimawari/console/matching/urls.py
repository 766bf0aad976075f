"""Routes of `console.matching`."""

from __future__ import annotations

from django.urls import URLPattern, path

from sakimawari.console.matching import by_hand, listing, making, one, sheets, whom

app_name = "matching"
_ONE = "<slug:kind>/<str:name>/"
urlpatterns: list[URLPattern] = [
    path("", listing.listed, name="list"),
    path("new/", making.new, name="new"),
    path("orders/<slug:token>/", making.order, name="order"),
    path("orders/<slug:token>/go-on/", making.go_on, name="go-on"),
    path("orders/<slug:token>/save/", making.save, name="save"),
    path("orders/<slug:token>/give-up/", making.give_up, name="give-up"),
    path(_ONE, one.one, name="one"),
    path(f"{_ONE}examine/", one.examine, name="examine"),
    path(f"{_ONE}certificate.json", one.certificate, name="certificate"),
    path(f"{_ONE}picture/<str:file>", one.picture, name="picture"),
    path(f"{_ONE}table/<str:file>/", sheets.table, name="table"),
    path(f"{_ONE}table/<str:file>/file/", sheets.table_csv, name="table-csv"),
    path(f"{_ONE}table/<str:file>/print/", sheets.printed, name="print"),
    path(f"{_ONE}find/", whom.find, name="find"),
    path(f"{_ONE}row/<int:row>/", whom.whom, name="whom"),
    path(f"{_ONE}change/<slug:way>/", by_hand.change, name="change"),
]
