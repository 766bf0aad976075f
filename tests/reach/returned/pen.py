"""A pen for the tests: ticks, strokes and digits put on a drawn slip, and the page sent in."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from sakimawari.reach.letters.geometry import Answer, Area, Box, SlipGeometry
from sakimawari.reach.returned.fields import FieldRead
from sakimawari.reach.returned.intake import Gray, Picture
from sakimawari.reach.returned.reading import PageRead, read_page
from tests.reach.returned import paper

DOTS = 10.0


class Written:
    """A slip on paper, to be written on; lengths are millimetres of its page. `page` is the paper, in
    `DOTS` points a millimetre, where it was printed and not drawn here.
    """

    def __init__(self, slip: SlipGeometry | None = None, page: Gray | None = None) -> None:
        self.slip = slip or paper.slip()
        self.page = paper.page_of(self.slip, DOTS) if page is None else page

    def line(self, *points: tuple[float, float], wide: float = 0.5, black: int = 40) -> Written:
        at = [((x - self.slip.slip.x) * DOTS, (y - self.slip.slip.y) * DOTS) for x, y in points]
        drawn = np.array(at).round().astype(np.int32)
        cv2.polylines(self.page, [drawn], False, black, round(wide * DOTS), cv2.LINE_AA)
        return self

    def tick(self, option: str, offer: int = 0, *, black: int = 40) -> Written:
        a = self.box(option, offer).area
        return self.line(
            (a.x + 0.9, a.y + 2.2), (a.x + 1.8, a.y + 3.3), (a.x + 4.4, a.y + 0.2), black=black
        )

    def box(self, option: str, offer: int = 0) -> Box:
        return next(b for b in self.slip.boxes if (b.option, b.offer) == (option, offer))

    def field(self, name: str, part: str = "") -> Box:
        return next(b for b in self.slip.boxes if (b.field, b.part) == (name, part))

    def digits(self, name: str, text: str, part: str = "", *, right: bool = False) -> Written:
        areas = list(self.field(name, part).cell_areas())
        places = areas[-len(text) :] if right else areas
        for digit, area in zip(text, places, strict=False):
            self._digit(digit, area)
        return self

    def _digit(self, digit: str, area: Area) -> None:
        x, y = area.x - self.slip.slip.x + 1.1, area.y - self.slip.slip.y + 6.2
        place = (round(x * DOTS), round(y * DOTS))
        cv2.putText(self.page, digit, place, cv2.FONT_HERSHEY_SIMPLEX, 2.2, 40, 5, cv2.LINE_AA)

    def read(self, send: Callable[[Gray], Gray] = lambda page: page, typed: str = "") -> PageRead:
        clean = paper.clean_of(self.slip)
        return read_page(
            Picture(number=1, gray=send(self.page)),
            lambda reference: self.slip if reference == self.slip.reference else None,
            lambda _: clean,
            typed=typed,
        )


def choice(read: PageRead, offer: int = 0) -> FieldRead:
    """What a page says of an offer."""
    return next(one for one in read.fields if one.answer is Answer.CHOICE and one.offer == offer)


def said(read: PageRead, name: str) -> FieldRead:
    """What a page says in a field."""
    return next(one for one in read.fields if one.name == name)


def turned(degrees: float, *, background: int = 255) -> Callable[[Gray], Gray]:
    """Thrown on the glass of a scanner."""

    def send(page: Gray) -> Gray:
        bed = np.full((2600, 2600), background, np.uint8)
        top, left = (2600 - page.shape[0]) // 2, (2600 - page.shape[1]) // 2
        bed[top : top + page.shape[0], left : left + page.shape[1]] = page
        turn = cv2.getRotationMatrix2D((1300, 1300), degrees, 0.8)
        return np.asarray(cv2.warpAffine(bed, turn, (2600, 2600), borderValue=background), np.uint8)

    return send


def photographed(page: Gray) -> Gray:
    """Askew on a dark table, half of it in shadow."""
    high, wide = page.shape
    source = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    target = np.array([(180, 420), (1790, 300), (1860, 1240), (120, 1120)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    shot = cv2.warpPerspective(page, matrix, (2000, 1500), borderValue=60).astype(np.float32)
    shot[:, 1000:] *= 0.62
    return np.asarray(cv2.GaussianBlur(shot, (0, 0), 0.8), np.uint8)
