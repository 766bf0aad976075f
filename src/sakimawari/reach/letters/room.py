"""Whether a letter fits its page: an estimate of heights, and what to leave for the next letter.

The template refuses to print beyond the page, so an estimate that is a little off costs a second
attempt, never a clipped line. Heights are millimetres and mirror `templates/letter.typ`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sakimawari.reach.letters.letter import Letter
from sakimawari.reach.letters.sheet import ALONE, CARDS, Card, Detail, Sheet, put_into_words
from sakimawari.reach.letters.slip import Box, Slip
from sakimawari.reach.letters.width import lines_of, width_of

PAGE, MESSAGE_TOP, BETWEEN = 297.0, 60.0, 4.0
ABOVE_SLIP, PAGE_FOOT, SLIP_FLOOR = 7.0, 8.0, 99.0
TEXT_WIDTH, HALF_WIDTH = 168.0, 81.5
QR_WIDTH, QR_HEIGHT = 34.0, 35.5
LINE, CARD_LINE = 5.25, 4.8  # 11 pt with the leading of the letter, and of a card

MOST_BREATH = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A letter in words, with the room its parts may be spread by where the page is not full."""

    letter: Letter
    sheet: Sheet
    breath: float  # millimetres between the parts of the message, beyond the least


def message_height(sheet: Sheet) -> float:
    """Height of the upper part, from headline to steps."""
    lead = (6.0 if sheet.dense else 8.0) + LINE * lines_of(sheet.lead, TEXT_WIDTH)
    further = 2.0 + LINE * lines_of(sheet.further, TEXT_WIDTH) if sheet.further else 0.0
    note = 6.0 if sheet.note else 0.0
    parts = (
        _headline_height(sheet),
        lead,
        _cards_height(sheet),
        further,
        _steps_height(sheet),
        note,
    )
    return sum(parts)


def _headline_height(sheet: Sheet) -> float:
    headline = sheet.headline
    width = width_of(headline.big, headline.points) + width_of("　" + headline.tail, 16)
    lines = 1 if width <= TEXT_WIDTH else 2
    return 6.0 + lines * (max(headline.points, 16) * 0.3528 * 0.75 + 2.5)


def _steps_height(sheet: Sheet) -> float:
    if sheet.dense:
        return 3.0 + LINE * lines_of(sheet.how + "　　" + "　".join(sheet.steps), TEXT_WIDTH)
    return 8.0 + sum(LINE * lines_of(step, TEXT_WIDTH - 5.0) for step in sheet.steps)


def _cards_height(sheet: Sheet) -> float:
    if len(sheet.cards) > 1:
        height = _dense_card_height if sheet.dense else _card_height
        return sum(height(card) + (1.8 if sheet.dense else 2.2) for card in sheet.cards)
    width = TEXT_WIDTH - 46.0
    rows = (sum(LINE * lines_of(line, width) for line in row.lines) for row in sheet.cards[0].rows)
    return 6.0 + sum(height + 1.1 for height in rows)


def _name_height(card: Card) -> float:
    name_width = TEXT_WIDTH - 12.0 - width_of(card.amount, 12.5)
    return 3.3 + 5.7 * (lines_of(card.name, max(name_width, 30.0), 12.0) - 1)


def _card_height(card: Card) -> float:
    rows = 0.0
    for row in card.rows:
        said = row.label + "　" + "　".join(row.lines)
        rows += 1.5 + 2.9 + CARD_LINE * (lines_of(said, TEXT_WIDTH - 8.0) - 1)
    return 7.6 + _name_height(card) + 2.9 + rows


def _dense_card_height(card: Card) -> float:
    said = "　".join(text for row in card.rows for text in (row.label, *row.lines))
    lines = lines_of(card.status + "　" + said, TEXT_WIDTH - 8.0)
    return 6.0 + _name_height(card) + 2.9 + CARD_LINE * (lines - 1)


def slip_height(slip: Slip) -> float:
    """Height of the part to cut off, from the cut line to the lower edge of the page."""
    width = TEXT_WIDTH - QR_WIDTH
    choices = 0.0
    for choice in slip.choices:
        column = width - width_of(choice.yes + choice.no) - 20.0
        lines = lines_of(choice.name + "　" + choice.amount, column)
        choices += 2.6 + 4.2 + LINE * (lines - 1)
    beside_code = 5.7 + 4.8 * lines_of(slip.note, width, 10.0) + choices
    more = 5.0 if slip.more else 0.0
    used = max(beside_code, QR_HEIGHT) + 1.0 + _rows_height(slip.rows) + more
    return max(ABOVE_SLIP + used + PAGE_FOOT, SLIP_FLOOR)


def _rows_height(rows: Iterable[tuple[Box, ...]]) -> float:
    height = 0.0
    for row in rows:
        empty = any(box.value == "" for box in row)
        width = TEXT_WIDTH if row[0].wide else HALF_WIDTH
        lines = max(lines_of(box.label + "　" + box.value, width) for box in row)
        height += (5.5 if empty else 3.5) + 2.9 + LINE * (lines - 1)
    return height


def spare_height(sheet: Sheet) -> float:
    """Height the page leaves free, by estimate; negative where it does not hold the sheet."""
    return PAGE - MESSAGE_TOP - message_height(sheet) - BETWEEN - slip_height(sheet.slip)


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
    breath = min(max(spare_height(sheet) / 5, 0.0), MOST_BREATH)
    return Attempt(letter=letter, sheet=sheet, breath=round(breath, 2))


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
