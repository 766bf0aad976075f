"""What the registers hold of a resident, register by register, each value with file and row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sakimawari.console.record import FactHeld
from sakimawari.fit.figures_in_words import fact_word
from sakimawari.packs.pack import Sensitivity
from sakimawari.rules.amounts import UNKNOWN, figure
from sakimawari.rules.columns import OPEN_BEGINNING, OPEN_END, Span
from sakimawari.rules.figures import day_of
from sakimawari.rules.situation import Sourced
from sakimawari.rules.tree import Fact, Holder, Type

OWN_WORDS = "この市の記録"  # of a fact that names no register


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One entry: `within` is its fiscal year, `since` and `until` its days where it has them."""

    words: str
    year: int | None = None
    since: date | None = None
    until: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A fact with its entries, the newest first."""

    name: str
    of_household: bool
    sensitivity: Sensitivity
    values: tuple[Value, ...]
    loaded: date | None

    @property
    def registered(self) -> bool:
        """Whether the register holds an entry; otherwise its value is taken for want of one."""
        return any(value.source for value in self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What one register tells of the resident."""

    name: str
    entries: tuple[Entry, ...]
    absent: tuple[Entry, ...]  # facts without any entry, with the value that then counts


def registers_of(facts: Iterable[FactHeld]) -> tuple[Register, ...]:
    """Facts by register, those with an entry apart; registers that hold something come first."""
    found: dict[str, list[Entry]] = {}
    for each in facts:
        found.setdefault(each.declared.register or OWN_WORDS, []).append(_entry(each))
    registers = [
        Register(
            name=name,
            entries=tuple(each for each in held if each.registered),
            absent=tuple(each for each in held if not each.registered),
        )
        for name, held in found.items()
    ]
    return tuple(sorted(registers, key=lambda register: not register.entries))


def _entry(held: FactHeld) -> Entry:
    return Entry(
        name=fact_word(held.declared.name),
        of_household=held.declared.fact.holder is Holder.HOUSEHOLD,
        sensitivity=held.declared.sensitivity,
        values=tuple(values_of(held.declared.fact, held.held)),
        loaded=held.held.loaded,
    )


def values_of(fact: Fact, sourced: Sourced) -> Iterable[Value]:
    """The entries of a fact in words, the newest first."""
    held = sourced.held
    if isinstance(held, int):
        yield Value(words=figure(held, fact.type), source=sourced.source or "")
    elif isinstance(held, Mapping):
        for year in sorted(held, reverse=True):
            yield Value(
                words=figure(held[year], fact.type),
                year=year,
                source=sourced.source_of(year) or "",
            )
    else:
        for span in sorted(held, key=lambda one: one.since, reverse=True):
            yield _during(span, fact.type, sourced)


def _during(span: Span, type: Type, sourced: Sourced) -> Value:
    return Value(
        words=UNKNOWN if span.value is None else figure(span.value, type),
        since=None if span.since == OPEN_BEGINNING else day_of(span.since),
        until=None if span.until == OPEN_END else day_of(span.until),
        source=sourced.source_of(span.since) or "",
    )
