"""Routes of changes; their names are those of the room (`services:…`)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.services.changes import edit_views, table_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.listed, name="drafts"),
    path("begin/", edit_views.begin, name="begin"),
    path("<slug:id>/", views.change, name="change"),
    path("<slug:id>/progress/", views.progress, name="progress"),
    path("<slug:id>/effects/", views.effects, name="effects"),
    path("<slug:id>/add/", edit_views.add, name="add"),
    path("<slug:id>/remove/", edit_views.remove, name="remove-edit"),
    path("<slug:id>/title/", edit_views.rename, name="rename"),
    path("<slug:id>/value/<str:name>/", edit_views.value, name="edit-value"),
    path("<slug:id>/table/<str:name>/", table_views.table, name="edit-table"),
    path("<slug:id>/table/<str:name>/table.xlsx", table_views.table_workbook, name="table-xlsx"),
    path("<slug:id>/bound/<slug:service>/<slug:clause>/<int:at>/", edit_views.bound,
         name="edit-bound"),
    path("<slug:id>/example/<slug:service>/", edit_views.example, name="edit-example"),
    path("<slug:id>/accept/", edit_views.accept, name="accept"),
    path("<slug:id>/reckon/", views.reckon, name="reckon"),
    path("<slug:id>/renew/", views.renew, name="renew"),
    path("<slug:id>/submit/", views.submit, name="submit"),
    path("<slug:id>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:id>/decide/", views.decide, name="decide"),
    path("<slug:id>/again/", views.again, name="activate-again"),
    path("<slug:id>/ask-back/", views.ask_back, name="ask-back"),
    path("<slug:id>/decide-back/", views.decide_back, name="decide-back"),
]  # fmt: skip
