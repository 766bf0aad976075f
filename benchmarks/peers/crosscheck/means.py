"""Drawn income and tax of everybody: often at a limit, a yen over or under it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from peers.crosscheck.drawn import Adding, Drawn, Household, Raw, age_on

EARNS_FROM = 15
FREE_OF_TAX, FREE_OF_THE_RATE = 450_000, 1_000_000  # about: a drawn class need only be consistent
WAGE_DEDUCTION = 650_000
DEDUCTED = (0, 80_000, 100_000, 180_000, 450_000)  # what a law takes off before it looks at a limit
KINDS, KIND_WEIGHTS = ("nothing", "wages", "pension", "other"), (3, 7, 2, 2)


def means(limits: Sequence[int]) -> Adding:
    """Incomes of which a third lie at these limits, with what is taken off put on again."""

    def add(chance: Random, household: Household, on: date) -> None:
        for person in household:
            earns = person.grown or (age_on(person, on) >= EARNS_FROM and chance.random() < 0.25)
            _income(chance, person.facts, limits, earns=earns)
            _deductions(chance, person.facts, _income_of(person), alone=person.spouse is None)
        _dependants(household, on)

    return add


def _income(chance: Random, facts: dict[str, Raw], limits: Sequence[int], *, earns: bool) -> None:
    kind = chance.choices(KINDS, KIND_WEIGHTS)[0] if earns else "nothing"
    income = 0
    if kind != "nothing" and limits and chance.random() < 1 / 3:
        income = max(chance.choice(limits) + chance.choice(DEDUCTED) + chance.randint(-1, 1), 1)
    elif kind != "nothing":
        income = chance.choice((chance.randint(1, 400), chance.randint(1, 9_000))) * 1_000
    wages = income + WAGE_DEDUCTION if kind == "wages" else 0
    facts |= {
        "総所得金額等": income,
        "合計所得金額": income,
        "その他の合計所得金額": 0 if kind == "pension" else income,
        "給与収入": wages,
        "公的年金等収入": income + 1_100_000 if kind == "pension" else 0,
        "非課税年金収入": chance.choice((0,) * 9 + (850_000, 1_900_000)),
        "課税区分": (
            "非課税"
            if income <= FREE_OF_TAX
            else "均等割のみ"
            if income <= FREE_OF_THE_RATE
            else "所得割課税"
        ),
        "市民税所得割額": max(income - FREE_OF_THE_RATE, 0) * 8 // 100 // 100 * 100,
        "課税標準額": max(income - FREE_OF_THE_RATE, 0) // 1_000 * 1_000,
        "調整控除額": 2_500 if income > FREE_OF_THE_RATE else 0,
    }


def _deductions(chance: Random, facts: dict[str, Raw], income: int, *, alone: bool) -> None:
    def rarely(share: float) -> bool:
        return chance.random() < share

    disabled, severely = rarely(0.08), rarely(0.05)
    facts |= {
        "障害者控除": disabled,
        "障害者控除対象者数": int(disabled),
        "特別障害者控除": severely,
        "特別障害者控除対象者数": int(severely),
        "ひとり親控除": alone and rarely(0.3),
        "勤労学生控除": rarely(0.02),
        "医療費控除等": chance.randint(1, 500) * 1_000 if rarely(0.1) else 0,
        "社会保険料控除": income // 7,
    }
    facts["寡婦控除"] = alone and not facts["ひとり親控除"] and rarely(0.1)


def _dependants(household: Household, on: date) -> None:
    """Everybody without an income of their own depends on the one who has most."""
    top = max(household, key=_income_of)
    for person in household:
        supported = [
            age_on(other, on)
            for other in household
            if person is top and other is not top and _income_of(other) <= FREE_OF_TAX
        ]
        person.facts |= {
            "扶養親族数": len(supported),
            "老人扶養親族数": sum(age >= 70 for age in supported),
            "特定扶養親族数": sum(19 <= age < 23 for age in supported),
            "控除対象扶養親族16から18歳数": sum(16 <= age < 19 for age in supported),
        }


def _income_of(person: Drawn) -> int:
    """The income drawn for somebody."""
    income = person.facts["総所得金額等"]
    assert isinstance(income, int)
    return income
