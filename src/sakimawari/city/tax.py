"""個人住民税 of one fiscal year from last year's income: the formulas of the law, column-wise.

Law: 地方税法第24条の5・第32条〜第37条・第294条〜第314条の7, 所得税法第28条・第35条. Designated cities levy
市民税 at 8 per cent. From fiscal 2026 (income of 2025) the deduction for employment income is at
least 650,000 yen and a dependant may earn 580,000 yen of income; before, 550,000 and 480,000.

Left out, for a synthetic city: 特定親族特別控除, losses carried forward and income taxed apart. All
amounts are yen.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sakimawari.city.days import Ints

Bools = npt.NDArray[np.bool_]

CITY_RATE_PERCENT = 8  # 地方税法第314条の3, designated cities
FLAT_TAX = 3_000  # 均等割, 地方税法第310条
BASIC = 430_000
_PER_HEAD, _BASE, _WITH_FAMILY_FLAT, _WITH_FAMILY_RATE = 350_000, 100_000, 210_000, 320_000
_PROTECTED_LIMIT = 1_350_000  # 地方税法第295条第1項第2号: 障害者, 未成年者, 寡婦, ひとり親


def dependant_limit(fiscal_year: int) -> int:
    """合計所得金額 up to which somebody is a dependant."""
    return 580_000 if fiscal_year >= 2026 else 480_000


def working_student_limit(fiscal_year: int) -> int:
    """合計所得金額 up to which a student has 勤労学生控除 (地方税法第292条第1項第13号)."""
    return 850_000 if fiscal_year >= 2026 else 750_000


def salary_income(salary: Ints, fiscal_year: int) -> Ints:
    """給与所得: employment income after 給与所得控除 (steps of 4,000 yen are not modelled)."""
    least = 650_000 if fiscal_year >= 2026 else 550_000
    deduction = np.select(
        [salary <= 1_800_000, salary <= 3_600_000, salary <= 6_600_000, salary <= 8_500_000],
        [
            salary * 4 // 10 - 100_000,
            salary * 3 // 10 + 80_000,
            salary * 2 // 10 + 440_000,
            salary // 10 + 1_100_000,
        ],
        1_950_000,
    )
    result: Ints = np.maximum(0, salary - np.maximum(deduction, least))
    return result


def pension_income(pension: Ints, is_65: Bools) -> Ints:
    """公的年金等に係る雑所得, other income not above ten million yen."""
    least = np.where(is_65, 1_100_000, 600_000)
    deduction = np.select(
        [pension <= 4_100_000, pension <= 7_700_000, pension <= 10_000_000],
        [
            np.maximum(pension // 4 + 275_000, least),
            pension * 15 // 100 + 685_000,
            pension * 5 // 100 + 1_455_000,
        ],
        1_955_000,
    )
    result: Ints = np.maximum(0, pension - deduction)
    return result


def adjustment(
    salary: Ints, salary_part: Ints, pension_part: Ints, supports_young_or_disabled: Bools
) -> Ints:
    """所得金額調整控除 (租税特別措置法第41条の3の11): taken from employment income."""
    high = (np.minimum(salary, 10_000_000) - 8_500_000) // 10
    both = np.minimum(salary_part, 100_000) + np.minimum(pension_part, 100_000) - 100_000
    result: Ints = np.where(supports_young_or_disabled, np.maximum(0, high), 0) + np.maximum(
        0, both
    )
    return result


def is_exempt(income: Ints, dependants: Ints, protected: Bools, on_welfare: Bools) -> Bools:
    """非課税 (均等割も): 生活保護, the protected up to 1.35 million yen, or the city's limit (1級地)."""
    limit = _PER_HEAD * (1 + dependants) + _BASE + np.where(dependants > 0, _WITH_FAMILY_FLAT, 0)
    return on_welfare | (protected & (income <= _PROTECTED_LIMIT)) | (income <= limit)


def pays_income_part(income: Ints, dependants: Ints) -> Bools:
    """Whether 総所得金額等 is above the limit of 所得割 (地方税法附則第3条の3)."""
    limit = _PER_HEAD * (1 + dependants) + _BASE + np.where(dependants > 0, _WITH_FAMILY_RATE, 0)
    return income > limit


def basic_deduction(income: Ints) -> Ints:
    """基礎控除 (地方税法第314条の2第2項)."""
    return np.select(
        [income <= 24_000_000, income <= 24_500_000, income <= 25_000_000],
        [np.int64(BASIC), np.int64(290_000), np.int64(150_000)],
        0,
    )


def adjustment_credit(taxable: Ints, personal_gap: Ints) -> Ints:
    """調整控除 of 市民税 (地方税法第314条の6, designated cities 4 per cent), yen.

    `personal_gap` is the sum of the differences between the personal deductions of income tax and
    of resident tax.
    """
    low = np.minimum(personal_gap, taxable)
    high = np.maximum(personal_gap - (taxable - 2_000_000), 50_000)
    credit = np.where(taxable <= 2_000_000, low, high) * 4 // 100
    result: Ints = np.where(taxable > 0, credit, 0)
    return result


def city_income_tax(taxable: Ints, personal_gap: Ints) -> Ints:
    """市民税所得割 after 調整控除, in hundreds of yen; `personal_gap` as for the credit."""
    tax = taxable * CITY_RATE_PERCENT // 100 - adjustment_credit(taxable, personal_gap)
    result: Ints = np.maximum(0, tax) // 100 * 100
    return result
