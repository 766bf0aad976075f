"""Birth dates of the registers, and ages in years by the calendar."""

from __future__ import annotations

from datetime import date

from sakimawari.posing.values import Grounds
from sakimawari.rules.figures import day_of
from sakimawari.rules.population import missing_of
from sakimawari.rules.tree import Shape

BIRTH = "生年月日"


def births_of(grounds: Grounds) -> dict[int, date]:
    """Birth dates by row of the snapshot; whose is not known has none."""
    declared = grounds.catalogue.facts.get(BIRTH)
    if declared is None or declared.fact.shape is not Shape.PLAIN:
        return {}
    entries = grounds.snapshot.entries(declared.fact.name, ["row", "value"]).to_pydict()
    unknown = missing_of(declared.fact)
    return {
        row: day_of(value)
        for row, value in zip(entries["row"], entries["value"], strict=True)
        if value != unknown
    }


def age_on(born: date, on: date) -> int:
    """Years of age on a day; below zero before birth."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
