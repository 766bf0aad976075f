"""What channels keep under seal, and for how long they keep it."""

from __future__ import annotations

from sakimawari.guard.custody.values import Kept, SealedColumn
from sakimawari.reach.channels import expiry_store
from sakimawari.reach.channels.portal.keeping import portal_files, remove_portal_files
from sakimawari.reach.channels.rehearsal.keeping import noted, remove_noted

SEALED = (
    SealedColumn(model="channels.LineLinkRow", column="user", person="person"),
    SealedColumn(model="channels.EntryRow", column="content", person="person"),
    SealedColumn(model="channels.ContactRow", column="note", person="person"),
)
KEPT = (
    Kept(id="line-codes", due=expiry_store.old_codes, remove=expiry_store.remove_codes),
    Kept(id="calls-heard", due=expiry_store.old_calls, remove=expiry_store.remove_calls),
    Kept(id="contacts", due=expiry_store.old_lists, remove=expiry_store.remove_lists),
    Kept(id="portal-files", due=portal_files, remove=remove_portal_files),
    Kept(id="rehearsed", due=noted, remove=remove_noted),
)
