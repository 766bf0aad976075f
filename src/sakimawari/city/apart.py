"""Children who live apart from who claims for them (別居監護): ties across households and wards.

Three kinds: a father posted away from a family in the city, a pupil who lodges near school, and a
child with grandparents whose parent lives elsewhere. Parts of the city report who could be whom;
one pass at the end ties them, so that ties cross wards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sakimawari.city.assembly import Kind, Tier
from sakimawari.city.days import NO_DAY, Days, last_school_day
from sakimawari.city.formats import Style, dates, labels, numbers
from sakimawari.city.living import Job
from sakimawari.city.matching import Rows, match_by_age
from sakimawari.city.parents import Upbringing, monthly_amount
from sakimawari.city.part import Part, Table, month_after
from sakimawari.city.residents import person_ids

_PARENTS_PER_CHILD = 4  # candidates kept for each child, enough to find one of a fit age


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Children without a claimant at home, and adults living alone who could be their parent.

    `group` ties brothers and sisters; `age` is that of the parent to look for.
    """

    child: Rows  # running numbers
    birth: Days
    group: Rows
    place: Rows
    age: Rows
    parent: Rows
    parent_age: Rows
    parent_since: Days


def candidates(part: Part, raised: Upbringing) -> Candidates:
    """Who in a part lacks a claimant at home, and who could be one from elsewhere."""
    people, homes = part.people, part.people.homes
    posted = raised.apart & raised.minor
    lodging = np.flatnonzero(
        (homes.kind == Kind.LODGING) & (last_school_day(people.birth, 18) >= part.on)
    )
    child = np.r_[raised.child[posted], lodging]
    group = np.r_[raised.claimant[posted], lodging]
    place = np.r_[raised.place[posted], np.ones(len(lodging), np.int64)]
    age = np.r_[people.age[raised.claimant[posted]] + 1, people.age[lodging] + 31].astype(np.int64)
    alone = (homes.relation == 0) & (np.diff(homes.starts) == 1)[homes.household]
    fits = alone & (homes.tier == Tier.CORE) & (homes.kind == Kind.HOME) & ~part.living.welfare
    fits &= (people.age >= 27) & (people.age <= 62) & (part.living.job == Job.REGULAR)
    parent = np.flatnonzero(fits & ((people.sex == 0) | (people.age > 36)))
    parent = parent[: _PARENTS_PER_CHILD * max(1, len(np.unique(group)))]
    return Candidates(
        child=people.number[child],
        birth=people.birth[child],
        group=people.number[group] if len(group) else group,
        place=place,
        age=age,
        parent=people.number[parent],
        parent_age=people.age[parent].astype(np.int64),
        parent_since=people.since[parent],
    )


def tie(found: list[Candidates], *, on: int, rng: np.random.Generator) -> Table:
    """Rows of the ledger of 児童手当 for claimants who live apart from the child."""
    child, birth, group, place, age = (
        np.concatenate([getattr(one, name) for one in found])
        for name in ("child", "birth", "group", "place", "age")
    )
    parent, parent_age, since = (
        np.concatenate([getattr(one, name) for one in found])
        for name in ("parent", "parent_age", "parent_since")
    )
    groups, first = np.unique(group, return_index=True)
    order = rng.permutation(len(parent))  # from all wards alike
    everywhere = np.zeros(len(groups), np.int64)
    at = match_by_age(
        everywhere,
        age[first],
        town_offering=np.zeros(len(order), np.int64),
        age_offered=parent_age[order],
        spread=12,
    )
    of_child = at[np.searchsorted(groups, group)]
    kept = np.flatnonzero(of_child >= 0)
    claimant = order[of_child[kept]]
    amount = monthly_amount(birth[kept], place[kept], on)
    total = np.bincount(claimant, amount, max(1, len(parent))).astype(np.int64)
    began = np.maximum(birth[kept], since[claimant]).astype(np.int32)
    return {
        "宛名番号": person_ids(parent[claimant]),
        "児童宛名番号": person_ids(child[kept]),
        "認定日": dates(month_after(began), Style.KANJI),
        "消滅日": dates(np.full(len(kept), NO_DAY, np.int32), Style.KANJI),
        "手当月額": numbers(total[claimant]),
        "監護相当": labels(np.full(len(kept), -1), ("1",)),
    }


def no_rows(table: Table) -> bool:
    """Whether a table holds nothing."""
    return not len(next(iter(table.values()), pa.array([])))
