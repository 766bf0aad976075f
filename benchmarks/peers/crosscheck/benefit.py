"""What is said of one benefit both engines have: how it is drawn, told, read and told apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from peers.crosscheck.drawn import Adding
from peers.facts import Array
from peers.openfisca_compare import Ranges
from peers.openfisca_inputs import Homes
from sakimawari.rules.dates import birthday_age, legal_age, school_year_age
from sakimawari.rules.figures import Figures
from sakimawari.rules.outcome import Outcomes, Status
from sakimawari.rules.population import UNKNOWN_DATE, YES, Population
from sakimawari.rules.tree import Holder, ServiceRule

Truths = npt.NDArray[np.bool_]
Said = dict[str, Any]  # their variable → everybody's or every household's value
MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The households of one benefit with both answers: what a difference is looked for in."""

    population: Population
    homes: Homes
    said: Said
    rule: ServiceRule
    outcomes: Outcomes
    on: int

    def households_with(self, people: Truths) -> Truths:
        """The households to which any of these people belongs (or those of a household's right)."""
        if self.outcomes.holder is not Holder.PERSON and len(people) == self.population.units:
            return np.asarray(people)
        return np.asarray(np.logical_or.reduceat(people, self.population.offsets[:-1]))

    def counted(self, people: Truths) -> Array:
        """By household how many of these people belong to it."""
        return np.add.reduceat(people.astype(np.int64), self.population.offsets[:-1])

    def no_by(self, *clauses: str) -> Truths:
        """The people who are surely refused by one of these clauses of ours first."""
        named = [at for at, clause in enumerate(self.rule.clauses) if clause.id in clauses]
        assert len(named) == len(clauses), clauses
        decided = np.isin(self.outcomes.decided_by, named)
        return np.asarray(decided & (self.outcomes.status == Status.NO))

    def yes(self) -> Truths:
        """The people who have a right by our rule."""
        return np.asarray(self.outcomes.status == Status.YES)

    def perhaps(self) -> Truths:
        """The people of whom a fact is missing."""
        return np.asarray(self.outcomes.status == Status.UNKNOWN)

    def role_is(self, role: int) -> Truths:
        """The people told in one role."""
        found = np.zeros(self.population.people, bool)
        found[self.homes.rows[self.homes.role == role]] = True
        return found


Holds = Callable[[Ground], Truths]


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """One benefit of both.

    `variables` are theirs, the highest amount last. `divided` turns our amount into theirs (an
    amount a year into one a month). Without `counted` only the right is compared: somebody of the
    household has it. `reading` works out their range where it is none of their variables. `also` are facts the telling reads and our rule does not. `figures` are our
    parameters by the path of theirs: put into our rule, so that only rules are compared; those of
    `following` change in step with one of them. `classes`
    are the reasons for a difference, looked for in this order; the table settles each.
    """

    slug: str
    variables: tuple[str, ...]
    adding: tuple[Adding, ...]
    tell: Callable[[Population, Figures], tuple[Homes, Said]]
    classes: Mapping[str, Holds]
    divided: int = 1
    counted: bool = True
    reading: Callable[[Mapping[str, Array]], Sequence[Array]] | None = None
    also: tuple[str, ...] = ()
    figures: Mapping[str, Sequence[str | int]] = field(default_factory=dict)
    following: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def ours(self, outcomes: Outcomes, population: Population) -> Ranges:
        """Least and most by household; a "perhaps" begins at nothing."""
        surely = outcomes.status == Status.YES
        maybe = outcomes.status != Status.NO
        offsets: Array = population.offsets[:-1]
        if outcomes.holder is not Holder.PERSON:
            offsets = np.arange(population.units)
        if not self.counted:
            low, high = (np.logical_or.reduceat(found, offsets) for found in (surely, maybe))
            return Ranges(low=low.astype(np.int64), high=high.astype(np.int64))
        low = np.add.reduceat(np.where(surely, outcomes.amount_low, 0), offsets)
        high = np.add.reduceat(np.where(maybe, outcomes.amount_high, 0), offsets)
        return Ranges(low=low // self.divided, high=high // self.divided)

    def theirs(self, answers: Mapping[str, Array]) -> Ranges:
        """Least and most by household, in whole yen, or 1 where there is a right."""
        read = self.reading(answers) if self.reading else [answers[name] for name in self.variables]
        ends = [np.rint(end).astype(np.int64) for end in read]
        if not self.counted:
            ends = [np.sign(end) for end in ends]
        return Ranges(low=ends[0], high=ends[-1])


def ages(born: Array, on: int) -> Array:
    """Legal age by person; -1 where the birth day is missing or to come."""
    return _by_day(born, lambda day: legal_age(day, on), on)


def ages_by_birthday(born: Array, on: int) -> Array:
    """Age counted by birthdays, as theirs."""
    return _by_day(born, lambda day: birthday_age(day, on), on)


def school_ages(born: Array, on: int) -> Array:
    """Age at the end of the fiscal year; -1 where the birth day is missing or to come."""
    return _by_day(born, lambda day: school_year_age(day, on), on)


def _by_day(born: Array, age: Callable[[int], int], on: int) -> Array:
    known = (born != UNKNOWN_DATE) & (born <= on)
    return np.array(
        [age(int(day)) if held else -1 for day, held in zip(born, known, strict=True)], np.int64
    )


def subjects(population: Population) -> Truths:
    """Everybody who lives here."""
    return np.asarray(population.is_subject == YES)
