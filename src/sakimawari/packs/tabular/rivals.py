"""Rows against one another: which overlap, which are never reached, what none of them takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np

from sakimawari.packs.cells import UnreadableCell, ranges_of
from sakimawari.packs.tabular.geometry import (
    MOST_STEPS,
    Box,
    Boxes,
    TooMixed,
    Work,
    covers,
    intersection,
    meets,
    uncovered,
    within,
)
from sakimawari.packs.tabular.periods import Period, periods_of
from sakimawari.packs.tabular.wording import Notebook, Said
from sakimawari.packs.tabular.written import (
    APPLIES,
    ARTICLE,
    NO,
    SINCE,
    UNTIL,
    YES,
    HitPolicy,
    WrittenRow,
    WrittenService,
)
from sakimawari.packs.values import text_of
from sakimawari.rules.figures import days
from sakimawari.rules.tree import Kind, Type

_OPEN = 10**18
MOST_BOXES = 20_000
_UNDATED = date(2000, 1, 1)  # rows are compared though nobody has said yet when they begin
MOST_GAPS = 5
MOST_MEETINGS = 200  # nobody reads on; the first are mended first


def compare_rows(written: WrittenService, types: tuple[Type, ...], notebook: Notebook) -> None:
    """Note overlaps, rows never reached, and gaps, with an example for each."""
    rivals = _Rivals(written, types, notebook)
    boxed = _boxes(written, types)
    if boxed is None:
        rivals.undecided(0)
        return
    rivals.boxes = boxed
    rivals.domain = _domain(types, boxed)
    for period in periods_of(written, otherwise=_UNDATED):
        rivals.look_at(period)
    rivals.tell_unreached()


def _boxes(written: WrittenService, types: tuple[Type, ...]) -> list[Boxes] | None:
    """The boxes of every row; None where there are too many."""
    found: list[Boxes] = []
    total = 0
    for row in written.rows:
        try:
            ranges = [ranges_of(cell, type) for cell, type in zip(row.inputs, types, strict=True)]
        except UnreadableCell:
            ranges = [()]
        total += int(np.prod([len(each) for each in ranges]))
        if total > MOST_BOXES:
            return None
        listed = list(product(*ranges))
        try:
            found.append(np.array(listed, np.int64).reshape(len(listed), len(types), 2))
        except OverflowError:  # a huge figure beside one of many decimals
            return None
    return found


def _domain(types: tuple[Type, ...], boxes: list[Boxes]) -> Box:
    """The values each input may have; a number is 0 or more, unless a cell names a negative one."""
    bounds = np.concatenate(boxes)
    domain = []
    for at, type in enumerate(types):
        named = bounds[:, at, :]
        named = named[(named > -_OPEN) & (named < _OPEN)]
        match type.kind:
            case Kind.CATEGORY:
                domain.append((0, len(type.labels) - 1))
            case Kind.TRUTH:
                domain.append((0, 1))
            case Kind.DATE:
                domain.append((-_OPEN, _OPEN))
            case Kind.NUMBER:
                domain.append((-_OPEN if (named < 0).any() else 0, _OPEN))
    return np.array(domain, np.int64).reshape(len(types), 2)


@dataclass(slots=True)
class _Found:
    """What was told already, since several periods may show it."""

    pairs: set[tuple[int, int]]
    unreached: dict[int, tuple[int, ...]]
    reached: set[int]
    gaps: set[str]


class _Rivals:
    """The rows of one table compared, period by period."""

    boxes: list[Boxes]
    domain: Box

    def __init__(
        self, written: WrittenService, types: tuple[Type, ...], notebook: Notebook
    ) -> None:
        self.written, self.types, self.notebook = written, types, notebook
        self.told = 0  # overlaps told so far
        self.found = _Found(pairs=set(), unreached={}, reached=set(), gaps=set())

    def look_at(self, period: Period) -> None:
        if not period.rows:
            return
        boxes = {at: self._inside(self.boxes[at]) for at in period.rows}
        self._reach(period, boxes)
        self._overlaps(period, boxes)
        self._gaps(period, boxes)

    def _inside(self, boxes: Boxes) -> Boxes:
        clipped = within(boxes, self.domain)
        return clipped[(clipped[:, :, 0] <= clipped[:, :, 1]).all(axis=1)]

    # ------------------------------------------------------------ rows never reached

    def _reach(self, period: Period, boxes: dict[int, Boxes]) -> None:
        work = Work()
        above = np.empty((0, len(self.types), 2), np.int64)
        for number, at in enumerate(period.rows):
            try:
                hidden = covers(above, boxes[at], work)
            except TooMixed:
                self.undecided(MOST_STEPS, self.written.rows[at])
                self.found.reached.update(period.rows[number:])
                return
            if hidden:
                self.found.unreached.setdefault(at, self._hiding(at, period, boxes))
            else:
                self.found.reached.add(at)
            above = np.concatenate([above, boxes[at]])

    def _hiding(self, at: int, period: Period, boxes: dict[int, Boxes]) -> tuple[int, ...]:
        """The rows above that share a case with a row."""
        before = [other for other in period.rows if other < at]
        return tuple(
            other for other in before if any(meets(boxes[other], box).any() for box in boxes[at])
        )

    def tell_unreached(self) -> None:
        """Name the rows that no period reaches; rows whose periods overlap are told as such."""
        twins = {later for _, later in self.found.pairs if _twin(self.written, _, later)}
        for at, hiding in sorted(self.found.unreached.items()):
            if at not in self.found.reached and at not in twins:
                rows = _rows_said([self.written.rows[other] for other in hiding])
                self.notebook.problem("PACK023", self.written.rows[at].place, rows=rows)

    # ------------------------------------------------------------ overlaps

    def _overlaps(self, period: Period, boxes: dict[int, Boxes]) -> None:
        owners = np.concatenate([np.full(len(boxes[at]), at) for at in period.rows])
        every = np.concatenate([boxes[at] for at in period.rows])
        for at in period.rows:
            if self.told > MOST_MEETINGS:
                self._more_meetings(self.written.rows[at])
                return
            for box in boxes[at]:
                hit = meets(every, box) & (owners < at)
                for place in np.flatnonzero(hit).tolist():
                    pair = int(owners[place]), at
                    if pair not in self.found.pairs:
                        self.found.pairs.add(pair)
                        self._tell_overlap(pair, intersection(every[place], box), period, boxes)

    def _more_meetings(self, row: WrittenRow) -> None:
        more = Said("whether further rows overlap", "ほかに重なる行があるか")
        self.notebook.remark("PACK060", row.place, steps=MOST_MEETINGS, open=more)

    def _tell_overlap(
        self, pair: tuple[int, int], box: Box, period: Period, boxes: dict[int, Boxes]
    ) -> None:
        earlier, later = (self.written.rows[at] for at in pair)
        rows, place = _rows_said([earlier]), later.place
        if _twin(self.written, *pair):
            self.told += 1
            self.notebook.problem("PACK029", later.at(SINCE), rows=rows, day=period.since)
            return
        example = self._example(box, period.since)
        differ = _result(self.written, earlier) != _result(self.written, later)
        is_exception = _says_no(self.written, earlier)  # what stands above excludes on purpose
        match self.written.policy:
            case HitPolicy.UNIQUE:
                self.told += 1
                self.notebook.problem("PACK028", place, rows=rows, example=example)
            case HitPolicy.ANY if differ:
                self.told += 1
                self.notebook.problem("PACK028", place, rows=rows, example=example)
            case HitPolicy.FIRST if (
                differ and not is_exception and not self._nested(boxes[pair[0]], boxes[pair[1]])
            ):
                self.told += 1
                self.notebook.remark("PACK057", place, rows=rows, example=example)
            case _:
                pass

    def _nested(self, one: Boxes, other: Boxes) -> bool:
        """Whether one row is an exception to the other."""
        if len(one) == len(other) == 1:
            inside = (one[0, :, 0] >= other[0, :, 0]) & (one[0, :, 1] <= other[0, :, 1])
            around = (one[0, :, 0] <= other[0, :, 0]) & (one[0, :, 1] >= other[0, :, 1])
            return bool(inside.all() or around.all())
        try:
            return covers(other, one, Work(500)) or covers(one, other, Work(500))
        except TooMixed:
            return False

    # ------------------------------------------------------------ gaps

    def _gaps(self, period: Period, boxes: dict[int, Boxes]) -> None:
        every = np.concatenate([boxes[at] for at in period.rows])
        found = 0
        try:
            for part in uncovered(self.domain, every, Work()):
                example = self._example(part, period.since)
                if example not in self.found.gaps:
                    self.found.gaps.add(example)
                    place = self.written.inputs[0].place
                    self.notebook.remark("PACK058", place, example=example)
                found += 1
                if found == MOST_GAPS:
                    return
        except TooMixed:
            self.undecided(MOST_STEPS)

    def undecided(self, steps: int, row: WrittenRow | None = None) -> None:
        """Say honestly that not everything was looked at."""
        place = self.written.inputs[0].place if row is None else row.place
        part = (
            Said("whether some case has no row", "当てはまる行のない場合があるか")
            if row is None
            else Said(
                "whether this row and those below it are ever reached",
                "この行から下の行に届く人がいるか",
            )
        )
        self.notebook.remark("PACK060", place, steps=steps or MOST_BOXES, open=part)

    def _example(self, box: Box, since: date) -> str:
        """A case of a box, as an official would note it."""
        values = []
        for column, type, (low, high) in zip(
            self.written.inputs, self.types, box.tolist(), strict=True
        ):
            value = low if low > -_OPEN else high if high < _OPEN else 0
            if type.kind is Kind.DATE and low <= -_OPEN and high >= _OPEN:
                value = days(since)
            unit = type.unit or ""
            said = (YES if value else NO) if type.kind is Kind.TRUTH else text_of(value, type)
            values.append(f"{column.name}={said}{unit}")
        return "、".join(values)


def _twin(written: WrittenService, earlier: int, later: int) -> bool:
    """Whether two rows with dates of their own ask for the very same."""
    one, other = written.rows[earlier], written.rows[later]
    dated = any(name in row.notes for row in (one, other) for name in (SINCE, UNTIL))
    return dated and one.inputs == other.inputs


def _result(written: WrittenService, row: WrittenRow) -> tuple[object, ...]:
    return (row.outputs, row.notes.get(ARTICLE) if _says_no(written, row) else None)


def _says_no(written: WrittenService, row: WrittenRow) -> bool:
    at = written.output(APPLIES)
    return at is not None and row.outputs[at] == NO


def _rows_said(rows: list[WrittenRow]) -> Said:
    numbers = [row.place.line for row in rows]
    shown = numbers[:6]
    more = len(numbers) > len(shown)
    english = ", ".join(f"row {number}" for number in shown) + (", …" if more else "")
    japanese = "・".join(f"{number}行目" for number in shown) + ("など" if more else "")
    return Said(english or "the rows above", japanese or "上の行")
