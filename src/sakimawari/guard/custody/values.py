"""How an application declares what it keeps about people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sakimawari.guard.keys import Keys


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedColumn:
    """A column under seal, as `app.Model` and its name.

    `person` is the column whose value it is sealed for (with `__` across relations); where all rows
    are sealed for one and the same thing, `person` is empty and `fixed` names it.
    """

    model: str
    column: str
    person: str = ""
    fixed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFiles:
    """Files under seal, one for each row of `app.Model`; `place` finds it from home and the row's id."""

    model: str
    person: str
    place: Callable[[Path, str], Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where things are kept beside the operational store, and with which keys."""

    home: Path
    keys: Keys
    keys_folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is due of one kind: by ids that mean nothing outside, and how much it is."""

    ids: tuple[str, ...]
    count: int


def found(ids: Iterable[object]) -> Found:
    """What is due where each id is one piece."""
    listed = tuple(str(id) for id in ids)
    return Found(ids=listed, count=len(listed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A kind of data that goes by schedule; its period stands in `periods.yaml` under `id`.

    `due` names what was over before a moment; `remove` removes exactly that, all or nothing, and
    says how much went. What cannot go yet,
    because something that stays refers to it, is not due.
    """

    id: str
    due: Callable[[Place, datetime], Found]
    remove: Callable[[Place, Sequence[str]], int]
