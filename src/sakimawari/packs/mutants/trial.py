"""Worked examples read again under a change, as far as the change can reach.

Every node of the rules as they are is read once for each example and person, by the plain
interpreter, and its step is kept. Under a change only what stands around the changed node is read
anew, so that thousands of mutants take seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from sakimawari.packs.case_files import Case
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.expectation import Expected
from sakimawari.packs.mutants.graph import Graph
from sakimawari.packs.mutants.mutant import Change, NodeChange, ParameterChange, TableChange
from sakimawari.rules.figures import Figures, days, resolve
from sakimawari.rules.interpret import Focus, Interpreter
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import NO_DEADLINE
from sakimawari.rules.proof import Step
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Award, Holder, ServiceRule
from sakimawari.rules.walk import Node

Steps = dict[tuple[int, Focus], Step]


class Rereading(Interpreter):
    """The plain interpreter with the steps of unchanged nodes in memory."""

    def __init__(
        self, situation: Situation, figures: Figures, *, unchanged: Graph, known: Steps
    ) -> None:
        super().__init__(situation, figures)
        self._unchanged, self._known = unchanged, known
        self._anew: Steps = {}

    def read(self, node: Node, focus: Focus) -> Step:
        """What a node comes to; a node as it was is read no second time."""
        steps = self._known if node in self._unchanged else self._anew
        step = steps.get((id(node), focus))
        if step is None:
            step = steps[id(node), focus] = super().read(node, focus)
        return step


@dataclass(slots=True)
class _Example:
    """An expectation that holds, with its case and what has been read of it."""

    case: Case
    expected: Expected
    figures: Figures
    known: Steps

    def read_for(self) -> tuple[Situation, int]:
        """The situation the subject stands in, and its position there."""
        return self.case.read_for(self.expected.subject)


@dataclass(slots=True)
class Trial:
    """The examples of a catalogue, ready to be read under one change after another.

    Only expectations that hold under the rules as they are take part. `examples` are kept by
    service, those that noticed a change lately before the others.
    """

    catalogue: Catalogue
    graph: Graph
    examples: dict[str, list[_Example]] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue, cases: Iterable[Case]) -> Trial:
        """A trial of the rules of a catalogue by some cases."""
        rules = {slug: service.rule for slug, service in catalogue.services.items()}
        trial = cls(catalogue, Graph(rules))
        figures: dict[date, Figures] = {}
        for case in cases:
            if case.on not in figures:
                figures[case.on] = catalogue.figures(case.on)
            # What is read of one situation is known of no other: each company is one.
            known: dict[int, Steps] = {}
            for expected in case.expect:
                situation, _ = case.read_for(expected.subject)
                steps = known.setdefault(id(situation), {})
                example = _Example(case, expected, figures[case.on], steps)
                if trial._holds(example, rules[expected.service], example.figures):
                    trial.examples.setdefault(expected.service, []).append(example)
        return trial

    @property
    def expectations(self) -> int:
        """How many expectations take part."""
        return sum(map(len, self.examples.values()))

    def killed_by(self, change: Change) -> Expected | None:
        """An expectation that fails under a change; None where all still hold."""
        rules = self.graph.changed(self._replaced(change))
        figures: dict[date, Figures | None] = {}
        for slug, rule in rules.items():
            found = self._noticing(self.examples.get(slug, []), rule, change, figures)
            if found is not None:
                return found
        return None

    def _replaced(self, change: Change) -> list[tuple[Node, Node]]:
        """The nodes to be read anew: the changed one, or those that read a changed figure."""
        nodes: tuple[Node, ...]
        match change:
            case NodeChange():
                return [(change.node, change.by)]
            case ParameterChange():
                nodes = self.graph.reading_parameter(change.dated.parameter.name)
            case TableChange():
                nodes = self.graph.reading_table(change.dated.table.name)
        return [(node, replace(node)) for node in nodes]

    def _noticing(
        self,
        examples: list[_Example],
        rule: ServiceRule,
        change: Change,
        figures: dict[date, Figures | None],
    ) -> Expected | None:
        for at, example in enumerate(examples):
            on = example.case.on
            if on not in figures:
                figures[on] = _changed(example.figures, change, on)
            under = figures[on]
            if under is not None and not self._holds(example, rule, under):
                examples.insert(0, examples.pop(at))
                return example.expected
        return None

    def _holds(self, example: _Example, rule: ServiceRule, figures: Figures) -> bool:
        situation, _ = example.read_for()
        reading = Rereading(situation, figures, unchanged=self.graph, known=example.known)
        try:
            return _comes_to(example, rule, reading)
        except (ArithmeticError, ValueError):  # divided by 0, no such date: that does not load
            return False


def _changed(figures: Figures, change: Change, on: date) -> Figures | None:
    """The figures of a day under a change; None where the change does not touch that day."""
    match change:
        case NodeChange():
            return figures
        case ParameterChange():
            name = change.dated.parameter.name
            found = resolve([change.dated], [], on=on).parameters[name]
            if found == figures.parameters[name]:
                return None
            return replace(figures, parameters={**figures.parameters, name: found})
        case TableChange():
            name = change.dated.table.name
            rows = resolve([], [change.dated], on=on).tables[name]
            if rows is figures.tables[name]:
                return None
            return replace(figures, tables={**figures.tables, name: rows})


# ---------------------------------------------------------------- one expectation


def _comes_to(example: _Example, rule: ServiceRule, reading: Interpreter) -> bool:
    """Whether a rule comes to what is expected; read only as far as needed to tell."""
    expected = example.expected
    of_person = rule.holder is Holder.PERSON
    situation, at = example.read_for()
    focus: Focus = (at if of_person else None,)
    if of_person and not situation.people[at].is_subject:
        return expected.status is Status.NO and expected.because is None
    status, clause = _status(rule, reading, focus, expected.status)
    if status is not expected.status:
        return False
    if expected.because is not None and clause != expected.because:
        return False
    if status is Status.NO:
        return _gives_nothing(expected)
    return (
        _agrees(expected.amount, rule.amount, reading, focus)
        and _agrees(expected.tier, rule.tier, reading, focus)
        and _ends(expected, rule, reading, focus)
    )


def _status(
    rule: ServiceRule, reading: Interpreter, focus: Focus, wanted: Status
) -> tuple[Status, str | None]:
    """The status, with the clause that decides a no; another than wanted as soon as it is sure."""
    status = Status.YES
    for clause in rule.clauses:
        step = reading.read(clause.truth, focus)
        if step.certain and step.low == int(clause.excludes):
            return Status.NO, clause.id
        if not step.certain:
            status = Status.UNKNOWN
            if wanted is Status.YES:
                return status, None
    return status, None


def _gives_nothing(expected: Expected) -> bool:
    """Whether what is expected beside a no is what a no gives: nothing."""
    return expected.amount in (None, (0, 0)) and expected.tier is None and not expected.deadline


def _agrees(
    wanted: tuple[int, int] | None, award: Award | None, reading: Interpreter, focus: Focus
) -> bool:
    if wanted is None or award is None:
        return True
    return reading.read(award.value, focus).range == wanted


def _ends(expected: Expected, rule: ServiceRule, reading: Interpreter, focus: Focus) -> bool:
    if not expected.says_deadline:
        return True
    step = None if rule.deadline is None else reading.read(rule.deadline, focus)
    came = step.low if step is not None and step.certain else NO_DEADLINE
    return came == (NO_DEADLINE if expected.deadline is None else days(expected.deadline))
