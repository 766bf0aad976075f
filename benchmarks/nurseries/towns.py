"""Invented towns that look for nursery places, at the ratio of Saitama (7,959 children, 311 nurseries).

Points are whole numbers with many ties, broken by a household's lot. `own_points` gives a child four
points more at a random half of the facilities it does not wish first ("district rule"): facilities
then rank children apart, and a stable plan may not exist.
"""

from __future__ import annotations

import numpy as np

from sakimawari.match.allocate.sibling_rules import BY_NUMBER
from sakimawari.match.allocate.values import Child, Family, Link, Market, Pool, Wish

CLASSES = 6
SHARES = np.array([0.16, 0.38, 0.18, 0.16, 0.07, 0.05])  # applicants by class at the age of 0 … 5
SEATS = np.array([1.1, 0.75, 0.8, 0.85, 1.1, 1.1])  # seats by applicant of the class


def town(
    count: int,
    seed: int,
    *,
    own_points: bool = False,
    siblings: float = 0.1,
    wishes: int = 5,
    transfers: float = 0.0,
) -> Market:
    """A market of about `count` children; `siblings`: share of families with two."""
    draw = np.random.default_rng(seed)
    places = max(count * 311 // 7959, wishes + 1)
    where = draw.random((places, 2))
    liked = draw.gumbel(size=places) * 0.15
    demand = count * SHARES
    pools = [
        Pool(
            id=f"N{place:04}-{klass}",
            facility=f"N{place:04}",
            classes=frozenset({klass}),
            seats=int(draw.poisson(demand[klass] * SEATS[klass] / places)),
        )
        for place in range(places)
        for klass in range(CLASSES)
    ]
    children: list[Child] = []
    families: list[Family] = []
    while len(children) < count:
        at = len(families)
        size = 2 if draw.random() < siblings else 1
        home = draw.random(2)
        nearness = -np.hypot(*(where - home).T) + liked + draw.gumbel(size=places) * 0.08
        wished = np.argsort(-nearness)[:wishes]
        points = int(np.clip(draw.normal(40, 4), 20, 60))
        sister = int(wished[0]) if draw.random() < 0.12 else -1
        lot = int(draw.integers(1 << 40))
        own = []
        for each in range(size):
            klass = int(draw.choice(CLASSES, p=SHARES))
            extra = (draw.random(wishes) < 0.5) * 4 * (np.arange(wishes) > 0) * own_points
            ranked = tuple(
                Wish(
                    facility=f"N{place:04}",
                    points=points + (3 if place == sister else 0) + int(more),
                )
                for place, more in zip(wished, extra, strict=True)
            )
            present = None
            if draw.random() < transfers:
                present = f"N{int(draw.integers(places)):04}-{klass}"
            own.append(
                Child(
                    id=f"c{len(children) + each:06}",
                    klass=klass,
                    wishes=ranked,
                    keys={"lot": lot},
                    present=present,
                )
            )
        children += sorted(own, key=lambda child: (-child.klass, child.id))
        ids = tuple(child.id for child in children[-size:])
        steps = BY_NUMBER[int(draw.integers(1, 8))] if size > 1 else BY_NUMBER[7]
        families.append(Family(id=f"f{at:06}", children=ids, steps=steps))
    return Market(
        pools=tuple(pools),
        children=tuple(children),
        families=tuple(families),
        chain=(Link(key="lot"),),
    )
