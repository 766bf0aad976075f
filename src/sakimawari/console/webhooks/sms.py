"""Providers of text messages call: delivered or not, and replies that ask for an end."""

from __future__ import annotations

import time

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sakimawari.console.webhooks.calling import call, hook_secret, setup_of_city
from sakimawari.reach.channels import heard_store
from sakimawari.reach.channels.seam import Report, Said
from sakimawari.reach.channels.signature import HEADER, holds
from sakimawari.reach.channels.sms.reports import reports_in
from sakimawari.reach.sending import optout_store, report_store
from sakimawari.reach.sending.whom_store import whom


@call
def heard(request: HttpRequest, name: str, body: bytes) -> HttpResponse:
    """Keep the reports of a call. 401 without the provider's signature of these minutes."""
    if not any(one.name == name for one in setup_of_city().sms):
        return HttpResponse(status=404)
    secret = hook_secret(name)
    if secret is None:
        return HttpResponse(status=503)
    header = request.headers.get(HEADER, "")
    if not holds(secret, body, header, now=int(time.time())):
        return HttpResponse(status=401)
    reports = reports_in(body, provider=name)
    if reports is None:
        return HttpResponse(status=400)
    now = timezone.now()
    with transaction.atomic():
        if heard_store.first_time(name, header.encode(), at=now):
            report_store.receive(reports, at=now)
            for report in reports:
                _stop_at_once(report)
    return HttpResponse(status=200)


def _stop_at_once(report: Report) -> None:
    """An end holds from this moment, not from when a worker comes to read the report."""
    told = whom(report.id) if report.said is Said.STOPPED and report.id else None
    if told is not None:
        person, medium = told
        optout_store.opt_out(person, medium, at=timezone.now(), source=optout_store.BY_REPORT)
