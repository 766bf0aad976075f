"""What can be said of a formula before any value is known."""

from __future__ import annotations

from typing import assert_never

from sakimawari.rules.kernel.identity import Identity
from sakimawari.rules.moments import FALLING
from sakimawari.rules.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    AsNumber,
    CalendarValue,
    Choice,
    Compared,
    EveryMember,
    Extreme,
    FactTruth,
    FactValue,
    Gathered,
    Gathering,
    Group,
    Holder,
    Literal,
    Not,
    OneOf,
    ParameterValue,
    ReadingDate,
    Related,
    Relation,
    Rescaled,
    Rounded,
    SomeMember,
    TableValue,
    TruthChoice,
    TruthLiteral,
    VariableTruth,
    VariableValue,
    YearlyFactTruth,
    YearlyFactValue,
)
from sakimawari.rules.walk import Node, parts_of

WHOLE_UNIT = (Group.UNIT, Group.RESIDENTS)
Quantified = Gathered | SomeMember | EveryMember
COSTLY = 12  # weight from which a part is worth a branch that may skip it


class Structure:
    """Depths, constancy and weight of formulas, each found once."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._depths: dict[int, frozenset[int]] = {}
        self._constant: dict[int, bool] = {}
        self._weights: dict[int, int] = {}
        self._moving: dict[int, bool] = {}

    def depths(self, node: Node) -> frozenset[int]:
        """The people (by depth) a formula looks at, apart from members it binds itself."""
        number = self._identity.of(node)
        if number not in self._depths:
            inner = frozenset[int]().union(*(self.depths(part) for part in parts_of(node)))
            self._depths[number] = _own_depths(node) | _released(node, inner)
        return self._depths[number]

    def is_constant(self, node: Node) -> bool:
        """Whether a formula has one value for everyone on a reading date."""
        number = self._identity.of(node)
        if number not in self._constant:
            self._constant[number] = _may_be_constant(node) and all(
                self.is_constant(part) for part in _with_formula(node)
            )
        return self._constant[number]

    def moves(self, node: Node) -> bool:
        """Whether a formula reads the reading date itself, not only figures in force on it."""
        number = self._identity.of(node)
        if number not in self._moving:
            own = isinstance(node, ReadingDate)
            own |= isinstance(node, CalendarValue) and node.function in FALLING
            self._moving[number] = own or any(self.moves(part) for part in _with_formula(node))
        return self._moving[number]

    def is_shared(self, node: Node) -> bool:
        """Whether a quantified form has one value for the whole unit, whoever looks at it."""
        return isinstance(node, Quantified) and node.group in WHOLE_UNIT and not self.depths(node)

    def weight(self, node: Node) -> int:
        """About how many steps computing a formula takes; variables weigh as one look-up."""
        number = self._identity.of(node)
        if number not in self._weights:
            self._weights[number] = 1
            if not self.is_constant(node):
                inner = sum(self.weight(part) for part in parts_of(node))
                self._weights[number] = inner + _own_weight(node)
        return self._weights[number]


def _own_depths(node: Node) -> frozenset[int]:
    """Depths a node itself looks at."""
    match node:
        case FactValue() | FactTruth() | YearlyFactValue() | YearlyFactTruth():
            return _if_person(node.fact.holder, node.depth)
        case VariableValue() | VariableTruth():
            return _if_person(node.variable.holder, node.depth)
        case Gathered():
            seen = node.group not in WHOLE_UNIT or node.gathering is Gathering.RANK
            return frozenset({node.depth} if seen else ())
        case SomeMember() | EveryMember():
            return frozenset(() if node.group in WHOLE_UNIT else {node.depth})
        case Related():
            return frozenset({node.depth, node.other})
        case _:
            return frozenset()


def _if_person(holder: Holder, depth: int) -> frozenset[int]:
    return frozenset({depth} if holder is Holder.PERSON else ())


def _released(node: Node, inner: frozenset[int]) -> frozenset[int]:
    """Depths of the parts without the member the node binds."""
    return inner - {node.depth + 1} if isinstance(node, Quantified) else inner


def _with_formula(node: Node) -> tuple[Node, ...]:
    if isinstance(node, VariableValue | VariableTruth):
        return (node.variable.formula,)
    return parts_of(node)


def _may_be_constant(node: Node) -> bool:
    match node:
        case FactValue() | FactTruth() | YearlyFactValue() | YearlyFactTruth():
            return False
        case Gathered() | SomeMember() | EveryMember() | Related() | TableValue():
            return False
        case Literal() | ParameterValue() | ReadingDate() | TruthLiteral():
            return True
        case VariableValue() | VariableTruth():
            return True
        case Arithmetic() | Rescaled() | Rounded() | Extreme() | Choice() | CalendarValue():
            return True
        case AsNumber() | Compared() | OneOf() | Not() | AllOf() | AnyOf() | TruthChoice():
            return True
        case _:
            assert_never(node)


def _own_weight(node: Node) -> int:
    match node:
        case Gathered() | SomeMember() | EveryMember() | TableValue():
            return COSTLY
        case YearlyFactValue() | YearlyFactTruth() | CalendarValue():
            return COSTLY // 2
        case Rounded():
            return COSTLY // 3
        case FactValue() | FactTruth() | VariableValue() | VariableTruth():
            return 3
        case Related() if node.relation is not Relation.SELF:
            return 3
        case _:
            return 1
