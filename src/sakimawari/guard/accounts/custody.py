"""What accounts keep under seal, and for how long sessions, codes and counted attempts stay."""

from __future__ import annotations

from sakimawari.guard.accounts import expiry_store
from sakimawari.guard.custody.values import Kept, SealedColumn

SEALED = (SealedColumn(model="accounts.Account", column="name", person="id"),)
KEPT = (
    Kept(id="sessions", due=expiry_store.sessions, remove=expiry_store.remove_sessions),
    Kept(id="attempts", due=expiry_store.attempts, remove=expiry_store.remove_attempts),
    Kept(id="codes", due=expiry_store.codes, remove=expiry_store.remove_codes),
    Kept(id="accounts-closed", due=expiry_store.closed, remove=expiry_store.remove_accounts),
    Kept(id="accounts-unused", due=expiry_store.unused, remove=expiry_store.remove_accounts),
)
