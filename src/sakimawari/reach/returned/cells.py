"""Characters in cells: what stands in each, how sure, by two readings that must agree.

Each cell is known by geometry, so nothing has to be segmented. Its ink is lifted out of the print and
set on clean paper in a fixed size. One reading sets all filled cells of a field in one line, the way
the recogniser was taught; the other looks at each cell alone, a little larger. A character counts as
sure as the less sure of both, and as unsure as can be where they differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from sakimawari.reach.letters.geometry import Area, Reads
from sakimawari.reach.returned.areas import DOTS, grown
from sakimawari.reach.returned.intake import Gray
from sakimawari.reach.returned.recognising import LINE_HEIGHT, STEP_WIDTH, Recogniser
from sakimawari.reach.returned.upright import Ink, Upright

DIGITS = "0123456789"
_LIKE = {  # what the model may call a digit; all of it counts for the digit
    "0": "0０OＯoDQ〇○",
    "1": "1１lI|ｌＩ丨",
    "2": "2２Zz",
    "3": "3３",
    "4": "4４",
    "5": "5５Ss",
    "6": "6６bG",
    "7": "7７ワフク",
    "8": "8８B",
    "9": "9９gq",
}
KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
    "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴー"
)
_LOOPS = {  # each digit with the loops it may have when small gaps are closed
    "0": (1,), "1": (0,), "2": (0, 1), "3": (0, 1), "4": (0, 1),
    "5": (0, 1), "6": (1,), "7": (0,), "8": (2,), "9": (1,),
}  # fmt: skip
_LOOP_TALL, _GAP, _LEAST_LOOP = 48, 11, 6  # points
_STROKE = 0.25  # of black: what belongs to a pen
_LEAST_INK = 0.5  # square millimetres of stroke from which a cell is written in
_TRACE_INK = 0.12  # less than this is an empty cell
_INSET = 0.5  # millimetres from a cell's lines, where it is asked whether it is bare
_REACH = 0.9  # millimetres over a cell's lines that strokes may reach
_SLOT = 40  # points a character gets in a line
_ALONE = 40  # points a character gets alone
_TALL = 34  # points a character is high in a line


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRead:
    """A cell as read: "" for an empty one; `sure` from 0 to 1."""

    character: str
    sure: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lifted:
    """The ink of a cell, cut out closely; without a picture, whether a trace of something is there."""

    trace: bool
    picture: Ink | None


def read_cells(
    sheet: Upright, fields: Sequence[Sequence[Area]], reads: Reads, model: Recogniser
) -> tuple[tuple[CellRead, ...], ...]:
    """What stands in the cells of several fields that take the same characters."""
    lifted = [[_lift(sheet, cell) for cell in cells] for cells in fields]
    lines = [[one.picture for one in line if one.picture is not None] for line in lifted]
    pictures = [picture for line in lines for picture in line]
    classes = _classes(model, reads)
    sure: Iterator[CellRead] = iter(())
    if pictures:
        both = zip(_together(lines, classes, model), _alone(pictures, classes, model), strict=True)
        read = [_agreed(one, other, classes.characters) for one, other in both]
        sure = iter(map(_of_its_shape, read, pictures))
    return tuple(
        tuple(next(sure) if one.picture is not None else _bare(one) for one in line)
        for line in lifted
    )


def _bare(lifted: _Lifted) -> CellRead:
    return CellRead(character="", sure=0.0 if lifted.trace else 1.0)


def _agreed(
    one: NDArray[np.float32], other: NDArray[np.float32], characters: Sequence[str]
) -> CellRead:
    """Both readings of a cell in one: classes x likelihood, the last for anything else."""
    both = np.sqrt(np.maximum(one, 1e-6) * np.maximum(other, 1e-6))
    best = int(both[:-1].argmax())
    second = float(np.delete(both, best).max())
    agree = int(one[:-1].argmax()) == int(other[:-1].argmax()) == best
    sure = min(float(one[best]), float(other[best])) - second
    return CellRead(character=characters[best], sure=max(sure, 0.0) if agree else 0.0)


def _of_its_shape(read: CellRead, picture: Ink) -> CellRead:
    """A digit whose loops are not its own is unsure: an open 8 looks like a 6 to any reader."""
    expected = _LOOPS.get(read.character)
    if expected is None or _loops(picture) in expected:
        return read
    return replace(read, sure=0.0)


def _loops(picture: Ink) -> int:
    """How many loops a character has once gaps up to a quarter of its height are closed."""
    high, wide = picture.shape
    scale = _LOOP_TALL / max(high, wide)
    size = (max(round(wide * scale), 3), max(round(high * scale), 3))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    peak = float(np.percentile(small[small > 0.1], 80)) if (small > 0.1).any() else 1.0
    strokes = np.pad((small > 0.45 * peak).astype(np.uint8), _GAP + 1)
    shape = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_GAP, _GAP))
    closed = np.asarray(cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, shape))
    count, _, stats, _ = cv2.connectedComponentsWithStats(1 - closed, connectivity=4)
    return sum(int(stats[at, cv2.CC_STAT_AREA]) >= _LEAST_LOOP for at in range(1, count)) - 1


# ---------------------------------------------------------------- ink of a cell


def _lift(sheet: Upright, cell: Area) -> _Lifted:
    """The strokes of a cell: those whose ink lies mostly in it, as far as they reach over its lines."""
    threshold = max(_STROKE, 1.2 * sheet.grain)
    wide = sheet.of(sheet.added, grown(cell, _REACH))
    margin = round(_REACH * DOTS)
    if wide.shape[0] <= 2 * margin or wide.shape[1] <= 2 * margin:
        return _Lifted(trace=True, picture=None)
    strokes = _own(wide > threshold, margin)
    ink = float(strokes[margin:-margin, margin:-margin].sum()) / DOTS**2
    if ink < _LEAST_INK:
        trace = ink >= _TRACE_INK or sheet.has_trace(grown(cell, -_INSET))
        return _Lifted(trace=trace, picture=None)
    rows, columns = np.where(strokes)
    top, bottom = rows.min(), rows.max() + 1
    left, right = columns.min(), columns.max() + 1
    kept = np.where(cv2.dilate(strokes.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0, wide, 0)
    return _Lifted(trace=False, picture=np.asarray(kept[top:bottom, left:right], np.float32))


def _own(raw: NDArray[np.bool_], margin: int) -> NDArray[np.bool_]:
    """Strokes that belong to a cell: no specks, nothing of a neighbour's that peeps in.

    A stroke that runs far into the next cell is cut at the line, so that neighbours which touch are
    still told apart.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(raw.astype(np.uint8), connectivity=8)
    inside = labels[margin:-margin, margin:-margin]
    within = np.bincount(inside.ravel(), minlength=count)
    largest = int(within[1:].max()) if count > 1 else 0
    kept = np.zeros_like(raw)
    for at in range(1, count):
        area = int(stats[at, cv2.CC_STAT_AREA])
        if area < 6 or within[at] < max(0.06 * largest, 4):
            continue
        share = within[at] / area
        part = labels == at
        if share < 0.7:
            if within[at] < 0.25 * largest:
                continue
            cut = np.zeros_like(part)
            cut[margin:-margin, margin:-margin] = part[margin:-margin, margin:-margin]
            part = cut
        kept |= part
    return kept


# ---------------------------------------------------------------- two readings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Classes:
    """The characters asked for, each with the numbers that count for it."""

    characters: tuple[str, ...]
    places: tuple[NDArray[np.intp], ...]

    def of(self, steps: NDArray[np.float32]) -> NDArray[np.float32]:
        """Likelihood of each class over some steps, at its likeliest; last, of anything else."""
        mass = np.stack([steps[:, places].sum(axis=1) for places in self.places], axis=1)
        other = np.maximum(1.0 - steps[:, 0] - mass.sum(axis=1), 0.0)
        return np.asarray(np.append(mass.max(axis=0), other.max()), np.float32)


@cache
def _classes(model: Recogniser, reads: Reads) -> _Classes:
    if reads is Reads.DIGITS:
        names = {digit: _LIKE[digit] for digit in DIGITS}
    else:
        names = {kana: kana + _KANA_LIKE.get(kana, "") for kana in KANA}
    places = []
    for like in names.values():
        known = [place for character in like if (place := model.place_of(character)) is not None]
        places.append(np.array(known, np.intp))
    return _Classes(characters=tuple(names), places=tuple(places))


_KANA_LIKE = {  # small ones are read as large: in a cell of its own nobody can tell them apart
    "ア": "ァ",
    "イ": "ィ",
    "ウ": "ゥ",
    "エ": "ェ工",
    "オ": "ォ",
    "カ": "ヵ力",
    "ケ": "ヶ",
    "タ": "夕",
    "チ": "千",
    "ツ": "ッ",
    "ト": "卜",
    "ニ": "二",
    "ノ": "丿",
    "ハ": "八",
    "ヘ": "へ",
    "ベ": "べ",
    "ペ": "ぺ",
    "ミ": "三",
    "ヤ": "ャ",
    "ユ": "ュ",
    "ヨ": "ョ",
    "リ": "り",
    "ロ": "口",
    "ワ": "ヮ",
    "ー": "一-―—",
}


def _set(picture: Ink, *, tall: int, wide: int, height: int, width: int) -> Gray:
    """A character on clean paper, scaled to so many points, in the middle of its place."""
    high, across = picture.shape
    scale = min(tall / high, wide / across)
    size = (max(round(across * scale), 1), max(round(high * scale), 1))
    ink = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    peak = float(np.percentile(ink[ink > 0.1], 90)) if (ink > 0.1).any() else 1.0
    dark = np.clip(ink / max(peak, 0.2), 0, 1)
    paper = np.full((height, width), 255, np.uint8)
    top, left = (height - size[1]) // 2, (width - size[0]) // 2
    paper[top : top + size[1], left : left + size[0]] = (255 * (1 - dark)).astype(np.uint8)
    return paper


def _together(
    lines: Sequence[Sequence[Ink]], classes: _Classes, model: Recogniser
) -> list[NDArray[np.float32]]:
    """The written cells of each field in a line of their own; all lines equally long."""
    longest = max(len(line) for line in lines)
    bare = np.full((LINE_HEIGHT, _SLOT), 255, np.uint8)
    margin = np.full((LINE_HEIGHT, STEP_WIDTH), 255, np.uint8)
    drawn = []
    for line in filter(None, lines):
        slots = [
            _set(each, tall=_TALL, wide=_SLOT - 6, height=LINE_HEIGHT, width=_SLOT) for each in line
        ]
        rest = [bare] * (longest - len(line))
        drawn.append(np.hstack([margin, *slots, *rest, margin]))
    each = _SLOT // STEP_WIDTH
    found = []
    for line, steps in zip(filter(None, lines), model.steps(drawn), strict=True):
        found += [classes.of(steps[at * each : 1 + (at + 1) * each]) for at in range(len(line))]
    return found


def _alone(
    pictures: Sequence[Ink], classes: _Classes, model: Recogniser
) -> list[NDArray[np.float32]]:
    lines = [
        _set(each, tall=_TALL + 6, wide=_ALONE, height=LINE_HEIGHT, width=_ALONE)
        for each in pictures
    ]
    return [classes.of(steps) for steps in model.steps(lines)]
