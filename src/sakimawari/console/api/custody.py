"""What the interface for programs keeps under seal, and for how long it keeps answers and notices."""

from __future__ import annotations

from sakimawari.console.api import expiry_store
from sakimawari.guard.custody.values import Kept, SealedColumn

SEALED = (
    SealedColumn(model="api.Answer", column="sealed", person="program__client_id"),
    SealedColumn(model="api.Hook", column="secret", person="program__client_id"),
)
KEPT = (Kept(id="programs", due=expiry_store.over, remove=expiry_store.remove),)
