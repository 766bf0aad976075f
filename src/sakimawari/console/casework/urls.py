"""Routes of `console.casework`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, register_converter

from sakimawari.console.casework import automatic, case, deciding, notices, payments, queues, steps
from sakimawari.console.casework.numbers import BatchNumber, CaseNumber, PaperId

register_converter(CaseNumber, "case")
register_converter(BatchNumber, "batch")
register_converter(PaperId, "paper")

app_name = "casework"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", queues.queues, name="queues"),
    path("assign/", queues.assign, name="assign"),
    path("automatic/", automatic.automatic, name="automatic"),
    path("payments/", payments.payments, name="payments"),
    path("payments/make/", payments.make, name="make"),
    path("payments/<batch:number>/", payments.batch, name="batch"),
    path("payments/<batch:number>/release/", payments.release, name="release"),
    path("payments/<batch:number>/drop/", payments.drop, name="drop"),
    path("payments/<batch:number>/file/", payments.download, name="download"),
    path("<case:number>/", case.case, name="case"),
    path("<case:number>/decide/", deciding.decide, name="decide"),
    path("<case:number>/notice/", notices.notice, name="notice"),
    path("<case:number>/papers/<paper:paper>/", notices.paper, name="paper"),
    path("<case:number>/<slug:step>/", steps.take_step, name="step"),
]
