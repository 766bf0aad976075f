"""A run after an earlier one: who was told what, who withdrew, and what has changed for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from sakimawari.drawing.sheets import Table
from sakimawari.match.allocate.building import Book
from sakimawari.match.allocate.engine.proposing import allocate
from sakimawari.match.allocate.engine.reruns import Mode, after_round, rerun, seats_over
from sakimawari.match.allocate.market.values import Market, Matching
from sakimawari.match.allocate.outcomes import Outcome
from sakimawari.match.reading.sheets import Column, read_sheet
from sakimawari.match.results.folder import open_result

KEPT = "previous.csv"  # the earlier result, kept in the folder so that anyone can check against it
_COLUMNS = (Column("児童番号", ("受付番号",), required=True), Column("枠", required=True))


class Rerun(StrEnum):
    """How places are given again.

    `guaranteed`: nobody told is worse off; `full`: by points alone, as if nobody had been told;
    `round`: who has a place keeps it as it is, the others and late applicants compete for the rest.
    """

    GUARANTEED = "guaranteed"
    FULL = "full"
    ROUND = "round"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A child whose place is another than it was told; `way` better, worse, or other."""

    child: str
    then: str | None
    now: str | None
    way: str


def read_told(folder: Path) -> dict[str, str | None]:
    """Pool by child of an earlier result's folder, or of the table kept from it."""
    if folder.is_dir():
        folder = open_result(folder).folder / "result.csv"
    sheet = read_sheet(folder, _COLUMNS)
    return {row.get("児童番号"): row.get("枠") or None for row in sheet.rows}


def told_in(book: Book, earlier: Mapping[str, str | None]) -> dict[str, str | None]:
    """What the children of this market were told."""
    return {child: pool for child, pool in earlier.items() if child in book.children}


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A plan after an earlier one: the market it stands in, and families better and worse off.

    `over`: seats that had to be kept beyond those there are, because they were promised.
    """

    market: Market
    matching: Matching
    better: int = 0
    worse: int = 0
    over: Mapping[str, int] = field(default_factory=dict)


def given_again(market: Market, told: Mapping[str, str | None], mode: Rerun) -> Again:
    """Places given again. Faults: as `allocate`, and ALLOC007 (a promised pool is no more)."""
    if mode is Rerun.ROUND:
        over = seats_over(market, told)
        later = market_after(market, mode, told, over)
        return Again(market=later, matching=allocate(later), over=over)
    found = rerun(market, told, Mode(mode.value))
    return Again(
        market=market_after(market, mode, told, found.over),
        matching=found.matching,
        better=len(found.better),
        worse=len(found.worse),
        over=dict(found.over),
    )


def market_after(
    market: Market, mode: Rerun, told: Mapping[str, str | None], over: Mapping[str, int]
) -> Market:
    """The market an examiner holds the plan against: with what was promised in it."""
    held = {pool: market.held.get(pool, 0) - more for pool, more in over.items()}
    wider = replace(market, held={**market.held, **held}) if over else market
    return after_round(wider, Matching(placed=told)) if mode is Rerun.ROUND else wider


def changes(
    book: Book, outcomes: tuple[Outcome, ...], told: Mapping[str, str | None]
) -> tuple[Changed, ...]:
    """Every child who was told something else before."""
    found = []
    for each in outcomes:
        if each.child not in told or told[each.child] == each.pool:
            continue
        then = book.number_of(each.child, told[each.child]) or _far(told[each.child])
        now = each.wish or _far(each.pool)
        way = "better" if now < then else "worse" if now > then else "other"
        found.append(Changed(child=each.child, then=told[each.child], now=each.pool, way=way))
    return tuple(found)


def _far(pool: str | None) -> int:
    """A place that answers no wish still is better than none."""
    return 99 if pool is None else 98


def changes_table(book: Book, rows: tuple[Changed, ...]) -> Table:
    """What is to be told anew."""
    ways = {"better": "良くなる", "worse": "悪くなる", "other": "変わる"}
    return Table(
        columns=("児童番号", "変化", "先の通知", "今回"),
        rows=tuple(
            (
                row.child,
                ways[row.way],
                book.pool_names.get(row.then or "", "なし"),
                book.pool_names.get(row.now or "", "なし"),
            )
            for row in rows
        ),
    )
