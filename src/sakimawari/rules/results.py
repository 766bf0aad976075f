"""The result of a service as another rule reads it: a variable whose formula is that very rule.

So nothing is evaluated twice or in stages: kernel, interpreter, words, questions and calendar see
one tree, and what is unknown of the one service travels into the other.

A visitor (a member registered elsewhere) is judged in the household of registration, whose other
people are not seen from here. Of a visitor a service is therefore "no" only where a clause that
looks at nobody else fails; otherwise its result is a fact nobody here holds, that is unknown.
"""

from __future__ import annotations

from dataclasses import replace

from sakimawari.rules.tree import (
    TRUTH,
    AllOf,
    Arithmetic,
    Aspect,
    Choice,
    Clause,
    EveryMember,
    Extreme,
    Fact,
    FactTruth,
    FactValue,
    Gathered,
    Group,
    Holder,
    Kind,
    Literal,
    NamedClause,
    Not,
    Operator,
    Origin,
    Related,
    Relation,
    ServiceRule,
    Shape,
    SomeMember,
    Truth,
    TruthChoice,
    Type,
    Value,
    Variable,
    VariableTruth,
    VariableValue,
    YearlyFactTruth,
    YearlyFactValue,
)
from sakimawari.rules.units import meet
from sakimawari.rules.vocabulary import RECEIVING, ServiceResult, normal
from sakimawari.rules.walk import Node, walk

RECEIPT, _ELSEWHERE = f"{RECEIVING}_", "他世帯での"
NOT_DUE = "非該当"  # the class of a service that is not due


def receipt_fact(programme: str, holder: Holder) -> Fact:
    """Whether somebody is in the register of recipients of a programme, with first and last day.

    No entry means no; where the city's register was not loaded the registry says unknown.
    """
    return Fact(
        name=f"{RECEIPT}{normal(programme)}",
        type=TRUTH,
        shape=Shape.SPANS,
        holder=holder,
        absent=0,
    )


def elsewhere_fact(name: str, type: Type, *, aspect: Aspect = Aspect.ENTITLED) -> Fact:
    """What a service comes to for a visitor, in the household where the visitor is registered."""
    of = "" if aspect in (Aspect.ENTITLED, Aspect.CONDITIONS) else f"の{aspect.value}"
    return Fact(name=f"{_ELSEWHERE}{normal(name)}{of}", type=type)


def is_receipt(fact: Fact) -> bool:
    """Whether a fact is read from the register of recipients."""
    return fact.name.startswith(RECEIPT) and fact.shape is Shape.SPANS and fact.absent == 0


def programme_of(fact: Fact) -> str:
    """The programme whose register of recipients tells a fact."""
    return fact.name.removeprefix(RECEIPT)


def is_elsewhere(fact: Fact) -> bool:
    """Whether a fact is what a service comes to in another household."""
    return fact.name.startswith(_ELSEWHERE)


def result_of(rule: ServiceRule, *, name: str, conditions: bool = False) -> ServiceResult:
    """The variables other rules read of a service.

    `conditions` marks a rule from which what the recipient chooses has been left out.
    """
    aspect = Aspect.CONDITIONS if conditions else Aspect.ENTITLED
    entitled = _variable(
        rule,
        name,
        aspect,
        AllOf(_holding(rule.clauses)),
        clauses=_named(rule.clauses),
    )
    due = VariableTruth(entitled, 0)
    amount = tier = None
    if rule.amount is not None:
        value = rule.amount.value
        given = Choice(due, value, Literal(0, value.type), value.type)
        amount = _variable(rule, name, Aspect.AMOUNT, given, unit=rule.amount.unit)
    if rule.tier is not None:
        value = rule.tier.value
        labels = (*(label for label in value.type.labels if label != NOT_DUE), NOT_DUE)
        if labels[: len(value.type.labels)] == value.type.labels:
            type = replace(value.type, labels=labels)
            chosen = Choice(due, value, Literal(labels.index(NOT_DUE), type), type)
            tier = _variable(rule, name, Aspect.CLASS, chosen)
    return ServiceResult(
        slug=rule.service,
        name=name,
        holder=rule.holder,
        entitled=entitled,
        amount=amount,
        unit=None if rule.amount is None else rule.amount.unit,
        tier=tier,
        own=_of_visitors(rule, entitled),
    )


def _holding(clauses: tuple[Clause, ...]) -> tuple[Truth, ...]:
    return tuple(Not(clause.truth) if clause.excludes else clause.truth for clause in clauses)


def _named(clauses: tuple[Clause, ...]) -> tuple[NamedClause, ...]:
    return tuple(
        NamedClause(
            text=clause.text,
            article=clause.article,
            excludes=clause.excludes,
            plain=clause.plain,
            english=clause.english,
        )
        for clause in clauses
    )


def _variable(
    rule: ServiceRule,
    name: str,
    aspect: Aspect,
    formula: Value | Truth,
    *,
    clauses: tuple[NamedClause, ...] = (),
    unit: str = "",
) -> Variable:
    origin = Origin(service=rule.service, name=name, aspect=aspect, clauses=clauses, unit=unit)
    return Variable(
        name=f"{aspect.value}('{rule.service}')",
        type=formula.type if isinstance(formula, Value) else TRUTH,
        holder=rule.holder,
        formula=formula,
        origin=origin,
    )


def _of_visitors(rule: ServiceRule, entitled: Variable) -> Variable | None:
    """The clauses that look at nobody but the subject, as one variable, so that depths need no
    change; None if the whole rule is like that, or a household's.
    """
    if rule.holder is not Holder.PERSON:
        return None
    own = tuple(clause for clause in rule.clauses if _of_oneself(clause.truth))
    gifts = [award.value for award in (rule.amount, rule.tier) if award is not None]
    if len(own) == len(rule.clauses) and all(_of_oneself(value) for value in gifts):
        return None
    origin = entitled.origin
    return replace(
        entitled,
        name=f"{entitled.name}・本人のみ",
        formula=AllOf(_holding(own)),
        origin=origin and replace(origin, aspect=Aspect.CONDITIONS, clauses=_named(own)),
    )


def _of_oneself(root: Node) -> bool:
    for node in walk(root):
        match node:
            case Gathered() | SomeMember() | EveryMember() | Related():
                return False
            case FactValue() | FactTruth() | YearlyFactValue() | YearlyFactTruth():
                if node.fact.holder is not Holder.PERSON:
                    return False
            case VariableValue() | VariableTruth():
                if node.variable.holder is not Holder.PERSON:
                    return False
            case _:
                pass
    return True


# ---------------------------------------------------------------- for somebody at a depth


def entitled_at(result: ServiceResult, depth: int, *, resident: bool) -> Truth:
    """Whether the service is due to the person at a depth; `resident` if surely no visitor."""
    due = VariableTruth(result.entitled, depth)
    if resident or result.own is None:
        return due
    unknown = FactTruth(elsewhere_fact(result.name, TRUTH), depth)
    return TruthChoice(_registered(depth), due, AllOf((*_moved(result, depth), unknown)))


def given_at(result: ServiceResult, variable: Variable, depth: int, *, resident: bool) -> Value:
    """The amount or class for the person at a depth; what a visitor has is unknown."""
    value = VariableValue(variable, depth)
    if resident or result.own is None or variable.origin is None:
        return value
    aspect, type = variable.origin.aspect, variable.type
    unknown = FactValue(elsewhere_fact(result.name, type, aspect=aspect), depth)
    nothing = Literal(type.labels.index(NOT_DUE) if type.kind is Kind.CATEGORY else 0, type)
    own = AllOf(_moved(result, depth))
    there = Choice(own, unknown, nothing, type) if own.truths else unknown
    return Choice(_registered(depth), value, there, type)


def _registered(depth: int) -> Truth:
    """Whether the person at a depth is registered in this household."""
    return SomeMember(Group.RESIDENTS, depth, Related(Relation.SELF, depth + 1, depth))


def _moved(result: ServiceResult, depth: int) -> tuple[Truth, ...]:
    """What a visitor can be judged by here; nothing where every clause looks at others."""
    has_clauses = result.own is not None and result.own.formula != AllOf(())
    return (VariableTruth(result.own, depth),) if result.own is not None and has_clauses else ()


# ---------------------------------------------------------------- amounts that depend on others


def reduced(own: Value, taken: tuple[Value, ...]) -> Value:
    """An amount less others, never below 0. Raises Disagreement where the units differ."""
    zero = Literal(0, Type(kind=Kind.NUMBER))
    for other in taken:
        (whole, part), type = meet((own, other))
        rest = Arithmetic(Operator.SUBTRACT, whole, part, type)
        (rest_met, none), type = meet((rest, zero))
        own = Extreme(True, (rest_met, none), type)
    return own


def capped(own: Value, *, ceiling: Value, taken: tuple[Value, ...]) -> Value:
    """An amount, at most what others leave of a ceiling. Raises Disagreement where units differ."""
    (own, left), type = meet((own, ceiling))
    (own, left), type = meet((own, reduced(left, taken)))
    return Extreme(False, (own, left), type)
