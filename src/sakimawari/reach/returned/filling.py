"""What was filled in on a slip that lies upright: every field, by the rule in force."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from sakimawari.reach.letters.geometry import Answer, Area, Box, Kind, Reads, SlipGeometry
from sakimawari.reach.returned.areas import DOTS, around, grown, slices
from sakimawari.reach.returned.cells import CellRead, read_cells
from sakimawari.reach.returned.fields import (
    OF_NO_CONSEQUENCE,
    SMALL_AS_LARGE,
    FieldRead,
    Found,
    Group,
    Part,
    groups_of,
    value_of,
)
from sakimawari.reach.returned.recognising import Recogniser
from sakimawari.reach.returned.rule import Rule
from sakimawari.reach.returned.ticks import Tick, TickRead, answer_of, read_ticks
from sakimawari.reach.returned.upright import Upright

_PEN = 0.28  # of black
_BESIDE = 2.2  # millimetres around a place to write in that still belong to it
_STROKE_LEAST = 0.5  # square millimetres of one stroke that counts as writing
_EDGE = 3.0  # millimetres along the slip's edge where scissors and shadows leave traces


def read_fields(
    sheet: Upright, slip: SlipGeometry, rule: Rule, model: Recogniser
) -> tuple[FieldRead, ...]:
    """Every field of a slip."""
    boxes = [box for box in slip.boxes if box.reads is Reads.TICK]
    ticks = read_ticks(sheet, [box.area for box in boxes], rule.ticks)
    hand = _Hand(
        sheet=sheet,
        rule=rule,
        model=model,
        cells=_cells(sheet, slip, model),
        ticks=dict(zip(boxes, ticks, strict=True)),
    )
    fields = tuple(_field(hand, group) for group in groups_of(slip.boxes))
    return tuple(_asked(fields, one) for one in fields)


def _asked(fields: Sequence[FieldRead], one: FieldRead) -> FieldRead:
    """A question with boxes of which none is ticked goes to a person, unless its service was
    declined: as with the choice itself, it may be a tick too faint to see.
    """
    if one.kind is not Kind.FIELD or not one.options or one.found is not Found.BLANK:
        return one
    declined = any(
        each.kind is Kind.CHOICE and each.offer == one.offer and each.value == "no"
        for each in fields
        if each.found is Found.READ
    )
    return one if declined else replace(one, found=Found.DOUBTFUL, why="open")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hand:
    """What one slip is read with; `cells` are all that stand in cells, `ticks` all boxes, by their boxes."""

    sheet: Upright
    rule: Rule
    model: Recogniser
    cells: Mapping[Box, tuple[CellRead, ...]]
    ticks: Mapping[Box, TickRead]


def _cells(
    sheet: Upright, slip: SlipGeometry, model: Recogniser
) -> Mapping[Box, tuple[CellRead, ...]]:
    found: dict[Box, tuple[CellRead, ...]] = {}
    for reads in (Reads.DIGITS, Reads.KANA):
        boxes = [b for b in slip.boxes if b.reads is reads and b.cells and not b.printed]
        if boxes:
            areas = [tuple(box.cell_areas()) for box in boxes]
            found.update(zip(boxes, read_cells(sheet, areas, reads, model), strict=True))
    return found


def _field(hand: _Hand, group: Group) -> FieldRead:
    sheet, rule = hand.sheet, hand.rule
    area = around(box.area for box in group.boxes)
    plain = FieldRead(
        kind=group.kind,
        answer=group.answer,
        service=group.service,
        offer=group.offer,
        name=group.name,
        label=group.label,
        found=Found.BLANK,
        value="",
        sure=1.0,
        area=area,
        options=group.options,
    )
    if group.printed:
        return _printed(sheet, group, plain, rule)
    if group.kind is Kind.SIGNATURE:
        return _signature(sheet, plain, rule)
    parts = tuple(_parts(hand, group))
    return _whole(group, replace(plain, parts=parts))


def _printed(sheet: Upright, group: Group, plain: FieldRead, rule: Rule) -> FieldRead:
    """A value the city printed: unchanged, unless a pen was there."""
    written = sum(ink_in(sheet, grown(box.area, 0.2, 0.6)) for box in group.boxes)
    struck = any(sheet.is_struck(box.area) for box in group.boxes)
    if written <= rule.over_print and not struck:
        return replace(plain, found=Found.PRINTED)
    return replace(plain, found=Found.DOUBTFUL, sure=0.0, why="corrected")


def _signature(sheet: Upright, plain: FieldRead, rule: Rule) -> FieldRead:
    written = ink_in(sheet, plain.area)
    if written >= rule.ink:
        return replace(plain, found=Found.READ, value="✓")
    return replace(plain, found=Found.BLANK if written < 1.0 else Found.DOUBTFUL, why="unsigned")


# ---------------------------------------------------------------- parts


def _parts(hand: _Hand, group: Group) -> Iterator[Part]:
    ticks: dict[str, list[Box]] = {}
    for box in group.boxes:
        if box.reads is Reads.TICK:
            ticks.setdefault(box.part, []).append(box)
    told: set[str] = set()
    for box in group.boxes:
        if box.reads is not Reads.TICK:
            yield _written(hand, box)
        elif box.part not in told:
            told.add(box.part)
            yield _ticked(hand, box.part, ticks[box.part])


def _ticked(hand: _Hand, part: str, boxes: Sequence[Box]) -> Part:
    reads = [hand.ticks[box] for box in boxes]
    option, why = answer_of([box.option or "✓" for box in boxes], reads)
    area = around(box.area for box in boxes)
    guess = next(
        (
            box.option or "✓"
            for box, read in zip(boxes, reads, strict=True)
            if read.tick is Tick.MARKED
        ),
        "",
    )
    sure = 1.0 if option is not None else 0.0
    return Part(part=part, option="", text=option or guess, sure=sure, area=area, why=why)


def _written(hand: _Hand, box: Box) -> Part:
    plain = Part(part=box.part, option=box.option, text="", sure=1.0, area=box.area)
    cells = hand.cells.get(box)
    if cells is None:
        return _free(hand.sheet, box, plain, hand.model)
    text = "".join(cell.character for cell in cells).translate(SMALL_AS_LARGE)
    sure = min(cell.sure for cell in cells)
    why = "" if hand.rule.enough(box.reads, sure) or not text else "unsure"
    if (
        text
        and _has_gap(cells, flush_right=box.answer is Answer.NUMBER)
        and box.reads is Reads.DIGITS
    ):
        why = why or "gap"
    if sure == 0.0 and not text:
        why = "trace"
    return replace(plain, text=text, sure=sure, why=why)


def _has_gap(cells: Sequence[CellRead], *, flush_right: bool) -> bool:
    """Whether empty cells stand between written ones: a digit may have been missed."""
    filled = [at for at, cell in enumerate(cells) if cell.character]
    return bool(filled) and filled[-1] - filled[0] + 1 != len(filled)


def _free(sheet: Upright, box: Box, plain: Part, model: Recogniser) -> Part:
    """Free writing: a suggestion for the clerk, never more."""
    if ink_in(sheet, grown(box.area, -0.2)) < _STROKE_LEAST:
        faint = sheet.has_trace(grown(box.area, -0.5))
        return replace(plain, sure=0.0, why="trace") if faint else plain
    text, sure = model.text(_line(sheet, box.area))
    return replace(plain, text=text, sure=min(sure, 0.99), why="free")


def _line(sheet: Upright, area: Area) -> np.ndarray:
    """The added ink of an area alone, cut to where it stands."""
    added = sheet.of(sheet.added, area)
    picture = np.asarray((255 * (1 - np.clip(added, 0, 1))), np.uint8)
    dark = np.where(picture.min(axis=0) < 180)[0]
    if dark.size:
        picture = picture[:, max(int(dark[0]) - 8, 0) : int(dark[-1]) + 9]
    return np.asarray(cv2.copyMakeBorder(picture, 4, 4, 8, 8, cv2.BORDER_CONSTANT, value=(255,)))


# ---------------------------------------------------------------- the whole of a field


def _whole(group: Group, plain: FieldRead) -> FieldRead:
    parts = plain.parts
    value, misfit = value_of(group.answer, parts)
    if group.options and len(parts) == 1:
        value = parts[0].text
    why = next((part.why for part in parts if part.why), "")
    sure = min((part.sure for part in parts), default=1.0)
    details = {part.part: part.text for part in parts if part.part and part.text}
    found = Found.DOUBTFUL if why else (Found.READ if value else Found.BLANK)
    if misfit and why in ("", "unsure", "gap"):
        found, why = Found.DOUBTFUL, misfit
    if found is Found.DOUBTFUL and group.name in OF_NO_CONSEQUENCE:
        found, value = Found.LEFT, ""
    if group.kind is Kind.CHOICE and found is Found.BLANK:
        # Nothing ticked may be a tick too faint to see: unknown, never a no.
        found, why = Found.DOUBTFUL, "open"
    if group.kind is Kind.CORRECTED and found is Found.READ:
        why = "corrected"  # what was changed is for a person to read
        found = Found.DOUBTFUL
    return replace(plain, found=found, value=value, sure=sure, why=why, details=details)


def ink_in(sheet: Upright, area: Area) -> float:
    """Square millimetres of pen in an area, specks left out."""
    return _pen(sheet.of(sheet.added, area), sheet.grain)


def _pen(added: np.ndarray, grain: float) -> float:
    raw = (added > max(_PEN, 1.2 * grain)).astype(np.uint8)
    if raw.size == 0:
        return 0.0
    count, _, stats, _ = cv2.connectedComponentsWithStats(raw, connectivity=8)
    sizes = stats[1:count, cv2.CC_STAT_AREA] / DOTS**2
    return math.fsum(float(size) for size in sizes if size >= _STROKE_LEAST)


def notes_on(sheet: Upright, slip: SlipGeometry) -> float:
    """Square millimetres of pen outside every place to write or tick: a note, a line struck."""
    rest = sheet.added.copy()
    margin = round(_EDGE * DOTS)
    rest[:margin], rest[-margin:], rest[:, :margin], rest[:, -margin:] = 0, 0, 0, 0
    for box in slip.boxes:
        rest[slices(grown(box.area, _BESIDE), slip.slip, rest.shape)] = 0
    for mark in slip.marks:
        rest[slices(grown(mark.area, 1.5), slip.slip, rest.shape)] = 0
    rest[slices(grown(slip.code, 3.0), slip.slip, rest.shape)] = 0
    return _pen(rest, sheet.grain)


def by_key(fields: Sequence[FieldRead]) -> Mapping[str, FieldRead]:
    """Fields by their key."""
    return {field.key: field for field in fields}
