"""The window of the envelope: where address and barcode must stand, and whether they always show.

The sheet slides in its envelope. A barcode must keep 2 mm of white from the window's frame however
the sheet lies (郵便番号・バーコードマニュアル, 印字位置), so what counts is the part of the sheet that
shows in every position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sakimawari.reach.letters.geometry import Area
from sakimawari.reach.letters.width import MILLIMETRES_A_POINT, lines_of

WINDOW_ZONE = Area(x=20.0, y=12.0, width=82.0, height=42.0)  # of the sheet, in mm
ADDRESS_TOP, ADDRESS_BOTTOM = 15.0, 52.0
ADDRESS_WIDTH = 78.0
POINTS = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
LARGE_POINTS = (13.0, 12.5, 12.0, 11.5, *POINTS)
WHOLE_LINES_FROM = 10.0  # points: smaller only where nothing else fits
NAME_SCALE = 1.27  # of the name, to the address
_LINE = 1.283  # em from line to line
_GAP = 2.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """An envelope with a window, in millimetres; `play` is how far its sheet can slide each way.

    `window` is measured from the upper left corner of the envelope's inside.
    """

    name: str
    width: float
    height: float
    window: Area
    sheet_width: float = 210.0
    sheet_height: float = 99.0

    def clearance(self, area: Area) -> float:
        """The least white between something printed on the sheet and the frame of the window,
        over all positions the sheet can take; negative where it can be hidden.
        """
        across = self.width - self.sheet_width
        down = self.height - self.sheet_height
        return min(
            area.x - self.window.x,
            area.y - self.window.y,
            self.window.x + self.window.width - area.x - area.width - across,
            self.window.y + self.window.height - area.y - area.height - down,
        )


def address_points(
    address: Sequence[str], name: str, *, barcode_height: float, large: bool
) -> float:
    """The largest type in which address and name leave room for the barcode within the window.

    A somewhat smaller one is taken if it keeps every line of the address whole.
    """
    room = ADDRESS_BOTTOM - ADDRESS_TOP - (barcode_height + _GAP + 1.0 if barcode_height else 0.0)
    fitting = [
        points
        for points in (LARGE_POINTS if large else POINTS)
        if _height(address, name, points) <= room
    ]
    whole = (p for p in fitting if p >= WHOLE_LINES_FROM and _lines(address, p) == len(address))
    return next(whole, fitting[0] if fitting else POINTS[-1])


def _lines(address: Sequence[str], points: float) -> int:
    return sum(lines_of(line, ADDRESS_WIDTH, points) for line in address)


def _height(address: Sequence[str], name: str, points: float) -> float:
    em = points * MILLIMETRES_A_POINT
    names = lines_of(name, ADDRESS_WIDTH, points * NAME_SCALE)
    return ((1 + _lines(address, points)) * _LINE + names * _LINE * NAME_SCALE) * em + _GAP
