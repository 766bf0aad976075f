"""Refusals of the interface as problem+json (RFC 9457), each with a documented id.

A refusal names what is wrong and what to do; it never repeats what was sent, which may hold a
resident's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from django.http import HttpRequest, JsonResponse

from sakimawari.problems import Problem, Problems

MEDIA = "application/problem+json"
DOCS = "/docs/problems/"  # the id of a problem follows; see docs/reference/problems

# The ids of the interface's own refusals, with what each means and what to do.
REFUSALS: Mapping[str, tuple[int, str, str]] = {
    "API001": (401, "no valid access token came with the request", "fetch one at /api/v1/oauth/token"),
    "API002": (403, "the token lacks the scope this needs", "ask the city for a key with that scope"),
    "API003": (403, "the city's policies do not permit this", "see the reason in `detail`"),
    "API004": (404, "there is no such thing, or none for this key", "check the id"),
    "API005": (422, "the request does not have the shape it should", "see `errors`; the schema is at /api/v1/openapi.json"),
    "API006": (400, "the cursor was not made for this list", "leave it out to begin anew"),
    "API007": (429, "too many requests in this minute", "wait as long as Retry-After says"),
    "API008": (409, "this Idempotency-Key came before with another request", "use a new key for a new request"),
    "API009": (409, "a request with this Idempotency-Key is being worked on", "ask again after Retry-After"),
    "API010": (400, "this request needs an Idempotency-Key", "send a random one of 8 to 100 characters, the same for each retry"),
    "API011": (405, "this address does not take that method", "see Allow"),
    "API012": (413, "the request is larger than may be", "send less at once"),
    "API013": (503, "the city's data is not ready", "ask again after Retry-After"),
    "API014": (500, "an unforeseen fault of the software", "ask again later; nothing was done twice"),
    "API015": (415, "the body is not JSON", "send Content-Type: application/json"),
}  # fmt: skip


@dataclass(slots=True)
class Refused(Exception):
    """A refusal on its way out: its id, words of its own where they help, and further headers."""

    id: str
    detail: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[Mapping[str, str]] = ()


def refusal(request: HttpRequest, refused: Refused) -> JsonResponse:
    """The answer for a refusal."""
    status, what, do = REFUSALS[refused.id]
    body = {
        "type": f"{DOCS}{refused.id}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": refused.id,
        "detail": refused.detail or what,
        "do": do,
    }
    if refused.errors:
        body["errors"] = list(refused.errors)
    return _answer(body, status, refused.headers)


def problems_answer(found: Problems, *, status: int = 422) -> JsonResponse:
    """The answer for problems of a stage: the first stands for all, which are listed."""
    first = found.found[0]
    body = {
        "type": f"{DOCS}{first.id}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": first.id,
        "detail": first.what,
        "do": first.do,
        "errors": [_listed(problem) for problem in found.found],
    }
    return _answer(body, status, {})


def _listed(problem: Problem) -> dict[str, str]:
    told = {"code": problem.id, "detail": problem.what, "do": problem.do}
    if problem.near is not None:
        told["near"] = problem.near
    if problem.where is not None:
        told["where"] = str(problem.where)
    return told


def _answer(body: Mapping[str, object], status: int, headers: Mapping[str, str]) -> JsonResponse:
    answer = JsonResponse(
        body, status=status, content_type=MEDIA, json_dumps_params={"ensure_ascii": False}
    )
    for name, value in headers.items():
        answer[name] = value
    return answer
