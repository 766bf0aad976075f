"""Lists in which no offer is buried and none overwhelmed.

Each need sees up to `length` offers. A place is worth 1, 0.63, 0.5 … (1 / log2(1 + rank)). Places are
given one by one to where the gain is greatest: the pair's score times the worth of the place, times
what one more showing adds to the logarithm of the offer's exposure for each partner it can take (the
marginal gain of Nash welfare): the second showing of an offer counts less than the first of another.
No offer stands in more lists than `shown` times its partners. Then every offer still unseen takes a
place where the loss is least, from an offer that is seen elsewhere.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from math import log2

from sakimawari.match.offers.values import Entry, Options, Pair


def worth(rank: int) -> float:
    """What a place in a list is worth; the first is rank 1."""
    return 1 / log2(1 + rank)


def lists_of(
    pairs: Sequence[Pair],
    together: Sequence[tuple[int, int]],
    need_orders: Mapping[int, Sequence[int]],
    offers: Sequence[Entry],
    options: Options,
) -> dict[int, tuple[int, ...]]:
    """For each need the offers it is shown, in its own order. Those brought together are always shown."""
    score = {(pair.need, pair.offer): pair.score for pair in pairs}
    lists: dict[int, list[int]] = {need: [] for need in need_orders}
    times: dict[int, int] = {}
    for need, offer in together:
        lists[need].append(offer)
        times[offer] = times.get(offer, 0) + 1
    _fill(score, lists, times, offers, options)
    _bring_out(score, lists, times, frozenset(together), options)
    return {need: _in_order(found, need_orders[need]) for need, found in lists.items()}


def _in_order(found: list[int], order: Sequence[int]) -> tuple[int, ...]:
    place = {offer: at for at, offer in enumerate(order)}
    return tuple(sorted(found, key=place.__getitem__))


def _fill(
    score: Mapping[tuple[int, int], float],
    lists: dict[int, list[int]],
    times: dict[int, int],
    offers: Sequence[Entry],
    options: Options,
) -> None:
    seen = {
        offer: sum(
            worth(at + 1) for found in lists.values() for at, o in enumerate(found) if o == offer
        )
        for offer in times
    }

    def gain(need: int, offer: int) -> float:
        spread = 1 / (1 + seen.get(offer, 0.0) / offers[offer].partners)
        weight = 1 - options.fairness + options.fairness * spread
        return score[need, offer] * worth(len(lists[need]) + 1) * weight

    heap = [(-gain(*pair), *pair) for pair in score if pair[1] not in lists[pair[0]]]
    heapq.heapify(heap)
    while heap:
        said, need, offer = heapq.heappop(heap)
        most = options.shown * offers[offer].partners
        if len(lists[need]) >= options.length or times.get(offer, 0) >= most:
            continue
        now = -gain(need, offer)
        if now > said + 1e-12:  # gains only fall; look again before giving the place
            heapq.heappush(heap, (now, need, offer))
            continue
        seen[offer] = seen.get(offer, 0.0) + worth(len(lists[need]) + 1)
        lists[need].append(offer)
        times[offer] = times.get(offer, 0) + 1


def _bring_out(
    score: Mapping[tuple[int, int], float],
    lists: dict[int, list[int]],
    times: dict[int, int],
    fixed: frozenset[tuple[int, int]],
    options: Options,
) -> None:
    """Give every offer that nobody sees a place, if somebody it suits can spare one."""
    unseen = sorted({offer for _, offer in score} - {o for o, count in times.items() if count})
    mine: dict[int, list[int]] = {}
    for need, offer in score:
        mine.setdefault(offer, []).append(need)
    for offer in unseen:
        ways = []
        for need in mine[offer]:
            if len(lists[need]) < options.length:
                ways.append((-score[need, offer], need, -1))
                continue
            spare = [o for o in lists[need] if times[o] > 1 and (need, o) not in fixed]
            ways += [(score[need, o] - score[need, offer], need, o) for o in spare]
        if ways:
            _, need, gone = min(ways)
            if gone >= 0:
                lists[need].remove(gone)
                times[gone] -= 1
            lists[need].append(offer)
            times[offer] = 1
