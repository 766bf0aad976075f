"""Changes as values, and which facts of a proof may vary at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from sakimawari.rules.outcome import Status
from sakimawari.rules.proof import FactUse, Step, facts_used, steps_in
from sakimawari.rules.ranges import Range, missing_range
from sakimawari.rules.reckon import FactAt
from sakimawari.rules.tree import Compared, Fact, Kind


class Effect(Enum):
    """What a change would do.

    GAIN   a "no" would become a "yes" (or a "possibly")
    NEXT   the next better amount, or another class
    BEST   the best amount this fact alone can reach
    LOSS   a "yes" would become a "no"
    """

    GAIN = "gain"
    NEXT = "next"
    BEST = "best"
    LOSS = "loss"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """One fact at another value: the nearest that has the effect.

    `others` are further labels of a category with the same effect.
    """

    at: FactAt
    fact: Fact
    present: int
    value: int
    others: tuple[int, ...] = ()

    @property
    def distance(self) -> float:
        """How far it is, on the fact's own scale: for numbers relative to the present value."""
        if self.fact.type.kind is not Kind.NUMBER:
            return 1.0
        return abs(self.value - self.present) / max(abs(self.present), abs(self.value), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Facts that, changed together, have an effect; what the result would then be."""

    effect: Effect
    facts: tuple[FactChange, ...]
    surely: bool
    status: Status
    amount: Range | None = None
    tier: Range | None = None

    @property
    def size(self) -> tuple[int, float]:
        """For ordering: fewer facts first, then the nearer."""
        return len(self.facts), sum(fact.distance for fact in self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The nearest changes, smallest first.

    `pairs` says whether two facts at once were looked at, `complete` that no search was cut short,
    `fixed` which facts nobody can change, only time; `varied` whether there was any other.
    """

    found: tuple[Change, ...] = ()
    pairs: bool = False
    complete: bool = True
    fixed: tuple[FactAt, ...] = ()
    varied: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known fact that may vary, and its present value."""

    at: FactAt
    fact: Fact
    present: int

    @property
    def domain(self) -> Range:
        """All the fact may be."""
        return missing_range(self.fact)

    def no_further(self, distance: float) -> Range:
        """The values no further than a `FactChange.distance`; labels and truths are all at 1."""
        if self.fact.type.kind is not Kind.NUMBER:
            return self.domain if distance >= 1 else (self.present, self.present)
        low, high = self.domain
        reach = int(abs(self.present) * distance) + 1
        up = int(abs(self.present) / (1 - distance)) + 1 if distance < 1 else high
        return max(low, self.present - reach), min(high, max(up, self.present + reach))


def _uses(steps: Iterable[Step]) -> Iterator[FactUse]:
    found: dict[FactUse, None] = {}
    for step in steps:
        found.update(dict.fromkeys(facts_used(step)))
    yield from found


def candidates_in(steps: Iterable[Step]) -> list[Candidate]:
    """The known facts that may change, in order of first reading."""
    found: dict[FactAt, Candidate] = {}
    for use in _uses(steps):
        if use.fact is None or not use.known or use.low != use.high:
            continue
        if use.fact.type.kind is Kind.DATE:
            continue
        at = FactAt(use.name, use.person, use.year)
        found.setdefault(at, Candidate(at, use.fact, use.low))
    return list(found.values())


def fixed_in(steps: Iterable[Step]) -> tuple[FactAt, ...]:
    """The dates among the facts read."""
    dates = (
        FactAt(use.name, use.person, use.year)
        for use in _uses(steps)
        if use.fact is not None and use.fact.type.kind is Kind.DATE and use.known
    )
    return tuple(dict.fromkeys(dates))


def compared_in(roots: Iterable[Step]) -> Iterator[Step]:
    """The comparisons of a proof."""
    for root in roots:
        yield from (step for step in steps_in(root) if isinstance(step.node, Compared))
