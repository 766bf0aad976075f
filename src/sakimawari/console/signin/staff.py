"""What a member of staff may do: from the groups of their directory, or as the console keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sakimawari.console.signin.providers import Grant, Provider
from sakimawari.guard.accounts.values import Profile
from sakimawari.guard.actor import ActorKind

_LONGEST_NAME = 80


def profile_from(
    provider: Provider, claims: Mapping[str, Any], known: Profile | None
) -> Profile | None:
    """The profile of whoever the provider vouches for; None where they have no role here.

    Where groups are given roles, the directory is the one place that says what somebody may do: what
    it no longer says is gone at the next sign-in. Where none are, the 情報部門 keeps accounts in the
    console, and only whom they entered comes in. An account closed here stays closed either way, and
    who is named for people under 支援措置 is decided here alone, by two persons.
    """
    if provider.grants is None:
        return known if known is not None and known.roles else None
    granted = grants_in(provider, claims)
    if not granted:
        return None
    base = known or Profile(id="", kind=ActorKind.STAFF)
    return replace(
        base,
        name=_name(claims.get(provider.full_name)),
        roles=frozenset().union(*(grant.roles for grant in granted)),
        departments=frozenset().union(*(grant.departments for grant in granted)),
        wards=frozenset().union(*(grant.wards for grant in granted)),
        services=frozenset().union(*(grant.services for grant in granted)),
    )


def grants_in(provider: Provider, claims: Mapping[str, Any]) -> tuple[Grant, ...]:
    """The grants of the groups the claims list, in the order of the file."""
    found: Any = claims
    for step in provider.groups.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    listed = {found} if isinstance(found, str) else set(found if isinstance(found, list) else ())
    # Keycloak writes groups as paths, from the root
    names = {one.removeprefix("/") for one in listed if isinstance(one, str)}
    return tuple(
        grant
        for group, grant in (provider.grants or {}).items()
        if group.removeprefix("/") in names
    )


def _name(claim: object) -> str:
    return claim.strip()[:_LONGEST_NAME] if isinstance(claim, str) else ""
