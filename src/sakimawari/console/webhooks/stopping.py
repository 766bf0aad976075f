"""The end of a medium by one click (RFC 8058): a page that asks, and a call that does it at once.

Nobody signs in. The address proves that whoever opens it has the message; mail programs call it by
POST on behalf of their reader. A look at the page alone (by a program that fetches links) stops nothing.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sakimawari.console.signin import throttle
from sakimawari.console.signin.keyring import keys
from sakimawari.console.webhooks.calling import FORGED, MOST_BYTES
from sakimawari.reach.channels.unsubscribe import id_of_token
from sakimawari.reach.sending import optout_store
from sakimawari.reach.sending.whom_store import whom


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to stop, and stop. 404 for an address that the city did not make."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdigit() or int(told) > MOST_BYTES:
        return HttpResponse(status=413)
    address = throttle.address_of(request)
    throttle.allow_failures(FORGED, address)
    id = id_of_token(keys(), token)
    if id is None:
        throttle.failed(FORGED, address)
        return render(request, "webhooks/stop.html", {"state": "unknown"}, status=404)
    found = whom(id)
    if (
        found is None
    ):  # its record was erased in its time: nobody is told that something was stopped
        return render(request, "webhooks/stop.html", {"state": "unknown"}, status=404)
    person, medium = found
    if request.method == "POST":
        optout_store.opt_out(person, medium, at=timezone.now(), source=optout_store.BY_ONE_CLICK)
    state = "stopped" if request.method == "POST" else "ask"
    return render(request, "webhooks/stop.html", {"state": state, "medium": medium.value})
