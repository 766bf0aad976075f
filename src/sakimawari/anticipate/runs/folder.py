"""A folder of results: filled beside its place, then published by one rename.

    <home>/anticipate/KIND/NAME/   KIND is people, series, alerts, demand, capacity or backcast

`manifest.json` is written last; a folder without it was never finished and is not shown.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

MANIFEST = "manifest.json"


@contextmanager
def publishing(home: Path, kind: str, name: str) -> Iterator[Path]:
    """A folder to fill; published when the block ends well, thrown away when it does not.

    A folder of the same name is replaced whole.
    """
    final = home / "anticipate" / kind / name
    making = final.with_name(f".{name}.{os.getpid()}.making")  # two runs may bear one name
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        yield making
        if final.exists():
            old = final.with_name(f".{name}.old")
            shutil.rmtree(old, ignore_errors=True)
            final.rename(old)
            making.rename(final)
            shutil.rmtree(old)
        else:
            making.rename(final)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def write_manifest(folder: Path, about: Mapping[str, object]) -> None:
    """Write what a run was made of and with: hashes, versions, seed, options, timings."""
    text = json.dumps(about, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def manifest_of(folder: Path) -> dict[str, object]:
    """What a finished run says of itself."""
    said: dict[str, object] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return said


def finished(home: Path, kind: str) -> list[Path]:
    """The finished runs of a kind, the newest first (by the time of their manifest)."""
    made = list((home / "anticipate" / kind).glob("[!.]*/" + MANIFEST))
    made.sort(key=lambda file: (file.stat().st_mtime_ns, file.parent.name), reverse=True)
    return [file.parent for file in made]
