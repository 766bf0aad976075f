"""Finds the four marks of a slip on a page and lays the page over the slip's geometry.

Two ways, the quicker first. From the code's corners the marks are looked for one after the other,
the nearest first, each found one narrowing the search for the next. Where that fails (a photograph
taken askew, a code that cannot be read), marks are sought on the whole page by their patterns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from sakimawari.reach.letters.geometry import (
    MARK_MODULES,
    MARK_PATTERNS,
    Area,
    Corner,
    Mark,
    SlipGeometry,
)
from sakimawari.reach.returned.areas import centre, corners, grown
from sakimawari.reach.returned.intake import Gray

Points: TypeAlias = NDArray[np.float64]

_PROBE = 6.0  # points a millimetre while a mark is looked for
_NEAR, _FAR_SHARE, _WIDEST = 2.5, 0.1, 14.0  # millimetres around a mark's place
_LIKE_ENOUGH = 0.6  # correlation of what was found with a clean mark
_BY_SIGHT_SIDE = 2_000  # points along the longer side while marks are sought on the whole page
_CODE_WEIGHT = 0.25  # the code's corners are read to a module, the marks to a tenth of a millimetre
LEAST_MARKS = 3
SURE_ERROR, WORST_ERROR = 0.5, 1.5  # millimetres the marks may lie beside their places


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """How a slip lies on a page: `matrix` takes its millimetres to points of the page.

    `error` is how far a mark lies from its place at the worst (millimetres).
    """

    matrix: Points
    marks: int
    error: float

    @property
    def sure(self) -> bool:
        """Whether it lies well enough for a machine to say what is ticked."""
        return self.marks >= LEAST_MARKS and self.error <= SURE_ERROR


def lay(gray: Gray, slip: SlipGeometry, code: Points | None) -> Laid | None:
    """The page laid over a slip; None where too few of its marks are there.

    `code` are the corners of its QR code in points of the page, as the code lies.
    """
    found = None if code is None else _searched(gray, slip, code)
    if found is not None and found.sure and found.marks == len(slip.marks):
        return found
    seen = _seen(gray, slip, code)
    known = [one for one in (found, seen) if one is not None]
    return max(known, key=lambda one: (one.sure, one.marks, -one.error), default=None)


# ---------------------------------------------------------------- from the code outwards


def _searched(gray: Gray, slip: SlipGeometry, code: Points) -> Laid | None:
    places, points = list(corners(slip.code)), list(code)
    weights = [_CODE_WEIGHT] * 4
    matrix = fitted(places, points, weights)
    middle = centre(slip.code)
    found: list[tuple[Points, Points]] = []
    for mark in sorted(slip.marks, key=lambda one: _apart(centre(one.area), middle)):
        if matrix is None:
            return None
        place = centre(mark.area)
        reach = _NEAR + _FAR_SHARE * min(_apart(place, each) for each in places)
        at = _looked_for(gray, mark, matrix, min(reach, _WIDEST))
        if at is not None:
            found.append((place, at))
            places.append(place)
            points.append(at)
            weights.append(1.0)
            matrix = fitted(places, points, weights)
    return _judged(matrix, found, within=gray.shape)


def _looked_for(gray: Gray, mark: Mark, matrix: Points, reach: float) -> Points | None:
    """Where a mark lies, sought within some millimetres of where it should."""
    around = grown(mark.area, reach + 1.0)
    window = warped(gray, matrix, around, _PROBE)
    pattern = _pattern(mark.corner, mark.area.width)
    likeness = np.asarray(cv2.matchTemplate(window, pattern, cv2.TM_CCOEFF_NORMED), np.float32)
    _, best, _, (column, row) = cv2.minMaxLoc(likeness)
    if best < _LIKE_ENOUGH:
        return None
    exact = np.array(peak(likeness, column, row))
    place = np.array([around.x, around.y]) + (exact + pattern.shape[0] / 2) / _PROBE
    found: Points = applied(matrix, place[None])[0]
    return found


@cache
def _pattern(corner: Corner, size: float) -> Gray:
    """A clean mark with some paper around it, as a scanner sees it."""
    modules = MARK_MODULES + 2
    whole = np.pad(_bits(corner) * 255, 1)  # the black frame
    margin = round(0.8 * _PROBE)
    points = round(size * _PROBE)
    drawn = cv2.resize(whole.astype(np.uint8), (points, points), interpolation=cv2.INTER_NEAREST)
    assert whole.shape == (modules, modules)
    padded = np.pad(drawn, margin, constant_values=255)
    return np.asarray(cv2.GaussianBlur(padded, (0, 0), 1.2), np.uint8)


def _bits(corner: Corner) -> NDArray[np.uint8]:
    count = MARK_MODULES * MARK_MODULES
    bits = [MARK_PATTERNS[corner] >> (count - 1 - at) & 1 for at in range(count)]
    return np.array(bits, np.uint8).reshape(MARK_MODULES, MARK_MODULES)


# ---------------------------------------------------------------- on the whole page


def _seen(gray: Gray, slip: SlipGeometry, code: Points | None) -> Laid | None:
    by_corner = {mark.corner: mark.area for mark in slip.marks}
    found = marks_on(gray)
    pairs = [
        (corners(by_corner[corner])[at], points[at])
        for corner, points in found.items()
        if corner in by_corner
        for at in range(4)
    ]
    if len(found) < 2:
        return None
    places, points = [place for place, _ in pairs], [point for _, point in pairs]
    weights = [1.0] * len(pairs)
    if code is not None:
        places += list(corners(slip.code))
        points += list(code)
        weights += [_CODE_WEIGHT] * 4
    matrix = fitted(places, points, weights)
    middles = [
        (centre(by_corner[corner]), at.mean(0))
        for corner, at in found.items()
        if corner in by_corner
    ]
    return _judged(matrix, middles, within=gray.shape)


def marks_on(gray: Gray) -> Mapping[Corner, Points]:
    """The marks seen on a page by their patterns: their corners, from each mark's upper left."""
    scale = min(1.0, _BY_SIGHT_SIDE / max(gray.shape))
    small = gray
    if scale < 1.0:
        resized = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        small = np.asarray(resized, np.uint8)
    found, ids, _ = _detector().detectMarkers(small)
    if ids is None:
        return {}
    seen: dict[Corner, list[Points]] = {}
    for points, id in zip(found, np.asarray(ids).ravel(), strict=True):
        at = (np.asarray(points, np.float64).reshape(4, 2) + 0.5) / scale - 0.5
        seen.setdefault(list(Corner)[int(id)], []).append(at)
    return {corner: each[0] for corner, each in seen.items() if len(each) == 1}


@cache
def _detector() -> Any:
    lists = [cv2.aruco.Dictionary.getByteListFromBits(_bits(corner)) for corner in Corner]
    dictionary = cv2.aruco.Dictionary(np.concatenate(lists), MARK_MODULES, 3)
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    settings.minMarkerPerimeterRate = 0.02
    settings.maxMarkerPerimeterRate = 0.5
    settings.adaptiveThreshWinSizeMin, settings.adaptiveThreshWinSizeMax = 7, 39
    settings.adaptiveThreshWinSizeStep = 16
    return cv2.aruco.ArucoDetector(dictionary, settings)


# ---------------------------------------------------------------- geometry


def _apart(one: Points, other: Points) -> float:
    return float(np.hypot(*(one - other)))


def _judged(
    matrix: Points | None, marks: list[tuple[Points, Points]], *, within: tuple[int, ...]
) -> Laid | None:
    if matrix is None or len(marks) < 2:
        return None
    points = np.array([point for _, point in marks])
    height, width = within
    if (points < -1).any() or (points > (width + 1, height + 1)).any():
        return None
    back = applied(np.asarray(np.linalg.inv(matrix), np.float64), points)
    places = np.array([place for place, _ in marks])
    error = float(np.sqrt(((back - places) ** 2).sum(1)).max())
    return Laid(matrix=matrix, marks=len(marks), error=error) if error <= WORST_ERROR else None


def fitted(places: list[Points], points: list[Points], weights: list[float]) -> Points | None:
    """The homography from places to points by weighted least squares; None where there is none."""
    source, target = np.array(places, np.float64), np.array(points, np.float64)
    if len(source) < 4:
        return None
    to_unit, from_unit = _unit(source), np.linalg.inv(_unit(target))
    near, far = applied(to_unit, source), applied(np.linalg.inv(from_unit), target)
    rows = []
    for (x, y), (u, v), weight in zip(near, far, weights, strict=True):
        rows.append(weight * np.array([x, y, 1, 0, 0, 0, -u * x, -u * y, -u]))
        rows.append(weight * np.array([0, 0, 0, x, y, 1, -v * x, -v * y, -v]))
    inner = np.linalg.svd(np.array(rows))[2][-1].reshape(3, 3)
    matrix = from_unit @ inner @ to_unit
    if abs(matrix[2, 2]) < 1e-9 or abs(np.linalg.det(matrix)) < 1e-9:
        return None
    return np.asarray(matrix / matrix[2, 2], np.float64)


def _unit(points: Points) -> Points:
    """The map that puts points around nought at a distance of about one."""
    middle = points.mean(0)
    spread = float(np.abs(points - middle).mean()) or 1.0
    return np.array(
        [[1 / spread, 0, -middle[0] / spread], [0, 1 / spread, -middle[1] / spread], [0, 0, 1]]
    )


def applied(matrix: Points, places: Points) -> Points:
    """Places taken through a homography."""
    with_one = np.column_stack([places, np.ones(len(places))]) @ matrix.T
    return np.asarray(with_one[:, :2] / with_one[:, 2:], np.float64)


def warped(gray: Gray, matrix: Points, area: Area, dots: float) -> Gray:
    """An area of the slip, drawn upright from the page with so many points a millimetre."""
    inner = np.array([[1 / dots, 0, area.x], [0, 1 / dots, area.y], [0, 0, 1.0]])
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])  # points are squares, not corners
    size = (round(area.width * dots), round(area.height * dots))
    whole = np.linalg.inv(half) @ matrix @ inner @ half
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpPerspective(gray, whole, size, flags=flags, borderValue=255), np.uint8
    )


def peak(likeness: NDArray[np.float32], column: int, row: int) -> tuple[float, float]:
    """The top of a parabola through the best place and its neighbours: column, row."""

    def beside(low: float, mid: float, high: float) -> float:
        bend = low - 2 * mid + high
        return 0.0 if bend == 0 else float(np.clip((low - high) / (2 * bend), -0.5, 0.5))

    rows, columns = likeness.shape
    dx = dy = 0.0
    if 0 < column < columns - 1:
        dx = beside(*(float(each) for each in likeness[row, column - 1 : column + 2]))
    if 0 < row < rows - 1:
        dy = beside(*(float(each) for each in likeness[row - 1 : row + 2, column]))
    return column + dx, row + dy
