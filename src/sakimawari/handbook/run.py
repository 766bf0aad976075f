"""Writes the handbook: the whole folder anew, shown by one rename."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sakimawari.handbook.contents import Handbook, handbook_of
from sakimawari.handbook.pages import INDEX, STYLE, pages_of
from sakimawari.packs.cases import cases_of
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import Place, fault

Progress = Callable[[str, int, int], None]


def write_handbook(
    catalogue: Catalogue,
    folder: Path,
    *,
    on: date,
    until: date,
    progress: Progress | None = None,
) -> Handbook:
    """Write the handbook into a folder that is new, empty, or an earlier handbook; return it.

    BOOK001 where the folder holds something else, which is never overwritten.
    """
    _refuse_foreign(folder)
    handbook = handbook_of(catalogue, [case for case, _ in cases_of(catalogue)], on=on, until=until)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write(handbook, draft, progress)
        draft.chmod(0o755)
        if folder.exists():
            old = draft.with_name(f"{draft.name}-old")
            folder.rename(old)
            draft.rename(folder)
            shutil.rmtree(old)
        else:
            draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return handbook


def _write(handbook: Handbook, folder: Path, progress: Progress | None) -> None:
    total = len(handbook.pages) + 5
    for number, (path, text) in enumerate(pages_of(handbook), start=1):
        file = folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        if progress is not None:
            progress("pages", number, total)


def _refuse_foreign(folder: Path) -> None:
    if not folder.exists():
        return
    held = {path.name for path in folder.iterdir()} if folder.is_dir() else {"a file"}
    if held and not {INDEX, STYLE} <= held:
        raise fault(
            "BOOK001",
            "the folder holds something that is no handbook",
            "name a new folder, an empty one, or that of an earlier handbook",
            where=Place(file=folder.name),
        )
