"""What a pack declares and rules speak of: types, facts, figures, tables, groups, dates.

These are the leaves of the tree (`tree.py`, which offers them again under the same names): they
hold no expression and refer to nothing but one another.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    """Whose fact, variable or service it is.

    A company is read like a household: a unit of its own, in a population of companies, in which no
    people stand.
    """

    PERSON = "person"
    HOUSEHOLD = "household"
    COMPANY = "company"

    @property
    def prefix(self) -> str:
        """What stands in rules before the names of its facts and variables: 世帯. or 企業."""
        return {Holder.PERSON: "", Holder.HOUSEHOLD: "世帯.", Holder.COMPANY: "企業."}[self]


# ---------------------------------------------------------------- what a pack declares


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
class Parameter:
    """A dated figure of the law as the tree refers to it; its values are resolved per date."""

    name: str
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


# ---------------------------------------------------------------- between services


class Aspect(Enum):
    """What of a service's result is read by another rule.

    ENTITLED   該当: whether the service is due, its interactions with others included
    CONDITIONS 要件: the same without what the recipient chooses between services
    AMOUNT     支給額: what it gives, 0 where it is not due
    CLASS      区分: the class it gives
    """

    ENTITLED = "該当"
    CONDITIONS = "要件"
    AMOUNT = "支給額"
    CLASS = "区分"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedClause:
    """A clause of another service as a proof names it; `plain` and `english` as in `Clause`."""

    text: str
    article: str
    excludes: bool = False
    plain: str | None = None
    english: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The service whose result a variable is; `clauses` are the parts of its formula, in order.

    `unit` is that of an amount with its period (円/月), empty for all else.
    """

    service: str  # slug
    name: str
    aspect: Aspect
    clauses: tuple[NamedClause, ...] = ()
    unit: str = ""

    @property
    def title(self) -> str:
        """The result as a noun: 児童扶養手当, 児童扶養手当の額."""
        match self.aspect:
            case Aspect.ENTITLED:
                return self.name
            case Aspect.CONDITIONS:
                return f"{self.name}の要件"
            case Aspect.AMOUNT:
                return f"{self.name}の額"
            case Aspect.CLASS:
                return f"{self.name}の区分"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """Why an amount is less than its own formula gives: another service's amount, or a ceiling."""

    id: str
    text: str
    article: str
    plain: str | None = None  # やさしい日本語
    english: str | None = None


# ---------------------------------------------------------------- what every rule may use


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
