"""An account as everybody but the store sees it: who signs in, and what they were given to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sakimawari.guard.actor import Actor, ActorKind, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One account. `person` is the opaque key of a resident, empty for staff.

    `name` is that of a member of staff; a resident's is kept nowhere but sealed in the registry.
    `departments`, `wards` and `services` bound what staff see (`guard.actor.EVERYWHERE`: no bound).
    `persona` names the invented person of the demo the account was made for.
    """

    id: str
    kind: ActorKind
    person: str = ""
    name: str = ""
    roles: frozenset[Role] = frozenset()
    departments: frozenset[str] = frozenset()
    wards: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    named: bool = False
    active: bool = True
    persona: str = ""

    def actor(
        self, *, second_factor: bool = False, acts_for: frozenset[str] = frozenset()
    ) -> Actor:
        """Who the policies are asked about when this account is signed in."""
        return Actor(
            kind=self.kind,
            id=self.person if self.kind is ActorKind.RESIDENT else self.id,
            name=self.name,
            roles=self.roles,
            departments=self.departments,
            wards=self.wards,
            services=self.services,
            acts_for=acts_for,
            named=self.named,
            second_factor=second_factor,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The account at an identity provider: who issued it, and the subject they know it by."""

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """One place in which an account is signed in. `id` tells it from others and opens nothing."""

    id: str
    began: datetime
    seen: datetime
    browser: str
    method: str
    here: bool = False
