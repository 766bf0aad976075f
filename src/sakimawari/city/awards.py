"""One programme and its recipients, before they are written into a register."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.city.assembly import Bools
from sakimawari.city.days import NO_DAY, Days
from sakimawari.city.part import Part, chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """Who receives a programme: rows of the part, first and last day (`NO_DAY`: open)."""

    programme: str
    rows: np.ndarray
    since: Days
    until: Days


def award(
    part: Part,
    programme: str,
    fits: Bools,
    share: float,
    *,
    since: Days | int,
    until: Days | int = int(NO_DAY),
) -> Award:
    """A share of those who fit receive it from a day (of each, or of all) within their stay here.

    Days given for each person are those of all people of the part.
    """
    people = part.people
    takes = chance(part.stream(f"award {programme}"), share, people.count)
    rows = np.flatnonzero(fits & takes)
    first = np.broadcast_to(np.asarray(since, np.int32), people.count)[rows]
    last = np.broadcast_to(np.asarray(until, np.int32), people.count)[rows]
    first = np.minimum(np.maximum(first, people.birth[rows]), part.on)
    return Award(programme=programme, rows=rows, since=first.astype(np.int32), until=last)
