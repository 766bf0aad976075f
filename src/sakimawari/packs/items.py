"""The values of a YAML file as text with places, and what of YAML packs use."""

from __future__ import annotations

from dataclasses import dataclass

from sakimawari.problems import Place
from sakimawari.rules import vocabulary

DEEPEST = 40
NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as it was written. `is_null` holds for an unquoted null, ~ or nothing."""

    value: str
    place: Place
    is_null: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A YAML list."""

    items: tuple[Item, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """A YAML mapping in the order written; a key that stands twice is still there twice."""

    pairs: tuple[tuple[Text, Item], ...]
    place: Place


Item = Text | Listing | Mapping


def normal(text: str) -> str:
    """Text in the one form names and labels are compared in, without space around."""
    return vocabulary.normal(text).strip()
