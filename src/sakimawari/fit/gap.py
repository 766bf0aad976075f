"""The take-up gap: rights found by the rules against the register of who receives what."""

from __future__ import annotations

from enum import Enum

from sakimawari.rules.population import Int64s


class GapKind(Enum):
    """How a right and the register of recipients disagree.

    UNCLAIMED  entitled by all that is known, and not receiving
    POSSIBLE   may be entitled, a fact is missing, and not receiving
    TO_REVIEW  receiving, and a clause surely fails: for a clerk to look at, never a refusal
    """

    UNCLAIMED = "unclaimed"
    POSSIBLE = "possible"
    TO_REVIEW = "to_review"


# How often a year an amount with this unit is paid; other units carry no yearly sum.
TIMES_A_YEAR = {"円/月": 12, "円/年": 1, "円/回": 1}


def times_a_year(unit: str | None) -> int:
    """How often a year an amount with this unit is given; a remark in brackets is no unit."""
    return TIMES_A_YEAR.get((unit or "").partition("（")[0], 0)


def yen_per_year(amounts: Int64s, unit: str | None) -> Int64s:
    """Amounts as yen a year; units that are not money give 0."""
    return amounts * times_a_year(unit)
