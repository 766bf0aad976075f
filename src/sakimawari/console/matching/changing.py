"""A change by hand: what it does to the problem, and what comes of it, before anybody saves it.

The result that holds is never altered. A change makes a new problem (a copy with one row more or one
figure other), the same engine makes a new result, and both stand side by side until a second person
agrees. Undoing it is another result.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sakimawari.console.matching.reading import RESULT, read_grid
from sakimawari.console.matching.values import Grid, Shown
from sakimawari.match.results.certificate import Certificate, certificate_of
from sakimawari.match.results.folder import CERTIFICATE, PROBLEM

CHANGE = "change.json"  # beside the input: by whom, why, when, on which result
RANK = ("希望順位", "順位", "rank")
RERUNS = ("guaranteed", "full")  # nobody told is worse off; or by the order of priority alone
FORMS: Mapping[str, tuple[str, ...]] = {
    "nursery": ("fix", "forbid", "hold", "withdraw", "seats"),
    "places": ("fix", "forbid", "hold", "withdraw", "seats"),
}


def forms_of(kind: str) -> tuple[str, ...]:
    """The changes by hand a kind knows."""
    return FORMS.get(kind, ())


def change_in(shown: Shown) -> Mapping[str, Any] | None:
    """The change by hand that led to a result; None where there was none."""
    path = shown.folder / PROBLEM / CHANGE
    if not path.is_file():
        return None
    said = json.loads(path.read_text(encoding="utf-8"))
    return said if isinstance(said, dict) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Somebody whose outcome differs: columns with what stood there before and now."""

    who: str
    cells: tuple[tuple[str, str, str], ...]
    way: str  # better, worse, other


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What a change does: who is moved, who is worse off, which claims it breaks anew."""

    moved: tuple[Moved, ...]
    broken: tuple[str, ...]
    mended: tuple[str, ...]
    was_sound: bool
    is_sound: bool

    @property
    def worse(self) -> tuple[Moved, ...]:
        """Those who would be worse off."""
        return tuple(each for each in self.moved if each.way == "worse")

    @property
    def better(self) -> tuple[Moved, ...]:
        """Those who would be better off."""
        return tuple(each for each in self.moved if each.way == "better")


def consequences(before: Path, after: Path) -> Consequences:
    """Two finished folders of one kind, side by side."""
    was, will = _certificate(before), _certificate(after)
    old = {f"{each.claim}：{each.text}" for each in was.violations}
    new = {f"{each.claim}：{each.text}" for each in will.violations}
    return Consequences(
        moved=tuple(moved(read_grid(before / RESULT), read_grid(after / RESULT))),
        broken=tuple(each.text for each in will.violations
                     if f"{each.claim}：{each.text}" not in old),
        mended=tuple(each.text for each in was.violations
                     if f"{each.claim}：{each.text}" not in new),
        was_sound=was.sound,
        is_sound=will.sound,
    )  # fmt: skip


def _certificate(folder: Path) -> Certificate:
    return certificate_of(json.loads((folder / CERTIFICATE).read_text(encoding="utf-8")))


def moved(before: Grid, after: Grid) -> Sequence[Moved]:
    """Rows whose outcome differs. Reasons are words and follow: alone they move nobody."""
    said = [name for name in before.columns[1:] if name in after.columns and "理由" not in name]
    old = {row[0]: row for row in before.rows}
    new = {row[0]: row for row in after.rows}
    found = []
    for who in dict.fromkeys([*old, *new]):
        cells = tuple(
            (name, _cell(before, old.get(who), name), _cell(after, new.get(who), name))
            for name in said
        )
        differs = tuple(each for each in cells if each[1] != each[2])
        if differs:
            found.append(Moved(who=who, cells=differs, way=_way(cells)))
    order = {"worse": 0, "other": 1, "better": 2}
    return sorted(found, key=lambda each: order[each.way])


def _cell(grid: Grid, row: tuple[str, ...] | None, name: str) -> str:
    return "" if row is None else row[grid.columns.index(name)]


def _way(cells: Sequence[tuple[str, str, str]]) -> str:
    """Better or worse by the rank of the wish; no rank is no place, which is worse than any."""
    ranks = next((each for each in cells if each[0] in RANK), None)
    if ranks is None or ranks[1] == ranks[2]:
        return "other"
    was, will = _rank(ranks[1]), _rank(ranks[2])
    return "worse" if will > was else "better"


def _rank(said: str) -> float:
    digits = "".join(sign for sign in said if sign.isdigit())
    return float(digits) if digits else float("inf")
