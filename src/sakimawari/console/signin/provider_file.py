"""Reads `sign-in.yaml`, and tells every fault of it at once."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from sakimawari.console.signin.providers import (
    ALGORITHMS,
    AUTHENTICATIONS,
    RESIDENTS,
    STAFF,
    Grant,
    Provider,
)
from sakimawari.guard.actor import Role
from sakimawari.problems import Place, Problem, Problems

_TEXTS = {"name", "issuer", "client", "authentication", "groups", "full_name"}
_LISTS = {"scopes", "algorithms", "acr_values", "needs_acr", "factor_acr", "factor_amr"}
_ONLY = {STAFF: {"groups", "full_name", "grants", "factor_acr", "factor_amr"}, RESIDENTS: {"items"}}
_NEEDED = ("issuer", "client")
ITEMS = ("氏名", "生年月日", "住所")
_BOUNDS = ("departments", "wards", "services")
_GRANT = {"role", "roles", *_BOUNDS}
_SEE_PEOPLE = {Role.CLERK, Role.SUPERVISOR, Role.CASEWORKER}


@dataclass(slots=True)
class _Reading:
    """Collects the faults of one file."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def fault(self, at: str, what: str, do: str, near: str | None = None) -> None:
        place = Place(file=self.file, column=at)
        self.found.append(Problem(id="SIGN001", what=what, do=do, where=place, near=near))

    def unknown(self, at: str, given: Mapping[Any, Any], known: set[str]) -> None:
        for name in given:
            if name not in known:
                near = get_close_matches(str(name), known, n=1)
                self.fault(at, f"`{name}` means nothing here", "correct or remove it", *near)

    def texts(self, at: str, given: object) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        if isinstance(given, str):
            return (given,)
        if isinstance(given, list) and all(isinstance(one, str) for one in given):
            return tuple(given)
        self.fault(at, "a list of texts is needed here", "write texts, one after `- ` a line")
        return ()


def read_providers(path: Path, *, is_demo: bool) -> Mapping[str, Provider]:
    """The providers a file describes, by kind. SIGN001 with every fault of it.

    `is_demo`: an issuer on this machine may then be reached without https.
    """
    reading = _Reading(path.name)
    try:
        root = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError:
        reading.fault("", "the file is no YAML", "correct its indentation and quotation marks")
        raise Problems(reading.found) from None
    if not isinstance(root, dict):
        reading.fault("", "the file is no list of names", "begin with `staff:` or `residents:`")
        raise Problems(reading.found)
    reading.unknown("", root, {STAFF, RESIDENTS})
    made = {
        kind: _provider(reading, kind, root[kind], is_demo=is_demo)
        for kind in (STAFF, RESIDENTS)
        if kind in root
    }
    if reading.found:
        raise Problems(reading.found)
    return {kind: provider for kind, provider in made.items() if provider is not None}


def _provider(reading: _Reading, kind: str, given: object, *, is_demo: bool) -> Provider | None:
    if not isinstance(given, dict):
        reading.fault(kind, "nothing is said of this provider", "name its issuer and client")
        return None
    other = _ONLY[RESIDENTS if kind == STAFF else STAFF]
    reading.unknown(kind, given, (_TEXTS | _LISTS | {"grants", "items"}) - other)
    for name in _NEEDED:
        if not given.get(name):
            reading.fault(
                f"{kind}.{name}", f"`{name}` is missing", "add it as the provider told it"
            )
    values: dict[str, Any] = {"kind": kind, "name": "", "issuer": "", "client": ""}
    for name in _TEXTS & given.keys():
        if isinstance(given[name], str):
            values[name] = given[name]
        else:
            reading.fault(f"{kind}.{name}", "a text is needed here", "write it in quotation marks")
    for name in _LISTS & given.keys():
        listed = reading.texts(f"{kind}.{name}", given[name])
        values[name] = (
            listed if name in {"scopes", "algorithms", "acr_values"} else frozenset(listed)
        )
    if "grants" in given:
        values["grants"] = _grants(reading, given["grants"])
    if "items" in given:
        values["items"] = _items(reading, given["items"])
    provider = Provider(**values)
    _check(reading, provider, is_demo=is_demo)
    return provider


def _check(reading: _Reading, provider: Provider, *, is_demo: bool) -> None:
    parts = urlsplit(provider.issuer)
    if provider.issuer and parts.scheme != "https" and not (is_demo and _is_here(parts.hostname)):
        reading.fault(
            f"{provider.kind}.issuer",
            "the issuer is not reached by https",
            "write its https address",
        )
    for given, known, name in (
        (provider.algorithms, ALGORITHMS, "algorithms"),
        ((provider.authentication,), AUTHENTICATIONS, "authentication"),
    ):
        for one in given:
            if one not in known:
                do = f"choose of {', '.join(known)}"
                reading.fault(f"{provider.kind}.{name}", f"`{one}` is not allowed", do)
    if provider.items is not None and not provider.needs_acr:
        do = "name in `needs_acr` what the provider answers when a card was read"
        reading.fault(f"{provider.kind}.items", "a name alone proves nobody", do)
    if "openid" not in provider.scopes:
        reading.fault(
            f"{provider.kind}.scopes", "`openid` is missing", "add it: it asks who signs in"
        )


def _is_here(host: str | None) -> bool:
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ip_address(host or "").is_loopback
    return False


def _grants(reading: _Reading, given: object) -> Mapping[str, Grant]:
    if not isinstance(given, dict) or not given:
        do = "name each group of the staff's directory with its role, department and ward"
        reading.fault("staff.grants", "no group has a role, so nobody could work", do)
        return {}
    return {
        str(group): grant
        for group, told in given.items()
        if (grant := _grant(reading, f"staff.grants.{group}", told)) is not None
    }


def _grant(reading: _Reading, at: str, given: object) -> Grant | None:
    if not isinstance(given, dict):
        reading.fault(at, "a role is missing", "write `role:` and one of the roles")
        return None
    reading.unknown(at, given, _GRANT)
    known = [role.value for role in Role]
    roles = set()
    for word in reading.texts(at, given.get("roles", given.get("role", []))):
        if word in known:
            roles.add(Role(word))
        else:
            near = get_close_matches(word, known, n=1)
            do = f"choose of {', '.join(known)}"
            reading.fault(at, f"there is no role `{word}`", do, *near)
    if not roles and not reading.found:
        reading.fault(at, "a role is missing", "write `role:` and one of the roles")
    for name in _BOUNDS:
        if name not in given and roles & _SEE_PEOPLE:
            do = 'name them, or write "*" for all'
            reading.fault(at, f"`{name}` is missing: it bounds whose records are seen", do)
    bounds = {
        name: frozenset(reading.texts(f"{at}.{name}", given[name]))
        for name in _BOUNDS
        if name in given
    }
    return Grant(roles=frozenset(roles), **bounds)


def _items(reading: _Reading, given: object) -> Mapping[str, str]:
    known = {*ITEMS, "カナ"}
    if not isinstance(given, dict) or not set(ITEMS) <= set(given) <= known:
        do = f"name the claims of {', '.join(ITEMS)}, and of カナ where there is one"
        reading.fault("residents.items", "the items of a card are not named", do)
        return {}
    return {str(item): str(claim) for item, claim in given.items()}
