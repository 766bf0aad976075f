"""Specimens of faulty packs: each folder holds only what differs from the good pack.

`without.txt` lists files of the good pack to leave out; `expected.txt` is the exact message.
"""

from __future__ import annotations

import shutil
from pathlib import Path

HERE = Path(__file__).parent
GOOD = HERE / "good" / "celebration"
BAD = HERE / "bad"
_BESIDE = ("expected.txt", "without.txt")


def assembled(specimen: Path, into: Path) -> Path:
    """The good pack with a specimen laid over it, as a folder `celebration` under `into`."""
    pack = into / "celebration"
    shutil.copytree(GOOD, pack)
    without = specimen / "without.txt"
    if without.exists():
        for name in without.read_text(encoding="utf-8").split():
            (pack / name).unlink()
    for path in specimen.rglob("*"):
        if path.is_file() and path.name not in _BESIDE:
            target = pack / path.relative_to(specimen)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return pack


def expected(specimen: Path) -> str:
    """The message a specimen must cause, all problems of it together."""
    return (specimen / "expected.txt").read_text(encoding="utf-8").strip()
