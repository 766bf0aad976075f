"""Names in an expression: facts, variables, parameters, and those of 本人, 世帯 and 企業."""

from __future__ import annotations

import ast

from sakimawari.problems import Problems
from sakimawari.rules.parse_tables import read_output
from sakimawari.rules.scope import Reader, Scope, require_kind
from sakimawari.rules.tree import (
    Compared,
    Comparison,
    Fact,
    FactTruth,
    FactValue,
    Holder,
    Kind,
    Literal,
    ParameterValue,
    ReadingDate,
    Related,
    Shape,
    Truth,
    TruthLiteral,
    Type,
    Value,
    Variable,
    VariableTruth,
    VariableValue,
    YearlyFactTruth,
    YearlyFactValue,
)
from sakimawari.rules.units import fitted
from sakimawari.rules.vocabulary import (
    CALENDAR,
    COMPANY,
    FALSE,
    GATHERINGS,
    GROUPS,
    ON,
    PARAMETERS,
    RELATIONS,
    ROUNDINGS,
    SUBJECT,
    TRUE,
    closest,
)

UNIT = "世帯"
YEAR = Type(kind=Kind.NUMBER, unit="年")


def read_name(scope: Scope, part: ast.Name) -> Value | Truth:
    """A bare name: of the person in focus, or a word of the language."""
    name = part.id
    if name == ON:
        return ReadingDate()
    if name in (TRUE, FALSE):
        return TruthLiteral(name == TRUE)
    if name in RELATIONS:
        return _relation(scope, part)
    declared = scope.vocabulary.of_people(name)
    if declared is None:
        raise _unknown(scope, part, name)
    return _referred(scope, part, declared, depth=scope.depth)


def _relation(scope: Scope, part: ast.Name) -> Related:
    if not scope.has_person(0) or scope.depth == 0:
        raise scope.refuse(
            part,
            id="RULE023",
            what="has no member and no subject to compare",
            do="write it inside a group form of a person's rule: 世帯.誰か(not 本人である)",
        )
    return Related(RELATIONS[part.id], scope.depth, 0)


def read_attribute(reader: Reader, part: ast.Attribute) -> Value | Truth:
    """P.名前, 世帯.名前, 本人.名前, 企業.名前, or 表(…).列."""
    scope = reader.scope
    match part.value:
        case ast.Name(id="P"):
            return _parameter(scope, part)
        case ast.Name(id="世帯" | "本人" | "企業"):
            return _referred(scope, part, *_declared(scope, part))
        case ast.Call():
            return read_output(reader, part.value, output=part.attr)
        case ast.Name(id=group) if group in GROUPS:
            raise scope.refuse(
                part,
                id="RULE013",
                what="is no form of a group",
                do=f"write a form with brackets, such as {group}.人数(条件) or {group}.誰か(条件)",
            )
        case _:
            raise scope.refuse(
                part,
                id="RULE011",
                what="is not in the language of rules",
                do="a dot stands after P, 世帯, 本人, 企業, a group, or a table",
                near=f"`{SUBJECT}.{part.attr}`" if scope.vocabulary.of_people(part.attr) else None,
            )


def read_subscript(reader: Reader, part: ast.Subscript) -> Value | Truth:
    """A yearly fact for a fiscal year: 所得[年度(基準日)]."""
    scope = reader.scope
    match part.value:
        case ast.Name(id=name):
            declared, depth = scope.vocabulary.of_people(name), scope.depth
            if declared is None:
                raise _unknown(scope, part.value, name)
        case ast.Attribute(value=ast.Name(id="世帯" | "本人" | "企業")):
            declared, depth = _declared(scope, part.value)
        case _:
            declared, depth = None, 0
    if not isinstance(declared, Fact) or declared.shape is not Shape.YEARLY:
        raise scope.refuse(
            part,
            id="RULE022",
            what="reads a fiscal year of something that is not held by year",
            do="leave out the brackets, or declare the fact with `shape: yearly`",
        )
    _require_person(scope, part, declared, depth=depth)
    year = fitted(reader.value(part.slice, YEAR), YEAR)
    if declared.type.kind is Kind.TRUTH:
        return YearlyFactTruth(declared, year, depth)
    return YearlyFactValue(declared, year, depth)


def _declared(scope: Scope, part: ast.Attribute) -> tuple[Fact | Variable, int]:
    """What 世帯.名前, 企業.名前 or 本人.名前 means, and at which depth."""
    words, base = scope.vocabulary, _base(part)
    facts, variables = {
        UNIT: (words.household_facts, words.household_variables),
        COMPANY: (words.company_facts, words.company_variables),
    }.get(base, (words.facts, words.variables))
    found = facts.get(part.attr) or variables.get(part.attr)
    if found is None:
        known = {f"{base}.{name}" for name in (*facts, *variables)}
        raise _unknown(scope, part, part.attr, known=known)
    return found, 0


def _base(part: ast.Attribute) -> str:
    return part.value.id if isinstance(part.value, ast.Name) else ""


def _referred(scope: Scope, part: ast.expr, declared: Fact | Variable, depth: int) -> Value | Truth:
    _require_person(scope, part, declared, depth=depth)
    if declared.holder is not Holder.PERSON:
        depth = 0
    truth = declared.type.kind is Kind.TRUTH
    if isinstance(declared, Variable):
        return VariableTruth(declared, depth) if truth else VariableValue(declared, depth)
    if declared.shape is Shape.YEARLY:
        written = scope.fragment(part)
        raise scope.refuse(
            part,
            id="RULE022",
            what="is held by fiscal year, but no year is given",
            do="add the fiscal year in square brackets",
            near=f"`{written}[年度({ON})]`",
        )
    return FactTruth(declared, depth) if truth else FactValue(declared, depth)


def _require_person(scope: Scope, part: ast.expr, declared: Fact | Variable, *, depth: int) -> None:
    require_kind(scope, part, declared.holder)
    if declared.holder is Holder.PERSON and not scope.has_person(depth):
        raise scope.refuse(
            part,
            id="RULE023",
            what="belongs to a person, but a household is in focus",
            do=f"reach the members by a group form, such as {UNIT}.誰か(…) or {UNIT}.合計(…)",
        )


def _parameter(scope: Scope, part: ast.Attribute) -> Value | Truth:
    parameter = scope.vocabulary.parameters.get(part.attr)
    if parameter is None:
        known = {f"{PARAMETERS}.{name}" for name in scope.vocabulary.parameters}
        raise _unknown(scope, part, part.attr, known=known)
    value = ParameterValue(parameter)
    if parameter.type.kind is Kind.TRUTH:
        return Compared(Comparison.EQUAL, value, Literal(1, parameter.type))
    return value


def _unknown(scope: Scope, part: ast.expr, name: str, known: set[str] | None = None) -> Problems:
    written = scope.fragment(part)
    words = scope.vocabulary
    if name in GROUPS:
        near: str | None = f"`{name}.人数(条件)`, `{name}.誰か(条件)` …"
    elif name in words.parameters:
        near = f"`{PARAMETERS}.{name}`"
    elif words.of_households(name) is not None and known is None:
        near = f"`{UNIT}.{name}`"
    elif words.of_companies(name) is not None and (known is None or scope.holder is Holder.COMPANY):
        near = f"`{COMPANY}.{name}`"
    elif words.of_people(name) is not None and known is not None:
        near = f"`{name}`"
    else:
        near = closest(written, known if known else _all_names(scope))
    return scope.refuse(
        part,
        id="RULE012",
        what="is declared nowhere in the pack",
        do="correct the name, or declare it in facts.yaml, variables.yaml or parameters/",
        near=near,
    )


def _all_names(scope: Scope) -> set[str]:
    words = scope.vocabulary
    return {
        *words.facts,
        *words.variables,
        *(f"{UNIT}.{name}" for name in (*words.household_facts, *words.household_variables)),
        *(f"{COMPANY}.{name}" for name in (*words.company_facts, *words.company_variables)),
        *(f"{PARAMETERS}.{name}" for name in words.parameters),
        *CALENDAR,
        *ROUNDINGS,
        *GATHERINGS,
        *GROUPS,
        *RELATIONS,
        ON,
        SUBJECT,
        TRUE,
        FALSE,
    }
