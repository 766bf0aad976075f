"""Why two engines differ about a household: the first of a list of reasons that holds.

A reason is looked for in the facts of the household and in what our rule says decided. It is no
judgement: which side the law is on is told in docs/explanation/openfisca.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from peers.calendar import year_from
from peers.facts import dates, money
from peers.openfisca_inputs import INCOME_MONTH, PARENT, Homes
from sakimawari.rules.dates import birthday_age, month_start, school_year_age
from sakimawari.rules.outcome import Outcomes, Status
from sakimawari.rules.population import UNKNOWN_DATE, Population
from sakimawari.rules.tree import ServiceRule

CHILD_ALLOWANCE = "child-allowance"
ELDEST = 22
SUPPLEMENTED = ("老人扶養親族数", "特定扶養親族数", "控除対象扶養親族16から18歳数")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a difference about one benefit is looked for in."""

    population: Population
    homes: Homes
    inputs: dict[str, Any]
    rule: ServiceRule
    outcomes: Outcomes
    on: int


def cause_of(ground: Ground) -> Callable[[int], str]:
    """The first reason that holds for a unit, in words."""
    reasons = _Reasons(ground)
    return lambda unit: next(reasons.about(unit), "other")


class _Reasons:
    """Looks at one household after another."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.born = dates(ground.population, "生年月日")
        service = ground.rule.service
        year = year_from(INCOME_MONTH[service], ground.on)
        facts = [money(ground.population, name, year) for name in SUPPLEMENTED]
        self.supplemented = np.any([fact > 0 for fact in facts], axis=0)
        self.income = np.zeros(ground.population.people)
        self.income[ground.homes.rows] = ground.inputs[f"{service}/income"]
        self.parents = set(ground.homes.rows[ground.homes.role == PARENT].tolist())

    def about(self, unit: int) -> Iterator[str]:
        """Every reason found, the one that explains most first."""
        homes = self.ground.homes
        first, last = (int(cut) for cut in self.ground.population.offsets[unit : unit + 2])
        wards = [m for m in range(first, last) if self.ground.population.guardian[m] != -1]
        recipient = int(homes.recipient[unit])
        if homes.families[unit] > 1:
            yield "two families in one household"
        if any(m in self.parents for m in wards):
            yield "a spouse who is a ward"
        if recipient in wards and recipient not in self.parents:
            yield "a child at home without a parent"
        yield from self._decided(recipient)
        if self.ground.rule.service == CHILD_ALLOWANCE:
            yield from self._of_ages(wards)
        else:
            yield from self._of_income(recipient, range(first, last))

    def _decided(self, recipient: int) -> Iterator[str]:
        """What our rule says of the recipient, where it is not a plain yes."""
        outcomes, clauses = self.ground.outcomes, self.ground.rule.clauses
        status = outcomes.status[recipient]
        if status == Status.NO and outcomes.decided_by[recipient] >= 0:
            yield f"ours no by {clauses[outcomes.decided_by[recipient]].id}"
        if status == Status.UNKNOWN:
            undecided = int(outcomes.undecided[recipient])
            opened = [clause.id for at, clause in enumerate(clauses) if undecided >> at & 1]
            yield "ours open: " + ", ".join(opened)
        if outcomes.amount_low[recipient] != outcomes.amount_high[recipient]:
            yield "ours open: the amount"

    def _of_ages(self, wards: list[int]) -> Iterator[str]:
        on = self.ground.on
        born = [int(self.born[m]) for m in wards if self.born[m] != UNKNOWN_DATE]
        if any(turns_three_this_month(day, on) for day in born):
            yield "the month of turning 3"
        if any(
            (school_year_age(day, on) <= ELDEST) != (birthday_age(day, on) <= ELDEST)
            for day in born
        ):
            yield "an elder sibling near 22"

    def _of_income(self, recipient: int, people: range) -> Iterator[str]:
        top = max(people, key=lambda m: self.income[m])
        if self.income[top] > self.income[recipient]:
            yield "somebody else at home earns most"
        if self.supplemented[recipient]:
            yield "dependants who raise the limit"


def turns_three_this_month(born: int, on: int) -> bool:
    """Whether a third birthday lies in the month of a day and not after that day."""
    return birthday_age(born, on) == 3 and birthday_age(born, month_start(on) - 1) == 2
