"""Whether a box is ticked: yes, no, or for a person to say.

Ink that the print does not explain is weighed inside the box and around it. A box is ticked when a
stroke stands in it and nothing speaks against it; empty when it is bare inside and around. All else
is doubtful: a tick beside the box, a box blackened (a way to take a tick back), a line through box
and words, a trace of pencil, a blot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np

from sakimawari.reach.letters.geometry import Area
from sakimawari.reach.returned.areas import DOTS, grown, slices
from sakimawari.reach.returned.upright import Ink, Upright

FRAME = 0.55  # millimetres from a box's edge that belong to its frame
AROUND = 1.6  # millimetres around a box that are looked at
_LEAST_POINTS = 12
_WORDS = 13.0  # millimetres beside a box where its words stand
FLANK = 1.1  # millimetres beside a box where a line struck through would pass


class Tick(Enum):
    """What a box says."""

    MARKED = "marked"
    EMPTY = "empty"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where empty ends and marked begins. Shares of an area, lengths in millimetres of stroke.

    `stroke` is how dark a point must be to be of a pen, in shares of the black of the print.
    """

    stroke: float = 0.28
    empty_share: float = 0.006
    marked_share: float = 0.035
    marked_length: float = 1.8  # of the longest stroke's extent inside
    full_share: float = 0.62
    around_share: float = 0.012  # of ink around a box that is bare inside
    blot_share: float = 0.36  # of ink around a marked box: a blot, or a scribble
    weak: float = 0.42  # the darkness a stroke must have to be taken without a person


LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class TickRead:
    """A box as read: `inside` and `beside` are shares of ink, `dark` how dark its strokes are."""

    tick: Tick
    inside: float
    beside: float
    dark: float
    why: str = ""


def read_ticks(
    sheet: Upright, boxes: Sequence[Area], limits: Limits = LIMITS
) -> tuple[TickRead, ...]:
    """All boxes of a slip together: a tick that swings into its neighbour's surroundings is the
    box's in which most of it stands.
    """
    threshold = max(limits.stroke, 1.2 * sheet.grain)
    raw = (sheet.added > threshold).astype(np.uint8)
    _, labels = cv2.connectedComponents(raw, connectivity=8)
    owners: dict[int, tuple[int, int]] = {}
    for place, box in enumerate(boxes):
        inner = labels[slices(grown(box, -FRAME), sheet.area, labels.shape)]
        for label, count in enumerate(np.bincount(inner.ravel())):
            if label and count > max(owners.get(label, (0, 0))[0], _LEAST_POINTS):
                owners[label] = (int(count), place)
    found = []
    for place, box in enumerate(boxes):
        others = [label for label, (_, owner) in owners.items() if owner != place]
        part = slices(grown(box, AROUND), sheet.area, labels.shape)
        foreign = np.isin(labels[part], others)
        found.append(_read(sheet, box, foreign, threshold, limits))
    return tuple(found)


def read_tick(sheet: Upright, box: Area, limits: Limits = LIMITS) -> TickRead:
    """One box alone."""
    return read_ticks(sheet, [box], limits)[0]


def _read(
    sheet: Upright, box: Area, foreign: np.ndarray, threshold: float, limits: Limits
) -> TickRead:
    inner = sheet.of(sheet.added, grown(box, -FRAME))
    whole = sheet.of(sheet.added, grown(box, AROUND))
    if inner.size == 0 or whole.size == 0 or whole.shape != foreign.shape:
        return TickRead(tick=Tick.DOUBTFUL, inside=0, beside=0, dark=0, why="edge")
    strokes = _strokes(inner, threshold)
    inside = float(strokes.mean())
    ring = (_strokes(whole, threshold) & ~foreign).astype(np.float32)
    margin = round((AROUND - 0.2) * DOTS)
    held = ring[margin:-margin, margin:-margin]
    beside = float((ring.sum() - held.sum()) / max(ring.size - held.size, 1))
    dark = float(np.percentile(inner[strokes], 75)) if strokes.any() else 0.0
    weighed = _Weighed(
        strokes=strokes,
        inside=inside,
        beside=beside,
        dark=dark,
        trace=sheet.has_trace(grown(box, -FRAME)),
    )
    tick, why = _judged(weighed, limits)
    if tick is Tick.MARKED and _is_struck(sheet, box, threshold):
        tick, why = Tick.DOUBTFUL, "struck"
    return TickRead(tick=tick, inside=inside, beside=beside, dark=dark, why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """The ink of a box: its strokes, their shares inside and beside, how dark."""

    strokes: np.ndarray
    inside: float
    beside: float
    dark: float
    trace: bool


def _judged(weighed: _Weighed, limits: Limits) -> tuple[Tick, str]:
    strokes = weighed.strokes
    inside, beside, dark = weighed.inside, weighed.beside, weighed.dark
    if inside <= limits.empty_share:
        if beside > limits.around_share:
            return Tick.DOUBTFUL, "beside"
        return (Tick.DOUBTFUL, "trace") if weighed.trace else (Tick.EMPTY, "")
    if inside < limits.marked_share or _extent(strokes) < limits.marked_length:
        return Tick.DOUBTFUL, "little"
    if inside > limits.full_share:
        return Tick.DOUBTFUL, "blackened"
    if beside > limits.blot_share:
        return Tick.DOUBTFUL, "blot"
    if dark < limits.weak:
        return Tick.DOUBTFUL, "faint"
    return Tick.MARKED, ""


def _strokes(ink: Ink, threshold: float) -> np.ndarray:
    """Points of a pen: dark enough, and not alone."""
    raw = (ink > threshold).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(raw, connectivity=8)
    least = 5
    large = [at for at in range(1, count) if stats[at, cv2.CC_STAT_AREA] >= least]
    return np.isin(labels, large)


def _extent(strokes: np.ndarray) -> float:
    """The longer side of the largest stroke, in millimetres."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(strokes.astype(np.uint8), connectivity=8)
    if count < 2:
        return 0.0
    sides = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    return float(np.hypot(sides[:, 0], sides[:, 1]).max()) / DOTS


def _is_struck(sheet: Upright, box: Area, threshold: float) -> bool:
    """Whether a line runs through the box and out of it on both sides, or through its words."""
    words = Area(x=box.x + box.width + 0.3, y=box.y - 0.3, width=_WORDS, height=box.height + 0.6)
    if sheet.is_struck(words):
        return True
    height = box.height
    left = Area(x=box.x - FLANK - 0.2, y=box.y, width=FLANK, height=height)
    right = Area(x=box.x + box.width + 0.2, y=box.y, width=FLANK, height=height)
    return all(_crosses(sheet.of(sheet.added, side), threshold) for side in (left, right))


def _crosses(flank: Ink, threshold: float) -> bool:
    strokes = flank > threshold
    if strokes.size == 0:
        return False
    return float(strokes.any(axis=0).mean()) > 0.75


def answer_of(options: Sequence[str], reads: Sequence[TickRead]) -> tuple[str | None, str]:
    """The option ticked of some, "" where none is; None (and why) where a person must look."""
    doubtful = [read.why for read in reads if read.tick is Tick.DOUBTFUL]
    marked = [
        option for option, read in zip(options, reads, strict=True) if read.tick is Tick.MARKED
    ]
    if doubtful:
        return None, doubtful[0]
    if len(marked) > 1:
        return None, "several"
    return (marked[0] if marked else ""), ""
