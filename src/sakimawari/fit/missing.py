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

from sakimawari.rules.columns import OPEN_END
from sakimawari.rules.figures import Figures
from sakimawari.rules.intervals import Intervals
from sakimawari.rules.outcome import Status
from sakimawari.rules.population import (
    Column,
    Int64s,
    PlainColumn,
    Population,
    SpansColumn,
    YearlyColumn,
    missing_of,
)
from sakimawari.rules.timeline import Timeline
from sakimawari.rules.tree import Fact, Holder, ServiceRule
from sakimawari.rules.walk import facts_of, parameters_of, tables_of

Bools = npt.NDArray[np.bool_]

# What is missing where no fact is: who belongs to whom in the household.
FAMILY_TIES = "家族関係"
_AT_MOST = 62  # facts told of one clause: a bit each


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFacts:
    """For each fact: whether a unit lacks a value of it for one of its members."""

    by_unit: Mapping[str, Bools]


def lacking(population: Population, facts: Sequence[Fact]) -> MissingFacts:
    """Look every fact up once: which units lack it.

    A yearly fact is lacking without a value for the last year any register delivered, a fact with
    spans without an entry that goes on. So what is lacking is a matter of the registers alone, the
    same on whatever day it is asked.
    """
    return MissingFacts(by_unit={fact.name: _lacking_one(population, fact) for fact in facts})


def _lacking_one(population: Population, fact: Fact) -> Bools:
    rows = population.rows(fact.holder)
    column = population.columns.get(fact.name)
    if fact.absent is not None:
        empty: Bools = np.zeros(rows, np.bool_)
    elif column is None:
        empty = np.full(rows, True)
    else:
        empty = _empty_entries(column, missing_of(fact), rows=rows)
    if fact.holder is not Holder.PERSON:
        return empty
    if population.people == 0 or not empty.any():
        return np.zeros(population.units, np.bool_)
    return np.asarray(np.logical_or.reduceat(empty, population.offsets[:-1]))


def _empty_entries(column: Column, missing: int, *, rows: int) -> Bools:
    match column:
        case PlainColumn(values=values):
            return np.asarray(values == missing)
        case YearlyColumn(values=values):
            return np.asarray(values[-1] == missing) if len(values) else np.full(rows, True)
        case SpansColumn(starts=starts, until=until, values=values):
            holds = (until == OPEN_END) & (values != missing)
            counted = np.concatenate([[0], np.cumsum(holds)])
            return np.asarray(counted[starts[1:]] == counted[starts[:-1]])


def missing_words(
    rule: ServiceRule, found: Intervals, units: Int64s, *, lacks: MissingFacts, timeline: Timeline
) -> pa.Array:
    """For each interval the missing facts (and uncertain figures) joined by ・, or null."""
    codes = np.full(len(found), -1, np.int32)
    words: dict[str, int] = {}
    unknown = np.flatnonzero(found.status == Status.UNKNOWN)
    periods = np.searchsorted(
        [figures.on for figures in timeline.periods], found.until[unknown], side="right"
    )
    for mask, period in set(zip(found.undecided[unknown].tolist(), periods.tolist(), strict=True)):
        same = (found.undecided[unknown] == mask) & (periods == period)
        alike = unknown[same]
        facts, uncertain = _reads(rule, mask, timeline.periods[period - 1])
        bits = np.zeros(len(alike), np.int64)
        for at, name in enumerate(facts):
            bits |= lacks.by_unit[name][units[alike]].astype(np.int64) << at
        for held in np.unique(bits).tolist():
            named = [name for at, name in enumerate(facts) if held >> at & 1] + uncertain
            told = "・".join(named) or FAMILY_TIES
            codes[alike[bits == held]] = words.setdefault(told, len(words))
    indices = pa.array(codes, mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(words), pa.string()))


def _reads(rule: ServiceRule, mask: int, figures: Figures) -> tuple[list[str], list[str]]:
    """Facts and uncertain figures that the undecided clauses read, each once."""
    truths = [clause.truth for at, clause in enumerate(rule.clauses) if mask >> at & 1]
    facts = dict.fromkeys(fact.name for fact in facts_of(*truths))
    uncertain = [
        f"{parameter.name}（要確認）"
        for parameter in parameters_of(*truths)
        if figures.parameters[parameter.name][0] != figures.parameters[parameter.name][1]
    ]
    uncertain += [
        f"{table.name}（要確認）"
        for table in tables_of(*truths)
        if not len(figures.tables[table.name].cells)
    ]
    return list(facts)[:_AT_MOST], uncertain
