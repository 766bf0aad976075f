"""To whom a message went, by our own id of it: for whoever hears of it from outside."""

from __future__ import annotations

from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.models import AttemptRow


def whom(ours: str) -> tuple[str, Medium] | None:
    """The person, and the medium, of an id of ours; None where nothing bears it (any more)."""
    row = AttemptRow.objects.filter(ours=ours).only("person", "medium").first()
    return None if row is None else (row.person, Medium(row.medium))
