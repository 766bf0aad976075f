"""The identity providers of the city, from `sign-in.yaml` in its folder: one for staff, one for residents.

The file holds addresses, names of claims, and which group of the staff's directory has which role.
It holds no secret: what the console proves itself with lies in the folder of keys, as
`sign-in-staff.secret` or `sign-in-residents.secret` (a client secret, or a private key in PEM).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from sakimawari.guard.actor import Role
from sakimawari.office import Office, current_office
from sakimawari.problems import Place, fault

FILE = "sign-in.yaml"
STAFF, RESIDENTS = "staff", "residents"
ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "EdDSA")
AUTHENTICATIONS = ("client_secret_basic", "client_secret_post", "private_key_jwt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a group of the staff's directory may do; see `guard.actor.Actor`."""

    roles: frozenset[Role]
    departments: frozenset[str] = frozenset()
    wards: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider, and how the console speaks with it.

    `algorithms` are those of a signature that are believed. `acr_values` are asked for; one of
    `needs_acr` must come back, if any is named. A second factor was given where the token names one
    of `factor_acr` or `factor_amr`. `groups` is the claim that lists the groups of a member of
    staff, with dots for claims within claims; without `grants` the console keeps what each may do.
    `items` maps 氏名, 生年月日 and 住所 to claims.
    """

    kind: str
    name: str
    issuer: str
    client: str
    authentication: str = "client_secret_basic"
    scopes: tuple[str, ...] = ("openid",)
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256")
    acr_values: tuple[str, ...] = ()
    needs_acr: frozenset[str] = frozenset()
    factor_acr: frozenset[str] = frozenset()
    factor_amr: frozenset[str] = frozenset()
    groups: str = "groups"
    full_name: str = "name"
    grants: Mapping[str, Grant] | None = None
    items: Mapping[str, str] | None = None

    @property
    def origin(self) -> str:
        """Scheme, host and port of the issuer."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"


def providers() -> Mapping[str, Provider]:
    """The providers of the office of this process, by kind; read again when the file changes."""
    place = current_office()
    path = place.home / FILE
    stamp = path.stat().st_mtime_ns if path.is_file() else None
    return _read(place, stamp)


@lru_cache(maxsize=4)
def _read(place: Office, stamp: int | None) -> Mapping[str, Provider]:
    from sakimawari.console.signin.provider_file import read_providers

    return {} if stamp is None else read_providers(place.home / FILE, is_demo=place.is_demo)


def secret_path(place: Office, kind: str) -> Path:
    """Where the secret lies with which the console proves itself to a provider."""
    return place.keys_folder / f"sign-in-{kind}.secret"


def secret_of(kind: str) -> str:
    """The secret itself. SIGN002 where it is missing, or where others can read it."""
    path = secret_path(current_office(), kind)
    if not path.is_file() or path.stat().st_mode & 0o077:
        raise fault(
            "SIGN002",
            "the secret for the identity provider is missing, or can be read by others",
            "put it into the folder of keys under this name, for its owner alone (chmod 600)",
            where=Place(file=path.name),
        )
    return path.read_text(encoding="utf-8").strip()


def origins() -> tuple[str, ...]:
    """The origins of all providers, to which signing in and out may lead."""
    return tuple(sorted({provider.origin for provider in providers().values()}))
