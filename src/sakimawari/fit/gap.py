"""The take-up gap: rights found by the rules against the register of who receives what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from sakimawari.fit.findings import Findings
from sakimawari.rules.outcome import Status
from sakimawari.rules.population import Int64s

Rows = npt.NDArray[np.integer]


class GapKind(Enum):
    """How a right and the register of recipients disagree.

    UNCLAIMED  entitled by all that is known, and not receiving
    POSSIBLE   may be entitled, a fact is missing, and not receiving
    TO_REVIEW  receiving, and a clause surely fails: for a clerk to look at, never a refusal
    """

    UNCLAIMED = "unclaimed"
    POSSIBLE = "possible"
    TO_REVIEW = "to_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The gap of one service: positions into its findings, and rows of recipients to review."""

    unclaimed: Int64s
    possible: Int64s
    to_review: Int64s  # rows of subjects, which have no finding
    entitled: int
    undecided: int
    receiving: int


def in_force(since: Rows, until: Rows, *, on: int) -> npt.NDArray[np.bool_]:
    """Which entries of the register of recipients hold on a day (both ends included)."""
    return np.asarray((since <= on) & (on <= until))


def take_up_gap(findings: Findings, receiving_rows: Rows, *, subjects: int) -> Gap:
    """Compare one service's findings with the rows of those who receive it on the same date.

    `receiving_rows` may hold a row more than once (one entry for each child); `subjects` is how
    many subjects there are, people or units.
    """
    receives = np.zeros(subjects, np.bool_)
    receives[receiving_rows] = True
    unmet = ~receives[findings.rows]
    fitting = np.zeros(subjects, np.bool_)
    fitting[findings.rows] = True
    return Gap(
        unclaimed=np.flatnonzero(unmet & (findings.status == Status.YES)),
        possible=np.flatnonzero(unmet & (findings.status == Status.UNKNOWN)),
        to_review=np.flatnonzero(receives & ~fitting),
        entitled=int((findings.status == Status.YES).sum()),
        undecided=int((findings.status == Status.UNKNOWN).sum()),
        receiving=int(receives.sum()),
    )


# How often a year an amount with this unit is paid; other units carry no yearly sum.
TIMES_A_YEAR = {"円/月": 12, "円/年": 1, "円/回": 1}


def yen_per_year(amounts: Int64s, unit: str | None) -> Int64s:
    """Amounts as yen a year; units that are not money give 0. A remark in brackets is no unit."""
    plain = (unit or "").partition("（")[0]
    return amounts * TIMES_A_YEAR.get(plain, 0)
