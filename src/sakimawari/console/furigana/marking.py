"""A page with readings above its characters: text between tags alone, and not all of that.

Left alone are scripts, styles, drawings, code, what people type into fields, text in other
languages, and whatever bears `data-no-ruby`: names and addresses of people, numbers, file names.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from sakimawari.console.furigana.names import pattern_of
from sakimawari.console.furigana.readings import HAS_KANJI, pieces_of

_TAG = re.compile(r"(<!--.*?-->|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)", re.DOTALL)
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
_LEFT_ALONE = re.compile(r"\sdata-no-ruby\b|\slang=[\"'](?!ja)", re.IGNORECASE)
_SILENT = {
    "head",
    "script",
    "style",
    "title",
    "textarea",
    "option",
    "code",
    "pre",
    "svg",
    "ruby",
    "template",
}
_EMPTY = {"input", "br", "hr", "img", "meta", "link", "wbr", "area", "col", "source", "track"}
_KEPT_TEXTS = 20_000  # of some hundred bytes each


def with_readings(page: str, names: Set[str] = frozenset()) -> str:
    """The page with a reading on every word of kanji that may have one; `names` have none."""
    parts = _TAG.split(page)
    named_people = pattern_of(names)
    found: list[str] = []
    silent, depth = "", 0  # the element whose content is left alone, and how deep inside we are
    for at, part in enumerate(parts):
        if at % 2 == 0:
            is_left = silent or not HAS_KANJI.search(part)
            found.append(part if is_left else _around(named_people, part))
            continue
        found.append(part)
        named = _NAME.match(part)
        if named is None:
            continue
        name = named[1].lower()
        if silent:
            if name == silent:
                depth += -1 if part.startswith("</") else 1
                silent = silent if depth else ""
        elif part.startswith("</") or name in _EMPTY or name == "html":
            continue
        elif name in _SILENT or _LEFT_ALONE.search(part):
            silent, depth = name, 1
    return "".join(found)


def _around(names: re.Pattern[str] | None, text: str) -> str:
    """A text with readings on all but the names in it; texts with names are not kept."""
    if names is None or not (found := list(names.finditer(text))):
        return ruby(text)
    pieces, at = [], 0
    for name in found:
        pieces += [text[at : name.start()], name[0]]
        at = name.end()
    between = [*pieces, text[at:]]
    marked = [ruby(part) if part and place % 2 == 0 else part for place, part in enumerate(between)]
    return f"<span>{''.join(marked)}</span>"


@lru_cache(maxsize=_KEPT_TEXTS)
def ruby(text: str) -> str:
    """One text as HTML, each reading above its characters. What it holds of HTML stays as it is.

    It stays one stretch also where the page lays out its parts in a row, as in buttons.
    """
    inside = "".join(
        piece.text
        if piece.reading is None
        else f"<ruby>{piece.text}<rt>{piece.reading}</rt></ruby>"
        for piece in pieces_of(text)
    )
    return f"<span>{inside}</span>"
