"""The faults really seen in municipal files, as small changes of one cell.

Seen in published files and exports: widths mixed, "32,500 ", ○〇◯, a line break within a cell, 元号
before its first day, 30 February, dropped leading zeros, numbers turned into 1.2E+12, people twice.
What a reader should do with each is its `treatment`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sakimawari.city.companies import company_number
from sakimawari.city.formats import to_full_width
from sakimawari.registry.checkdigits import is_personal_number
from sakimawari.registry.layouts import ColumnLayout, Layout, Level, Role


class Treatment(StrEnum):
    """What a careful reader does with a faulty row."""

    REPAIR = "repair"  # the meaning is safe: take it and say so
    NOTICE = "notice"  # take it, and show it to a clerk
    SET_ASIDE = "set_aside"  # do not take the row, or at least the cell
    REFUSE = "refuse"  # do not even keep it


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFault:
    """One way a cell goes wrong: where it can happen, and the text it leaves.

    `soil` gets the text and a number drawn for the row; None means it cannot happen to this text.
    """

    name: str
    treatment: Treatment
    happens_in: Callable[[Layout, ColumnLayout], bool]
    soil: Callable[[str, int], str | None]


def _amount(_layout: Layout, column: ColumnLayout) -> bool:
    return column.role is Role.AMOUNT or (column.unit == "円" and column.type == "number")


def _date(_layout: Layout, column: ColumnLayout) -> bool:
    return column.type == "date" or column.role in (Role.FROM, Role.UNTIL, Role.UNTIL_EXCLUSIVE)


def _named(*names: str) -> Callable[[Layout, ColumnLayout], bool]:
    return lambda _layout, column: column.name in names


def _ledger(name: Role) -> Callable[[Layout, ColumnLayout], bool]:
    return lambda layout, column: column.role is name and not layout.spine


def _spine(name: str) -> Callable[[Layout, ColumnLayout], bool]:
    return lambda layout, column: layout.spine and column.name == name


def _truth(_layout: Layout, column: ColumnLayout) -> bool:
    return column.type == "truth"


def _any_value(_layout: Layout, column: ColumnLayout) -> bool:
    return column.type in ("number", "date", "category") or column.role is Role.AMOUNT


def _spaced(text: str, lot: int) -> str | None:
    return text + (" ", "　", "  ")[lot % 3] if text else None


def _full_width(text: str, _lot: int) -> str | None:
    wide = to_full_width(text)
    return wide if wide != text else None


def _thousands(text: str, _lot: int) -> str | None:
    return f'"{int(text):,} "' if text.isdigit() and int(text) >= 1000 else None


def _mark(text: str, lot: int) -> str | None:
    marks = {"1": ("○", "〇", "◯", "有"), "0": ("×", "無", "いいえ", "なし")}
    return marks[text][lot % 4] if text in marks else None


def _broken_line(text: str, lot: int) -> str | None:
    if len(text) < 2:
        return None
    middle = len(text) // 2
    return f'"{text[:middle]}{chr(10) if lot % 2 else chr(9)}{text[middle:]}"'


def _february_30(text: str, _lot: int) -> str | None:
    """The same year, 30 February, in the style of the cell."""
    if found := re.fullmatch(r"(.*年)\d+(月)\d+(日)", text):
        return f"{found[1]}2{found[2]}30{found[3]}"
    if found := re.fullmatch(r"(\w+)([./-])\d+([./-])\d+", text):
        return f"{found[1]}{found[2]}02{found[3]}30"
    return f"{text[:3]}0230" if re.fullmatch(r"\d{7}", text) else None


def _before_its_era(text: str, _lot: int) -> str | None:
    """平成元年1月7日: the last day of 昭和 under the next era's name."""
    return "平成元年1月7日" if text.startswith(("昭和", "平成")) else None


def _in_the_future(text: str, _lot: int) -> str | None:
    return "令和30年1月15日" if "年" in text else None


def _unzeroed(text: str, _lot: int) -> str | None:
    return text.lstrip("0") if text.startswith("0") else None


def _unknown_number(text: str, lot: int) -> str | None:
    return f"99{lot % 10**8:08}" if text else None


def my_number(lot: int) -> str:
    """Twelve digits that pass the check of a マイナンバー, at random."""
    eleven = f"{lot % 10**11:011}"
    return next(f"{eleven}{last}" for last in range(10) if is_personal_number(f"{eleven}{last}"))


def _with_my_number(text: str, lot: int) -> str | None:
    return f"{text}　個人番号{my_number(lot)}"


def _negative(text: str, lot: int) -> str | None:
    if not text.isdigit() or text == "0":
        return None
    return ("-", "▲")[lot % 2] + text


def _in_words(text: str, lot: int) -> str | None:
    return ("不明", "要確認", "約5万円", "別紙のとおり")[lot % 4] if text else None


def _unknown_label(text: str, lot: int) -> str | None:
    return ("その他不詳", "？", "#N/A")[lot % 3] if text else None


def _loose_comma(text: str, _lot: int) -> str | None:
    return f"{text},別棟" if text else None


def _scientific(text: str, _lot: int) -> str | None:
    return f"{float(text):.5E}" if text.isdigit() else None


def _digit_lost(text: str, lot: int) -> str | None:
    place = 1 + lot % max(1, len(text) - 1)
    return text[:place] + text[place + 1 :] if text.isdigit() else None


def _wrong_check_digit(text: str, lot: int) -> str | None:
    right = company_number(lot % 10**6)
    return f"{int(right[0]) % 9 + 1}{right[1:]}" if text.isdigit() else None


def _sentinel(text: str, _lot: int) -> str | None:
    return "999.0" if text else None


def _prose(text: str, _lot: int) -> str | None:
    return f"約{text}人（要予約）" if text else None


def _empty(text: str, _lot: int) -> str | None:
    return "" if text else None


_KEEP, _LOOK, _ASIDE = Treatment.REPAIR, Treatment.NOTICE, Treatment.SET_ASIDE
CELL_FAULTS = (
    CellFault(name="trailing_space", treatment=_KEEP, happens_in=_any_value, soil=_spaced),
    CellFault(name="full_width", treatment=_KEEP, happens_in=_any_value, soil=_full_width),
    CellFault(name="thousands_mark", treatment=_KEEP, happens_in=_amount, soil=_thousands),
    CellFault(name="round_mark", treatment=_KEEP, happens_in=_truth, soil=_mark),
    CellFault(
        name="line_break_in_cell",
        treatment=_KEEP,
        happens_in=_named("氏名", "方書", "商号又は名称"),
        soil=_broken_line,
    ),
    CellFault(name="february_30", treatment=_ASIDE, happens_in=_date, soil=_february_30),
    CellFault(
        name="before_its_era", treatment=_KEEP, happens_in=_spine("生年月日"), soil=_before_its_era
    ),
    CellFault(
        name="future_date", treatment=_LOOK, happens_in=_spine("生年月日"), soil=_in_the_future
    ),
    CellFault(
        name="empty_key",
        treatment=_ASIDE,
        # Not among the protected: a row there that names nobody stops the load, as it must.
        happens_in=lambda layout, column: (
            column.role is Role.PERSON and layout.level is not Level.PROTECTION
        ),
        soil=_empty,
    ),
    CellFault(
        name="leading_zero_lost", treatment=_KEEP, happens_in=_ledger(Role.PERSON), soil=_unzeroed
    ),
    CellFault(
        name="unknown_person",
        treatment=_ASIDE,
        happens_in=_ledger(Role.PERSON),
        soil=_unknown_number,
    ),
    CellFault(
        name="dangling_link", treatment=_LOOK, happens_in=_ledger(Role.LINK), soil=_unknown_number
    ),
    CellFault(
        name="dangling_household",
        treatment=_LOOK,
        happens_in=_spine("世帯番号"),
        soil=_unknown_number,
    ),
    CellFault(
        name="my_number_in_text",
        treatment=Treatment.REFUSE,
        happens_in=_named("方書"),
        soil=_with_my_number,
    ),
    CellFault(name="negative_amount", treatment=_LOOK, happens_in=_amount, soil=_negative),
    CellFault(name="amount_in_words", treatment=_ASIDE, happens_in=_amount, soil=_in_words),
    CellFault(
        name="unknown_label",
        treatment=_ASIDE,
        happens_in=lambda _, column: column.type == "category" or column.role is Role.RELATION,
        soil=_unknown_label,
    ),
    CellFault(
        name="loose_comma", treatment=_ASIDE, happens_in=_named("番地", "所在地"), soil=_loose_comma
    ),
    CellFault(
        name="company_number_as_float",
        treatment=_ASIDE,
        happens_in=_named("法人番号"),
        soil=_scientific,
    ),
    CellFault(
        name="company_number_digit_lost",
        treatment=_ASIDE,
        happens_in=_named("法人番号"),
        soil=_digit_lost,
    ),
    CellFault(
        name="company_number_wrong_check_digit",
        treatment=_LOOK,
        happens_in=_named("法人番号"),
        soil=_wrong_check_digit,
    ),
    CellFault(name="position_999", treatment=_LOOK, happens_in=_named("緯度"), soil=_sentinel),
    CellFault(
        name="capacity_as_prose", treatment=_KEEP, happens_in=_named("収容定員"), soil=_prose
    ),
)


def faults_of(layout: Layout) -> list[tuple[CellFault, int]]:
    """Each fault that can happen in a file, with the place of the column it happens in."""
    columns = [column for column in layout.columns.values() if column.in_file]
    return [
        (cell_fault, place)
        for cell_fault in CELL_FAULTS
        for place, column in enumerate(columns)
        if cell_fault.happens_in(layout, column)
    ]


def is_about_people(layout: Layout) -> bool:
    """Whether rows carry 宛名番号, so that they can be of somebody who left."""
    return layout.level in (Level.PERSON, Level.PROTECTION, Level.CONTACT) and not layout.spine
