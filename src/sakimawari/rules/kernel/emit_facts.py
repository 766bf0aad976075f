"""Text that reads facts: plain, yearly, with spans; a missing one is the range it may have.

What a row without an entry means follows docs/explanation/unknown.md: `absent` where the fact
declares it, else the missing range.
"""

from __future__ import annotations

from sakimawari.rules.kernel.emit_clock import entry_turns
from sakimawari.rules.kernel.scribe import Frames, Scribe
from sakimawari.rules.kernel.text import Ends
from sakimawari.rules.population import missing_of
from sakimawari.rules.ranges import missing_range
from sakimawari.rules.tree import (
    Fact,
    FactTruth,
    FactValue,
    Holder,
    Kind,
    Shape,
    YearlyFactTruth,
    YearlyFactValue,
)

HIGHEST, LOWEST = str(2**62), str(-(2**62))  # beyond every value: a range not yet begun


def emit_fact(scribe: Scribe, node: FactValue | FactTruth, frames: Frames) -> Ends:
    """A plain fact, or the entry of a fact with spans that holds on the reading date."""
    fact = node.fact
    row = row_of(fact, node.depth, frames)
    name = scribe.inputs.fact(fact)
    if fact.shape is Shape.SPANS:
        value = _entry(scribe, name, row, missing_of(fact) if fact.absent is None else fact.absent)
        return _known(scribe, fact, value)
    value = scribe.text.let(f"{name}[{row}]")
    if fact.absent is None:
        return _known(scribe, fact, value)
    with scribe.text.block(f"if {value} == {missing_of(fact)}:"):
        scribe.text.add(f"{value} = {fact.absent}")
    return _single(scribe, fact, value)


def row_of(fact: Fact, depth: int, frames: Frames) -> str:
    """The row, in the text, that holds the fact of the person at a depth, of the household or company."""
    return "u" if fact.holder is not Holder.PERSON else frames[depth]


def _entry(scribe: Scribe, name: str, row: str, default: int) -> str:
    """The value of the entry that holds on the reading date."""
    entry_turns(scribe, name, row)
    columns = f"{name}_starts, {name}_since, {name}_until, {name}"
    return scribe.text.let(scribe.call("entry", f"{columns}, {row}, on, {default}"))


def _single(scribe: Scribe, fact: Fact, value: str) -> Ends:
    """A value that cannot be missing any more."""
    if fact.type.kind is not Kind.TRUTH:
        return Ends(value, value)
    held = scribe.text.let(f"{value} == 1")
    return Ends(held, held)


def _known(scribe: Scribe, fact: Fact, value: str) -> Ends:
    """A value, or its missing range where it is the sentinel."""
    text = scribe.text
    if fact.type.kind is Kind.TRUTH:
        return Ends(text.let(f"{value} == 1"), text.let(f"{value} != 0"))
    low, high = text.let(value), text.let(value)
    lowest, highest = missing_range(fact)
    with text.block(f"if {value} == {missing_of(fact)}:"):
        text.add(f"{low} = {lowest}")
        text.add(f"{high} = {highest}")
    return Ends(low, high)


def emit_yearly(scribe: Scribe, node: YearlyFactValue | YearlyFactTruth, frames: Frames) -> Ends:
    """A yearly fact for one fiscal year, or the hull over all years it may be asked for."""
    year = scribe.value(node.year, frames)
    row = row_of(node.fact, node.depth, frames)
    if not year.exact:
        return _several_years(scribe, node.fact, row, year)
    text, fact = scribe.text, node.fact
    missing = missing_of(fact)
    if scribe.structure.is_constant(node.year) and not scribe.in_calendar:
        value = text.let(f"{scribe.inputs.year(fact, year.low)}[{row}]")
    else:
        value = _of_year(scribe, fact, row, year.low)
    if fact.absent is None:
        return _known(scribe, fact, value)
    with text.block(f"if {value} == {missing}:"):
        text.add(f"{value} = {fact.absent}")
    return _single(scribe, fact, value)


def _of_year(scribe: Scribe, fact: Fact, row: str, year: str) -> str:
    """The value held for a year that is not the same for everyone."""
    text, name = scribe.text, scribe.inputs.fact(fact)
    value = text.let(str(missing_of(fact)))
    at = text.let(f"{year} - {name}_first")
    with text.block(f"if {at} >= 0 and {at} < {name}_years:"):
        text.add(f"{value} = {name}[{at} * {_rows(fact)} + {row}]")
    return value


def _several_years(scribe: Scribe, fact: Fact, row: str, year: Ends) -> Ends:
    """The hull over the years low … high; those outside the column are all alike."""
    text, name = scribe.text, scribe.inputs.fact(fact)
    low, high = text.let(HIGHEST), text.let(LOWEST)
    if fact.type.kind is Kind.TRUTH and fact.absent is None:
        missing_low, missing_high = 0, 1
    elif fact.absent is not None:
        missing_low = missing_high = fact.absent
    else:
        missing_low, missing_high = missing_range(fact)

    def widen(lowest: str, highest: str) -> None:
        text.add(f"{low} = min({low}, {lowest})")
        text.add(f"{high} = max({high}, {highest})")

    first, last = text.let(f"{year.low} - {name}_first"), text.let(f"{year.high} - {name}_first")
    with text.block(f"if {first} < 0 or {last} >= {name}_years:"):
        widen(str(missing_low), str(missing_high))
    at = text.name()
    with text.block(f"for {at} in range(max({first}, 0), min({last}, {name}_years - 1) + 1):"):
        value = text.let(f"{name}[{at} * {_rows(fact)} + {row}]")
        with text.block(f"if {value} == {missing_of(fact)}:"):
            widen(str(missing_low), str(missing_high))
        with text.block("else:"):
            widen(value, value)
    if fact.type.kind is Kind.TRUTH:
        return Ends(text.let(f"{low} == 1"), text.let(f"{high} == 1"))
    return Ends(low, high)


def _rows(fact: Fact) -> str:
    return "people" if fact.holder is Holder.PERSON else "units"
