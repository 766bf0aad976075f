"""FEEL, as far as decision tables need it: unary tests and literals, to and from `Condition`.

DMN 1.3, chapter 9 (S-FEEL): numbers, strings, booleans, dates, intervals open and closed, lists,
not(…), and - for any value. Whatever else FEEL can say is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sakimawari.packs.cells import number_text
from sakimawari.packs.conditions import Bounds, Condition, exactly
from sakimawari.packs.document import normal
from sakimawari.packs.eras import western
from sakimawari.packs.tabular.written import NO, YES
from sakimawari.packs.values import date_of, number_of
from sakimawari.rules.tree import Kind

NAMES = {
    Kind.NUMBER: "number",
    Kind.CATEGORY: "string",
    Kind.TRUTH: "boolean",
    Kind.DATE: "date",
}
KINDS = {name: kind for kind, name in NAMES.items()} | {
    "integer": Kind.NUMBER,
    "long": Kind.NUMBER,
    "double": Kind.NUMBER,
}
_DATE = re.compile(r'(?:date\(\s*"([^"]*)"\s*\)|@"([^"]*)")')
_PARTS = re.compile(r"date\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)")
_COMPARED = re.compile(r"(>=|<=|>|<|=)\s*(.+)", re.DOTALL)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


class NotFeel(Exception):
    """A text outside what is understood; the text says which part."""


def literal(text: str, kind: Kind) -> str:
    """A value as FEEL writes it; an empty one is no expression at all."""
    if not text:
        return ""
    match kind:
        case Kind.CATEGORY:
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case Kind.DATE:
            return f'date("{text}")'
        case Kind.TRUTH:
            return "true" if text == YES else "false"
        case Kind.NUMBER:
            return text


def unary_tests(condition: Condition, kind: Kind) -> str:
    """A condition as the text of an inputEntry."""
    if condition.is_any:
        return "-"
    listed = ", ".join(_test(part, kind) for part in condition.parts)
    return f"not({listed})" if condition.negated else listed


def _test(part: Bounds, kind: Kind) -> str:
    low = literal(part.low or "", kind)
    high = literal(part.high or "", kind)
    if part.is_value:
        return low
    if part.high is None:
        return f"{'>=' if part.takes_low else '>'} {low}"
    if part.low is None:
        return f"{'<=' if part.takes_high else '<'} {high}"
    opens, closes = "[" if part.takes_low else "(", "]" if part.takes_high else ")"
    return f"{opens}{low}..{high}{closes}"


def condition_in(text: str, kind: Kind) -> Condition:
    """The condition an inputEntry states. Raises NotFeel."""
    plain = text.strip()
    if plain in {"", "-"}:
        return Condition()
    negation = _NOT.fullmatch(plain)
    if negation is not None:
        return Condition(tuple(_bounds(part, kind) for part in _listed(negation.group(1))), True)
    return Condition(tuple(_bounds(part, kind) for part in _listed(plain)))


def _bounds(text: str, kind: Kind) -> Bounds:
    if text[:1] in "[](" and text[-1:] in "[])":
        ends = list(_parted(text[1:-1], ".."))
        if len(ends) == 2:
            low, high = (value_in(end, kind) for end in ends)
            return Bounds(low, high, takes_low=text[0] == "[", takes_high=text[-1] == "]")
    compared = _COMPARED.fullmatch(text)
    if compared is None:
        return exactly(value_in(text, kind))
    sign, value = compared.group(1), value_in(compared.group(2), kind)
    if sign == "=":
        return exactly(value)
    if sign.startswith(">"):
        return Bounds(value, None, takes_low=sign == ">=")
    return Bounds(None, value, takes_high=sign == "<=")


def value_in(text: str, kind: Kind) -> str:
    """The value a literal of FEEL denotes, in the form of cells. Raises NotFeel."""
    plain = text.strip()
    found: str | None = None
    match kind:
        case Kind.NUMBER:
            figures = re.fullmatch(r"-?\d*\.?\d+", plain)
            if figures is not None and number_of(re.sub(r"^(-?)\.", r"\g<1>0.", plain)) is not None:
                found = number_text(re.sub(r"^(-?)\.", r"\g<1>0.", plain))
        case Kind.CATEGORY:
            string = _STRING.fullmatch(plain)
            if string is not None:
                found = normal(re.sub(r"\\(.)", _unescaped, string.group(1)))
        case Kind.TRUTH:
            found = {"true": YES, "false": NO}.get(plain)
        case Kind.DATE:
            found = _day(plain)
    if found is None:
        raise NotFeel(plain)
    return found


def kind_of(text: str) -> Kind | None:
    """The kind of the first literal in a unary test, for a column that does not name its type."""
    plain = re.sub(r"^(not\s*\(|[\[\](<>=]+)\s*", "", text.strip())
    plain = re.sub(r"^[<>=]+\s*", "", plain)
    if plain.startswith(("date(", "@")):
        return Kind.DATE
    if plain.startswith('"'):
        return Kind.CATEGORY
    if plain.startswith(("true", "false")):
        return Kind.TRUTH
    return Kind.NUMBER if re.match(r"-?[\d.]+", plain) and plain != "-" else None


def strings_in(text: str) -> tuple[str, ...]:
    """The strings of a list such as `"甲","乙"`. Raises NotFeel."""
    return tuple(value_in(part, Kind.CATEGORY) for part in _listed(text)) if text.strip() else ()


def _unescaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found.group(1), found.group(1))


def _day(text: str) -> str | None:
    quoted, parts = _DATE.fullmatch(text), _PARTS.fullmatch(text)
    if parts is not None:
        year, month, day = (int(part) for part in parts.groups())
        written = f"{year:04}-{month}-{day}"
    elif quoted is not None:
        written = quoted.group(1) or quoted.group(2) or ""
    else:
        return None
    day_ = date_of(western(written))
    return None if day_ is None else day_.isoformat()


def _listed(text: str) -> Iterator[str]:
    return (part.strip() for part in _parted(text, ","))


def _parted(text: str, mark: str) -> Iterator[str]:
    """A text parted at a mark, where it stands outside strings and function calls.

    A round bracket may open an interval that a square one closes, so brackets are told apart: only
    those behind a name are a call's.
    """
    depth, quoted, begin, at = 0, False, 0, 0
    while at < len(text):
        letter = text[at]
        if quoted and letter == "\\":
            at += 1
        elif letter == '"':
            quoted = not quoted
        elif not quoted and letter == "(" and (depth or (at > 0 and text[at - 1].isalnum())):
            depth += 1
        elif not quoted and letter == ")" and depth:
            depth -= 1
        elif not quoted and depth <= 0 and text.startswith(mark, at):
            yield text[begin:at]
            begin = at + len(mark)
            at = begin
            continue
        at += 1
    yield text[begin:]
