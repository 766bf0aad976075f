"""Where a rule's answer turns as one fact grows, found by reading the tree.

A *cut* is the least value of the next cell: `所得 <= 1,220,000` cuts at 1,220,001. Cuts steer the
order of questions only; a cut that is missed makes a cell coarser, never a result wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sakimawari.rules.dates import fiscal_end
from sakimawari.rules.figures import Figures
from sakimawari.rules.moments import FALLING, calendar_value
from sakimawari.rules.ranges import missing_range
from sakimawari.rules.tree import (
    Arithmetic,
    CalendarValue,
    Choice,
    Compared,
    Comparison,
    Extreme,
    Fact,
    FactValue,
    Kind,
    Literal,
    OneOf,
    Operator,
    ParameterValue,
    ReadingDate,
    ServiceRule,
    TableValue,
    Type,
    Value,
    VariableValue,
    YearlyFactValue,
)
from sakimawari.rules.walk import Node, facts_of, parts_of, roots_of, walk

Cuts = Mapping[str, tuple[int, ...]]


def cuts_of(rules: Iterable[ServiceRule], figures: Figures) -> Cuts:
    """For each number and date some rules read, the cuts their comparisons and tables make."""
    found: dict[str, set[int]] = defaultdict(set)
    for rule in rules:
        for node in walk(*roots_of(rule)):
            match node:
                case Compared():
                    _of_comparison(node, figures, found)
                case OneOf(value=FactValue(fact=fact) | YearlyFactValue(fact=fact)):
                    found[fact.name].update(at for one in node.members for at in (one, one + 1))
                case TableValue():
                    _of_table(node, figures, found)
    return {name: tuple(sorted(cuts)) for name, cuts in found.items()}


def _of_comparison(node: Compared, figures: Figures, found: dict[str, set[int]]) -> None:
    for fact, on_left in _facts_compared(node):
        if fact.type.kind is Kind.NUMBER:
            other = node.right if on_left else node.left
            constants = set(_terms(other, fact.type, figures))
            found[fact.name].update(_cuts(node.comparison, constants, fact_on_left=on_left))
        elif fact.type.kind is Kind.DATE:
            found[fact.name].update(_constants(node, fact.type, figures))
            found[fact.name].update(_moments(node, fact, figures))


def _facts_compared(node: Compared) -> Iterator[tuple[Fact, bool]]:
    for side, on_left in ((node.left, True), (node.right, False)):
        for fact in facts_of(side):
            yield fact, on_left


def _constants(node: Node, type: Type, figures: Figures) -> set[int]:
    """The figures of one type, certain on the reading date, below a node."""
    found: set[int] = set()
    for below in walk(node):
        match below:
            case Literal() if _alike(below.type, type):
                found.add(below.value)
            case ParameterValue() if _alike(below.type, type):
                low, high = figures.parameters[below.parameter.name]
                found.update({low} if low == high else ())
            case ReadingDate() if type.kind is Kind.DATE:
                found.add(figures.on + 1)
    return found


def _terms(node: Node, type: Type, figures: Figures) -> Iterator[int]:
    """The figures a fact is held against: those of the other side, not what multiplies a count."""
    match node:
        case Literal() | ParameterValue():
            yield from _constants(node, type, figures)
        case VariableValue():
            yield from _terms(node.variable.formula, type, figures)
        case Choice():
            yield from _terms(node.then, type, figures)
            yield from _terms(node.otherwise, type, figures)
        case Arithmetic(operator=Operator.ADD | Operator.SUBTRACT) | Extreme():
            for part in parts_of(node):
                yield from _terms(part, type, figures)


def _alike(one: Type, other: Type) -> bool:
    return (one.kind, one.unit, one.scale) == (other.kind, other.unit, other.scale)


def _cuts(comparison: Comparison, constants: set[int], *, fact_on_left: bool) -> set[int]:
    match comparison:
        case Comparison.EQUAL | Comparison.NOT_EQUAL:
            above = below = True
        case Comparison.LESS | Comparison.AT_LEAST:
            above, below = not fact_on_left, fact_on_left
        case Comparison.AT_MOST | Comparison.MORE:
            above, below = fact_on_left, not fact_on_left
    return {at for one in constants for at, wanted in ((one, below), (one + 1, above)) if wanted}


def _moments(node: Compared, fact: Fact, figures: Figures) -> set[int]:
    """The days on which an elapsed time (年齢 …) of the fact passes a figure of the comparison."""
    found: set[int] = set()
    for below in walk(node):
        match below:
            case CalendarValue(date=FactValue(fact=read)) if read.name == fact.name:
                if below.function in FALLING:
                    for most in _constants(node, below.type, figures):
                        found.update(
                            _first_below(below, fact, least, figures.on)
                            for least in (most, most + 1)
                        )
    return found


def _first_below(node: CalendarValue, fact: Fact, least: int, on: int) -> int:
    """The first day for which an elapsed time is less than a number (it falls as days go on)."""
    low, high = missing_range(fact)
    high = min(high, fiscal_end(on) + 366)
    while low < high:
        middle = (low + high) // 2
        if calendar_value(node.function, middle, n=0, on=on) >= least:
            low = middle + 1
        else:
            high = middle
    return low


def _of_table(node: TableValue, figures: Figures, found: dict[str, set[int]]) -> None:
    rows = figures.tables.get(node.table.name)
    if rows is None:
        return
    for at, value in enumerate(node.inputs):
        cells = rows.cells[:, at].tolist()
        for fact in _numbers_in(value):
            found[fact.name].update(low for low, _ in cells)
            found[fact.name].update(high + 1 for _, high in cells)


def _numbers_in(value: Value) -> tuple[Fact, ...]:
    return tuple(
        fact
        for fact in facts_of(value)
        if fact.type.kind is Kind.NUMBER and _alike(fact.type, value.type)
    )
