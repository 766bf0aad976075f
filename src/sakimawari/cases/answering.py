"""What an applicant made of a form: checked field by field, and laid beside the city's values."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime

from sakimawari.cases.values import (
    Answered,
    Answers,
    Application,
    Field,
    Filled,
    Input,
)
from sakimawari.fit.wareki import wareki
from sakimawari.packs.values import number_of
from sakimawari.problems import Place, Problem, Problems
from sakimawari.registry.dates import read_date
from sakimawari.rules.amounts import decimal
from sakimawari.rules.figures import day_of

LONGEST_TEXT = 1_000
LONGEST_REMARK = 4_000
_TRUTHS = {
    "はい": "はい",
    "yes": "はい",
    "1": "はい",
    "on": "はい",
    "いいえ": "いいえ",
    "no": "いいえ",
    "0": "いいえ",
}
_NOT_KNOWN = frozenset({"分からない", "わからない"})
EARLIEST, LATEST = date(1868, 1, 25), date(2100, 12, 31)


def filled_in(
    application: Application, answers: Answers, *, at: datetime, by: str
) -> tuple[tuple[Filled, ...], tuple[Answered, ...]]:
    """Fields and questions with what was given. APPL002 for each answer that does not fit."""
    problems = _unknown(application, answers)
    filled, answered = [], []
    for field in application.fields:
        text = answers.fields.get(field.key)
        if text is None or text.strip() == field.raw:
            filled.append(Filled(field=field, given=None))
            continue
        shown = read_text(field.input, text, unit=field.unit, choices=field.choices)
        if shown is None or not field.editable:
            problems.append(_misfit(field.key, field.label, field.input))
        elif shown == field.value:
            filled.append(Filled(field=field, given=None))
        else:
            filled.append(Filled(field=field, given=shown, given_at=at, given_by=by))
    for ask in application.asks:
        text = answers.asks.get(ask.key, "").strip()
        shown = (
            ""
            if text in _NOT_KNOWN
            else read_text(ask.input, text, unit=ask.unit, choices=ask.choices)
        )
        if shown is None:
            problems.append(_misfit(ask.key, ask.fact, ask.input))
        else:
            answered.append(Answered(ask=ask, answer=shown))
    if len(answers.remark) > LONGEST_REMARK:
        problems.append(_misfit("remark", "remark", Input.TEXT))
    if problems:
        raise Problems(problems)
    return tuple(filled), tuple(answered)


def read_text(
    input: Input, text: str, *, unit: str = "", choices: tuple[str, ...] = ()
) -> str | None:
    """What was typed, as a form writes it; empty stays empty; None where it does not fit."""
    plain = clean(text)
    if not plain:
        return ""
    match input:
        case Input.NUMBER:
            number = number_of(plain.removesuffix(unit).strip() if unit else plain)
            if number is None:
                return None
            return f"{decimal(*number)}{unit}"
        case Input.DATE:
            read = read_date(plain)
            day = None if read is None or read.day is None else day_of(read.day)
            return wareki(day) if day is not None and EARLIEST <= day <= LATEST else None
        case Input.CHOICE:
            return plain if plain in choices else None
        case Input.TRUTH:
            return _TRUTHS.get(plain.lower())
        case Input.TEXT | Input.ACCOUNT:
            return plain if len(plain) <= LONGEST_TEXT else None
        case Input.CONFIRM:
            return None


def clean(text: str) -> str:
    """A text in one form of its characters, without what no keyboard types (line ends stay)."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = (sign for sign in plain if sign == "\n" or unicodedata.category(sign)[0] != "C")
    return "".join(kept).strip()


def _unknown(application: Application, answers: Answers) -> list[Problem]:
    known = {field.key for field in application.fields}
    asked = {ask.key for ask in application.asks}
    strange = [key for key in answers.fields if key not in known]
    strange += [key for key in answers.asks if key not in asked]
    return [
        Problem(
            id="APPL002",
            what="the form has changed since it was opened: a field that was filled in is gone",
            do="open the form again; what was typed can be typed again",
            where=Place(file="application", column=key),
        )
        for key in strange
    ]


def _misfit(key: str, label: str, input: Input) -> Problem:
    return Problem(
        id="APPL002",
        what=f"the answer to {label} is not a {input.value}, or is too long, or the field is fixed",
        do="correct the answer; what the register of residents says is corrected at the counter",
        where=Place(file="application", column=key),
    )


def merged(
    filled: tuple[Filled, ...], given: Mapping[str, str], *, at: datetime, by: str
) -> tuple[Filled, ...]:
    """Fields of a case with later corrections. APPL002 for each that does not fit."""
    problems, found = [], []
    known = {one.field.key: one.field for one in filled}
    for key in given.keys() - known.keys():
        problems.append(_misfit(key, "a field of another form", Input.TEXT))
    for one in filled:
        text = given.get(one.field.key)
        shown = None if text is None else _read(one.field, text)
        if text is not None and (shown is None or not one.field.editable):
            problems.append(_misfit(one.field.key, one.field.label, one.field.input))
        elif shown is None or shown == one.shown:
            found.append(one)
        else:
            found.append(Filled(field=one.field, given=shown, given_at=at, given_by=by))
    if problems:
        raise Problems(problems)
    return tuple(found)


def _read(field: Field, text: str) -> str | None:
    return read_text(field.input, text, unit=field.unit, choices=field.choices)
