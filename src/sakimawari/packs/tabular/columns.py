"""What a column of a staff's table holds: its unit or type, in one form."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sakimawari.packs.document import normal
from sakimawari.packs.names import UNITS
from sakimawari.rules.tree import DATE, TRUTH, Kind, Type

_CATEGORY = re.compile(r"区分\((.*)\)")
_TYPES = {"数": Type(kind=Kind.NUMBER), "日付": DATE, "真偽": TRUTH, "はい/いいえ": TRUTH}
Declared = Mapping[str, Type]  # types of facts and variables, by the name rules use
FINEST = 9  # decimals a cell may have before its column's own are known


def type_of(unit: str, *, scale: int = 0) -> Type | None:
    """The type a unit cell names (円, 数, 日付, 真偽, 区分(甲、乙)); None if it names none."""
    text = normal(unit)
    found = _CATEGORY.fullmatch(text)
    if found is not None:
        labels = tuple(label.strip() for label in re.split("[,、]", found.group(1)))
        sound = all(labels) and len(set(labels)) == len(labels)
        return Type(kind=Kind.CATEGORY, labels=labels) if sound else None
    if text in UNITS:
        return Type(kind=Kind.NUMBER, unit=text, scale=scale)
    type = _TYPES.get(text)
    if type is not None and type.kind is Kind.NUMBER:
        return Type(kind=Kind.NUMBER, scale=scale)
    return type


def unit_of(type: Type) -> str:
    """The unit cell of a type, in the one form it is kept in."""
    match type.kind:
        case Kind.CATEGORY:
            return f"区分({'、'.join(type.labels)})"
        case Kind.DATE:
            return "日付"
        case Kind.TRUTH:
            return "真偽"
        case Kind.NUMBER:
            return type.unit or "数"
