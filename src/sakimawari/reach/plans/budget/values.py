"""What is weighed against the contact budget, and the answer: columns, one row a bundle.

A bundle is one adult and the services told in one message. Rows may come in any order: nothing in
the answer depends on it. Days are counted from 1970-01-01, weeks from the plan's first day (a week
is seven days), `NEVER` stands for no day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sakimawari.reach.medium import Medium

Column = NDArray[Any]
MEDIA: tuple[Medium, ...] = tuple(Medium)  # bit i of a mask and column i of `rank` mean MEDIA[i]
NEVER = np.int32(2**31 - 1)
NOT_WISHED = np.int8(7)  # the rank of a medium nobody asked for
KINDS = ("ward", "age_band", "language")  # of groups, as in `Floor.by`


class Because(Enum):
    """Why a bundle waits, as `later.parquet` writes it: the constraint that binds.

    CAP the person has heard enough this week or month · HOUSEHOLD somebody else of the household is
    told instead · POSTAGE, STAFF, COUNTER that week's budget is used for those worth more ·
    NO_MEDIUM no way to this person that the city has set up · WORTH a contact costs more than it
    brings · HOLIDAY only media that ring are left, and no day on which they may · EARLY not before
    the plan ends · LATE the deadline passes before anything can arrive
    """

    CAP = "cap"
    HOUSEHOLD = "household"
    POSTAGE = "postage"
    STAFF = "staff"
    COUNTER = "counter"
    NO_MEDIUM = "no_medium"
    WORTH = "worth"
    HOLIDAY = "holiday"
    EARLY = "early"
    LATE = "late"


BECAUSE: tuple[Because, ...] = tuple(Because)


def mask_of(media: Sequence[Medium]) -> int:
    """Media as bits."""
    return sum(1 << MEDIA.index(medium) for medium in set(media))


def ranks_of(order: Sequence[Medium]) -> list[int]:
    """Media in the order they are wished, as one rank per column of `Bundles.rank`."""
    return [order.index(one) if one in order else int(NOT_WISHED) for one in MEDIA]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundles:
    """Those who have something to hear; already through every gate, and without the held out.

    `key` is unique and opaque (64 bits of a hash of person, services and plan): it alone breaks
    ties, so that nobody is first because a table begins with them. All bundles of a person bear the
    same household and groups. `media` are the ways this person can lawfully and really be reached;
    `rank` is their wish: 0 comes first, `NOT_WISHED` was not asked for. Somebody without any wish
    has 0 everywhere. `factor` multiplies the effect of every medium (1: as in the terms).
    """

    key: Column  # uint64
    person: Column  # int64, any numbers
    household: Column  # int64
    ward: Column  # int16, index into labels["ward"]
    age_band: Column
    language: Column
    labels: Mapping[str, tuple[str, ...]]  # names of the codes of KINDS
    yen: Column  # int64, at stake a year, 0 unknown or no money
    deadline: Column  # int32, the last day to act; NEVER: none
    earliest: Column  # int32, not told before
    media: Column  # uint8, bits in the order of MEDIA
    rank: Column  # int8, (n, 7)
    factor: Column  # float64

    def __len__(self) -> int:
        return len(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Contacts already made or promised by other plans: they count against the caps.

    `week` counts from the plan's first day: -1 is the week before it, 0 its own first. `spent` is
    what those still to be sent will take of the budgets of each week; None: nothing.
    """

    person: Column
    household: Column
    week: Column  # int32
    spent: Column | None = None  # (4, weeks), as `Coupling.limit`


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What one week has of one thing, what is used, and what one more unit would be worth.

    `kind`: postage (yen), visits and calls (minutes), counter (replies). `price` is yen of value
    per unit: 0 where something is left over.
    """

    kind: str
    week: int
    limit: float
    used: float
    price: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What so many persons of a group wait for, and how much more of it would do, at least."""

    because: Because
    persons: int
    more: float
    unit: str  # yen, minutes, replies, persons


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShare:
    """One group against its floor, in persons.

    `reached` of `people` are told; `needed` asks the floor (0 without one); `can` is how many of
    them could be told at all, were there no budget. `price` is what the last person of the floor
    costs the others, in yen of value. Where the floor is missed, no allocation comes nearer to all
    floors together, and `lacks` says what is short.
    """

    by: str
    group: str
    people: int
    can: int
    reached: int
    needed: int
    price: float
    lacks: tuple[Lack, ...] = ()

    @property
    def missing(self) -> int:
        """How many persons the floor asks for in vain."""
        return max(0, self.needed - self.reached)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """The answer, row by row of what was asked, and what holds of it as a whole.

    `value` is what the chosen contacts are worth, in yen (expected effect times worth, less cost);
    no allocation within the terms can exceed `bound`, so `gap` is the most that can be missing.
    """

    week: Column  # int16, -1: later
    medium: Column  # int8, index into MEDIA; -1: later
    day: Column  # int32, to be sent on; NEVER: later
    effect: Column  # float64, expected probability of a reply by that medium; 0: later
    because: Column  # int8, index into BECAUSE; -1: told
    resources: tuple[Resource, ...]
    shares: tuple[GroupShare, ...]
    value: float
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        """The most by which a better allocation could be better, as a share of the bound."""
        return 0.0 if self.bound <= 0 else max(0.0, (self.bound - self.value) / self.bound)
