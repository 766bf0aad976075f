"""A hand-written service made ready for one population and date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.rules.figures import Figures
from sakimawari.rules.population import UNKNOWN_NUMBER, Population

COLUMNS = ("status", "amount_low", "amount_high", "tier_low", "tier_high", "deadline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a rival found for each person; what a service does not give is left out."""

    status: npt.NDArray[np.int8]
    amount_low: npt.NDArray[np.int64] | None = None
    amount_high: npt.NDArray[np.int64] | None = None
    tier_low: npt.NDArray[np.int8] | None = None
    tier_high: npt.NDArray[np.int8] | None = None
    deadline: npt.NDArray[np.int64] | None = None

    def columns(self, *names: str) -> tuple[npt.NDArray[Any], ...]:
        """The arrays a rule writes, in the order in which it takes them."""
        return tuple(getattr(self, name) for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """`read(first, last)` fills the answer for a run of units."""

    answer: Answer
    read: Callable[[int, int], None]


Rival = Callable[[Population, Figures], Prepared]


def room(
    people: int, *, amount: bool = False, tier: bool = False, deadline: bool = False
) -> Answer:
    """An answer of "no" for everybody."""

    def yen() -> npt.NDArray[np.int64] | None:
        return np.zeros(people, np.int64) if amount else None

    def labels() -> npt.NDArray[np.int8] | None:
        return np.full(people, -1, np.int8) if tier else None

    return Answer(
        status=np.zeros(people, np.int8),
        amount_low=yen(),
        amount_high=yen(),
        tier_low=labels(),
        tier_high=labels(),
        deadline=np.full(people, UNKNOWN_NUMBER) if deadline else None,
    )


def read_all(
    rivals: Sequence[Rival], population: Population, figures: Figures, *, threads: int
) -> Iterator[Answer]:
    """The answers of one service after another for everybody, on several threads."""
    cuts = np.linspace(0, population.units, threads + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads) as pool:
        for rival in rivals:
            one = rival(population, figures)
            parts = [pool.submit(one.read, first, last) for first, last in pairwise(cuts)]
            for done in parts:
                done.result()
            yield one.answer


def differing(answer: Answer, ours: Mapping[str, npt.NDArray[np.generic]]) -> dict[str, int]:
    """How many cells differ, by column; only columns that do."""
    found = {}
    for name in COLUMNS:
        theirs = getattr(answer, name)
        if theirs is not None and (count := int((theirs != ours[name]).sum())):
            found[name] = count
    return found
