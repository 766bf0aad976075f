"""What a reading of a service yields: one status a subject, with ranges for what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from sakimawari.rules.population import Int8s, Int64s
from sakimawari.rules.tree import Holder


class Status(IntEnum):
    """NO and YES are certain; UNKNOWN means that a missing fact may decide either way."""

    NO = 0
    YES = 1
    UNKNOWN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """The outcomes of one service for a run of subjects (people rows, or units), on one date.

    `status`       int8 of `Status`; visitors are NO with `decided_by` -2
    `decided_by`   int8: index of the first clause that surely fails, -1 if none does
    `undecided`    int64 bit mask of the clauses that are unknown; 0 where the status is not UNKNOWN
    `amount_low`, `amount_high`   int64; 0 where the status is NO or the service has no amount
    `tier_low`, `tier_high`       int64 label positions; -1 where NO or without tier
    `deadline`     int64 days since 1970-01-01; the least int64 where NO, without deadline, or
                   where a missing fact leaves more than one day possible
    """

    service: str
    holder: Holder
    first: int  # row of the first subject
    status: Int8s
    decided_by: Int8s
    undecided: Int64s
    amount_low: Int64s
    amount_high: Int64s
    tier_low: Int64s
    tier_high: Int64s
    deadline: Int64s
