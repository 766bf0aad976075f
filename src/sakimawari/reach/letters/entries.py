"""How an empty field of the slip is written in: ticks, a cell for each character, or a line.

A hand that writes one character in each cell is read by a machine far more surely than one that
writes freely, so whatever has a known shape gets cells: dates, telephone and other numbers, kana, an
account. What shape a field has is told by the fact it asks for, and by its name where the pack
leaves it to the resident.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sakimawari.reach.letters.geometry import Answer, Area, Reads
from sakimawari.reach.letters.measures import TEXT_WIDTH, Measures
from sakimawari.reach.letters.width import width_of
from sakimawari.reach.letters.words import Phrases
from sakimawari.reach.telling.offer import FormField, Language
from sakimawari.rules.tree import Kind

BIRTH_ERAS = ("大正", "昭和", "平成", "令和")
ERAS = ("昭和", "平成", "令和")
THIS_ERA = "令和"
PHONE_DIGITS = 11
ACCOUNT_DIGITS = 7
ACCOUNT_KINDS = ("普通", "当座")
MOST_KANA, LEAST_KANA = 24, 14
LEAST_LINE = 45.0  # millimetres to write on
SLACK = 1.04  # words may be a little wider than reckoned
MOST_YEN, MOST_OTHERS = 9, 4  # digits
AFTER_LABEL, AFTER_TICK, AFTER_WORD, BETWEEN_TICKS = 3.0, 1.5, 0.9, 3.8
# Numbers that name something, by the end of the field's name, with their digits.
CODES = (("基礎年金番号", 10), ("被保険者番号", 11), ("法人番号", 13), ("郵便番号", 7))
_DAY = re.compile(r"(日|年月日|期限|期日|満了日)$")
_SEVERAL = re.compile(r"[とや・、]|または|希望日")  # more than one thing is asked for
_KANA = re.compile(r"カナ|フリガナ|ふりがな")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A place to tick or write in, from the upper left corner of its field."""

    reads: Reads
    area: Area
    part: str = ""
    option: str = ""
    cells: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word printed between the parts, its middle at `y`."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The parts of a field to be written in; its label's middle is at `middle`.

    `wide`: it needs the whole width of the slip.
    """

    answer: Answer
    wide: bool
    height: float
    middle: float
    parts: tuple[Part, ...]
    words: tuple[Word, ...] = ()
    right: float = 0.0  # where its last part ends


def answer_of(field: FormField) -> Answer:
    """What kind of answer a field takes."""
    match field.kind:
        case Kind.DATE:
            return Answer.DATE
        case Kind.TRUTH:
            return Answer.TRUTH
        case Kind.CATEGORY:
            return Answer.CATEGORY
        case Kind.NUMBER:
            return Answer.NUMBER if field.decimals == 0 else Answer.TEXT
    return _by_name(field.source if field.source not in ("", "fact") else field.label)


def _by_name(name: str) -> Answer:
    if _KANA.search(name):
        return Answer.KANA
    if _SEVERAL.search(name):
        return Answer.TEXT
    if name.endswith("電話番号"):
        return Answer.PHONE
    if name == "振込先口座":
        return Answer.ACCOUNT
    if any(name.endswith(ending) for ending, _ in CODES):
        return Answer.CODE
    return Answer.DATE if _DAY.search(name) else Answer.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Lays out the entries of one letter's slip."""

    measures: Measures
    language: Language
    phrases: Phrases

    def entry(self, field: FormField) -> Entry:
        """How an empty field is written in."""
        match answer_of(field):
            case Answer.DATE:
                return self._date(field)
            case Answer.PHONE:
                return self._cells(field.label, Answer.PHONE, PHONE_DIGITS)
            case Answer.CODE:
                digits = next(n for ending, n in CODES if field.label.endswith(ending))
                return self._cells(field.label, Answer.CODE, digits)
            case Answer.NUMBER:
                digits = MOST_YEN if field.unit == "円" else MOST_OTHERS
                return self._cells(field.label, Answer.NUMBER, digits, field.unit)
            case Answer.KANA:
                return self._kana(field.label)
            case Answer.TRUTH:
                no, yes = self.phrases.truths
                return self._ticks(field.label, Answer.TRUTH, (("yes", yes), ("no", no)))
            case Answer.CATEGORY:
                return self._ticks(field.label, Answer.CATEGORY, [(x, x) for x in field.labels])
            case Answer.ACCOUNT:
                return self._account(field.label)
            case _:
                return self.line(field.label)

    def line(self, label: str, answer: Answer = Answer.TEXT, *, wide: bool = True) -> Entry:
        """An open line after the label, or below one too long to leave room for it."""
        m = self.measures
        width = TEXT_WIDTH if wide else m.column
        row = _Row(m, self._after(label))
        if row.x > width - LEAST_LINE:
            row = _Row(m, 0.0, down=self._above())
        row.line("", width - row.x, reads=Reads.INK if answer is Answer.SIGNATURE else Reads.TEXT)
        return self._entry(answer, [row], wide=wide, middle=m.above_line if row.left else None)

    def today(self, label: str) -> Entry:
        """The day of writing: the era is printed."""
        era = THIS_ERA if self.language is Language.JAPANESE else ""
        return self._laid(label, Answer.DATE, lambda row: self._day(row, era))

    # ------------------------------------------------------------ the kinds

    def _date(self, field: FormField) -> Entry:
        born = "生年月日" in (field.source, field.label) or field.label.endswith("生年月日")
        eras = BIRTH_ERAS if born else ERAS

        def fill(row: _Row) -> None:
            for era in eras if self.language is Language.JAPANESE else ():
                row.tick("era", era, era)
            self._day(row, "")

        return self._laid(field.label, Answer.DATE, fill)

    def _day(self, row: _Row, era: str) -> None:
        year, month, day = self.phrases.day_words
        ticked = any(part.part == "era" for part in row.parts)
        if era:
            row.word(era)
        digits = 2 if era or ticked else 4
        for part, word, count in (("year", year, digits), ("month", month, 2), ("day", day, 2)):
            option = era if part == "year" else ""
            if self.language is Language.ENGLISH:
                row.x += 0.0 if part == "year" else AFTER_LABEL - AFTER_WORD
                row.word(word)
                row.cells(part, count, option=option)
            else:
                row.cells(part, count, option=option)
                row.word(word)

    def _cells(self, label: str, answer: Answer, count: int, unit: str = "") -> Entry:
        def fill(row: _Row) -> None:
            row.cells("", count)
            if unit:
                row.word(unit)

        return self._laid(label, answer, fill)

    def _kana(self, label: str) -> Entry:
        return self._laid(label, Answer.KANA, lambda row: row.kana(""))

    def _ticks(self, label: str, answer: Answer, options: Sequence[tuple[str, str]]) -> Entry:
        def fill(row: _Row) -> None:
            for option, said in options:
                row.tick("", option, said)

        entry = self._laid(label, answer, fill)
        fits = entry.right <= TEXT_WIDTH
        return entry if fits else self.line(label, answer)

    def _account(self, label: str) -> Entry:
        """Bank and branch, kind and number, and the holder in kana: a row each."""
        m, said = self.measures, self.phrases.account
        left = self._after(label)
        names = _Row(m, left)
        room = (TEXT_WIDTH - left - self._widths(said.bank, said.branch)) / 2
        for part, word in (("bank", said.bank), ("branch", said.branch)):
            names.line(part, room)
            names.word(word, low=True)
        kind = _Row(m, left, down=m.row)
        for option, word in zip(ACCOUNT_KINDS, said.kinds, strict=True):
            kind.tick("type", option, word)
        rows = [names, kind]
        number = kind
        if kind.x + self._widths(said.number) + ACCOUNT_DIGITS * m.cell_width > TEXT_WIDTH:
            number = _Row(m, left, down=2 * m.row)
            rows.append(number)
        number.word(said.number)
        number.cells("number", ACCOUNT_DIGITS)
        needed = self._widths(said.holder) + LEAST_KANA * m.cell_width
        holder = _Row(m, left if left + needed < TEXT_WIDTH else 0.0, down=len(rows) * m.row)
        holder.word(said.holder)
        holder.kana("holder")
        return self._entry(Answer.ACCOUNT, [*rows, holder], wide=True, middle=m.above_line)

    # ------------------------------------------------------------ laying out

    def _laid(self, label: str, answer: Answer, fill: Callable[[_Row], None]) -> Entry:
        """Parts after the label, or below one too long to leave room for them."""
        row = _Row(self.measures, self._after(label))
        fill(row)
        if row.x > TEXT_WIDTH:
            row = _Row(self.measures, 0.0, down=self._above())
            fill(row)
        middle = self.measures.cell_middle if row.left else None
        wide = row.x > self.measures.column
        return self._entry(answer, [row], wide=wide, middle=middle)

    def _entry(
        self, answer: Answer, rows: Sequence[_Row], *, wide: bool, middle: float | None
    ) -> Entry:
        above = self._above()
        return Entry(
            answer=answer,
            wide=wide,
            height=len(rows) * self.measures.row + (above if middle is None else 0.0),
            middle=above * 0.7 if middle is None else middle,
            parts=tuple(part for row in rows for part in row.parts),
            words=tuple(word for row in rows for word in row.words),
            right=max(row.x for row in rows),
        )

    def _above(self) -> float:
        """Height of a label that stands above its parts."""
        return 5.0 * self.measures.scale

    def _after(self, label: str) -> float:
        return width_of(label, self.measures.label_points) + AFTER_LABEL

    def _widths(self, *words: str) -> float:
        points = self.measures.label_points
        return sum(SLACK * width_of(word, points) + 2 * AFTER_WORD for word in words)


class _Row:
    """A row being laid out from left to right; `left` is where it begins."""

    def __init__(self, measures: Measures, left: float, *, down: float = 0.0) -> None:
        self._measures = measures
        self._down = down
        self.left = left
        self.x = left
        self.parts: list[Part] = []
        self.words: list[Word] = []

    def cells(
        self, part: str, count: int, *, option: str = "", reads: Reads = Reads.DIGITS
    ) -> None:
        m = self._measures
        width = count * m.cell_width
        area = Area(x=self.x, y=self._down + m.cell_top, width=width, height=m.cell_height)
        self.parts.append(Part(reads=reads, area=area, part=part, option=option, cells=count))
        self.x += width + AFTER_WORD

    def kana(self, part: str) -> None:
        """As many cells as the row still holds."""
        room = int((TEXT_WIDTH - AFTER_WORD - self.x) / self._measures.cell_width)
        self.cells(part, max(min(room, MOST_KANA), LEAST_KANA), reads=Reads.KANA)

    def tick(self, part: str, option: str, said: str) -> None:
        m = self._measures
        area = Area(x=self.x, y=self._down + m.tick_top, width=m.tick, height=m.tick)
        self.parts.append(Part(reads=Reads.TICK, area=area, part=part, option=option))
        self.x += m.tick + AFTER_TICK
        self.word(said)
        self.x += BETWEEN_TICKS - AFTER_WORD

    def word(self, text: str, *, low: bool = False) -> None:
        m = self._measures
        middle = m.above_line if low else m.cell_middle
        self.words.append(Word(text=text, x=self.x, y=self._down + middle))
        self.x += SLACK * width_of(text, m.label_points) + AFTER_WORD

    def line(self, part: str, width: float, *, reads: Reads = Reads.TEXT) -> None:
        m = self._measures
        area = Area(x=self.x, y=self._down + 0.6, width=width, height=m.row - 0.6)
        self.parts.append(Part(reads=reads, area=area, part=part))
        self.x += width + AFTER_WORD
