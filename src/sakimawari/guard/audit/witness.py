"""What is kept beside the operational store, so that a shortened chain is found.

    <home>/audit/head                  the newest entry's place and digest, signed
    <home>/audit/checkpoints.jsonl     every checkpoint ever signed, one a line

Copy the folder to another machine every night: the copy then holds against whoever has this one.
"""

from __future__ import annotations

import fcntl
import json
import os
from datetime import datetime
from pathlib import Path

from sakimawari.guard.audit.signing import Checkpoint

FOLDER = "audit"
_HEAD = "head"
_CHECKPOINTS = "checkpoints.jsonl"


def _told(checkpoint: Checkpoint) -> str:
    members = {
        "seq": checkpoint.seq,
        "digest": checkpoint.digest,
        "at": checkpoint.at.isoformat(),
        "kind": checkpoint.kind,
        "key": checkpoint.key,
        "signature": checkpoint.signature,
    }
    return json.dumps(members, separators=(",", ":"), sort_keys=True)


def _read(line: str) -> Checkpoint | None:
    try:
        members = json.loads(line)
        return Checkpoint(**{**members, "at": datetime.fromisoformat(members["at"])})
    except (ValueError, TypeError, KeyError):
        return None


def keep_checkpoint(home: Path, checkpoint: Checkpoint) -> None:
    """Add a checkpoint to the file of all."""
    folder = home / FOLDER
    folder.mkdir(exist_ok=True, mode=0o700)
    with (folder / _CHECKPOINTS).open("a", encoding="utf-8") as file:
        file.write(_told(checkpoint) + "\n")
        file.flush()
        os.fsync(file.fileno())


def keep_head(home: Path, head: Checkpoint) -> None:
    """Note the newest entry; of several processes the one with the highest place prevails."""
    folder = home / FOLDER
    folder.mkdir(exist_ok=True, mode=0o700)
    handle = os.open(folder / _HEAD, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        known = _read(os.pread(handle, 4096, 0).decode("utf-8", errors="replace"))
        if known is None or known.seq < head.seq:
            line = _told(head).encode()
            os.pwrite(handle, line, 0)
            os.ftruncate(handle, len(line))
    finally:
        os.close(handle)


def head_of(home: Path) -> Checkpoint | None:
    """The newest entry as it was noted; None where nothing (or nothing readable) is."""
    path = home / FOLDER / _HEAD
    return _read(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else None


def checkpoints_of(home: Path) -> tuple[Checkpoint, ...] | None:
    """The checkpoints in the file; None if a line of it cannot be read."""
    path = home / FOLDER / _CHECKPOINTS
    if not path.is_file():
        return ()
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    read = [_read(line) for line in lines]
    whole = [each for each in read if each is not None]
    return tuple(whole) if len(whole) == len(read) else None
