"""A small vocabulary with a fact of every kind, shape and holder, for the property tests."""

from __future__ import annotations

from datetime import date

from sakimawari.rules.figures import days
from sakimawari.rules.tree import (
    DATE,
    TRUTH,
    Calendar,
    DecisionTable,
    Fact,
    Holder,
    Kind,
    Parameter,
    Shape,
    TableColumn,
    Type,
)

NUMBER = Type(kind=Kind.NUMBER)
TENTHS = Type(kind=Kind.NUMBER, scale=1)
GRADE = Type(kind=Kind.CATEGORY, labels=("なし", "軽度", "中度", "重度"))

FACTS: tuple[Fact, ...] = (
    Fact(name="所得", type=NUMBER, low=-20, high=50),
    Fact(name="回数", type=NUMBER, low=0, high=9, absent=0),
    Fact(name="税額", type=NUMBER, shape=Shape.YEARLY, low=0, high=40),
    Fact(name="給付", type=NUMBER, shape=Shape.YEARLY, low=0, high=7, absent=3),
    Fact(name="率", type=TENTHS, shape=Shape.SPANS, low=-15, high=30),
    Fact(name="生年月日", type=DATE),
    Fact(
        name="転入日",
        type=DATE,
        shape=Shape.SPANS,
        low=days(date(1990, 1, 1)),
        high=days(date(2030, 12, 31)),
        absent=days(date(2000, 1, 1)),
    ),
    Fact(name="等級", type=GRADE),
    Fact(name="介護度", type=GRADE, shape=Shape.SPANS, absent=0),
    Fact(name="区分歴", type=GRADE, shape=Shape.YEARLY),
    Fact(name="学生", type=TRUTH),
    Fact(name="手帳", type=TRUTH, shape=Shape.SPANS, absent=0),
    Fact(name="課税", type=TRUTH, shape=Shape.YEARLY),
    Fact(name="家賃", type=NUMBER, holder=Holder.HOUSEHOLD, low=0, high=30),
    Fact(name="持家", type=TRUTH, holder=Holder.HOUSEHOLD),
    Fact(name="世帯税額", type=NUMBER, shape=Shape.YEARLY, holder=Holder.HOUSEHOLD, high=60),
    Fact(name="世帯区分", type=GRADE, shape=Shape.SPANS, holder=Holder.HOUSEHOLD, absent=1),
)
PARAMETERS: tuple[Parameter, ...] = (
    Parameter(name="限度額", type=NUMBER),
    Parameter(name="係数", type=TENTHS),
    Parameter(name="施行日", type=DATE),
    Parameter(name="下限等級", type=GRADE),
)
TABLES: tuple[DecisionTable, ...] = (
    DecisionTable(
        name="階層",
        inputs=(TableColumn(name="額", type=NUMBER), TableColumn(name="級", type=GRADE)),
        outputs=(TableColumn(name="料", type=NUMBER), TableColumn(name="層", type=GRADE)),
    ),
    DecisionTable(
        name="割合",
        inputs=(TableColumn(name="該当", type=NUMBER), TableColumn(name="率", type=TENTHS)),
        outputs=(TableColumn(name="割", type=TENTHS),),
    ),
)
ON = (date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 1), date(2028, 2, 29), date(2026, 7, 1))
BIRTHS = (
    date(1956, 2, 29),
    date(1961, 4, 1),
    date(1961, 4, 2),
    date(1990, 12, 31),
    date(2000, 2, 29),
    date(2008, 3, 31),
    date(2008, 4, 1),
    date(2008, 4, 2),
    date(2020, 2, 29),
    date(2024, 1, 31),
    date(2026, 3, 1),
)
YEARS = (2023, 2024, 2025, 2026)

GIVING_DATES = (
    Calendar.DAY_OF_AGE,
    Calendar.BIRTHDAY,
    Calendar.PLUS_DAYS,
    Calendar.PLUS_MONTHS,
    Calendar.PLUS_YEARS,
    Calendar.MONTH_START,
    Calendar.MONTH_END,
    Calendar.FISCAL_START,
    Calendar.FISCAL_END,
)
