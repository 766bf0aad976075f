"""Figures of a target: a number, a list over the periods, a mapping by member, or a table's name."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sakimawari.anticipate.backcast.document import Document, Path_
from sakimawari.anticipate.backcast.keeping import Kept
from sakimawari.anticipate.backcast.taking import Wanted, take
from sakimawari.anticipate.backcast.values import Amount, Floats, Source, Table

WRITE = "write a number, a list with one number a period, a mapping by member, or a table's name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Where the city's runs are found (its home, looked for only if one is named), and how they are drawn."""

    home: Callable[[], Path | None]
    draws: int
    seed: int


class Figures:
    """Reads figures onto the grid of a group and the periods of one target."""

    def __init__(
        self, document: Document, groups: Mapping[str, tuple[str, ...]], labels: Sequence[str]
    ) -> None:
        self.document = document
        self.groups = groups
        self.labels = tuple(labels)
        self.tables: dict[str, Table] = {}
        self.sources: list[Source] = []

    def members(self, over: str | None) -> tuple[str, ...]:
        """The members of a group; one nameless member without one."""
        return ("",) if over is None else self.groups.get(over, ("",))

    def amount(self, said: Any, over: str | None, path: Path_) -> Amount:
        """Figures (members, periods); BACK006 for what is none, and the grid is zero then."""
        shape = (len(self.members(over)), len(self.labels))
        if isinstance(said, str):
            return self._from_table(said, over, path, shape)
        grid = np.zeros(shape)
        if isinstance(said, dict):
            self._by_member(said, over, path, grid)
        else:
            row = self._row(said, path)
            if row is not None:
                grid[:] = row
        return Amount(grid=grid)

    def by_member(self, said: Any, over: str | None, path: Path_) -> Floats:
        """One figure a member: what stands before the first period."""
        return self.amount(said, over, path).grid[:, 0].copy()

    def _by_member(self, said: dict[str, Any], over: str | None, path: Path_, grid: Floats) -> None:
        members = self.members(over)
        if over is None:
            self._wrong(path, "figures by member where there is no `for`")
            return
        for name in said:
            if name not in members:
                near = difflib.get_close_matches(name, members, 1)
                self._wrong(
                    (*path, name), f"`{name}` is no member of `{over}`", near[0] if near else None
                )
        for k, member in enumerate(members):
            if member not in said:
                self._wrong(path, f"there is no figure for `{member}`")
                continue
            row = self._row(said[member], (*path, member))
            if row is not None:
                grid[k] = row

    def _row(self, said: Any, path: Path_) -> Floats | None:
        if isinstance(said, float) and np.isfinite(said):
            return np.full(len(self.labels), said)
        if isinstance(said, list):
            if len(said) != len(self.labels):
                self._wrong(path, f"{len(said)} figures for {len(self.labels)} periods")
            elif all(isinstance(one, float) and np.isfinite(one) for one in said):
                return np.array(said)
            else:
                self._wrong(path, "a list that holds something other than numbers")
            return None
        self._wrong(path, "this is no figure")
        return None

    def _from_table(
        self, name: str, over: str | None, path: Path_, shape: tuple[int, int]
    ) -> Amount:
        table = self.tables.get(name)
        if table is None:
            near = difflib.get_close_matches(name, self.tables, 1)
            self._wrong(path, f"there is no table `{name}`", near[0] if near else None)
            return Amount(grid=np.zeros(shape))
        if table.over not in (over, None):
            self._wrong(path, f"table `{name}` is for `{table.over}`, this part for `{over}`")
            return Amount(grid=np.zeros(shape))
        return Amount(grid=np.broadcast_to(table.grid, shape).copy(), table=name)

    def _wrong(self, path: Path_, what: str, near: str | None = None) -> None:
        self.document.wrong("BACK006", path, what, WRITE, near)

    def read_table(self, id: str, said: Any, path: Path_, runs: Runs) -> None:
        """A table of the target: figures here, a CSV file beside it, or a finished run of the city."""
        if not isinstance(said, dict) or not {"values", "file", "from"} & set(said):
            said = {"values": said}
        over = said.get("for")
        if over is not None and over not in self.groups:
            self.document.wrong(
                "BACK005", (*path, "for"), f"there is no group `{over}`", "name one of `groups`"
            )
            return
        doubt = said.get("doubt", 0.0)
        if not isinstance(doubt, float) or not 0 <= doubt < 1:
            self._wrong((*path, "doubt"), "the doubt is a share of the figure, below 1")
            doubt = 0.0
        grid, draws = np.zeros((len(self.members(over)), len(self.labels))), None
        if "from" in said:
            grid, draws = self._from_run(id, said["from"], over, (*path, "from"), runs)
        elif "file" in said:
            grid, draws = self._from_file(said, over, path)
        else:
            grid = self.amount(said["values"], over, (*path, "values")).grid
        outside = "from" in said or "file" in said
        self.tables[id] = Table(
            id=id, over=over, grid=grid, doubt=doubt, draws=draws, outside=outside
        )

    def keep_table(self, id: str, said: Mapping[str, Any], kept: Kept) -> None:
        """A table whose outside figures were kept when the target was walked back from."""
        over = said.get("for")
        shape = (-1, len(self.members(over)), len(self.labels))
        self.tables[id] = Table(
            id=id,
            over=over,
            grid=kept.grid.reshape(shape)[0],
            doubt=float(said.get("doubt", 0.0)),
            draws=None if kept.draws is None else kept.draws.reshape(shape),
            outside=True,
        )

    def _from_run(
        self, id: str, said: Any, over: str | None, path: Path_, runs: Runs
    ) -> tuple[Floats, Floats | None]:
        members = self.members(over)
        wanted = Wanted(members=members, labels=self.labels, draws=runs.draws, seed=runs.seed)
        taken = take(self.document, runs.home(), id, said, path, wanted)
        if taken is None:
            return np.zeros((len(members), len(self.labels))), None
        self.sources.append(taken.source)
        return taken.grid, taken.draws if len(taken.draws) > 1 else None

    def _from_file(
        self, said: dict[str, Any], over: str | None, path: Path_
    ) -> tuple[Floats, Floats | None]:
        """Columns `member`, `period`, `value` and, for replicates, `draw` (others by `columns`)."""
        shape = (len(self.members(over)), len(self.labels))
        file = self.document.folder / str(said["file"])
        inside = file.resolve().is_relative_to(self.document.folder.resolve())
        if not inside or not file.is_file():
            self.document.wrong(
                "BACK007",
                (*path, "file"),
                f"there is no file `{file.name}` beside the target",
                "put the CSV file into the folder of the target",
            )
            return np.zeros(shape), None
        names = {"member": "member", "period": "period", "value": "value", "draw": "draw"}
        names |= {str(k): str(v) for k, v in (said.get("columns") or {}).items()}
        seen: dict[int, Floats] = {}
        with file.open(encoding="utf-8-sig", newline="") as opened:
            for number, row in enumerate(csv.DictReader(opened), 2):
                self._take(row, names, over, seen, path, f"{file.name}:{number}")
        if not seen or any(np.isnan(grid).any() for grid in seen.values()):
            self.document.wrong(
                "BACK007",
                (*path, "file"),
                f"`{file.name}` does not hold every member in every period",
                "give each member one row a period (and a draw, for replicates)",
            )
            return np.zeros(shape), None
        stacked = np.array([seen[key] for key in sorted(seen)])
        return stacked.mean(axis=0), stacked if len(stacked) > 1 else None

    def _take(
        self,
        row: Mapping[str, str | None],
        names: Mapping[str, str],
        over: str | None,
        seen: dict[int, Floats],
        path: Path_,
        where: str,
    ) -> None:
        members = self.members(over)
        member = (row.get(names["member"]) or "") if over is not None else ""
        period = row.get(names["period"]) or ""
        if member not in members or period not in self.labels:
            return
        try:
            value = float((row.get(names["value"]) or "").replace(",", ""))
            draw = int(row.get(names["draw"]) or 0)
        except ValueError:
            self.document.wrong(
                "BACK007", path, f"{where} holds no figure", "correct the row, or leave it out"
            )
            return
        grid = seen.setdefault(draw, np.full((len(members), len(self.labels)), np.nan))
        grid[members.index(member), self.labels.index(period)] = value


def group_of(figures: Figures, said: Mapping[str, Any], path: Path_) -> str | None:
    """The group a part is for. BACK005 where there is none of that name."""
    over = said.get("for")
    if over is None or over in figures.groups:
        return None if over is None else str(over)
    figures.document.wrong(
        "BACK005", (*path, "for"), f"there is no group `{over}`", "name one of `groups`"
    )
    return None
