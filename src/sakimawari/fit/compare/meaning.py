"""Whether two services mean the same within a period, and if not, in what they differ.

The meaning is what a reading computes: the whole trees of clauses, amount, class and last day, with
variables followed into their formulas, facts as declared, and the values of parameters and tables
in force on the days of the period. Names and texts are no part of it: a renamed figure, another
article or better words change nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service
from sakimawari.rules.amounts import figure, figures_between
from sakimawari.rules.figures import DatedParameter, DatedTable, possible_range
from sakimawari.rules.reads import parameters_read, tables_read
from sakimawari.rules.results import is_elsewhere
from sakimawari.rules.tree import Award, DecisionTable, Fact, Origin, Parameter, Variable
from sakimawari.rules.walk import roots_of, variables_of

State = tuple[date, object]
SAME_WORDS = "（文言は同じで、条件式が変わる）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One respect in which two services differ, in words; `kind` is clause, amount, parameter …"""

    kind: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Another service that differs and whose result a service reads."""

    slug: str
    name: str


class Meanings:
    """Fingerprints of the services of a catalogue over a period, both days included.

    With `by_name`, figures count by their names and not by their values: what is left is the
    wording of the rule itself. With `itself`, so do the results of other services: what is left is
    what differs in the service itself.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        first: date,
        last: date,
        *,
        by_name: bool = False,
        itself: bool = False,
    ) -> None:
        self._catalogue, self._first, self._last = catalogue, first, last
        self._by_name, self._itself = by_name, itself
        self._known: dict[int, str] = {}

    def of(self, service: Service) -> str:
        """Equal for services that every reading finds equal."""
        rule = service.rule
        clauses = sorted(self.node((each.truth, each.excludes)) for each in rule.clauses)
        gifts = [None if gift is None else (gift.value, gift.unit) for gift in _gifts(service)]
        return self.node((rule.holder, tuple(clauses), *gifts, rule.deadline, service.gives))

    def node(self, value: object) -> str:
        """The fingerprint of a tree or of a part of it."""
        return hashlib.sha256(self._text(value).encode()).hexdigest()[:24]

    def _text(self, value: object) -> str:
        match value:
            case Variable(origin=Origin() as origin) if self._itself:
                return f"R{origin.service}:{origin.aspect.name}"
            case Variable():
                if id(value) not in self._known:
                    inner = self._text((value.holder, value.type, value.formula))
                    self._known[id(value)] = hashlib.sha256(inner.encode()).hexdigest()[:24]
                return self._known[id(value)]
            case Fact() if is_elsewhere(value):  # it bears the name of a service; its value is open
                return f"E{value.type!r}{value.low}{value.high}"
            case Parameter() | DecisionTable() if self._by_name:
                return f"N{value.name}"
            case Parameter():
                dated = self._catalogue.parameters[value.name]
                return f"P{value.type!r}{parameter_states(dated, self._first, self._last)}"
            case DecisionTable():
                types = [column.type for column in (*value.inputs, *value.outputs)]
                table = self._catalogue.tables[value.name]
                return f"T{types!r}{table_states(table, self._first, self._last)}"
            case tuple():
                return f"({','.join(map(self._text, value))})"
            case Enum():
                return value.name
            case _ if is_dataclass(value):
                held = (self._text(getattr(value, field.name)) for field in fields(value))
                return f"{type(value).__name__}({','.join(held)})"
        return repr(value)


def _gifts(service: Service) -> tuple[Award | None, Award | None]:
    return service.rule.amount, service.rule.tier


def parameter_states(dated: DatedParameter, first: date, last: date) -> list[State]:
    """From each day on within a period: the range of a parameter, as `resolve` would have it."""

    def state(day: date) -> tuple[int, int]:
        held = dated.on(day)
        if held is None or held.value is None or not held.provenance.certain:
            return possible_range(dated)
        return held.value, held.value

    return _states(state, (value.since for value in dated.values), first, last)


def table_states(dated: DatedTable, first: date, last: date) -> list[State]:
    """From each day on within a period: a fingerprint of the rows in force, or none."""

    def state(day: date) -> str:
        version = dated.on(day)
        if version is None or not version.provenance.certain:
            return ""
        rows = version.rows
        text = rows.cells.tobytes() + b"|" + rows.outputs.tobytes()
        return hashlib.sha256(text).hexdigest()[:24]

    return _states(state, (version.since for version in dated.versions), first, last)


def _states(
    state: Callable[[date], object], starts: Iterable[date], first: date, last: date
) -> list[State]:
    days = sorted({first, *(day for day in starts if first < day <= last)})
    found: list[State] = []
    for day in days:
        now = state(day)
        if not found or found[-1][1] != now:
            found.append((day, now))
    return found


# ---------------------------------------------------------------- differences


Epochs = tuple[tuple[date, bool], ...]
Placed = tuple[Service, Catalogue]


def epochs_of(one: Placed, other: Placed, first: date, last: date) -> Epochs:
    """From each day on on which a figure changes: whether two services read differently."""
    days = {first}
    for service, catalogue in (one, other):
        for parameter in parameters_read(service.rule):
            days |= {value.since for value in catalogue.parameters[parameter.name].values}
        for table in tables_read(service.rule):
            days |= {version.since for version in catalogue.tables[table.name].versions}
    return tuple(
        (day, Meanings(one[1], day, day).of(one[0]) != Meanings(other[1], day, day).of(other[0]))
        for day in sorted(day for day in days if first <= day <= last)
    )


def differences(one: Placed, other: Placed, first: date, last: date) -> tuple[Difference, ...]:
    """In what two services differ: clauses, amount, class, last day, figures, tables.

    What differs in another service whose result they read is no difference of theirs (`causes`);
    the figures read there are named.
    """
    (before, old), (after, new) = one, other
    mine = Meanings(old, first, last, by_name=True, itself=True)
    theirs = Meanings(new, first, last, by_name=True, itself=True)
    found = [*_parameters(before, after, (old, new), (first, last))]
    found += _tables(before, after, (old, new), (first, last))
    found += _clauses(before, after, mine, theirs)
    for kind, left, right in (
        ("amount", before.rule.amount, after.rule.amount),
        ("tier", before.rule.tier, after.rule.tier),
    ):
        if _award(left, mine) != _award(right, theirs):
            found.append(Difference(kind=kind, name=kind, before=_said(left), after=_said(right)))
    if mine.node(before.rule.deadline) != theirs.node(after.rule.deadline):
        said = [each.deadline.text if each.deadline else "" for each in (before, after)]
        found.append(Difference(kind="deadline", name="deadline", before=said[0], after=said[1]))
    return tuple(found)


def differ_themselves(one: Placed, other: Placed, first: date, last: date) -> bool:
    """Whether two services differ in more than what they read of others."""
    (before, old), (after, new) = one, other
    mine = Meanings(old, first, last, itself=True)
    return mine.of(before) != Meanings(new, first, last, itself=True).of(after)


def causes(one: Placed, other: Placed, first: date, last: date) -> tuple[Cause, ...]:
    """The other services whose results both read, or one reads and the other lost, and that differ."""
    sides = [_results(service, Meanings(held, first, last)) for service, held in (one, other)]
    found: dict[str, Cause] = {}
    for key in dict.fromkeys((*sides[0], *sides[1])):
        held = [side.get(key) for side in sides]
        origin = next(each[0] for each in held if each is not None)
        lost = any(origin.service not in catalogue.services for _, catalogue in (one, other))
        both = None not in held
        if (held[0] != held[1]) if both else lost:
            found.setdefault(origin.service, Cause(slug=origin.service, name=origin.name))
    return tuple(found.values())


def _results(
    service: Service, meanings: Meanings
) -> dict[tuple[str, str, str], tuple[Origin, str]]:
    """What a service reads of others, by name, with what it means."""
    return {
        (origin.service, origin.aspect.name, variable.name): (
            Origin(service=origin.service, name=origin.name, aspect=origin.aspect),
            meanings.node(variable),
        )
        for variable in reversed(variables_of(*roots_of(service.rule)))
        if (origin := variable.origin) is not None
    }


def _award(award: Award | None, meanings: Meanings) -> str:
    return "" if award is None else meanings.node((award.value, award.unit))


def _said(award: Award | None) -> str:
    return "" if award is None else f"{award.article}（{award.unit}）"


def _clauses(
    before: Service, after: Service, mine: Meanings, theirs: Meanings
) -> Iterable[Difference]:
    old = {clause.id: clause for clause in before.rule.clauses}
    new = {clause.id: clause for clause in after.rule.clauses}
    for id in dict.fromkeys((*old, *new)):
        one, other = old.get(id), new.get(id)
        left = "" if one is None else mine.node((one.truth, one.excludes))
        right = "" if other is None else theirs.node((other.truth, other.excludes))
        if left != right:
            said = ["" if each is None else each.text for each in (one, other)]
            if said[0] == said[1]:
                said[1] += SAME_WORDS
            yield Difference(kind="clause", name=id, before=said[0], after=said[1])


def _parameters(
    before: Service,
    after: Service,
    catalogues: tuple[Catalogue, Catalogue],
    period: tuple[date, date],
) -> Iterable[Difference]:
    read = (parameters_read(service.rule) for service in (before, after))
    names = dict.fromkeys(parameter.name for side in read for parameter in side)
    for name in names:
        said = [
            "" if dated is None else _values(dated, *period)
            for dated in (catalogue.parameters.get(name) for catalogue in catalogues)
        ]
        if said[0] != said[1]:
            yield Difference(kind="parameter", name=name, before=said[0], after=said[1])


def _values(dated: DatedParameter, first: date, last: date) -> str:
    """The values of a parameter in a period: 2,080,000円, 2027-04-01から2,288,000円."""
    words = []
    for day, state in parameter_states(dated, first, last):
        assert isinstance(state, tuple)
        shown = figures_between(state, dated.parameter.type)
        if state[0] == state[1]:
            shown = figure(state[0], dated.parameter.type)
        words.append(shown if day == first else f"{day.isoformat()}から{shown}")
    return "、".join(words)


def _tables(
    before: Service,
    after: Service,
    catalogues: tuple[Catalogue, Catalogue],
    period: tuple[date, date],
) -> Iterable[Difference]:
    read = (tables_read(service.rule) for service in (before, after))
    names = dict.fromkeys(table.name for side in read for table in side)
    for name in names:
        held: list[Mapping[str, DatedTable]] = [each.tables for each in catalogues]
        states = [table_states(side[name], *period) if name in side else None for side in held]
        if states[0] != states[1]:
            said = [_rows(side.get(name), period[1]) for side in held]
            yield Difference(kind="table", name=name, before=said[0], after=said[1])


def _rows(table: DatedTable | None, on: date) -> str:
    version = None if table is None else table.on(on)
    return "" if version is None else f"{version.since.isoformat()}から {len(version.rows.cells)}行"
