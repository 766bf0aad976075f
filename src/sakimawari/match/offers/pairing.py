"""Bringing together: many to many with quotas, stable; needs propose (Roth 1984, responsive orders).

Who comes first for whom: the ids a side wished, in its order; then by score; equal scores by a lot
drawn from the seed and both ids, never by the order of rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from sakimawari.match.offers.values import Entry, Pair

Order = Mapping[int, tuple[int, ...]]


def lot(seed: int, one: str, other: str) -> str:
    """A lot anybody can draw again: SHA-256 of seed and both ids."""
    return hashlib.sha256(f"{seed}|{one}|{other}".encode()).hexdigest()


def orders(
    pairs: Sequence[Pair], needs: Sequence[Entry], offers: Sequence[Entry], seed: int
) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
    """For each need its offers in its order, for each offer its needs."""
    need_keys: dict[int, list[tuple[int, float, str, int]]] = {}
    offer_keys: dict[int, list[tuple[int, float, str, int]]] = {}
    need_wish = [{number: at for at, number in enumerate(entry.wishes)} for entry in needs]
    offer_wish = [{number: at for at, number in enumerate(entry.wishes)} for entry in offers]
    for pair in pairs:
        need, offer = needs[pair.need].number, offers[pair.offer].number
        drawn = lot(seed, need, offer)
        wished = need_wish[pair.need].get(offer, len(offers))
        need_keys.setdefault(pair.need, []).append((wished, -pair.score, drawn, pair.offer))
        wished = offer_wish[pair.offer].get(need, len(needs))
        offer_keys.setdefault(pair.offer, []).append((wished, -pair.score, drawn, pair.need))
    return _sorted(need_keys), _sorted(offer_keys)


def _sorted(keys: Mapping[int, list[tuple[int, float, str, int]]]) -> dict[int, tuple[int, ...]]:
    return {at: tuple(key[3] for key in sorted(found)) for at, found in keys.items()}


def together(
    need_orders: Order, offer_orders: Order, needs: Sequence[Entry], offers: Sequence[Entry]
) -> tuple[tuple[int, int], ...]:
    """The stable pairs, best for the needs: no need and offer both prefer each other to what they have."""
    places = {o: {n: at for at, n in enumerate(order)} for o, order in offer_orders.items()}
    held: dict[int, list[int]] = {offer: [] for offer in offer_orders}
    asked = dict.fromkeys(need_orders, 0)
    have = dict.fromkeys(need_orders, 0)
    waiting = sorted(need_orders)
    while waiting:
        need = waiting.pop()
        while have[need] < needs[need].partners and asked[need] < len(need_orders[need]):
            offer = need_orders[need][asked[need]]
            asked[need] += 1
            held[offer].append(need)
            have[need] += 1
            if len(held[offer]) > offers[offer].partners:
                last = max(held[offer], key=places[offer].__getitem__)
                held[offer].remove(last)
                have[last] -= 1
                if last != need:
                    waiting.append(last)
    return tuple(sorted((need, offer) for offer, found in held.items() for need in found))
