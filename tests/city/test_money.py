"""Resident tax, allowances and fees of the synthetic city follow the law's formulas."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sakimawari.city import tax
from sakimawari.city.companies import company_number
from sakimawari.city.days import day_number, last_school_day, legal_age, reached
from sakimawari.city.parents import monthly_amount
from sakimawari.city.registers.care import share_of_cost
from sakimawari.city.registers.insurance import full_exemption_limit
from sakimawari.city.registers.rearing import partial_payment
from sakimawari.city.registers.schooling import nursery_fee


def one(value: float) -> np.ndarray:
    return np.array([value], np.int64)


def days(*of: date) -> np.ndarray:
    return np.array([day_number(day) for day in of], np.int32)


@pytest.mark.parametrize(
    ("salary", "year", "income"),
    [
        (1_000_000, 2025, 450_000),
        (1_000_000, 2026, 350_000),
        (650_000, 2026, 0),
        (650_001, 2026, 1),
        (1_900_000, 2026, 1_250_000),
        (3_000_000, 2025, 2_020_000),
        (3_000_000, 2026, 2_020_000),
        (9_000_000, 2026, 7_050_000),
    ],
)
def test_income_from_salary_after_its_deduction(salary: int, year: int, income: int) -> None:
    assert tax.salary_income(one(salary), year).tolist() == [income]


@pytest.mark.parametrize(
    ("pension", "is_65", "income"),
    [
        (1_100_000, True, 0),
        (1_100_001, True, 1),
        (1_100_000, False, 500_000),
        (600_000, False, 0),
        (3_300_000, True, 2_200_000),
        (4_000_000, True, 2_725_000),
    ],
)
def test_income_from_pensions_after_its_deduction(pension: int, is_65: bool, income: int) -> None:
    assert tax.pension_income(one(pension), np.array([is_65])).tolist() == [income]


@pytest.mark.parametrize(
    ("income", "dependants", "exempt"),
    [(450_000, 0, True), (450_001, 0, False), (1_010_000, 1, True), (1_010_001, 1, False)],
)
def test_who_is_not_taxed_at_all_by_the_limit_of_the_city(
    income: int, dependants: int, exempt: bool
) -> None:
    nobody = np.array([False])
    assert tax.is_exempt(one(income), one(dependants), nobody, nobody).tolist() == [exempt]


def test_the_disabled_are_not_taxed_up_to_1_350_000_and_a_yen_more_is() -> None:
    protected, nobody = np.array([True]), np.array([False])
    assert tax.is_exempt(one(1_350_000), one(0), protected, nobody).tolist() == [True]
    assert tax.is_exempt(one(1_350_001), one(0), protected, nobody).tolist() == [False]


def test_a_single_earner_of_three_million_yen_pays_city_tax_at_eight_per_cent() -> None:
    # 202万 − 社会保険料45万 − 基礎控除43万 = 114万; ×8% = 91,200; 調整控除 5万×4% = 2,000
    assert tax.city_income_tax(one(1_140_000), one(50_000)).tolist() == [89_200]


def test_city_tax_is_cut_to_hundreds_and_never_negative() -> None:
    assert tax.city_income_tax(one(1_000), one(50_000)).tolist() == [0]
    assert tax.city_income_tax(one(501_000), one(50_000)).tolist() == [38_000]


@pytest.mark.parametrize(
    ("born", "place", "yen"),
    [
        (date(2023, 11, 1), 1, 15_000),  # three is reached on 31 October
        (date(2023, 10, 1), 1, 10_000),  # three was reached on 30 September
        (date(2023, 10, 2), 1, 15_000),
        (date(2015, 4, 1), 2, 10_000),
        (date(2015, 4, 1), 3, 30_000),
        (date(2025, 4, 1), 3, 30_000),
    ],
)
def test_child_allowance_by_age_and_place(born: date, place: int, yen: int) -> None:
    assert monthly_amount(days(born), one(place), day_number(date(2026, 10, 1))).tolist() == [yen]


@pytest.mark.parametrize(
    ("income", "yen"),
    [(1_069_999, 48_050), (1_070_001, 48_040), (1_220_000, 44_080), (2_459_999, 11_340)],
)
def test_child_rearing_allowance_with_one_dependant_in_fiscal_2026(income: int, yen: int) -> None:
    amount = partial_payment(one(income), one(1_070_000), 48_050, 0.0264029)
    assert amount.tolist() == [yen]


@pytest.mark.parametrize(
    ("total", "means", "seniors", "tenths"),
    [
        (1_600_000, 2_800_000, 1, 2),
        (1_600_000, 2_799_999, 1, 1),
        (1_600_000, 3_459_999, 2, 1),
        (1_600_000, 3_460_000, 2, 2),
        (2_200_000, 3_400_000, 1, 3),
    ],
)
def test_share_of_the_cost_of_care(total: int, means: int, seniors: int, tenths: int) -> None:
    assert share_of_cost(one(total), one(means), one(seniors)).tolist() == [tenths]


@pytest.mark.parametrize(
    ("at_6", "taxed", "short", "yen"),
    [
        (0, False, False, 0),
        (0, True, False, 12_000),
        (1, True, False, 14_100),
        (48_599, True, True, 13_900),
        (48_600, True, False, 17_100),
        (397_000, True, False, 63_300),
    ],
)
def test_nursery_fees_by_the_tiers_of_the_city(
    at_6: int, taxed: bool, short: bool, yen: int
) -> None:
    fee = nursery_fee(one(at_6), np.array([taxed]), np.array([short]))
    assert fee.tolist() == [yen]


def test_the_limit_of_full_pension_exemption() -> None:
    assert full_exemption_limit(np.array([0, 1])).tolist() == [670_000, 1_020_000]


def test_an_age_is_reached_on_the_day_before_the_birthday() -> None:
    born = days(date(2008, 4, 1), date(2008, 4, 2), date(2008, 2, 29))
    assert (
        reached(born, 18).tolist()
        == days(date(2026, 3, 31), date(2026, 4, 1), date(2026, 2, 28)).tolist()
    )
    assert legal_age(born, day_number(date(2026, 3, 31))).tolist() == [18, 17, 18]
    assert legal_age(born, day_number(date(2026, 2, 27))).tolist() == [17, 17, 17]


def test_a_child_born_on_2_april_stays_a_pupil_a_year_longer_than_one_of_1_april() -> None:
    born = days(date(2008, 4, 1), date(2008, 4, 2))
    assert last_school_day(born, 18).tolist() == days(date(2026, 3, 31), date(2027, 3, 31)).tolist()


def test_company_numbers_carry_the_check_digit_of_the_ordinance() -> None:
    numbers = [company_number(serial) for serial in range(200)]
    assert {number[1:7] for number in numbers} == {"999801"}
    assert all(9 - _weighted(number[1:]) % 9 == int(number[0]) for number in numbers)
    assert 9 - _weighted("000020182079") % 9 == 4  # 鯖江市 is 4000020182079


def _weighted(twelve: str) -> int:
    return sum(int(digit) * (1 + place % 2) for place, digit in enumerate(twelve, 1))
