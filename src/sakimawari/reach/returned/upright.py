"""A slip laid upright beside the slip as it was printed: what was added by hand is the difference.

The page is straightened by its marks, its light evened out, and then settled: folded or curled paper
leaves a part of a millimetre, which is taken out by matching the print itself in many places and
bending the picture smoothly. What the print does not explain is ink that somebody added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from sakimawari.reach.letters.geometry import Area, SlipGeometry
from sakimawari.reach.returned.areas import DOTS, slices
from sakimawari.reach.returned.intake import Gray
from sakimawari.reach.returned.registering import Laid, peak, warped

Ink: TypeAlias = NDArray[np.float32]

_HALVED = 0.5  # bends are sought in half the points
_PATCH, _STEP = 36, 28  # of these, the patches matched, and from one to the next
_SLACK = 7  # of these, how far a patch may lie beside its place: 1.75 mm
_LIKE_ENOUGH = 0.55
_LEAST_PATCHES = 12
_PRINT_EDGE = 0.25  # millimetres around the print that belong to it
_TRACE, _TRACE_POINTS = 0.12, 5  # of black; a bare place stays below it, on a grainy photograph too
_RUN, _LINE = 48, 0.38  # points, of black
_PRINTED = 0.15  # of black, from where a point counts as printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Upright:
    """A slip in `DOTS` points a millimetre. Ink is 0 for paper and 1 for the black of the print.

    `clean` is the ink as it was printed, `added` the ink the print does not explain. `bent` is how
    far the print lay from its place after the marks were laid over (millimetres, 95 of 100 places).
    `grain` is the noise of the paper.
    """

    area: Area
    gray: Gray
    ink: Ink
    clean: Ink
    added: Ink
    grain: float
    bent: float
    settled: bool

    def of(self, picture: NDArray[np.float32], area: Area) -> Ink:
        """The part of one of its pictures that an area covers."""
        return picture[slices(area, self.area, picture.shape)]

    def has_trace(self, area: Area) -> bool:
        """Whether something too faint to be read may stand in an area that looks bare."""
        added = self.of(self.added, area)
        if min(added.shape) < _TRACE_POINTS:
            return False
        spot = float(cv2.blur(added, (_TRACE_POINTS, _TRACE_POINTS)).max())
        return spot > max(_TRACE, 1.3 * self.grain)

    def is_struck(self, area: Area) -> bool:
        """Whether a line was drawn through print: a long level run of ink that print has not.

        Between the strokes of print hardly any paper shows, so a line on it is not told by the ink
        the print leaves unexplained, but by running on where print has gaps.
        """
        seen = _runs(self.of(self.ink, area), self.grain)
        printed = _runs(self.of(self.clean, area), 0.0)
        printed = np.asarray(cv2.dilate(printed, np.ones((7, 9), np.uint8)))
        return int(((seen > 0) & (printed == 0)).sum()) >= _RUN

    def crop(self, area: Area) -> Gray:
        """The evened gray of an area, to be read or shown."""
        return self.gray[slices(area, self.area, self.gray.shape)]


def _runs(ink: Ink, grain: float) -> NDArray[np.uint8]:
    """Where ink runs on level (a little askew allowed) over the length of two characters."""
    dark = (ink > max(_LINE, 1.3 * grain)).astype(np.uint8)
    thick = cv2.dilate(dark, np.ones((3, 1), np.uint8))
    return np.asarray(
        cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, _RUN), np.uint8)), np.uint8
    )


def upright(gray: Gray, laid: Laid, slip: SlipGeometry, clean: Gray) -> Upright:
    """The slip of a page beside `clean`, the same slip as printed, in the same points."""
    raw = warped(gray, laid.matrix, slip.slip, DOTS)
    even = evened(raw)
    printed = (255.0 - clean.astype(np.float32)) / 255.0
    bends = _bends(even, clean)
    bent = float(np.percentile(np.hypot(bends[:, 2], bends[:, 3]), 95)) if len(bends) else 0.0
    smooth = _smooth(bends, even.shape)
    if smooth is not None:
        even = np.asarray(
            cv2.remap(even, *smooth, interpolation=cv2.INTER_LINEAR, borderValue=255), np.uint8
        )
    ink = _ink_of(even, slip)
    return Upright(
        area=slip.slip,
        gray=even,
        ink=ink,
        clean=printed,
        added=_added(ink, printed),
        grain=_grain(ink, printed),
        bent=bent / DOTS,
        settled=smooth is not None,
    )


def evened(raw: Gray) -> Gray:
    """Shadows and yellowed paper taken out: each place against the paper around it."""
    small = cv2.resize(raw, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    paper = cv2.medianBlur(np.asarray(paper, np.uint8), 9)
    paper = cv2.GaussianBlur(paper, (0, 0), 2.0)
    wide = cv2.resize(paper, (raw.shape[1], raw.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(raw, np.maximum(wide, 1), scale=252.0), np.uint8)


def _ink_of(even: Gray, slip: SlipGeometry) -> Ink:
    """How much ink: measured against the black of the code, which is printed solid."""
    code = even[slices(slip.code, slip.slip, even.shape)]
    black = float(np.percentile(code, 12)) if code.size else 0.0
    black = min(black, 190.0)
    soft = cv2.GaussianBlur(even, (0, 0), 0.8).astype(np.float32)
    return np.asarray(np.clip((250.0 - soft) / (250.0 - black), 0.0, 1.3), np.float32)


def _grain(ink: Ink, clean: Ink) -> float:
    """How much ink the grain of the paper alone seems to be: three of its spreads over the middle.

    The middle and the upper quarter are of paper even where a slip is written full.
    """
    wide = cv2.dilate(clean[::4, ::4], np.ones((5, 5), np.uint8))
    bare = ink[::4, ::4][wide < _PRINTED]
    if bare.size < 100:
        return 0.0
    middle, upper = np.percentile(bare, (50, 72))
    return float(middle + 3 * (upper - middle) / 0.58)


def _added(ink: Ink, clean: Ink) -> Ink:
    """What the print does not explain; where a stroke crosses print, it is closed again."""
    size = 2 * round(_PRINT_EDGE * DOTS) + 1
    shape = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    explained = cv2.GaussianBlur(np.asarray(cv2.dilate(clean, shape)), (0, 0), 0.8)
    bare = np.asarray(np.clip(ink - explained * 1.3, 0.0, 1.3), np.float32)
    bridge = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * size + 1, 2 * size + 1))
    closed = np.minimum(cv2.morphologyEx(bare, cv2.MORPH_CLOSE, bridge), ink)
    return np.asarray(np.where(explained > _PRINTED, np.maximum(bare, closed), bare), np.float32)


# ---------------------------------------------------------------- settling


def _bends(even: Gray, clean: Gray) -> NDArray[np.float64]:
    """For patches with enough print: column, row, and how far right and down it really lies."""
    seen = cv2.resize(even, None, fx=_HALVED, fy=_HALVED, interpolation=cv2.INTER_AREA)
    print_ = cv2.resize(clean, None, fx=_HALVED, fy=_HALVED, interpolation=cv2.INTER_AREA)
    rows, columns = print_.shape
    found = []
    for top in range(_SLACK, rows - _PATCH - _SLACK, _STEP):
        for left in range(_SLACK, columns - _PATCH - _SLACK, _STEP):
            patch = np.asarray(print_[top : top + _PATCH, left : left + _PATCH], np.uint8)
            if int(patch.min()) > 170 or patch.std() < 18 or not _has_both_ways(patch):
                continue
            window = seen[
                top - _SLACK : top + _PATCH + _SLACK, left - _SLACK : left + _PATCH + _SLACK
            ]
            likeness = np.asarray(
                cv2.matchTemplate(window, patch, cv2.TM_CCOEFF_NORMED), np.float32
            )
            _, best, _, (column, row) = cv2.minMaxLoc(likeness)
            if best >= _LIKE_ENOUGH:
                x, y = peak(likeness, column, row)
                found.append((left + _PATCH / 2, top + _PATCH / 2, x - _SLACK, y - _SLACK))
    return np.array(found, np.float64).reshape(-1, 4) / _HALVED


def _has_both_ways(patch: Gray) -> bool:
    """Whether a patch fixes its place in both directions; a bare line slides along itself."""
    across = float(np.abs(np.diff(patch.astype(np.int16), axis=1)).mean())
    down = float(np.abs(np.diff(patch.astype(np.int16), axis=0)).mean())
    return min(across, down) > 0.25 * max(across, down) and min(across, down) > 1.5


def _smooth(
    bends: NDArray[np.float64], shape: tuple[int, ...]
) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
    """Where each point is to be taken from: a cubic through the bends, outliers left out."""
    if len(bends) < _LEAST_PATCHES:
        return None
    rows, columns = shape[0], shape[1]
    x, y = bends[:, 0] / columns * 2 - 1, bends[:, 1] / rows * 2 - 1
    terms = _terms(x, y, cubic=len(bends) >= 40)
    keep = np.ones(len(bends), bool)
    solved: NDArray[np.floating[Any]] = np.zeros((terms.shape[1], 2))
    for _ in range(4):
        solved, *_ = np.linalg.lstsq(terms[keep], bends[keep, 2:], rcond=None)
        off = np.hypot(*(terms @ solved - bends[:, 2:]).T)
        limit = max(2.5 * float(np.median(off[keep])), 1.0)
        if (off <= limit).sum() < _LEAST_PATCHES:
            return None
        keep = off <= limit
    coarse_x, coarse_y = np.meshgrid(np.linspace(-1, 1, 33), np.linspace(-1, 1, 17))
    moved = _terms(coarse_x.ravel(), coarse_y.ravel(), cubic=terms.shape[1] > 6) @ solved
    moved = np.clip(moved, -40, 40)
    shift = moved.reshape(17, 33, 2).astype(np.float32)
    wide = cv2.resize(shift, (columns, rows), interpolation=cv2.INTER_CUBIC)
    at_x, at_y = np.meshgrid(
        np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32)
    )
    return at_x + wide[..., 0], at_y + wide[..., 1]


def _terms(x: NDArray[np.float64], y: NDArray[np.float64], *, cubic: bool) -> NDArray[np.float64]:
    one = np.ones_like(x)
    terms = [one, x, y, x * x, x * y, y * y]
    if cubic:
        terms += [x**3, x * x * y, x * y * y, y**3]
    return np.column_stack(terms)
