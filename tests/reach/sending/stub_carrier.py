"""A carrier to the stub provider over HTTP, and a writer of batches into a folder."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sakimawari.reach.channels.seam import Answer, Item, Outcome, Parcel
from sakimawari.reach.medium import Medium

_MEDIA = {"mail": Medium.EMAIL, "sms": Medium.SMS, "line": Medium.LINE}
_TIMEOUT_SECONDS = 0.5


class StubCarrier:
    """Speaks to the stub; its habits are those of the medium: mail cannot be asked and repeats, sms
    refuses a second, line can be asked.
    """

    def __init__(self, name: str, port: int) -> None:
        self._name, self._port = name, port
        self._own = threading.local()

    @property
    def name(self) -> str:
        return self._name

    @property
    def medium(self) -> Medium:
        return _MEDIA[self._name]

    @property
    def repeats_for(self) -> timedelta:
        return timedelta(days=7) if self._name == "sms" else timedelta(0)

    def send(self, parcel: Parcel) -> Answer:
        told = {"id": parcel.id, "to": parcel.to, "text": parcel.text}
        try:
            status, value = self.ask("POST", f"/{self._name}/send", told)
        except (OSError, http.client.HTTPException):
            self.close()
            return Answer(outcome=Outcome.UNSURE, why="timeout")
        if status == 200:
            return Answer(outcome=Outcome.ACCEPTED, theirs=value["theirs"])
        outcome = Outcome.BUSY if status >= 500 else Outcome.REFUSED
        return Answer(outcome=outcome, why=f"http_{status}")

    def has(self, id: str) -> bool | None:
        if self._name != "line":
            return None
        try:
            return bool(self.ask("GET", f"/{self._name}/has/{id}")[1])
        except (OSError, http.client.HTTPException):
            self.close()
            return None

    def close(self) -> None:
        """End this thread's connection."""
        line: http.client.HTTPConnection | None = getattr(self._own, "line", None)
        if line is not None:
            line.close()
            self._own.line = None

    def ask(self, method: str, path: str, value: Any = None) -> tuple[int, Any]:
        line: http.client.HTTPConnection | None = getattr(self._own, "line", None)
        if line is None:
            line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_TIMEOUT_SECONDS)
            self._own.line = line
        line.request(method, path, None if value is None else json.dumps(value))
        answer = line.getresponse()
        return answer.status, json.loads(answer.read())


class FolderWriter:
    """Letters as files: a batch is published by one rename, and an id by one batch alone."""

    name = "letters"
    medium = Medium.LETTER

    def __init__(self, folder: Path, checkpoint: Callable[[str], None]) -> None:
        self._folder, self._checkpoint = folder, checkpoint

    def write(self, batch: str, items: Sequence[Item], *, on: date) -> Mapping[str, Answer]:
        """Publish the batch unless it is."""
        self._folder.mkdir(exist_ok=True)
        made = self._folder / f".{batch}-{uuid.uuid4().hex}"
        made.write_text(json.dumps([item.id for item in items]), encoding="utf-8")
        self._checkpoint("publishing")
        with contextlib.suppress(FileExistsError):
            os.link(made, self._folder / f"{batch}.json")
        self._checkpoint("published")
        held = json.loads((self._folder / f"{batch}.json").read_text(encoding="utf-8"))
        return {id: Answer(outcome=Outcome.ACCEPTED, theirs=batch) for id in held}

    @staticmethod
    def letters(folder: Path) -> list[str]:
        """The ids in all published batches."""
        return [
            id
            for path in folder.glob("*.json")
            for id in json.loads(path.read_text(encoding="utf-8"))
        ]
