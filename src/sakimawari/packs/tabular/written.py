"""A service as staff write it: a form, the columns of a decision table, and its rows.

Texts are in one form (half-width figures, dates 2026-04-01, cells as `Condition.as_cell`), so two
services that say the same compare equal, whatever file they come from. Where each part stands
(`Place`) is kept beside it and not compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from sakimawari.packs.values import date_of
from sakimawari.problems import Place

APPLIES, AMOUNT, TIER = "該当", "金額", "区分"
OUTPUTS = (APPLIES, AMOUNT, TIER)
ARTICLE, REASON, PLAIN, ENGLISH = "条", "理由", "やさしい日本語", "英語"
SINCE, UNTIL, SOURCE, CHECKED, CHECK_BY = "施行", "終了", "出典", "確認", "確認期限"
CERTAINTY, NOTE = "確度", "注"
# What a row may say beside its cells, in the order it is written.
NOTES = (ARTICLE, REASON, PLAIN, ENGLISH, SINCE, UNTIL, SOURCE, CHECKED, CHECK_BY, CERTAINTY, NOTE)
DAYS = (SINCE, UNTIL, CHECKED, CHECK_BY)
REMARKS = "指摘"  # the column of an annotated copy; never read
YES, NO = "はい", "いいえ"


class HitPolicy(Enum):
    """Which row decides where several hold.

    UNIQUE  no two rows may hold for one case (DMN: U)
    FIRST   the upper one (F)
    ANY     whichever; they may only overlap where they say the same (A)
    """

    UNIQUE = "一つだけ"
    FIRST = "上の行"
    ANY = "同じ結果"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenColumn:
    """A column: its name, unit or type as written (円, 日付, 区分(甲、乙)), what an input reads."""

    name: str
    unit: str = ""
    expression: str = ""
    place: Place = field(default=Place(file=""), compare=False)
    unit_place: Place = field(default=Place(file=""), compare=False)
    reads_place: Place = field(default=Place(file=""), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRow:
    """A row: the cells of its inputs and outputs, and its notes by name (those it has)."""

    id: str = ""
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    notes: Mapping[str, str] = field(default_factory=dict)
    place: Place = field(default=Place(file=""), compare=False)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    def day(self, name: str) -> date | None:
        """One of the row's dates; None where it has none that can be read."""
        return date_of(self.notes.get(name, ""))

    def at(self, column: str) -> Place:
        """The place of one cell; the row itself where the cell is unknown."""
        return self.places.get(column, self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenService:
    """Form and table of one service. `form` holds the lines of the form in its order."""

    form: tuple[tuple[str, str], ...]
    inputs: tuple[WrittenColumn, ...]
    outputs: tuple[WrittenColumn, ...]
    rows: tuple[WrittenRow, ...]
    place: Place = field(default=Place(file=""), compare=False)
    form_places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    def line(self, key: str) -> str | None:
        """What the form says under a key; the first line where there are several."""
        return next((value for name, value in self.form if name == key), None)

    def lines(self, key: str) -> tuple[str, ...]:
        """All lines of the form under a key."""
        return tuple(value for name, value in self.form if name == key)

    @property
    def policy(self) -> HitPolicy:
        """Which row decides; the upper one where the form does not say."""
        word = self.line("行の選び方")
        return next((each for each in HitPolicy if each.value == word), HitPolicy.FIRST)

    def output(self, name: str) -> int | None:
        """The position of an output column, if the table has it."""
        names = [column.name for column in self.outputs]
        return names.index(name) if name in names else None

    def form_place(self, key: str) -> Place:
        """Where the form says something; the form itself where it does not."""
        return self.form_places.get(key, self.form_places.get("", self.place))
