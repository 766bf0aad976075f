"""Where everything stands on a slip, so that a slip that comes back can be read.

All measures are millimetres on the printed page, from its upper left corner, to the right and down.
They come from the typesetter itself and hold exactly for the file that was printed; a scan is laid
over them by the four registration marks, which stand on the part that is cut off. A geometry holds
no value that was printed and no name: only where it stands and that it is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An upright rectangle on the page."""

    x: float
    y: float
    width: float
    height: float


class Corner(Enum):
    """The corners of a slip, in the order of their marks' numbers: 0, 1, 2, 3."""

    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
    BOTTOM_LEFT = "bottom_left"
    BOTTOM_RIGHT = "bottom_right"


MARK_MODULES = 4  # a side, without the black frame of one module around them
MARK_SIZE = 6.0  # with the frame
# What stands inside the frame of each mark: 16 modules by rows from the upper left, the first in
# the highest bit; 1 is white. Any two differ in 8 modules at least, in whatever way they are turned,
# and so does each from itself turned: three misread modules are put right, and up is always known.
MARK_PATTERNS = {
    Corner.TOP_LEFT: 37570,
    Corner.TOP_RIGHT: 41197,
    Corner.BOTTOM_LEFT: 58288,
    Corner.BOTTOM_RIGHT: 43870,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A registration mark; `area` is the black square, frame and all."""

    corner: Corner
    area: Area


class Kind(Enum):
    """What a box of the slip is for.

    CHOICE     one of the two ticks of a service (`option` yes or no)
    FIELD      a field of a form, printed or left to the resident
    SIGNATURE  the resident's name by their own hand: only whether there is ink is read
    CORRECTED  a tick that says: I changed something that was printed
    """

    CHOICE = "choice"
    FIELD = "field"
    SIGNATURE = "signature"
    CORRECTED = "corrected"


class Answer(Enum):
    """What kind of answer a field takes as a whole; its boxes are the parts of it.

    CHOICE    yes, no
    TRUTH     はい, いいえ: two ticks (`option` yes or no)
    CATEGORY  one of some labels: a tick each (`option` is the label)
    DATE      parts era (ticks, `option` 昭和 平成 令和 or ""), year, month, day
    PHONE     digits, flush left, without hyphens
    CODE      a number that names something (基礎年金番号): digits, flush left
    NUMBER    how much or how many: digits, flush right
    KANA      one character a cell, a voiced sign in the cell of its kana
    ACCOUNT   parts bank, branch (text), type (ticks, `option` 普通 当座), number (7 digits), holder (kana)
    TEXT      free writing
    SIGNATURE a name written by hand
    """

    CHOICE = "choice"
    TRUTH = "truth"
    CATEGORY = "category"
    DATE = "date"
    PHONE = "phone"
    CODE = "code"
    NUMBER = "number"
    KANA = "kana"
    ACCOUNT = "account"
    TEXT = "text"
    SIGNATURE = "signature"


class Reads(Enum):
    """What may stand in one box: a tick, digits, kana, anything, or ink of any shape."""

    TICK = "tick"
    DIGITS = "digits"
    KANA = "kana"
    TEXT = "text"
    INK = "ink"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One place to tick or to write in, or one that was filled in by print.

    `service` is a slug and `offer` the place of the offer on the slip from 0; "" and -1 where the
    field is about the addressee. `field` names the field whatever the language of the letter: the
    label of the pack's form, or 氏名 カナ 住所 生年月日 性別 電話番号 記入日 署名; all boxes of one field
    share it, with the offer. `label` is what stands beside it in the letter's language.
    `part` and `option` are explained at `Answer`. `cells` is the number of equal cells that the
    area is divided into from left to right, 0 for an open line. `printed` is True where the city
    filled it in: ink of a pen there is a correction. A year's box with `option` counts in that era;
    without one it is of the common era, or of the era ticked.
    """

    kind: Kind
    answer: Answer
    reads: Reads
    area: Area
    service: str = ""
    offer: int = -1
    field: str = ""
    label: str = ""
    part: str = ""
    option: str = ""
    cells: int = 0
    printed: bool = False

    def cell_areas(self) -> Iterator[Area]:
        """The cells from left to right; the area itself for an open line."""
        count = max(self.cells, 1)
        width = self.area.width / count
        for place in range(count):
            yield Area(
                x=self.area.x + place * width,
                y=self.area.y,
                width=width,
                height=self.area.height,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipGeometry:
    """One slip as it was printed: the part below the cut line, and everything on it.

    `page` is the page of the `file` (in the folder `batch`) that bears the slip, from 1. `slip` is
    the part that is cut off; `code` the QR code without its quiet zone.
    """

    reference: str
    language: str
    batch: str
    file: str
    page: int
    page_width: float
    page_height: float
    slip: Area
    code: Area
    marks: tuple[Mark, ...]
    boxes: tuple[Box, ...]
