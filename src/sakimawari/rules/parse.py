"""Reads an expression of a pack into the typed tree; nothing is ever executed.

The syntax is that of Python expressions, read with `ast`; the language is closed
(docs/reference/rule-language.md), and whatever is not in it is refused with what, where, what to
do. Kinds, units, scales and labels are checked here.
"""

from __future__ import annotations

import ast

from sakimawari.problems import Place, Problems
from sakimawari.rules.parse_calls import read_call
from sakimawari.rules.parse_literals import negative, read_constant
from sakimawari.rules.parse_logic import read_choice, read_comparisons, read_logic
from sakimawari.rules.parse_names import read_attribute, read_name, read_subscript
from sakimawari.rules.scope import Scope, read_syntax
from sakimawari.rules.tree import (
    Arithmetic,
    Holder,
    Kind,
    Not,
    Operator,
    Truth,
    Type,
    Value,
)
from sakimawari.rules.units import Disagreement, fitted, meet, multiplied
from sakimawari.rules.vocabulary import Vocabulary

REFUSED: dict[type[ast.expr], str] = {
    ast.Lambda: "functions are not written in rules",
    ast.ListComp: "write a group form such as 子.人数(条件)",
    ast.SetComp: "write a group form such as 子.人数(条件)",
    ast.GeneratorExp: "write a group form such as 子.誰か(条件)",
    ast.DictComp: "write a decision table instead",
    ast.Dict: "write a decision table instead",
    ast.JoinedStr: "write the label itself",
    ast.NamedExpr: "give the part a name in variables.yaml",
    ast.Tuple: "a list of values stands only after `in`",
    ast.List: "a list of values stands only after `in`",
    ast.Set: "a list of values stands only after `in`",
}


def parse_truth(
    text: str, vocabulary: Vocabulary, *, holder: Holder, place: Place, anyone: bool = False
) -> Truth:
    """The condition a text denotes. `holder` tells whether 本人 is a person or the household.

    With `anyone` it may be read for a visitor too, as a variable may; a service is not. Raises
    `Problems` with every fault found in the expression.
    """
    return _reader(text, vocabulary, holder=holder, place=place, anyone=anyone).whole_truth()


def parse_value(
    text: str,
    vocabulary: Vocabulary,
    *,
    holder: Holder,
    place: Place,
    expected: Type | None = None,
    anyone: bool = False,
) -> Value:
    """The value a text denotes, in the `expected` type if one is given.

    Figures take the expected unit, labels are looked up in the expected list; more decimal digits
    than expected are refused, fewer are filled up. `anyone` as for `parse_truth`. Raises `Problems`.
    """
    reader = _reader(text, vocabulary, holder=holder, place=place, anyone=anyone)
    return reader.whole_value(expected)


def _reader(
    text: str, vocabulary: Vocabulary, *, holder: Holder, place: Place, anyone: bool
) -> ExpressionReader:
    line, tree = read_syntax(text, place)
    residents = frozenset[int]() if anyone else frozenset({0})
    scope = Scope(vocabulary=vocabulary, holder=holder, place=place, text=line, residents=residents)
    return ExpressionReader(scope, tree)


class ExpressionReader:
    """Reads the parts of one expression; implements `scope.Reader`."""

    def __init__(self, scope: Scope, tree: ast.expr) -> None:
        self._scope = scope
        self._tree = tree

    @property
    def scope(self) -> Scope:
        return self._scope

    def inside(self, depth: int, *, resident: bool = False) -> ExpressionReader:
        return ExpressionReader(self._scope.at(depth, resident=resident), self._tree)

    def whole_truth(self) -> Truth:
        """The whole expression as a condition."""
        return self.truth(self._tree)

    def whole_value(self, expected: Type | None) -> Value:
        """The whole expression as a value of the expected type."""
        value = self.value(self._tree, expected)
        try:
            return value if expected is None else fitted(value, expected)
        except Disagreement as wrong:
            raise self._refused(self._tree, wrong) from None

    def value(self, part: ast.expr, expected: Type | None = None) -> Value:
        found = self.node(part, expected)
        if isinstance(found, Value):
            return found
        raise self._scope.refuse(
            part,
            id="RULE015",
            what="is a condition, where a value is needed",
            do="write a value, or choose one: `a if 条件 else b`",
        )

    def truth(self, part: ast.expr) -> Truth:
        found = self.node(part)
        if isinstance(found, Truth):
            return found
        raise self._scope.refuse(
            part,
            id="RULE015",
            what="is a value, where a condition is needed",
            do="compare it, for example `>= 1`",
        )

    def node(self, part: ast.expr, expected: Type | None = None) -> Value | Truth:
        try:
            return self._node(part, expected)
        except Disagreement as wrong:
            raise self._refused(part, wrong) from None

    def _node(self, part: ast.expr, expected: Type | None) -> Value | Truth:
        match part:
            case ast.Constant():
                return read_constant(self._scope, part, expected)
            case ast.Name():
                return read_name(self._scope, part)
            case ast.Attribute():
                return read_attribute(self, part)
            case ast.Subscript():
                return read_subscript(self, part)
            case ast.Call():
                return read_call(self, part, expected)
            case ast.UnaryOp(op=ast.Not()):
                return Not(self.truth(part.operand))
            case ast.UnaryOp(op=ast.USub()):
                return negative(self.value(part.operand, expected))
            case ast.BinOp():
                return self._arithmetic(part)
            case ast.BoolOp():
                return read_logic(self, part)
            case ast.Compare():
                return read_comparisons(self, part)
            case ast.IfExp():
                return read_choice(self, part, expected)
            case _:
                raise self._scope.refuse(
                    part,
                    id="RULE011",
                    what="is not in the language of rules",
                    do=REFUSED.get(type(part), "see docs/reference/rule-language.md"),
                )

    def _refused(self, part: ast.expr, wrong: Disagreement) -> Problems:
        return self._scope.refuse(part, id=wrong.id, what=wrong.what, do=wrong.do)

    def _arithmetic(self, part: ast.BinOp) -> Value:
        match part.op:
            case ast.Add():
                operator = Operator.ADD
            case ast.Sub():
                operator = Operator.SUBTRACT
            case ast.Mult():
                operator = Operator.MULTIPLY
            case ast.Div() | ast.FloorDiv():
                raise self._scope.refuse(
                    part,
                    id="RULE021",
                    what="divides without rounding",
                    do="write 切り捨て(x / y), 切り上げ(x / y) or 四捨五入(x / y), the division outermost",
                )
            case _:
                raise self._scope.refuse(
                    part,
                    id="RULE011",
                    what="uses an operator that is not in the language of rules",
                    do="use + - * and, within a rounding, /",
                )
        left, right = self._numbers(part.left), self._numbers(part.right)
        if operator is Operator.MULTIPLY:
            return multiplied(left, right)
        (left, right), type = meet((left, right))
        return Arithmetic(operator, left, right, type)

    def _numbers(self, part: ast.expr) -> Value:
        value = self.value(part)
        if value.type.kind is not Kind.NUMBER:
            raise self._scope.refuse(
                part,
                id="RULE017",
                what="is no number, so it cannot be calculated with",
                do="for dates write 日後(d, n), 月後(d, n), 年後(d, n) or 経過日数(d)",
            )
        return value
