"""The journal of one load: what was read, kept, repaired and set aside, row by row.

For every file the identity holds: rows read = kept + set aside + blank + total lines + rows about
people who left. A row is set aside once, for the first fault found.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sakimawari.registry.faults import Effect

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a finding is about: the fault (or the kind of repair) and the column, "" for the row."""

    id: str
    column: str


@dataclass(slots=True, kw_only=True)
class FileCount:
    """Rows of one file: `read` counts every record below the header."""

    read: int = 0
    blank: int = 0
    total: int = 0
    departed: int = 0
    set_aside: int = 0

    @property
    def kept(self) -> int:
        """Rows taken in."""
        return self.read - self.blank - self.total - self.departed - self.set_aside


@dataclass(slots=True)
class Journal:
    """Findings by file and mark, as arrays of row numbers; files are numbered by the load."""

    counts: dict[int, FileCount] = field(default_factory=lambda: defaultdict(FileCount))
    set_aside: dict[tuple[int, Mark], list[Ints]] = field(default_factory=lambda: defaultdict(list))
    notices: dict[tuple[int, Mark], list[Ints]] = field(default_factory=lambda: defaultdict(list))
    repairs: dict[tuple[int, Mark], list[Ints]] = field(default_factory=lambda: defaultdict(list))

    def put(
        self,
        effect: Effect,
        id: str,
        files: npt.NDArray[np.integer],
        rows: npt.NDArray[np.integer],
        *,
        column: str = "",
    ) -> None:
        """Notes a fault for rows, given by parallel arrays of file and row."""
        if len(rows) == 0:
            return
        book = self.set_aside if effect is Effect.SET_ASIDE else self.notices
        self._spread(book, Mark(id, column), files, rows)
        if effect is Effect.SET_ASIDE:
            for file, count in zip(*np.unique(files, return_counts=True), strict=True):
                self.counts[int(file)].set_aside += int(count)

    def repaired(
        self,
        kind: str,
        files: npt.NDArray[np.integer],
        rows: npt.NDArray[np.integer],
        *,
        column: str,
    ) -> None:
        """Notes a repair of cells of a column."""
        if len(rows):
            self._spread(self.repairs, Mark(kind, column), files, rows)

    def left(self, files: npt.NDArray[np.integer]) -> None:
        """Counts rows about people who died or moved away."""
        for file, count in zip(*np.unique(files, return_counts=True), strict=True):
            self.counts[int(file)].departed += int(count)

    @staticmethod
    def _spread(
        book: dict[tuple[int, Mark], list[Ints]],
        mark: Mark,
        files: npt.NDArray[np.integer],
        rows: npt.NDArray[np.integer],
    ) -> None:
        for file in np.unique(files):
            book[int(file), mark].append(rows[files == file].astype(np.int64))

    def rows_set_aside(self, file: int) -> dict[int, Mark]:
        """Row number → why, for one file."""
        return {
            int(row): mark
            for (of_file, mark), parts in self.set_aside.items()
            if of_file == file
            for part in parts
            for row in part
        }
