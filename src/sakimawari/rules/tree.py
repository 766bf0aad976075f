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

# ---------------------------------------------------------------- types


class Kind(Enum):
    """What a value is. TRUTH is three-valued; all others are intervals of integers."""

    NUMBER = "number"
    DATE = "date"
    CATEGORY = "category"
    TRUTH = "truth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """Kind, unit and scale of a value; for categories the labels in their declared order.

    `unit` is one of 円, 歳, 月, 日, 年, 人, 級, 回, % … or None for a bare number. `scale` counts the
    decimal digits held in the integer.
    """

    kind: Kind
    unit: str | None = None
    scale: int = 0
    labels: tuple[str, ...] = ()


TRUTH = Type(kind=Kind.TRUTH)
DATE = Type(kind=Kind.DATE)


class Shape(Enum):
    """How a fact is held over time.

    PLAIN    one value (生年月日)
    YEARLY   one value per fiscal year (所得割額[2026])
    SPANS    values with first and last day of validity (要介護度)
    """

    PLAIN = "plain"
    YEARLY = "yearly"
    SPANS = "spans"


class Holder(Enum):
    """Whose fact, variable or service it is."""

    PERSON = "person"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact as a pack declares it and a register delivers it.

    `low` and `high` bound the value when it is missing. `absent` is the value meant when the
    register holds no entry on that day (closed register: no certificate on file means なし);
    None means that absence is unknown.
    """

    name: str
    type: Type
    shape: Shape = Shape.PLAIN
    holder: Holder = Holder.PERSON
    low: int = 0
    high: int = 100_000_000_000
    absent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A named formula of a pack, computed once for each holder (person or household)."""

    name: str
    type: Type
    holder: Holder
    formula: Value | Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A dated figure of the law as the tree refers to it; its values are resolved per date."""

    name: str
    type: Type


# ---------------------------------------------------------------- scopes


class Group(Enum):
    """The people a quantified form runs over, relative to the person in focus.

    UNIT      世帯: everyone evaluated together, people linked from elsewhere included
    RESIDENTS 同居: those registered in this household
    CHILDREN  子: those whose main guardian (主たる保護者) is the person in focus
    GUARDIANS 保護者: the main guardian and that person's spouse
    SIBLINGS  きょうだい: others with the same main guardian
    SPOUSE    配偶者
    """

    UNIT = "世帯"
    RESIDENTS = "同居"
    CHILDREN = "子"
    GUARDIANS = "保護者"
    SIBLINGS = "きょうだい"
    SPOUSE = "配偶者"


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


class Calendar(Enum):
    """Functions of dates. `on` is the reading date; b a birth date, d a date, n a number.

    LEGAL_AGE       年齢(b): legal age on `on`, reached on the day before the birthday
                    (年齢計算ニ関スル法律, 民法143条); born on 2/29: reached on 2/28
    BIRTHDAY_AGE    暦年齢(b): age counted by birthdays on `on`; born on 2/29: 3/1 in common years
    SCHOOL_YEAR_AGE 年度末年齢(b): legal age on the 31 March that ends the fiscal year of `on`
    SCHOOL_YEAR_START_AGE 年度初年齢(b): birthday age on the 1 April that began the fiscal year of
                    `on`, that is the class age of nurseries (4/1 現在)
    MONTHS_OLD      月齢(b): whole months between b and `on`
    MONTHS_SINCE    経過月数(d): calendar months from the month of d to the month of `on`
    DAYS_SINCE      経過日数(d): days from d to `on`, negative before d
    FISCAL_YEAR     年度(d): fiscal year (April to March) of d
    MONTH           月(d) · YEAR 年(d)
    DAY_OF_AGE      到達日(b, n): the day on which legal age n is reached (day before the birthday)
    BIRTHDAY        誕生日(b, n): the n-th birthday (2/29 → 3/1 in common years)
    PLUS_DAYS       日後(d, n) · PLUS_MONTHS 月後(d, n) (day clipped to the month's end)
    PLUS_YEARS      年後(d, n) (2/29 → 2/28)
    MONTH_START     月初(d) · MONTH_END 月末(d) · FISCAL_START 年度初(d) · FISCAL_END 年度末(d)

    Every one is monotone in its first argument, so its interval is found from both ends.
    MONTH is not: for an unknown date it is 1 to 12 unless both ends fall in the same month.
    """

    LEGAL_AGE = "年齢"
    BIRTHDAY_AGE = "暦年齢"
    SCHOOL_YEAR_AGE = "年度末年齢"
    SCHOOL_YEAR_START_AGE = "年度初年齢"
    MONTHS_OLD = "月齢"
    MONTHS_SINCE = "経過月数"
    DAYS_SINCE = "経過日数"
    FISCAL_YEAR = "年度"
    MONTH = "月"
    YEAR = "年"
    DAY_OF_AGE = "到達日"
    BIRTHDAY = "誕生日"
    PLUS_DAYS = "日後"
    PLUS_MONTHS = "月後"
    PLUS_YEARS = "年後"
    MONTH_START = "月初"
    MONTH_END = "月末"
    FISCAL_START = "年度初"
    FISCAL_END = "年度末"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """One column of a decision table: its name, type, and whether cells are bounds or sets."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable:
    """A decision table as the tree refers to it; rows are resolved per date like parameters.

    The first row (from the top) whose cells all hold gives the result. A row that only may hold
    adds its outcome to the range and reading goes on below it. If no row surely holds, the result
    is the full range of the declared bounds.
    """

    name: str
    inputs: tuple[TableColumn, ...]
    outputs: tuple[TableColumn, ...]


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
    """What a service gives: an amount with its unit (円/月, 円/年, 円/回, 割 …) or a class."""

    value: Value
    unit: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRule:
    """The part of a service that the readings evaluate.

    status   yes if every clause holds (and no exception does), no if one surely fails, else
             unknown
    amount   read only where the status is not no; `tier` likewise (a category)
    deadline the last day to act, for the subject
    """

    service: str  # slug
    holder: Holder
    clauses: tuple[Clause, ...]
    amount: Award | None = None
    tier: Award | None = None
    deadline: Value | None = None
