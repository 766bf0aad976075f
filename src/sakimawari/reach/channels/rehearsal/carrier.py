"""A carrier that carries nothing: it notes under our own id that a message would have left.

<home>/rehearsed/<medium>/<two letters of the id>/<id>.json · language and lengths, no address, no word
of the text: a rehearsal with a whole city must not put its messages into files.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sakimawari.reach.channels.seam import Answer, Outcome, Parcel
from sakimawari.reach.medium import Medium

FOLDER = "rehearsed"
REHEARSED = (Medium.EMAIL, Medium.LINE, Medium.SMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalCarrier:
    """A provider for one medium while the city rehearses; it takes each id once, for ever."""

    medium: Medium
    home: Path
    repeats_for: timedelta = timedelta.max

    @property
    def name(self) -> str:
        """The name it bears in counts: rehearsal-email."""
        return f"rehearsal-{self.medium.value}"

    def send(self, parcel: Parcel) -> Answer:
        """Note the message; whole or not at all, and once."""
        path = self._path(parcel.id)
        if not path.is_file():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
            told = {
                "language": parcel.language,
                "subject_characters": len(parcel.subject),
                "text_characters": len(parcel.text),
            }
            with os.fdopen(
                os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
            ) as file:
                json.dump(told, file)
            beside.replace(path)
        return Answer(outcome=Outcome.ACCEPTED, theirs=f"rehearsed-{parcel.id}")

    def has(self, id: str) -> bool:
        """Whether it was noted."""
        return self._path(id).is_file()

    def check(self) -> str:
        """Always ready."""
        return "ok: rehearsal, nothing leaves"

    def close(self) -> None:
        """Nothing is held open."""

    def _path(self, id: str) -> Path:
        return self.home / FOLDER / self.medium.value / id[:2] / f"{id}.json"
