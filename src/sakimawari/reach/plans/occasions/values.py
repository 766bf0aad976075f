"""Occasions: reasons to speak to somebody, as columns, one row for each right or entry of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.reach.addressing.closure import Bools
from sakimawari.reach.addressing.selection import Rights
from sakimawari.reach.plans.values import Why
from sakimawari.rules.population import Int8s, Int32s, Int64s

UInt8s = npt.NDArray[np.uint8]

WHYS: tuple[Why, ...] = tuple(Why)  # a code of `why` is a place in it
FROM_STAFF = (WHYS.index(Why.ALERT), WHYS.index(Why.LIST))


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasions:
    """Why somebody should hear something; rows of people and units are those of the run's snapshot.

    `rights` says whose it is, how private, how much is at stake and by when (a deadline may have
    passed: then the law takes late applications, or a clerk must be asked). `day` is that on which
    a coming right begins or an ending one is over, -1 for the others. `alone` marks what is worth a
    message of its own: where nothing can be got, lost or done, it only goes along with others. `by`
    are the media staff ask for, as bits of `budget.values.MEDIA`; 0: any.
    `topics` are the names of the codes in `rights.service`, in their order.
    """

    topics: tuple[str, ...]
    rights: Rights
    why: Int8s
    day: Int32s
    alone: Bools
    by: UInt8s

    def __len__(self) -> int:
        return len(self.why)

    def only(self, rows: Bools | Int64s) -> Occasions:
        """Some of them."""
        return replace(
            self,
            rights=part_of(self.rights, rows),
            why=self.why[rows],
            day=self.day[rows],
            alone=self.alone[rows],
            by=self.by[rows],
        )


def part_of(rights: Rights, rows: Bools | Int64s) -> Rights:
    """Some rows of rights."""
    return Rights(**{each.name: getattr(rights, each.name)[rows] for each in fields(Rights)})


def joined(parts: Iterable[Occasions]) -> Occasions:
    """Several kinds of occasions as one; of the same thing about the same subject one stays: the
    last by `WHYS`, so that what staff asked for is not lost behind what the run knows too.
    """
    several = list(parts)
    topics = tuple(sorted({topic for each in several for topic in each.topics}))
    order = {topic: number for number, topic in enumerate(topics)}
    columns: dict[str, Any] = {
        each.name: np.concatenate([getattr(one.rights, each.name) for one in several])
        for each in fields(Rights)
        if each.name != "service"
    }
    codes = [
        np.array([order[topic] for topic in one.topics], np.int16)[one.rights.service]
        for one in several
    ]
    whole = Occasions(
        topics=topics,
        rights=Rights(service=np.concatenate(codes), **columns),
        why=np.concatenate([one.why for one in several]),
        day=np.concatenate([one.day for one in several]),
        alone=np.concatenate([one.alone for one in several]),
        by=np.concatenate([one.by for one in several]),
    )
    return _each_once(whole)


def _each_once(occasions: Occasions) -> Occasions:
    numbers = about(occasions)
    order = np.lexsort((-occasions.why, numbers))
    repeated = np.zeros(len(order), np.bool_)
    repeated[order[1:]] = numbers[order[1:]] == numbers[order[:-1]]
    return occasions.only(~repeated) if repeated.any() else occasions


def about(occasions: Occasions) -> Int64s:
    """A number for each occasion, the same for the same topic about the same subject."""
    rights = occasions.rights
    subject = np.where(rights.row >= 0, 2 * rights.row, 2 * rights.unit.astype(np.int64) + 1)
    numbers: Int64s = subject * len(occasions.topics) + rights.service
    return numbers
