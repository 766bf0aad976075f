"""The OpenAPI description as it really is: refusals are problem+json, and every operation has them."""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import OpenAPISchema

from sakimawari.console.api.refusals import MEDIA, REFUSALS

_EVERYWHERE = ("API001", "API005", "API007", "API013", "API014")
_TITLES = {400: "Bad request", 401: "No valid token", 403: "Not permitted", 404: "Not found",
           409: "Conflict", 413: "Too large", 415: "Not JSON", 422: "Not as described",
           429: "Too many requests", 500: "Fault", 503: "Not ready"}  # fmt: skip
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "do"],
    "properties": {
        "type": {"type": "string", "description": "Address of the documentation of this problem"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable id, such as API005 or CASE003"},
        "detail": {"type": "string", "description": "What is wrong; never what was sent"},
        "do": {"type": "string", "description": "What to do"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}


def described(schema: OpenAPISchema) -> OpenAPISchema:
    """The description with each operation's refusals and headers."""
    schema["components"].setdefault("schemas", {})["Problem"] = _PROBLEM
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            _describe(path, method, operation)
    return schema


def _describe(path: str, method: str, operation: dict[str, Any]) -> None:
    ids = [id for id in _EVERYWHERE if id != "API001" or operation.get("security")]
    if operation.get("security"):
        ids += ["API002", "API003", "API004"]
    if method == "post":
        ids += ["API012", "API015"]
    if any(each.get("name") == "Idempotency-Key" for each in operation.get("parameters", ())):
        ids += ["API008", "API009", "API010"]
    if any(each.get("name") == "cursor" for each in operation.get("parameters", ())):
        ids.append("API006")
    by_status: dict[int, list[str]] = {}
    for id in sorted(set(ids)):
        by_status.setdefault(REFUSALS[id][0], []).append(id)
    responses = operation.setdefault("responses", {})
    for status, told in by_status.items():
        responses[str(status)] = {
            "description": f"{_TITLES[status]}: "
            + "; ".join(f"{id} {REFUSALS[id][1]}" for id in told),
            "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
