"""What was typed into the forms of a change, read into edits; what is wrong, by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sakimawari.packs.editing.edits import Grounds, MoreExample, NewBound, NewValue, Result
from sakimawari.packs.items import normal
from sakimawari.packs.values import date_of, number_of, value_of
from sakimawari.rules.outcome import Status
from sakimawari.rules.tree import Kind, Type

Errors = dict[str, str]  # field to key of words
LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form as it was sent or is first shown: texts by field, and what is wrong with them."""

    values: Mapping[str, str]
    errors: Errors = field(default_factory=dict)


def grounds_typed(today: date, held: Grounds | None = None) -> dict[str, str]:
    """The fields of grounds as they are first shown."""
    if held is not None:
        return {
            "since": held.since.isoformat(),
            "article": held.article,
            "source": held.source,
            "checked": held.checked.isoformat(),
            "check_by": held.check_by.isoformat(),
            "certain": "yes" if held.certain else "",
        }
    return {
        "since": "",
        "article": "",
        "source": "",
        "checked": today.isoformat(),
        "check_by": _a_year_after(today).isoformat(),
        "certain": "yes",
    }


def _a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28))


def grounds_of(sent: Mapping[str, str], errors: Errors) -> Grounds | None:
    """From when, and on what it rests; faults are noted by field."""
    days = {name: date_of(sent.get(name, "")) for name in ("since", "checked", "check_by")}
    for name, day in days.items():
        if day is None:
            errors[name] = "date"
    texts = {name: sent.get(name, "").strip() for name in ("article", "source")}
    for name, text in texts.items():
        if not text:
            errors[name] = "needed"
        elif len(text) > LONGEST:
            errors[name] = "long"
    since, checked, check_by = days.values()
    if checked is not None and check_by is not None and check_by <= checked:
        errors["check_by"] = "before-checked"
    if since is None or checked is None or check_by is None or errors:
        return None
    return Grounds(
        since=since,
        article=texts["article"],
        source=texts["source"],
        checked=checked,
        check_by=check_by,
        certain=sent.get("certain") == "yes",
    )


def value_typed(name: str, type: Type, sent: Mapping[str, str]) -> tuple[NewValue | None, Errors]:
    """A new value of a parameter."""
    errors: Errors = {}
    repealed = sent.get("repealed") == "yes"
    text = normal(sent.get("value", ""))
    if not repealed and not _is_value(text, type):
        errors["value"] = f"no-{type.kind.value}"
    grounds = grounds_of(sent, errors)
    if grounds is None or errors:
        return None, errors
    return NewValue(parameter=name, value=None if repealed else text, grounds=grounds), {}


def _is_value(text: str, type: Type) -> bool:
    if type.kind is Kind.NUMBER:  # more decimals than before are allowed
        return number_of(text) is not None
    return value_of(text, type) is not None


def bound_typed(edit: NewBound, sent: Mapping[str, str]) -> tuple[NewBound | None, Errors]:
    """Another figure in a condition."""
    text = normal(sent.get("after", ""))
    if number_of(text) is None:
        return None, {"after": "no-number"}
    if number_of(text) == number_of(edit.before):
        return None, {"after": "same"}
    fresh = NewBound(
        service=edit.service, clause=edit.clause, at=edit.at, before=edit.before, after=text
    )
    return fresh, {}


def example_typed(
    service: str, sent: Mapping[str, str], known: Mapping[str, tuple[str, str]]
) -> tuple[MoreExample | None, Errors]:
    """An example on another day; `known` are examples by key, each with its file and subject."""
    errors: Errors = {}
    example = sent.get("example", "")
    on = date_of(sent.get("on", ""))
    texts = {name: sent.get(name, "").strip() for name in ("name", "source")}
    if example not in known:
        errors["example"] = "needed"
    if on is None:
        errors["on"] = "date"
    for name, text in texts.items():
        if not text or len(text) > LONGEST:
            errors[name] = "needed" if not text else "long"
    result = result_typed(sent, errors)
    if errors or on is None or result is None:
        return None, errors
    file, subject = known[example]
    return (
        MoreExample(
            file=file,
            example=example.rpartition("｜")[0],
            name=texts["name"],
            on=on,
            source=texts["source"],
            subject=subject,
            service=service,
            result=result,
        ),
        {},
    )


def result_typed(sent: Mapping[str, str], errors: Errors) -> Result | None:
    """What is expected: status, and an amount or a range of amounts where it is given."""
    status = {each.name: each for each in Status}.get(sent.get("status", ""))
    if status is None:
        errors["status"] = "needed"
    amounts = tuple(
        normal(part)
        for part in sent.get("amount", "").replace("〜", "~").split("~")
        if part.strip()
    )
    if len(amounts) > 2 or any(number_of(part) is None for part in amounts):
        errors["amount"] = "no-number"
    if status is None or errors:
        return None
    return Result(status=status, amount=amounts if status is not Status.NO else ())


def day_typed(sent: Mapping[str, str], name: str) -> date | None:
    """A day, if one was typed."""
    return date_of(sent.get(name, ""))
