"""Takes a batch over as a folder with the file of notices: published by one rename, or not at all.

<home>/portal/<batch>/notices.csv · notices.schema.json · answers.json
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sakimawari.problems import Place, fault
from sakimawari.reach.channels.addresses import AddressBook
from sakimawari.reach.channels.portal.notice_file import (
    NOTICES,
    SCHEMA,
    csv_of,
    fits,
    schema_bytes,
)
from sakimawari.reach.channels.seam import Answer, Item, Outcome
from sakimawari.reach.channels.setup.values import Portal
from sakimawari.reach.medium import Medium

FOLDER, ANSWERS = "portal", "answers.json"
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalWriter:
    """A BatchWriter for PORTAL."""

    portal: Portal
    home: Path
    book: AddressBook
    name: str = "portal"
    medium: Medium = Medium.PORTAL

    def write(self, batch: str, items: Sequence[Item], *, on: date) -> Mapping[str, Answer]:
        """Write the file of a batch. REACH075 where a batch of this name was another one."""
        if _NAME.fullmatch(batch) is None:
            raise _other(batch)
        root = self.home / FOLDER
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(root):
            before = _answers(root / batch)
            told = self._publish(root, batch, items, on) if before is None else before
        if set(told) != {item.id for item in items}:
            raise _other(batch)
        return told

    def _publish(
        self, root: Path, batch: str, items: Sequence[Item], on: date
    ) -> dict[str, Answer]:
        known = {
            id
            for folder in root.glob("[!.]*/")
            for id, answer in (_answers(folder) or {}).items()
            if answer.outcome is Outcome.ACCEPTED
        }
        told = {item.id: self._answer(item) for item in items}
        written = [
            item
            for item in items
            if told[item.id].outcome is Outcome.ACCEPTED and item.id not in known
        ]
        making = root / f".making-{secrets.token_hex(8)}"
        making.mkdir(mode=0o700)
        try:
            organisation = self.portal.organisation
            _write(making / NOTICES, csv_of(written, organisation=organisation, on=on))
            _write(making / SCHEMA, schema_bytes())
            kept = {id: [answer.outcome.value, answer.why] for id, answer in told.items()}
            _write(making / ANSWERS, json.dumps(kept, indent=1).encode())
            making.rename(root / batch)
            _settle(root)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        return told

    def _answer(self, item: Item) -> Answer:
        if self.book.address_of(item.person, Medium.PORTAL) is None:
            return Answer(outcome=Outcome.REFUSED, why="no_address")
        if not fits(item):
            return Answer(outcome=Outcome.REFUSED, why="too_long")
        return Answer(outcome=Outcome.ACCEPTED)


def _answers(folder: Path) -> dict[str, Answer] | None:
    path = folder / ANSWERS
    if not path.is_file():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    return {id: Answer(outcome=Outcome(word), why=why) for id, (word, why) in told.items()}


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    with (root / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _other(batch: str) -> Exception:
    return fault(
        "REACH075",
        "a batch of this name was written before, about other messages, or its name cannot be one",
        "give each batch a name of its own, and leave the folders of written ones as they are",
        where=Place(file=FOLDER),
    )
