"""The description of the interface is true: nothing it allows leads to a fault of the software."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sakimawari.console.api.refusals import MEDIA, REFUSALS
from sakimawari.console.api.scopes import SCOPES
from sakimawari.console.api.urls import description_of_v1
from tests.console.api.conftest import Caller, Register
from tests.console.town import Hall

TRIES = 12  # requests drawn for each operation


def description() -> dict[str, Any]:
    """As programs fetch it."""
    told: dict[str, Any] = json.loads(json.dumps(description_of_v1(), default=str))
    return told


OPERATIONS = [
    (path, method) for path, operations in description()["paths"].items() for method in operations
]


@pytest.fixture
def wsgi(hall: Hall) -> WSGIHandler:
    return get_wsgi_application()


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@pytest.mark.parametrize("live", [False, True], ids=["test-key", "live-key"])
def test_no_request_leads_to_a_fault(
    caller: Register, wsgi: WSGIHandler, path: str, method: str, live: bool
) -> None:
    made = caller(*SCOPES, live=live, a_minute=100_000)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", wsgi)
    operation = schema[path][method.upper()]

    @given(case=operation.as_strategy())
    @settings(
        max_examples=TRIES,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    def holds(case: schemathesis.Case) -> None:
        _ask(case, made)

    holds()


def _ask(case: schemathesis.Case, made: Caller) -> None:
    case.headers["Authorization"] = f"Bearer {made.token}"
    case.headers["Idempotency-Key"] = "a-key-of-a-test-1"
    answer = case.call()
    assert answer.status_code < 500, f"{case.method} {case.path}: {answer.status_code}"
    try:
        case.validate_response(answer, checks=CHECKS)
    except FailureGroup as failures:
        told = "\n".join(str(one) for one in failures.exceptions if isinstance(one, Failure))
        pytest.fail(told)


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
