"""A household as a program describes it: JSON in the words of a worked example, read and checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sakimawari.packs.case_files import read_household
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.findings import Findings
from sakimawari.packs.items import Item, Listing, Text
from sakimawari.packs.items import Mapping as Pairs
from sakimawari.problems import Place, fault
from sakimawari.rules.situation import Situation

MOST_PEOPLE = 30
_DEEPEST = 8


def household_in(
    people: Mapping[str, Any], household: Mapping[str, Any], catalogue: Catalogue
) -> Situation:
    """The situation of people who are described; what is left out of it is unknown.

    Problems name the fact at fault, never its value. API021 for nobody or too many, or a thing
    nested too deep.
    """
    if not 1 <= len(people) <= MOST_PEOPLE:
        raise fault(
            "API021",
            f"a household has 1 to {MOST_PEOPLE} people, and {len(people)} are described",
            "describe those who live together, each under a name of your own (本人, 妻, 子1 …)",
        )
    findings = Findings()
    written = {"people": people, **({"household": household} if household else {})}
    situation = read_household(_item(written, 0), catalogue, findings)
    findings.raise_any()
    if situation is None:
        raise fault(
            "API021", "the household cannot be read", "see the description of the operation"
        )
    return situation


def _item(value: Any, depth: int) -> Item:
    """A JSON value as the readers of worked examples take it."""
    place = Place(file="request")
    if depth > _DEEPEST:
        raise fault(
            "API021", "the household is nested too deep", "see the description of the operation"
        )
    if isinstance(value, Mapping):
        pairs = tuple(
            (Text(str(name), place), _item(held, depth + 1)) for name, held in value.items()
        )
        return Pairs(pairs, place)
    if isinstance(value, list | tuple):
        return Listing(tuple(_item(held, depth + 1) for held in value), place)
    if value is None:
        return Text("null", place, is_null=True)
    if isinstance(value, bool):
        return Text("yes" if value else "no", place)
    return Text(value if isinstance(value, str) else json.dumps(value), place)
