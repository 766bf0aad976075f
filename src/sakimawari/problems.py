"""Errors that say what, where, and what to do.

Problem                 one fault, printable, without a resident's name, address or number
└─ raised inside Problems, the one exception of this package: all faults of one attempt together

Families of ids (each id has a row in `docs/reference/problems/`):

    RULE0xx  an expression of a rule            PACK0xx  a pack's files
    LOAD0xx  a city's exports as files          ROW0xx   one row of an export
    SNAP0xx  a snapshot or run folder           CITY0xx  the synthetic city
    CASE0xx  worked examples                    REACH0xx letters and channels
    GUARD0xx keys, protection, consent          CLI0xx   the command line
    SET0xx   settings from the environment      ASK0xx   questions to residents and visitors
    FIT0xx   runs, lists and calendars          COMP0xx  comparing two sets of rules
    WHY0xx   explanations and their replay      SPARK0xx a cluster with Spark
    BOOK0xx  the handbook of all services       SERVE0xx the server of the console
    API0xx   the interface for programs         SIGN0xx  signing in, and a safe server
    CUST0xx  what is kept how long              EDIT0xx  changes of rules in the console
    MAP0xx   maps of wards and towns            VISIT0xx rounds of visits
    REQ0xx   requests about personal data       SCAN0xx  paper that comes back
    APPL0xx  applications, decisions, payments  WORD0xx  the texts of the console
    PROJ0xx  projecting people
    SERIES0xx series read from files, forecasts
    DEMAND0xx demand foreseen by the rules      CAP0xx   what is made ready for it
    ALERT0xx departures from what is usual      BACK0xx  targets walked back from
    MATCH0xx results of a match, their tables   ALLOC0xx scarce places
    ASSIGN0xx shelters, helpers, sites          OFFER0xx needs and offers
    RIDE0xx  vehicles on demand
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a fault lies: a file (relative to what was given), a line or row, a column."""

    file: str
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        text = self.file if self.line is None else f"{self.file}:{self.line}"
        return text if self.column is None else f"{text} [{self.column}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault in words a clerk can act on.

    `id` is stable and documented; `near` names the closest correct thing, if there is one.
    None of the texts may hold personal data: name the row and the column, never the value of
    a name, an address or an official number.
    """

    id: str
    what: str
    do: str
    where: Place | None = None
    near: str | None = None

    def __str__(self) -> str:
        lines = [self.id if self.where is None else f"{self.id}  {self.where}"]
        lines.append(f"  what   {self.what}")
        if self.near is not None:
            lines.append(f"  near   {self.near}")
        lines.append(f"  do     {self.do}")
        return "\n".join(lines)


class Problems(Exception):
    """All faults found in one attempt, raised together so that one run shows them all."""

    def __init__(self, found: Iterable[Problem]) -> None:
        self.found = tuple(found)
        if not self.found:
            raise ValueError("Problems needs at least one Problem")
        super().__init__("\n\n".join(str(problem) for problem in self.found))


def fault(
    id: str, what: str, do: str, *, where: Place | None = None, near: str | None = None
) -> Problems:
    """One `Problem` wrapped for `raise`."""
    return Problems([Problem(id=id, what=what, do=do, where=where, near=near)])
