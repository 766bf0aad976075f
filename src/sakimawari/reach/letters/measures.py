"""The sizes of a letter: the usual print, and the large one for those who wish for it.

Millimetres and points. Cells are as wide as an elderly hand writes a digit, and far enough apart
that a machine tells neighbours apart.
"""

from __future__ import annotations

from dataclasses import dataclass

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LEFT_EDGE, RIGHT_EDGE = 22.0, 20.0
TEXT_WIDTH = PAGE_WIDTH - LEFT_EDGE - RIGHT_EDGE
PAGE_FOOT = 8.0
COLUMN_GUTTER = 5.0
FOLDS = (99.0, 198.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """How large a letter is printed.

    `apart` says that the slip is a sheet of its own, so that nothing has to be cut. `columns` are
    those of the slip's fields. `row` is the height of a line to write in, `cell_width` and
    `cell_height` that of one character, `tick` the side of a box to tick.
    """

    apart: bool
    columns: int
    scale: float  # of all type
    points: float
    label_points: float
    row: float
    cell_width: float
    cell_height: float
    tick: float
    choice_row: float
    code: float  # side of the QR code with its quiet zone

    @property
    def quiet(self) -> float:
        """White around the QR code: four modules of the smallest one (25), as its standard asks."""
        return self.code * 4 / 33

    @property
    def column(self) -> float:
        """Width of a field that shares its row."""
        return (TEXT_WIDTH - COLUMN_GUTTER * (self.columns - 1)) / self.columns

    @property
    def cell_top(self) -> float:
        """From the top of a row to its cells."""
        return (self.row - self.cell_height) * 0.62

    @property
    def cell_middle(self) -> float:
        """From the top of a row to the middle of its cells, labels and ticks."""
        return self.cell_top + self.cell_height / 2

    @property
    def above_line(self) -> float:
        """From the top of a row to the middle of words that stand on its line."""
        return self.row - 3.0 * self.scale

    @property
    def tick_top(self) -> float:
        """From the top of a row to a box to tick, in the middle of the cells."""
        return self.cell_middle - self.tick / 2


USUAL = Measures(
    apart=False,
    columns=2,
    scale=1.0,
    points=11.0,
    label_points=9.5,
    row=9.6,
    cell_width=5.6,
    cell_height=7.2,
    tick=4.8,
    choice_row=5.2,
    code=26.0,
)
LARGE = Measures(
    apart=True,
    columns=1,
    scale=1.4,
    points=15.4,
    label_points=13.3,
    row=12.6,
    cell_width=7.4,
    cell_height=9.8,
    tick=6.6,
    choice_row=7.4,
    code=32.0,
)
