"""What a backcast keeps for those who look at it: the way of its goal as a picture with its table.

way.svg, way.csv     the stock the goal speaks of, as planned and with nothing done, and the goal
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from sakimawari.anticipate.backcast.forward import run_forward
from sakimawari.anticipate.backcast.values import Binding, Floats, Outcome, Rule, Target
from sakimawari.anticipate.pictures.picture import save
from sakimawari.anticipate.pictures.ways import Bound, Way, way_chart

_MOST_BOUNDS = 4


def keep(folder: Path, outcome: Outcome) -> None:
    """Write the picture, where there is a path."""
    target = outcome.target
    if outcome.certificate is None:
        way = way_of(target, outcome.stocks, bounds_told(target, outcome.binding, "ja"), "ja")
        if way is not None:
            name = target.words["ja"]
            save(folder, "way", way_chart(name, name, way))


def goal_of(target: Target) -> tuple[Rule, str] | None:
    """The first goal that speaks of a stock, and that stock; None where none does."""
    for rule in target.rules:
        for id in rule.terms:
            if rule.goal and id in target.stocks:
                return rule, id
    return None


def way_of(
    target: Target, stocks: Mapping[str, Floats], bounds: tuple[Bound, ...], language: str
) -> Way | None:
    """The goal's stock over all members, as planned and with nothing decided.

    The goal stands as a line where it is a plain bound of that stock alone.
    """
    found = goal_of(target)
    if found is None:
        return None
    rule, id = found
    nothing = {each.id: np.zeros((len(target.members(each.over)), len(target.labels)))
               for each in target.decisions.values()}  # fmt: skip
    return Way(
        labels=target.labels,
        reached=tuple(stocks[id].sum(axis=0).tolist()),
        without=tuple(run_forward(target, nothing)[id].sum(axis=0).tolist()),
        target=_line(rule, id),
        bounds=bounds,
        unit=target.stocks[id].unit,
        name=target.stocks[id].words.get(language, target.stocks[id].words["ja"]),
    )


def _line(rule: Rule, id: str) -> float | None:
    """The bound in its last period over all members, of a goal that is one stock."""
    bound = rule.low if rule.low is not None else rule.high
    if bound is None or set(rule.terms) != {id} or not np.allclose(rule.terms[id].grid, 1.0):
        return None
    level = float(bound.grid[:, rule.at[-1]].sum())
    return level if np.isfinite(level) else None


def bounds_told(target: Target, binding: tuple[Binding, ...], language: str) -> tuple[Bound, ...]:
    """What the path leans on, the dearest first, each with its periods; of rules that are no goal."""
    found: dict[str, set[int]] = {}
    for each in binding:
        row = each.row
        if not row.goal:
            words = row.words.get(language, row.words["ja"])
            told = f"{row.member} {words}" if row.member else words
            found.setdefault(told, set()).add(row.period)
    return tuple(
        Bound(ats=tuple(sorted(ats)), told=told) for told, ats in list(found.items())[:_MOST_BOUNDS]
    )
