"""Arrays kept on disk as memory-mapped files: made once, published whole, made again if damaged.

    <folder>/<item>/<array>.npy    one array each, in NumPy's own format
    <folder>/<item>/about.json     of what it was made, its words, and size and checksum of each array

Everything here is derived: any of it may be deleted at any time, also under a running process. An
item is prepared under another name and shown by one rename, so that a reader sees all of it or
nothing; of two processes that make the same item, one wins and both go on. It holds facts of
residents, so folders are private to the account.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

LAYOUT = 1  # rises when the meaning of the arrays changes
_ABOUT = "about.json"
_UNFINISHED = ".new-"
_END = 1 << 16  # bytes of each end of a file that its checksum covers
_ABANDONED = 3600  # seconds after which an unfinished item belongs to a process that was killed

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Arrays that belong together, by name, with the words some of them number."""

    arrays: Mapping[str, Array]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A folder of items made from one source; `source` names its content (a hash).

    Without a folder nothing is kept on disk, and items live as long as the shelf.
    """

    folder: Path | None
    source: str
    taken: dict[str, Item] = field(default_factory=dict)

    def take(self, name: str, make: Callable[[], Item]) -> Item:
        """An item, mapped from disk; made and kept first if it is not there or is damaged.

        Where nothing can be written (a folder without permission, a full disk) the arrays are used
        as they were made.
        """
        held = self.taken.get(name) or self.kept(name)
        if held is None:
            held = self.keep(name, make())
        self.taken[name] = held
        return held

    def kept(self, name: str) -> Item | None:
        """An item as it lies on disk; None if it is not there, damaged or of another source."""
        if name in self.taken:
            return self.taken[name]
        if self.folder is None:
            return None
        place = self.folder / name
        try:
            about = json.loads((place / _ABOUT).read_text(encoding="utf-8"))
            if (about["layout"], about["source"]) != (LAYOUT, self.source):
                return None
            arrays = {one: _mapped(place, one, told) for one, told in about["arrays"].items()}
            item = Item(arrays=arrays, words=tuple(about["words"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        self.taken[name] = item
        return item

    def keep(self, name: str, item: Item) -> Item:
        """Publish an item and map it back."""
        if self.folder is None:
            return item
        try:
            self._publish(self.folder, name, item)
        except OSError:
            return item
        return self.kept(name) or item

    def _publish(self, folder: Path, name: str, item: Item) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sweep(folder)
        draft = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
        try:
            about = {
                "layout": LAYOUT,
                "source": self.source,
                "words": list(item.words),
                "arrays": {one: _written(draft, one, array) for one, array in item.arrays.items()},
            }
            text = json.dumps(about, ensure_ascii=False)
            (draft / _ABOUT).write_text(text, encoding="utf-8")
            self._show(draft, folder / name)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _show(self, draft: Path, place: Path) -> None:
        """Rename the draft into place; a sound item of another process stays, a damaged one goes."""
        try:
            draft.rename(place)
        except OSError:
            if self.kept(place.name) is not None:
                return
            aside = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=place.parent))
            place.rename(aside / "damaged")
            shutil.rmtree(aside, ignore_errors=True)
            draft.rename(place)


def _written(folder: Path, name: str, array: Array) -> dict[str, int]:
    path = folder / f"{name}.npy"
    np.save(path, np.ascontiguousarray(array), allow_pickle=False)
    return {"bytes": path.stat().st_size, "check": _check(path)}


def _check(path: Path) -> int:
    """A checksum of both ends of a file: cheap enough for every opening."""
    with path.open("rb") as file:
        check = zlib.crc32(file.read(_END))
        size = os.fstat(file.fileno()).st_size
        file.seek(max(0, size - _END))
        return zlib.crc32(file.read(_END), check)


def _mapped(folder: Path, name: str, told: Mapping[str, int]) -> Array:
    path = folder / f"{name}.npy"
    if path.stat().st_size != told["bytes"] or _check(path) != told["check"]:
        raise ValueError("the file is not as it was written")
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False)).view(np.ndarray)


def _sweep(folder: Path) -> None:
    """Removes what processes that were killed left unfinished."""
    before = time.time() - _ABANDONED
    for left in folder.glob(f"{_UNFINISHED}*"):
        try:
            if left.stat().st_mtime < before:
                shutil.rmtree(left, ignore_errors=True)
        except OSError:
            continue
