"""Made-up hands: each writes digits, kana and ticks its own way, no two characters alike.

No real handwriting could be had. A hand writes either with the strokes of `strokes.py` or with a
typeface worn down to its middle lines; slant, size, pressure, width and wobble are its own, and each
character is moved, turned and bent a little. It is still more regular than people are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pylopdf_fonts_jp
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from paper.strokes import DIGITS, Shape, Stroke

_URW = Path("/usr/share/fonts/opentype/urw-base35")
_NOTO = Path("/usr/share/fonts/opentype/noto")
TYPEFACES = {
    "sans": pylopdf_fonts_jp.sans_path(),
    "serif": pylopdf_fonts_jp.serif_path(),
    "chancery": _URW / "Z003-MediumItalic.otf",
    "century": _URW / "C059-Italic.otf",
    "gothic": _URW / "URWGothic-Book.otf",
    "bookman": _URW / "URWBookman-LightItalic.otf",
    "palladio": _URW / "P052-Italic.otf",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """How somebody writes. `wide` and `wobble` in millimetres, `dark` of 1, `slant` a tangent."""

    digits: str  # "strokes" or a typeface
    kana: str
    variant: int
    slant: float
    size: float
    wide: float
    dark: float
    wobble: float
    untidy: float


CALIBRATION_DIGITS = ("strokes:0", "century", "sans")
TEST_DIGITS = ("strokes:1", "strokes:2", "chancery", "gothic", "palladio", "bookman")
CALIBRATION_KANA = ("sans",)
TEST_KANA = ("sans", "serif")


def draw_hand(rng: np.random.Generator, *, test: bool) -> Hand:
    """A hand of the calibration part, or of the test part."""
    digits = [one for one in (TEST_DIGITS if test else CALIBRATION_DIGITS) if _is_here(one)]
    kana = TEST_KANA if test else CALIBRATION_KANA
    chosen = str(rng.choice(digits))
    pencil = rng.random() < 0.12
    return Hand(
        digits=chosen.partition(":")[0],
        kana=str(rng.choice(kana)),
        variant=int(chosen.partition(":")[2] or 0),
        slant=float(rng.normal(-0.05, 0.12)),
        size=float(rng.uniform(0.62, 0.95)),
        wide=float(rng.uniform(0.28, 0.62)),
        dark=float(rng.uniform(0.42, 0.62) if pencil else rng.uniform(0.75, 1.0)),
        wobble=float(rng.uniform(0.05, 0.16)),
        untidy=float(rng.uniform(0.3, 1.3)),
    )


def _is_here(name: str) -> bool:
    return name.startswith("strokes") or TYPEFACES[name].is_file()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Draws on a layer of ink: millimetres of the slip, `dots` points each, 255 for full ink."""

    layer: NDArray[np.uint8]
    dots: float
    rng: np.random.Generator

    def write(self, hand: Hand, character: str, cell: tuple[float, float, float, float]) -> None:
        """A character in a cell: x, y, width, height."""
        x, y, wide, high = cell
        if character.isdigit() and hand.digits == "strokes":
            shapes = DIGITS[character]
            shape = shapes[(hand.variant + int(self.rng.random() < 0.2)) % len(shapes)]
        else:
            face = hand.digits if character.isdigit() else hand.kana
            shape = worn_down(face, character)
        untidy = hand.untidy
        across = wide * 0.78 * hand.size * self.rng.uniform(0.9, 1.1)
        tall = high * 0.86 * hand.size * self.rng.uniform(0.92, 1.08)
        if character == "1":
            across *= 0.55
        shift_x = self.rng.normal(0, 0.16) * untidy
        shift_y = self.rng.normal(0, 0.22) * untidy
        turn = np.radians(self.rng.normal(0, 3.5) * untidy)
        centre = (x + wide / 2 + shift_x, y + high / 2 + shift_y)
        self.draw(
            shape, centre=centre, size=(across, tall), turn=float(turn), slant=hand.slant,
            wide=hand.wide, dark=hand.dark, wobble=hand.wobble,
        )  # fmt: skip

    def draw(
        self,
        shape: Shape,
        *,
        centre: tuple[float, float],
        size: tuple[float, float],
        turn: float = 0.0,
        slant: float = 0.0,
        wide: float = 0.4,
        dark: float = 0.9,
        wobble: float = 0.1,
    ) -> None:
        """A shape of the unit square, put somewhere with some size, turn and slant."""
        bend = self.rng.normal(0, wobble, (2, 3))
        for stroke in shape:
            points = np.array(_smooth(stroke), np.float64) - 0.5
            points[:, 0] += -slant * points[:, 1] * 2
            waves = np.column_stack(
                [np.sin(points @ np.array(w) * 4) for w in ((1, 2), (2, -1), (3, 1))]
            )
            local = points * np.array(size) + waves @ bend.T * 0.6
            cos, sin = np.cos(turn), np.sin(turn)
            placed = local @ np.array([[cos, sin], [-sin, cos]]) + np.array(centre)
            self._line(placed, wide, dark)

    def _line(self, points: NDArray[np.float64], wide: float, dark: float) -> None:
        width = max(round(wide * self.dots * float(self.rng.uniform(0.85, 1.15))), 1)
        at = np.round(points * self.dots * 16).astype(np.int32)
        own = np.zeros_like(self.layer)
        lower = np.maximum(at.min(0) // 16 - width - 4, 0)
        upper = at.max(0) // 16 + width + 5
        part = own[lower[1] : upper[1], lower[0] : upper[0]]
        if part.size == 0:
            return
        cv2.polylines(part, [at - lower.astype(np.int32) * 16], False, 255, width, cv2.LINE_AA, 4)
        grain = cv2.GaussianBlur(
            self.rng.normal(1, 0.35, part.shape).astype(np.float32), (0, 0), 1.5
        )
        inked = np.clip(part.astype(np.float32) * dark * np.clip(grain, 0.6, 1.15), 0, 255)
        held = self.layer[lower[1] : upper[1], lower[0] : upper[0]]
        np.maximum(held, inked.astype(np.uint8), out=held)


def _smooth(stroke: Stroke) -> Sequence[tuple[float, float]]:
    """Points along a line through the given ones (Catmull-Rom); two make a straight line."""
    if len(stroke) < 3:
        (x, y), (u, v) = stroke[0], stroke[-1]
        return [(x + (u - x) * t / 8, y + (v - y) * t / 8) for t in range(9)]
    return list(_curve(stroke))


def _curve(stroke: Stroke) -> Iterator[tuple[float, float]]:
    points = [stroke[0], *stroke, stroke[-1]]
    for a, b, c, d in zip(points, points[1:], points[2:], points[3:], strict=False):
        for step in range(6):
            t = step / 6
            yield tuple(  # type: ignore[misc]
                0.5
                * (
                    2 * b[k]
                    + (c[k] - a[k]) * t
                    + (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * t * t
                    + (3 * b[k] - a[k] - 3 * c[k] + d[k]) * t**3
                )
                for k in (0, 1)
            )
    yield stroke[-1]


# ---------------------------------------------------------------- typefaces worn down


@cache
def worn_down(typeface: str, character: str) -> Shape:
    """A character of a typeface as middle lines: short strokes between neighbouring points."""
    font = ImageFont.truetype(str(TYPEFACES[typeface]), 56)
    picture = Image.new("L", (96, 96), 0)
    ImageDraw.Draw(picture).text((16, 6), character, font=font, fill=255)
    ink = np.asarray(picture) > 110
    thin = _thinned(ink)
    rows, columns = np.where(thin)
    top, left = rows.min(), columns.min()
    span = max(rows.max() - top, columns.max() - left, 1)
    high = max(rows.max() - top, 1)
    wide = max(columns.max() - left, span * 0.35)
    middle = (columns.max() + left) / 2
    lines = []
    for line in _traced(thin):
        lines.append(tuple(((c - middle) / wide + 0.5, (r - top) / high) for r, c in line))
    return tuple(lines)


def _thinned(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Middle lines by the method of Zhang and Suen (1984)."""
    thin = ink.copy()
    while True:
        removed = False
        for phase in (0, 1):
            p = np.pad(thin, 1).astype(np.uint8)
            n = [
                p[:-2, 1:-1], p[:-2, 2:], p[1:-1, 2:], p[2:, 2:],
                p[2:, 1:-1], p[2:, :-2], p[1:-1, :-2], p[:-2, :-2],
            ]  # fmt: skip
            around = sum(each.astype(int) for each in n)
            rises = sum(((n[at] == 0) & (n[(at + 1) % 8] == 1)).astype(int) for at in range(8))
            first, second = ((0, 2, 4), (2, 4, 6)) if phase == 0 else ((0, 2, 6), (0, 4, 6))
            gone = thin & (around >= 2) & (around <= 6) & (rises == 1)
            for three in (first, second):
                gone &= (n[three[0]] * n[three[1]] * n[three[2]]) == 0
            if gone.any():
                thin &= ~gone
                removed = True
        if not removed:
            return thin


def _traced(thin: NDArray[np.bool_]) -> Iterator[list[tuple[int, int]]]:
    """Lines walked along the thin points, every other point kept."""
    left = {(int(r), int(c)) for r, c in zip(*np.where(thin), strict=True)}

    def beside(at: tuple[int, int]) -> list[tuple[int, int]]:
        steps = [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)]
        return [(at[0] + r, at[1] + c) for r, c in steps if (at[0] + r, at[1] + c) in left]

    while left:
        ends = [at for at in left if len(beside(at)) <= 1]
        at = min(ends) if ends else min(left)
        line = [at]
        left.discard(at)
        while near := beside(at):
            at = near[0]
            line.append(at)
            left.discard(at)
        if len(line) >= 3:
            yield [*line[:-1:2], line[-1]] if len(line) > 3 else line
        elif len(line) == 1:
            yield [line[0], line[0], line[0]]
