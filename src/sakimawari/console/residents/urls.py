"""Routes of `console.residents`. No address holds a name or a key of a person."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.residents import views

app_name = "residents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("everything/", views.everything, name="everything"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/file.ics", views.calendar_file, name="calendar_file"),
    path("menu/", views.menu, name="menu"),
    *[
        path(f"{n}/", views.menu, name=n)
        for n in ("cases", "record", "access", "proxies", "settings", "guides", "apply")
    ],
    *[path(f"{n}/<slug:slug>/", views.menu, name=n) for n in ("service", "why", "answer")],
]
