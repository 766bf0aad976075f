"""A slow oracle for small markets, from the words of `values` alone: it knows nothing of the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

from sakimawari.match.allocate.market.options import Option, options_of
from sakimawari.match.allocate.market.standing import standing
from sakimawari.match.allocate.market.values import (
    Condition,
    Decided,
    Family,
    First,
    Market,
    Step,
    Who,
)

Tuple = tuple[Option | None, ...]


class Oracle:
    """Everything there is to know of one small market."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.children = {child.id: child for child in market.children}
        self.options = options_of(market)
        self.place = {pool.id: pool.facility for pool in market.pools}
        self.order = {
            pool: {child: at for at, child in enumerate(each)}
            for pool, each in standing(market).items()
        }
        holding = [child.present for child in market.children]
        self.seats = {
            pool.id: max(pool.seats - market.held.get(pool.id, 0) + holding.count(pool.id), 0)
            for pool in market.pools
        }
        self.fixed = {d.child for d in market.decisions if d.kind is Decided.FIXED}
        self.lists = {family.id: list(self._list(family)) for family in market.families}

    def floor(self, family: Family) -> Tuple:
        return tuple(
            self.options[each][0] if each in self.fixed and self.options[each] else None
            for each in family.children
        )

    def _list(self, family: Family) -> Iterator[Tuple]:
        floor = self.floor(family)
        choices = [
            [each] if each is not None else [*self.options[child], None]
            for child, each in zip(family.children, floor, strict=True)
        ]
        keyed = {each: self._key(family, each) for each in product(*choices)}
        accepted = [each for each, key in keyed.items() if key is not None]
        for each in sorted(accepted, key=lambda each: keyed[each] or ()):
            if each == floor:
                break
            yield each
        yield floor

    def _at(self, child: str, option: Option | None, staying: bool = True) -> str | None:
        if option is not None:
            return option.facility
        present = self.children[child].present
        return self.place[present] if staying and present is not None else None

    def _key(self, family: Family, each: Tuple) -> tuple[object, ...] | None:
        if not all(self._holds(family, condition, each) for condition in family.conditions):
            return None
        numbers = [
            [*self.options[child]].index(option) if option else 127
            for child, option in zip(family.children, each, strict=True)
        ]
        if family.combinations:
            names = tuple(option.facility if option else None for option in each)
            if names not in family.combinations:
                return None
            return (family.combinations.index(names), (), numbers)
        for at, step in enumerate(family.steps):
            if self._accepts(family, step, each):
                return (at, self._criteria(family, step, each, numbers), numbers)
        return None

    def _holds(self, family: Family, condition: Condition, each: Tuple) -> bool:
        chosen = dict(zip(family.children, each, strict=True))
        here, there = chosen[condition.child], chosen[condition.other]
        if here is None or (condition.at and here.facility not in condition.at):
            return True
        if condition.where:
            return self._at(condition.other, there) in condition.where
        return there is not None

    def _accepts(self, family: Family, step: Step, each: Tuple) -> bool:
        places = [
            self._at(child, option, step.staying_counts)
            for child, option in zip(family.children, each, strict=True)
        ]
        new = [
            option
            for child, option in zip(family.children, each, strict=True)
            if option and child not in self.fixed
        ]
        if not any(each) or any(not step.ranks[0] <= o.rank <= step.ranks[1] for o in new):
            return False
        if step.one_place and len({place for place in places if place}) > 1:
            return False
        return {
            Who.ALL: all(places),
            Who.SOME: True,
            Who.ELDEST: places[0] is not None,
            Who.YOUNGEST: places[-1] is not None,
        }[step.who]

    def _criteria(
        self, family: Family, step: Step, each: Tuple, numbers: list[int]
    ) -> tuple[object, ...]:
        places = [
            self._at(child, option, step.staying_counts)
            for child, option in zip(family.children, each, strict=True)
        ]
        ranks = [option.rank if option else 99 for option in each]
        there = [place for place in places if place]
        away = [place is None for place in places]
        said: Mapping[First, object] = {
            First.PLACED: -len(there),
            First.TOGETHER: -max(map(there.count, there), default=0),
            First.ELDEST_PLACED: away,
            First.YOUNGEST_PLACED: away[::-1],
            First.PRODUCT: prod(ranks),
            First.SUM: sum(ranks),
            First.WORST: max(ranks),
            First.ELDEST_RANK: numbers,
            First.YOUNGEST_RANK: numbers[::-1],
        }
        return tuple(said[criterion] for criterion in step.first)

    def seat(self, child: str, option: Option | None) -> str | None:
        return option.pool if option else self.children[child].present

    def _rank(self, child: str, option: Option | None) -> int:
        if option is None or child in self.fixed:
            return -1
        return self.order[option.pool][child]

    def feasible(self, chosen: Mapping[str, Option | None]) -> bool:
        sitting = [self.seat(child, option) for child, option in chosen.items()]
        return all(sitting.count(pool) <= seats for pool, seats in self.seats.items())

    def wants(self, family: Family, chosen: Mapping[str, Option | None]) -> Tuple | None:
        """The family's best tuple within reach that is better than what it has."""
        now = tuple(chosen[child] for child in family.children)
        others = {child: o for child, o in chosen.items() if child not in family.children}
        for each in self.lists[family.id]:
            if each == now:
                return None
            if self._reaches(dict(zip(family.children, each, strict=True)), others):
                return each
        return None

    def _reaches(
        self, own: Mapping[str, Option | None], others: Mapping[str, Option | None]
    ) -> bool:
        together = {**others, **own}
        for pool, seats in self.seats.items():
            here = [child for child, o in together.items() if self.seat(child, o) == pool]
            here.sort(key=lambda child: self._rank(child, together[child]))
            if set(here[seats:]) & set(own):
                return False
        return True

    def blocking(self, chosen: Mapping[str, Option | None]) -> frozenset[str]:
        return frozenset(f.id for f in self.market.families if self.wants(f, chosen))

    def matchings(self) -> Iterator[dict[str, Option | None]]:
        families = self.market.families
        for each in product(*(self.lists[family.id] for family in families)):
            chosen = {
                child: option
                for family, own in zip(families, each, strict=True)
                for child, option in zip(family.children, own, strict=True)
            }
            if self.feasible(chosen):
                yield chosen

    def standings(self, chosen: Mapping[str, Option | None]) -> tuple[int, ...]:
        """Where in its own list each family is; the smaller the better."""
        return tuple(
            self.lists[family.id].index(tuple(chosen[child] for child in family.children))
            for family in self.market.families
        )

    def chosen(self, placed: Mapping[str, str | None]) -> dict[str, Option | None]:
        return {
            child: next((o for o in self.options[child] if o.pool == pool), None)
            for child, pool in placed.items()
        }


def dominates(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))
