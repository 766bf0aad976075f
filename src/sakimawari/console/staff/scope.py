"""What an actor looks after: the services of their departments, the wards they work for.

Only what pages offer at first: what may be seen is decided by the policies each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sakimawari.guard.actor import EVERYWHERE, Actor
from sakimawari.guard.departments import units_of
from sakimawari.packs.pack import Service


def services_of(actor: Actor, services: Mapping[str, Service]) -> dict[str, Service]:
    """The services dealt with in the actor's departments, as far as they are bound to some."""
    return {slug: one for slug, one in services.items() if looks_after(actor, one)}


def looks_after(actor: Actor, service: Service) -> bool:
    """Whether a service is the actor's: of their department, and among the services named for them."""
    if not actor.services & {EVERYWHERE, service.slug}:
        return False
    return bool(actor.departments & {EVERYWHERE, *units_of(service.department)})


def wards_of(actor: Actor, wards: Iterable[str]) -> tuple[str, ...]:
    """The wards the actor works for, of those there are, in their order."""
    return tuple(ward for ward in wards if actor.wards & {EVERYWHERE, ward})


def everywhere(actor: Actor) -> bool:
    """Whether the actor works for every ward."""
    return EVERYWHERE in actor.wards
