"""Made-up nursery markets at the ratio of a large city: 311 facilities for 7,959 children.

Homes and facilities lie in a square; families wish for near and popular facilities; points are whole
numbers with many ties, which a household's own rank breaks; a tenth of the families are siblings,
with one of the seven usual rules. Seats are 0.87 of the children, scarce for classes 1 to 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.match.allocate.market.sibling_rules import BY_NUMBER
from sakimawari.match.allocate.market.values import Child, Family, Link, Market, Pool, Wish

SIDE, RATIO, CLASSES = 10_000.0, 311 / 7_959, 6
DEMAND = np.array([0.2, 0.32, 0.18, 0.18, 0.07, 0.05])
TIGHT = np.array([1.05, 0.78, 0.8, 0.85, 1.1, 1.2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a market is like. `local`: points for a district at half of the later choices (then
    facilities rank families differently, and a stable matching may not exist)."""

    children: int
    seed: int = 1
    wishes: int = 5
    siblings: float = 0.1
    transfers: float = 0.04
    local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A market and the number of each family's rule."""

    market: Market
    rules: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A family's facilities, the nearest first, with its points at each, and its own rank."""

    points: dict[str, int]
    rank: int
    size: int


def town_of(kind: Kind) -> Town:
    """A market of a kind; the same seed gives the same one."""
    rng = np.random.default_rng(kind.seed)
    facilities = max(3, round(kind.children * RATIO))
    names = [f"n{at:04d}" for at in range(facilities)]
    places, where = rng.uniform(0, SIDE, (2, max(facilities, kind.children), 2))
    popular = rng.normal(0, 0.6 * SIDE / np.sqrt(facilities), facilities)
    ranks = rng.permutation(kind.children)
    children: list[Child] = []
    families: list[Family] = []
    rules: dict[str, int] = {}
    while len(children) < kind.children:
        number = len(families)
        far = np.hypot(*(places[:facilities] - where[number]).T) + popular
        near = np.argsort(far + rng.normal(0, 800, facilities))[: kind.wishes]
        home = Home(
            points=_points(rng, kind, [names[at] for at in near]),
            rank=int(ranks[number]),
            size=_size(rng, kind, kind.children - len(children)),
        )
        own = _children(rng, kind, names, home, len(children))
        rule = int(rng.integers(1, 8))
        family = f"h{number:05d}"
        rules[family] = rule
        children += own
        steps = BY_NUMBER[rule] if home.size > 1 else BY_NUMBER[7]
        families.append(Family(id=family, children=tuple(each.id for each in own), steps=steps))
    market = Market(
        pools=_pools(rng, names, kind.children),
        children=tuple(children),
        families=tuple(families),
        chain=(Link(key="household"),),
    )
    return Town(market=market, rules=rules)


def _points(rng: np.random.Generator, kind: Kind, near: list[str]) -> dict[str, int]:
    """Points alike everywhere, more where a sibling is, and with `local` in the family's district."""
    points = int(rng.normal(40, 3))
    sibling = rng.random() < 0.12
    district = rng.random(len(near)) < 0.5
    return {
        name: points
        + 3 * int(sibling and at == 0)
        + 4 * int(kind.local and at > 0 and district[at])
        for at, name in enumerate(near)
    }


def _size(rng: np.random.Generator, kind: Kind, left: int) -> int:
    if rng.random() >= kind.siblings:
        return 1
    return min(left, 3 if rng.random() < 0.05 else 2)


def _children(
    rng: np.random.Generator, kind: Kind, names: list[str], home: Home, first: int
) -> list[Child]:
    twins = rng.random() < 0.08
    classes = np.sort(rng.choice(CLASSES, home.size, p=DEMAND))[::-1]
    near = list(home.points)
    found = []
    for at in range(home.size):
        klass = int(classes[0] if twins else classes[at])
        mine = (
            near if at == 0 or rng.random() < 0.5 else [near[i] for i in rng.permutation(len(near))]
        )
        present = None
        if klass > 0 and rng.random() < kind.transfers:
            away = names[int(rng.integers(len(names)))]
            present = None if away in mine else f"{away}-{klass}"
        child = Child(
            id=f"c{first + at:05d}",
            klass=klass,
            wishes=tuple(Wish(facility=name, points=home.points[name]) for name in mine),
            present=present,
            keys={"household": home.rank},
        )
        found.append(child)
    return found


def _pools(rng: np.random.Generator, names: list[str], children: int) -> tuple[Pool, ...]:
    mean = children * DEMAND * TIGHT * 0.98 / len(names)
    return tuple(
        Pool(
            id=f"{name}-{klass}",
            facility=name,
            classes=frozenset({klass}),
            seats=int(rng.poisson(mean[klass])),
        )
        for name in names
        for klass in range(CLASSES)
    )
