"""A draft made anew from the pack in effect and everything that is asked of it.

The same pack and the same edits give the same draft, whoever makes it and when: what was previewed
is what is adopted.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.editing.bounds import with_bound
from sakimawari.packs.editing.edits import (
    Edit,
    MoreExample,
    NewBound,
    NewTable,
    NewValue,
    OtherResult,
)
from sakimawari.packs.editing.examples import with_example, with_result
from sakimawari.packs.editing.figures import with_value
from sakimawari.packs.editing.marks import ScalarNode, child, quoted, root_of, spliced
from sakimawari.packs.editing.sheets import with_table
from sakimawari.packs.pack import NATIONAL, Pack
from sakimawari.packs.sources import HEAD
from sakimawari.problems import fault

CHANGES = "CHANGELOG.md"
_TITLE = "# 変更の記録\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the pack's record of changes says of a version: before, now, and from when."""

    version: str
    on: date
    lines: tuple[tuple[str, str], ...]  # before, now
    period: str


def write_draft(pack: Pack, edits: Sequence[Edit], folder: Path, note: Note) -> Path:
    """The pack with the edits, in `folder`, which is made or replaced whole. Raises Problems."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    hidden = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    try:
        shutil.copytree(pack.folder, hidden, dirs_exist_ok=True)
        hidden.chmod(0o755)
        for edit in edits:
            _apply(edit, pack, hidden)
        _raise_version(hidden, note)
        if folder.exists():
            shutil.rmtree(folder)
        hidden.rename(folder)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)
    return folder


def _apply(edit: Edit, pack: Pack, folder: Path) -> None:
    match edit:
        case NewValue():
            path = folder / file_of(pack, "parameter", edit.parameter)
            _rewrite(path, with_value(_text(path), edit))
        case NewTable():
            with_table(folder, edit)
        case NewBound():
            path = folder / file_of(pack, "service", edit.service)
            _rewrite(path, with_bound(_text(path), edit))
        case OtherResult():
            path = inside(folder, edit.file)
            _rewrite(path, with_result(_text(path), edit))
        case MoreExample():
            path = inside(folder, edit.file)
            _rewrite(path, with_example(_text(path), edit))


def file_of(pack: Pack, kind: str, name: str) -> str:
    """The file of a pack in which something is declared. EDIT001 where it is not in the pack."""
    place = pack.places.get((kind, name))
    if place is None:
        raise fault(
            "EDIT001",
            f"{name} is not in the pack {pack.id}",
            "choose what the pack declares itself",
        )
    return place.file.partition("/")[2]


def inside(folder: Path, file: str) -> Path:
    """A file of examples in a draft. EDIT005 for any other path."""
    path = folder / "cases" / Path(file).name
    if not path.is_file() or path.suffix != ".yaml":
        raise fault("EDIT005", f"there is no file of examples {Path(file).name}", "choose another")
    return path


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig")


def _rewrite(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


def _raise_version(folder: Path, note: Note) -> None:
    head = folder / HEAD
    text = _text(head)
    version = child(root_of(text), "version")
    if isinstance(version, ScalarNode):
        marks = version.start_mark.index, version.end_mark.index
        _rewrite(head, spliced(text, [(*marks, quoted(note.version))]))
    record = folder / CHANGES
    held = _text(record) if record.is_file() else _TITLE
    title, _, rest = held.partition("\n")
    entry = "".join(f"- 前: {before}\n- いま: {now}\n" for before, now in note.lines)
    told = f"## {note.version}（{note.on}）\n\n{entry}- 影響する期間: {note.period}\n"
    _rewrite(record, f"{title}\n\n{told}\n{rest.lstrip()}")


def next_version(current: str, taken: Collection[str]) -> str:
    """The version after one in effect that nobody has had: 2026.4 → 2026.4.1 → 2026.4.2."""
    base = ".".join(current.split(".")[:2])
    number = 1
    while f"{base}.{number}" in {*taken, current}:
        number += 1
    return f"{base}.{number}"


def pack_with(catalogue: Catalogue, kind: str, name: str) -> Pack:
    """The pack whose parameter, table or service is in effect: a city's before the nation's.

    EDIT001 where no pack has it.
    """
    holding = [pack for pack in catalogue.packs if (kind, name) in pack.places]
    if not holding:
        raise fault("EDIT001", f"no pack has the {kind} {name}", "choose one from the list")
    return min(holding, key=lambda pack: pack.scope == NATIONAL)
