"""The other services a result rests on, told by name with their own decisive clauses beneath."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sakimawari.fit.explaining.shown import STATUS_WORDS, ServiceClauseShown, ServiceShown
from sakimawari.rules.nested import ResultRead, result_read, results_deciding
from sakimawari.rules.outcome import Status
from sakimawari.rules.proof import Reading, Step
from sakimawari.rules.reckon import FactAt
from sakimawari.rules.terms import NamedClause, Origin
from sakimawari.rules.tree import Value
from sakimawari.rules.words import with_values

Whose = Callable[[int | None], str]


def services_behind(steps: Iterable[Step], whose: Whose) -> tuple[ServiceShown, ...]:
    """The services some steps rest on, those they rest on beneath; each told in full once."""
    telling = _Telling(whose=whose)
    found = {read.key: read for step in steps for read in results_deciding(step)}
    return tuple(telling.service(read) for read in found.values())


@dataclass(slots=True, kw_only=True)
class _Telling:
    """Turns what was read of other services into what is shown; remembers what has been told."""

    whose: Whose
    told: set[tuple[str, str, int | None]] = field(default_factory=set)

    def service(self, read: ResultRead) -> ServiceShown:
        repeated = read.key in self.told
        self.told.add(read.key)
        node = read.step.node
        gives = isinstance(node, Value)
        inner = () if repeated else self._inner(read.amount, besides=read.origin)
        return ServiceShown(
            service=read.origin.service,
            name=read.origin.name,
            aspect=read.origin.aspect,
            whose=self.whose(read.whose),
            person=read.whose,
            outcome=STATUS_WORDS[read.outcome],
            range=read.step.range if gives else None,
            type=node.type if isinstance(node, Value) else None,
            unit=read.origin.unit,
            clauses=() if repeated else tuple(self._clause(*held) for held in read.clauses),
            services=inner,
            repeated=repeated and bool(read.clauses or read.amount),
        )

    def _clause(self, clause: NamedClause, step: Step) -> ServiceClauseShown:
        return ServiceClauseShown(
            text=clause.text,
            plain=clause.plain,
            english=clause.english,
            article=clause.article,
            with_values=with_values(step),
            is_exception=clause.excludes,
            outcome=STATUS_WORDS[step.outcome],
            services=self._inner((step,)),
        )

    def _inner(
        self, steps: Iterable[Step], *, besides: Origin | None = None
    ) -> tuple[ServiceShown, ...]:
        found = {read.key: read for step in steps for read in results_deciding(step)}
        reads = (
            read
            for read in found.values()
            if besides is None or read.origin.service != besides.service
        )
        return tuple(self.service(read) for read in reads)


def services_asking(reading: Reading, at: FactAt) -> tuple[str, ...]:
    """The names of the other services whose own clauses read a fact; none if this one does too.

    For a "no" only the clauses that fail are looked at: those are what a change would turn.
    """
    clauses = [
        clause.step
        for clause in reading.clauses
        if reading.status is not Status.NO or clause.outcome is Status.NO
    ]
    gifts = (reading.amount_step, reading.tier_step)
    return _asking([*clauses, *(step for step in gifts if step is not None)], at)


def _asking(roots: Iterable[Step], at: FactAt) -> tuple[str, ...]:
    found: dict[str, None] = {}
    seen: set[tuple[int, str]] = set()
    waiting = [(root, "") for root in roots]
    while waiting:
        step, name = waiting.pop()
        if (id(step), name) in seen:
            continue
        seen.add((id(step), name))
        read = result_read(step)
        name = name if read is None else read.origin.name
        if any((use.name, use.person, use.year) == _as_used(at) for use in step.facts):
            found[name] = None
        waiting.extend((below, name) for below in step.below())
    return () if "" in found else tuple(sorted(found))


def _as_used(at: FactAt) -> tuple[str, int | None, int | None]:
    return at.name, at.person, at.year
