"""Results under way: a folder each, until somebody saves the result or gives it up.

    <home>/match/.orders/TOKEN/order.json    kind, by whom, when, what it changes
                               state.json    how far it is, what was wrong
                               problem/      the input
                               result/       the finished folder, before it counts

Folders and no table: what counts is the result's folder, and a server beside this one sees the same.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from sakimawari.match.results.folder import home_of

PLACE = ".orders"
KEPT_DAYS = 30  # an order nobody saved is removed
_TOKEN = re.compile(r"[0-9a-f]{16}")


class State(Enum):
    """How far an order is."""

    RUNNING = "running"
    DRAWN = "drawn"  # from the registers, to be looked at before anything is computed
    REFUSED = "refused"  # rows of the input cannot be used: named, with what to do
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be made: a problem of a kind, by an account; `change` where it changes a result."""

    token: str
    kind: str
    by: str
    at: datetime
    on: date
    seed: int = 0
    based_on: str = ""
    change: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An order and how far it is; `wrong` are problems as the command told them."""

    order: Order
    folder: Path
    state: State
    wrong: Sequence[Mapping[str, str]] = ()
    more: int = 0

    @property
    def problem(self) -> Path:
        """The input."""
        return self.folder / "problem"

    @property
    def result(self) -> Path:
        """The finished folder, before it counts."""
        return self.folder / "result"


def begin(home: Path, order: Order) -> Path:
    """Make an order's folder; the caller fills its `problem`."""
    folder = home / "match" / PLACE / order.token
    (folder / "problem").mkdir(parents=True)
    written = asdict(order) | {"at": order.at.isoformat(), "on": order.on.isoformat()}
    _write(folder / "order.json", written)
    return folder


def new_token() -> str:
    """A name nobody guesses."""
    return secrets.token_hex(8)


def tell(
    folder: Path, state: State, wrong: Sequence[Mapping[str, str]] = (), *, more: int = 0
) -> None:
    """Note how far an order is."""
    _write(folder / "state.json", {"state": state.value, "wrong": list(wrong), "more": more})


def _write(path: Path, content: Mapping[str, Any]) -> None:
    making = path.with_name(f".{path.name}.{os.getpid()}")
    making.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    making.rename(path)


def order(home: Path, token: str) -> Standing | None:
    """An order by its token; None where there is none (any more)."""
    folder = home / "match" / PLACE / token
    if not _TOKEN.fullmatch(token) or not (folder / "order.json").is_file():
        return None
    said = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    told: dict[str, Any] = {"state": State.RUNNING.value}
    if (folder / "state.json").is_file():
        told = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    return Standing(
        order=Order(
            **said
            | {"at": datetime.fromisoformat(said["at"]), "on": date.fromisoformat(said["on"])}
        ),
        folder=folder,
        state=State(told["state"]),
        wrong=told.get("wrong", ()),
        more=int(told.get("more", 0)),
    )


def standing(home: Path, *, today: date) -> tuple[Standing, ...]:
    """Every order, the newest first; those nobody saved in time are removed."""
    found = []
    for folder in (home / "match" / PLACE).glob("*"):
        each = order(home, folder.name)
        if each is None:
            continue
        if each.order.at.date() < today - timedelta(days=KEPT_DAYS):
            give_up(each)
            continue
        found.append(each)
    return tuple(sorted(found, key=lambda each: each.order.at, reverse=True))


def save(home: Path, standing: Standing) -> str:
    """The result takes its place among the results of its kind; its name."""
    name = f"{standing.order.on.isoformat()}-{standing.order.token[:6]}"
    final = home_of(home, standing.order.kind, name)
    final.parent.mkdir(parents=True, exist_ok=True)
    standing.result.rename(final)
    shutil.rmtree(standing.folder)
    return name


def give_up(standing: Standing) -> None:
    """Remove an order with all it holds."""
    shutil.rmtree(standing.folder, ignore_errors=True)
