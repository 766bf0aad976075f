"""The audit as a file that can be verified anywhere: JSON lines, with the public keys.

The first line says what it is and holds the public keys; then entries in order, checkpoints, the
head. Whoever verifies it elsewhere should know the ids of the city's keys from another source: a
file that brings its own keys proves only that it was not changed since somebody signed it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sakimawari.guard.audit.entries import Draft, Entry
from sakimawari.guard.audit.signing import Checkpoint, Verifier, public_bytes, verifier_of
from sakimawari.guard.audit.verify import HEAD, Witnesses
from sakimawari.problems import Place, Problems, fault

FORMAT, VERSION = "sakimawari-audit", 1
_WORDS = ("roles", "departments", "persons", "fields", "policies")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """An export that was read: its entries are read again at each walk."""

    path: Path
    verifier: Verifier
    witnesses: Witnesses

    def entries(self) -> Iterator[Entry]:
        """The entries in the order of the file."""
        for number, kind, told in _lines(self.path):
            if kind == "entry":
                yield _entry(told, _place(self.path, number))


def write_export(
    file: Any, entries: Iterable[Entry], witnesses: Witnesses, verifier: Verifier
) -> int:
    """Write all of it to an open text file; how many entries there are."""
    keys = {
        id: base64.b64encode(public_bytes(key)).decode("ascii") for id, key in verifier.keys.items()
    }
    _put(file, "audit", {"format": FORMAT, "version": VERSION, "keys": keys})
    count = 0
    for entry in entries:
        told = {**asdict(entry.draft), "at": entry.draft.at.isoformat()}
        _put(file, "entry", {"seq": entry.seq, **told, "previous": entry.previous,
                             "digest": entry.digest})  # fmt: skip
        count += 1
    for checkpoint in witnesses.stored:
        _put(file, "checkpoint", _told(checkpoint))
    if witnesses.head is not None:
        _put(file, HEAD, _told(witnesses.head))
    return count


def read_export(path: Path) -> Exported:
    """An export, checked for its form. GUARD014 for a file that is none, or is damaged."""
    verifier: Verifier | None = None
    checkpoints: list[Checkpoint] = []
    head = None
    for number, kind, told in _lines(path):
        place = _place(path, number)
        if number == 1:
            if kind != "audit" or (told.get("format"), told.get("version")) != (FORMAT, VERSION):
                raise _damaged(place, "the file is no export of the audit of this version")
            verifier = _verifier(told, place)
        elif kind in {"checkpoint", HEAD}:
            read = _checkpoint(told, place)
            if kind == HEAD:
                head = read
            else:
                checkpoints.append(read)
    if verifier is None:
        raise _damaged(_place(path, 1), "the file is empty")
    witnesses = Witnesses(stored=checkpoints, filed=checkpoints, head=head)
    return Exported(path=path, verifier=verifier, witnesses=witnesses)


def _put(file: Any, kind: str, told: dict[str, Any]) -> None:
    file.write(json.dumps({"is": kind, **told}, ensure_ascii=False, separators=(",", ":")) + "\n")


def _told(checkpoint: Checkpoint) -> dict[str, Any]:
    return {**asdict(checkpoint), "at": checkpoint.at.isoformat()}


def _lines(path: Path) -> Iterator[tuple[int, str, dict[str, Any]]]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            try:
                told = json.loads(line)
                kind = told.pop("is")
            except (ValueError, AttributeError, KeyError, TypeError):
                raise _damaged(_place(path, number), "a line is no record of the audit") from None
            yield number, kind, told


def _entry(told: dict[str, Any], place: Place) -> Entry:
    try:
        seq, previous, digest = told.pop("seq"), told.pop("previous"), told.pop("digest")
        words: dict[str, Any] = {name: tuple(told.pop(name)) for name in _WORDS}
        at = datetime.fromisoformat(told.pop("at"))
        draft = Draft(at=at, **words, **told)
    except (ValueError, KeyError, TypeError):
        raise _damaged(place, "an entry lacks a member or has a strange one") from None
    return Entry(seq=seq, draft=draft, previous=previous, digest=digest)


def _checkpoint(told: dict[str, Any], place: Place) -> Checkpoint:
    try:
        return Checkpoint(**{**told, "at": datetime.fromisoformat(told["at"])})
    except (ValueError, KeyError, TypeError):
        raise _damaged(place, "a checkpoint lacks a member or has a strange one") from None


def _verifier(told: dict[str, Any], place: Place) -> Verifier:
    try:
        return verifier_of(told["keys"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(place, "the public keys cannot be read") from None


def _place(path: Path, number: int) -> Place:
    return Place(file=path.name, line=number)


def _damaged(place: Place, what: str) -> Problems:
    return fault(
        "GUARD014",
        what,
        "export the audit again (sakimawari audit export); a changed line is a finding of its own",
        where=place,
    )
