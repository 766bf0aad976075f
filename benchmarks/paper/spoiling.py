"""What scanners, copiers and telephones do to a page, each way under its own name.

A page comes in as gray points at `DOTS` a millimetre and leaves as a picture somebody would send in.
The ways in `CALIBRATION` are used to choose the thresholds; those in `TEST` besides to check them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Gray: TypeAlias = NDArray[np.uint8]
Way: TypeAlias = Callable[[Gray, np.random.Generator], Gray]
DOTS = 10.0  # points a millimetre of the page before it is spoiled: 254 dots an inch


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoiled:
    """A page as it comes in, with the name of its way."""

    way: str
    gray: Gray


def spoil(page: Gray, way: str, rng: np.random.Generator) -> Spoiled:
    """Send a page one way."""
    return Spoiled(way=way, gray=WAYS[way](page, rng))


def _at(page: Gray, dpi: float) -> Gray:
    scale = dpi / 25.4 / DOTS
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(page, None, fx=scale, fy=scale, interpolation=how), np.uint8)


def _noisy(page: Gray, rng: np.random.Generator, sigma: float) -> Gray:
    noise = np.empty(page.shape, np.int16)
    cv2.setRNGSeed(int(rng.integers(1, 2**31 - 1)))
    cv2.randn(noise, 0, sigma)
    return np.clip(page.astype(np.int16) + noise, 0, 255).astype(np.uint8)


def _jpeg(page: Gray, quality: int) -> Gray:
    _, packed = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def _toned(page: Gray, rng: np.random.Generator) -> Gray:
    """Paper that is not quite white, print that is not quite black."""
    white, black = rng.uniform(225, 252), rng.uniform(8, 45)
    table = np.clip(black + (white - black) * np.arange(256) / 255, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(page, table), np.uint8)


def _turned(page: Gray, degrees: float, background: int) -> Gray:
    high, wide = page.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(high * sin + wide * cos) + 1, int(high * cos + wide * sin) + 1)
    turn[:, 2] += (size[0] / 2 - wide / 2, size[1] / 2 - high / 2)
    return np.asarray(
        cv2.warpAffine(page, turn, size, flags=cv2.INTER_LINEAR, borderValue=background), np.uint8
    )


def _scan(dpi: float, *, sigma: float = 4.0, skew: float = 0.6, quality: int = 80) -> Way:
    def way(page: Gray, rng: np.random.Generator) -> Gray:
        small = _at(_toned(page, rng), dpi)
        skewed = _turned(small, float(rng.normal(0, skew)), int(rng.choice([255, 235, 20])))
        soft = cv2.GaussianBlur(skewed, (0, 0), float(rng.uniform(0.4, 0.8)))
        return _jpeg(_noisy(np.asarray(soft, np.uint8), rng, sigma), quality)

    return way


def _upside(page: Gray, rng: np.random.Generator) -> Gray:
    quarter = int(rng.integers(1, 4))
    return np.ascontiguousarray(np.rot90(_scan(200)(page, rng), quarter))


def _skewed(page: Gray, rng: np.random.Generator) -> Gray:
    return _scan(200, skew=4.0)(page, rng)


def _loose(page: Gray, rng: np.random.Generator) -> Gray:
    """A cut-off slip thrown on the glass, any way round, the lid open or closed."""
    small = _at(_toned(page, rng), 200)
    lid = int(rng.choice([255, 245, 30, 90]))
    turned = _turned(small, float(rng.uniform(0, 360)), lid)
    bed = np.full((max(2339, turned.shape[0] + 20), max(1654, turned.shape[1] + 20)), lid, np.uint8)
    top = int(rng.integers(0, bed.shape[0] - turned.shape[0]))
    left = int(rng.integers(0, bed.shape[1] - turned.shape[1]))
    bed[top : top + turned.shape[0], left : left + turned.shape[1]] = turned
    return _jpeg(_noisy(bed, rng, 5), 75)


def _copied(page: Gray, rng: np.random.Generator) -> Gray:
    """A copy of a copy: hard contrast, specks, streaks."""
    small = _at(page, 200)
    soft = cv2.GaussianBlur(small, (0, 0), 0.9).astype(np.float32)
    hard = np.clip((soft - rng.uniform(70, 110)) * rng.uniform(1.8, 2.6), 0, 255)
    gray = _noisy(hard.astype(np.uint8), rng, 7)
    specks = rng.random(gray.shape) < 0.0006
    gray[np.asarray(cv2.dilate(specks.astype(np.uint8), np.ones((2, 2), np.uint8))) > 0] = 40
    for _ in range(int(rng.integers(0, 3))):
        column = int(rng.integers(0, gray.shape[1] - 2))
        gray[:, column : column + 1] = np.minimum(gray[:, column : column + 1], 175)
    return _turned(gray, float(rng.normal(0, 0.8)), 255)


def _two_tone(page: Gray, rng: np.random.Generator) -> Gray:
    """Black and white without gray, as old scanners and fax machines send."""
    gray = _scan(200, sigma=9)(page, rng)
    cut = float(rng.uniform(140, 185))
    return np.asarray(cv2.threshold(gray, cut, 255, cv2.THRESH_BINARY)[1], np.uint8)


def _creased(page: Gray, rng: np.random.Generator) -> Gray:
    """Folded for the envelope: lines of shadow, and the paper a little off on each side."""
    gray = page.copy()
    wide = gray.shape[1]
    for _ in range(int(rng.integers(1, 3))):
        at = int(rng.uniform(0.2, 0.8) * wide)
        shade = np.exp(-(((np.arange(wide) - at) / 7.0) ** 2)) * rng.uniform(25, 70)
        gray = np.clip(gray.astype(np.float32) - shade[None], 0, 255).astype(np.uint8)
    return _scan(200, sigma=5)(_waved(gray, rng, 4.0), rng)


def _waved(page: Gray, rng: np.random.Generator, most: float) -> Gray:
    """Paper that does not lie flat; `most` points of displacement."""
    high, wide = page.shape
    x, y = np.meshgrid(np.linspace(0, 1, 48), np.linspace(0, 1, 32))
    phase = rng.uniform(0, 6.28, 4)
    dx = most * np.sin(2.2 * y + 1.3 * x + phase[0]) * np.sin(phase[1] + 2 * x)
    dy = most * np.sin(3.1 * x + phase[2]) * np.cos(phase[3] + 1.5 * y)
    wide_x = cv2.resize(dx.astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC)
    wide_y = cv2.resize(dy.astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC)
    columns, rows = np.meshgrid(
        np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32)
    )
    moved = cv2.remap(
        page, columns + wide_x, rows + wide_y, interpolation=cv2.INTER_LINEAR, borderValue=255
    )
    return np.asarray(moved, np.uint8)


def _stained(page: Gray, rng: np.random.Generator) -> Gray:
    """Coffee: a ring and some drops, paler than ink."""
    gray = page.astype(np.float32)
    high, wide = gray.shape
    stain = np.zeros((high, wide), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        centre = (int(rng.uniform(0, wide)), int(rng.uniform(0, high)))
        radius = int(rng.uniform(40, 300))
        cv2.circle(stain, centre, radius, float(rng.uniform(20, 60)), int(rng.integers(4, 20)))
        cv2.circle(stain, centre, max(radius // 6, 4), float(rng.uniform(10, 45)), -1)
    stain = cv2.GaussianBlur(stain, (0, 0), 4)
    return _scan(200)(np.clip(gray - stain, 0, 255).astype(np.uint8), rng)


def _photographed(strength: float) -> Way:
    """By telephone on a table: askew, shadow of a hand, uneven light, a little out of focus."""

    def way(page: Gray, rng: np.random.Generator) -> Gray:
        paper = _waved(_toned(page, rng), rng, 6.0 * strength)
        high, wide = paper.shape
        longest = int(rng.uniform(1900, 2600))
        size = (longest, int(longest * 0.75))
        fill = rng.uniform(0.72, 0.9)
        scale = fill * min(size[0] / wide, size[1] / high)
        w, h = wide * scale, high * scale
        x, y = (size[0] - w) / 2, (size[1] - h) / 2
        corners = np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], np.float32)
        corners += rng.uniform(-1, 1, (4, 2)).astype(np.float32) * 0.055 * strength * w
        around = corners.mean(0)
        angle = np.radians(rng.normal(0, 6 * strength))
        turn = np.array(
            [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32
        )
        corners = ((corners - around) @ turn.T * 0.94 + around).astype(np.float32)
        source = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
        matrix = cv2.getPerspectiveTransform(source, corners)
        table = int(rng.integers(40, 150))
        soft = cv2.GaussianBlur(paper, (0, 0), max(0.5 / scale, 0.3))
        shot = cv2.warpPerspective(
            soft, matrix, size, flags=cv2.INTER_AREA, borderValue=table
        ).astype(np.float32)
        shot *= _light(size, rng, strength)
        shot = cv2.GaussianBlur(shot, (0, 0), float(rng.uniform(0.5, 0.9 + 0.5 * strength)))
        gray = _noisy(np.clip(shot, 0, 255).astype(np.uint8), rng, 4 + 4 * strength)
        return _jpeg(np.ascontiguousarray(np.rot90(gray, int(rng.integers(0, 4)))), 82)

    return way


def _light(size: tuple[int, int], rng: np.random.Generator, strength: float) -> NDArray[np.float32]:
    x, y = np.meshgrid(np.linspace(-1, 1, 64), np.linspace(-1, 1, 48))
    angle = rng.uniform(0, 6.28)
    slope = 1 - 0.22 * strength * (x * np.cos(angle) + y * np.sin(angle))
    edge = (x * np.cos(angle + 1) + y * np.sin(angle + 1) - rng.uniform(-0.5, 0.7)) * rng.uniform(
        4, 12
    )
    shadow = 1 - 0.38 * strength / (1 + np.exp(-edge))
    light = (slope * shadow * rng.uniform(0.75, 0.95)).astype(np.float32)
    return np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_CUBIC), np.float32)


WAYS: dict[str, Way] = {
    "scan_200": _scan(200),
    "scan_300": _scan(300),
    "scan_150": _scan(150, quality=70),
    "scan_600": _scan(600, sigma=8),
    "noisy": _scan(200, sigma=14, quality=60),
    "squeezed": _scan(200, quality=30),
    "skewed": _skewed,
    "turned": _upside,
    "loose": _loose,
    "copied": _copied,
    "two_tone": _two_tone,
    "creased": _creased,
    "stained": _stained,
    "photo": _photographed(0.6),
    "photo_hard": _photographed(1.2),
}
CALIBRATION = ("scan_200", "scan_300", "noisy", "skewed", "turned", "photo", "stained")
TEST = tuple(way for way in WAYS if way != "scan_600")
