"""The rules of a target file: what must hold, when, for whom, and which of it is the target."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from sakimawari.anticipate.backcast.document import Path_, known_only, words_of
from sakimawari.anticipate.backcast.figures import Figures, group_of
from sakimawari.anticipate.backcast.values import Amount, Decision, Rule, Stock

OF_RULE = {
    "id",
    "for",
    "at",
    "sum",
    "at_least",
    "at_most",
    "cumulative",
    "goal",
    "fixed",
    "unit",
    "words",
}


def read_rules(
    figures: Figures, stocks: Mapping[str, Stock], decisions: Mapping[str, Decision]
) -> tuple[Rule, ...]:
    """Every rule; BACK009 where none is a goal."""
    document = figures.document
    said = document.said.get("rules")
    if not isinstance(said, list) or not said:
        document.wrong("BACK009", ("rules",), "there are no rules", "list what must hold")
        return ()
    rules = tuple(_rule(figures, stocks, decisions, k, one) for k, one in enumerate(said))
    if not any(rule.goal for rule in rules):
        document.wrong(
            "BACK009", ("rules",), "no rule is the target", "write `goal: true` beside one"
        )
    ids = [rule.id for rule in rules]
    for k, id in enumerate(ids):
        if id in ids[:k]:
            document.wrong("BACK009", ("rules", k), f"`{id}` names two rules", "name each once")
    return rules


def _rule(
    figures: Figures,
    stocks: Mapping[str, Stock],
    decisions: Mapping[str, Decision],
    number: int,
    said: Any,
) -> Rule:
    path: Path_ = ("rules", number)
    said = said if isinstance(said, dict) else {}
    document = figures.document
    known_only(document, path, said, OF_RULE)
    over = group_of(figures, said, path)
    id = str(said.get("id", f"rule-{number + 1}"))
    low, high = (
        figures.amount(said[name], over, (*path, name)) if name in said else None
        for name in ("at_least", "at_most")
    )
    if low is None and high is None:
        document.wrong("BACK009", path, f"rule `{id}` has no bound", "write at_least or at_most")
    return Rule(
        id=id,
        over=over,
        at=_periods(figures, said.get("at", "all"), (*path, "at")),
        terms=_terms(figures, {**stocks, **decisions}, over, said.get("sum"), (*path, "sum")),
        low=low,
        high=high,
        cumulative=bool(said.get("cumulative", False)),
        goal=bool(said.get("goal", False)),
        fixed=bool(said.get("fixed", False)),
        unit=str(said.get("unit", "")),
        words=words_of(document, said.get("words"), (*path, "words"), id),
        line=document.place(path).line,
    )


def _terms(
    figures: Figures,
    known: Mapping[str, Stock | Decision],
    over: str | None,
    said: Any,
    path: Path_,
) -> dict[str, Amount]:
    document = figures.document
    if not isinstance(said, dict) or not said:
        document.wrong("BACK009", path, "a rule sums nothing", "write `sum: {places: 1}`")
        return {}
    terms = {}
    for name, amount in said.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            document.wrong(
                "BACK005",
                (*path, name),
                f"there is no stock or decision `{name}`",
                "name one",
                near[0] if near else None,
            )
            continue
        own = known[name].over
        if over is not None and own is not None and own != over:
            document.wrong(
                "BACK005", (*path, name), f"`{name}` is for `{own}`, the rule for `{over}`", "agree"
            )
            continue
        terms[name] = figures.amount(amount, own, (*path, name))
    return terms


def _periods(figures: Figures, said: Any, path: Path_) -> tuple[int, ...]:
    labels = figures.labels
    if said == "all":
        return tuple(range(len(labels)))
    if said == "last":
        return (len(labels) - 1,)
    listed = said if isinstance(said, list) else [said]
    found = []
    for one in listed:
        label = str(int(one)) if isinstance(one, float) else str(one)
        if label in labels:
            found.append(labels.index(label))
        else:
            figures.document.wrong(
                "BACK004", path, f"`{label}` is no period", f"{labels[0]} to {labels[-1]}"
            )
    return tuple(found)
