"""Refusals that Django gives before an operation is reached are problem+json, too."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sakimawari.console.api.refusals import MEDIA, Refused, refusal

_BY_STATUS = {404: "API004", 405: "API011", 413: "API012", 500: "API014"}


class ProblemMiddleware:
    """Puts a refusal in the interface's own words where it is not yet in them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        id = _BY_STATUS.get(answer.status_code)
        if id is None or not request.path.startswith("/api/"):
            return answer
        if answer.get("Content-Type", "").startswith((MEDIA, "application/json")):
            return answer
        kept = {name: answer[name] for name in ("Allow",) if name in answer}
        return refusal(request, Refused(id, headers=kept))
