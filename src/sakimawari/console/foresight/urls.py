"""Routes of `console.foresight`."""

from __future__ import annotations

from django.urls import URLPattern, path

from sakimawari.console.foresight import (
    alert_views,
    demand_views,
    overview,
    path_views,
    people_views,
    ready_views,
    series_views,
)

app_name = "foresight"
urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="overview"),
    path("people/", people_views.people, name="people"),
    path("people/people.csv", people_views.people_csv, name="people-csv"),
    path("demand/", demand_views.demand, name="demand"),
    path("demand/demand.csv", demand_views.demand_csv, name="demand-csv"),
    path("series/", series_views.listed, name="series"),
    path("series/series.csv", series_views.listed_csv, name="series-csv"),
    path("series/one/", series_views.one, name="one-series"),
    path("series/one/one.csv", series_views.one_csv, name="one-series-csv"),
    path("alerts/", alert_views.listed, name="alerts"),
    path("alerts/alerts.csv", alert_views.listed_csv, name="alerts-csv"),
    path("alerts/one/", alert_views.one, name="one-alert"),
    path("alerts/answer/", alert_views.answer, name="answer"),
    path("capacity/", ready_views.ready, name="capacity"),
    path("capacity/capacity.csv", ready_views.ready_csv, name="capacity-csv"),
    path("targets/", path_views.paths, name="targets"),
    path("targets/path.csv", path_views.path_csv, name="targets-csv"),
]
