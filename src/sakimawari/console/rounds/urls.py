"""Routes of `console.rounds`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.rounds import changing, day, duty, mine, sheets, told

app_name = "rounds"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", day.day, name="day"),
    path("plan/", day.plan, name="plan"),
    path("move/", changing.move, name="move"),
    path("lock/", changing.lock, name="lock"),
    path("duty/", duty.duty, name="duty"),
    path("sheets/", sheets.sheets, name="sheets"),
    path("follow-up/", told.follow_up, name="follow-up"),
    path("figures/", told.figures, name="figures"),
    path("mine/", mine.mine, name="mine"),
    path("mine/sheet/", mine.sheet, name="my-sheet"),
    path("mine/told/", mine.told, name="told"),
    path("mine/sync/", mine.sync, name="sync"),
    path("mine/worker.js", mine.worker, name="worker"),
]
