"""Scarce places as values: places with seats, applicants with ranked wishes, families, a strict order.

    Facility ── Pool (seats for some classes) ◄── Wish (rank = position, points there) ── Child
    Family  = children who are decided together: a Family's outcomes are whole tuples, one place a child
    Market  = all of it, the city's tie-break chain, and what people fixed by hand

The words are those of nursery admission (保育所等利用調整); after-school places, housing, facility slots
and courses are the same market with one class and families of one.

What a child can get is called an *option*: a pool of a wished facility, in the order of wishes and,
within a wish, of its pools. `None` is no new place: the child stays where it is (`present`), or waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


def _none() -> Mapping[str, int]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Seats of one facility that are given by one order of priority.

    `classes` are the classes by age on 1 April (クラス年齢) that may sit here: one for 1歳児クラス, several
    where a facility pools them (３～５歳児合同). `seats` are those free to applicants, 0 allowed; the
    seats that children of the market hold now (`Child.present`) are not among them: each adds one.
    `tag` reserves the pool for children who carry it (医療的ケア枠); `first` lets children with one of
    these tags pass before all others without closing it. `minimum_months`: the youngest age in
    months on the day of admission.

    Staff ratios (配置基準) are a cap worked out beforehand, not a weight on each child: see `staffing`.
    """

    id: str
    facility: str
    classes: frozenset[int]
    seats: int
    tag: str | None = None
    first: frozenset[str] = frozenset()
    minimum_months: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One wished facility; its rank is its position in `Child.wishes`, from 1.

    `pools` are tried in this order; empty: all pools of the facility that take the child, reserved
    ones first, then in the order of the market. `points` are the child's at this facility (調整指数
    included), more is before fewer. `keys` are values of the tie-break chain that differ here.
    """

    facility: str
    points: int
    pools: tuple[str, ...] = ()
    keys: Mapping[str, int] = field(default_factory=_none)


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """An applicant: class by age on 1 April, age in months on the day of admission, ranked wishes.

    `present`: the pool of the seat the child holds now and wants to leave (転園); at the least it is
    kept, and it is free for others once the child leaves. `keys`: the child's values for the links
    of the tie-break chain.
    """

    id: str
    klass: int
    wishes: tuple[Wish, ...]
    months: int = 999
    tags: frozenset[str] = frozenset()
    present: str | None = None
    keys: Mapping[str, int] = field(default_factory=_none)


class Who(StrEnum):
    """Which children of the family must get a new place."""

    ALL = "all"  # 全員同時
    SOME = "some"  # 一人でもよい
    ELDEST = "eldest"  # 上の子は必ず
    YOUNGEST = "youngest"  # 下の子は必ず


class First(StrEnum):
    """What a family compares its tuples by, the first difference decides; all are "better first".

    Ranks count from 1; a child without a new place counts as rank 99. Where all agree, the eldest
    child's option decides, then the next child's (with YOUNGEST_RANK the youngest child's first).
    """

    PLACED = "placed"  # more children with a new place
    TOGETHER = "together"  # more children at one facility
    ELDEST_PLACED = "eldest placed"  # the eldest placed, then the next, ...
    YOUNGEST_PLACED = "youngest placed"
    PRODUCT = "product"  # the smaller product of ranks
    SUM = "sum"  # the smaller sum of ranks
    WORST = "worst"  # the smaller worst rank
    ELDEST_RANK = "eldest rank"  # the eldest's option, then the next child's, ...
    YOUNGEST_RANK = "youngest rank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A set of tuples a family accepts, and their order within it.

    `one_place`: all new places at one facility. `who` must be placed. `ranks` (from, to): every new
    place is of such a rank, so steps say rank by rank where siblings may part; a place decided by hand,
    or told earlier and no longer wished for, has no rank and passes. `staying_counts`: a
    child who keeps its present seat counts as placed at that facility, with rank 99.
    """

    one_place: bool
    who: Who
    first: tuple[First, ...] = (First.PLACED, First.TOGETHER, First.PRODUCT)
    ranks: tuple[int, int] = (1, 98)
    staying_counts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`child` at one of `at` only if `other` is at one of `where`; empty: at any new place.

    Staying at a present seat counts as being at that facility where `where` names it.
    """

    child: str
    other: str
    at: frozenset[str] = frozenset()
    where: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Children decided together, the eldest first, and the tuples their family accepts, in order.

    A tuple belongs to the first of `steps` that accepts it; tuples of earlier steps come first. With
    `combinations` the list is exactly these (a facility, or None, for each child), each with the
    pools of a facility in their order. All conditions hold for every tuple. At the least a family
    keeps what it has (`None` for every child): that is always the last.
    """

    id: str
    children: tuple[str, ...]
    steps: tuple[Step, ...] = (Step(one_place=False, who=Who.SOME),)
    combinations: tuple[tuple[str | None, ...], ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of the city's declared tie-break chain: the key compared, and which value goes first.

    With `seed` it is a lottery anyone can draw again (see `lots`): SHA-256 of `seed:child id:1`, the
    smaller first; its keys are then not looked at. Row order is never a link.
    """

    key: str
    more_first: bool = False
    seed: str | None = None


class Decided(StrEnum):
    """What people decided by hand, before the engine."""

    FIXED = "fixed"  # the child gets this pool (None: no new place), whatever its points
    FORBIDDEN = "forbidden"  # the child is not offered this pool (None is not allowed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A manual decision about one child; who, when and why are kept where it is recorded."""

    child: str
    pool: str | None
    kind: Decided = Decided.FIXED


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """All places, children and families of one round.

    Every child is in exactly one family. `chain` is the city's tie-break order after points; two
    children of different families equal in all of it are a fault (ALLOC001), never decided by rows;
    within a family the eldest goes first. `held`: seats of a pool kept back by hand.
    """

    pools: tuple[Pool, ...]
    children: tuple[Child, ...]
    families: tuple[Family, ...]
    chain: tuple[Link, ...] = ()
    decisions: tuple[Decision, ...] = ()
    held: Mapping[str, int] = field(default_factory=_none)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """A family that would get a better tuple by the city's own order: `wants` is one pool a child."""

    family: str
    wants: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Who gets which pool (None: no new place; the child keeps `present` if it has one).

    `blocking` are the families whom the engine itself still sees blocked; empty: it believes the
    matching stable (an examiner written apart has to say so too). `exhausted`: the search that
    followed looked at everything, so the number of blocking families is the least possible.
    `order` is the processing order that led here, `proposals` the work done.
    """

    placed: Mapping[str, str | None]
    blocking: tuple[Blocking, ...] = ()
    exhausted: bool = False
    order: str = ""
    proposals: int = 0
