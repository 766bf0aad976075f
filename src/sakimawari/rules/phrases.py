"""The Japanese phrase of a value: a noun phrase that can stand in a sentence.

`Names` tells who stands at each depth, so that 「本人の所得」 is said only where someone else is in
focus.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from sakimawari.rules.amounts import figure
from sakimawari.rules.tree import (
    Arithmetic,
    AsNumber,
    Calendar,
    CalendarValue,
    Choice,
    Extreme,
    Fact,
    FactValue,
    Gathered,
    Gathering,
    Group,
    Holder,
    Kind,
    Literal,
    Operator,
    ParameterValue,
    ReadingDate,
    Rescaled,
    Rounded,
    TableValue,
    Truth,
    Type,
    Value,
    Variable,
    VariableValue,
    YearlyFactValue,
)

SIGNS = {Operator.ADD: "＋", Operator.SUBTRACT: "－", Operator.MULTIPLY: "×"}
MEMBERS = {
    Group.UNIT: "世帯の人",
    Group.RESIDENTS: "同居の人",
    Group.CHILDREN: "子",
    Group.GUARDIANS: "保護者",
    Group.SIBLINGS: "きょうだい",
    Group.SPOUSE: "配偶者",
}
AGES = {
    Calendar.LEGAL_AGE: "年齢",
    Calendar.BIRTHDAY_AGE: "暦年齢",
    Calendar.SCHOOL_YEAR_AGE: "年度末年齢",
    Calendar.SCHOOL_YEAR_START_AGE: "4月1日現在の年齢",
    Calendar.MONTHS_OLD: "月齢",
}
# {d} the date, {n} the number with its unit
MOMENTS = {
    Calendar.MONTHS_SINCE: "{d}からの経過月数",
    Calendar.DAYS_SINCE: "{d}からの経過日数",
    Calendar.FISCAL_YEAR: "{d}の年度",
    Calendar.MONTH: "{d}の月",
    Calendar.YEAR: "{d}の年",
    Calendar.DAY_OF_AGE: "{n}に達する日",
    Calendar.BIRTHDAY: "{n}の誕生日",
    Calendar.PLUS_DAYS: "{d}の{n}{side}",
    Calendar.PLUS_MONTHS: "{d}の{n}{side}",
    Calendar.PLUS_YEARS: "{d}の{n}{side}",
    Calendar.MONTH_START: "{d}の属する月の初日",
    Calendar.MONTH_END: "{d}の属する月の末日",
    Calendar.FISCAL_START: "{d}の属する年度の初日",
    Calendar.FISCAL_END: "{d}の属する年度の末日",
}


@dataclass(frozen=True, slots=True)
class Names:
    """Who stands at each depth, and how a truth is said (given by `words`)."""

    people: tuple[str, ...]
    predicate: Callable[[Truth, Names], str]
    attributive: Callable[[Truth, Names], str]

    def inside(self, group: Group, depth: int) -> Names:
        """The names inside a form of a group."""
        people = (*self.people[: depth + 1], MEMBERS[group])
        return Names(people, self.predicate, self.attributive)

    def of(self, depth: int) -> str:
        """「本人の」 and the like; nothing for the person in focus."""
        return "" if depth == len(self.people) - 1 else f"{self.people[depth]}の"


def plain(name: str) -> str:
    """A name of a pack in running text: 支給額_3歳未満 is 支給額(3歳未満)."""
    head, _, rest = name.partition("_")
    return f"{head}({rest.replace('_', '・')})" if rest else name


def owned(holder: Holder, name: str, depth: int, names: Names) -> str:
    """A fact or variable with its owner."""
    return f"{_whose(holder, depth, names)}{plain(name)}"


def _whose(holder: Holder, depth: int, names: Names) -> str:
    """「世帯の」, 「本人の」 and the like; nothing for a company, which speaks of itself alone."""
    match holder:
        case Holder.PERSON:
            return names.of(depth)
        case Holder.HOUSEHOLD:
            return "世帯の"
        case Holder.COMPANY:
            return ""


def of_variable(variable: Variable, depth: int, names: Names) -> str:
    """A variable with its owner; the result of a service bears the service's name."""
    if variable.origin is None:
        return owned(variable.holder, variable.name, depth, names)
    return f"{_whose(variable.holder, depth, names)}{variable.origin.title}"


def phrase(node: Value, names: Names) -> str:
    """A value as a noun phrase."""
    match node:
        case Literal():
            return figure(node.value, node.type)
        case FactValue():
            return owned(node.fact.holder, node.fact.name, node.depth, names)
        case YearlyFactValue():
            return yearly(node.fact, node.year, node.depth, names=names)
        case VariableValue():
            return of_variable(node.variable, node.depth, names)
        case ParameterValue():
            return plain(node.parameter.name)
        case ReadingDate():
            return "基準日"
        case Arithmetic():
            return _arithmetic(node, names)
        case Rescaled():
            return phrase(node.value, names)
        case Rounded():
            return _rounded(node, names)
        case Extreme():
            return _extreme(node, names)
        case Choice():
            return _choice(node, names)
        case CalendarValue():
            return _moment(node, names)
        case Gathered():
            return _gathered(node, names)
        case TableValue():
            return f"表「{node.table.name}」の{node.table.outputs[node.output].name}"
        case AsNumber():
            return f"{names.predicate(node.truth, names)}か"
    assert_never(node)


def yearly(fact: Fact, year: Value, depth: int, *, names: Names) -> str:
    """A yearly fact with its fiscal year: 今年度の, 前年度の, 2025年度の …"""
    base = CalendarValue(Calendar.FISCAL_YEAR, ReadingDate(), None, year.type)
    match year:
        case CalendarValue() if year == base:
            when = "今年度"
        case Arithmetic(operator=Operator.SUBTRACT, left=left, right=Literal(value=1)) if (
            left == base
        ):
            when = "前年度"
        case Literal():
            when = f"{year.value}年度"
        case _:
            when = phrase(year, names)
    return f"{_whose(fact.holder, depth, names)}{when}の{plain(fact.name)}"


def _arithmetic(node: Arithmetic, names: Names) -> str:
    sides = []
    for at, side in enumerate((node.left, node.right)):
        text = phrase(side, names)
        inner = side.value if isinstance(side, Rescaled) else side
        loose = isinstance(inner, Arithmetic) and inner.operator is not Operator.MULTIPLY
        tight = node.operator is Operator.MULTIPLY
        wrapped = loose and (tight or (at == 1 and node.operator is Operator.SUBTRACT))
        sides.append(f"({text})" if wrapped else text)
    return f" {SIGNS[node.operator]} ".join(sides)


def _rounded(node: Rounded, names: Names) -> str:
    numerator = phrase(node.numerator, names)
    inner = node.numerator
    if node.denominator is None:
        text = numerator
    else:
        wrapped = isinstance(inner, Arithmetic)
        text = f"({numerator})" if wrapped else numerator
        text = f"{text} ÷ {phrase(node.denominator, names)}"
    unit = node.type.unit or ""
    return f"{text}({node.step:,}{unit}未満{node.rounding.value})"


def _choice(node: Choice, names: Names) -> str:
    """A choice, or a chain of them as one list of cases."""
    cases: list[str] = []
    rest: Value = node
    while isinstance(rest, Choice):
        condition = names.predicate(rest.condition, names)
        cases.append(f"{condition}場合は{phrase(rest.then, names)}")
        rest = rest.otherwise
    return f"({'、'.join(cases)}、それ以外は{phrase(rest, names)})"


def _extreme(node: Extreme, names: Names) -> str:
    listed = "、".join(phrase(value, names) for value in node.values)
    adjective = _superlative(node.type, largest=node.largest)
    if len(node.values) == 2:
        return f"({listed}のうち{adjective}方)"
    return f"({listed}のうち最も{adjective}もの)"


def _superlative(type: Type, *, largest: bool) -> str:
    if type.kind is Kind.DATE:
        return "遅い" if largest else "早い"
    return "大きい" if largest else "小さい"


def _moment(node: CalendarValue, names: Names) -> str:
    day = phrase(node.date, names)
    if node.function in AGES:
        # An age needs no birth date beside it, only whose it is.
        if isinstance(node.date, FactValue):
            return names.of(node.date.depth) + AGES[node.function]
        return f"{day}からの{AGES[node.function]}"
    shift, side = (None, "") if node.n is None else _shift(node.n)
    number = "" if shift is None else phrase(shift, names)
    whose = names.of(node.date.depth) if isinstance(node.date, FactValue) else ""
    form = MOMENTS[node.function]
    return (whose if "{d}" not in form else "") + form.format(d=day, n=number, side=side)


def _shift(n: Value) -> tuple[Value, str]:
    """How far a day is moved, and whether before or after: -1日後 is said 1日前."""
    match n:
        case Literal(value=value, type=type) if value < 0:
            return Literal(-value, type), "前"
        case Arithmetic(operator=Operator.SUBTRACT, left=Literal(value=0), right=less):
            return less, "前"
        case _:
            return n, "後"


def _gathered(node: Gathered, names: Names) -> str:
    inside = names.inside(node.group, node.depth)
    who = members(node, node.where, names)
    value = "" if node.value is None else phrase(node.value, inside)
    match node.gathering:
        case Gathering.COUNT:
            return f"{who}の人数"
        case Gathering.SUM:
            return f"{who}の{value}の合計"
        case Gathering.LARGEST | Gathering.SMALLEST:
            largest = node.gathering is Gathering.LARGEST
            empty = figure(node.empty or 0, node.type)
            adjective = _superlative(node.type, largest=largest)
            return f"{who}の{value}のうち最も{adjective}もの(いなければ{empty})"
        case Gathering.RANK:
            return f"{who}の中での{value}の順位"


def members(node: Gathered, where: Truth | None, names: Names) -> str:
    """The members meant by a form: 「子のうち、年齢が18歳以下の人」."""
    whose = names.of(node.depth)
    noun = node.group.value
    if where is None:
        return f"{whose}{noun}"
    return (
        f"{whose}{noun}のうち、{names.attributive(where, names.inside(node.group, node.depth))}人"
    )
