"""What returned paper keeps under seal, and for how long it is kept."""

from __future__ import annotations

from sakimawari.guard.custody.values import Kept, SealedColumn, SealedFiles
from sakimawari.reach.returned import expiry_store
from sakimawari.reach.returned.picture_store import page_place, slip_place
from sakimawari.reach.returned.upload_store import upload_place

SEALED = (
    SealedColumn(model="returned.PageRow", column="name", person="owner"),
    SealedColumn(model="returned.SlipRow", column="content", person="person"),
    SealedColumn(model="returned.UploadRow", column="name", person="owner"),
    SealedFiles(model="returned.PageRow", person="owner", place=page_place),
    SealedFiles(model="returned.PageRow", person="owner", place=slip_place),
    SealedFiles(model="returned.UploadRow", person="owner", place=upload_place),
)
KEPT = (
    Kept(id="returned-paper", due=expiry_store.over, remove=expiry_store.remove_over),
    Kept(id="returned-files", due=expiry_store.uploads, remove=expiry_store.remove_uploads),
)
