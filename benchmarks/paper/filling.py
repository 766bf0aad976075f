"""Slips filled in: what a made-up resident means, and the ink it leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from paper.hands import Hand, Pen
from paper.strokes import TICKS
from sakimawari.reach.letters.geometry import Answer, Area, Box, Kind, Reads, SlipGeometry
from sakimawari.reach.returned.fields import OF_NO_CONSEQUENCE, Group, groups_of

GOOD_TICKS = ("check", "check_inside", "check_large", "cross", "slash", "circle_inside", "re")
STEMS = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンガギグゲゴザジズゼゾダデドバビブベボパピプペポ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What a resident meant by a field: the value a careful clerk would type, "" for none.

    `hard`: made so that a careful clerk would ask back; taking it silently counts as wrong.
    """

    value: str
    hard: bool = False


@dataclass(slots=True, kw_only=True)
class FilledSlip:
    """Ink on a slip and what was meant by it, by the fields' keys."""

    ink: NDArray[np.uint8]
    meant: dict[str, Meant] = field(default_factory=dict)


def fill(
    slip: SlipGeometry,
    hand: Hand,
    rng: np.random.Generator,
    dots: float,
    *,
    only_ticks: bool = False,
) -> FilledSlip:
    """Fill a slip in as this hand would. `only_ticks`: somebody whom the city asks nothing that has
    to be written; they tick, date and sign, as well or as badly as anybody.
    """
    size = (round(slip.slip.height * dots), round(slip.slip.width * dots))
    filled = FilledSlip(ink=np.zeros(size, np.uint8))
    pen = Pen(layer=filled.ink, dots=dots, rng=rng)
    clerk = _Resident(
        slip=slip, hand=hand, pen=pen, rng=rng, meant=filled.meant, only_ticks=only_ticks
    )
    for group in groups_of(slip.boxes):
        clerk.answer(group)
    if rng.random() < 0.02:
        clerk.note_in_the_margin()
    return filled


@dataclass(frozen=True, slots=True, kw_only=True)
class _Resident:
    slip: SlipGeometry
    hand: Hand
    pen: Pen
    rng: np.random.Generator
    meant: dict[str, Meant]
    only_ticks: bool = False

    def answer(self, group: Group) -> None:
        key = f"{group.kind.value}:{group.offer}:{group.name}"
        if group.printed:
            self.meant[key] = self._printed(group)
        elif group.kind is Kind.SIGNATURE:
            self.meant[key] = self._signature(group)
        elif group.kind is Kind.CORRECTED:
            self.meant[key] = Meant(value="")
        elif group.options:
            self.meant[key] = self._tick(group.boxes)
        elif self.only_ticks and group.name not in OF_NO_CONSEQUENCE:
            self.meant[key] = Meant(value="")
        else:
            self.meant[key] = self._write(group)

    def _printed(self, group: Group) -> Meant:
        if self.rng.random() > 0.03:
            return Meant(value="")
        area = group.boxes[0].area
        y = area.y + area.height / 2
        for shift in (-0.5, 0.5):
            self._line(area.x + 1, y + shift, area.x + min(area.width * 0.5, 25), y + shift)
        return Meant(value="", hard=True)

    def _signature(self, group: Group) -> Meant:
        if self.rng.random() < 0.02:
            return Meant(value="")
        area = group.boxes[0].area
        count = int(self.rng.integers(3, 6))
        wide = min(area.width / count, 7.0)
        left, top = area.x - self.slip.slip.x, area.y - self.slip.slip.y
        for at in range(count):
            kana = str(self.rng.choice(list(STEMS)))
            self.pen.write(self.hand, kana, (left + 2 + at * wide, top, wide, area.height))
        return Meant(value="✓")

    # ------------------------------------------------------------ ticks

    def _tick(self, boxes: Sequence[Box], *, required: bool = False) -> Meant:
        drawn = self.rng.random()
        chosen = boxes[int(self.rng.integers(len(boxes)))]
        other = boxes[(boxes.index(chosen) + 1) % len(boxes)]
        meant = chosen.option or "✓"
        if drawn < 0.06 and not required:
            return Meant(value="")
        if drawn < 0.90:
            self._shape(chosen.area, str(self.rng.choice(GOOD_TICKS)))
            return Meant(value=meant)
        if drawn < 0.92:  # ticked, taken back, the other one ticked
            self._shape(chosen.area, "check_inside")
            self._shape(chosen.area, str(self.rng.choice(["scribble", "black"])))
            self._shape(other.area, "check")
            return Meant(value=other.option or "✓", hard=True)
        if drawn < 0.935:  # ticked, struck through with the words beside it
            self._shape(chosen.area, "check_inside")
            area = chosen.area
            y = area.y + area.height / 2
            for shift in (-0.4, 0.4):
                self._line(area.x - 2.5, y + shift, area.x + area.width + 12, y + shift)
            return Meant(value="", hard=True)
        if drawn < 0.95 and other is not chosen:  # both
            self._shape(chosen.area, "check")
            self._shape(other.area, "check")
            return Meant(value="", hard=True)
        if drawn < 0.965:
            self._shape(chosen.area, "beside")
            return Meant(value=meant, hard=True)
        if drawn < 0.98:
            self._shape(chosen.area, "ring")
            return Meant(value=meant, hard=True)
        if drawn < 0.99:  # taken back, and nothing instead
            self._shape(chosen.area, "check_inside")
            self._shape(chosen.area, "black")
            return Meant(value="", hard=True)
        self._shape(chosen.area, "check_inside", dark=0.22)  # hardly to be seen
        return Meant(value=meant)

    def _shape(self, box: Area, name: str, dark: float | None = None) -> None:
        jitter = self.rng.normal(0, 0.25, 2) * self.hand.untidy
        middle = (
            box.x - self.slip.slip.x + box.width / 2,
            box.y - self.slip.slip.y + box.height / 2,
        )
        size = box.width * float(self.rng.uniform(0.85, 1.2))
        self.pen.draw(
            TICKS[name],
            centre=(middle[0] + float(jitter[0]), middle[1] + float(jitter[1])),
            size=(size, size),
            turn=float(np.radians(self.rng.normal(0, 6))),
            wide=self.hand.wide,
            dark=self.hand.dark if dark is None else dark,
            wobble=self.hand.wobble,
        )

    def _line(self, x: float, y: float, until: float, down: float) -> None:
        x, until = x - self.slip.slip.x, until - self.slip.slip.x
        y, down = y - self.slip.slip.y, down - self.slip.slip.y
        self.pen.draw(
            (((0.0, 0.5), (0.5, 0.5), (1.0, 0.5)),),
            centre=((x + until) / 2, (y + down) / 2),
            size=(until - x, 1.0),
            wide=self.hand.wide,
            dark=self.hand.dark,
            wobble=self.hand.wobble,
        )

    # ------------------------------------------------------------ writing

    def _write(self, group: Group) -> Meant:
        if self.rng.random() < 0.15:
            return Meant(value="")
        match group.answer:
            case Answer.PHONE:
                return self._phone(group)
            case Answer.DATE:
                return self._date(group)
            case Answer.CODE:
                digits = "".join(str(d) for d in self.rng.integers(0, 10, group.boxes[0].cells))
                self._cells(group.boxes[0], digits)
                return Meant(value=digits)
            case Answer.NUMBER:
                return self._number(group)
            case Answer.KANA:
                return self._kana(group)
            case Answer.ACCOUNT:
                return self._account(group)
            case _:
                return self._free(group)

    def _phone(self, group: Group) -> Meant:
        mobile = self.rng.random() < 0.7
        first = str(self.rng.choice(["090", "080", "070"])) if mobile else "0465"
        rest = 11 if mobile else 10
        number = first + "".join(str(d) for d in self.rng.integers(0, 10, rest - len(first)))
        self._cells(group.boxes[0], number)
        return Meant(value=number)

    def _number(self, group: Group) -> Meant:
        box = group.boxes[0]
        number = str(int(self.rng.integers(1, 10 ** min(max(box.cells, 1), 4))))
        self._cells(box, number, right=True)
        return Meant(value=number)

    def _kana(self, group: Group) -> Meant:
        box = group.boxes[0]
        text = "".join(self.rng.choice(list(STEMS), int(self.rng.integers(3, min(box.cells, 9)))))
        self._cells(box, text)
        return Meant(value=text)

    def _date(self, group: Group) -> Meant:
        year, month, day = (
            int(self.rng.integers(1940, 2027)),
            int(self.rng.integers(1, 13)),
            int(self.rng.integers(1, 29)),
        )
        eras = {"大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
        boxes = {box.part: box for box in group.boxes if box.reads is not Reads.TICK}
        ticks = [box for box in group.boxes if box.reads is Reads.TICK and box.option]
        written = str(year)
        era = boxes["year"].option if "year" in boxes else ""
        if ticks:
            chosen = ticks[int(self.rng.integers(len(ticks)))]
            era = chosen.option
            self._shape(chosen.area, str(self.rng.choice(GOOD_TICKS)))
        if era:
            most = {"大正": 14, "昭和": 63, "平成": 30, "令和": 8}.get(era, 30)
            counted = int(self.rng.integers(1, most + 1))
            year, written = counted + eras[era], str(counted)
        self._cells(boxes["year"], written, right=bool(era))
        self._cells(boxes["month"], str(month), right=True)
        self._cells(boxes["day"], str(day), right=True)
        return Meant(value=f"{year:04d}-{month:02d}-{day:02d}")

    def _account(self, group: Group) -> Meant:
        told: dict[str, str] = {}
        kinds = [box for box in group.boxes if box.reads is Reads.TICK]
        for box in group.boxes:
            if box.reads is Reads.TICK:
                continue
            if box.part == "number":
                text = "".join(str(d) for d in self.rng.integers(0, 10, 7))
                self._cells(box, text)
                told["number"] = text
            elif box.part == "holder":
                count = int(self.rng.integers(4, min(max(box.cells, 6), 10)))
                text = "".join(self.rng.choice(list(STEMS), count))
                self._cells(box, text)
                told["holder"] = text
            else:
                self._free_line(box)
                told[box.part] = "?"
        if kinds:
            chosen = kinds[int(self.rng.integers(len(kinds)))]
            self._shape(chosen.area, str(self.rng.choice(GOOD_TICKS)))
            told["type"] = chosen.option
        order = ("bank", "branch", "type", "number", "holder")
        return Meant(value=" ".join(told[part] for part in order if part in told))

    def _free(self, group: Group) -> Meant:
        for box in group.boxes:
            if box.reads is not Reads.TICK:
                self._free_line(box)
        return Meant(value="?", hard=True)

    def _free_line(self, box: Box) -> None:
        count = int(self.rng.integers(3, 7))
        wide = min(box.area.width / count, box.area.height * 0.9, 6.0)
        left, top = box.area.x - self.slip.slip.x, box.area.y - self.slip.slip.y
        for at in range(count):
            kana = str(self.rng.choice(list(STEMS)))
            self.pen.write(self.hand, kana, (left + 1 + at * wide, top, wide, box.area.height))

    def _cells(self, box: Box, text: str, *, right: bool = False) -> None:
        areas = list(box.cell_areas())
        places = areas[-len(text) :] if right else areas[: len(text)]
        for character, area in zip(text, places, strict=True):
            x, y = area.x - self.slip.slip.x, area.y - self.slip.slip.y
            self.pen.write(self.hand, character, (x, y, area.width, area.height))

    def note_in_the_margin(self) -> None:
        """A remark where the form has no place for one: everything on the slip is hard then."""
        slip = self.slip.slip
        for at in range(int(self.rng.integers(5, 10))):
            kana = str(self.rng.choice(list(STEMS)))
            self.pen.write(self.hand, kana, (40 + at * 5.0, slip.height - 9, 4.6, 6.0))
        for key, meant in self.meant.items():
            self.meant[key] = Meant(value=meant.value, hard=True)


def keys_of(meant: Mapping[str, Meant]) -> Sequence[str]:
    """The fields something was meant by."""
    return [key for key, one in meant.items() if one.value]
