"""Names of people on the page being made: whoever opens an identity notes them, and none is read.

How a name is read only its bearer knows. They are noted where identities are opened, so that no page
can forget to say which of its words are names; and a text with a name in it is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from contextlib import contextmanager
from contextvars import ContextVar

from sakimawari.console.furigana.readings import KANJI

_noted: ContextVar[set[str] | None] = ContextVar("names on this page", default=None)


@contextmanager
def noting() -> Iterator[Set[str]]:
    """The names noted while a page is made."""
    names: set[str] = set()
    token = _noted.set(names)
    try:
        yield names
    finally:
        _noted.reset(token)


def note(name: str) -> None:
    """A name that may come to stand on the page: whole, without its space, and each part."""
    names = _noted.get()
    if names is None:
        return
    parts = name.split()
    names.update(part for part in (name, "".join(parts), *parts) if part)


def pattern_of(names: Set[str]) -> re.Pattern[str] | None:
    """Finds the names in a text; None if there are none.

    A name of one character (林, 東) is one only where it stands by itself, before a form of address
    at most; elsewhere it is part of a word.
    """
    if not names:
        return None
    alone = rf"(?<![{KANJI}]){{}}(?=[様氏殿]|[^{KANJI}]|$)"
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(
        "|".join(
            re.escape(name) if len(name) > 1 else alone.format(re.escape(name))
            for name in longest_first
        )
    )
