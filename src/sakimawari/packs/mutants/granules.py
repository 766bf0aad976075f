"""In which steps a value moves: a sum of amounts each cut to 100 yen is a multiple of 100."""

from __future__ import annotations

from functools import reduce
from math import gcd

from sakimawari.rules.tree import (
    Arithmetic,
    Choice,
    Extreme,
    Gathered,
    Gathering,
    Kind,
    Literal,
    Operator,
    Rescaled,
    Rounded,
    Value,
    VariableValue,
)


def granule(node: Value) -> int:
    """The largest number of which every known value is surely a multiple; at least 1."""
    return (_divisor(node) if node.type.kind is Kind.NUMBER else 1) or 1


def _divisor(node: Value | object) -> int:
    """As `granule`; 0 for a value that is always 0."""
    match node:
        case Literal():
            return abs(node.value)
        case Rounded():
            return node.step
        case Rescaled():
            return _divisor(node.value) * int(10**node.digits)
        case VariableValue():
            return _divisor(node.variable.formula)
        case Arithmetic(operator=Operator.MULTIPLY):
            return _divisor(node.left) * _divisor(node.right)
        case Arithmetic():
            return gcd(_divisor(node.left), _divisor(node.right))
        case Extreme():
            return reduce(gcd, map(_divisor, node.values))
        case Choice():
            return gcd(_divisor(node.then), _divisor(node.otherwise))
        case Gathered(
            gathering=Gathering.SUM | Gathering.LARGEST | Gathering.SMALLEST, value=value
        ) if value is not None:
            return gcd(_divisor(value), node.empty or 0)
    return 1
