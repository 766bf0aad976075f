"""Numbers for the parts of a rule, so that parts written alike are known as one.

Formulas share sub-formulas (the same age in three clauses). A number per distinct part makes
"the same again" one dictionary look-up, however deep the part is.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any


class Identity:
    """Gives equal parts of rules equal numbers, within one compilation."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Any, ...], int] = {}
        # The part is kept beside its number, so that its id is not given to another object.
        self._seen: dict[int, tuple[object, int]] = {}

    def of(self, part: Any) -> int:
        """The number of a part: a node, a variable, a fact, any frozen value of the tree."""
        seen = self._seen.get(id(part))
        if seen is not None:
            return seen[1]
        key = (type(part), *(self._key(getattr(part, field.name)) for field in fields(part)))
        number = self._numbers.setdefault(key, len(self._numbers))
        self._seen[id(part)] = (part, number)
        return number

    def _key(self, value: object) -> object:
        if isinstance(value, tuple):
            return tuple(self._key(item) for item in value)
        return self.of(value) if is_dataclass(value) else value
