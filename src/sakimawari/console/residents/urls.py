"""Routes of `console.residents`. No address holds a name or a key of a person."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.residents import (
    apply,
    delegating,
    following,
    guides,
    holdings,
    line_account,
    looking,
    messages,
    preferences,
    services,
    views,
)
from sakimawari.console.residents.requests import asking

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
    path("cases/", following.listed, name="cases"),
    path("cases/drop/", following.drop, name="drop"),
    path("cases/<str:number>/", following.one, name="case"),
    path("cases/<str:number>/withdraw/", following.withdraw, name="withdraw"),
    path("cases/<str:number>/object/", following.object_to, name="object"),
    path("cases/<str:number>/papers/<str:paper>/", following.paper, name="paper"),
    path("proxies/", delegating.shown, name="proxies"),
    path("proxies/give/", delegating.give, name="give"),
    path("proxies/accept/", delegating.accept, name="accept"),
    path("proxies/end/", delegating.end, name="end"),
    path("settings/", preferences.shown, name="settings"),
    path("settings/wishes/", preferences.keep_wishes, name="wishes"),
    path("settings/consent/<slug:to>/", preferences.keep_consent, name="consent"),
    path("line/", line_account.shown, name="line"),
    path("line/code/", line_account.make_code, name="line_code"),
    path("line/end/", line_account.untie, name="line_end"),
    path("messages/", messages.shown, name="messages"),
    path("messages/stop/", messages.stop, name="messages_stop"),
    path("messages/resume/", messages.resume, name="messages_resume"),
    path("access/", looking.shown, name="access"),
    path("record/", holdings.shown, name="record"),
    path("record/file.json", holdings.file, name="record_file"),
    path("requests/<slug:kind>/", asking.send, name="request"),
    path("guides/", guides.listed, name="guides"),
    path("guides/<slug:event>/", guides.one, name="guide"),
]
