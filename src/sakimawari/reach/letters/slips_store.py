"""Keeps the geometry of the slips of a batch (`slips.parquet`), and finds one by its reference.

Lengths are kept in hundredths of a millimetre: a tenth of what a scanner can see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sakimawari.reach.letters.geometry import (
    MARK_SIZE,
    Answer,
    Area,
    Box,
    Corner,
    Kind,
    Mark,
    Reads,
    SlipGeometry,
)

LETTERS = "letters"
SLIPS_FILE = "slips.parquet"
SLIPS_AT_ONCE = 2_000
_A_MILLIMETRE = 100

_AREA = [(name, pa.int32()) for name in ("x", "y", "width", "height")]
SLIPS = pa.schema(
    [
        ("reference", pa.string()),
        ("language", pa.string()),
        ("file", pa.string()),
        ("page", pa.int32()),
        ("page_width", pa.int32()),
        ("page_height", pa.int32()),
        ("slip", pa.struct(_AREA)),
        ("code", pa.struct(_AREA)),
        ("marks", pa.list_(pa.struct([("x", pa.int32()), ("y", pa.int32())]))),  # by Corner
        (
            "boxes",
            pa.list_(
                pa.struct(
                    [
                        ("kind", pa.string()),
                        ("answer", pa.string()),
                        ("reads", pa.string()),
                        ("service", pa.string()),
                        ("offer", pa.int32()),
                        ("field", pa.string()),
                        ("label", pa.string()),
                        ("part", pa.string()),
                        ("option", pa.string()),
                        ("cells", pa.int32()),
                        ("printed", pa.bool_()),
                        *_AREA,
                    ]
                )
            ),
        ),
    ]
)


class SlipsFile:
    """`slips.parquet` of a folder of letters, readable by its owner only, written as slips come.

    Only some slips are held at a time, so memory does not grow with the number of letters.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / SLIPS_FILE
        self._file = pq.ParquetWriter(path, SLIPS, compression="zstd")
        path.chmod(0o600)
        self._waiting: list[dict[str, Any]] = []

    def __enter__(self) -> SlipsFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()
        self._file.close()

    def add(self, slip: SlipGeometry) -> None:
        """Keep a slip."""
        self._waiting.append(_row(slip))
        if len(self._waiting) == SLIPS_AT_ONCE:
            self._write()

    def _write(self) -> None:
        if self._waiting:
            self._file.write_table(pa.Table.from_pylist(self._waiting, schema=SLIPS))
        self._waiting = []


def write_slips(folder: Path, slips: Iterable[SlipGeometry]) -> None:
    """Write `slips.parquet` at once."""
    with SlipsFile(folder) as file:
        for slip in slips:
            file.add(slip)


def slip_of_reference(home: Path, reference: str) -> SlipGeometry | None:
    """The slip that bears a reference (27 characters, as `read_reference` gives it); None where no
    letter of this city's folder does.
    """
    return slips_of(home, (reference,)).get(reference)


def slips_of(home: Path, references: Collection[str]) -> Mapping[str, SlipGeometry]:
    """The slips that bear these references, by reference; what is found nowhere is left out."""
    wanted = set(references)
    found: dict[str, SlipGeometry] = {}
    for path in sorted((home / LETTERS).glob(f"[!.]*/{SLIPS_FILE}"), reverse=True):
        if not wanted:
            break
        for row in _rows_with(path, wanted):
            found[row["reference"]] = _slip(row, path.parent.name)
        wanted -= found.keys()
    return found


def _rows_with(path: Path, wanted: set[str]) -> list[dict[str, Any]]:
    """Rows of some references; only the row groups that hold one are read in full."""
    value_set = pa.array(sorted(wanted), pa.string())
    found: list[dict[str, Any]] = []
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            references = file.read_row_group(group, columns=["reference"])["reference"]
            ours = pc.is_in(references, value_set=value_set)
            if pc.any(ours).as_py():
                found += file.read_row_group(group).filter(ours).to_pylist()
    return found


def _row(slip: SlipGeometry) -> dict[str, Any]:
    marks = {mark.corner: mark.area for mark in slip.marks}
    return {
        "reference": slip.reference,
        "language": slip.language,
        "file": slip.file,
        "page": slip.page,
        "page_width": _kept(slip.page_width),
        "page_height": _kept(slip.page_height),
        "slip": _kept_area(slip.slip),
        "code": _kept_area(slip.code),
        "marks": [{"x": _kept(marks[corner].x), "y": _kept(marks[corner].y)} for corner in Corner],
        "boxes": [_box_row(box) for box in slip.boxes],
    }


def _box_row(box: Box) -> dict[str, Any]:
    return {
        "kind": box.kind.value,
        "answer": box.answer.value,
        "reads": box.reads.value,
        "service": box.service,
        "offer": box.offer,
        "field": box.field,
        "label": box.label,
        "part": box.part,
        "option": box.option,
        "cells": box.cells,
        "printed": box.printed,
        **_kept_area(box.area),
    }


def _kept(length: float) -> int:
    return round(length * _A_MILLIMETRE)


def _kept_area(area: Area) -> dict[str, int]:
    return {
        "x": _kept(area.x),
        "y": _kept(area.y),
        "width": _kept(area.width),
        "height": _kept(area.height),
    }


def _slip(row: Mapping[str, Any], batch: str) -> SlipGeometry:
    return SlipGeometry(
        reference=row["reference"],
        language=row["language"],
        batch=batch,
        file=row["file"],
        page=row["page"],
        page_width=row["page_width"] / _A_MILLIMETRE,
        page_height=row["page_height"] / _A_MILLIMETRE,
        slip=_area(row["slip"]),
        code=_area(row["code"]),
        marks=tuple(
            Mark(
                corner=corner,
                area=Area(
                    x=at["x"] / _A_MILLIMETRE,
                    y=at["y"] / _A_MILLIMETRE,
                    width=MARK_SIZE,
                    height=MARK_SIZE,
                ),
            )
            for corner, at in zip(Corner, row["marks"], strict=True)
        ),
        boxes=tuple(_box(box) for box in row["boxes"]),
    )


def _area(kept: Mapping[str, int]) -> Area:
    return Area(
        x=kept["x"] / _A_MILLIMETRE,
        y=kept["y"] / _A_MILLIMETRE,
        width=kept["width"] / _A_MILLIMETRE,
        height=kept["height"] / _A_MILLIMETRE,
    )


def _box(kept: Mapping[str, Any]) -> Box:
    return Box(
        kind=Kind(kept["kind"]),
        answer=Answer(kept["answer"]),
        reads=Reads(kept["reads"]),
        area=_area(kept),
        service=kept["service"],
        offer=kept["offer"],
        field=kept["field"],
        label=kept["label"],
        part=kept["part"],
        option=kept["option"],
        cells=kept["cells"],
        printed=kept["printed"],
    )
