"""The folder of a draft: made whole from the pack in effect and the edits, never edited in place."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sakimawari.console.services.changes.values import Change
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.editing.drafting import Note, write_draft
from sakimawari.packs.pack import Pack
from sakimawari.packs.revision import with_draft
from sakimawari.problems import Problem, Problems, fault

DRAFTS = Path("drafts") / "console"


def folder_of(home: Path, change: Change) -> Path:
    """Where the draft of a change lies."""
    return home / DRAFTS / change.id / change.pack


def pack_in_effect(catalogue: Catalogue, id: str) -> Pack:
    """The pack of this id. EDIT006 where none is in effect any more."""
    found = next((pack for pack in catalogue.packs if pack.id == id), None)
    if found is None:
        raise fault(
            "EDIT006",
            f"no pack {id} is in effect any more",
            "withdraw the draft, or put the pack back into effect",
        )
    return found


def build(
    home: Path, catalogue: Catalogue, change: Change
) -> tuple[str, tuple[Mapping[str, Any], ...]]:
    """Make the folder anew; the draft's hash, or nothing and the faults that keep it from loading."""
    folder = folder_of(home, change)
    try:
        pack = pack_in_effect(catalogue, change.pack)
        if pack.hash != change.base:
            raise moved_on(change)
        write_draft(pack, change.edits, folder, _note(change))
        return draft_in(with_draft(catalogue, folder), folder).hash, ()
    except Problems as found:
        return "", tuple(as_fault(problem) for problem in found.found)


def moved_on(change: Change) -> Problems:
    """The pack in effect is not the one the draft was made from."""
    return fault(
        "EDIT007",
        f"the pack {change.pack} in effect is not the one this draft was made from",
        "make the draft anew from the pack in effect, and look at its effects again",
    )


def draft_in(catalogue: Catalogue, folder: Path) -> Pack:
    """The pack of a catalogue that was read from this folder."""
    return next(pack for pack in catalogue.packs if pack.folder.resolve() == folder.resolve())


def remove(home: Path, change: Change) -> None:
    """Take away the folder of a draft that is no longer needed."""
    shutil.rmtree(home / DRAFTS / change.id, ignore_errors=True)


def _note(change: Change) -> Note:
    since = [one.since for one in change.told if one.since]
    return Note(
        version=change.version,
        on=change.made.date(),
        lines=tuple((f"{one.what}は{one.before}。", f"{one.after}。") for one in change.told),
        period="、".join(dict.fromkeys(since)) or "なし（計算例だけ）",
    )


def as_fault(problem: Problem) -> dict[str, Any]:
    """A problem as it is kept and shown."""
    where = problem.where
    return {
        "id": problem.id,
        "what": problem.what,
        "do": problem.do,
        "near": problem.near,
        "file": None if where is None else where.file,
        "line": None if where is None else where.line,
        "column": None if where is None else where.column,
    }
