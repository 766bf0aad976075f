"""Small markets drawn by a seed: twins, triplets, transfers, pooled, reserved and empty pools, decisions."""

from __future__ import annotations

import random

from sakimawari.match.allocate.market.sibling_rules import BY_NUMBER
from sakimawari.match.allocate.market.values import (
    Child,
    Condition,
    Decided,
    Decision,
    Family,
    First,
    Link,
    Market,
    Pool,
    Step,
    Who,
    Wish,
)

CHAIN = (Link(key="income"), Link(key="lot", seed="published"))


def drawn_market(seed: int) -> Market:
    """A market of at most five children and three facilities."""
    rng = random.Random(seed)
    facilities = ["a", "b", "c"][: rng.randint(1, 3)]
    pools = [pool for name in facilities for pool in _pools(rng, name)]
    children: list[Child] = []
    families: list[Family] = []
    for number in range(rng.randint(1, 4)):
        size = min(rng.choice([1, 1, 2, 2, 3]), 5 - len(children))
        if size:
            own = _children(rng, facilities, pools, size, len(children))
            children += own
            families.append(_family(rng, f"f{number}", facilities, [each.id for each in own]))
    decisions = []
    if rng.random() < 0.2:
        kind = rng.choice(list(Decided))
        decisions = [Decision(child=children[0].id, pool=rng.choice(pools).id, kind=kind)]
    return Market(
        pools=tuple(pools),
        children=tuple(children),
        families=tuple(families),
        chain=CHAIN,
        decisions=tuple(decisions),
    )


def _pools(rng: random.Random, name: str) -> list[Pool]:
    both = frozenset({1, 2})
    if rng.random() < 0.3:
        found = [Pool(id=f"{name}12", facility=name, classes=both, seats=rng.randint(0, 2))]
    else:
        found = [
            Pool(id=f"{name}{at}", facility=name, classes=frozenset({at}), seats=rng.randint(0, 1))
            for at in (1, 2)
        ]
    if rng.random() < 0.2:
        found.append(Pool(id=f"{name}m", facility=name, classes=both, seats=1, tag="care"))
    if rng.random() < 0.2:
        first = frozenset({"care"})
        found.append(Pool(id=f"{name}z", facility=name, classes=both, seats=1, first=first))
    return found


def _children(
    rng: random.Random, facilities: list[str], pools: list[Pool], size: int, before: int
) -> list[Child]:
    twins, klass = rng.random() < 0.3, rng.choice([1, 2])
    found = []
    for at in range(size):
        wished = rng.sample(facilities, rng.randint(1, len(facilities)))
        child = Child(
            id=f"c{before + at}",
            klass=klass if twins else rng.choice([1, 2]),
            wishes=tuple(Wish(facility=each, points=rng.randint(0, 3)) for each in wished),
            tags=frozenset({"care"}) if rng.random() < 0.3 else frozenset(),
            present=rng.choice(pools).id if rng.random() < 0.2 else None,
            keys={"income": rng.randint(0, 100_000)},
        )
        found.append(child)
    return found


def _family(rng: random.Random, id: str, facilities: list[str], own: list[str]) -> Family:
    steps = BY_NUMBER[rng.randint(1, 7)]
    if rng.random() < 0.2:
        steps = tuple(_step(rng) for _ in range(2))
    combinations: tuple[tuple[str | None, ...], ...] = ()
    if rng.random() < 0.15:
        rows = (tuple(rng.choice([*facilities, None]) for _ in own) for _ in range(4))
        combinations = tuple(dict.fromkeys(row for row in rows if any(row)))
    conditions: tuple[Condition, ...] = ()
    if len(own) > 1 and rng.random() < 0.2:
        at, where = (frozenset(rng.sample(facilities, rng.randint(0, 1))) for _ in range(2))
        conditions = (Condition(child=own[1], other=own[0], at=at, where=where),)
    return Family(
        id=id,
        children=tuple(own),
        steps=steps,
        combinations=combinations,
        conditions=conditions,
    )


def _step(rng: random.Random) -> Step:
    return Step(
        one_place=rng.random() < 0.5,
        who=rng.choice(list(Who)),
        first=tuple(rng.sample(list(First), 2)),
        ranks=rng.choice([(1, 98), (1, 1), (2, 3)]),
        staying_counts=rng.random() < 0.4,
    )
