"""The text of a generated function: lines, nested blocks, fresh names, what is already computed.

Every name in the text is made here or stands in the skeleton of `emit_service`; nothing of a pack
(no name of a fact, a parameter or a service) ever becomes part of it.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Ends:
    """The two ends of a range in the text: names or figures; for truths "surely", "possibly".

    Where both ends are one name, the range is known to be a single value before anything is read.
    """

    low: str
    high: str

    @property
    def exact(self) -> bool:
        return self.low == self.high


class Slot:
    """A place in the text that may be written later, such as the first value of a sum."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, line: str) -> None:
        self.lines.append(line)


class Text:
    """Lines of Python at growing depth, with the values computed so far in each block."""

    def __init__(self, depth: int = 0) -> None:
        self._entries: list[tuple[int, str | Slot]] = []
        self._depth = depth
        self._count = 0
        self._known: list[dict[Hashable, Ends]] = [{}]

    def add(self, line: str) -> None:
        """One line at the current depth."""
        self._entries.append((self._depth, line))

    def slot(self) -> Slot:
        """A place here, to be written later."""
        slot = Slot()
        self._entries.append((self._depth, slot))
        return slot

    def name(self) -> str:
        """A name not used before."""
        self._count += 1
        return f"v{self._count}"

    def let(self, expression: str) -> str:
        """A new name for an expression."""
        name = self.name()
        self.add(f"{name} = {expression}")
        return name

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """The body of a function whose first line is written elsewhere."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """A nested block; what is computed inside is not known after it."""
        self.add(header)
        self._depth += 1
        self._known.append({})
        before = len(self._entries)
        try:
            yield
        finally:
            if len(self._entries) == before:
                self.add("pass")
            self._known.pop()
            self._depth -= 1

    @property
    def size(self) -> int:
        """How much is written so far, for `mentions`."""
        return len(self._entries)

    def mentions(self, since: int, names: frozenset[str]) -> bool:
        """Whether what was written since then names one of some names."""
        lines = [entry for _, entry in self._entries[since:]]
        found = (
            line
            for entry in lines
            for line in (entry.lines if isinstance(entry, Slot) else [entry])
        )
        return any(names & set(_NAME.findall(line)) for line in found)

    def recall(self, key: Hashable) -> Ends | None:
        """The ends of something computed before, in this block or one around it."""
        for known in reversed(self._known):
            if key in known:
                return known[key]
        return None

    def remember(self, key: Hashable, ends: Ends) -> Ends:
        """Keep the ends of something for the rest of this block."""
        self._known[-1][key] = ends
        return ends

    def lines(self) -> list[str]:
        """The finished text."""
        written: list[str] = []
        for depth, entry in self._entries:
            for line in entry.lines if isinstance(entry, Slot) else (entry,):
                written.append("    " * depth + line)
        return written
