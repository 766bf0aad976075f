"""Rules as they are read for somebody no register of the city knows.

`absent` says what a missing entry of a register means: no certificate on file is "none". Of
someone without a record it says nothing; there the fact is unknown until it has been asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from sakimawari.rules.tree import Fact, ServiceRule


def without_registers(rules: Mapping[str, ServiceRule]) -> dict[str, ServiceRule]:
    """The same rules, in which no fact is taken for absent; shared variables stay shared."""
    kept: dict[int, tuple[Any, Any]] = {}  # the original is held, so that its id stays its own
    return {slug: _rewritten(rule, kept) for slug, rule in rules.items()}


def _rewritten(part: Any, kept: dict[int, tuple[Any, Any]]) -> Any:
    if isinstance(part, tuple):
        parts = tuple(_rewritten(each, kept) for each in part)
        return part if all(new is old for new, old in zip(parts, part, strict=True)) else parts
    if not is_dataclass(part) or isinstance(part, type):
        return part
    if id(part) not in kept:
        kept[id(part)] = part, _rebuilt(part, kept)
    return kept[id(part)][1]


def _rebuilt(part: Any, kept: dict[int, tuple[Any, Any]]) -> Any:
    if isinstance(part, Fact):
        return part if part.absent is None else replace(part, absent=None)
    changed = {}
    for field in fields(part):
        old = getattr(part, field.name)
        new = _rewritten(old, kept)
        if new is not old:
            changed[field.name] = new
    return replace(part, **changed) if changed else part
