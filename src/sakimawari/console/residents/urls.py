"""Routes of `console.residents`. No address holds a name or a key of a person."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.residents import apply, following, services, views

app_name = "residents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("everything/", views.everything, name="everything"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/file.ics", views.calendar_file, name="calendar_file"),
    path("menu/", views.menu, name="menu"),
    path("services/<slug:slug>/", services.service, name="service"),
    path("services/<slug:slug>/why/", services.why, name="why"),
    path("services/<slug:slug>/answer/", services.answer, name="answer"),
    path("services/<slug:slug>/decline/", services.decline, name="decline"),
    path("services/<slug:slug>/undecline/", services.undecline, name="undecline"),
    path("apply/", apply.apply, name="apply"),
    path("receipts/<str:receipt>/", apply.receipt, name="receipt"),
    *[
        path(f"{n}/", views.menu, name=n)
        for n in ("record", "access", "proxies", "settings", "guides")
    ],
    path("cases/", following.listed, name="cases"),
    path("cases/drop/", following.drop, name="drop"),
    path("cases/<str:number>/", following.one, name="case"),
    path("cases/<str:number>/withdraw/", following.withdraw, name="withdraw"),
    path("cases/<str:number>/object/", following.object_to, name="object"),
    path("cases/<str:number>/papers/<str:paper>/", following.paper, name="paper"),
]
