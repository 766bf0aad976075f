"""For how long consents and delegations are kept. Nothing of them is under seal: they name nobody."""

from __future__ import annotations

from sakimawari.guard.consents import expiry_store
from sakimawari.guard.custody.values import Kept, SealedColumn

SEALED: tuple[SealedColumn, ...] = ()
KEPT = (
    Kept(id="consents", due=expiry_store.replaced, remove=expiry_store.remove_replaced),
    Kept(id="delegations", due=expiry_store.ended, remove=expiry_store.remove_ended),
)
