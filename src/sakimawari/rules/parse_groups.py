"""Group forms in an expression: 子.人数(条件), 世帯.合計(式, 条件), 同居.誰か(条件) …"""

from __future__ import annotations

import ast

from sakimawari.problems import Problems
from sakimawari.rules.scope import Reader, require_kind
from sakimawari.rules.tree import (
    EveryMember,
    Gathered,
    Gathering,
    Group,
    Holder,
    Kind,
    Literal,
    SomeMember,
    Truth,
    Type,
    Value,
)
from sakimawari.rules.units import meet
from sakimawari.rules.vocabulary import (
    EVERY,
    GATHERINGS,
    GROUPS,
    IF_NONE,
    SOME,
    SUBJECT,
    closest,
)

ANYONES = frozenset({Group.UNIT, Group.RESIDENTS})  # groups a household has
PEOPLE = Type(kind=Kind.NUMBER, unit="人")


def read_group_form(reader: Reader, part: ast.Call, form: ast.Attribute) -> Value | Truth:
    """A form of a group, relative to the person in focus or, after 本人., to the subject."""
    group, depth = _group(reader, part, form)
    inside = reader.inside(depth + 1, resident=group is Group.RESIDENTS)
    if form.attr in (SOME, EVERY):
        if len(part.args) != 1 or part.keywords:
            raise _wrong(reader, part, "takes one condition")
        condition = inside.truth(part.args[0])
        member = SomeMember if form.attr == SOME else EveryMember
        return member(group, depth, condition)
    gathering = GATHERINGS.get(form.attr)
    if gathering is None:
        raise _unknown_form(reader, part, form)
    if gathering is Gathering.COUNT:
        if len(part.args) > 1 or part.keywords:
            raise _wrong(reader, part, "takes one condition or none")
        where = inside.truth(part.args[0]) if part.args else None
        return Gathered(gathering, group, depth, None, where, None, PEOPLE)
    return _gathered(reader, part, gathering=gathering, group=group, depth=depth)


def _group(reader: Reader, part: ast.Call, form: ast.Attribute) -> tuple[Group, int]:
    scope = reader.scope
    match form.value:
        case ast.Name(id=name) if name in GROUPS:
            group, depth = GROUPS[name], scope.depth
        case ast.Attribute(value=ast.Name(id="本人"), attr=name) if name in GROUPS:
            group, depth = GROUPS[name], 0
        case _:
            written = scope.fragment(form.value)
            near = closest(written, GROUPS)
            raise scope.refuse(
                part,
                id="RULE013",
                what="calls a form on something that is no group",
                do="the groups are " + "・".join(GROUPS) + f", also after {SUBJECT}.",
                near=near,
            )
    require_kind(scope, part, Holder.HOUSEHOLD)
    personal = group not in ANYONES or form.attr == Gathering.RANK.value
    if personal and not scope.has_person(depth):
        raise scope.refuse(
            part,
            id="RULE023",
            what="is relative to a person, but a household is in focus",
            do="reach a member first, for example 世帯.誰か(子.人数() >= 2)",
        )
    return group, depth


def _gathered(
    reader: Reader, part: ast.Call, *, gathering: Gathering, group: Group, depth: int
) -> Value:
    if not 1 <= len(part.args) <= 2:
        raise _wrong(reader, part, "takes a value and, if wanted, a condition")
    # A rank is read for the person in focus too, in the member's place: whoever that is.
    resident = group is Group.RESIDENTS and gathering is not Gathering.RANK
    inside = reader.inside(depth + 1, resident=resident)
    value = inside.value(part.args[0])
    where = inside.truth(part.args[1]) if len(part.args) == 2 else None
    keywords = {keyword.arg: keyword.value for keyword in part.keywords}
    if gathering in (Gathering.LARGEST, Gathering.SMALLEST):
        if set(keywords) != {IF_NONE}:
            raise _wrong(reader, part, f"takes {IF_NONE}=…, the value when no member qualifies")
        value, empty = _with_empty(reader, part, value, keywords[IF_NONE])
        return Gathered(gathering, group, depth, value, where, empty, value.type)
    if keywords:
        raise _wrong(reader, part, "takes no named values")
    if gathering is Gathering.RANK:
        return Gathered(gathering, group, depth, value, where, None, PEOPLE)
    if value.type.kind is not Kind.NUMBER:
        raise _wrong(reader, part, "adds up numbers only")
    return Gathered(gathering, group, depth, value, where, None, value.type)


def _with_empty(reader: Reader, part: ast.Call, value: Value, given: ast.expr) -> tuple[Value, int]:
    (value, empty), _ = meet((value, reader.value(given, value.type)))
    if not isinstance(empty, Literal):
        raise _wrong(reader, part, f"takes a plain figure, date or label as {IF_NONE}")
    return value, empty.value


def _wrong(reader: Reader, part: ast.Call, what: str) -> Problems:
    return reader.scope.refuse(
        part, id="RULE014", what=what, do="see docs/reference/rule-language.md for its form"
    )


def _unknown_form(reader: Reader, part: ast.Call, form: ast.Attribute) -> Problems:
    near = closest(form.attr, {*GATHERINGS, SOME, EVERY})
    return reader.scope.refuse(
        part,
        id="RULE013",
        what=f"calls `{form.attr}`, which is no form of a group",
        do="the forms are " + "・".join([*GATHERINGS, SOME, EVERY]),
        near=near,
    )
