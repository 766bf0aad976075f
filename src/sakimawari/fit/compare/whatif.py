"""What if a figure of the law were another: `児扶_一部限度額 +10% from 2027-04-01`.

The figure is changed in memory; no file of a pack is touched. Without a date every value of the
figure changes, as if it had always been so, which lets worked examples of the past speak too. With
a date, what holds from that day on changes, later values included.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.document import normal
from sakimawari.packs.findings import nearest
from sakimawari.packs.values import date_of, number_of, value_of, wanted
from sakimawari.problems import Place, Problem, Problems, fault
from sakimawari.rules.check import check_rule
from sakimawari.rules.figures import DatedParameter, DatedValue, Provenance
from sakimawari.rules.reads import parameters_read
from sakimawari.rules.tree import Kind, Type

WHERE = Place(file="--what-if")
ARTICLE = "見込み（--what-if）"
MULTIPLES = {"千円": 1_000, "万円": 10_000, "億円": 100_000_000}
EXAMPLE = "write for example 児扶_一部限度額 +10%, … -10000円 or … = 2300000 from 2027-04-01"

_SHAPE = re.compile(
    r"(?:P\.)?(?P<name>[^\s=+\-]+?)\s*(?P<sign>[=+\-])\s*(?P<size>.+?)"
    r"(?:\s+from\s+(?P<since>\S+)|\s+(?P<since_ja>\S+)から)?"
)
_DASHES = str.maketrans({"−": "-", "－": "-", "‐": "-", "＋": "+", "＝": "=", "％": "%"})


class Way(Enum):
    """How a figure changes: to a value, by an amount, or by a share of itself."""

    SET = "="
    ADD = "+"
    SHARE = "%"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """One change of one parameter.

    `size` is at the scale of the parameter for SET and ADD. For SHARE it is in units of
    1 / `parts` of a percent.
    """

    name: str
    kind: Way
    size: int
    text: str
    parts: int = 1
    since: date | None = None

    def of(self, value: int) -> int:
        """The changed value of one that was; a share is rounded half up at the figure's digits."""
        match self.kind:
            case Way.SET:
                return self.size
            case Way.ADD:
                return value + self.size
            case Way.SHARE:
                whole = 100 * self.parts
                return (2 * value * (whole + self.size) + whole) // (2 * whole)


def read_what_if(text: str, catalogue: Catalogue) -> WhatIf:
    """A change as written on the command line. Raises COMP001 to COMP003."""
    plain = normal(text).translate(_DASHES)
    found = _SHAPE.fullmatch(plain)
    if found is None:
        raise fault("COMP001", f"`{plain}` is not a change of a figure", EXAMPLE, where=WHERE)
    dated = _parameter(found["name"], catalogue)
    since = _since(found["since"] or found["since_ja"])
    sign, size = found["sign"], found["size"].strip()
    if sign == "=":
        given = _set(size, dated.parameter.type, found["name"])
        return WhatIf(name=found["name"], kind=Way.SET, size=given, text=plain, since=since)
    factor = -1 if sign == "-" else 1
    if dated.parameter.type.kind is not Kind.NUMBER:
        raise _misfit(found["name"], size, "it is no number: set it with =")
    if size.endswith("%") and dated.parameter.type.unit != "%":
        number = number_of(size[:-1])
        if number is None or size[0] in "+-":
            raise _misfit(found["name"], size, "write a percentage such as +10% or -2.5%")
        return WhatIf(
            name=found["name"],
            kind=Way.SHARE,
            size=factor * number[0],
            parts=10 ** number[1],
            text=plain,
            since=since,
        )
    added = factor * _amount(size, dated.parameter.type, found["name"])
    return WhatIf(name=found["name"], kind=Way.ADD, size=added, text=plain, since=since)


def changed(catalogue: Catalogue, what_ifs: Sequence[WhatIf]) -> Catalogue:
    """The catalogue under some changes, one after another. Raises COMP004, COMP005, RULE0xx."""
    parameters = dict(catalogue.parameters)
    for what_if in what_ifs:
        if what_if.name in parameters:
            parameters[what_if.name] = _changed(parameters[what_if.name], what_if)
    after = replace(catalogue, parameters=parameters)
    _demand_sound(after, {what_if.name for what_if in what_ifs})
    return after


def _parameter(name: str, catalogue: Catalogue) -> DatedParameter:
    if name in catalogue.parameters:
        return catalogue.parameters[name]
    is_table = name in catalogue.tables
    raise fault(
        "COMP002",
        f"`{name}` is a table, not a single figure" if is_table else f"there is no figure `{name}`",
        "change the table in a copy of its pack, and compare that"
        if is_table
        else "take the name of a parameter from the pack's folder parameters/",
        where=WHERE,
        near=None if is_table else nearest(name, catalogue.parameters),
    )


def _since(text: str | None) -> date | None:
    if text is None:
        return None
    day = date_of(text)
    if day is None:
        raise fault(
            "COMP001", f"`{text}` is no date", "write it as year-month-day: 2027-04-01", where=WHERE
        )
    return day


def _set(text: str, type: Type, name: str) -> int:
    if type.kind is Kind.NUMBER:
        return _amount(text, type, name, bare=True)
    value = value_of(text, type)
    if value is None:
        raise _misfit(name, text, f"write {wanted(type)}")
    return value


def _amount(text: str, type: Type, name: str, *, bare: bool = False) -> int:
    """A size in the parameter's own unit; only `=` may leave the unit out."""
    unit = type.unit or ""
    given = next((u for u in (*MULTIPLES, unit) if u and text.endswith(u)), "")
    digits = text[: -len(given)].strip() if given else text
    number = value_of(digits, type)
    if given == "" and unit and not bare and number is not None:
        raise _misfit(name, text, f"say by how much of what: {text}{unit}, or {text}%")
    if given in MULTIPLES and unit != "円":
        raise _misfit(name, text, f"it is in {unit or 'no unit'}, not in yen")
    if number is None or (digits[:1] in "+-" and not bare):
        raise _misfit(name, text, f"write {wanted(type)}{f' in {unit}' if unit else ''}")
    return number * MULTIPLES.get(given, 1)


def _misfit(name: str, text: str, do: str) -> Problems:
    return fault("COMP003", f"`{text}` does not fit the figure `{name}`", do, where=WHERE)


def _changed(dated: DatedParameter, what_if: WhatIf) -> DatedParameter:
    since, values = what_if.since, dated.values
    if what_if.kind is Way.SET:
        start = since or values[0].since
        kept = tuple(value for value in values if value.since < start)
        return replace(dated, values=(*kept, _supposed(start, what_if.size)))
    if since is None:
        after = _each(values, what_if.of)
    else:
        held = dated.on(since)
        begun = () if held is None else (replace(held, since=since),)
        later = tuple(value for value in values if value.since > since)
        after = (
            *(value for value in values if value.since < since),
            *_each((*begun, *later), what_if.of),
        )
    _demand_effect(dated, after, what_if)
    return replace(dated, values=after)


def _each(values: Iterable[DatedValue], of: Callable[[int], int]) -> tuple[DatedValue, ...]:
    return tuple(
        value if value.value is None else replace(value, value=of(value.value)) for value in values
    )


def _supposed(since: date, value: int) -> DatedValue:
    provenance = Provenance(article=ARTICLE, source="", checked=since, check_by=date.max)
    return DatedValue(since=since, value=value, provenance=provenance)


def _demand_effect(dated: DatedParameter, after: tuple[DatedValue, ...], what_if: WhatIf) -> None:
    """A figure without a value to change, or one that falls below zero, is refused."""
    start = what_if.since or date.min
    touched = [value.value for value in after if value.since >= start and value.value is not None]
    if not touched:
        raise fault(
            "COMP004",
            f"`{what_if.name}` has no value from {start} on that could be changed",
            "set it with =, or choose another date",
            where=WHERE,
        )
    if min(touched) < 0 <= min(value.value or 0 for value in dated.values):
        raise fault(
            "COMP005",
            f"`{what_if.text}` would make the figure less than zero",
            "take away less, or set it with =",
            where=WHERE,
        )


def _demand_sound(catalogue: Catalogue, names: set[str]) -> None:
    """Rules that read a changed figure must still be safe to compute with its new size."""
    figures, tables = list(catalogue.parameters.values()), list(catalogue.tables.values())
    found: dict[Problem, None] = {}
    for service in catalogue.services.values():
        if names & {parameter.name for parameter in parameters_read(service.rule)}:
            problems = check_rule(service.rule, parameters=figures, tables=tables, place=WHERE)
            found.update(dict.fromkeys(problems))
    if found:
        raise Problems(found)
