"""Rules as one graph, so that a single node can be changed wherever it is read.

Rules share their variables, and the results of one service stand inside the rules of others; a
change of one node is therefore a change of every rule that reads it, and of no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from sakimawari.rules.tree import (
    Award,
    Clause,
    ParameterValue,
    ServiceRule,
    TableValue,
    Variable,
)
from sakimawari.rules.walk import Node
from sakimawari.rules.written import NODES

_PARTS = frozenset({*NODES.values(), Variable, Clause, Award, ServiceRule})
_DECIDES_NOTHING = "notes"


class Graph:
    """The rules of a catalogue with what stands in what. Notes are left out: they decide nothing."""

    def __init__(self, rules: Mapping[str, ServiceRule]) -> None:
        self._rules = dict(rules)
        self._around: dict[int, list[Any]] = {}
        self._parts: dict[int, Any] = {}
        waiting: list[Any] = list(self._rules.values())
        self._parts.update((id(rule), rule) for rule in waiting)
        while waiting:
            part = waiting.pop()
            for below in _below(part):
                self._around.setdefault(id(below), []).append(part)
                if id(below) not in self._parts:
                    self._parts[id(below)] = below
                    waiting.append(below)

    def __contains__(self, part: Any) -> bool:
        """Whether some rule reads this very object."""
        return id(part) in self._parts

    def reading_parameter(self, name: str) -> tuple[ParameterValue, ...]:
        """The nodes that read a parameter."""
        return tuple(
            part
            for part in self._parts.values()
            if isinstance(part, ParameterValue) and part.parameter.name == name
        )

    def reading_table(self, name: str) -> tuple[TableValue, ...]:
        """The nodes that read a decision table."""
        return tuple(
            part
            for part in self._parts.values()
            if isinstance(part, TableValue) and part.table.name == name
        )

    def around(self, part: Any) -> tuple[Any, ...]:
        """What a part stands in directly."""
        return tuple(self._around.get(id(part), ()))

    def changed(self, by: Iterable[tuple[Node, Node]]) -> dict[str, ServiceRule]:
        """The rules that read some nodes, with others in their place."""
        kept: dict[int, Any] = {id(node): other for node, other in by}
        reached = self._reached(kept)
        return {
            slug: _rebuilt(rule, kept, reached)
            for slug, rule in self._rules.items()
            if id(rule) in reached
        }

    def _reached(self, kept: Iterable[int]) -> set[int]:
        """All that some parts stand in, directly or not."""
        waiting, reached = list(kept), set()
        while waiting:
            for around in self._around.get(waiting.pop(), ()):
                if id(around) not in reached:
                    reached.add(id(around))
                    waiting.append(id(around))
        return reached


def _below(part: Any) -> Iterator[Any]:
    for name in _names(type(part)):
        held = getattr(part, name)
        for each in held if isinstance(held, tuple) else (held,):
            if type(each) in _PARTS:
                yield each


_known: dict[type[Any], tuple[str, ...]] = {}


def _names(kind: type[Any]) -> tuple[str, ...]:
    if kind not in _known:
        _known[kind] = tuple(field.name for field in fields(kind) if field.name != _DECIDES_NOTHING)
    return _known[kind]


def _rebuilt(part: Any, kept: dict[int, Any], reached: set[int]) -> Any:
    """A part with all that changed below it; each part is rebuilt once."""
    if id(part) in kept:
        return kept[id(part)]
    if id(part) not in reached:
        return part
    changed: dict[str, Any] = {}
    for name in _names(type(part)):
        held = getattr(part, name)
        if isinstance(held, tuple):
            new: Any = tuple(_rebuilt(each, kept, reached) for each in held)
            if any(one is not other for one, other in zip(new, held, strict=True)):
                changed[name] = new
        else:
            new = _rebuilt(held, kept, reached)
            if new is not held:
                changed[name] = new
    kept[id(part)] = replace(part, **changed)
    return kept[id(part)]
