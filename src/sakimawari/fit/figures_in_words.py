"""Facts and awards of an explanation as people write them: 月額 12,000円, はい（台帳に登録なし）."""

from __future__ import annotations

from dataclasses import replace

from sakimawari.rules.amounts import UNKNOWN, figures_between
from sakimawari.rules.figures import WIDEST
from sakimawari.rules.ranges import Range
from sakimawari.rules.results import RECEIPT
from sakimawari.rules.tree import Type

PERIODS = {"月": "月額 ", "年": "年額 ", "回": "1回 "}


def fact_word(name: str) -> str:
    """A fact as people call it: its official name; 児童手当の受給 for the register of recipients."""
    programme = name.removeprefix(RECEIPT)
    return name if programme == name else f"{programme}の受給"


def fact_in_words(range: Range, type: Type | None, *, known: bool, assumed: bool = False) -> str:
    """A fact's value, or 不明; `type` is None for a family tie.

    A value taken because the register holds no entry says so.
    """
    if not known:
        return UNKNOWN
    told = "あり" if type is None else figures_between(range, type)
    return f"{told}（台帳に登録なし）" if assumed else told


def award_in_words(range: Range, type: Type, unit: str) -> str:
    """An amount with its period: 月額 12,000円, or from … to … where a missing fact decides it."""
    money, _, period = unit.partition("/")
    every = PERIODS.get(period[:1], "")
    if range[1] >= WIDEST and range[0] != range[1]:
        lowest = figures_between((range[0], range[0]), replace(type, unit=money))
        return f"{every}{lowest}以上"
    return f"{every}{figures_between(range, replace(type, unit=money))}"
