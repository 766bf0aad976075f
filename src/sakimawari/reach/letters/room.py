"""Whether a letter fits its page: an estimate of heights, and what to leave for the next letter.

The template refuses to print beyond the page, so an estimate that is a little off costs a second
attempt, never a clipped line. Heights are millimetres and mirror `templates/letter.typ`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sakimawari.reach.letters.letter import Letter
from sakimawari.reach.letters.measures import PAGE_FOOT, PAGE_HEIGHT, TEXT_WIDTH, USUAL, Measures
from sakimawari.reach.letters.sheet import ALONE, CARDS, Card, Detail, Sheet, put_into_words
from sakimawari.reach.letters.slip import BESIDE_CODE, Field, Slip
from sakimawari.reach.letters.width import MILLIMETRES_A_POINT, lines_of, width_of

MESSAGE_TOP, BETWEEN = 60.0, 4.0
ABOVE_SLIP, SLIP_FLOOR = 7.0, 99.0
SLIP_TOP, FOOT = 16.0, 12.0  # of a slip that is a sheet of its own; of any page without a cut line
UNDER_CODE = 9.2  # the lines under the code
LINE, CARD_LINE = 5.25, 4.8  # 11 pt with the leading of the letter, and of a card

MOST_BREATH, MOST_BREATH_APART = 4.0, 10.0
BREATHS, BREATHS_AT_LEAST = 5, 3  # gaps in a message that the breath widens
A_LITTLE = 0.1
UNSCALED = 22.0  # millimetres between parts, which stay the same in large print
UNSURE = 1.6  # millimetres the estimate is off by, now and then
CAP = 0.733 * MILLIMETRES_A_POINT  # height of a line of type, in mm a point


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A letter in words, with the room its parts may be spread by where the page is not full."""

    letter: Letter
    sheet: Sheet
    breath: float  # millimetres between the parts of the message, beyond the least


def message_height(sheet: Sheet) -> float:
    """Height of the upper part, from headline to steps.

    Type larger by a factor fills the page as the usual type fills one that is narrower by it.
    """
    scale = sheet.measures.scale
    width = TEXT_WIDTH / scale
    lead = (4.0 if sheet.dense else 7.2) + LINE * lines_of(sheet.lead, width)
    further = 2.0 + LINE * lines_of(sheet.further, width) if sheet.further else 0.0
    note = 6.0 if sheet.note else 0.0
    parts = (
        _headline_height(sheet, width),
        lead,
        _cards_height(sheet, width),
        further,
        _steps_height(sheet, width),
        note,
    )
    return scale * sum(parts) - (scale - 1) * UNSCALED


def _headline_height(sheet: Sheet, width: float) -> float:
    headline = sheet.headline
    said = width_of(headline.big, headline.points) + width_of("　" + headline.tail, 16)
    lines = 1 if said <= width else 2
    return 6.0 + lines * (max(headline.points, 16) * 0.3528 * 0.75 + 2.5)


def _steps_height(sheet: Sheet, width: float) -> float:
    if sheet.dense:
        return 3.0 + LINE * lines_of(sheet.how + "　　" + "　".join(sheet.steps), width)
    return 8.0 + sum(LINE * lines_of(step, width - 5.0) for step in sheet.steps)


def _cards_height(sheet: Sheet, width: float) -> float:
    if len(sheet.cards) > 1:
        height = _dense_card_height if sheet.dense else _card_height
        return sum(height(card, width) + (1.8 if sheet.dense else 2.2) for card in sheet.cards)
    column = width - 46.0
    rows = (sum(LINE * lines_of(line, column) for line in row.lines) for row in sheet.cards[0].rows)
    return 6.0 + sum(height + 1.1 for height in rows)


def _name_height(card: Card, width: float) -> float:
    name_width = width - 12.0 - width_of(card.amount, 12.5)
    return 3.3 + 5.7 * (lines_of(card.name, max(name_width, 30.0), 12.0) - 1)


def _card_height(card: Card, width: float) -> float:
    rows = 0.0
    for row in card.rows:
        said = row.label + "　" + "　".join(row.lines)
        rows += 1.5 + 2.9 + CARD_LINE * (lines_of(said, width - 8.0) - 1)
    return 7.6 + _name_height(card, width) + 2.9 + rows


def _dense_card_height(card: Card, width: float) -> float:
    said = "　".join(text for row in card.rows for text in (row.label, *row.lines))
    lines = lines_of(card.status + "　" + said, width - 8.0)
    return 6.0 + _name_height(card, width) + 2.9 + CARD_LINE * (lines - 1)


def slip_height(slip: Slip, measures: Measures = USUAL) -> float:
    """Height of the part to cut off, from the cut line to the lower edge of the page."""
    width = TEXT_WIDTH - measures.code - BESIDE_CODE
    k = measures.scale
    choices, tight = 0.0, len(slip.choices) > 2
    for choice in slip.choices:
        column = slip.columns.name_width
        lines = lines_of(choice.name + "　" + choice.amount, column, measures.points)
        text = (measures.choice_row + measures.points * CAP) / 2 + 0.6 + LINE * k * (lines - 1)
        choices += (1.2 if tight else 2.4) + max(measures.choice_row, text)
    title = (
        5.7 * k
        + (1.9 if tight else 4.4)
        + 4.8 * k * (lines_of(slip.note, width, 10.0 * k) - 1)
        + 3.6 * k
    )
    more = 6.4 * k if slip.more else 0.0
    beside = title if measures.apart else title + choices
    used = max(beside, measures.code + UNDER_CODE) + (choices if measures.apart else 0.0)
    used += _rows_height(slip.rows, measures) + more
    if measures.apart:
        return used
    return max(ABOVE_SLIP + used + PAGE_FOOT, SLIP_FLOOR)


def _rows_height(rows: Iterable[tuple[Field, ...]], measures: Measures) -> float:
    return sum(max(_field_height(field, measures) for field in row) for row in rows)


def _field_height(field: Field, measures: Measures) -> float:
    if field.entry is not None:
        return field.entry.height
    width = TEXT_WIDTH if field.wide else measures.column
    said = field.label + "　" + field.value
    lines = lines_of(said, width, measures.points)
    return 7.0 * measures.scale + LINE * measures.scale * (lines - 1)


def spare_height(sheet: Sheet) -> float:
    """Height the page leaves free, by estimate and to be safe; negative where it does not hold the
    sheet. Of a letter on two pages it is what the fuller one leaves.
    """
    measures = sheet.measures
    said, slip = message_height(sheet), slip_height(sheet.slip, measures)
    if measures.apart:
        free = min(PAGE_HEIGHT - FOOT - MESSAGE_TOP - said, PAGE_HEIGHT - FOOT - SLIP_TOP - slip)
    else:
        free = PAGE_HEIGHT - MESSAGE_TOP - said - BETWEEN - slip
    return free - UNSURE


def attempts(letter: Letter, *, missing_glyph: bool = False) -> Iterator[Attempt]:
    """The letter in words, from all its offers in full to its first offer in the least detail."""
    while len(letter.offers) > 1:
        for detail in CARDS:
            yield _attempt(letter, detail, missing_glyph=missing_glyph)
        letter = letter.without_last()
    for detail in ALONE:
        yield _attempt(letter, detail, missing_glyph=missing_glyph)


def _attempt(letter: Letter, detail: Detail, *, missing_glyph: bool) -> Attempt:
    sheet = put_into_words(letter, detail, missing_glyph=missing_glyph)
    most = MOST_BREATH_APART if sheet.measures.apart else MOST_BREATH
    breath = min(max(spare_height(sheet) / BREATHS, 0.0), most)
    return Attempt(letter=letter, sheet=sheet, breath=round(breath, 2))


def closer(attempt: Attempt | None, beyond: float) -> Attempt | None:
    """The same attempt with its parts closer together, where that makes up for the millimetres it
    was too full by; None where it does not.
    """
    if attempt is None:
        return None
    breath = attempt.breath - (beyond + A_LITTLE) / BREATHS_AT_LEAST
    return replace(attempt, breath=round(breath, 2)) if breath >= 0 else None


def fitting(letter: Letter, *, missing_glyph: bool = False) -> Iterator[Attempt]:
    """The attempts worth printing, best first: those that fit by estimate, and the last one.

    The first is to be printed; the next ones are for when it turns out too full.
    """
    last = None
    for attempt in attempts(letter, missing_glyph=missing_glyph):
        last = attempt
        if spare_height(attempt.sheet) >= 0:
            yield attempt
            last = None
    if last is not None:
        yield last
