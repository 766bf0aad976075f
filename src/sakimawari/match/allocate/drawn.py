"""A public draw as an order of priority: everybody's place by lots, with tickets by ground of preference.

rules.yaml of a draw:

名称: 市営住宅 令和9年春 定期募集
抽選:
  約束: 3f2a…                        # SHA-256 of the sealed text, published before applications close
  公開値の名: 2027年2月10日の日経平均株価終値
  原文: 8c1e…                        # opened afterwards
  公開値: "38123.45"
優遇: {ひとり親: 2, 高齢者: 2, 多子: 3}   # tickets; the highest that applies counts
優遇の合算: false
落選1回ごと: 1                        # a ticket more for each earlier draw without luck
落選の上限: 5

Without a promise a text alone (種: …) makes the draw repeatable, and a remark says what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sakimawari.drawing.sheets import Table
from sakimawari.match.allocate.because.why import DRAW
from sakimawari.match.allocate.market.lots import (
    Entry,
    Promise,
    Weighing,
    draw_lots,
    seed_of,
    tickets_of,
)
from sakimawari.match.allocate.market.values import Link
from sakimawari.match.allocate.reading.files import several, whole
from sakimawari.match.allocate.reading.folder import Given
from sakimawari.match.allocate.reading.found import Found
from sakimawari.match.allocate.reading.rows import Applicant
from sakimawari.problems import Place, fault


def with_lots(given: Given, found: Found) -> Given:
    """The round with everybody's lot drawn, and the lots as its whole order of priority."""
    weighing = _weighing(given)
    entries = [
        Entry(application=each.id, tickets=_tickets(each, given, weighing, found))
        for each in given.children
    ]
    lots = draw_lots(seed_in(given.rules.lottery, found), entries)
    place = {lot.application: lot.place for lot in lots}
    return replace(
        given,
        lots=lots,
        rules=replace(given.rules, chain=(Link(key=DRAW),), sums=()),
        children=tuple(
            replace(each, points=(0,), cells={**each.cells, DRAW: str(place[each.id])})
            for each in given.children
        ),
    )


def seed_in(said: Mapping[str, Any], found: Found) -> str:
    """The seed of the draw. ALLOC020, ALLOC021 from the promise; ALLOC065 where none is given."""
    draw = said.get("抽選")
    if isinstance(draw, dict) and draw.get("約束") and draw.get("原文"):
        promise = Promise(digest=str(draw["約束"]).lower(), public=str(draw.get("公開値の名", "")))
        return seed_of(promise, str(draw["原文"]), str(draw.get("公開値", "")))
    if isinstance(draw, dict) and draw.get("種"):
        found.remark(
            "ALLOC065",
            "the draw has a seed that nobody was promised beforehand",
            "publish the SHA-256 of a sealed text before applications close (約束), and open it afterwards",
            where=Place(file="rules.yaml", column="抽選"),
        )
        return str(draw["種"])
    raise fault(
        "ALLOC065",
        "rules.yaml gives no seed for the draw",
        "write 抽選 with 約束 and 原文 (and 公開値), or a 種 alone for a draw nobody has to trust",
        where=Place(file="rules.yaml", column="抽選"),
    )


def _weighing(given: Given) -> Weighing:
    said = given.rules.lottery
    factors = said.get("優遇") or {}
    if not isinstance(factors, dict) or not all(isinstance(each, int) for each in factors.values()):
        raise fault(
            "ALLOC065",
            "優遇 in rules.yaml holds no numbers of tickets by ground",
            "write 優遇: {ひとり親: 2, 高齢者: 2}",
            where=Place(file="rules.yaml", column="優遇"),
        )
    return Weighing(
        factors={str(name): int(tickets) for name, tickets in factors.items()},
        add=bool(said.get("優遇の合算", False)),
        each_failure=int(said.get("落選1回ごと", 0)),
        failures_most=int(said.get("落選の上限", 10)),
    )


def _tickets(each: Applicant, given: Given, weighing: Weighing, found: Found) -> int:
    grounds = several(each.cells.get("優遇", ""))
    unknown = grounds - set(weighing.factors)
    if unknown:
        found.line(
            given.files.children, each.line, "ALLOC066", "a ground of preference the rules do not know",
            "write one of those under 優遇 in rules.yaml; with --go-on it gives no ticket", column="優遇",
        )  # fmt: skip
    text = each.cells.get("落選回数", "")
    failures = whole(text) if text else 0
    if failures is None or failures < 0:
        found.line(
            given.files.children, each.line, "ALLOC066", "the earlier draws without luck are no whole number",
            "write how many, 0 for none; with --go-on none count", column="落選回数",
        )  # fmt: skip
        failures = 0
    return tickets_of(weighing, grounds, failures)


def lots_table(given: Given) -> Table:
    """Everybody's place in the draw with the number that gave it: anyone can draw it again."""
    return Table(
        columns=("児童番号", "抽選の順番", "口", "番号（SHA-256）"),
        rows=tuple((lot.application, lot.place, lot.ticket, lot.number) for lot in given.lots),
    )
