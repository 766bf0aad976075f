"""What the calls of providers have in common: their size, their secret, and that each counts once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache, wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sakimawari.console.signin import throttle
from sakimawari.console.signin.throttle import Limit
from sakimawari.office import Office, current_office
from sakimawari.problems import Problems
from sakimawari.reach.channels.setup.credentials import hook_secret_of
from sakimawari.reach.channels.setup.reading import read_setup
from sakimawari.reach.channels.setup.values import FILE, Setup

MOST_BYTES = 256_000
FORGED = Limit(name="forged-calls", times=60, seconds=600)  # calls that prove nothing, by address

_log = logging.getLogger(__name__)
Answering = Callable[[HttpRequest, str, bytes], HttpResponse]


def setup_of_city() -> Setup:
    """The channels of the office of this process; read again when the file changes."""
    place = current_office()
    path = place.home / FILE
    return _read(place, path.stat().st_mtime_ns if path.is_file() else None)


@lru_cache(maxsize=4)
def _read(place: Office, stamp: int | None) -> Setup:
    return Setup() if stamp is None else read_setup(place.home)


def hook_secret(name: str) -> str | None:
    """The secret of a provider's signatures; None, and a line in the log, where it is missing."""
    try:
        return hook_secret_of(current_office().keys_folder, name)
    except Problems as problems:
        _log.error("%s", problems)
        return None


def call(view: Answering) -> Callable[..., HttpResponse]:
    """A view for a provider's call: it gets the body, small enough; answers are status codes alone."""

    @csrf_exempt
    @never_cache
    @require_POST
    @wraps(view)
    def answered(request: HttpRequest, name: str) -> HttpResponse:
        told = request.META.get("CONTENT_LENGTH") or "0"
        if not told.isdigit() or int(told) > MOST_BYTES:
            return HttpResponse(status=413)
        throttle.allow_failures(FORGED, throttle.address_of(request))
        answer = view(request, name, request.body)
        if answer.status_code == 401:
            throttle.failed(FORGED, throttle.address_of(request))
        return answer

    return answered
