"""The arguments of a generated kernel: their names, types and what they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sakimawari.rules.kernel.scribe import Inputs
from sakimawari.rules.population import dtype_of
from sakimawari.rules.tree import ServiceRule, Shape


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument; `type` is the text of its Numba type, READ_ONLY arrays are never written."""

    name: str
    type: str


def _read_only(dtype: str) -> str:
    return f'types.Array(types.{dtype}, 1, "C", readonly=True)'


def _writable(dtype: str) -> str:
    return f'types.Array(types.{dtype}, 1, "C")'


NUMBER = "types.int64"
_UNITS = (Argument("first", NUMBER), Argument("last", NUMBER))
_ONE_DATE = (*_UNITS, Argument("base", NUMBER), Argument("on", NUMBER))
# A calendar is read from day `start` to day `final`. There are `days` rows of constants, the first
# for the day `origin`, with `stride` constants a row.
_MANY_DATES = (
    *_UNITS,
    Argument("start", NUMBER),
    Argument("final", NUMBER),
    Argument("origin", NUMBER),
    Argument("days", NUMBER),
    Argument("stride", NUMBER),
    Argument("later", _read_only("int32")),
    Argument("gates", _read_only("int64")),
    Argument("tops", _read_only("int64")),
    Argument("straight", _read_only("int8")),
    Argument("soonest", _read_only("int64")),
)
_LEADING = (
    Argument("people", NUMBER),
    Argument("units", NUMBER),
    Argument("offsets", _read_only("int32")),
    Argument("guardian", _read_only("int32")),
    Argument("spouse", _read_only("int32")),
    Argument("subject", _read_only("int8")),
    Argument("c", _read_only("int64")),
)
SCRATCH = (
    Argument("width", NUMBER),
    Argument("w", _writable("int64")),
    Argument("x", _writable("int8")),
)


# What a calendar writes beside its rows: how many there are, until when each unit is settled, and
# for each member of the unit at hand the open row, the last day it held, and what ended it.
_LEDGER = (
    Argument("room", NUMBER),
    Argument("written", _writable("int64")),
    Argument("settled", _writable("int64")),
    Argument("opened", _writable("int64")),
    Argument("seen", _writable("int64")),
    Argument("ended", _writable("int64")),
)


def arguments(rule: ServiceRule, inputs: Inputs, *, calendar: bool = False) -> tuple[Argument, ...]:
    """All arguments in their order: units and people, constants, facts, tables, scratch, results."""
    shared = (*_LEADING, *_facts(inputs), *_tables(inputs, calendar=calendar), *SCRATCH)
    if calendar:
        return (*_MANY_DATES, *shared, *_LEDGER, *intervals(rule))
    return (*_ONE_DATE, *shared, *results(rule))


def _facts(inputs: Inputs) -> Iterator[Argument]:
    for at, fact in enumerate(inputs.facts):
        yield Argument(f"f{at}", _read_only(dtype_of(fact).name))
        if fact.shape is Shape.YEARLY:
            yield Argument(f"f{at}_first", NUMBER)
            yield Argument(f"f{at}_years", NUMBER)
        if fact.shape is Shape.SPANS:
            for part in ("starts", "since", "until"):
                yield Argument(f"f{at}_{part}", _read_only("int32"))
    for at, (fact, _) in enumerate(inputs.years):
        yield Argument(f"y{at}", _read_only(dtype_of(fact).name))


def _tables(inputs: Inputs, *, calendar: bool) -> Iterator[Argument]:
    for at in range(len(inputs.tables)):
        if calendar:
            yield Argument(f"t{at}_from", _read_only("int32"))
            yield Argument(f"t{at}_till", _read_only("int32"))
        else:
            yield Argument(f"t{at}_first", NUMBER)
            yield Argument(f"t{at}_last", NUMBER)
        yield Argument(f"t{at}_cells", _read_only("int64"))
        yield Argument(f"t{at}_outputs", _read_only("int64"))


def results(rule: ServiceRule) -> tuple[Argument, ...]:
    """The arrays a kernel writes; what a service does not give has none."""
    names = ["status", "decided", "undecided", *given(rule)]
    small = ("status", "decided")
    return tuple(Argument(name, _writable("int8" if name in small else "int64")) for name in names)


def intervals(rule: ServiceRule) -> tuple[Argument, ...]:
    """The columns of the rows a calendar writes."""
    wide = ["row", "since", "until", "undecided", *given(rule)]
    return (
        Argument("status", _writable("int8")),
        Argument("ended_by", _writable("int8")),
        *(Argument(name, _writable("int64")) for name in wide),
    )


def given(rule: ServiceRule) -> list[str]:
    """The columns of what a service gives."""
    names = ["amount_low", "amount_high"] if rule.amount is not None else []
    names += ["tier_low", "tier_high"] if rule.tier is not None else []
    names += ["deadline"] if rule.deadline is not None else []
    return names
