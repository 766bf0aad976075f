"""A rule and its reading in Japanese words: the sentence of a node, and the explanation of a result.

The explanation is one object for resident, clerk, auditor and appeal: clauses in the order of the
law, the facts behind each with their values, figures with their article, and what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sakimawari.rules.amounts import UNKNOWN, figure, figures_between
from sakimawari.rules.outcome import Status
from sakimawari.rules.phrases import plain
from sakimawari.rules.proof import (
    ClauseReading,
    FactUse,
    FigureUse,
    Reading,
    Step,
    deciding_clauses,
    facts_used,
    figures_used,
    results_in,
)
from sakimawari.rules.sentences import sentence
from sakimawari.rules.tree import (
    AllOf,
    AnyOf,
    Clause,
    Compared,
    Comparison,
    EveryMember,
    FactTruth,
    Holder,
    Literal,
    Not,
    OneOf,
    SomeMember,
    Truth,
    TruthChoice,
    Value,
    VariableTruth,
    YearlyFactTruth,
)

__all__ = ["Line", "clause_sentence", "explain", "sentence", "with_values"]

MARKS = {Status.YES: "○", Status.NO: "×", Status.UNKNOWN: "？"}
RESULTS = {
    Status.YES: "対象になります",
    Status.NO: "対象になりません",
    Status.UNKNOWN: "対象になるかもしれません",
}
SYMBOLS = {
    Comparison.LESS: "＜",
    Comparison.AT_MOST: "≦",
    Comparison.EQUAL: "＝",
    Comparison.NOT_EQUAL: "≠",
    Comparison.AT_LEAST: "≧",
    Comparison.MORE: "＞",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of an explanation: how deep it stands, its mark (○ × ？ or none), its words."""

    indent: int
    text: str
    outcome: Status | None = None

    def __str__(self) -> str:
        mark = "" if self.outcome is None else f"{MARKS[self.outcome]} "
        return f"{'  ' * self.indent}{mark}{self.text}"


def clause_sentence(clause: Clause) -> str:
    """A clause in the words of the pack, or in ours where the pack has none."""
    text = clause.text.strip() or sentence(clause.truth)
    return f"ただし、{text}場合を除く" if clause.excludes and not clause.text.strip() else text


def with_values(step: Step) -> str:
    """A step with the values it was read with: 「所得 1,220,000円 ≦ 限度額 2,460,000円」."""
    node = step.node
    match node:
        case Compared():
            left, right = step.parts
            return f"{_valued(left)} {SYMBOLS[node.comparison]} {_valued(right)}"
        case OneOf():
            listed = "・".join(figure(member, node.value.type) for member in node.members)
            return f"{_valued(step.parts[0])} は {listed} のいずれか"
        case FactTruth() | YearlyFactTruth() | VariableTruth():
            truth = {Status.YES: "はい", Status.NO: "いいえ", Status.UNKNOWN: UNKNOWN}
            return f"{_own_name(node)}: {truth[step.outcome]}"
        case _ if isinstance(node, Value):
            return _valued(step)
        case _:
            return sentence(node, depth=step.depth)


def explain(reading: Reading, *, people: Sequence[str] = ()) -> tuple[Line, ...]:
    """The explanation of a reading, line by line.

    `people` names the people of the unit in their order, as the reader knows them (default: 1人目,
    2人目 …).
    """
    teller = _Teller(reading, people)
    return tuple(teller.lines())


def _own_name(node: FactTruth | YearlyFactTruth | VariableTruth) -> str:
    if not isinstance(node, VariableTruth):
        return plain(node.fact.name)
    origin = node.variable.origin
    return plain(node.variable.name) if origin is None else f"{origin.title}に該当する"


def _valued(step: Step) -> str:
    """A value with its name; a plain figure stands for itself."""
    node = step.node
    if not isinstance(node, Value):
        return sentence(node, depth=step.depth)
    value = figures_between(step.range, node.type)
    missing = any(not use.known for use in step.facts)
    shown = UNKNOWN if missing and not step.certain else value
    return shown if isinstance(node, Literal) else f"{sentence(node, depth=step.depth)} {shown}"


class _Teller:
    """Tells one reading."""

    def __init__(self, reading: Reading, people: Sequence[str]) -> None:
        self._reading = reading
        self._people = people

    def lines(self) -> Iterator[Line]:
        reading = self._reading
        yield Line(indent=0, text=RESULTS[reading.status], outcome=reading.status)
        if reading.decided_by == -2:
            yield Line(indent=1, text="この世帯の人ではないため、対象者として扱いません")
        yield from self._given()
        for clause in reading.clauses:
            yield from self._clause(clause)
        yield from self._notes()
        yield from self._missing()

    def _given(self) -> Iterator[Line]:
        reading = self._reading
        named = (
            ("金額", reading.amount_step),
            ("区分", reading.tier_step),
            ("期限", reading.deadline_step),
        )
        for name, step in named:
            if step is not None and isinstance(step.node, Value):
                value = figures_between(step.range, step.node.type)
                yield Line(indent=1, text=f"{name}: {value}")
                yield from self._figures(step, indent=2)
                yield from self._adjusted(name, step, indent=2)

    def _adjusted(self, name: str, step: Step, *, indent: int) -> Iterator[Line]:
        """What other services take away from the amount, and how much each gives."""
        if name != "金額":
            return
        for adjustment in self._reading.adjustments:
            yield Line(indent=indent, text=f"{adjustment.text}（{adjustment.article}）")
        for below in results_in(step):
            yield self._line(below, with_values(below), indent=indent + 1)

    def _notes(self) -> Iterator[Line]:
        for note in self._reading.notes:
            if note.outcome != Status.NO:
                text = f"※ {note.clause.text}（{note.clause.article}）"
                yield Line(indent=1, text=text)
                yield from self._details(note.step, indent=2)

    def _clause(self, clause: ClauseReading) -> Iterator[Line]:
        article = f"（{clause.clause.article}）" if clause.clause.article else ""
        exception = "【例外】" if clause.clause.excludes else ""
        text = f"{exception}{clause_sentence(clause.clause)}{article}"
        yield Line(indent=1, text=text, outcome=clause.outcome)
        yield from self._details(clause.step, indent=2)
        yield from self._sources(clause.step, indent=3)
        yield from self._figures(clause.step, indent=3)

    def _details(self, step: Step, *, indent: int) -> Iterator[Line]:
        """What a truth came to, part by part; parts that did not decide it are left out."""
        match step.node:
            case AllOf() | AnyOf() | Not() | TruthChoice():
                for part in _deciding(step):
                    yield from self._details(part, indent=indent)
            case VariableTruth() if step.parts:
                yield self._line(step, with_values(step), indent=indent)
                if deciding_clauses(step):
                    yield from self._of_service(step, indent=indent + 1)
                else:
                    yield from self._details(step.parts[0], indent=indent + 1)
            case SomeMember() | EveryMember():
                yield self._line(step, sentence(step.node, depth=step.depth), indent=indent)
                yield from self._members(step, indent=indent + 1)
            case _:
                yield self._line(step, with_values(step), indent=indent)

    def _of_service(self, step: Step, *, indent: int) -> Iterator[Line]:
        """The clauses of another service that made its result what it is, with their articles."""
        for clause, part in deciding_clauses(step):
            exception = "【例外】" if clause.excludes else ""
            text = f"{exception}{clause.text}（{clause.article}）"
            yield Line(indent=indent, text=text, outcome=part.outcome)
            yield from self._details(part, indent=indent + 1)

    def _members(self, step: Step, *, indent: int) -> Iterator[Line]:
        for member in step.members:
            for tie in member.ties:
                text = f"{self._who(member.person)}: {self._who(tie.person)}の{tie.name}が{UNKNOWN}"
                yield Line(indent=indent, text=text, outcome=Status.UNKNOWN)
            if member.where is not None:
                yield from self._details(member.where, indent=indent)

    def _line(self, step: Step, text: str, *, indent: int) -> Line:
        who = "" if step.person in (None, self._focus()) else f"{self._who(step.person)}: "
        outcome = step.outcome if isinstance(step.node, Truth) else None
        return Line(indent=indent, text=who + text, outcome=outcome)

    def _sources(self, step: Step, *, indent: int) -> Iterator[Line]:
        for use in facts_used(step):
            if use.fact is None:
                continue
            yield Line(indent=indent, text=self._fact(use))

    def _fact(self, use: FactUse) -> str:
        assert use.fact is not None
        year = "" if use.year is None else f"{use.year}年度の"
        value = figures_between((use.low, use.high), use.fact.type) if use.known else UNKNOWN
        text = f"{self._who(use.person)}の{year}{plain(use.name)}: {value}"
        if use.assumed:
            return f"{text}（台帳に記録なし）"
        held = [part for part in (use.source, use.loaded and f"{use.loaded}取込") if part]
        return f"{text}（{'、'.join(held)}）" if held else text

    def _figures(self, step: Step, *, indent: int) -> Iterator[Line]:
        for use in figures_used(step):
            if isinstance(use.in_force, type(None)):
                yield Line(indent=indent, text=f"{plain(use.name)}: この日に有効な値なし")
                continue
            provenance = use.in_force.provenance
            doubt = "" if use.settled else "、確認待ち"
            since = f"{use.in_force.since}から"
            yield Line(
                indent=indent, text=f"{plain(use.name)}: {provenance.article}（{since}{doubt}）"
            )

    def _missing(self) -> Iterator[Line]:
        for use in self._reading.missing:
            year = "" if use.year is None else f"{use.year}年度の"
            yield Line(indent=1, text=f"足りない情報: {self._who(use.person)}の{year}{use.name}")
        for figure_use in self._reading.unsettled:
            yield Line(indent=1, text=f"確認が必要な基準: {_unsettled(figure_use)}")

    def _focus(self) -> int | None:
        return self._reading.subject if self._reading.holder is Holder.PERSON else None

    def _who(self, person: int | None) -> str:
        if person is None:
            return "企業" if self._reading.holder is Holder.COMPANY else "世帯"
        if person < len(self._people):
            return self._people[person]
        return "本人" if person == self._focus() else f"{person + 1}人目"


def _deciding(step: Step) -> tuple[Step, ...]:
    """The parts of a joined truth that made it what it is."""
    if isinstance(step.node, AllOf | AnyOf):
        alike = tuple(part for part in step.parts if part.outcome == step.outcome)
        return alike or step.parts
    return step.parts


def _unsettled(use: FigureUse) -> str:
    article = "" if use.article is None else f"（{use.article}）"
    return f"{plain(use.name)}{article}"
