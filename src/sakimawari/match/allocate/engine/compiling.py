"""The market as flat arrays for the engine: options, orders, families, the steps of their lists.

Children are numbered family by family (families by id, so no row order matters), the eldest first. A
child's choice is the position of an option among its own, or -1: no new place. What everybody keeps
at the least is the *floor*; its seats rank before all others (position -1) and fit together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sakimawari.match.allocate.market.flat import Ints
from sakimawari.match.allocate.market.options import Option, options_of, seats_of
from sakimawari.match.allocate.market.standing import fixed_by_hand, ordered
from sakimawari.match.allocate.market.values import Child, Family, First, Market, Step, Who
from sakimawari.problems import Problem, Problems

MOST_CHILDREN, MOST_OPTIONS = 8, 126  # a tuple's last comparison is packed into 63 bits, 7 a child
WHO = (Who.ALL, Who.SOME, Who.ELDEST, Who.YOUNGEST)
FIRST = tuple(First)


class Arrays(NamedTuple):
    """Everything the compiled engine reads. Rows of `x` of family f: `x_from[f]` to `x_from[f + 1]`."""

    seats: Ints  # by pool
    hold_from: Ints  # by pool: where its holders are kept
    child_from: Ints  # by family
    family: Ints  # by child
    plain: Ints  # by family: one child, its own ranks, no conditions
    option_from: Ints  # by child
    pool: Ints  # by option
    facility: Ints  # by option
    rank: Ints  # by option
    position: Ints  # by option: in the order of its pool, the smaller first
    floor: Ints  # by child: the choice it keeps at the least
    fixed: Ints  # by child: 1 if people decided its result
    bound: Ints  # by child: 1 if it never gives a new place up (-1 is no choice)
    present: Ints  # by child: the pool it keeps with choice -1, or -1
    stays_at: Ints  # by child: the facility of that pool, or -1
    applicant_from: Ints  # by pool
    applicant: Ints  # children, by pool and position
    applied: Ints  # their choice of that pool
    step_from: Ints  # by family
    step: Ints  # rows of `steps`
    steps: Ints  # one_place, who, lowest rank, highest rank, staying_counts, compared (by FIRST)...
    combination_from: Ints  # by family
    combination: Ints  # row by row, one facility a child; -1 none; -2 padding
    condition_from: Ints  # by family
    condition: Ints  # child, other (positions in the family), at_from, at_to, where_from, where_to
    named: Ints  # facilities the conditions name


(
    SEATS,
    HOLD_FROM,
    CHILD_FROM,
    FAMILY,
    PLAIN,
    OPTION_FROM,
    POOL,
    FACILITY,
    RANK,
    POSITION,
    FLOOR,
    FIXED,
    BOUND,
    PRESENT,
    STAYS_AT,
    APPLICANT_FROM,
    APPLICANT,
    APPLIED,
    STEP_FROM,
    STEP,
    STEPS,
    COMBINATION_FROM,
    COMBINATION,
    CONDITION_FROM,
    CONDITION,
    NAMED,
) = range(len(Arrays._fields))
STEP_WIDTH = 5 + len(FIRST)
CONDITION_WIDTH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The arrays, and what their numbers mean."""

    arrays: Arrays
    families: tuple[Family, ...]
    children: tuple[Child, ...]
    options: Mapping[str, tuple[Option, ...]]
    pools: tuple[str, ...]

    def choices(self, placed: Mapping[str, str | None]) -> Ints:
        """A matching as choices; a pool that is no option of its child (any more) is -1."""
        rows = [
            {option.pool: at for at, option in enumerate(self.options[child.id])}
            for child in self.children
        ]
        found = [
            rows[at].get(placed.get(child.id) or "", -1) for at, child in enumerate(self.children)
        ]
        return np.array(found, np.int64)

    def pool_of(self, child: int, choice: int) -> str | None:
        """The pool of a choice."""
        return None if choice < 0 else self.options[self.children[child].id][choice].pool


def compiled(market: Market, *, told: Mapping[str, str | None] | None = None) -> Compiled:
    """The market as arrays.

    With `told` (places promised in an earlier run) every child keeps at the least what it was told.
    ALLOC001-004: as in `options` and `standing`; ALLOC005: seats given by hand or told exceed those
    there are; ALLOC006: a family too large, or a child with too many options, for the engine.
    """
    families = tuple(sorted(market.families, key=lambda family: family.id))
    by_id = {child.id: child for child in market.children}
    options = options_of(market)
    if told:
        options = _with_told(market, options, told)
    children = tuple(by_id[each] for family in families for each in family.children)
    _check_size(families, options)
    pools = tuple(sorted(pool.id for pool in market.pools))
    arrays = _arrays(market, families, children, options, pools, told or {})
    return Compiled(
        arrays=arrays, families=families, children=children, options=options, pools=pools
    )


def _with_told(
    market: Market, options: Mapping[str, tuple[Option, ...]], told: Mapping[str, str | None]
) -> dict[str, tuple[Option, ...]]:
    """A place told stays an option, though it may not be wished any more."""
    pools = {pool.id: pool for pool in market.pools}
    found = dict(options)
    for child in market.children:
        place = told.get(child.id)
        here = options[child.id]
        if place is None or place == child.present or place not in pools:
            continue
        if all(option.pool != place for option in here):
            last = Option(rank=99, facility=pools[place].facility, pool=place)
            found[child.id] = (*here, last)
    return found


def _check_size(families: Sequence[Family], options: Mapping[str, tuple[Option, ...]]) -> None:
    found = [
        Problem(
            id="ALLOC006",
            what=f"the family {family.id} has more than {MOST_CHILDREN} children, or one of them "
            f"more than {MOST_OPTIONS} pools to choose from",
            do="split the family's application, or shorten the list of wishes",
        )
        for family in families
        if len(family.children) > MOST_CHILDREN
        or any(len(options[each]) > MOST_OPTIONS for each in family.children)
    ]
    if found:
        raise Problems(found)


def _arrays(
    market: Market,
    families: Sequence[Family],
    children: Sequence[Child],
    options: Mapping[str, tuple[Option, ...]],
    pools: Sequence[str],
    told: Mapping[str, str | None],
) -> Arrays:
    at_pool = {pool: at for at, pool in enumerate(pools)}
    names = sorted({pool.facility for pool in market.pools})
    at_place = {name: at for at, name in enumerate(names)}
    place_of = {pool.id: at_place[pool.facility] for pool in market.pools}
    counts = [len(options[child.id]) for child in children]
    rows = [option for child in children for option in options[child.id]]
    who = [child for child, count in zip(children, counts, strict=True) for _ in range(count)]
    order = ordered(market, who, rows)
    option_from = _from(counts)
    owner = np.repeat(np.arange(len(children)), counts)
    at_pools = _ints(at_pool[option.pool] for option in rows)
    by_hand = fixed_by_hand(market)
    floor, bound = _floors(market, children, options, told)
    present = _ints(
        -1 if child.present is None or bound[at] else at_pool[child.present]
        for at, child in enumerate(children)
    )
    position = _positions(order, at_pools[order], len(pools))
    floored = floor >= 0
    position[option_from[:-1][floored] + floor[floored]] = -1
    seats = _seats(market, pools, present, option_from, floor, at_pools)
    sizes = [len(family.children) for family in families]
    steps, step_from, step = _steps(families)
    combination_from, combination = _combinations(families, at_place)
    condition_from, condition, named = _conditions(families, at_place)
    return Arrays(
        seats=seats,
        hold_from=_from(2 * seats + MOST_CHILDREN + 1),
        child_from=_from(sizes),
        family=np.repeat(np.arange(len(families)), sizes),
        plain=_ints(_is_plain(family) for family in families),
        option_from=option_from,
        pool=at_pools,
        facility=_ints(at_place[option.facility] for option in rows),
        rank=_ints(option.rank for option in rows),
        position=position,
        floor=floor,
        fixed=_ints(child.id in by_hand for child in children),
        bound=bound,
        present=present,
        stays_at=_ints(-1 if at < 0 else place_of[pools[at]] for at in present.tolist()),
        applicant_from=_from(np.bincount(at_pools, minlength=len(pools))),
        applicant=owner[order],
        applied=order - option_from[owner[order]],
        step_from=step_from,
        step=step,
        steps=steps,
        combination_from=combination_from,
        combination=combination,
        condition_from=condition_from,
        condition=condition,
        named=named,
    )


def _ints(values: object) -> Ints:
    return np.array(list(values), np.int64)  # type: ignore[call-overload]


def _from(counts: Sequence[int] | Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(np.asarray(counts, np.int64))]).astype(np.int64)


def _positions(order: Ints, pools: Ints, count: int) -> Ints:
    """The position of every option in its pool, when `order` runs pool by pool."""
    start = _from(np.bincount(pools, minlength=count))
    position = np.empty(len(order), np.int64)
    position[order] = np.arange(len(order)) - start[pools]
    return position


def _floors(
    market: Market,
    children: Sequence[Child],
    options: Mapping[str, tuple[Option, ...]],
    told: Mapping[str, str | None],
) -> tuple[Ints, Ints]:
    """What each child keeps at the least, and whether that is a new place it never gives up."""
    fixed = fixed_by_hand(market)
    floor = np.full(len(children), -1, np.int64)
    for at, child in enumerate(children):
        here = options[child.id]
        if child.id in fixed and here:
            floor[at] = 0
            continue
        place = told.get(child.id)
        if place is not None:
            floor[at] = next((i for i, option in enumerate(here) if option.pool == place), -1)
    return floor, (floor >= 0).astype(np.int64)


def _seats(
    market: Market,
    pools: Sequence[str],
    present: Ints,
    option_from: Ints,
    floor: Ints,
    at_pools: Ints,
) -> Ints:
    """Seats by pool: free ones, those the market's children hold now, less those held back."""
    by_id = seats_of(market)
    seats = _ints(by_id[pool] for pool in pools)
    given = at_pools[option_from[:-1][floor >= 0] + floor[floor >= 0]]
    least = np.bincount(np.concatenate([given, present[present >= 0]]), minlength=len(pools))
    over = np.flatnonzero(least > seats)
    if len(over):
        raise Problems(_too_few(pools[at], int(seats[at]), int(least[at])) for at in over.tolist())
    return seats


def _too_few(pool: str, seats: int, least: int) -> Problem:
    return Problem(
        id="ALLOC005",
        what=f"{pool} has {seats} seats, but {least} are given by hand, told or held now",
        do="correct the seats, or the decisions; what people were told cannot be taken back",
    )


def _is_plain(family: Family) -> int:
    ranks = len(family.steps) == 1 and family.steps[0].ranks == (1, 98)
    return int(
        len(family.children) == 1 and ranks and not family.combinations and not family.conditions
    )


def _steps(families: Sequence[Family]) -> tuple[Ints, Ints, Ints]:
    """The different steps, and which of them each family goes through."""
    rows: dict[Step, int] = {}
    step = [rows.setdefault(each, len(rows)) for family in families for each in family.steps]
    counts = [len(family.steps) for family in families]
    table = np.full((max(len(rows), 1), STEP_WIDTH), -1, np.int64)
    for each, at in rows.items():
        about = each.one_place, WHO.index(each.who), *each.ranks, each.staying_counts
        compared = [FIRST.index(criterion) for criterion in dict.fromkeys(each.first)]
        table[at, : 5 + len(compared)] = [*map(int, about), *compared]
    return table, _from(counts), _ints(step)


def _combinations(families: Sequence[Family], at_place: Mapping[str, int]) -> tuple[Ints, Ints]:
    rows = [each for family in families for each in family.combinations]
    table = np.full((max(len(rows), 1), MOST_CHILDREN), -2, np.int64)
    for at, row in enumerate(rows):
        table[at, : len(row)] = [-1 if each is None else at_place.get(each, -3) for each in row]
    return _from([len(family.combinations) for family in families]), table


def _conditions(families: Sequence[Family], at_place: Mapping[str, int]) -> tuple[Ints, Ints, Ints]:
    rows: list[tuple[int, ...]] = []
    named: list[int] = []
    for family in families:
        for each in family.conditions:
            start = len(named)
            named += [at_place[place] for place in sorted(each.at)]
            middle = len(named)
            named += [at_place[place] for place in sorted(each.where)]
            who = family.children.index(each.child), family.children.index(each.other)
            rows.append((*who, start, middle, middle, len(named)))
    table = (
        np.array(rows, np.int64).reshape(len(rows), CONDITION_WIDTH)
        if rows
        else np.zeros((1, CONDITION_WIDTH), np.int64)
    )
    return _from([len(family.conditions) for family in families]), table, _ints(named)
