"""Routes of `console.services`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from sakimawari.console.services import figure_views, open_data, trend_views, views

app_name = "services"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.catalogue, name="catalogue"),
    path("services.csv", views.catalogue_csv, name="catalogue-csv"),
    path("figures/", open_data.figures, name="open-data"),
    path("figures/figures.csv", open_data.figures_csv, name="open-data-csv"),
    path("changes/", include("sakimawari.console.services.changes.urls")),
    path("<slug:slug>/", views.service, name="service"),
    path("<slug:slug>/examples/", views.examples, name="examples"),
    path("<slug:slug>/figures/", figure_views.figures, name="figures"),
    path("<slug:slug>/figures/figures.csv", figure_views.figures_csv, name="figures-csv"),
    path("<slug:slug>/figures/areas.geojson", figure_views.figures_geojson, name="areas"),
    path("<slug:slug>/trends/", trend_views.trends, name="trends"),
    path("<slug:slug>/trends/trends.csv", trend_views.trends_csv, name="trends-csv"),
]
