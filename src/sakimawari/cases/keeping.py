"""Values as they are kept: plain JSON, sealed for the person they are about, and back.

Only the classes a caller names are read, so that what is kept can hold nothing else.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from sakimawari.guard.keys import Keys

T = TypeVar("T")


def seal(keys: Keys, person: str, value: object) -> bytes:
    """A value (of frozen classes, enums, dates and plain JSON) sealed for a person."""
    text = json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))
    return keys.seal(person, text.encode())


def opened(keys: Keys, person: str, sealed: bytes | memoryview, kind: type[T]) -> T:
    """What was sealed for a person, as the class it was. GUARD003 for any other seal."""
    value: T = built(kind, json.loads(keys.open(person, bytes(sealed))))
    return value


def plain(value: object) -> Any:
    """A value as JSON takes it."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | float() | str():
            return value
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(held) for key, held in value.items()}
        case tuple() | list() | frozenset():
            return [plain(held) for held in value]
    assert is_dataclass(value)
    return {part.name: plain(getattr(value, part.name)) for part in fields(value)}


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    """The declared types of a class's fields."""
    return get_type_hints(kind)


def built(kind: Any, held: Any) -> Any:
    """A value of a declared class from plain JSON; ValueError where it does not fit."""
    origin = get_origin(kind)
    if origin in {types.UnionType, typing.Union}:
        if held is None:
            return None
        [inner] = [each for each in get_args(kind) if each is not type(None)]
        return built(inner, held)
    if origin is tuple:
        return tuple(built(get_args(kind)[0], each) for each in held)
    if origin is not None and issubclass(origin, Mapping):
        return {key: built(get_args(kind)[1], each) for key, each in held.items()}
    if kind in {object, Any} or kind in {dict, list, str, int, bool, float}:
        return held
    if kind in {date, datetime}:
        return kind.fromisoformat(held)
    if issubclass(kind, Enum):
        return kind(held)
    hints = _hints(kind)
    return kind(**{name: built(hints[name], each) for name, each in held.items() if name in hints})
