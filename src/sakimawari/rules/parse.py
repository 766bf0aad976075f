"""Reads an expression of a pack into the typed tree; nothing is ever executed.

The syntax is that of Python expressions, read with `ast`; the language is closed
(docs/reference/rule-language.md), and whatever is not in it is refused with what, where, what to
do. Kinds, units, scales and labels are checked here.
"""

from __future__ import annotations

import ast

from sakimawari.problems import Place, Problem, Problems
from sakimawari.rules.parse_calls import read_call
from sakimawari.rules.parse_literals import holds_label, negative, read_constant
from sakimawari.rules.parse_names import read_attribute, read_name, read_subscript
from sakimawari.rules.scope import Scope, read_syntax
from sakimawari.rules.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Choice,
    Compared,
    Comparison,
    Holder,
    Kind,
    Literal,
    Not,
    OneOf,
    Operator,
    Truth,
    TruthChoice,
    Type,
    Value,
)
from sakimawari.rules.units import Disagreement, fitted, meet, multiplied
from sakimawari.rules.vocabulary import FALSE, TRUE, Vocabulary

COMPARISONS: dict[type[ast.cmpop], Comparison] = {
    ast.Lt: Comparison.LESS,
    ast.LtE: Comparison.AT_MOST,
    ast.Eq: Comparison.EQUAL,
    ast.NotEq: Comparison.NOT_EQUAL,
    ast.GtE: Comparison.AT_LEAST,
    ast.Gt: Comparison.MORE,
}
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


def parse_truth(text: str, vocabulary: Vocabulary, *, holder: Holder, place: Place) -> Truth:
    """The condition a text denotes. `holder` tells whether 本人 is a person or the household.

    Raises `Problems` with every fault found in the expression.
    """
    return _reader(text, vocabulary, holder=holder, place=place).whole_truth()


def parse_value(
    text: str,
    vocabulary: Vocabulary,
    *,
    holder: Holder,
    place: Place,
    expected: Type | None = None,
) -> Value:
    """The value a text denotes, in the `expected` type if one is given.

    Figures take the expected unit, labels are looked up in the expected list; more decimal digits
    than expected are refused, fewer are filled up. Raises `Problems`.
    """
    reader = _reader(text, vocabulary, holder=holder, place=place)
    return reader.whole_value(expected)


def _reader(text: str, vocabulary: Vocabulary, *, holder: Holder, place: Place) -> ExpressionReader:
    line, tree = read_syntax(text, place)
    scope = Scope(vocabulary=vocabulary, holder=holder, place=place, text=line)
    return ExpressionReader(scope, tree)


class ExpressionReader:
    """Reads the parts of one expression; implements `scope.Reader`."""

    def __init__(self, scope: Scope, tree: ast.expr) -> None:
        self._scope = scope
        self._tree = tree

    @property
    def scope(self) -> Scope:
        return self._scope

    def inside(self, depth: int) -> ExpressionReader:
        return ExpressionReader(self._scope.at(depth), self._tree)

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
                return self._logic(part)
            case ast.Compare():
                return self._comparisons(part)
            case ast.IfExp():
                return self._choice(part, expected)
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

    def _logic(self, part: ast.BoolOp) -> Truth:
        truths: list[Truth] = []
        found: list[Problem] = []
        for operand in part.values:
            try:
                truths.append(self.truth(operand))
            except Problems as problems:
                found.extend(problems.found)
        if found:
            raise Problems(found)
        return AllOf(tuple(truths)) if isinstance(part.op, ast.And) else AnyOf(tuple(truths))

    def _choice(self, part: ast.IfExp, expected: Type | None) -> Value | Truth:
        condition = self.truth(part.test)
        then, otherwise = self._pair(part.body, part.orelse, expected)
        if isinstance(then, Truth) and isinstance(otherwise, Truth):
            return TruthChoice(condition, then, otherwise)
        if isinstance(then, Value) and isinstance(otherwise, Value):
            (then, otherwise), type = meet((then, otherwise))
            return Choice(condition, then, otherwise, type)
        raise self._scope.refuse(
            part,
            id="RULE015",
            what="chooses between a value and a condition",
            do="write two values or two conditions",
        )

    def _pair(
        self, left: ast.expr, right: ast.expr, expected: Type | None = None
    ) -> tuple[Value | Truth, Value | Truth]:
        """Two parts, a label on one side taking its list from the other."""
        if expected is None and holds_label(left) and not holds_label(right):
            other = self.node(right)
            return self.node(left, _type_of(other)), other
        first = self.node(left, expected)
        wanted = expected if expected is not None else _type_of(first)
        return first, self.node(right, wanted if holds_label(right) else expected)

    def _comparisons(self, part: ast.Compare) -> Truth:
        operands = [part.left, *part.comparators]
        truths = tuple(
            self._comparison(part, left, operator, right)
            for left, operator, right in zip(operands, part.ops, part.comparators, strict=False)
        )
        return truths[0] if len(truths) == 1 else AllOf(truths)

    def _comparison(
        self, part: ast.Compare, left: ast.expr, operator: ast.cmpop, right: ast.expr
    ) -> Truth:
        if isinstance(operator, ast.In | ast.NotIn):
            among = self._one_of(left, right)
            return among if isinstance(operator, ast.In) else Not(among)
        comparison = COMPARISONS.get(type(operator))
        if comparison is None:
            raise self._scope.refuse(
                part, id="RULE011", what="compares by identity", do="write == or !="
            )
        first, second = self._pair(left, right)
        if isinstance(first, Truth) or isinstance(second, Truth):
            raise self._scope.refuse(
                part,
                id="RULE015",
                what="compares a condition",
                do=f"write the condition itself, or `not` before it (== {TRUE} and == {FALSE} are not needed)",
            )
        (met_left, met_right), _ = meet((first, second))
        return Compared(comparison, met_left, met_right)

    def _one_of(self, part: ast.expr, members: ast.expr) -> Truth:
        if not isinstance(members, ast.Tuple | ast.List) or not members.elts:
            raise self._scope.refuse(
                members,
                id="RULE011",
                what="is no list of values",
                do="write them in brackets with commas: `in ('要介護1', '要介護2')`, one: `in ('要介護1',)`",
            )
        value = self.value(part)
        listed = [self.value(element, value.type) for element in members.elts]
        (value, *met), _ = meet((value, *listed))
        literals = [member for member in met if isinstance(member, Literal)]
        if len(literals) < len(met):
            raise self._scope.refuse(
                members,
                id="RULE011",
                what="lists more than plain figures, dates and labels after `in`",
                do="compare with == and join the comparisons with `or`",
            )
        return OneOf(value, tuple(sorted({literal.value for literal in literals})))


def _type_of(node: Value | Truth) -> Type | None:
    return node.type if isinstance(node, Value) else None
