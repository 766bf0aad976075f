"""How large every part of a rule can become, so that no 64-bit integer ever overflows.

The ranges of facts are those they may have while missing; of parameters and tables, all values
listed and those they may have while unknown; of a group, `MOST_MEMBERS` people. From these the
range of every node follows by the same arithmetic the readings use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from sakimawari.rules.compute import compute, denominator_scale
from sakimawari.rules.figures import DatedParameter, DatedTable, days, possible_range, widest_range
from sakimawari.rules.moments import calendar_range
from sakimawari.rules.ranges import UNKNOWN, Range, hull, missing_range
from sakimawari.rules.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    AsNumber,
    CalendarValue,
    Choice,
    Compared,
    EveryMember,
    Extreme,
    Fact,
    FactTruth,
    FactValue,
    Gathered,
    Gathering,
    Holder,
    Literal,
    Not,
    OneOf,
    ParameterValue,
    ReadingDate,
    Related,
    Rescaled,
    Rounded,
    SomeMember,
    TableValue,
    TruthChoice,
    TruthLiteral,
    VariableTruth,
    VariableValue,
    YearlyFactTruth,
    YearlyFactValue,
)
from sakimawari.rules.walk import Node, parts_of

LARGEST = 2**62  # half of what 64 bits hold, so that sums of two and doubling stay inside
MOST_MEMBERS = 1_000  # people in one unit
READING_DATES: Range = (days(date(1950, 1, 1)), days(date(2150, 12, 31)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """A node that can become too large, or a denominator that can be zero or negative."""

    node: Node
    range: Range
    denominator: bool = False


class Magnitudes:
    """The widest ranges of nodes; `excesses` gathers what cannot be computed safely."""

    def __init__(
        self,
        parameters: Iterable[DatedParameter] = (),
        tables: Iterable[DatedTable] = (),
    ) -> None:
        self._parameters = {dated.parameter.name: _ever(dated) for dated in parameters}
        self._outputs: Mapping[str, list[Range]] = {
            dated.table.name: _outputs(dated) for dated in tables
        }
        self._variables: dict[tuple[Holder, str, str], Range] = {}
        self.excesses: list[Excess] = []

    def range_of(self, node: Node) -> Range:
        """The widest range of a node; truths are 0 to 1, their parts are looked at too."""
        parts = [self.range_of(part) for part in parts_of(node)]
        before = len(self.excesses)
        found = self._from_parts(node, parts)
        if any(end >= LARGEST for part in parts for end in (-part[0], part[1])):
            # Told already, at the part.
            del self.excesses[before:]
            return _within(found)
        if _within(found) != found:
            self.excesses.append(Excess(node=node, range=found))
        return _within(found)

    def _from_parts(self, node: Node, parts: list[Range]) -> Range:
        match node:
            case Literal():
                return node.value, node.value
            case FactValue() | YearlyFactValue():
                return _ever_held(node.fact)
            case VariableValue() | VariableTruth():
                return self._variable(node)
            case ParameterValue():
                known = self._parameters.get(node.parameter.name)
                return widest_range(node.type) if known is None else known
            case ReadingDate():
                return READING_DATES
            case Arithmetic() | Rescaled() | Extreme():
                return compute(node, parts, on=0)
            case Rounded():
                return self._rounded(node, parts)
            case CalendarValue():
                return _calendar(node, parts)
            case Choice():
                return hull(parts[1:])
            case Gathered():
                return _gathered(node, parts[-1] if parts else UNKNOWN)
            case TableValue():
                return self._table(node)
            case AsNumber() | TruthLiteral() | FactTruth() | YearlyFactTruth() | Compared():
                return UNKNOWN
            case OneOf() | Not() | AllOf() | AnyOf() | TruthChoice():
                return UNKNOWN
            case SomeMember() | EveryMember() | Related():
                return UNKNOWN
        assert_never(node)

    def _variable(self, node: VariableValue | VariableTruth) -> Range:
        key = node.variable.key
        if key not in self._variables:
            self._variables[key] = self.range_of(node.variable.formula)
        return self._variables[key]

    def _table(self, node: TableValue) -> Range:
        widest = widest_range(node.table.outputs[node.output].type)
        listed = self._outputs.get(node.table.name)
        return widest if listed is None else hull([widest, listed[node.output]])

    def _rounded(self, node: Rounded, parts: list[Range]) -> Range:
        numerator, denominator = parts[0], parts[1] if len(parts) > 1 else (1, 1)
        if denominator[0] < 1:
            excess = Excess(node=node, range=denominator, denominator=True)
            self.excesses.append(excess)
            denominator = 1, max(1, denominator[1])
        digits = node.numerator.type.scale - denominator_scale(node)
        up, down = 10 ** max(0, -digits), 10 ** max(0, digits) * node.step
        greatest = 2 * max(abs(end) for end in numerator) * up + 2 * denominator[1] * down
        if greatest > LARGEST:
            self.excesses.append(Excess(node=node, range=(-greatest, greatest)))
            return -LARGEST, LARGEST
        return compute(node, [numerator, denominator], on=0)


def _within(range: Range) -> Range:
    return max(range[0], -LARGEST), min(range[1], LARGEST)


def _ever(dated: DatedParameter) -> Range:
    listed = [(held.value, held.value) for held in dated.values if held.value is not None]
    return hull([possible_range(dated), *listed])


def _outputs(dated: DatedTable) -> list[Range]:
    found: list[Range] = []
    for at in range(len(dated.table.outputs)):
        listed = [value for version in dated.versions for value in version.rows.outputs[:, at]]
        found.append((int(min(listed, default=0)), int(max(listed, default=0))))
    return found


def _ever_held(fact: Fact) -> Range:
    absent = [] if fact.absent is None else [(fact.absent, fact.absent)]
    return hull([missing_range(fact), *absent])


def _calendar(node: CalendarValue, parts: list[Range]) -> Range:
    n = parts[1] if len(parts) > 1 else (0, 0)
    return hull(calendar_range(node.function, parts[0], n=n, on=on) for on in READING_DATES)


def _gathered(node: Gathered, value: Range) -> Range:
    match node.gathering:
        case Gathering.COUNT:
            return 0, MOST_MEMBERS
        case Gathering.RANK:
            return 1, MOST_MEMBERS + 1
        case Gathering.SUM:
            return MOST_MEMBERS * min(0, value[0]), MOST_MEMBERS * max(0, value[1])
        case Gathering.LARGEST | Gathering.SMALLEST:
            empty = node.empty or 0
            return hull([value, (empty, empty)])
