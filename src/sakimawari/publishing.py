"""A folder made whole beside its place, then published by one rename; and what lies in it, hashed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

MANIFEST = "manifest.json"


@contextmanager
def publishing_at(final: Path) -> Iterator[Path]:
    """A folder to fill; published when the block ends well, thrown away when it does not.

    A folder that stood there before is replaced whole.
    """
    making = final.with_name(f".{final.name}.{os.getpid()}.making")  # two runs may bear one name
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        yield making
        if final.exists():
            old = final.with_name(f".{final.name}.old")
            shutil.rmtree(old, ignore_errors=True)
            final.rename(old)
            making.rename(final)
            shutil.rmtree(old)
        else:
            making.rename(final)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def write_manifest(folder: Path, about: Mapping[str, object]) -> None:
    """Write what a folder was made of and with: hashes, versions, seed, options. It comes last."""
    text = json.dumps(about, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def manifest_of(folder: Path) -> dict[str, object]:
    """What a finished folder says of itself."""
    said: dict[str, object] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return said


def finished_in(root: Path) -> list[Path]:
    """The finished folders under one, the newest first (by the time of their manifest)."""
    made = list(root.glob("[!.]*/" + MANIFEST))
    made.sort(key=lambda file: (file.stat().st_mtime_ns, file.parent.name), reverse=True)
    return [file.parent for file in made]


def hashes_of(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a folder but its manifest, by path within it."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }
