"""Printed pages as pictures, and what machines find on them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium

from sakimawari.reach.letters.geometry import MARK_MODULES, MARK_PATTERNS, Area, Corner

Picture = npt.NDArray[np.uint8]
DOTS = 200  # an inch: what an office scanner gives
DOTS_A_MILLIMETRE = DOTS / 25.4


def pages_of(path: Path) -> list[Picture]:
    """Every page of a PDF in grey."""
    with pdfium.PdfDocument(path) as document:
        return [page.render(scale=DOTS / 72, grayscale=True).to_numpy().copy() for page in document]


def cut(picture: Picture, area: Area, margin: float = 0.0) -> Picture:
    """The part of a page inside an area, with a margin in millimetres around it."""
    left, top = area.x - margin, area.y - margin
    right, bottom = area.x + area.width + margin, area.y + area.height + margin
    rows = slice(round(top * DOTS_A_MILLIMETRE), round(bottom * DOTS_A_MILLIMETRE))
    columns = slice(round(left * DOTS_A_MILLIMETRE), round(right * DOTS_A_MILLIMETRE))
    return picture[rows, columns]


def ink_box(picture: Picture, area: Area, margin: float) -> Area:
    """The smallest rectangle that holds all ink around an area, in millimetres on the page."""
    dark = cut(picture, area, margin) < 200
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    k = DOTS_A_MILLIMETRE
    return Area(
        x=area.x - margin + columns[0] / k,
        y=area.y - margin + rows[0] / k,
        width=(columns[-1] + 1 - columns[0]) / k,
        height=(rows[-1] + 1 - rows[0]) / k,
    )


def marks_found(picture: Picture) -> dict[Corner, tuple[float, float]]:
    """The registration marks a general detector finds, by the upper left corner of each in mm."""
    bits = [
        [pattern >> (15 - place) & 1 for place in range(16)] for pattern in MARK_PATTERNS.values()
    ]
    shape = (MARK_MODULES, MARK_MODULES)
    patterns = [np.array(each, np.uint8).reshape(shape) for each in bits]
    codes = [cv2.aruco.Dictionary.getByteListFromBits(each) for each in patterns]
    known = cv2.aruco.Dictionary(np.vstack(codes), MARK_MODULES, 3)
    corners, numbers, _ = cv2.aruco.ArucoDetector(known).detectMarkers(picture)
    if numbers is None:
        return {}
    order = list(MARK_PATTERNS)
    return {
        order[int(number)]: tuple((found[0][0] / DOTS_A_MILLIMETRE).tolist())
        for number, found in zip(numbers.ravel(), corners, strict=True)
    }
