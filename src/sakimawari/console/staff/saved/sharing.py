"""With whom a saved list may be shared, and which one was deleted last."""

from __future__ import annotations

from sakimawari.guard.actor import EVERYWHERE, Actor

UNDO = "undo-saved"  # in the session: the list deleted last


def share_with(actor: Actor) -> tuple[str, ...]:
    """With whom an actor may share: their departments, or everybody where they have no bound."""
    return (EVERYWHERE,) if EVERYWHERE in actor.departments else tuple(sorted(actor.departments))
