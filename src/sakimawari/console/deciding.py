"""The judge and the book of this process: what decides, and where the decision is written."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from sakimawari.console.bearings import Bearing, bearings
from sakimawari.console.city import City
from sakimawari.guard.actor import Actor, ActorKind
from sakimawari.guard.audit.signing import open_signer
from sakimawari.guard.audit.store import Book
from sakimawari.guard.authorise.asked import Target
from sakimawari.guard.authorise.deciding import Judge
from sakimawari.guard.authorise.policies import load_policies
from sakimawari.office import current_office

POLICIES = "policies"  # the city's own, in its home


@cache
def _judge_of(home: Path) -> Judge:
    return Judge(policies=load_policies(home / POLICIES))


def judge() -> Judge:
    """What decides: our policies and those of the city's home, read once in a process."""
    return _judge_of(current_office().home)


@cache
def _book_of(home: Path, keys_folder: Path) -> Book:
    return Book(home=home, signer=open_signer(keys_folder))


def book() -> Book:
    """The audit of the city this process works for."""
    place = current_office()
    return _book_of(place.home, place.keys_folder)


def situated(there: City, actor: Actor, target: Target) -> Target:
    """The target with what the registers know of the person, whatever a page has said of them."""
    if not target.person:
        return target
    found = bearings(there).of(target.person)
    if found is None:  # died, moved away, or nobody's key: then nobody is under protection here
        return replace(target, protected=False, relation=_relation(actor, target.person, None))
    own = bearings(there).of(actor.id) if actor.kind is ActorKind.RESIDENT else None
    return replace(
        target,
        household=found.household,
        ward=found.ward,
        protected=found.protected,
        relation=_relation(actor, target.person, found),
        same_household=own is not None and own.household == found.household,
        tax_agreed=bearings(there).agreed_to_tax(target.person),
    )


def _relation(actor: Actor, person: str, found: Bearing | None) -> str:
    if actor.kind is not ActorKind.RESIDENT:
        return "none"
    if person == actor.id:
        return "self"
    if person not in actor.acts_for:
        return "none"
    return "child" if found is not None and actor.id in found.members else "proxy"


def closed_to(actor: Actor, target: Target) -> bool:
    """Whether a protected record stays closed to an actor, whatever any policy says."""
    if not (target.person and target.protected):
        return False
    if actor.kind is ActorKind.STAFF:
        return not actor.named
    if actor.kind is ActorKind.RESIDENT:
        return target.relation != "self" and not (
            target.relation == "child" and target.same_household
        )
    return True
