"""Who acts: a resident, a member of staff, or a program, with what they were given to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class ActorKind(Enum):
    """RESIDENT: on my page. STAFF: at the console. PROGRAM: through the API. NOBODY: a visitor."""

    RESIDENT = "resident"
    STAFF = "staff"
    PROGRAM = "program"
    NOBODY = "nobody"


class Role(Enum):
    """What a member of staff does; one may have several.

    CLERK       窓口・審査: searches residents, works on cases of their department
    SUPERVISOR  決裁: approves what a clerk proposes, sends out payments
    CASEWORKER  相談支援: sees health and welfare facts of the people they help
    POLICY      政策: sees figures, never a person; drafts changes of rules
    APPROVER    制度改正の承認: gives a drafted rule its effect, never the drafter's own
    IT          情報部門: keys, accounts, programs; sees no person
    AUDITOR     監査: reads the audit; sees no facts
    """

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    CASEWORKER = "caseworker"
    POLICY = "policy"
    APPROVER = "approver"
    IT = "it"
    AUDITOR = "auditor"


EVERYWHERE = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who asks for something, as the policies see them.

    `id` is the opaque key of a resident, the account's id of a member of staff, the client id of a
    program. `departments`, `wards` and `services` bound what staff see; EVERYWHERE in one means no
    bound. `acts_for` are the people a resident may act for today: minors in their care, and those
    who gave them a delegation. `named` is whether they are named for people under 支援措置. `scopes`
    are a program's; `live` is False for a test key.
    """

    kind: ActorKind
    id: str
    name: str = ""
    roles: frozenset[Role] = frozenset()
    departments: frozenset[str] = frozenset()
    wards: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    acts_for: frozenset[str] = frozenset()
    named: bool = False
    second_factor: bool = False
    scopes: frozenset[str] = frozenset()
    live: bool = True

    def has(self, *roles: Role) -> bool:
        """Whether the actor has one of these roles."""
        return not self.roles.isdisjoint(roles)


NOBODY = Actor(kind=ActorKind.NOBODY, id="")
