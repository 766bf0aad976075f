"""From where things came to stand on the page to the geometry of a slip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sakimawari.reach.letters.entries import Part
from sakimawari.reach.letters.geometry import (
    MARK_SIZE,
    Answer,
    Area,
    Box,
    Corner,
    Kind,
    Mark,
    Reads,
    SlipGeometry,
)
from sakimawari.reach.letters.measures import PAGE_HEIGHT, PAGE_WIDTH, Measures
from sakimawari.reach.letters.sheet import Sheet
from sakimawari.reach.letters.slip import Field
from sakimawari.reach.letters.window import ADDRESS_BOTTOM

ABOVE_SLIP = 4.0  # between message and cut line, at least
FOOT = 12.0  # of a page that is a message or a slip alone
MARK_EDGE = 10.0  # from the page's left and right edge
MARK_TOP, MARK_TOP_APART, MARK_BOTTOM = 4.0, 10.0, 9.0
A_LITTLE = 0.05  # no eye sees it


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where something came to stand: the page of its letter from 0, millimetres from its corner."""

    page: int
    x: float
    y: float


def overflow_of(spots: Mapping[str, Spot]) -> float:
    """By how many millimetres a letter is too full; 0 where all fits."""
    end, slip = spots["end"], spots["slip"]
    floor = slip.y - ABOVE_SLIP if slip.page == end.page else PAGE_HEIGHT - FOOT
    beyond = [end.y - floor, spots["window"].y - ADDRESS_BOTTOM]
    if "foot" in spots:
        beyond.append(spots["foot"].y - (PAGE_HEIGHT - FOOT))
    else:
        beyond.append(-slip.y)
    most = max(beyond)
    return most if most > A_LITTLE else 0.0


def geometry_of(
    sheet: Sheet, spots: Mapping[str, Spot], *, reference: str, language: str
) -> SlipGeometry:
    """The geometry of a letter's slip: its page is that within the letter, from 1, and file and
    batch are left to whoever files it.
    """
    slip = spots["slip"]
    return SlipGeometry(
        reference=reference,
        language=language,
        batch="",
        file="",
        page=slip.page + 1,
        page_width=PAGE_WIDTH,
        page_height=PAGE_HEIGHT,
        slip=Area(x=0.0, y=slip.y, width=PAGE_WIDTH, height=PAGE_HEIGHT - slip.y),
        code=_code(spots["code"], sheet.measures),
        marks=tuple(_marks(slip, sheet.measures)),
        boxes=(*_choices(sheet, spots), *_fields(sheet, spots)),
    )


def _code(at: Spot, measures: Measures) -> Area:
    side = measures.code - 2 * measures.quiet
    return Area(x=at.x, y=at.y, width=side, height=side)


def _marks(slip: Spot, measures: Measures) -> Iterator[Mark]:
    top = slip.y + (MARK_TOP_APART if measures.apart else MARK_TOP)
    bottom = PAGE_HEIGHT - MARK_BOTTOM - MARK_SIZE
    right = PAGE_WIDTH - MARK_EDGE - MARK_SIZE
    places = ((MARK_EDGE, top), (right, top), (MARK_EDGE, bottom), (right, bottom))
    for corner, (x, y) in zip(Corner, places, strict=True):
        yield Mark(corner=corner, area=Area(x=x, y=y, width=MARK_SIZE, height=MARK_SIZE))


def _choices(sheet: Sheet, spots: Mapping[str, Spot]) -> Iterator[Box]:
    columns, measures = sheet.slip.columns, sheet.measures
    side = measures.tick
    for place, choice in enumerate(sheet.slip.choices):
        at = spots[f"c{place}"]
        top = at.y + (measures.choice_row - side) / 2
        for option, x, label in (("yes", columns.yes, choice.yes), ("no", columns.no, choice.no)):
            yield Box(
                kind=Kind.CHOICE,
                answer=Answer.CHOICE,
                reads=Reads.TICK,
                area=Area(x=at.x + x, y=top, width=side, height=side),
                service=choice.service,
                offer=place,
                label=label,
                option=option,
            )


def _fields(sheet: Sheet, spots: Mapping[str, Spot]) -> Iterator[Box]:
    for r, row in enumerate(sheet.slip.rows):
        for k, field in enumerate(row):
            at = spots[f"f{r}.{k}"]
            if field.entry is not None:
                for part in field.entry.parts:
                    yield _box(field, part, at)
            else:
                yield _printed(field, at, spots[f"g{r}.{k}"])


def _box(field: Field, part: Part, at: Spot) -> Box:
    return Box(
        kind=field.kind,
        answer=field.answer,
        reads=part.reads,
        area=replace(part.area, x=at.x + part.area.x, y=at.y + part.area.y),
        service=field.service,
        offer=field.offer,
        field=field.name,
        label=field.label,
        part=part.part,
        option=part.option,
        cells=part.cells,
    )


def _printed(field: Field, at: Spot, end: Spot) -> Box:
    return Box(
        kind=field.kind,
        answer=field.answer,
        reads=Reads.TEXT,
        area=Area(x=at.x, y=at.y, width=end.x - at.x, height=end.y - at.y),
        service=field.service,
        offer=field.offer,
        field=field.name,
        label=field.label,
        printed=True,
    )
