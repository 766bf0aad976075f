"""児童扶養手当 and 特別児童扶養手当: allowances with an income test."""

from __future__ import annotations

import numpy as np

from sakimawari.city.assembly import Bools, Floats, Tier
from sakimawari.city.assess import Assessment
from sakimawari.city.days import (
    NO_DAY,
    Days,
    Ints,
    day_of,
    end_of_month,
    first_of_month,
    month_index,
)
from sakimawari.city.formats import Style, dates, flags, labels, numbers
from sakimawari.city.living import Living
from sakimawari.city.matching import Rows
from sakimawari.city.parents import Upbringing
from sakimawari.city.part import Part, Sheets, Table, chance, month_after

LONE_PARENTS = "08_児童扶養手当.csv"
DISABLED_CHILDREN = "06b_特別児童扶養手当.csv"
_LONE_TAKE_UP, _DISABLED_TAKE_UP = 0.85, 0.70
# From April 2026 and before: full amounts, coefficients of partial payment (施行令第2条の4).
_RATES = {
    2026: (48_050, 11_350, 0.0264029, 0.0040719, 58_450, 38_930),
    2025: (46_690, 11_030, 0.0256619, 0.0039568, 56_800, 37_830),
}


def sheets(part: Part, raised: Upbringing) -> Sheets:
    """Ledgers of lone parents and of parents of disabled children, with take-up gaps."""
    return {
        LONE_PARENTS: _lone_parents(part, raised),
        DISABLED_CHILDREN: _disabled_children(part, raised),
    }


def _rates(on: int) -> tuple[int, int, float, float, int, int]:
    today = day_of(on)
    return _RATES[2026 if (today.year, today.month) >= (2026, 4) else 2025]


def tested_income(tax: Assessment) -> Ints:
    """所得 for the income tests: less 100,000 for salary or pension, 80,000 and personal deductions."""
    worked = (tax.salary > 0) | (tax.pension > 0)
    own = 400_000 * tax.severe_claims + 270_000 * tax.disabled_claims
    own = own + np.where(tax.working_student, 270_000, 0)
    result: Ints = np.maximum(
        0, tax.total - np.where(worked, 100_000, 0) - 80_000 - tax.medical - own
    )
    return result


def partial_payment(income: Ints, full_limit: Ints, full: int, factor: float) -> Ints:
    """児童扶養手当 above the limit of full payment: full − (excess × factor + 10), to ten yen."""
    excess = np.maximum(0, income - full_limit)
    reduced = full - (np.floor(excess * factor / 10 + 0.5) * 10).astype(np.int64) - 10
    return np.where(income < full_limit, full, reduced)


def _lone_parents(part: Part, raised: Upbringing) -> Table:
    people, homes = part.people, part.people.homes
    rng = part.stream("lone parents")
    today = day_of(part.on)
    tax = part.now if today.month >= 11 else part.before
    support = np.where(
        chance(rng, 0.28, people.count), rng.integers(20, 61, people.count) * 12_000, 0
    )
    income = tested_income(tax) + support * 8 // 10
    child, claimant = raised.child[raised.minor], raised.claimant[raised.minor]
    alone = part.living.lone_parent.copy()
    alone[claimant[homes.tier[child] == Tier.GRANDCHILD]] = True  # 養育者
    children = np.bincount(claimant, minlength=people.count)
    allowance = 380_000 * tax.dependants + 100_000 * tax.old_dependants
    allowance += 150_000 * (tax.student_dependants + tax.young_dependants)
    right = alone & (income < 2_080_000 + allowance) & _relatives_pass(part, tax)
    takes = right & chance(rng, _LONE_TAKE_UP, people.count)
    wrong = alone & ~right & chance(rng, 0.02, people.count)  # still paid, income too high by now
    wrong |= homes.unregistered & (children > 0) & chance(rng, 0.10, people.count)
    full, more, factor, more_factor, _, _ = _rates(part.on)
    first = partial_payment(income, 690_000 + allowance, full, factor)
    others = partial_payment(income, 690_000 + allowance, more, more_factor)
    amount = np.maximum(first + others * np.maximum(children - 1, 0), 11_340)
    chosen = (takes | wrong)[claimant]
    child, claimant = child[chosen], claimant[chosen]
    began = people.on - rng.exponential(1500, people.count).astype(np.int32)
    since = np.maximum(began[claimant], np.maximum(people.birth[child], people.since[claimant]))
    return {
        "宛名番号": people.ids(claimant),
        "児童宛名番号": people.ids(child),
        "ひとり親": flags(np.ones(len(child), np.bool_)),
        "養育費年額": numbers(support[claimant], chance(rng, 0.05, people.count)[claimant]),
        "認定日": dates(month_after(since.astype(np.int32)), Style.DOTTED),
        "消滅日": dates(np.full(len(child), NO_DAY, np.int32), Style.DOTTED),
        "手当月額": numbers(amount[claimant]),
    }


def _relatives_pass(part: Part, tax: Assessment) -> Bools:
    """No elder of the household earns above the limit of 扶養義務者 (施行令第2条の4第5項)."""
    people = part.people
    limit = 2_360_000 + 380_000 * tax.dependants
    above = (people.homes.tier == Tier.ELDER) & (tested_income(tax) >= limit)
    result: Bools = (people.per_household(above) == 0)[people.homes.household]
    return result


def grade_of_disability(living: Living, luck: Floats) -> np.ndarray:
    """0 for 1級, 1 for 2級 of 特別児童扶養手当 as certificates suggest it, -1 for neither."""
    severe = (living.mind == 1) | ((living.body > 0) & (living.body <= 2)) | (living.mental == 1)
    medium = ((living.mind == 2) & (luck < 0.6)) | (living.body == 3) | (living.mental == 2)
    return np.where(severe, 0, np.where(medium, 1, -1))


def _disabled_children(part: Part, raised: Upbringing) -> Table:
    people, living = part.people, part.living
    rng = part.stream("disabled children")
    child, claimant = raised.child, raised.claimant
    grade = grade_of_disability(living, rng.random(people.count))
    tax = part.tax_from(8)
    limit = 4_596_000 + 380_000 * tax.dependants + 100_000 * tax.old_dependants
    students = tax.student_dependants + tax.young_dependants
    passes = tested_income(tax) <= limit + 250_000 * students
    fits = (people.age[child] < 20) & (grade[child] >= 0) & passes[claimant]
    takes = chance(rng, _DISABLED_TAKE_UP, people.count)[claimant]
    wrong = (people.age[child] >= 20) & (grade[child] >= 0) & chance(rng, 0.05, len(child))
    chosen = (fits & takes) | wrong
    child, claimant, wrong = child[chosen], claimant[chosen], wrong[chosen]
    *_, first, second = _rates(part.on)
    each = np.where(grade[child] == 0, first, second)
    total = np.bincount(claimant, each, people.count).astype(np.int64)
    since, ends = _certified_from_to(part, child, claimant, rng)
    return {
        "宛名番号": people.ids(claimant),
        "対象児宛名番号": people.ids(child),
        "障害等級": labels(grade[child], ("1級", "2級")),
        "認定日": dates(since, Style.KANJI),
        "有期認定期限": dates(np.where(wrong, NO_DAY, ends).astype(np.int32), Style.KANJI),
        "手当月額": numbers(total[claimant]),
    }


def _certified_from_to(
    part: Part, child: Rows, claimant: Rows, rng: np.random.Generator
) -> tuple[Days, Days]:
    """Paid from the month after the claim; the certificate lasts one to three years from now."""
    people = part.people
    claimed = part.on - 60 - rng.exponential(1300, len(child)).astype(np.int32)
    earliest = np.maximum(people.birth[child] + 400, people.since[claimant])
    since = month_after(np.maximum(claimed, earliest).astype(np.int32))
    this_month = month_index(np.full(len(child), part.on, np.int32))
    ends = end_of_month(this_month + rng.integers(0, 36, len(child)))
    return np.minimum(since, first_of_month(this_month)), ends
