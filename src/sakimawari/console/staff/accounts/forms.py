"""The form of an account, read into a profile; what is not among the choices is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import QueryDict

from sakimawari.guard.accounts.values import Profile
from sakimawari.guard.actor import EVERYWHERE, ActorKind, Role

LONGEST_NAME = 60


def profile_in(form: QueryDict, before: Profile, *, wards: Sequence[str]) -> Profile:
    """The profile a form makes of an account; `named` is never changed here."""
    return replace(
        before,
        kind=ActorKind.STAFF,
        name=" ".join(form.get("name", "").split())[:LONGEST_NAME] or before.name,
        roles=frozenset(role for role in Role if role.value in form.getlist("roles")),
        departments=_bounds(form, "departments"),
        wards=_bounds(form, "wards") & {*wards, EVERYWHERE},
        services=_services(form),
        active=form.get("active") == "on",
    )


def _bounds(form: QueryDict, name: str) -> frozenset[str]:
    """What is ticked and what is written one a line; EVERYWHERE alone where that is ticked."""
    told = {*form.getlist(name), *form.get(f"{name}-more", "").splitlines()}
    found = frozenset(each.strip()[:120] for each in told if each.strip())
    return frozenset({EVERYWHERE}) if EVERYWHERE in found else found


def _services(form: QueryDict) -> frozenset[str]:
    """The slugs that are ticked; without any there is no bound by service."""
    found = frozenset(form.getlist("services")) - {""}
    return found or frozenset({EVERYWHERE})


def changes(before: Profile, after: Profile) -> str:
    """What a change of an account comes to, for the audit; no name of a person."""
    told = []
    for name in ("roles", "departments", "wards", "services"):
        old, new = getattr(before, name), getattr(after, name)
        added = sorted(_word(each) for each in new - old)
        gone = sorted(_word(each) for each in old - new)
        told += [f"+{each}" for each in added] + [f"-{each}" for each in gone]
    if before.active != after.active:
        told.append("+active" if after.active else "-active")
    if before.name != after.name:
        told.append("name")
    return " ".join(told)


def _word(value: Role | str) -> str:
    return value.value if isinstance(value, Role) else value
