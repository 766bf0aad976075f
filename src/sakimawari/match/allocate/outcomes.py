"""Each child's result beside its wishes: a new place, the seat it has, or waiting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sakimawari.match.allocate.building import Book


class Result(StrEnum):
    """What a child has after the round, in the city's words."""

    ADMITTED = "内定"
    MOVED = "転園内定"
    STAYS = "在園継続"
    WAITS = "保留"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A child's result; `pool` its new place (None: none), `wish` the number of the wish it answers."""

    child: str
    result: Result
    pool: str | None
    facility: str | None
    wish: int | None
    by_hand: bool

    @property
    def placed(self) -> bool:
        """Whether the child gets a new place."""
        return self.result in (Result.ADMITTED, Result.MOVED)


def outcomes_of(book: Book, placed: Mapping[str, str | None]) -> tuple[Outcome, ...]:
    """Every child's result, in the order of the city's table."""
    return tuple(_outcomes(book, placed))


def _outcomes(book: Book, placed: Mapping[str, str | None]) -> Iterator[Outcome]:
    by_hand = {each.child for each in book.given.decisions}
    for child in book.market.children:
        pool = placed.get(child.id)
        if pool == child.present:
            pool = None
        stays = Result.STAYS if child.present else Result.WAITS
        got = Result.MOVED if child.present else Result.ADMITTED
        where = pool or child.present
        yield Outcome(
            child=child.id,
            result=got if pool else stays,
            pool=pool,
            facility=book.facility_of[where] if where else None,
            wish=book.number_of(child.id, pool),
            by_hand=child.id in by_hand,
        )
