"""Dirt: faults put into a share of the rows, and an answer key of where they lie.

Cells go wrong one at a time (`faults`). Beyond cells: a row stands twice, a person is registered
twice under another number, somebody who died or moved away is still in a ledger, blank lines, a
line of totals, headers renamed, reordered or below a title, and a last row cut off.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.city.faults import CellFault, Treatment, faults_of, is_about_people
from sakimawari.city.formats import Style, write_date
from sakimawari.city.store import Exports, header_of
from sakimawari.registry.layouts import Layout, Role

_TITLED = "18_敬老祝金.csv"
_REORDERED = ("03_国民健康保険.csv", "09_子ども医療証.csv", "16_連絡先.csv")
_RENAMED = ("05_介護保険.csv", "07_児童手当.csv", "10_子ども子育て支援.csv", "02_個人住民税.csv")
_LONG_DASH = ("14_生活保護.csv", "16_連絡先.csv")  # ー written as U+2015
_TOTALLED = ("07_児童手当.csv", "12b_妊婦支援給付.csv")
_CUT_OFF = "09_子ども医療証.csv"
_ROW_FAULTS = ("duplicate_row", "double_registration", "person_left", "blank_line")
_LEFT_REMEMBERED = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class PutIn:
    """A fault put in: the record of the file (its header counts), the column, the fault."""

    file: str
    row: int
    column: str
    fault: str
    treatment: Treatment


class Soiler:
    """Writes rows with faults in a share of them; remembers each fault. A share of 0 adds none."""

    def __init__(self, share: float, seed: int, on: date) -> None:
        self._share = share
        self._seed = seed
        self._on = on
        self._order: dict[str, list[int]] = {}
        self._records: dict[str, int] = {}
        self._calls: dict[str, int] = {}
        self._left: list[str] = []
        self.faults: list[PutIn] = []

    def header(self, layout: Layout) -> tuple[str, ...]:
        """The header of a file as it is written, a title line before it where one is put."""
        names = list(header_of(layout))
        file = layout.file
        self._order[file] = list(range(len(names)))
        self._records[file] = 1
        if not self._share:
            return tuple(names)
        if file in _RENAMED:
            names = [self._alias(layout, name) for name in names]
            self._note(file, 1, "", "header_alias", Treatment.REPAIR)
        if file in _LONG_DASH:
            names = [name.replace("ー", "―") for name in names]
            self._note(file, 1, "", "header_long_dash", Treatment.REPAIR)
        if file in _REORDERED:
            order = np.random.default_rng([self._seed, 5, crc32(file.encode())]).permutation(
                len(names)
            )
            self._order[file] = order.tolist()
            names = [names[place] for place in order]
            self._note(file, 1, "", "header_reordered", Treatment.REPAIR)
        if file == _TITLED:
            title = f"{write_date(self._on, Style.KANJI)}現在　{layout.register}一覧"
            names[0] = f"{title}{',' * (len(names) - 1)}\r\n{names[0]}"
            self._records[file] = 2
            self._note(file, 1, "", "title_line", Treatment.REPAIR)
        return tuple(names)

    def write(self, exports: Exports, layout: Layout, columns: Sequence[pa.Array]) -> None:
        """Write some rows of a file, soiled."""
        rows = len(columns[0])
        if not self._share or not rows:
            self._records[layout.file] += rows
            exports.append(layout.file, columns)
            return
        self._remember_left(layout, columns)
        rng = self._rng(layout.file)
        texts = [pc.fill_null(pc.cast(column, pa.string()), "") for column in columns]
        chosen = np.flatnonzero(rng.random(rows) < self._share)
        texts, extra = self._soil(layout, texts, chosen, rng)
        self._records[layout.file] += rows
        order = self._order[layout.file]
        exports.append(layout.file, [texts[place] for place in order])
        for row in extra:
            self._records[layout.file] += 1
            exports.append_text(
                layout.file, ",".join(row[place] for place in order) + "\r\n" if row else "\r\n"
            )

    def finish(self, exports: Exports) -> None:
        """Add lines of totals, and cut the last row of a file."""
        if not self._share:
            return
        for file in _TOTALLED:
            cells = ["合計", *[""] * (len(self._order[file]) - 1)]
            exports.append_text(file, ",".join(cells) + "\r\n")
            self._records[file] += 1
            self._note(file, self._records[file], "", "total_line", Treatment.REPAIR)
        exports.append_text(_CUT_OFF, "00000")
        self._note(_CUT_OFF, self._records[_CUT_OFF] + 1, "", "cut_off", Treatment.SET_ASIDE)

    def save(self, path: Path) -> None:
        """Write the answer key: file, row (the header is row 1), column, fault, treatment."""
        with path.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(("file", "row", "column", "fault", "treatment"))
            for put in self.faults:
                writer.writerow((put.file, put.row, put.column, put.fault, put.treatment.value))

    def _rng(self, file: str) -> np.random.Generator:
        call = self._calls[file] = self._calls.get(file, 0) + 1
        return np.random.default_rng([self._seed, 6, crc32(file.encode()), call])

    def _note(self, file: str, row: int, column: str, fault: str, treatment: Treatment) -> None:
        self.faults.append(
            PutIn(file=file, row=row, column=column, fault=fault, treatment=treatment)
        )

    def _alias(self, layout: Layout, name: str) -> str:
        aliases = [alias for alias in layout.columns[name].aliases if "," not in alias]
        return aliases[0] if aliases else name

    def _remember_left(self, layout: Layout, columns: Sequence[pa.Array]) -> None:
        """Keep some 宛名番号 of people who died or moved away, to leave them in ledgers."""
        if not layout.spine:
            return
        names = header_of(layout)
        removed = pc.is_valid(columns[names.index("消除事由")])
        gone = columns[names.index("宛名番号")].filter(removed).to_pylist()
        self._left = (gone + self._left)[:_LEFT_REMEMBERED]

    def _soil(
        self, layout: Layout, texts: list[pa.Array], chosen: np.ndarray, rng: np.random.Generator
    ) -> tuple[list[pa.Array], list[list[str]]]:
        """Texts with faults in the chosen rows, and rows to add below."""
        possible: dict[str, list[tuple[CellFault, int]]] = {}
        for cell_fault, place in faults_of(layout):
            possible.setdefault(cell_fault.name, []).append((cell_fault, place))
        names = (*possible, *(fault for fault in _ROW_FAULTS if self._can(layout, fault)))
        sheet = _Sheet(layout=layout, texts=texts, first=self._records[layout.file] + 1)
        for row in chosen.tolist():
            name = names[int(rng.integers(len(names)))]
            lot = int(rng.integers(1 << 40))
            if name in possible:
                cell_fault, place = possible[name][lot % len(possible[name])]
                self._soil_cell(sheet, cell_fault, place, row, lot=lot)
            elif name == "person_left":
                self._leave(sheet, row, lot)
            else:
                self._add(sheet, name, row, lot)
        return sheet.soiled(), sheet.extra

    def _can(self, layout: Layout, fault: str) -> bool:
        if fault == "double_registration":
            return layout.spine
        return fault != "person_left" or is_about_people(layout)

    def _soil_cell(
        self, sheet: _Sheet, cell_fault: CellFault, place: int, row: int, *, lot: int
    ) -> None:
        soiled = cell_fault.soil(sheet.texts[place][row].as_py(), lot)
        if soiled is not None:
            sheet.changes.setdefault(place, {})[row] = soiled
            file, column = sheet.layout.file, header_of(sheet.layout)[place]
            self._note(file, sheet.first + row, column, cell_fault.name, cell_fault.treatment)

    def _leave(self, sheet: _Sheet, row: int, lot: int) -> None:
        """Let the row be of somebody who died or moved away."""
        key = sheet.layout.column(Role.PERSON)
        if self._left and key is not None:
            place = header_of(sheet.layout).index(key.name)
            sheet.changes.setdefault(place, {})[row] = self._left[lot % len(self._left)]
            file = sheet.layout.file
            self._note(file, sheet.first + row, key.name, "person_left", Treatment.SET_ASIDE)

    def _add(self, sheet: _Sheet, name: str, row: int, lot: int) -> None:
        """Add a blank line, the row once more, or the person under another number."""
        below = sheet.first + len(sheet.texts[0]) + len(sheet.extra)
        if name == "blank_line":
            sheet.extra.append([])
            self._note(sheet.layout.file, below, "", name, Treatment.REPAIR)
            return
        again = [text[row].as_py() for text in sheet.texts]
        if name == "double_registration":
            header = header_of(sheet.layout)
            again[header.index("宛名番号")] = f"98{lot % 10**8:08}"
            again[header.index("世帯番号")] = f"98{lot // 7 % 10**8:08}"
            again[header.index("続柄")] = "世帯主"
        sheet.extra.append(again)
        twice = name == "duplicate_row"
        treatment = Treatment.SET_ASIDE if twice else Treatment.NOTICE  # either of the two rows
        self._note(sheet.layout.file, below, "", name, treatment)


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """Rows of a file while faults are put in: cells to change, rows to add below.

    `first` is the record number of the first row in its file.
    """

    layout: Layout
    texts: list[pa.Array]
    first: int
    changes: dict[int, dict[int, str]] = field(default_factory=dict)
    extra: list[list[str]] = field(default_factory=list)

    def soiled(self) -> list[pa.Array]:
        """The columns with the changes made."""
        return [
            _replaced(text, self.changes[place]) if place in self.changes else text
            for place, text in enumerate(self.texts)
        ]


def _replaced(texts: pa.Array, cells: dict[int, str]) -> pa.Array:
    mask = np.zeros(len(texts), np.bool_)
    rows = sorted(cells)
    mask[rows] = True
    return pc.replace_with_mask(
        texts, pa.array(mask), pa.array([cells[row] for row in rows], pa.string())
    )
