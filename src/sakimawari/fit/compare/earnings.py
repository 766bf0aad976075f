"""Does it still pay to earn more? Every household's main earner is given a little more income.

For each household the resident with the highest 総所得金額等 earns RISE yen a year more, in every
year the registry holds, and the service is read again. Nothing else changes, so what differs is the
doing of the rule: households that lose more than they earn stand at a cliff, those that get more
although they earn more find the rule upside down. Households of whom a reading leaves anything open
are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sakimawari.fit.compare.classes import INCOME, INCOME_FACT
from sakimawari.fit.compare.outcomes import Pair, sign_of
from sakimawari.fit.gap import yen_per_year
from sakimawari.packs.pack import Service
from sakimawari.rules.outcome import Status
from sakimawari.rules.population import (
    UNKNOWN_NUMBER,
    Column,
    Int64s,
    PlainColumn,
    Population,
    YearlyColumn,
)
from sakimawari.rules.tree import Fact

RISE = 10_000  # yen a year

# How much each fact of the tax office rises when someone earns RISE yen more of other income: the
# levy by the rate of 6 percent (地方税法第314条の3; 所得割の標準税率).
RISES = {
    "その他の合計所得金額": RISE,
    "合計所得金額": RISE,
    INCOME: RISE,
    "課税標準額": RISE,
    "市民税所得割額": RISE * 6 // 100,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incentive:
    """One side of a service: how many households stand where earning more changes what they get.

    `cliffs` lose more than RISE a year by earning RISE more, at worst `worst_drop` yen; `inverted`
    get more; `admitted` become entitled by earning more; tiers of so many rise and fall.
    """

    cliffs: int
    worst_drop: int
    inverted: int
    admitted: int
    tiers_up: int
    tiers_down: int
    households: int


def reads_income(facts: Sequence[Fact]) -> bool:
    """Whether a rule reads any of the facts that rise."""
    return any(fact.name in RISES for fact in facts)


def earning_more(population: Population, rows: Int64s, facts: Mapping[str, Fact]) -> Population:
    """The same people, those of some rows with RISE yen more.

    `facts` are as declared, by name: no value rises above the bound that rules rely on.
    """
    columns: dict[str, Column] = dict(population.columns)
    for name, rise in RISES.items():
        if name in columns:
            most = facts[name].high if name in facts else INCOME_FACT.high
            columns[name] = _risen(columns[name], rows, rise, most=most)
    return replace(population, columns=columns)


def main_earners(population: Population, units: npt.NDArray[np.int32]) -> Int64s:
    """The row of the resident with the highest known income of each unit that has one."""
    column = population.columns.get(INCOME)
    if not isinstance(column, YearlyColumn) or not len(column.values):
        return np.empty(0, np.int64)
    best = column.values.max(axis=0).astype(np.int64)  # a missing value is the least there is
    rows = np.flatnonzero((population.is_subject == 1) & (best != UNKNOWN_NUMBER))
    if not len(rows):
        return np.empty(0, np.int64)
    # Rows lie unit by unit: sort by unit, then income; the last of each unit is its main earner.
    order = np.lexsort((-rows, best[rows], units[rows]))
    ordered = rows[order]
    last = np.append(units[ordered][1:] != units[ordered][:-1], True)
    return np.asarray(ordered[last], np.int64)


def _risen(column: Column, rows: Int64s, rise: int, *, most: int) -> Column:
    if not isinstance(column, YearlyColumn | PlainColumn):
        return column
    values = column.values.copy()
    chosen = values[..., rows]
    more = np.minimum(np.maximum(chosen, UNKNOWN_NUMBER + 1) + rise, most)
    values[..., rows] = np.where(chosen == UNKNOWN_NUMBER, chosen, more)
    return replace(column, values=values)


def incentive(pair: Pair, service: Service, units: npt.NDArray[np.int32], count: int) -> Incentive:
    """Compare one side as it is (`before` of the pair) with everybody earning more (`after`).

    `units` are the units of the pair's subjects, `count` how many units there are.
    """
    old, new = pair.before, pair.after
    unsure = np.zeros(count, np.bool_)
    for side in (old, new):
        unsure[units[(side.status == Status.UNKNOWN) | (side.low != side.high)]] = True
    sure = ~unsure[units]
    sign, unit = sign_of(service), service.rule.amount.unit if service.rule.amount else None
    worth = np.where(sure, yen_per_year(new.low, unit) - yen_per_year(old.low, unit), 0) * sign
    change = np.zeros(count, np.int64)
    np.add.at(change, units, worth)
    drops = -change[change < -RISE] - RISE
    admitted = sure & (old.status == Status.NO) & (new.status == Status.YES)
    same = sure & (old.status == Status.YES) & (new.status == Status.YES)
    return Incentive(
        cliffs=len(drops),
        worst_drop=int(drops.max(initial=0)),
        inverted=int((change > 0).sum()),
        admitted=len(np.unique(units[admitted])),
        tiers_up=int((same & (new.tier_low > old.tier_low)).sum()),
        tiers_down=int((same & (new.tier_low < old.tier_low)).sum()),
        households=int((~unsure).sum()),
    )
