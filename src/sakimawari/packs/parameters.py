"""parameters/*.yaml: dated figures of the law, each with its article, source and check dates.

A figure that lacks one of them does not load: a number nobody can trace decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sakimawari.packs.document import Mapping as YamlMapping
from sakimawari.packs.document import Text
from sakimawari.packs.facts import read_type
from sakimawari.packs.findings import Findings
from sakimawari.packs.names import name_is_sound
from sakimawari.packs.section import Section
from sakimawari.packs.values import number_of, value_of, wanted
from sakimawari.problems import Place
from sakimawari.rules.figures import DatedParameter, DatedValue, Provenance
from sakimawari.rules.tree import Kind, Parameter, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One dated value as written."""

    since: date
    text: Text | None  # None: repealed
    provenance: Provenance
    place: Place


def read_parameters(file: Section, findings: Findings) -> dict[str, tuple[DatedParameter, Place]]:
    """The parameters of one file by name, each with the place it is declared at."""
    parameters: dict[str, tuple[DatedParameter, Place]] = {}
    for name, item in file.items.items():
        place = file.places[name]
        known = len(findings.problems)
        if not name_is_sound(name, findings, where=place):
            continue
        if not isinstance(item, YamlMapping):
            file.wrong_shape(name, item, "a mapping (unit, values)")
            continue
        parameter = _read_parameter(name, Section(item, findings, f"parameter {name}"))
        findings.since(known, name)
        if parameter is not None:
            parameters[name] = (parameter, place)
    return parameters


def read_provenance(
    section: Section, *, since: date | None, repealed: bool = False
) -> Provenance | None:
    """Article, source and check dates of a figure; a repeal needs its article only."""
    article, source = section.words("article"), section.words("source")
    checked, check_by = section.day("checked"), section.day("check_by")
    certainty = section.choice("certainty", ("sure", "check"), default="sure")
    section.words("note", most=2000)
    needed = {"from": since, "article": article}
    if not repealed:
        needed |= {"source": source, "checked": checked, "check_by": check_by}
    lacking = [key for key, value in needed.items() if value is None and key not in section.items]
    if lacking:
        section.findings.problem(
            "PACK015",
            f"{section.what} lacks {', '.join(lacking)}",
            "every figure says from when it holds, its article, its source, when it was checked "
            "and by when to check it again",
            where=section.place,
        )
    if article is None or since is None:
        return None
    return Provenance(
        article=article,
        source=source or "",
        checked=checked or since,
        check_by=check_by or date.max,
        certain=certainty == "sure",
    )


def _read_parameter(name: str, section: Section) -> DatedParameter | None:
    kind = section.choice("type", ("number", "date", "category", "truth"), default="number")
    type = read_type(section, kind)
    section.words("note", most=2000)
    entries = [
        entry
        for value in section.sections("values", f"a value of {name}", required=True)
        if (entry := _read_entry(name, value)) is not None
    ]
    section.close()
    for earlier, later in pairwise(entries):
        if later.since <= earlier.since:
            section.findings.problem(
                "PACK016",
                f"{name} from {later.since} stands after {name} from {earlier.since}",
                "put the values in the order of their dates, each date once",
                where=later.place,
            )
    if entries and entries[-1].provenance.check_by < entries[-1].provenance.checked:
        section.findings.problem(
            "PACK016",
            f"{name} from {entries[-1].since} is to be checked again before it was checked",
            "put check_by after checked",
            where=entries[-1].place,
        )
    if type is None or not entries:
        return None
    type = _with_scale(type, entries)
    values = tuple(_dated(name, entry, type, section) for entry in entries)
    return DatedParameter(parameter=Parameter(name=name, type=type), values=values)


def _read_entry(name: str, section: Section) -> _Entry | None:
    since = section.day("from")
    if since is not None:
        section.what = f"{name} from {since}"
    text = section.text("value")
    repealed = text is None
    if repealed and "value" not in section.items:
        section.item("value", required=True)
    provenance = read_provenance(section, since=since, repealed=repealed)
    section.close()
    if since is None or provenance is None:
        return None
    return _Entry(since=since, text=text, provenance=provenance, place=section.place)


def _with_scale(type: Type, entries: list[_Entry]) -> Type:
    """The type with as many decimals as the most exact value has."""
    if type.kind is not Kind.NUMBER:
        return type
    numbers = [number_of(entry.text.value) for entry in entries if entry.text is not None]
    scale = max((number[1] for number in numbers if number is not None), default=0)
    return Type(kind=type.kind, unit=type.unit, scale=scale)


def _dated(name: str, entry: _Entry, type: Type, section: Section) -> DatedValue:
    value = None
    if entry.text is not None:
        value = value_of(entry.text.value, type)
        if value is None:
            section.what = f"{name} from {entry.since}"
            number = Type(kind=Kind.NUMBER, scale=9) if type.kind is Kind.NUMBER else type
            section.unreadable("value", entry.text, wanted(number))
    return DatedValue(since=entry.since, value=value, provenance=entry.provenance)
