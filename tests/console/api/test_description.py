"""The description of the interface is true: nothing it allows leads to a fault of the software."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
import schemathesis
from django.http import HttpResponse
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sakimawari.console.api.refusals import MEDIA, REFUSALS
from sakimawari.console.api.scopes import SCOPES
from sakimawari.console.api.urls import description_of_v1
from tests.console.api.conftest import Caller, Register

TRIES = 20  # requests drawn for each operation


def description() -> dict[str, Any]:
    """As programs fetch it."""
    told: dict[str, Any] = json.loads(json.dumps(description_of_v1(), default=str))
    return told


OPERATIONS = [
    (path, method) for path, operations in description()["paths"].items() for method in operations
]


@pytest.fixture(scope="module")
def schema() -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_dict(description())


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_no_request_leads_to_a_fault(
    caller: Register, schema: schemathesis.BaseSchema, path: str, method: str
) -> None:
    callers = [caller(*SCOPES, live=live, a_minute=100_000) for live in (False, True)]
    operation = schema[path][method.upper()]

    @given(case=operation.as_strategy())
    @settings(
        max_examples=TRIES,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    def holds(case: schemathesis.Case) -> None:
        for made in callers:
            _ask(case, made)

    holds()


def _ask(case: schemathesis.Case, made: Caller) -> None:
    """Send a drawn request through Django's own client, and hold the answer to the description."""
    case.headers["Authorization"] = f"Bearer {made.token}"
    case.headers["Idempotency-Key"] = "a-key-of-a-test-1"
    sent = requests.Request(**case.as_transport_kwargs(base_url="http://localhost")).prepare()
    answer = made.client.generic(
        sent.method or "",
        sent.path_url,
        sent.body or b"",
        content_type=sent.headers.get("Content-Type", "application/octet-stream"),
        headers={
            name: value for name, value in sent.headers.items() if not name.startswith("Content-")
        },
    )
    assert answer.status_code < 500, f"{case.method} {sent.path_url}: {answer.status_code}"
    try:
        case.validate_response(_as_received(answer, sent), checks=CHECKS)
    except FailureGroup as failures:
        pytest.fail("\n".join(str(one) for one in failures.exceptions))


def _as_received(answer: HttpResponse, sent: requests.PreparedRequest) -> Response:
    """Django's answer as the checks take it."""
    return Response(
        status_code=answer.status_code,
        headers={name.lower(): [value] for name, value in answer.items()},
        content=answer.content,
        request=sent,
        elapsed=0.0,
        verify=False,
    )


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def test_every_refusal_an_operation_describes_is_a_documented_one() -> None:
    told = json.dumps(description())
    assert all(id in told for id in REFUSALS if id not in {"API011"})


def test_every_operation_but_the_token_asks_for_a_scope() -> None:
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            if path.endswith("/oauth/token"):
                assert "security" not in operation
            else:
                assert operation["security"], f"{method} {path} is open to anybody"


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [("/nowhere", "get", 404), ("/services", "delete", 405), ("/cases", "put", 405)],
)
def test_what_is_no_operation_is_refused_in_the_same_words(
    caller: Register, path: str, method: str, status: int
) -> None:
    made = caller()
    answer = getattr(made.client, method)(f"/api/v1{path}")
    assert (answer.status_code, answer["Content-Type"]) == (status, MEDIA)
