"""Bringing together: stable and best for needs, as trying everything shows; lists without hidden offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from random import Random

import pytest

from sakimawari.match.offers.exposure import lists_of
from sakimawari.match.offers.pairing import orders, together
from sakimawari.match.offers.values import Entry, Options, Pair
from tests.match.offers.town import need, offer


def market(seed: int) -> tuple[list[Pair], list[Entry], list[Entry]]:
    random = Random(seed)
    numbers = [f"N{at}" for at in range(3)], [f"O{at}" for at in range(3)]
    needs = [
        need(number, partners=random.randint(1, 2), wishes=tuple(random.sample(numbers[1], 1)))
        for number in numbers[0]
    ]
    offers = [offer(number, partners=random.randint(1, 2)) for number in numbers[1]]
    pairs = [
        Pair(need=n, offer=o, words=0, meaning=None, score=random.randint(1, 4) / 4)
        for n in range(3)
        for o in range(3)
        if random.random() < 0.85
    ]
    return pairs, needs, offers


def stable(
    chosen: frozenset[tuple[int, int]],
    mine: dict[int, tuple[int, ...]],
    theirs: dict[int, tuple[int, ...]],
    needs: Sequence[Entry],
    offers: Sequence[Entry],
) -> bool:
    for n, order in mine.items():
        for o in order:
            if (n, o) in chosen:
                continue
            have = [order.index(b) for a, b in chosen if a == n]
            held = [theirs[o].index(a) for a, b in chosen if b == o]
            wants = len(have) < needs[n].partners or max(have) > order.index(o)
            takes = len(held) < offers[o].partners or max(held) > theirs[o].index(n)
            if wants and takes:
                return False
    return True


@pytest.mark.parametrize("seed", range(12))
def test_pairs_are_stable_and_no_stable_ones_are_better_for_any_need(seed: int) -> None:
    pairs, needs, offers = market(seed)
    mine, theirs = orders(pairs, needs, offers, 1)
    found = frozenset(together(mine, theirs, needs, offers))
    assert stable(found, mine, theirs, needs, offers)
    edges = [(pair.need, pair.offer) for pair in pairs]
    for size in range(len(edges) + 1):
        for chosen in map(frozenset, combinations(edges, size)):
            per_need, per_offer = Counter(n for n, _ in chosen), Counter(o for _, o in chosen)
            fits = all(c <= needs[n].partners for n, c in per_need.items()) and all(
                c <= offers[o].partners for o, c in per_offer.items()
            )
            if fits and stable(chosen, mine, theirs, needs, offers):
                for n, order in mine.items():
                    ours = sorted(order.index(o) for a, o in found if a == n)
                    other = sorted(order.index(o) for a, o in chosen if a == n)
                    assert len(ours) == len(other)
                    assert all(x <= y for x, y in zip(ours, other, strict=True))


def test_equal_scores_are_settled_by_the_seed_and_never_by_the_order_of_rows() -> None:
    offers = [offer("O1")]

    def winner(numbers: Sequence[str], seed: int) -> str:
        needs = [need(number) for number in numbers]
        pairs = [Pair(need=n, offer=0, words=0, meaning=None, score=0.5) for n in range(4)]
        [(n, _)] = together(*orders(pairs, needs, offers, seed), needs, offers)
        return needs[n].number

    names = ["N1", "N2", "N3", "N4"]
    for seed in range(6):
        assert winner(names, seed) == winner(names[::-1], seed)
    assert len({winner(names, seed) for seed in range(20)}) > 1


def popular(needs: int, offers: int) -> list[Pair]:
    """Everybody likes the same offers best."""
    return [
        Pair(need=n, offer=o, words=0, meaning=None, score=round(0.9 - 0.05 * o + 0.001 * n, 5))
        for n in range(needs)
        for o in range(offers)
    ]


def test_lists_show_every_suitable_offer_and_none_more_often_than_it_can_bear() -> None:
    pairs, needs = popular(8, 10), [need(f"N{at}") for at in range(8)]
    offers = [offer(f"O{at}") for at in range(10)]
    mine, theirs = orders(pairs, needs, offers, 1)
    found = together(mine, theirs, needs, offers)
    shown = lists_of(pairs, found, mine, offers, Options(length=3, shown=3))
    times = Counter(o for each in shown.values() for o in each)
    assert set(times) == set(range(10))
    assert max(times.values()) <= 3
    assert all(len(each) <= 3 for each in shown.values())
    assert all(o in shown[n] for n, o in found)


def test_without_fairness_and_caps_the_best_are_shown_and_the_last_only_once() -> None:
    pairs, needs = popular(8, 10), [need(f"N{at}") for at in range(8)]
    offers = [offer(f"O{at}") for at in range(10)]
    mine, _ = orders(pairs, needs, offers, 1)
    shown = lists_of(pairs, (), mine, offers, Options(length=3, shown=99, fairness=0))
    times = Counter(o for each in shown.values() for o in each)
    assert times[0] == 8
    assert times[9] == 1
