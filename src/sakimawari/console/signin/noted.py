"""What of signing in goes into the audit: who came in and left, how, and which ways in were changed.

A resident's own comings and goings are told by their key as the actor, not as the person looked at:
the page of who looked at a record shows others alone.
"""

from __future__ import annotations

from django.utils import timezone

from sakimawari.console.deciding import book
from sakimawari.guard.accounts.values import Profile
from sakimawari.guard.actor import Role
from sakimawari.guard.audit.entries import Draft

SIGN_IN, SIGN_OUT, TURNED_AWAY = "sign_in", "sign_out", "sign_in_refused"
LINKED, ADDED, REMOVED = "link_account", "add_passkey", "remove_passkey"


def note(profile: Profile | None, action: str, *, how: str = "", allowed: bool = True) -> None:
    """Write what an account did; of somebody without one nothing is known but how they tried."""
    actor = profile.actor() if profile is not None else None
    book().add(
        Draft(
            at=timezone.now(),
            actor_kind=actor.kind.value if actor is not None else "nobody",
            actor=actor.id if actor is not None else "",
            roles=tuple(role.value for role in Role if actor is not None and role in actor.roles),
            departments=tuple(sorted(actor.departments)) if actor is not None else (),
            action=action,
            purpose="",
            basis="",
            kind="House",
            target=how,
            person="",
            persons=(),
            service="",
            fields=(),
            allowed=allowed,
            policies=(),
            reason="",
        )
    )
