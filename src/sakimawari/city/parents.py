"""Who brings up whom: children by age, their place among brothers and sisters, who claims for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.city.assembly import Bools, Kind
from sakimawari.city.days import Days, Ints, last_school_day, reached
from sakimawari.city.living import Job
from sakimawari.city.matching import Rows
from sakimawari.city.part import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Upbringing:
    """Children up to the school year of age 22 in homes of this part, sorted by claimant, eldest first.

    `child` and `claimant` are rows; the claimant is the parent with the higher income, else whoever
    leads the home. `minor` is up to 31 March after age 18.
    """

    child: Rows
    claimant: Rows
    minor: Bools
    counted: Bools  # counts towards the third child: minors, and older ones a parent pays for
    place: Ints  # among counted children, from 1
    amount: Ints  # 児童手当 for this child, yen a month; 0 beyond the minors
    apart: Bools  # the claimant lives in another household, and is not among these rows

    def total(self, people: int) -> Ints:
        """児童手当 of each row of the part as a claimant, yen a month."""
        return np.bincount(self.claimant, self.amount, people).astype(np.int64)


def upbringing(part: Part) -> Upbringing:
    """Children and who claims for them, with the amounts of 児童手当法第6条."""
    people, homes = part.people, part.people.homes
    until_22 = last_school_day(people.birth, 22) >= part.on
    parents = claimants(part)
    child = np.flatnonzero(
        until_22 & (parents >= 0) & (homes.kind == Kind.HOME) & (people.age < 23)
    )
    claimant = parents[child]
    order = np.lexsort((people.birth[child], claimant))
    child, claimant = child[order], claimant[order]
    minor = last_school_day(people.birth[child], 18) >= part.on
    paid_for = part.living.job[child] == Job.STUDENT
    paid_for |= part.stream("upbringing").random(len(child)) < 0.3
    counted = minor | paid_for
    place = _places(claimant, counted)
    amount = np.where(minor, monthly_amount(people.birth[child], place, part.on), 0)
    return Upbringing(
        child=child,
        claimant=claimant,
        minor=minor,
        counted=counted,
        place=place,
        amount=amount,
        apart=homes.father_away[claimant],
    )


def claimants(part: Part) -> Rows:
    """For each person who would claim for them: the better-earning parent, else who leads the home."""
    homes, income = part.people.homes, part.now.total
    mother, father = homes.mother, homes.father
    both = (mother >= 0) & (father >= 0)
    better = np.where(income[mother] > income[father], mother, father)
    one = np.maximum(mother, father)
    parent = np.where(both, better, one)
    fallback = np.where(homes.guardian_core == np.arange(len(one)), -1, homes.guardian_core)
    young = part.people.age < 20
    return np.where(parent >= 0, parent, np.where(young, fallback, -1))


def _places(claimant: Rows, counted: Bools) -> Ints:
    if not len(claimant):
        return np.zeros(0, np.int64)
    running = np.cumsum(counted)
    starts = np.r_[True, claimant[1:] != claimant[:-1]]
    before = np.where(starts, running - counted, 0)
    return running - np.maximum.accumulate(before)


def monthly_amount(birth: Days, place: Ints, on: int) -> Ints:
    """児童手当 for one child: 15,000 under three, 10,000 after, 30,000 from the third (第6条第1項).

    The month in which three is reached still counts as under three.
    """
    month_of_three = reached(birth, 3).astype("datetime64[D]").astype("datetime64[M]")
    this_month = np.array([on], "datetime64[D]").astype("datetime64[M]")
    small = month_of_three >= this_month
    return np.where(place >= 3, 30_000, np.where(small, 15_000, 10_000))
