"""What may be changed of a pack without writing a rule: figures, tables, bounds, examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sakimawari.rules.outcome import Status

Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """From when something holds and on what it rests.

    `certain` False: only announced, or known from secondary text; what it decides is "possibly".
    """

    since: date
    article: str
    source: str
    checked: date
    check_by: date
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NewValue:
    """A dated value of a parameter, as it would be written; `value` None repeals it."""

    parameter: str
    value: str | None
    grounds: Grounds


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTable:
    """A version of a decision table: a header, and rows of cells as officials write them."""

    table: str
    header: Texts
    rows: tuple[Texts, ...]
    grounds: Grounds


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBound:
    """Another figure in a condition's formula: the one at position `at` among its figures.

    A formula bears no dates: the bound holds from the day the draft takes effect, and for every
    day that is read then.
    """

    service: str
    clause: str
    at: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an example expects, as written; None is not compared."""

    status: Status
    amount: Texts = ()  # one figure, or two for a range
    because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherResult:
    """An example whose expectation is put right, because the law is meant to change it."""

    file: str
    example: str
    subject: str
    service: str
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreExample:
    """The people of an example once more, on another day and with what is expected then."""

    file: str
    example: str
    name: str
    on: date
    source: str
    subject: str
    service: str
    result: Result


Edit = NewValue | NewTable | NewBound | OtherResult | MoreExample
_KINDS: Mapping[str, type[Edit]] = {
    "value": NewValue,
    "table": NewTable,
    "bound": NewBound,
    "result": OtherResult,
    "example": MoreExample,
}


def kind_of(edit: Edit) -> str:
    """The word an edit is kept under."""
    return next(word for word, kind in _KINDS.items() if isinstance(edit, kind))


def target_of(edit: Edit) -> str:
    """What an edit changes: two edits with one target speak about the same thing."""
    match edit:
        case NewValue():
            return f"value {edit.parameter} {edit.grounds.since}"
        case NewTable():
            return f"table {edit.table} {edit.grounds.since}"
        case NewBound():
            return f"bound {edit.service} {edit.clause} {edit.at}"
        case OtherResult():
            return f"result {edit.file} {edit.example} {edit.subject} {edit.service}"
        case MoreExample():
            return f"example {edit.file} {edit.name}"


def subject_of(edit: Edit) -> str:
    """What an edit is about, whatever its day: the figure, table or condition."""
    match edit:
        case NewValue():
            return f"value {edit.parameter}"
        case NewTable():
            return f"table {edit.table}"
        case NewBound():
            return f"bound {edit.service} {edit.clause}"
        case OtherResult() | MoreExample():
            return f"examples {edit.file}"


def as_json(edit: Edit) -> dict[str, Any]:
    """An edit as it is kept."""
    return {"kind": kind_of(edit), **_plain(edit)}


def edit_of(held: Mapping[str, Any]) -> Edit:
    """An edit from what was kept."""
    given = {name: value for name, value in held.items() if name != "kind"}
    if "grounds" in given:
        given["grounds"] = Grounds(**_dated(given["grounds"], ("since", "checked", "check_by")))
    if "result" in given:
        result = given["result"]
        given["result"] = Result(
            status=Status[result["status"]],
            amount=tuple(result["amount"]),
            because=result["because"],
        )
    if "rows" in given:
        given["header"] = tuple(given["header"])
        given["rows"] = tuple(tuple(row) for row in given["rows"])
    return _KINDS[held["kind"]](**_dated(given, ("on",)))


def _dated(given: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in names else value for name, value in given.items()
    }


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | str():
            return value
        case Status():
            return value.name
        case int():
            return value
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(each) for each in value]
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
