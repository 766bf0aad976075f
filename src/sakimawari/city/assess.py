"""Who supports whom, and the resident tax of everyone for one fiscal year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from sakimawari.city import tax
from sakimawari.city.assembly import Bools, Tier, by_age
from sakimawari.city.days import Ints, day_number, legal_age
from sakimawari.city.living import Job, Living
from sakimawari.city.residents import Residents
from sakimawari.city.streams import Stream

_NOT_FILED = 0.35  # of adults without work, pension or supporter
_MIDDLE_INCOME = 5_000_000  # 寡婦控除 and ひとり親控除 end above this 合計所得金額
_WIDOWED = {0: 0.0, 45: 0.05, 55: 0.15, 65: 0.35, 75: 0.6, 85: 0.85}  # of women alone
_OTHER_THAN_WORK = 100_000  # what a working student may have besides
_WITH_CREDIT = 0.12  # of those who pay 所得割: housing loans, donations


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """個人住民税 of one fiscal year; amounts in yen, one entry a resident.

    `listed`: has a row in the tax register (lived here on 1 January and is an adult or earned);
    `filed`: the city knows the income. `supporter` is the row of who deducts this person, or -1.
    """

    fiscal_year: int
    listed: Bools
    filed: Bools
    salary: Ints
    pension: Ints
    from_salary: Ints  # 給与所得 after 所得金額調整控除
    other: Ints  # 合計所得金額 without the income from pensions
    total: Ints  # 合計所得金額
    social: Ints
    medical: Ints
    taxable: Ints
    category: npt.NDArray[np.int8]  # 0 非課税, 1 均等割のみ, 2 所得割課税
    income_tax: Ints  # 市民税所得割額 after 調整控除, before the other credits
    credit: Ints  # 税額控除額
    adjustment: Ints  # 調整控除額
    flat_tax: Ints
    dependants: Ints
    old_dependants: Ints
    student_dependants: Ints  # 特定扶養親族
    young_dependants: Ints  # 控除対象扶養親族 aged 16 to 18 at the end of the year
    small_dependants: Ints  # 年少扶養親族: under 16 at the end of the year
    disabled_claims: Ints  # 障害者控除: persons, the taxpayer included
    severe_claims: Ints  # 特別障害者控除
    lone_parent: Bools
    widow: Bools
    working_student: Bools
    supporter: npt.NDArray[np.int64]

    @property
    def is_taxed(self) -> Bools:
        """Pays 市民税, if only 均等割."""
        return self.category > 0


def assess(
    people: Residents, living: Living, fiscal_year: int, *, which: int, stream: Stream
) -> Assessment:
    """The tax of one fiscal year; `which` picks the year of `living` (0 earlier, 1 later)."""
    rng = stream(f"assess {fiscal_year}")
    january = day_number(date(fiscal_year, 1, 1))
    age = legal_age(people.birth, january - 1)
    from_salary, other, total = _incomes(people, living, age, fiscal_year, which=which)
    supporter = supporters(people, total, tax.dependant_limit(fiscal_year))
    family = _Family(people, living, supporter, age, total)
    salary, pension = living.salary[which], living.pension[which]
    social = _social_insurance(living, salary, pension, living.other[which])
    medical = np.where(rng.random(people.count) < 0.12, rng.integers(1, 200_000, people.count), 0)
    medical = np.where(total > 0, medical, 0)
    lone = living.lone_parent & (total <= _MIDDLE_INCOME) & (family.number > 0)
    widow = _widows(people, age, total, stream=stream) & ~living.lone_parent
    student = _working_students(living, other, total, fiscal_year)
    protected = living.disabled | lone | widow | (age < 18)
    exempt = tax.is_exempt(total, family.number, protected, living.welfare)
    deductions = social + medical + tax.basic_deduction(total) + family.deduction(lone)
    deductions = deductions + np.where(widow, 260_000, 0) + np.where(student, 260_000, 0)
    pays = ~exempt & tax.pays_income_part(total, family.number)
    taxable = np.where(pays, np.maximum(0, total - deductions) // 1000 * 1000, 0)
    gap = family.gap(lone, people.sex == 1) + np.where(widow, 10_000, 0)
    gap = gap + np.where(student, 10_000, 0)
    income_tax = tax.city_income_tax(taxable, gap)
    idle = (total == 0) & (pension == 0) & (supporter < 0) & ~living.welfare & (age >= 18)
    return Assessment(
        fiscal_year=fiscal_year,
        listed=(people.since <= january) & ((age >= 18) | (total > 0)),
        filed=~(idle & (rng.random(people.count) < _NOT_FILED)),
        salary=salary,
        pension=pension,
        from_salary=from_salary,
        other=other,
        total=total,
        social=social,
        medical=medical,
        taxable=taxable,
        category=np.where(exempt, 0, np.where(income_tax > 0, 2, 1)).astype(np.int8),
        income_tax=income_tax,
        adjustment=np.where(pays, tax.adjustment_credit(taxable, gap), 0),
        credit=_credits(income_tax, stream(f"credits {fiscal_year}")),
        flat_tax=np.where(exempt, 0, tax.FLAT_TAX),
        dependants=family.number,
        old_dependants=family.old,
        student_dependants=family.students,
        young_dependants=family.young,
        small_dependants=family.small,
        disabled_claims=family.disabled,
        severe_claims=family.severe,
        lone_parent=lone,
        widow=widow,
        working_student=student,
        supporter=supporter,
    )


def _widows(people: Residents, age: Ints, total: Ints, *, stream: Stream) -> Bools:
    """Women without a partner who lost their husband: the same women in both years."""
    alone = (people.sex == 1) & (people.homes.partner < 0) & ~people.homes.unregistered
    lost = stream("widows").random(people.count) < by_age(_WIDOWED, age.astype(np.int16))
    result: Bools = alone & lost & (total <= _MIDDLE_INCOME)
    return result


def _working_students(living: Living, other: Ints, total: Ints, fiscal_year: int) -> Bools:
    """Students with earnings small enough for 勤労学生控除."""
    limit = tax.working_student_limit(fiscal_year)
    works = (living.job == Job.STUDENT) & (total > 0) & (total <= limit)
    result: Bools = works & (total - other <= _OTHER_THAN_WORK)
    return result


def _credits(income_tax: Ints, rng: np.random.Generator) -> Ints:
    """Credits for housing loans and donations: 5 to 35 per cent of 所得割, in hundreds of yen."""
    taken = rng.random(len(income_tax)) < _WITH_CREDIT
    share = rng.integers(5, 36, len(income_tax))
    result: Ints = np.where(taken, income_tax * share // 100 // 100 * 100, 0)
    return result


def _incomes(
    people: Residents, living: Living, age: Ints, fiscal_year: int, *, which: int
) -> tuple[Ints, Ints, Ints]:
    """給与所得, income apart from pensions, and 合計所得金額."""
    salary = living.salary[which]
    from_salary = tax.salary_income(salary, fiscal_year)
    from_pension = tax.pension_income(living.pension[which], age >= 65)
    adjusted = tax.adjustment(salary, from_salary, from_pension, _has_young(people, age))
    earned = np.maximum(0, from_salary - adjusted)
    other = earned + living.other[which]
    return earned, other, other + from_pension


def supporters(people: Residents, total: Ints, limit: int) -> npt.NDArray[np.int64]:
    """Row of who deducts each person: the partner by marriage, else the household's best earner."""
    homes = people.homes
    rows = np.arange(people.count)
    order = np.lexsort((-total, homes.household))
    best = order[homes.starts[:-1]][homes.household]
    partner = np.where(homes.unregistered, -1, homes.partner)
    of_partner = (partner >= 0) & (total[partner] > limit)
    supporter = np.where(of_partner, partner, best)
    able = (total <= limit) & (supporter != rows) & (total[supporter] > limit)
    related = (homes.tier != Tier.LODGER) & (homes.tier[supporter] != Tier.LODGER)
    return np.where(able & related & ~homes.unregistered, supporter, -1)


def _has_young(people: Residents, age: Ints) -> Bools:
    return (people.per_household(age < 23) > 0)[people.homes.household]


def _social_insurance(living: Living, salary: Ints, pension: Ints, own: Ints) -> Ints:
    employed = np.isin(living.job, (Job.REGULAR, Job.PUBLIC_SERVANT)) | (salary >= 1_400_000)
    by_wage = np.where(employed, salary * 15 // 100, 0)
    old = np.where(pension > 0, 60_000 + np.maximum(0, pension - 1_500_000) * 9 // 100, 0)
    return by_wage + old + np.where(own > 0, 130_000 + own * 9 // 100, 0)


class _Family:
    """Counts and amounts that dependants bring to who supports them."""

    def __init__(
        self,
        people: Residents,
        living: Living,
        supporter: npt.NDArray[np.int64],
        age: Ints,
        total: Ints,
    ) -> None:
        self._count = people.count
        self._supporter = supporter
        self._disabled, self._severe = living.disabled, living.severe
        self._total = total
        partner = supporter >= 0
        partner &= supporter == people.homes.partner
        other = (supporter >= 0) & ~partner
        self._partner, self._old_partner = partner & (age < 70), partner & (age >= 70)
        self._parent = other & (age >= 70)
        self._student = other & (age >= 19) & (age < 23)
        self._adult = other & (age >= 16) & ~self._parent & ~self._student
        self.number = self._sum(supporter >= 0)
        self.old = self._sum((supporter >= 0) & (age >= 70))
        self.students = self._sum(self._student)
        self.young = self._sum(other & (age >= 16) & (age < 19))
        self.small = self._sum(other & (age < 16))
        plain = self._disabled & ~self._severe
        self.severe = self._severe + self._sum(self._severe)
        self.disabled = plain + self._sum(plain)

    def _sum(self, chosen: Bools, weight: int = 1) -> Ints:
        rows = self._supporter[chosen & (self._supporter >= 0)]
        return np.bincount(rows, minlength=self._count) * weight

    def deduction(self, lone: Bools) -> Ints:
        """Personal deductions of resident tax apart from 基礎控除 (地方税法第314条の2)."""
        share = np.select(
            [self._total <= 9_000_000, self._total <= 9_500_000, self._total <= 10_000_000],
            [3, 2, 1],
            0,
        )
        partner = self._sum(self._partner, 330_000) + self._sum(self._old_partner, 380_000)
        others = self._sum(self._adult, 330_000) + self._sum(self._student, 450_000)
        others += self._sum(self._parent, 450_000)
        own = np.where(self._severe, 300_000, np.where(self._disabled, 260_000, 0))
        held = self._sum(self._severe, 530_000) + self._sum(self._disabled & ~self._severe, 260_000)
        result: Ints = partner * share // 3 + others + own + held + np.where(lone, 300_000, 0)
        return result

    def gap(self, lone: Bools, woman: Bools) -> Ints:
        """Sum of differences to the deductions of income tax (地方税法第314条の6第1号)."""
        partner = self._sum(self._partner, 50_000) + self._sum(self._old_partner, 100_000)
        others = self._sum(self._adult, 50_000) + self._sum(self._student, 180_000)
        others += self._sum(self._parent, 130_000)
        own = np.where(self._severe, 100_000, np.where(self._disabled, 10_000, 0))
        held = self._sum(self._severe, 220_000) + self._sum(self._disabled & ~self._severe, 10_000)
        result: Ints = (
            50_000
            + partner
            + others
            + own
            + held
            + np.where(lone, np.where(woman, 50_000, 10_000), 0)
        )
        return result
