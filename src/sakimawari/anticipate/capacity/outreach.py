"""Pushes spread over weeks so that what comes back never floods the counter: a linear programme.

Whoever is reached replies with some chance, some weeks later. What the counter sees of other work each
week is foreseen; what is left is room for replies. Pushes of a service lie between the first week it
may go out and the last in which it is of use; as many as fit go out, the early ones first, none of a
week pushes any later week's expected load over its room, and what goes out in a week brings, whenever
it comes, no more than a week's room: so that sending stays even. Solved by HiGHS to the optimum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from sakimawari.problems import fault

Floats = npt.NDArray[np.float64]
REPLIES = (0.30, 0.35, 0.20, 0.10, 0.05)  # of those who reply, by weeks after the push
_LATE = 1e-4  # what a week's delay costs, against 1 for not being reached at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """People to be reached for one thing: how many, the chance of a reply, minutes of a reply.

    They may be reached from week `first` to week `last`, both included, counted from 0.
    """

    name: str
    people: float
    effect: float
    minutes: float
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paced:
    """People reached by push and week, minutes of replies by week, and who finds no room.

    `ceiling` is how many replies a week brings at most; it is what `budget.counter` of the terms of
    contact holds, week by week. Replies that come after the last week find the room of that week. `binding` are the weeks whose room is used up.
    """

    reached: Floats
    replies: Floats
    minutes: Floats
    ceiling: npt.NDArray[np.int64]
    steady: int
    left: Floats
    binding: tuple[int, ...]


def paced(pushes: Sequence[Push], room: Floats, *, replies: Sequence[float] = REPLIES) -> Paced:
    """Spread pushes over the weeks; `room` is minutes the counter has for replies in each week.

    CAP006 where a push lies outside of the weeks, or its chance of a reply outside of 0 to 1.
    """
    weeks = len(room)
    for push in pushes:
        if not (
            0 <= push.first <= push.last < weeks and 0 <= push.effect <= 1 and push.people >= 0
        ):
            raise fault(
                "CAP006",
                f"the push {push.name} lies outside of the {weeks} weeks, or its numbers cannot be",
                "give weeks from 0 on, a chance from 0 to 1, and people of 0 or more",
            )
    shares = np.asarray(replies, np.float64) / np.sum(replies)
    room = np.maximum(room, 0.0)
    at = [
        (number, week)
        for number, push in enumerate(pushes)
        for week in range(push.first, push.last + 1)
    ]
    longer = np.append(room, np.full(len(shares) - 1, room[-1] if weeks else 0.0))
    load = _load(pushes, at, shares, len(longer))
    values = _solved(pushes, at, load, longer)
    return _told(pushes, dict(zip(at, values, strict=True)), load[:, :weeks], shares, room)


def _solved(
    pushes: Sequence[Push], at: Sequence[tuple[int, int]], load: Floats, room: Floats
) -> Floats:
    """People reached by push and week: as many as fit, the early weeks first."""
    if not at:
        return np.zeros(0)
    worth = np.array([1 - _LATE * (week - pushes[number].first) for number, week in at])
    of_push = np.zeros((len(pushes), len(at)))
    of_push[[number for number, _ in at], np.arange(len(at))] = 1.0
    people = np.array([push.people for push in pushes])
    weeks = np.array([week for _, week in at])
    brings = np.array([pushes[number].effect * pushes[number].minutes for number, _ in at])
    of_week = np.where(weeks[None, :] == np.arange(len(room))[:, None], brings[None, :], 0.0)
    found = linprog(
        -worth,
        A_ub=np.concatenate([of_push, load.T, of_week]),
        b_ub=np.concatenate([people, room, room]),
        bounds=(0, None),
        method="highs",
    )
    return np.asarray(found.x)


def _load(
    pushes: Sequence[Push], at: Sequence[tuple[int, int]], shares: Floats, weeks: int
) -> Floats:
    """Minutes each week sees of one person reached, by variable: (variables, weeks)."""
    found = np.zeros((len(at), weeks))
    for row, (number, week) in enumerate(at):
        push = pushes[number]
        late = min(len(shares), weeks - week)
        found[row, week : week + late] = push.effect * push.minutes * shares[:late]
    return found


def _told(
    pushes: Sequence[Push],
    chosen: Mapping[tuple[int, int], float],
    load: Floats,
    shares: Floats,
    room: Floats,
) -> Paced:
    weeks = len(room)
    reached = np.zeros((len(pushes), weeks))
    replies = np.zeros(weeks)
    values = np.array(list(chosen.values()), np.float64)
    for (number, week), value in chosen.items():
        reached[number, week] = value
        late = min(len(shares), weeks - week)
        replies[week : week + late] += value * pushes[number].effect * shares[:late]
    minutes = values @ load if len(values) else np.zeros(weeks)
    brought = np.array([push.effect for push in pushes]) @ reached if len(pushes) else replies
    people = np.array([push.people for push in pushes])
    longest = max((push.minutes for push in pushes), default=0.0)
    return Paced(
        reached=reached,
        replies=replies,
        minutes=minutes,
        ceiling=np.floor(np.asarray(brought) + 1e-6).astype(np.int64),
        steady=int(room.min() // longest) if longest and weeks else 0,
        left=people - reached.sum(axis=1),
        binding=tuple(np.flatnonzero((minutes >= room - 1e-6) & (minutes > 0)).tolist()),
    )
