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
_LEADING = (
    Argument("first", NUMBER),
    Argument("last", NUMBER),
    Argument("base", NUMBER),
    Argument("on", NUMBER),
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


def arguments(rule: ServiceRule, inputs: Inputs) -> tuple[Argument, ...]:
    """All arguments in their order: units and people, constants, facts, tables, scratch, results."""
    return (*_LEADING, *_facts(inputs), *_tables(inputs), *SCRATCH, *results(rule))


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


def _tables(inputs: Inputs) -> Iterator[Argument]:
    for at in range(len(inputs.tables)):
        yield Argument(f"t{at}_rows", NUMBER)
        yield Argument(f"t{at}_cells", _read_only("int64"))
        yield Argument(f"t{at}_outputs", _read_only("int64"))


def results(rule: ServiceRule) -> tuple[Argument, ...]:
    """The arrays a kernel writes; what a service does not give has none."""
    names = ["status", "decided", "undecided"]
    names += ["amount_low", "amount_high"] if rule.amount is not None else []
    names += ["tier_low", "tier_high"] if rule.tier is not None else []
    names += ["deadline"] if rule.deadline is not None else []
    small = ("status", "decided")
    return tuple(Argument(name, _writable("int8" if name in small else "int64")) for name in names)
