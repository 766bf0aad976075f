"""The strict order of the children at each pool: points, then the city's declared tie-break chain.

Before points go what people fixed and what children hold (their own seats), then the children whom a
pool lets pass (`Pool.first`). Rows never decide: children of different families who are equal in all
of it are a fault that names them. Within a family the eldest goes first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sakimawari.match.allocate.market.options import Option, options_of
from sakimawari.match.allocate.market.values import Child, Decided, Link, Market, Pool, Wish
from sakimawari.problems import Problem, Problems

Ints = npt.NDArray[np.int64]


def standing(market: Market) -> dict[str, tuple[str, ...]]:
    """Every pool's children who have it as an option, the first to be seated first.

    ALLOC001: equal children of different families; ALLOC004: no value for a link of the chain.
    """
    options = options_of(market)
    children = [child for child in market.children for _ in options[child.id]]
    wanted = [option for child in market.children for option in options[child.id]]
    order = ordered(market, children, wanted)
    found: dict[str, list[str]] = {pool.id: [] for pool in market.pools}
    for at in order:
        found[wanted[at].pool].append(children[at].id)
    return {pool: tuple(each) for pool, each in found.items()}


def ordered(market: Market, children: Sequence[Child], wanted: Sequence[Option]) -> Ints:
    """The indices of all (child, option) rows by pool, then by who goes first there.

    Pools in the order of their ids; ALLOC001 and ALLOC004 as in `standing`.
    """
    families = {child: family.id for family in market.families for child in family.children}
    eldest = {each: at for family in market.families for at, each in enumerate(family.children)}
    names = sorted(pool.id for pool in market.pools)
    at_pool = dict(zip(names, range(len(names)), strict=True))
    compared = np.array(
        [
            np.fromiter((at_pool[option.pool] for option in wanted), np.int64, len(wanted)),
            *_columns(market, children, wanted),
        ]
    )
    members = np.fromiter((eldest[child.id] for child in children), np.int64, len(children))
    order = np.lexsort((members, *compared[::-1]))
    for child in fixed_by_hand(market):
        families.pop(child, None)  # a place given by hand is compared with nobody's points
    _check_strict(compared[:, order], [children[at] for at in order], families, names)
    return order.astype(np.int64)


def _columns(market: Market, children: Sequence[Child], wanted: Sequence[Option]) -> Iterator[Ints]:
    """What is compared after the pool, the smaller first."""
    fixed = fixed_by_hand(market)
    yield _whole(0 if child.id in fixed else 1 for child in children)
    if any(pool.first for pool in market.pools):
        pools = {pool.id: pool for pool in market.pools}
        yield _whole(_waits(pools[o.pool], c) for c, o in zip(children, wanted, strict=True))
    wishes = [_wish(child, option) for child, option in zip(children, wanted, strict=True)]
    yield _whole(0 if wish is None else -wish.points for wish in wishes)
    missing: dict[tuple[str, str], None] = {}
    for link in market.chain:
        if link.seed is None:
            yield _whole(_values(link, children, wishes, missing))
        else:
            numbers = drawn(link.seed, {child.id for child in children})
            yield _whole(numbers[child.id] for child in children)
    lacking = [each for each in missing if each[0] not in fixed]
    if lacking:
        raise Problems(_without_value(child, key) for child, key in lacking)


def fixed_by_hand(market: Market) -> frozenset[str]:
    """Children whose result people decided."""
    return frozenset(each.child for each in market.decisions if each.kind is Decided.FIXED)


def _whole(values: Iterator[int] | Sequence[int]) -> Ints:
    return np.array(list(values), np.int64)


def _waits(pool: Pool, child: Child) -> int:
    return 0 if pool.first & child.tags else 1


def _wish(child: Child, option: Option) -> Wish | None:
    return child.wishes[option.rank - 1] if option.rank <= len(child.wishes) else None


def _values(
    link: Link,
    children: Sequence[Child],
    wishes: Sequence[Wish | None],
    missing: dict[tuple[str, str], None],
) -> Iterator[int]:
    sign = -1 if link.more_first else 1
    for child, wish in zip(children, wishes, strict=True):
        here = None if wish is None or not wish.keys else wish.keys.get(link.key)
        value = child.keys.get(link.key) if here is None else here
        if value is None:
            missing[child.id, link.key] = None
            value = 0
        yield sign * value


def drawn(seed: str, ids: set[str]) -> dict[str, int]:
    """Numbers of a lottery anyone can draw again: by SHA-256 of `seed:id:1`, 0 is drawn first."""
    hashes = sorted((hashlib.sha256(f"{seed}:{each}:1".encode()).hexdigest(), each) for each in ids)
    return {each: at for at, (_, each) in enumerate(hashes)}


def _without_value(child: str, key: str) -> Problem:
    return Problem(
        id="ALLOC004",
        what=f"the child {child} has no value for the tie-break {key!r}",
        do="give the value, or take this link out of the chain",
    )


def _check_strict(
    compared: npt.NDArray[np.int64],
    children: Sequence[Child],
    families: Mapping[str, str],
    names: Sequence[str],
) -> None:
    equal = np.flatnonzero((compared[:, 1:] == compared[:, :-1]).all(axis=0))
    tied: dict[tuple[str, ...], str] = {}
    for at in equal.tolist():
        pair = children[at].id, children[at + 1].id
        if pair[0] in families and families[pair[0]] != families.get(pair[1]):
            tied.setdefault(tuple(sorted(pair)), names[compared[0, at]])
    if tied:
        raise Problems(_tie(pair, pool) for pair, pool in tied.items())


def _tie(pair: tuple[str, ...], pool: str) -> Problem:
    return Problem(
        id="ALLOC001",
        what=f"the children {' and '.join(pair)} are equal at {pool} in points and the whole chain",
        do="declare one more tie-break (a lottery with a published seed can be the last); rows never decide",
    )
