"""The authorization code flow of OpenID Connect with PKCE: out to the provider, back with claims.

Nothing the browser brings back is believed before it was held against what its own session keeps
(state, nonce, verifier), each used once; nothing the provider says before its signature was checked
with an algorithm from our list.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from authlib.oauth2.rfc7523.assertion import private_key_jwt_sign
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import import_key

from sakimawari.console.signin.discovery import (
    TIMEOUT_SECONDS,
    endpoints,
    fetched,
    signing_keys,
)
from sakimawari.console.signin.providers import Provider
from sakimawari.problems import Problems, fault

BEGUN_SECONDS = 600  # to come back within, once sent out
LEEWAY_SECONDS = 60  # between our clock and the provider's
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What the session keeps while its owner is at the provider. `at` in seconds since 1970."""

    kind: str
    state: str
    nonce: str
    verifier: str
    then: str
    at: int
    again: bool = False  # whoever is signed in there must prove it anew

    def kept(self) -> dict[str, Any]:
        """As a session holds it."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a provider vouches for. `id_token` only serves to sign out there; `token_claims` are its own."""

    claims: Mapping[str, Any]
    id_token: str
    token_claims: frozenset[str]

    @property
    def subject(self) -> str:
        """The provider's name for whoever signed in; it never changes."""
        return str(self.claims["sub"])


def begin(provider: Provider, *, then: str, at: int, again: bool = False) -> Begun:
    """Fresh secrets for one sign-in."""
    return Begun(
        kind=provider.kind,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(64),
        then=then,
        at=at,
        again=again,
    )


def address_of(provider: Provider, begun: Begun, *, back: str) -> str:
    """Where to send the browser."""
    asked = {
        "response_type": "code",
        "client_id": provider.client,
        "redirect_uri": back,
        "scope": " ".join(provider.scopes),
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": create_s256_code_challenge(begun.verifier),
        "code_challenge_method": "S256",
    }
    if provider.acr_values:
        asked["acr_values"] = " ".join(provider.acr_values)
    if begun.again:
        asked |= {"prompt": "login", "max_age": "0"}
    place = endpoints(provider).authorization
    return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"


def finish(
    provider: Provider,
    begun: Begun,
    answer: Mapping[str, str],
    *,
    back: str,
    secret: str,
    now: int | None = None,
) -> Known:
    """What the provider vouches for, after every check. SIGN004 where one fails."""
    moment = int(time.time()) if now is None else now
    if not hmac.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
        raise _refused("the answer belongs to another sign-in")
    if not 0 <= moment - begun.at < BEGUN_SECONDS:
        raise _refused("the sign-in was begun too long ago")
    if answer.get("iss", provider.issuer) != provider.issuer:  # RFC 9207: no mix-up of providers
        raise _refused("the answer comes from another provider")
    if "error" in answer or not answer.get("code"):
        raise _refused("the provider did not sign anybody in")
    tokens = _tokens(provider, begun, answer["code"], back=back, secret=secret)
    claims = checked_token(provider, tokens["id_token"], nonce=begun.nonce, now=moment)
    if begun.again and not begun.at - LEEWAY_SECONDS <= int(claims.get("auth_time", 0)):
        raise _refused("the provider did not ask anew")
    access = tokens.get("access_token")
    more = _about(provider, access, claims["sub"]) if isinstance(access, str) else {}
    return Known(
        claims={**more, **claims}, id_token=tokens["id_token"], token_claims=frozenset(claims)
    )


def checked_token(provider: Provider, token: str, *, nonce: str, now: int) -> Mapping[str, Any]:
    """The claims of an ID token whose signature, issuer, audience, times, nonce and level hold."""
    try:
        header = _header(token)
        if header.get("alg") not in provider.algorithms:
            raise _refused("the token is signed with an algorithm that is not allowed")
        keys = signing_keys(provider, wanted=header.get("kid"))
        signed = jwt.decode(token, keys, algorithms=list(provider.algorithms))
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            options={"iss": {"value": provider.issuer}, "aud": {"value": provider.client}},
            params={"nonce": nonce, "client_id": provider.client},
        )
        claims.validate(now=now, leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise _refused("the token does not hold") from error
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise _refused("the token names nobody")
    if provider.needs_acr and claims.get("acr") not in provider.needs_acr:
        raise _refused("the provider did not identify the person as strictly as is needed")
    return dict(claims)


def gave_second_factor(provider: Provider, claims: Mapping[str, Any]) -> bool:
    """Whether the provider says that a second factor was given."""
    methods = claims.get("amr")
    used = {str(one) for one in methods} if isinstance(methods, list) else set()
    return claims.get("acr") in provider.factor_acr or not used.isdisjoint(provider.factor_amr)


def _tokens(
    provider: Provider, begun: Begun, code: str, *, back: str, secret: str
) -> Mapping[str, Any]:
    place = endpoints(provider).token
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": begun.verifier,
    }
    basic: httpx.BasicAuth | None = None
    match provider.authentication:
        case "private_key_jwt":
            sent |= {
                "client_id": provider.client,
                "client_assertion_type": _ASSERTION,
                "client_assertion": _assertion(provider, secret, place),
            }
        case "client_secret_post":
            sent |= {"client_id": provider.client, "client_secret": secret}
        case _:
            basic = httpx.BasicAuth(provider.client, secret)
    try:
        answer = httpx.post(
            place, data=sent, auth=basic, timeout=TIMEOUT_SECONDS, follow_redirects=False
        )
        tokens = answer.json() if answer.status_code == 200 else None
    except (httpx.HTTPError, ValueError) as error:
        raise _refused("the provider gave no token") from error
    if not isinstance(tokens, dict) or not isinstance(tokens.get("id_token"), str):
        raise _refused("the provider gave no token")
    return tokens


def _assertion(provider: Provider, secret: str, place: str) -> str:
    own = load_pem_private_key(secret.encode(), password=None)
    curved = isinstance(own, EllipticCurvePrivateKey)
    signed: str = private_key_jwt_sign(
        import_key(secret, "EC" if curved else "RSA"),
        client_id=provider.client,
        token_endpoint=place,
        alg="ES256" if curved else "RS256",
        expires_in=300,
    )
    return signed


def _about(provider: Provider, access: str, subject: str) -> Mapping[str, Any]:
    """What the provider tells beside the token, where it tells it about the same subject."""
    place = endpoints(provider).userinfo
    if place is None:
        return {}
    told = fetched(place, bearer=access)
    if not isinstance(told, dict) or told.get("sub") != subject:
        raise _refused("the provider told of somebody else")
    return told


def _header(token: str) -> Mapping[str, Any]:
    first = token.partition(".")[0]
    header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    if not isinstance(header, dict):
        raise ValueError("a header is an object")
    return header


def _refused(what: str) -> Problems:
    return fault(
        "SIGN004",
        f"nobody was signed in: {what}",
        "begin again from the page of signing in; if it happens again, tell the city's IT office",
    )
