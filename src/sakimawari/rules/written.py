"""Rules, situations and dated figures as plain JSON values, and back.

A value is written by its fields under their own names; a node of a tree names its kind under
`node`. What is shared (facts, variables, parameters, tables) is written once, beside, and named
where it is used. Fields at their default are left out. Reading takes only the classes listed here
and calls nothing else, so a file from anywhere may be read; what does not fit raises `Unreadable`.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

from sakimawari.rules.situation import Somebody
from sakimawari.rules.terms import DecisionTable, Fact, Parameter
from sakimawari.rules.tree import Truth, Value, Variable

NODES: Mapping[str, type[Any]] = {
    kind.__name__: kind for union in (Value, Truth) for kind in get_args(union)
}
SHARED: Mapping[type[Any], str] = {
    Fact: "facts",
    Variable: "variables",
    Parameter: "parameters",
    DecisionTable: "tables",
}
Shared = dict[str, dict[str, Any]]


class Unreadable(ValueError):
    """What is written does not have the form it should; the text says where."""


def name_of(value: Fact | Variable | Parameter | DecisionTable) -> str:
    """The name a shared value goes by: as in rules, 世帯. before those of a household, 企業. of a company.

    Two packs may use one name for different variables, so the pack's id stands before it.
    """
    prefix = value.holder.prefix if isinstance(value, Fact | Variable) else ""
    name = f"{prefix}{value.name}"
    return f"{value.home}:{name}" if isinstance(value, Variable) and value.home else name


class Writer:
    """Writes values; `shared` holds what they name, each written once."""

    def __init__(self) -> None:
        self.shared: Shared = {kind: {} for kind in SHARED.values()}

    def write(self, value: Any) -> Any:
        """A value as JSON."""
        match value:
            case Somebody():
                return {"somebody": value.value}
            case Enum():
                return value.value
            case None | bool() | int() | str():
                return value
            case date():
                return value.isoformat()
            case np.ndarray():
                return value.tolist()
            case Mapping():
                return {str(key): self.write(held) for key, held in value.items()}
            case tuple() | list():
                return [self.write(held) for held in value]
        kind = SHARED.get(type(value))
        if kind is None:
            return self._fields(value)
        name = name_of(value)
        if name not in self.shared[kind]:
            self.shared[kind][name] = {}
            self.shared[kind][name] = self._fields(value)
        return name

    def _fields(self, value: Any) -> dict[str, Any]:
        kind = type(value)
        written: dict[str, Any] = {"node": kind.__name__} if kind.__name__ in NODES else {}
        for part in fields(value):
            held = getattr(value, part.name)
            if not _is_default(part, held):
                written[part.name] = self.write(held)
        return written


def _is_default(part: Field[Any], held: Any) -> bool:
    if isinstance(held, np.ndarray):
        return False
    if part.default is not MISSING:
        return bool(held == part.default) and type(held) is type(part.default)
    return part.default_factory is not MISSING and bool(held == part.default_factory())


class Reader:
    """Reads values back; what several name alike is one object again."""

    def __init__(self, shared: Any) -> None:
        if not isinstance(shared, dict):
            raise Unreadable("shared: no object")
        self._written = shared
        self._read: dict[tuple[str, str], Any] = {}
        self._begun: set[tuple[str, str]] = set()

    def read(self, kind: Any, written: Any) -> Any:
        """The value of a declared type."""
        origin = get_origin(kind)
        if origin in {types.UnionType, typing.Union}:
            return self._union(get_args(kind), written)
        if origin is tuple:
            item = get_args(kind)[0]
            return tuple(self.read(item, held) for held in _expected(list, written))
        if origin is not None and issubclass(origin, Mapping):
            key, item = get_args(kind)
            return {
                int(name) if key is int else name: self.read(item, held)
                for name, held in _expected(dict, written).items()
            }
        if origin is np.ndarray:
            return np.array(_expected(list, written), np.int64)
        if kind in SHARED:
            return self._shared(kind, _expected(str, written))
        return self._plain(kind, written)

    def _plain(self, kind: Any, written: Any) -> Any:
        if kind in {int, str, bool}:
            return _expected(kind, written)
        if kind is date:
            return date.fromisoformat(_expected(str, written))
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(written)
        if not (isinstance(kind, type) and is_dataclass(kind)):
            raise Unreadable(f"a value of the kind {kind} is not read")
        return self._built(kind, _expected(dict, written))

    def _union(self, kinds: tuple[Any, ...], written: Any) -> Any:
        if written is None and type(None) in kinds:
            return None
        if isinstance(written, dict) and "node" in written:
            node = NODES.get(written["node"])
            if node is None or node not in kinds:
                raise Unreadable(f"the node {written['node']!r} does not stand here")
            return self._built(node, written)
        if isinstance(written, dict) and "somebody" in written and Somebody in kinds:
            return Somebody(written["somebody"])
        found = [kind for kind in kinds if _may_be(kind, written)]
        if len(found) != 1:
            raise Unreadable(f"{type(written).__name__} does not fit here")
        return self.read(found[0], written)

    def _shared(self, kind: type[Any], name: str) -> Any:
        key = (SHARED[kind], name)
        if key not in self._read:
            if key in self._begun:
                raise Unreadable(f"{name} reads itself")
            self._begun.add(key)
            written = _expected(dict, self._written.get(key[0], {})).get(name)
            self._read[key] = self._built(kind, _expected(dict, written))
        return self._read[key]

    def _built(self, kind: type[Any], written: Mapping[str, Any]) -> Any:
        hints = _hints(kind)
        surplus = set(written) - set(hints) - {"node"}
        if surplus:
            raise Unreadable(f"{kind.__name__}: {sorted(surplus)[0]} is not known")
        given = {
            name: self.read(hints[name], held) for name, held in written.items() if name in hints
        }
        try:
            return kind(**given)
        except TypeError as error:
            raise Unreadable(f"{kind.__name__}: {error}") from None


def _may_be(kind: Any, written: Any) -> bool:
    """Whether what is written has the outer form of a kind."""
    origin = get_origin(kind) or kind
    match written:
        case bool():
            return origin is bool
        case int():
            return origin is int
        case str():
            return origin in {str, date} or kind in SHARED
        case list():
            return origin is tuple
        case dict():
            return is_dataclass(origin) or (
                isinstance(origin, type) and issubclass(origin, Mapping)
            )
    return False


_known_hints: dict[type[Any], dict[str, Any]] = {}


def _hints(kind: type[Any]) -> dict[str, Any]:
    """The declared types of a class's fields."""
    if kind not in _known_hints:
        _known_hints[kind] = get_type_hints(kind)
    return _known_hints[kind]


def _expected(kind: type[Any], written: Any) -> Any:
    if type(written) is not kind:
        raise Unreadable(f"{kind.__name__} is expected, not {type(written).__name__}")
    return written
