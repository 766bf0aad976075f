"""In which steps a value moves: a sum of amounts each cut to 100 yen is a multiple of 100."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from math import gcd

from sakimawari.rules.figures import DatedParameter
from sakimawari.rules.tree import (
    Arithmetic,
    Choice,
    Compared,
    Extreme,
    Gathered,
    Gathering,
    Kind,
    Literal,
    Operator,
    ParameterValue,
    Rescaled,
    Rounded,
    Value,
    VariableValue,
)


class Granules:
    """The largest numbers of which values are surely multiples, under some dated figures."""

    def __init__(self, parameters: Iterable[DatedParameter] = ()) -> None:
        self._parameters = {
            dated.parameter.name: reduce(gcd, (value.value or 0 for value in dated.values))
            for dated in parameters
        }

    def of(self, node: Value) -> int:
        """The largest number of which every known value of a node is a multiple; at least 1."""
        return (self._divisor(node) if node.type.kind is Kind.NUMBER else 1) or 1

    def beside(self, node: Value, around: Iterable[object]) -> int:
        """That of what a value is compared with; 1 where it is put to any other use."""
        found = 0
        for holder in around:
            if not isinstance(holder, Compared):
                return 1
            found = gcd(found, self.of(holder.right if holder.left is node else holder.left))
        return found or 1

    def _divisor(self, node: Value) -> int:
        """As `of`; 0 for a value that is always 0."""
        match node:
            case Literal():
                return abs(node.value)
            case ParameterValue():
                return self._parameters.get(node.parameter.name, 1)
            case Rounded():
                return node.step
            case Rescaled():
                return self._divisor(node.value) * int(10**node.digits)
            case VariableValue():
                formula = node.variable.formula
                return self._divisor(formula) if isinstance(formula, Value) else 1
            case Arithmetic(operator=Operator.MULTIPLY):
                return self._divisor(node.left) * self._divisor(node.right)
            case Arithmetic():
                return gcd(self._divisor(node.left), self._divisor(node.right))
            case Extreme():
                return reduce(gcd, map(self._divisor, node.values))
            case Choice():
                return gcd(self._divisor(node.then), self._divisor(node.otherwise))
            case Gathered(
                gathering=Gathering.SUM | Gathering.LARGEST | Gathering.SMALLEST, value=value
            ) if value is not None:
                return gcd(self._divisor(value), node.empty or 0)
        return 1
