"""Which facts are missing where a right is undecided, found for whole columns at once.

This names what is missing in the household among the facts an undecided clause reads; the
explanation of one person says exactly which of them matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sakimawari.fit.findings import Findings
from sakimawari.rules.figures import Figures
from sakimawari.rules.outcome import Status
from sakimawari.rules.population import (
    Int64s,
    PlainColumn,
    Population,
    SpansColumn,
    YearlyColumn,
    missing_of,
)
from sakimawari.rules.tree import Fact, Holder, ServiceRule
from sakimawari.rules.walk import facts_of, parameters_of, tables_of

Bools = npt.NDArray[np.bool_]

# What is missing where no fact is: who belongs to whom in the household.
FAMILY_TIES = "家族関係"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFacts:
    """For each fact: whether a unit lacks a value of it for one of its members."""

    by_unit: Mapping[str, Bools]

    def names(self, fact_names: Sequence[str], unit: int) -> list[str]:
        """Those of the facts that the unit lacks."""
        return [name for name in fact_names if self.by_unit[name][unit]]


def lacking(population: Population, facts: Sequence[Fact], *, year: int, on: int) -> MissingFacts:
    """Look every fact up once: which units lack it on a day (yearly facts: in a fiscal year)."""
    return MissingFacts(
        by_unit={fact.name: _lacking_one(population, fact, year=year, on=on) for fact in facts}
    )


def _lacking_one(population: Population, fact: Fact, *, year: int, on: int) -> Bools:
    column = population.columns.get(fact.name)
    rows = population.rows(fact.holder)
    empty: Bools
    if column is None:
        empty = np.full(rows, True)
    else:
        empty = _empty_entries(column, fact, year=year, on=on, rows=rows)
    if fact.absent is not None:
        empty = np.zeros(rows, np.bool_)
    if fact.holder is Holder.HOUSEHOLD:
        return empty
    if population.people == 0:
        return np.zeros(population.units, np.bool_)
    return np.asarray(np.logical_or.reduceat(empty, population.offsets[:-1]))


def _empty_entries(
    column: PlainColumn | YearlyColumn | SpansColumn, fact: Fact, *, year: int, on: int, rows: int
) -> Bools:
    missing = missing_of(fact)
    match column:
        case PlainColumn(values=values):
            return np.asarray(values == missing)
        case YearlyColumn(first_year=first, values=values):
            if not 0 <= year - first < len(values):
                return np.full(rows, True)
            return np.asarray(values[year - first] == missing)
        case SpansColumn(starts=starts, since=since, until=until, values=values):
            holds = (since <= on) & (on <= until) & (values != missing)
            counted = np.concatenate([[0], np.cumsum(holds)])
            return np.asarray(counted[starts[1:]] == counted[starts[:-1]])


def missing_words(
    rule: ServiceRule, findings: Findings, units: Int64s, *, lacks: MissingFacts, figures: Figures
) -> pa.Array:
    """For each finding the missing facts (and uncertain figures) joined by ・, or null."""
    read_by = [_reads(rule, index, figures) for index in range(len(rule.clauses))]
    words: list[str | None] = [None] * len(findings)
    for position in np.flatnonzero(findings.status == Status.UNKNOWN):
        mask, unit = int(findings.undecided[position]), int(units[position])
        named: dict[str, None] = {}
        for index, (facts, uncertain) in enumerate(read_by):
            if mask >> index & 1:
                named.update(dict.fromkeys(lacks.names(facts, unit)))
                named.update(dict.fromkeys(uncertain))
        words[position] = "・".join(named) or FAMILY_TIES
    return pa.array(words, pa.string())


def _reads(rule: ServiceRule, index: int, figures: Figures) -> tuple[list[str], list[str]]:
    truth = rule.clauses[index].truth
    facts = [fact.name for fact in facts_of(truth)]
    uncertain = [
        f"{parameter.name}（要確認）"
        for parameter in parameters_of(truth)
        if figures.parameters[parameter.name][0] != figures.parameters[parameter.name][1]
    ]
    uncertain += [
        f"{table.name}（要確認）"
        for table in tables_of(truth)
        if not len(figures.tables[table.name].cells)
    ]
    return facts, uncertain
