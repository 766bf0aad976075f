"""The typed tree of a rule: small frozen nodes, the one meaning all readings share.

Every numeric, date or category node denotes an *interval* [low, high] of 64-bit integers: a known
value has low == high, a missing fact has the bounds its declaration allows. Every truth node
denotes yes, no or unknown (Kleene). A decimal is an integer with a fixed scale (0.0264029 is
264029 at scale 7); a date is the number of days since 1970-01-01; a category is the position of
its label in the order declared. So unknown facts travel as ranges, and an amount that depends on
a missing fact comes out as "from … to …".

Readings match over `Value` and `Truth` and end in `assert_never`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from sakimawari.rules.terms import (
    DATE,
    TRUTH,
    Adjustment,
    Aspect,
    Calendar,
    DecisionTable,
    Fact,
    Group,
    Holder,
    Kind,
    NamedClause,
    Origin,
    Parameter,
    Shape,
    TableColumn,
    Type,
)

__all__ = [
    "DATE",
    "TRUTH",
    "Adjustment",
    "Aspect",
    "Calendar",
    "DecisionTable",
    "Fact",
    "Group",
    "Holder",
    "Kind",
    "NamedClause",
    "Origin",
    "Parameter",
    "Shape",
    "TableColumn",
    "Type",
]  # offered again: rules are written against `tree`


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A named formula, computed once for each holder (person or household).

    A pack names its own (`home` is the pack's id: two packs may use one name); or it is the result
    of a service, read by the rule of another (`origin`).
    """

    name: str
    type: Type
    holder: Holder
    formula: Value | Truth
    home: str = ""
    origin: Origin | None = None

    def __repr__(self) -> str:
        # Formulas share variables: with them written out, a rule has no end.
        return f"<Variable {self.home}:{self.holder.value}:{self.name}>"

    @property
    def key(self) -> tuple[Holder, str, str]:
        """What tells a variable from every other in one rule."""
        return self.holder, self.home, self.name


# A reference to a person inside an expression is a depth: 0 is the subject of the clause (本人) or
# the holder of the variable, 1 the member bound by the first quantifier around, 2 the next …


# ---------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class Literal:
    """A figure, date or category label written in the rule, already scaled or coded."""

    value: int
    type: Type


@dataclass(frozen=True, slots=True)
class FactValue:
    """The value of a plain fact, or of a fact with spans on the reading date."""

    fact: Fact
    depth: int

    @property
    def type(self) -> Type:
        return self.fact.type


@dataclass(frozen=True, slots=True)
class YearlyFactValue:
    """The value of a yearly fact for a fiscal year given by an expression."""

    fact: Fact
    year: Value
    depth: int

    @property
    def type(self) -> Type:
        return self.fact.type


@dataclass(frozen=True, slots=True)
class VariableValue:
    """The value of a variable for the person at `depth` (or for the household)."""

    variable: Variable
    depth: int

    @property
    def type(self) -> Type:
        return self.variable.type


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A parameter on the reading date; not in force or marked to be checked, it is unknown."""

    parameter: Parameter

    @property
    def type(self) -> Type:
        return self.parameter.type


@dataclass(frozen=True, slots=True)
class ReadingDate:
    """基準日: the date the rule is read at."""

    type: Type = DATE


class Operator(Enum):
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Sum, difference or product. Scales of sum and difference are equal (the parser aligns)."""

    operator: Operator
    left: Value
    right: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Rescaled:
    """The same number held with more decimal digits (value × 10^digits)."""

    value: Value
    digits: int
    type: Type


class Rounding(Enum):
    """切り捨て toward minus infinity, 切り上げ toward plus infinity, 四捨五入 half away from zero."""

    DOWN = "切り捨て"
    UP = "切り上げ"
    HALF_UP = "四捨五入"


@dataclass(frozen=True, slots=True)
class Rounded:
    """numerator / denominator rounded to a multiple of `step`; result at scale 0.

    Both parts keep their own scale; a denominator of None is 1. Where the denominator may be
    zero or negative the checker refuses the rule.
    """

    rounding: Rounding
    numerator: Value
    denominator: Value | None
    step: int
    type: Type


@dataclass(frozen=True, slots=True)
class Extreme:
    """最大(a, b, …) or 最小(a, b, …) of values given one by one."""

    largest: bool
    values: tuple[Value, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Choice:
    """`a if condition else b`; an unknown condition gives the range over both."""

    condition: Truth
    then: Value
    otherwise: Value
    type: Type


@dataclass(frozen=True, slots=True)
class CalendarValue:
    """A function of dates; see `Calendar`. `n` of the two-argument forms is a scale-0 number."""

    function: Calendar
    date: Value
    n: Value | None
    type: Type


class Gathering(Enum):
    COUNT = "人数"
    SUM = "合計"
    LARGEST = "最大"
    SMALLEST = "最小"
    RANK = "順位"


@dataclass(frozen=True, slots=True)
class Gathered:
    """人数, 合計, 最大, 最小 over a group, or 順位: the place of the person in focus within it.

    `where` filters the members (None: all). For LARGEST and SMALLEST `empty` is the value when no
    member qualifies. RANK counts from 1: one plus the members whose `value` is smaller than the
    value of the person in focus, ties broken by position in the unit; `value` is read for both.
    A member who only may belong widens the range: counts and sums take them in at the end that
    makes the range wider.
    `value` is None for COUNT. Inside `value` and `where` the member has depth `depth + 1`.
    """

    gathering: Gathering
    group: Group
    depth: int  # of the person in focus
    value: Value | None
    where: Truth | None
    empty: int | None
    type: Type


@dataclass(frozen=True, slots=True)
class TableValue:
    """表(名, 列=値, …).出力列: the outcome of a decision table; truth inputs are 0/1 values."""

    table: DecisionTable
    inputs: tuple[Value, ...]  # in the order of table.inputs; a truth is wrapped in `AsNumber`
    output: int  # index into table.outputs
    type: Type


@dataclass(frozen=True, slots=True)
class AsNumber:
    """A truth as the number 1 or 0 (unknown: 0 to 1), for table inputs."""

    truth: Truth
    type: Type = field(default_factory=lambda: Type(kind=Kind.NUMBER))


Value = (
    Literal
    | FactValue
    | YearlyFactValue
    | VariableValue
    | ParameterValue
    | ReadingDate
    | Arithmetic
    | Rescaled
    | Rounded
    | Extreme
    | Choice
    | CalendarValue
    | Gathered
    | TableValue
    | AsNumber
)

# ---------------------------------------------------------------- truths


@dataclass(frozen=True, slots=True)
class TruthLiteral:
    value: bool


@dataclass(frozen=True, slots=True)
class FactTruth:
    """A yes/no fact (plain, or with spans on the reading date)."""

    fact: Fact
    depth: int


@dataclass(frozen=True, slots=True)
class YearlyFactTruth:
    """A yes/no fact held per fiscal year."""

    fact: Fact
    year: Value
    depth: int


@dataclass(frozen=True, slots=True)
class VariableTruth:
    variable: Variable
    depth: int


class Comparison(Enum):
    LESS = "<"
    AT_MOST = "<="
    EQUAL = "=="
    NOT_EQUAL = "!="
    AT_LEAST = ">="
    MORE = ">"


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison of two values of one kind, unit and scale."""

    comparison: Comparison
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """`value in (…)` over literals."""

    value: Value
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Not:
    truth: Truth


@dataclass(frozen=True, slots=True)
class AllOf:
    truths: tuple[Truth, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    truths: tuple[Truth, ...]


@dataclass(frozen=True, slots=True)
class TruthChoice:
    condition: Truth
    then: Truth
    otherwise: Truth


@dataclass(frozen=True, slots=True)
class SomeMember:
    """誰か(条件): at least one member of the group satisfies the condition."""

    group: Group
    depth: int
    condition: Truth


@dataclass(frozen=True, slots=True)
class EveryMember:
    """全員(条件): every member of the group satisfies the condition (an empty group: yes)."""

    group: Group
    depth: int
    condition: Truth


class Relation(Enum):
    """本人である, 子である, 配偶者である, 世帯主である: of the member at `depth` to the one at `other`."""

    SELF = "本人である"
    CHILD = "子である"
    SPOUSE = "配偶者である"


@dataclass(frozen=True, slots=True)
class Related:
    """Whether the member at `depth` is the person at `other`, that person's child, or spouse."""

    relation: Relation
    depth: int
    other: int


Truth = (
    TruthLiteral
    | FactTruth
    | YearlyFactTruth
    | VariableTruth
    | Compared
    | OneOf
    | Not
    | AllOf
    | AnyOf
    | TruthChoice
    | SomeMember
    | EveryMember
    | Related
)

# ---------------------------------------------------------------- services


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One condition of a service in the order of the law.

    `excludes` marks an exception: where it holds, the service does not apply.
    """

    id: str
    text: str
    article: str
    truth: Truth
    excludes: bool = False
    plain: str | None = None  # やさしい日本語
    english: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What a service gives: an amount with its unit (円/月, 円/年, 円/回, 割 …) or a class.

    `adjustments` tell, in their order, what `value` takes away for the sake of other services.
    """

    value: Value
    unit: str
    article: str
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRule:
    """The part of a service that the readings evaluate.

    status   yes if every clause holds (and no exception does), no if one surely fails, else
             unknown
    amount   read only where the status is not no; `tier` likewise (a category)
    deadline the last day to act, for the subject
    notes    what the subject should also know (another service is used first); they decide
             nothing, and only the reading of one case looks at them
    """

    service: str  # slug
    holder: Holder
    clauses: tuple[Clause, ...]
    amount: Award | None = None
    tier: Award | None = None
    deadline: Value | None = None
    notes: tuple[Clause, ...] = ()
