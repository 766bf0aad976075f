"""Values of the engine as people write them: 12,000円, 2026年4月1日, 要介護2, はい, 0円から48,050円."""

from __future__ import annotations

from sakimawari.rules.figures import WIDEST, day_of
from sakimawari.rules.tree import Kind, Type

YES_NO = ("いいえ", "はい")


def in_words(
    low: int,
    high: int,
    type: Type | None,
    *,
    known: bool,
    assumed: bool = False,
    unit: str | None = None,
) -> str:
    """A value, or the range a missing value may lie in.

    `unit` stands in for the unit of the type (円/月 for a monthly amount). A range as wide as
    nobody knows is 不明; one that is open upward ends with 以上.
    """
    suffix = "（台帳に登録なし）" if assumed else ""
    if type is None:
        return ("ある" if known else "不明") + suffix
    if low == high:
        return one_in_words(low, type, unit=unit) + suffix
    if type.kind in (Kind.TRUTH, Kind.DATE) or (not known and high >= WIDEST and low <= 0):
        return "不明"
    first = one_in_words(low, type, unit=unit)
    if high >= WIDEST:
        return f"{first}以上"
    return f"{first}から{one_in_words(high, type, unit=unit)}まで"


def one_in_words(value: int, type: Type, *, unit: str | None = None) -> str:
    """One known value."""
    match type.kind:
        case Kind.TRUTH:
            return YES_NO[value]
        case Kind.CATEGORY:
            return type.labels[value] if 0 <= value < len(type.labels) else "不明"
        case Kind.DATE:
            day = day_of(value)
            return f"{day.year}年{day.month}月{day.day}日"
        case Kind.NUMBER:
            return _number(value, type, unit or type.unit or "")


def _number(value: int, type: Type, unit: str) -> str:
    head, slash, period = unit.partition("/")
    spoken = {"月": "月額 ", "年": "年額 ", "回": "1回 "}.get(period, "") if slash else ""
    if type.scale == 0:
        return f"{spoken}{value:,}{head}"
    whole, rest = divmod(abs(value), 10**type.scale)
    sign = "-" if value < 0 else ""
    return f"{spoken}{sign}{whole:,}.{rest:0{type.scale}d}{head}"
