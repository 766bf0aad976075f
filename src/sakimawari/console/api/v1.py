"""Version 1 of the interface: its operations, its refusals, its description."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from sakimawari.console.access import Denied
from sakimawari.console.api.description import described
from sakimawari.console.api.limits import tell_limits
from sakimawari.console.api.refusals import Refused, problems_answer, refusal
from sakimawari.console.api.routes import (
    calendar,
    cases,
    hooks,
    services,
    situations,
    token,
)
from sakimawari.problems import Problems

api_log = logging.getLogger("sakimawari.api")
_NOT_READY = ("SNAP", "SPARK")  # families of problems that are the city's, not the request's


class Interface(NinjaAPI):
    """Ninja's API, with the limits told in each answer and refusals described as they are."""

    def create_response(self, request: HttpRequest, data: Any, **named: Any) -> HttpResponse:
        answer = super().create_response(request, data, **named)
        tell_limits(request, answer)
        return answer

    def get_openapi_schema(self, **named: Any) -> OpenAPISchema:
        return described(super().get_openapi_schema(**named))


api = Interface(
    title="Sakimawari",
    version="1",
    description="What residents of a city are and will be owed, the catalogue of its services, and "
    "cases. People are named by opaque keys alone.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
)
for prefix, router in (
    ("/oauth", token.router),
    ("/services", services.router),
    ("/eligibility", situations.router),
    ("/people", calendar.router),
    ("/cases", cases.router),
    ("/hooks", hooks.router),
):
    api.add_router(prefix, router)


# ---------------------------------------------------------------- refusals


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    answer = refusal(request, refused)
    tell_limits(request, answer)
    return answer


def _misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    # Ninja's own list repeats what was sent; places and messages suffice, and name nobody.
    told = [
        {"where": ".".join(str(part) for part in one["loc"]), "detail": _plain(one)}
        for one in error.errors
    ]
    return _refused(request, Refused("API005", errors=told))


def _plain(error: Any) -> str:
    """A message of the validator without the value it is about."""
    return str(error.get("type", "wrong")).replace("_", " ")


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _refused(request, Refused("API015" if error.status_code == 415 else "API005"))


def _problems(request: HttpRequest, found: Problems) -> HttpResponse:
    id = found.found[0].id
    if id.startswith(_NOT_READY):
        return _refused(request, Refused("API013", headers={"Retry-After": "60"}))
    if id in {"CLI010", "CLI011", "CLI012", "FIT001", "APPL005"}:
        return _refused(request, Refused("API004"))
    answer = problems_answer(found, status=400 if id == "API006" else 422)
    tell_limits(request, answer)
    return answer


def _unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    api_log.error("%s at %s", type(error).__name__, _place(error))
    return _refused(request, Refused("API014"))


def _place(error: BaseException) -> str:
    """Where in the code it happened; never what was said, which may name somebody."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "nowhere" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"


Answering = Callable[[HttpRequest, Any], HttpResponse]
_ANSWERS: tuple[tuple[type[Exception], Answering], ...] = (
    (Refused, _refused),
    (ValidationError, _misshapen),
    (HttpError, _http),
    (Problems, _problems),
    (Denied, lambda request, denied: _refused(request, Refused("API003", str(denied)))),
    (Http404, lambda request, _: _refused(request, Refused("API004"))),
    (RequestDataTooBig, lambda request, _: _refused(request, Refused("API012"))),
    (Exception, _unforeseen),
)
for kind, answer_with in _ANSWERS:
    api.add_exception_handler(kind, answer_with)
