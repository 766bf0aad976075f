"""Finds the slip's QR code on a page, however it lies: scaled, turned, faint, in shadow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from sakimawari.reach.returned.intake import Gray

USUAL_SIDE = 1_800  # points along the longer side where a code is mostly found at once
_SMALL_SIDE = 1_000
_QR = zxingcpp.BarcodeFormat.QRCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code's text and its corners in points of the page: as the code lies, from its upper left."""

    text: str
    corners: NDArray[np.float64]  # 4 x 2


def codes_on(gray: Gray) -> tuple[Code, ...]:
    """The QR codes of a page, by the first way of looking that finds one."""
    for scale, seen in _ways(gray):
        found = zxingcpp.read_barcodes(seen, formats=zxingcpp.BarcodeFormats(_QR))
        codes = tuple(_code(each, scale) for each in found if each.valid and each.text)
        if codes:
            return codes
    return ()


def _ways(gray: Gray) -> Iterator[tuple[float, Gray]]:
    """The page in several sizes and contrasts, the likeliest first."""
    longest = max(gray.shape)
    usual = min(1.0, USUAL_SIDE / longest)
    scaled = _resized(gray, usual)
    yield usual, scaled
    if longest > USUAL_SIDE:
        yield 1.0, gray
    clearer = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(gray)
    yield 1.0, np.asarray(clearer, np.uint8)
    soft = cv2.GaussianBlur(scaled, (0, 0), 1.2)
    yield usual, np.asarray(soft, np.uint8)
    block = max(int(min(gray.shape) / 30) | 1, 15)
    black = cv2.adaptiveThreshold(
        cv2.medianBlur(gray, 3), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, block, 9
    )
    yield 1.0, np.asarray(black, np.uint8)
    if longest < 2 * USUAL_SIDE:
        sharp = cv2.addWeighted(gray, 1.8, cv2.GaussianBlur(gray, (0, 0), 2.0), -0.8, 0)
        yield 2.0, _resized(np.asarray(sharp, np.uint8), 2.0)
    small = min(1.0, _SMALL_SIDE / longest)
    yield small, _resized(gray, small)


def _resized(gray: Gray, scale: float) -> Gray:
    if scale == 1.0:
        return gray
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=how), np.uint8)


def _code(found: zxingcpp.Barcode, scale: float) -> Code:
    at = found.position
    corners = [at.top_left, at.top_right, at.bottom_right, at.bottom_left]
    points = np.array([(corner.x, corner.y) for corner in corners], np.float64)
    return Code(text=found.text.strip(), corners=points / scale)
