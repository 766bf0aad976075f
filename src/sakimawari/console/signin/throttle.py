"""Bounds on how often something may be tried: guessing a code, or looking up names in bulk.

Counted in the operational store, so that all processes of the server count together. What is kept
is a keyed hash of who tried what, a number and a time; after its span it is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from sakimawari.console.signin.keyring import keys
from sakimawari.guard.accounts import attempt_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many times within so many seconds."""

    name: str
    times: int
    seconds: int


# Whole offices share one address: what an address may do is generous, what one code may see is not.
ENTRIES = Limit(name="entries", times=300, seconds=300)  # beginnings of signing in, by address
FAILURES = Limit(name="failures", times=30, seconds=600)  # failed ones, by address
FACTORS = Limit(name="factors", times=10, seconds=600)  # failed second factors, by account
LINKS = Limit(
    name="links", times=5, seconds=3600
)  # failed codes of a letter, by provider's subject
LOOKUPS = Limit(name="lookups", times=60, seconds=60)  # searches for a resident, by member of staff
VISITS = Limit(name="visits", times=120, seconds=60)  # checks by visitors, by address


class TooMany(Exception):
    """Tried too often. `retry_after` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("tried too often")
        self.retry_after = retry_after


def allow(limit: Limit, who: str) -> None:
    """Count one try; raises `TooMany` once there were more than allowed."""
    tried = attempt_store.count(_bucket(limit, who), seconds=limit.seconds)
    if tried.times > limit.times:
        raise TooMany(tried.seconds_left)


def allow_failures(limit: Limit, who: str) -> None:
    """Raises `TooMany` where `failed` was told too often before; counts nothing."""
    tried = attempt_store.counted(_bucket(limit, who))
    if tried.times >= limit.times:
        raise TooMany(tried.seconds_left)


def failed(limit: Limit, who: str) -> None:
    """Count a failure."""
    attempt_store.count(_bucket(limit, who), seconds=limit.seconds)


def forgive(limit: Limit, who: str) -> None:
    """Forget the failures of somebody who succeeded."""
    attempt_store.forget(_bucket(limit, who))


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind a proxy of ours, what that proxy says (`forwarded`)."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _bucket(limit: Limit, who: str) -> str:
    return keys().opaque("attempts", f"{limit.name}:{who}")
