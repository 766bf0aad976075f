"""What the policies see of a question: a plain, hashable value without the key of any resident."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from sakimawari.guard.actor import Actor, ActorKind
from sakimawari.guard.authorise.asked import Action, Asked, Target
from sakimawari.guard.departments import units_of
from sakimawari.guard.purposes import PURPOSES

_TYPES = {
    ActorKind.STAFF: "Staff",
    ActorKind.RESIDENT: "Resident",
    ActorKind.PROGRAM: "Program",
    ActorKind.NOBODY: "Visitor",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One question as the policies see it. Equal views have equal answers."""

    principal: tuple[str, str]
    attributes: tuple[tuple[str, Any], ...]
    action: Action
    kind: str
    matter: tuple[tuple[str, Any], ...]
    purpose: str
    invented: bool


def view_of(asked: Asked) -> View:
    """The question without whose record it is: only how the asking resident is related to them."""
    actor, target = asked.actor, asked.target
    named = actor.id if actor.kind in {ActorKind.STAFF, ActorKind.PROGRAM} else "-"
    return View(
        principal=(_TYPES[actor.kind], named or "-"),
        attributes=_attributes(actor),
        action=asked.action,
        kind=target.kind,
        matter=_matter(actor, target),
        purpose=asked.purpose,
        invented=asked.invented,
    )


def _words(words: Set[str]) -> tuple[str, ...]:
    return tuple(sorted(words))


def _attributes(actor: Actor) -> tuple[tuple[str, Any], ...]:
    bounds = (
        ("departments", _words(actor.departments)),
        ("services", _words(actor.services)),
        ("wards", _words(actor.wards)),
    )
    if actor.kind is ActorKind.STAFF:
        return (
            *bounds,
            ("named", actor.named),
            ("roles", tuple(sorted(role.value for role in actor.roles))),
            ("second_factor", actor.second_factor),
        )
    if actor.kind is ActorKind.PROGRAM:
        return (*bounds, ("live", actor.live), ("scopes", _words(actor.scopes)))
    return ()


def _matter(actor: Actor, target: Target) -> tuple[tuple[str, Any], ...]:
    relation = target.relation if actor.kind is ActorKind.RESIDENT else "none"
    return (
        ("about_person", bool(target.person)),
        ("relation", relation),
        ("same_household", target.same_household),
        ("ward", target.ward),
        ("departments", _words(units_of(target.department))),
        ("service", target.service),
        ("delegated", target.delegated),
        ("protected", target.protected),
        ("tax_agreed", target.tax_agreed),
        ("own_proposal", bool(target.by) and target.by == actor.id),
        ("published", not target.draft),
    )


def request_of(view: View, field: str) -> dict[str, Any]:
    """The question as a request of Cedar, for one group of fields ("": the act itself)."""
    type, id = view.principal
    basis = PURPOSES[view.purpose].basis if view.purpose in PURPOSES else ""
    return {
        "principal": {"type": type, "id": id},
        "action": {"type": "Action", "id": view.action.value},
        "resource": {"type": view.kind, "id": "-"},
        "context": {
            "purpose": view.purpose,
            "basis": basis,
            "field": field,
            "invented": view.invented,
        },
    }


def entities_of(view: View) -> list[dict[str, Any]]:
    """Who asks and what is asked about, with their attributes."""
    type, id = view.principal
    return [
        {"uid": {"type": type, "id": id}, "attrs": _lists(view.attributes), "parents": []},
        {"uid": {"type": view.kind, "id": "-"}, "attrs": _lists(view.matter), "parents": []},
    ]


def _lists(attributes: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in attributes}
