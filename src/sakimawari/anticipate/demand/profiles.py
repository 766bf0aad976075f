"""What donors are told apart by: of each thing facts follow, the facts that say most, as small numbers.

A profile says of a fact whether it is there at all and about what it is: the category or truth itself,
of a number nothing, none or a fifth of those who have some, of a date whether it is past or to come. The
facts most services read are taken; those that hardly tell anybody apart go first, since pools stay large.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.demand.ground import CHARACTERISTIC, Ground
from sakimawari.packs.anticipating import Follows
from sakimawari.rules.dates import fiscal_year
from sakimawari.rules.population import (
    UNKNOWN_DATE,
    UNKNOWN_NUMBER,
    Column,
    PlainColumn,
    SpansColumn,
    YearlyColumn,
)
from sakimawari.rules.tree import Fact, Holder, Kind

Int64s = npt.NDArray[np.int64]
Profiles = tuple[Int64s, ...]  # one column of small numbers a fact, the rarest things first

DEPTH = 16  # facts of a profile
_RARE = 0.0005  # share of people below which a fact tells nobody apart
_FIFTHS = (0.2, 0.4, 0.6, 0.8)


def profiles_of(ground: Ground, rows: Int64s) -> Mapping[Follows, Profiles]:
    """The profiles of some rows of the snapshot, for each thing facts follow."""
    weighty = sorted(ground.facts, key=lambda fact: -ground.read_by.get(fact.name, 0))
    found: dict[Follows, list[Int64s]] = {what: [] for what in Follows}
    for fact in weighty:
        what = ground.follows.get(fact.name)
        column = ground.population.columns.get(fact.name)
        if what is None or column is None or fact.holder is not Holder.PERSON:
            continue
        if fact.name in CHARACTERISTIC or len(found[what]) >= DEPTH:
            continue
        codes = np.unique(told(fact, column, ground.on)[rows], return_inverse=True)[1]
        if len(codes) and 1 - np.bincount(codes).max() / len(codes) >= _RARE:
            found[what].append(codes.astype(np.int64))
    return {what: tuple(sorted(columns, key=_spread)) for what, columns in found.items()}


def _spread(codes: Int64s) -> float:
    """How far people differ in a fact: the entropy of its values."""
    shares = np.bincount(codes) / len(codes)
    shares = shares[shares > 0]
    return float(-(shares * np.log(shares)).sum())


def told(fact: Fact, column: Column, on: int) -> Int64s:
    """About what a fact is on a day, by row: equal numbers, about equal facts; 0 is nothing told."""
    match column:
        case PlainColumn():
            return _about(fact, column.values.astype(np.int64), on)
        case YearlyColumn():
            year = min(max(fiscal_year(on) - column.first_year, 0), len(column.values) - 1)
            return _about(fact, column.values[year].astype(np.int64), on)
        case SpansColumn():
            holder = np.repeat(np.arange(len(column.starts) - 1), np.diff(column.starts))
            holds = (column.since <= on) & (on <= column.until)
            found = np.zeros(len(column.starts) - 1, np.int64)
            found[holder[holds]] = _about(fact, column.values[holds].astype(np.int64), on)
            return found


def _about(fact: Fact, values: Int64s, on: int) -> Int64s:
    match fact.type.kind:
        case Kind.DATE:
            return np.where(values == int(UNKNOWN_DATE), 0, np.where(values > on, 2, 1))
        case Kind.NUMBER:
            some = values[values > 0]
            edges = np.quantile(some, _FIFTHS) if len(some) else np.zeros(0)
            fifth = 2 + np.searchsorted(edges, values, side="left")
            none = np.where(values == int(UNKNOWN_NUMBER), 0, 1)
            return np.where(values > 0, fifth, none).astype(np.int64)
        case Kind.CATEGORY | Kind.TRUTH:
            return values + 129
