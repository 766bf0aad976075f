"""How the residents live: disability, work, income of two years, public assistance.

Shares are invented, near what 就業構造基本調査, 障害者手帳 counts and the city's 保護率 (about 2.4 per cent)
show. Yearly amounts are yen; index 0 is the income behind the earlier fiscal year, 1 the later.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from sakimawari.city.assembly import Bools, Floats, Kind, Tier, by_age
from sakimawari.city.days import Ints
from sakimawari.city.residents import Residents
from sakimawari.city.streams import Stream


class Job(IntEnum):
    """What somebody mainly does for a living."""

    NONE = 0
    REGULAR = 1
    PART_TIME = 2
    SELF_EMPLOYED = 3
    PUBLIC_SERVANT = 4
    STUDENT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Living:
    """Disability certificates, work and income of each resident of a part of the city."""

    body: npt.NDArray[np.int8]  # 身体障害者手帳 1-6, 0 none
    mind: npt.NDArray[np.int8]  # 療育手帳 1 A, 2 B, 0 none
    mental: npt.NDArray[np.int8]  # 精神障害者保健福祉手帳 1-3, 0 none
    job: npt.NDArray[np.int8]
    welfare: Bools  # 生活保護
    salary: Ints  # (2, people)
    pension: Ints
    other: Ints  # 合計所得金額 apart from salary and pension
    lone_parent: Bools

    @property
    def severe(self) -> Bools:
        """特別障害者: 身体 1・2級, 療育 A, 精神 1級."""
        result: Bools = ((self.body > 0) & (self.body <= 2)) | (self.mind == 1) | (self.mental == 1)
        return result

    @property
    def disabled(self) -> Bools:
        """Holds any certificate."""
        return (self.body > 0) | (self.mind > 0) | (self.mental > 0)


_BODY = {0: 0.002, 5: 0.004, 18: 0.009, 40: 0.018, 55: 0.035, 65: 0.06, 75: 0.11, 85: 0.15}
_BODY_GRADES = (0.31, 0.15, 0.16, 0.24, 0.07, 0.07)
_MIND = {2: 0.008, 6: 0.022, 18: 0.013, 40: 0.008, 60: 0.004, 75: 0.001}
_MENTAL = {15: 0.004, 20: 0.014, 30: 0.02, 40: 0.024, 60: 0.013, 70: 0.005}
# Shares of regular work, part-time work and self-employment by age.
_MEN = {
    15: (0.02, 0.03, 0.0), 20: (0.55, 0.18, 0.02), 25: (0.77, 0.08, 0.05), 35: (0.78, 0.06, 0.09),
    50: (0.74, 0.06, 0.11), 60: (0.50, 0.18, 0.14), 65: (0.17, 0.26, 0.14), 70: (0.06, 0.16, 0.12),
    75: (0.01, 0.05, 0.06), 85: (0.0, 0.0, 0.02),
}  # fmt: skip
_WOMEN = {
    15: (0.01, 0.04, 0.0), 20: (0.52, 0.24, 0.01), 25: (0.58, 0.18, 0.03), 30: (0.42, 0.28, 0.04),
    35: (0.35, 0.36, 0.05), 50: (0.32, 0.38, 0.06), 60: (0.20, 0.35, 0.06), 65: (0.06, 0.23, 0.05),
    70: (0.01, 0.10, 0.04), 75: (0.0, 0.03, 0.02), 85: (0.0, 0.0, 0.01),
}  # fmt: skip
_SALARY = {15: 1.9e6, 20: 2.7e6, 25: 3.3e6, 30: 3.8e6, 40: 4.5e6, 50: 5.0e6, 60: 3.6e6, 65: 2.9e6}
_STUDENT_AT = {18: 0.72, 19: 0.62, 20: 0.45, 21: 0.40, 22: 0.16, 23: 0.04, 24: 0.0}
_PUBLIC_SERVANTS = 0.075  # of regular workers
_OWN_PENSION_STARTS = 65


def make_living(people: Residents, stream: Stream) -> Living:
    """Draw disability, work, income and public assistance for the residents of a part."""
    rng = stream("living")
    body, mind, mental = _certificates(people, rng)
    severe = ((body > 0) & (body <= 2)) | (mind == 1) | (mental == 1)
    lone = lone_parents(people)
    job = _jobs(people, severe, lone, rng)
    welfare = _welfare(people, lone, body + mental > 0, rng=rng)
    job = np.where(welfare & (rng.random(people.count) < 0.8), Job.NONE, job)
    salary, pension, other = _incomes(people, job, welfare, rng=rng)
    return Living(
        body=body,
        mind=mind,
        mental=mental,
        job=job.astype(np.int8),
        welfare=welfare,
        salary=salary,
        pension=pension,
        other=other,
        lone_parent=lone,
    )


def lone_parents(people: Residents) -> Bools:
    """Core adults without a partner who are the parent of a minor in the household."""
    homes = people.homes
    minor = people.age < 18
    lone = np.zeros(people.count, np.bool_)
    for parent in (homes.mother, homes.father):
        lone[parent[minor & (parent >= 0)]] = True
    return lone & (homes.partner < 0) & ~homes.father_away


def _certificates(
    people: Residents, rng: np.random.Generator
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    count = people.count
    grade = 1 + rng.choice(6, count, p=_BODY_GRADES)
    body = np.where(rng.random(count) < by_age(_BODY, people.age), grade, 0)
    kind = np.where(rng.random(count) < 0.37, 1, 2)
    mind = np.where(rng.random(count) < by_age(_MIND, people.age), kind, 0)
    level = 1 + rng.choice(3, count, p=(0.08, 0.58, 0.34))
    mental = np.where(rng.random(count) < by_age(_MENTAL, people.age), level, 0)
    return body.astype(np.int8), mind.astype(np.int8), mental.astype(np.int8)


def _work_shares(people: Residents, column: int) -> Floats:
    men = by_age({age: shares[column] for age, shares in _MEN.items()}, people.age)
    women = by_age({age: shares[column] for age, shares in _WOMEN.items()}, people.age)
    return np.where(people.sex == 1, women, men)


def _jobs(
    people: Residents, severe: Bools, lone: Bools, rng: np.random.Generator
) -> npt.NDArray[np.int8]:
    luck = rng.random(people.count)
    regular, part, own = (_work_shares(people, column) for column in range(3))
    regular = np.where(lone & (people.sex == 1), np.maximum(regular, 0.50), regular)
    part = np.where(lone & (people.sex == 1), np.maximum(part, 0.34), part)
    luck = np.where(severe | (people.homes.kind == Kind.CARE_HOME), 0.45 + luck, luck)
    job = np.select(
        [luck < regular, luck < regular + part, luck < regular + part + own],
        [Job.REGULAR, Job.PART_TIME, Job.SELF_EMPLOYED],
        Job.NONE,
    )
    servant = (job == Job.REGULAR) & (people.age >= 20) & (people.age < 66)
    job = np.where(servant & (rng.random(people.count) < _PUBLIC_SERVANTS), Job.PUBLIC_SERVANT, job)
    married = people.homes.partner >= 0
    student = ~married & (rng.random(people.count) < by_age(_STUDENT_AT, people.age))
    student &= (people.age >= 18) & (people.age < 24)
    job = np.where(student, Job.STUDENT, job)
    return np.where(people.age < 15, Job.NONE, job).astype(np.int8)


def _welfare(people: Residents, lone: Bools, unwell: Bools, *, rng: np.random.Generator) -> Bools:
    """Whole households on public assistance; old people alone and lone parents more often."""
    heads = people.homes.starts[:-1]
    alone = np.diff(people.homes.starts) == 1
    old = people.age[heads] >= 65
    share = np.select(
        [alone & old, alone, people.per_household(lone) > 0],
        [0.078, 0.045, 0.09],
        0.0075,
    )
    share = np.where(people.per_household(unwell) > 0, share * 2, share)
    minor = people.age[heads] < 18
    chosen = (rng.random(len(heads)) < share) & ~minor
    leaves_out = (people.homes.tier == Tier.LODGER) | people.foreign
    result: Bools = chosen[people.homes.household] & ~leaves_out
    return result


def _incomes(
    people: Residents, job: npt.NDArray[np.int8], welfare: Bools, *, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    count = people.count
    woman = people.sex == 1
    level = by_age(_SALARY, people.age) * np.where(woman, 0.78, 1.0)
    full = level * np.exp(rng.normal(0, 0.34, count))
    part = np.where(woman, 1.08e6, 1.5e6) * np.exp(rng.normal(0, 0.42, count))
    salary = np.select(
        [
            (job == Job.REGULAR) | (job == Job.PUBLIC_SERVANT),
            job == Job.PART_TIME,
            job == Job.STUDENT,
        ],
        [full, part, rng.uniform(-4e5, 1.15e6, count)],
        0.0,
    )
    salary = np.where(people.age < 18, np.clip(salary, 0, 800_000), salary)
    other = np.where(
        job == Job.SELF_EMPLOYED, 2.0e6 * np.exp(rng.normal(0, 0.85, count)) - 3e5, 0.0
    )
    some_other = (people.age >= 50) & (rng.random(count) < 0.04)
    other += np.where(some_other, rng.exponential(9e5, count), 0)  # rents and the like
    pension = np.where(woman, rng.normal(0.98e6, 0.42e6, count), rng.normal(1.78e6, 0.6e6, count))
    draws = (people.age >= _OWN_PENSION_STARTS) & (rng.random(count) < 0.96)
    pension = np.where(draws, np.clip(pension, 150_000, 3_600_000), 0)
    cap = np.where(welfare, 0.25, 1.0)
    now = [np.maximum(0, amount * cap) for amount in (salary, pension, other)]
    return (
        _two_years(now[0], 0.07, rng),
        _two_years(now[1], 0.004, rng),
        _two_years(now[2], 0.2, rng),
    )


def _two_years(now: Floats, spread: float, rng: np.random.Generator) -> Ints:
    """The income of the year before, near this one; a few had none, or have none any more."""
    before = now * np.exp(rng.normal(-0.02, spread, len(now)))
    changed = rng.random(len(now))
    if spread > 0.01:
        before = np.where(changed < 0.025, 0, before)
        now = np.where(changed > 0.975, now * 0.2, now)
    return np.stack([before, now]).astype(np.int64)
