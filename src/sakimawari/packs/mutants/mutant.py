"""A mutant: one small change of the rules or figures of a pack, where it stands and in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sakimawari.problems import Place
from sakimawari.rules.figures import DatedParameter, DatedTable
from sakimawari.rules.walk import Node


class Kind(Enum):
    """What was changed; the value is the word for it."""

    COMPARISON = "comparison"
    LOGIC = "and / or"
    OPERAND = "operand dropped"
    NEGATION = "negation"
    CLAUSE = "clause dropped"
    CHOICE = "branches swapped"
    ARITHMETIC = "plus / minus"
    EXTREME = "largest / smallest"
    ROUNDING = "rounding"
    LITERAL = "figure in a rule"
    LABEL = "label in a list"
    GROUP = "form over people"
    PARAMETER = "parameter value"
    IN_FORCE = "parameter in force from"
    OUTPUT = "table output"
    BOUND = "table bound"
    ROW = "table row dropped"


DROPPED = "—"
OF_PARAMETERS = frozenset({Kind.PARAMETER, Kind.IN_FORCE})


@dataclass(frozen=True, slots=True)
class NodeChange:
    """One node of a rule or variable in place of another."""

    node: Node
    by: Node


@dataclass(frozen=True, slots=True)
class ParameterChange:
    """A parameter with one of its values, or the first day of one, changed."""

    dated: DatedParameter


@dataclass(frozen=True, slots=True)
class TableChange:
    """A table with one cell or row of one version changed."""

    dated: DatedTable


Change = NodeChange | ParameterChange | TableChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One change. `part` says where in the file (a clause, a variable, a row), `was` and `becomes`
    what is changed in words, the expressions likewise in the language of rules.
    """

    kind: Kind
    pack: str
    place: Place
    part: str
    was: str
    becomes: str
    change: Change
    expression: tuple[str, str] | None = None

    def __str__(self) -> str:
        told = f"{self.place}: {self.part}: {self.kind.value}: 「{self.was}」→「{self.becomes}」"
        if self.expression is None:
            return told
        return f"{told}\n    {self.expression[0]}  →  {self.expression[1]}"

    def as_json(self) -> dict[str, object]:
        """The mutant for a program."""
        return {
            "pack": self.pack,
            "where": str(self.place),
            "part": self.part,
            "kind": self.kind.value,
            "was": self.was,
            "becomes": self.becomes,
            "expression": list(self.expression or ()),
        }
