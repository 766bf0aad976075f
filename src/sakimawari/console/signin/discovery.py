"""What a provider says of itself: its endpoints and its keys, fetched over https and kept a while."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sakimawari.console.signin.providers import Provider
from sakimawari.problems import Problems, fault

KEPT_SECONDS = 3600  # metadata and keys
AGAIN_SECONDS = 60  # keys are fetched anew for an unknown one no more often than this
TIMEOUT_SECONDS = 10.0
_MOST_BYTES = 512 * 1024
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_MORE_ENDPOINTS = ("userinfo_endpoint", "end_session_endpoint")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Where a provider is asked what; None where it does not offer it."""

    authorization: str
    token: str
    keys: str
    userinfo: str | None
    end_session: str | None


@dataclass(slots=True)
class _Known:
    endpoints: Endpoints | None = None
    endpoints_at: float = 0.0
    keys: KeySet | None = None
    keys_at: float = 0.0


@dataclass(slots=True)
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    known: dict[str, _Known] = field(default_factory=dict)

    def of(self, provider: Provider) -> _Known:
        with self.lock:
            return self.known.setdefault(provider.issuer, _Known())


_kept = _Kept()


def endpoints(provider: Provider) -> Endpoints:
    """The provider's endpoints. SIGN003 where it cannot be reached, or answers for another issuer."""
    known = _kept.of(provider)
    if known.endpoints is None or time.monotonic() - known.endpoints_at > KEPT_SECONDS:
        address = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
        known.endpoints = _endpoints_in(fetched(address), provider)
        known.endpoints_at = time.monotonic()
    return known.endpoints


def signing_keys(provider: Provider, *, wanted: str | None = None) -> KeySet:
    """The provider's keys; fetched again where `wanted`, the id of a key, is not among them."""
    known = _kept.of(provider)
    age = time.monotonic() - known.keys_at
    lacks = known.keys is None or (wanted is not None and wanted not in _ids(known.keys))
    if known.keys is None or age > KEPT_SECONDS or (lacks and age > AGAIN_SECONDS):
        try:
            known.keys = KeySet.import_key_set(fetched(endpoints(provider).keys))
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise _unusable("its keys are no key set") from error
        known.keys_at = time.monotonic()
    return known.keys


def forget() -> None:
    """Ask every provider anew; for tests that start another one at the same address."""
    with _kept.lock:
        _kept.known.clear()


def fetched(address: str, *, bearer: str | None = None) -> Any:
    """JSON from a provider; never from where it redirects to."""
    headers = {"Accept": "application/json"}
    if bearer is not None:
        headers["Authorization"] = f"Bearer {bearer}"
    try:
        answer = httpx.get(
            address, headers=headers, timeout=TIMEOUT_SECONDS, follow_redirects=False
        )
        if answer.status_code != 200 or len(answer.content) > _MOST_BYTES:
            raise _unusable(f"it answered with status {answer.status_code}")
        return answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise _unusable("it could not be reached") from error


def _endpoints_in(metadata: Any, provider: Provider) -> Endpoints:
    if not isinstance(metadata, dict) or metadata.get("issuer") != provider.issuer:
        raise _unusable("its metadata is that of another issuer")
    for name in (*_ENDPOINTS, *_MORE_ENDPOINTS):
        address = metadata.get(name)
        if address is None and name in _MORE_ENDPOINTS:
            continue
        # As secure as the issuer itself: sign-in.yaml demands https of it outside the demo.
        if not isinstance(address, str) or not _as_secure(address, provider.issuer):
            raise _unusable(f"its `{name}` is missing or not reached by https")
    return Endpoints(
        authorization=metadata["authorization_endpoint"],
        token=metadata["token_endpoint"],
        keys=metadata["jwks_uri"],
        userinfo=metadata.get("userinfo_endpoint"),
        end_session=metadata.get("end_session_endpoint"),
    )


def _as_secure(address: str, issuer: str) -> bool:
    scheme = urlsplit(address).scheme
    return scheme == "https" or (scheme == "http" and urlsplit(issuer).scheme == "http")


def _ids(keys: KeySet) -> set[str | None]:
    return {key.kid for key in keys.keys}


def _unusable(what: str) -> Problems:
    return fault(
        "SIGN003",
        f"the identity provider cannot be used: {what}",
        "look at the issuer in sign-in.yaml and at the provider's own state, then try again",
    )
