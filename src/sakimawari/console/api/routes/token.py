"""Access tokens for programs: the client credentials grant of OAuth 2.0 (RFC 6749 §4.4, RFC 7009)."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NoBase64
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Form, Router, Schema

from sakimawari.console.api import store
from sakimawari.console.api.limits import count
from sakimawari.console.api.signing import Scope, program_of

router = Router(tags=["token"])


class TokenAsked(Schema):
    """What a program sends to sign in; its credentials here, or as HTTP Basic."""

    grant_type: str = ""
    scope: str | None = None
    client_id: str = ""
    client_secret: str = ""


class TokenGiven(Schema):
    """An access token: send it as `Authorization: Bearer …` until it ends."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str


class TokenRefused(Schema):
    """An error as RFC 6749 §5.2 names it."""

    error: str
    error_description: str


class Revoked(Schema):
    """A token that is to end."""

    token: str = ""


class Myself(Schema):
    """Who the key is, and what it may do."""

    client_id: str
    name: str
    live: bool
    scopes: list[str]
    services: list[str]
    wards: list[str]
    requests_a_minute: int


@router.post("/token", response={200: TokenGiven, 400: TokenRefused, 401: TokenRefused})
def fetch_token(request: HttpRequest, asked: Form[TokenAsked]) -> HttpResponse:
    """Exchange client credentials for an access token (`grant_type=client_credentials`)."""
    if asked.grant_type != "client_credentials":
        return _error(400, "unsupported_grant_type", "only client_credentials is understood")
    client_id, secret = _basic(request) or (asked.client_id, asked.client_secret)
    known = store.program(client_id)
    if known is not None:
        count(request, known)
    scopes = None if not asked.scope else asked.scope.split()
    given = store.grant_token(client_id, secret, scopes=scopes, at=timezone.now())
    if given is None:
        if known is not None and scopes is not None and not set(scopes) <= known.scopes:
            return _error(400, "invalid_scope", "the key does not have every scope asked for")
        return _error(401, "invalid_client", "the credentials are not those of a program in use")
    token, granted, until = given
    left = int((until - timezone.now()).total_seconds())
    return _answer(
        200,
        {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": left,
            "scope": " ".join(granted),
        },
    )


@router.post("/revoke", response={200: None}, auth=Scope())
def revoke_token(request: HttpRequest, revoked: Form[Revoked]) -> HttpResponse:
    """End one of the program's own tokens. Another's is left alone, and the answer is the same."""
    store.end_token(revoked.token, program_id=program_of(request).id)
    return HttpResponse(status=200)


@router.get("/me", response=Myself, auth=Scope())
def who_am_i(request: HttpRequest) -> Myself:
    """What the city gave this key."""
    known = program_of(request)
    return Myself(
        client_id=known.client_id,
        name=known.name,
        live=known.live,
        scopes=sorted(known.scopes),
        services=sorted(known.services),
        wards=sorted(known.wards),
        requests_a_minute=known.a_minute,
    )


def _basic(request: HttpRequest) -> tuple[str, str] | None:
    kind, _, written = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, found, secret = b64decode(written, validate=True).decode().partition(":")
    except (NoBase64, UnicodeDecodeError, ValueError):
        return None
    return (unquote(name), unquote(secret)) if found else None


def _error(status: int, error: str, words: str) -> HttpResponse:
    answer = _answer(status, {"error": error, "error_description": words})
    if status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="sakimawari"'
    return answer


def _answer(status: int, body: dict[str, object]) -> HttpResponse:
    answer = JsonResponse(body, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
