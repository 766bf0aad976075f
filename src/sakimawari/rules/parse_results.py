"""What an expression reads of another service: 該当('slug'), 支給月額('slug'), 区分, 受給中."""

from __future__ import annotations

import ast

from sakimawari.problems import Problems
from sakimawari.rules.results import entitled_at, given_at
from sakimawari.rules.scope import Reader, Scope, require_kind
from sakimawari.rules.tree import (
    FactTruth,
    Holder,
    Kind,
    Literal,
    Truth,
    TruthLiteral,
    Type,
    Value,
)
from sakimawari.rules.vocabulary import (
    AMOUNTS,
    CLASS,
    CONDITIONS,
    ENTITLED,
    RECEIVING,
    ServiceResult,
    closest,
)

UNIT, SUBJECT = "世帯", "本人"
BARE = Type(kind=Kind.NUMBER)


def read_result(reader: Reader, part: ast.Call, form: ast.expr) -> Value | Truth:
    """The result of a service for the person in focus, 本人, or the household.

    A service no pack holds, which the pack declares it may name, is due to nobody.
    """
    scope = reader.scope
    name, base = _form(scope, part, form)
    slug = _slug(scope, part, name)
    known = scope.vocabulary.conditions if name == CONDITIONS else scope.vocabulary.services
    if known.get(slug, ...) is None:
        return _of_nobody(scope, part, name, slug)
    if name == RECEIVING:
        return _receiving(scope, part, slug, base)
    result = known.get(slug)
    if result is None:
        raise _unknown(scope, part, slug)
    depth = _depth(scope, part, slug, result.holder, base)
    resident = depth in scope.residents
    if name == CLASS:
        if result.tier is None:
            raise _not_given(scope, part, slug, "gives no class")
        return given_at(result, result.tier, depth, resident=resident)
    if name in AMOUNTS:
        return _amount(scope, part, name, result, depth)
    return entitled_at(result, depth, resident=resident)


def _form(scope: Scope, part: ast.Call, form: ast.expr) -> tuple[str, str | None]:
    match form:
        case ast.Name(id=name):
            return name, None
        case ast.Attribute(value=ast.Name(id=("本人" | "世帯" | "企業") as base), attr=name):
            return name, base
        case _:
            raise scope.refuse(
                part,
                id="RULE013",
                what="asks for a service of something that is nobody",
                do=f"write it bare, or after {SUBJECT}. or {UNIT}.; inside a group form it means the member",
            )


def _slug(scope: Scope, part: ast.Call, name: str) -> str:
    match part:
        case ast.Call(args=[ast.Constant(value=str(slug))], keywords=[]):
            return slug.strip()
        case _:
            raise scope.refuse(
                part,
                id="RULE014",
                what="takes one service, by its slug in quotes",
                do=f"write {name}('child-allowance')",
                near=_quoted(part, name),
            )


def _quoted(part: ast.Call, name: str) -> str | None:
    """A slug written without quotes reads as a subtraction: child - allowance."""
    if len(part.args) != 1:
        return None
    written = ast.unparse(part.args[0]).replace(" ", "")
    return f"`{name}('{written}')`" if written.replace("-", "").isalnum() else None


def _depth(scope: Scope, part: ast.Call, slug: str, holder: Holder, base: str | None) -> int:
    """Whose service it is; a person's service needs a person in focus."""
    require_kind(scope, part, holder)
    if holder is not Holder.PERSON:
        return 0
    depth = 0 if base == SUBJECT else scope.depth
    if base == UNIT or not scope.has_person(depth):
        raise scope.refuse(
            part,
            id="RULE023",
            what=f"is about a service of people (`{slug}`), but a household is in focus",
            do=f"reach the members by a group form, such as {UNIT}.誰か({ENTITLED}('{slug}'))",
        )
    return depth


def _receiving(scope: Scope, part: ast.Call, slug: str, base: str | None) -> Truth:
    receipts = scope.vocabulary.receipts
    if slug not in receipts:
        raise _unknown(scope, part, slug)
    fact = receipts[slug]
    if fact is None:
        raise _not_given(scope, part, slug, "has no `received_as`, so no register tells")
    return FactTruth(fact, _depth(scope, part, slug, fact.holder, base))


def _amount(scope: Scope, part: ast.Call, name: str, result: ServiceResult, depth: int) -> Value:
    if result.amount is None or result.unit is None:
        raise _not_given(scope, part, result.slug, "gives no amount")
    wanted = asked_for(result.unit)
    if wanted != name:
        raise scope.refuse(
            part,
            id="RULE036",
            what=f"asks for an amount of another period; `{result.slug}` gives {result.unit}",
            do="write the period that is given, and convert it in the formula if the law says how",
            near=f"`{wanted}('{result.slug}')`",
        )
    return given_at(result, result.amount, depth, resident=depth in scope.residents)


def asked_for(unit: str) -> str:
    """The word by which an amount with this unit is asked for: 円/月 is 支給月額."""
    period = period_of(unit)
    return next((word for word, meant in AMOUNTS.items() if meant == period), "支給額")


def period_of(unit: str) -> str | None:
    """月 or 年 where an amount is given for each, else None: 円/月（保護者が納める額） is 月."""
    plain = unit.partition("（")[0].partition("(")[0].strip()
    period = plain.partition("/")[2].strip()
    return period if period in ("月", "年") else None


def _of_nobody(scope: Scope, part: ast.Call, name: str, slug: str) -> Value | Truth:
    if name == CLASS:
        raise scope.refuse(
            part,
            id="RULE036",
            what=f"asks for the class of `{slug}`, which no pack holds",
            do="declare `if_absent: refuse` for it in pack.yaml, or load its pack",
        )
    return Literal(0, BARE) if name in AMOUNTS else TruthLiteral(False)


def _not_given(scope: Scope, part: ast.Call, slug: str, what: str) -> Problems:
    return scope.refuse(
        part,
        id="RULE036",
        what=f"asks for what `{slug}` does not have: it {what}",
        do="ask 該当('…') instead, or complete that service",
    )


def _unknown(scope: Scope, part: ast.Call, slug: str) -> Problems:
    known = {**scope.vocabulary.receipts, **scope.vocabulary.services}
    by_name = {result.name: key for key, result in scope.vocabulary.services.items() if result}
    near = f"'{by_name[slug]}'" if slug in by_name else closest(slug, known, quote="'")
    return scope.refuse(
        part,
        id="RULE035",
        what=f"names the service `{slug}`, which this pack neither holds nor refers to",
        do="correct the slug, or name the service in pack.yaml under `refers_to`",
        near=near,
    )
