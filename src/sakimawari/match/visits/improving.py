"""What a solver of single visits cannot weigh, bettered here: some visits out, and in again.

Taking out neighbours and putting them in anew, each where it costs least, with pairs and promises
reckoned exactly, is known as ruin and recreate. It begins from what PyVRP found and keeps the best.
"""

from __future__ import annotations

import random

from sakimawari.match.visits.inserting import best_insertion
from sakimawari.match.visits.plan import Plan, price
from sakimawari.match.visits.timing import Board

MOST_OUT = 5
FURTHER_TRIED = 3  # visits left so far that are tried too, each time


def improved(board: Board, plan: Plan, *, turns: int, seed: int) -> Plan:
    """The plan after so many turns of taking out and putting in; never dearer than before."""
    draw = random.Random(seed)
    best = price(board, plan)
    if best is None or not plan.made:
        return plan
    special = [
        at
        for at, visit in enumerate(board.visits)
        if visit.people == 2 or visit.promise is not None
    ]
    for _ in range(turns):
        tried = _once(board, plan, special, draw)
        after = price(board, tried)
        if after is not None and after <= best:
            plan, best = tried, after
    return plan


def _once(board: Board, plan: Plan, special: list[int], draw: random.Random) -> Plan:
    made = sorted(plan.made)
    if not made:
        return plan
    ours = [each for each in special if each in plan.made]
    centre = draw.choice(ours if ours and draw.random() < 0.5 else made)
    out = _around(board, centre, made, draw.randint(1, MOST_OUT))
    tried = plan
    for each in out:
        tried = tried.without(each)
    left = sorted(set(range(len(board.visits))) - set(made))
    again = [*out, *draw.sample(left, min(len(left), FURTHER_TRIED))]
    if draw.random() < 0.2:
        again.remove(draw.choice(again))
    draw.shuffle(again)
    if draw.random() < 0.5:  # two at one door are the hardest to place: they go first
        again.sort(key=lambda each: -board.visits[each].people)
    for each in again:
        tried = best_insertion(board, tried, each) or tried
    return tried


def _around(board: Board, centre: int, made: list[int], count: int) -> list[int]:
    ways = board.task.travel.seconds[board.shifts[0].mode]
    row = ways[board.visits[centre].place]
    near = sorted(made, key=lambda each: (int(row[board.visits[each].place]), each))
    return list(dict.fromkeys([centre, *near[:count]]))[:count]
