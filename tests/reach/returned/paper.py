"""A slip drawn for the tests: the geometry of one that might have been printed, and its picture."""

from __future__ import annotations

import cv2
import numpy as np
import segno
from numpy.typing import NDArray

from sakimawari.reach.addressing.reference import new_reference
from sakimawari.reach.letters.geometry import (
    MARK_MODULES,
    MARK_PATTERNS,
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
from sakimawari.reach.returned.areas import DOTS
from sakimawari.reach.returned.intake import Gray

REFERENCE = new_reference(lambda count: bytes(range(count)))
PAGE = (210.0, 297.0)
SLIP = Area(x=0, y=185, width=210, height=112)
CODE = Area(x=158, y=199, width=20, height=20)
_TICK, _CELL, _HIGH = 4.2, 5.2, 7.4


def slip(reference: str = REFERENCE) -> SlipGeometry:
    """Two services to choose, a field of each kind, a printed one, a signature."""
    left, right = 8.0, PAGE[0] - 8.0 - MARK_SIZE
    top, bottom = SLIP.y + 6, SLIP.y + SLIP.height - 6 - MARK_SIZE
    places = [(left, top), (right, top), (left, bottom), (right, bottom)]
    return SlipGeometry(
        reference=reference,
        language="ja",
        batch="letters-1",
        file="all.pdf",
        page=1,
        page_width=PAGE[0],
        page_height=PAGE[1],
        slip=SLIP,
        code=CODE,
        marks=tuple(
            Mark(corner=corner, area=Area(x=x, y=y, width=MARK_SIZE, height=MARK_SIZE))
            for corner, (x, y) in zip(Corner, places, strict=True)
        ),
        boxes=tuple(_boxes()),
    )


def _boxes() -> list[Box]:
    found = []
    for offer, y in enumerate((207.0, 216.0)):
        for option, x in (("yes", 100.0), ("no", 128.0)):
            found.append(
                Box(
                    kind=Kind.CHOICE,
                    answer=Answer.CHOICE,
                    reads=Reads.TICK,
                    area=Area(x=x, y=y, width=_TICK, height=_TICK),
                    service=("child-allowance", "school-aid")[offer],
                    offer=offer,
                    option=option,
                )
            )
    found += [
        _cells("電話番号", Answer.PHONE, Reads.DIGITS, (40, 228, 11)),
        _cells("希望日", Answer.DATE, Reads.DIGITS, (40, 238, 4), part="year"),
        _cells("希望日", Answer.DATE, Reads.DIGITS, (68, 238, 2), part="month"),
        _cells("希望日", Answer.DATE, Reads.DIGITS, (86, 238, 2), part="day"),
        _cells("カナ", Answer.KANA, Reads.KANA, (40, 248, 14)),
        _cells("人数", Answer.NUMBER, Reads.DIGITS, (150, 238, 3)),
        _line("氏名", Area(x=40, y=258, width=60, height=6), printed=True),
        _line("学校名", Area(x=40, y=266, width=60, height=8)),
        Box(
            kind=Kind.SIGNATURE,
            answer=Answer.SIGNATURE,
            reads=Reads.INK,
            area=Area(x=120, y=262, width=50, height=12),
            field="署名",
        ),
    ]
    return found


def _cells(
    name: str, answer: Answer, reads: Reads, at: tuple[float, float, int], *, part: str = ""
) -> Box:
    x, y, cells = at
    area = Area(x=x, y=y, width=cells * _CELL, height=_HIGH)
    return Box(
        kind=Kind.FIELD, answer=answer, reads=reads, area=area, field=name, part=part, cells=cells
    )


def _line(name: str, area: Area, *, printed: bool = False) -> Box:
    return Box(
        kind=Kind.FIELD,
        answer=Answer.TEXT,
        reads=Reads.TEXT,
        area=area,
        field=name,
        printed=printed,
    )


# ---------------------------------------------------------------- drawn


def page_of(geometry: SlipGeometry, dots: float) -> Gray:
    """The slip's part of the page as it was printed, in some points a millimetre."""
    size = (round(geometry.slip.height * dots), round(geometry.slip.width * dots))
    page = np.full(size, 255, np.uint8)

    def at(area: Area) -> tuple[tuple[int, int], tuple[int, int]]:
        x, y = (area.x - geometry.slip.x) * dots, (area.y - geometry.slip.y) * dots
        return (round(x), round(y)), (round(x + area.width * dots), round(y + area.height * dots))

    for mark in geometry.marks:
        _put(page, _mark(mark.corner), *at(mark.area))
    code = np.array([list(row) for row in segno.make_qr(geometry.reference, error="m").matrix])
    _put(page, np.where(code > 0, 0, 255).astype(np.uint8), *at(geometry.code))
    for box in geometry.boxes:
        thick = max(round((0.28 if box.reads is Reads.TICK else 0.18) * dots), 1)
        if box.printed:
            start, _ = at(box.area)
            place = (start[0] + 8, start[1] + round(4.6 * dots))
            cv2.putText(page, "YOSHIDA HANAKO", place, cv2.FONT_HERSHEY_DUPLEX, dots / 8, 0, 2)
            continue
        for cell in box.cell_areas():
            cv2.rectangle(page, *at(cell), 40, thick)
        start, _ = at(box.area)
        label = (start[0] + round(5.5 * dots), start[1] + round(3.6 * dots))
        if box.reads is Reads.TICK:
            cv2.putText(page, box.option, label, cv2.FONT_HERSHEY_DUPLEX, dots / 9, 0, 1)
        else:
            label = (round(16 * dots), start[1] + round(5 * dots))
            cv2.putText(page, f"field {box.part}", label, cv2.FONT_HERSHEY_DUPLEX, dots / 11, 70, 1)
    return page


def clean_of(geometry: SlipGeometry) -> Gray:
    """The slip as it was printed, as the reader of a page wants it."""
    return page_of(geometry, DOTS)


def _mark(corner: Corner) -> NDArray[np.uint8]:
    count = MARK_MODULES**2
    bits = [MARK_PATTERNS[corner] >> (count - 1 - at) & 1 for at in range(count)]
    grid = np.array(bits, np.uint8).reshape(MARK_MODULES, MARK_MODULES) * 255
    return np.pad(grid, 1)


def _put(
    page: Gray, modules: NDArray[np.uint8], start: tuple[int, int], end: tuple[int, int]
) -> None:
    size = (end[0] - start[0], end[1] - start[1])
    drawn = cv2.resize(modules, size, interpolation=cv2.INTER_NEAREST)
    page[start[1] : end[1], start[0] : end[0]] = drawn
