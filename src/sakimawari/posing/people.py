"""Rows for everybody owed a service by last night's run: keys, places, facts as the registers hold them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sakimawari.fit.store import ListQuery
from sakimawari.packs.pack import DeclaredFact
from sakimawari.packs.posing import EMPTY, Table
from sakimawari.posing.births import age_on, births_of
from sakimawari.posing.values import Drawn, Grounds, Rows
from sakimawari.registry.safe import contact_of
from sakimawari.rules.columns import Held, held_in
from sakimawari.rules.figures import day_of, days
from sakimawari.rules.tree import Kind

PROTECTED, NO_PLACE, OUT_OF_AGE = "protected", "no_place", "out_of_age"
YES = "1"
_PIECE = 5_000  # identities unsealed at a time


def people_rows(
    grounds: Grounds, table: Table, on: date, *, sure: bool, with_protected: bool
) -> Drawn:
    """A row for each person (or household) owed the service of a table.

    `sure`: those alone of whom the registers say it for certain; else those it is possible for too.
    Protected households are left out and counted, or marked where `with_protected`.
    """
    found = grounds.run.list(ListQuery(table="entitlements", service=table.service)).to_pylist()
    births = births_of(grounds) if table.ages is not None else {}
    left_out: Counter[str] = Counter()
    kept: list[dict[str, Any]] = []
    for one in found:
        if sure and one["status"] != "yes":
            left_out["not_sure"] += 1
        elif one["household"] in grounds.closed and not with_protected:
            left_out[PROTECTED] += 1
        elif table.ages is not None and not _in_april(births, int(one["row"]), table.ages, on):
            left_out[OUT_OF_AGE] += 1
        else:
            kept.append(one)
    needs_place = {"latitude", "longitude"} & set(table.columns.values())
    numbers = _numbers(grounds, kept) if needs_place else {}
    rows: Rows = []
    middles = 0
    for one in kept:
        where = ("", "")
        if needs_place:
            door = grounds.towns.door(
                one["ward"] or "", one["town"] or "", numbers.get(one["subject"], "")
            )
            if door is None:
                left_out[NO_PLACE] += 1
                continue
            (latitude, longitude), is_middle = door
            middles += is_middle
            where = (f"{latitude:.6f}", f"{longitude:.6f}")
        rows.append({
            column: _cell(grounds, one, word, where, on)
            for column, word in table.columns.items()
        })  # fmt: skip
    empty = tuple(column for column, word in table.columns.items() if word == EMPTY)
    return Drawn(name=table.name, columns=tuple(table.columns), rows=rows,
                 left_out=dict(left_out), middles=middles, empty=empty)  # fmt: skip


def _in_april(births: Mapping[int, date], row: int, ages: tuple[int, int], on: date) -> bool:
    """Whether somebody's age on the next 1 April is among those of a table's classes."""
    born = births.get(row)
    april = date(on.year + ((on.month, on.day) >= (4, 1)), 4, 1)
    return born is not None and ages[0] <= age_on(born, april) <= ages[1]


def _cell(
    grounds: Grounds, one: dict[str, Any], word: str, where: tuple[str, str], on: date
) -> str:
    match word:
        case "key":
            return str(one["subject"])
        case "household" | "ward" | "town":
            return str(one[word] or "")
        case "latitude":
            return where[0]
        case "longitude":
            return where[1]
        case "age":
            return str(one["age"]) if one["age"] is not None and one["age"] >= 0 else ""
        case "language":
            contact = contact_of(grounds.mapped, one["subject"])
            return contact.language if contact is not None else ""
        case "protected":
            return YES if one["household"] in grounds.closed else ""
        case word if word == EMPTY:
            return ""
    return _fact(grounds, grounds.catalogue.facts[word], int(one["row"]), on)


def _fact(grounds: Grounds, declared: DeclaredFact, row: int, on: date) -> str:
    """A fact as the register holds it on the day, in words; what is not known stays empty."""
    value = _now(held_in(declared.fact, grounds.mapped.column(declared.fact), row), on)
    if value is None:
        return ""
    kind = declared.fact.type.kind
    if kind is Kind.DATE:
        return day_of(value).isoformat()
    if kind is Kind.TRUTH:
        return YES if value else "0"
    if kind is Kind.CATEGORY:
        return declared.fact.type.labels[value]
    return f"{value / 10**declared.fact.type.scale:g}"


def _now(held: Held | None, on: date) -> int | None:
    """The value of a day: of its year or the last before it, of the span it lies in."""
    if held is None or isinstance(held, int):
        return held
    if isinstance(held, Mapping):
        known = [year for year in held if year <= on.year]
        return held[max(known)] if known else None
    day = days(on)
    return next((span.value for span in held if span.since <= day <= span.until), None)


def _numbers(grounds: Grounds, rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """番地 of people, where the table of towns knows single doors; else nobody's address is opened."""
    if not grounds.towns.doors:
        return {}
    found: dict[str, str] = {}
    persons = sorted({str(one["subject"]) for one in rows})
    for at in range(0, len(persons), _PIECE):
        for one in grounds.snapshot.identities(persons[at : at + _PIECE]).to_pylist():
            told = json.loads(grounds.keys.open(one["person"], one["sealed"]))
            found[one["person"]] = str(told.get("番地") or "")
    return found
