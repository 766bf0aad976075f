"""What requests keep under seal, and for how long they are kept."""

from __future__ import annotations

from sakimawari.console.residents.requests import store
from sakimawari.guard.custody.values import Kept, SealedColumn

SEALED = (
    SealedColumn(model="requests.RequestRow", column="content", person="person"),
    SealedColumn(model="requests.RequestRow", column="answer", person="person"),
)
KEPT = (Kept(id="requests", due=store.answered_before, remove=store.remove),)
