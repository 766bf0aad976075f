"""Places to open, by ward and year: so many that a shortage stays unlikely, and how likely it is now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from sakimawari.problems import fault

Floats = npt.NDArray[np.float64]
_HALF = 1.645  # half of a 90 % interval, in standard deviations


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Places of a kind at a place and time: how many are needed, there, and to be opened.

    `shortage` is the chance (0 to 1) that what is there does not suffice.
    """

    kind: str
    ward: str
    year: int
    needed: float
    there: float
    open: int
    shortage: float


def chance_of_shortage(mean: float, low: float, high: float, there: float) -> float:
    """The chance that more than `there` are needed; the ends of the interval hold 90 %."""
    spread = max((high - mean) / _HALF, (mean - low) / _HALF, 0.0)
    if spread == 0:
        return float(mean > there)
    return float(ndtr((mean - there) / spread))


def places_for(mean: float, low: float, high: float, *, shortage: float) -> float:
    """The places with which a shortage has at most this chance. CAP007 for a chance outside 0 to 1."""
    if not 0 < shortage < 1:
        raise fault(
            "CAP007",
            f"{shortage} is no chance of a shortage to plan for",
            "give one between 0 and 1, such as 0.1",
        )
    spread = max((high - mean) / _HALF, (mean - low) / _HALF, 0.0)
    return mean + float(ndtri(1 - shortage)) * spread


def openings(
    needs: list[tuple[str, str, int, float, float, float]],
    there: dict[tuple[str, str], float],
    *,
    shortage: float,
) -> tuple[Opening, ...]:
    """By kind, ward and year; what was opened in an earlier year stays open.

    `needs` are (kind, ward, year, mean, low, high) in the order of years; `there` by kind and ward.
    """
    standing = dict(there)
    found = []
    for kind, ward, year, mean, low, high in sorted(needs, key=lambda need: need[:3]):
        have = standing.get((kind, ward), 0.0)
        wanted = places_for(mean, low, high, shortage=shortage)
        more = max(int(np.ceil(wanted - have - 1e-9)), 0)
        found.append(
            Opening(
                kind=kind,
                ward=ward,
                year=year,
                needed=mean,
                there=have,
                open=more,
                shortage=chance_of_shortage(mean, low, high, have),
            )
        )
        standing[kind, ward] = have + more
    return tuple(found)
