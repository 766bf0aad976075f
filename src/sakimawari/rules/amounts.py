"""Figures, dates and labels as a Japanese reader expects them: 1,220,000円, 2026年4月1日."""

from __future__ import annotations

from sakimawari.rules.dates import civil_of
from sakimawari.rules.figures import widest_range
from sakimawari.rules.ranges import Range
from sakimawari.rules.tree import Kind, Type

UNKNOWN = "不明"
TRUTHS = {0: "いいえ", 1: "はい"}


def figure(value: int, type: Type) -> str:
    """One value in words, with its unit."""
    match type.kind:
        case Kind.DATE:
            year, month, day = civil_of(value)
            return f"{year}年{month}月{day}日"
        case Kind.CATEGORY:
            known = 0 <= value < len(type.labels)
            return f"「{type.labels[value]}」" if known else UNKNOWN
        case Kind.TRUTH:
            return TRUTHS.get(value, UNKNOWN)
        case Kind.NUMBER:
            return f"{decimal(value, type.scale)}{_counted(type.unit)}"


def decimal(value: int, scale: int) -> str:
    """A fixed-point number with commas, without needless zeros: 1,234.5."""
    sign, digits = "-" if value < 0 else "", abs(value)
    whole, rest = divmod(digits, 10**scale)
    decimals = f"{rest:0{scale}d}".rstrip("0") if scale else ""
    return f"{sign}{whole:,}" + (f".{decimals}" if decimals else "")


def _counted(unit: str | None) -> str:
    """A unit after a figure; months are counted as か月."""
    return {None: "", "月": "か月"}.get(unit, unit or "")


def figures_between(range: Range, type: Type) -> str:
    """A range in words: one value, from … to …, or unknown where it says nothing."""
    if range[0] == range[1]:
        return figure(range[0], type)
    if type.kind is Kind.TRUTH:
        return UNKNOWN
    widest = widest_range(type)
    if range[0] <= widest[0] and range[1] >= widest[1]:
        return UNKNOWN
    if type.kind is Kind.CATEGORY:
        return "・".join(figure(value, type) for value in _labels(range)) + "のいずれか"
    return f"{figure(range[0], type)}〜{figure(range[1], type)}"


def _labels(held: Range) -> range:
    return range(held[0], held[1] + 1)
