"""For how long the audit is kept: it goes from its beginning up to a signed checkpoint, as one piece."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sakimawari.guard.audit import store
from sakimawari.guard.audit.signing import open_signer
from sakimawari.guard.custody.values import Found, Kept, Place, SealedColumn


def due(place: Place, before: datetime) -> Found:
    """The entries up to the last checkpoint before a moment."""
    count = store.countable_before(before)
    return Found(ids=(before.isoformat(),) if count else (), count=count)


def remove(place: Place, ids: Sequence[str]) -> int:
    """Cut the chain there; the cut is signed, and `audit verify` goes on from it."""
    [before] = ids
    book = store.Book(home=place.home, signer=open_signer(place.keys_folder))
    return book.cut(datetime.fromisoformat(before))


SEALED: tuple[SealedColumn, ...] = ()
KEPT = (Kept(id="audit", due=due, remove=remove),)
