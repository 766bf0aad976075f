"""Figures that stand in the formula of a condition, and another one in the place of one of them.

Most bounds are parameters, which have dates; those that stand in a formula are few.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sakimawari.packs.editing.edits import NewBound
from sakimawari.packs.editing.marks import ScalarNode, child, entries, root_of, spliced
from sakimawari.packs.items import normal
from sakimawari.packs.values import number_of
from sakimawari.problems import Place, Problems, fault
from sakimawari.rules.scope import read_syntax

_FIGURE = re.compile(r"(?<![\w.])\d[\d_]*(?:\.\d+)?")  # no name begins with a digit


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A figure that a condition compares something with; `at` counts the figures of its formula."""

    clause: str
    at: int
    figure: str
    comparison: str


def bounds_of(text: str) -> tuple[Bound, ...]:
    """The bounds in the conditions of a service's file, in their order."""
    return tuple(
        Bound(clause=clause, at=at, figure=figure, comparison=comparison)
        for clause, formula in _formulas(text)
        for at, figure, comparison in _compared(formula.value)
    )


def with_bound(text: str, edit: NewBound) -> str:
    """The file with another figure in that place.

    EDIT002 where the condition holds another figure there, or the new one is no number.
    """
    formula = next((node for clause, node in _formulas(text) if clause == edit.clause), None)
    found = [] if formula is None else _in_source(text, formula)
    if edit.at >= len(found) or found[edit.at][2] != edit.before or number_of(edit.after) is None:
        raise fault(
            "EDIT002",
            f"the condition {edit.clause} holds no figure {edit.before} there, or the new figure "
            "is no number",
            "choose the bound again, and write a number such as 18 or 0.5",
        )
    first, last, _ = found[edit.at]
    return spliced(text, [(first, last, normal(edit.after).replace(",", ""))])


def _formulas(text: str) -> Iterator[tuple[str, ScalarNode]]:
    for clause in entries(child(root_of(text), "clauses")):
        name = child(clause, "id")
        formula = child(clause, "when") or child(clause, "unless")
        if isinstance(name, ScalarNode) and isinstance(formula, ScalarNode):
            yield name.value, formula


def _in_source(text: str, formula: ScalarNode) -> list[tuple[int, int, str]]:
    """The figures of a formula as the file writes them, however it is folded or quoted."""
    start = int(formula.start_mark.index)
    source = text[start : formula.end_mark.index]
    return [
        (start + found.start(), start + found.end(), found.group())
        for found in _FIGURE.finditer(source)
    ]


def _compared(formula: str) -> Iterator[tuple[int, str, str]]:
    try:
        line, tree = read_syntax(formula.strip(), Place(file=""))
    except Problems:
        return
    starts = {found.start(): at for at, found in enumerate(_FIGURE.finditer(line))}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare):
            continue
        for part in (node.left, *node.comparators):
            if isinstance(part, ast.Constant) and isinstance(part.value, int | float):
                at = starts.get(_characters(line, part.col_offset))
                if at is not None:
                    told = ast.get_source_segment(line, node) or line
                    yield at, ast.get_source_segment(line, part) or "", told


def _characters(line: str, offset: int) -> int:
    """A place in the line as characters, from the bytes that syntax trees count in."""
    return len(line.encode()[:offset].decode())
