"""From a target file to checked values; every fault is told at once, by file and line."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sakimawari.anticipate.backcast.document import (
    Document,
    Path_,
    known_only,
    read_document,
    words_of,
)
from sakimawari.anticipate.backcast.figures import Figures, Runs, group_of
from sakimawari.anticipate.backcast.keeping import Kept, kept_tables
from sakimawari.anticipate.backcast.rules import read_rules
from sakimawari.anticipate.backcast.values import Amount, Choose, Decision, Stock, Target

TOP = {
    "name",
    "periods",
    "groups",
    "tables",
    "stocks",
    "decisions",
    "rules",
    "choose",
    "chance",
    "draws",
    "seed",
}
OF_STOCK = {"for", "start", "retain", "inflow", "cost", "unit", "words"}
OF_DECISION = {
    "for",
    "adds",
    "after",
    "spread",
    "least",
    "most",
    "cost",
    "steps",
    "whole",
    "now",
    "unit",
    "words",
}
MOST_PERIODS = 240


def read_target(path: Path, home: Callable[[], Path | None] = lambda: None) -> Target:
    """A target file, whole and checked. BACK001-BACK009, BACK011-BACK015, all of them in one go.

    `home` gives the city whose finished runs a table may be taken `from`; asked only if one is.
    """
    return _read(path, home, {})


def read_kept(folder: Path) -> Target:
    """The target of a finished backcast, with its outside figures as they were then."""
    return _read(folder / "target.yaml", lambda: None, kept_tables(folder))


def _read(path: Path, home: Callable[[], Path | None], kept: Mapping[str, Kept]) -> Target:
    document = read_document(path)
    known_only(document, (), document.said, TOP)
    labels = _labels(document)
    groups = _groups(document)
    document.finish()
    figures = Figures(document, groups, labels)
    draws = int(_number(document, "draws", 1_000, 0, 100_000))
    seed = int(_number(document, "seed", 20261001, 0, 2**31))
    runs = Runs(home=home, draws=draws, seed=seed)
    for id, said in _parts(document, "tables").items():
        if id in kept and isinstance(said, dict):
            figures.keep_table(id, said, kept[id])
        else:
            figures.read_table(id, said, ("tables", id), runs)
    stocks = {id: _stock(figures, id, said) for id, said in _parts(document, "stocks").items()}
    document.finish()
    decisions = {
        id: _decision(figures, stocks, id, said)
        for id, said in _parts(document, "decisions").items()
    }
    rules = read_rules(figures, stocks, decisions)
    choose = document.said.get("choose", Choose.LEAST_COST.value)
    if choose not in tuple(Choose):
        document.wrong(
            "BACK003", ("choose",), f"`{choose}` is no choice", "write least-cost or smooth"
        )
        choose = Choose.LEAST_COST.value
    if choose == Choose.SMOOTH and any(one.whole for one in decisions.values()):
        document.wrong(
            "BACK008", ("choose",), "a smooth path of whole decisions", "choose least-cost"
        )
    chance = _number(document, "chance", 0.9, 0.5, 0.999)
    document.finish()
    return Target(
        file=document.label,
        words=words_of(document, document.said.get("name"), ("name",), path.stem),
        labels=labels,
        groups=groups,
        tables=figures.tables,
        stocks=stocks,
        decisions=decisions,
        rules=rules,
        choose=Choose(choose),
        chance=chance,
        draws=draws,
        seed=seed,
        sources=tuple(figures.sources),
    )


def _number(document: Document, name: str, otherwise: float, low: float, high: float) -> float:
    said = document.said.get(name, otherwise)
    if isinstance(said, int | float) and low <= said <= high:
        return float(said)
    document.wrong("BACK003", (name,), f"`{name}` is out of range", f"write {low:g} to {high:g}")
    return otherwise


def _parts(document: Document, name: str) -> dict[str, Any]:
    said = document.said.get(name)
    if said is None:
        return {}
    if not isinstance(said, dict):
        document.wrong("BACK003", (name,), f"`{name}` holds no named parts", "name each part")
        return {}
    return {str(key): value for key, value in said.items()}


def _labels(document: Document) -> tuple[str, ...]:
    said = document.said.get("periods")
    path: Path_ = ("periods",)
    if isinstance(said, list) and said:
        labels = tuple(str(int(one)) if isinstance(one, float) else str(one) for one in said)
    elif isinstance(said, dict) and all(isinstance(said.get(k), float) for k in ("first", "last")):
        labels = tuple(str(year) for year in range(int(said["first"]), int(said["last"]) + 1))
    else:
        document.wrong(
            "BACK004", path, "the periods are missing", "write {first: 2026, last: 2030}, or a list"
        )
        return ("1",)
    if not 1 <= len(labels) <= MOST_PERIODS or len(set(labels)) < len(labels):
        document.wrong(
            "BACK004", path, "periods that repeat, or none, or too many", f"1 to {MOST_PERIODS}"
        )
        return ("1",)
    return labels


def _groups(document: Document) -> dict[str, tuple[str, ...]]:
    groups = {}
    for id, said in _parts(document, "groups").items():
        names = tuple(str(one) for one in said) if isinstance(said, list) else ()
        if not names or len(set(names)) < len(names):
            document.wrong(
                "BACK005", ("groups", id), "a group without members, or one twice", "list each once"
            )
        groups[id] = names
    return groups


def _stock(figures: Figures, id: str, said: Any) -> Stock:
    path: Path_ = ("stocks", id)
    said = said if isinstance(said, dict) else {}
    document = figures.document
    known_only(document, path, said, OF_STOCK)
    over = group_of(figures, said, path)
    if "start" not in said:
        document.wrong("BACK006", path, f"stock `{id}` has no start", "write `start:`")
    retain = figures.amount(said.get("retain", 1.0), over, (*path, "retain"))
    if np.any(retain.grid < 0) or np.any(retain.grid > 2):
        document.wrong(
            "BACK006", (*path, "retain"), "a share that stays below 0 or above 2", "write 0 to 1"
        )
    return Stock(
        id=id,
        over=over,
        start=figures.by_member(said.get("start", 0.0), over, (*path, "start")),
        retain=retain,
        inflow=figures.amount(said.get("inflow", 0.0), over, (*path, "inflow")),
        cost=figures.amount(said.get("cost", 0.0), over, (*path, "cost")),
        unit=str(said.get("unit", "")),
        words=words_of(document, said.get("words"), (*path, "words"), id),
    )


def _decision(figures: Figures, stocks: Mapping[str, Stock], id: str, said: Any) -> Decision:
    path: Path_ = ("decisions", id)
    said = said if isinstance(said, dict) else {}
    document = figures.document
    known_only(document, path, said, OF_DECISION)
    if id in stocks:
        document.wrong("BACK003", path, f"`{id}` names a stock too", "give it a name of its own")
    over = group_of(figures, said, path)
    adds: dict[str, Amount] = {}
    given = said.get("adds")
    for stock, amount in given.items() if isinstance(given, dict) else ():
        at = (*path, "adds", stock)
        if stock not in stocks:
            near = difflib.get_close_matches(stock, stocks, 1)
            document.wrong(
                "BACK005", at, f"there is no stock `{stock}`", "name one", near[0] if near else None
            )
        elif stocks[stock].over not in (over, None):
            document.wrong(
                "BACK005", at, f"`{stock}` is for `{stocks[stock].over}`", f"give `{id}` that `for`"
            )
        else:
            adds[stock] = figures.amount(amount, over, at)
    most = said.get("most")
    return Decision(
        id=id,
        over=over,
        adds=adds,
        after=int(_plain_number(document, said.get("after", 0.0), (*path, "after"))),
        spread=_spread(document, said.get("spread"), (*path, "spread")),
        least=figures.amount(said.get("least", 0.0), over, (*path, "least")),
        most=None if most is None else figures.amount(most, over, (*path, "most")),
        cost=figures.amount(said.get("cost", 0.0), over, (*path, "cost")),
        steps=_steps(document, said.get("steps"), (*path, "steps")),
        whole=bool(said.get("whole", False)),
        now=figures.by_member(said["now"], over, (*path, "now")) if "now" in said else None,
        unit=str(said.get("unit", "")),
        words=words_of(document, said.get("words"), (*path, "words"), id),
    )


def _plain_number(document: Document, said: Any, path: Path_) -> float:
    if isinstance(said, float) and 0 <= said <= MOST_PERIODS and said == int(said):
        return said
    document.wrong("BACK006", path, "this is no number of periods", "write 0, 1, 2 …")
    return 0.0


def _spread(document: Document, said: Any, path: Path_) -> tuple[float, ...]:
    if said is None:
        return (1.0,)
    if isinstance(said, list) and said and all(isinstance(one, float) for one in said):
        return tuple(said)
    document.wrong("BACK006", path, "a spread is a list of shares", "write [0.3, 0.4, 0.3]")
    return (1.0,)


def _steps(document: Document, said: Any, path: Path_) -> tuple[tuple[float, float], ...]:
    if said is None:
        return ()
    fine = isinstance(said, list) and all(
        isinstance(one, list) and len(one) == 2 and all(isinstance(x, float) for x in one)
        for one in said
    )
    steps = tuple((one[0], one[1]) for one in said) if fine else ()
    worth = [one[1] for one in steps]
    if not steps or any(one[0] <= 0 for one in steps) or sorted(worth, reverse=True) != worth:
        document.wrong(
            "BACK006",
            path,
            "steps are pairs (most, worth) whose worth falls",
            "write [[1000, 1.0], [1000, 0.6]]",
        )
        return ()
    return steps
