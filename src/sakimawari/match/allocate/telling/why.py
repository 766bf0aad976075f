"""Why each wish was or was not met, as data: the last one admitted there, and what decided.

For a wish that was not met the pool's own order of priority is read: who was admitted last, with how
many points, and which step parted the child from that one (points, a link of the chain, lots).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sakimawari.match.allocate.building import Book
from sakimawari.match.allocate.reading.beside import NEVER
from sakimawari.match.allocate.standing import standing
from sakimawari.match.allocate.values import Child, Pool

DRAW = "抽選の順番"  # the link of a draw whose lots were drawn beforehand (see `drawn`)


class Cause(StrEnum):
    """What decided a wish."""

    GOT = "got"  # met
    POINTS = "points"  # fewer points than the last admitted
    TIE = "tie"  # equal points, a link of the chain decided
    LOTS = "lots"  # equal in all, the lots decided
    DRAWN = "drawn"  # places given by lots alone: `points` and `last` are places in the draw
    PRIORITY = "priority"  # seats went to those who go first (own seat, kept for a need, by hand)
    NO_SEATS = "no seats"
    SIBLINGS = "siblings"  # within reach alone, but not as the family wishes
    TOLD = "told"  # the seat was promised to somebody in an earlier run
    UNSETTLED = "unsettled"  # within reach: one of the families for whom no stable plan exists
    BY_HAND = "by hand"
    CLOSED = "closed"  # not open to this child (class, age, kept seats, decided by hand)


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One wish: its number, facility and pool, the child's points, and who was admitted last.

    `place` is the child's place in the order of that pool, from 1; `admitted` how many got a new place.
    `last` are the points of the last one admitted, None where nobody was or points did not decide.
    """

    wish: int
    facility: str
    pool: str | None
    cause: Cause
    points: int
    last: int | None = None
    link: str = ""
    place: int | None = None
    seats: int = 0
    admitted: int = 0


class Reasons:
    """The reasons of a round, each worked out when it is asked for."""

    def __init__(
        self,
        book: Book,
        placed: Mapping[str, str | None],
        *,
        told: Mapping[str, str | None] | None = None,
        blocking: frozenset[str] = frozenset(),
    ) -> None:
        self.book = book
        self.told = told or {}
        self.blocking = frozenset(
            child
            for family in book.market.families
            if family.id in blocking
            for child in family.children
        )
        market = book.market
        self.placed = {
            child.id: None if placed.get(child.id) == child.present else placed.get(child.id)
            for child in market.children
        }
        self.children = {child.id: child for child in market.children}
        self.orders = standing(market)
        self.at = {
            pool: {who: at for at, who in enumerate(order)} for pool, order in self.orders.items()
        }
        self.pools: dict[str, list[Pool]] = defaultdict(list)
        for pool in market.pools:
            self.pools[pool.facility].append(pool)
        self.new = Counter(pool for pool in self.placed.values() if pool)
        self.seats = self._seats()
        self.last = self._last()
        self.fixed = {each.child for each in book.given.decisions if each.how != NEVER}
        self.links = market.chain

    def _seats(self) -> dict[str, int]:
        """Seats of each pool less those whose holders stay."""
        seats = {
            pool.id: pool.seats - self.book.market.held.get(pool.id, 0)
            for pool in self.book.market.pools
        }
        for child in self.book.market.children:
            if child.present is not None and self.placed[child.id] is not None:
                seats[child.present] += 1
        return seats

    def _last(self) -> dict[str, str]:
        """The last one admitted to each pool by its order, who was placed by hand aside."""
        decided = {each.child for each in self.book.given.decisions}
        last: dict[str, str] = {}
        for child, pool in self.placed.items():
            if pool is None or child in decided:
                continue
            at = self.at[pool]
            if child in at and (pool not in last or at[child] > at[last[pool]]):
                last[pool] = child
        return last

    def of(self, who: str) -> tuple[Why, ...]:
        """A child's wishes in order, up to the one that was met."""
        return tuple(self._of(self.children[who]))

    def _of(self, child: Child) -> Iterator[Why]:
        got = self.placed[child.id]
        if child.id in self.fixed:
            yield self._by_hand(child, got)
            return
        met = self.book.facility_of[got] if got else None
        for rank, wish in enumerate(child.wishes, 1):
            number = self.book.wish_number(child.id, rank) or rank
            if wish.facility == met:
                yield Why(
                    wish=number,
                    facility=wish.facility,
                    pool=got,
                    cause=Cause.GOT,
                    points=wish.points,
                )
                return
            yield self._missed(child, number, wish.facility, wish.points)

    def _by_hand(self, child: Child, got: str | None) -> Why:
        facility = self.book.facility_of[got] if got else ""
        return Why(
            wish=self.book.number_of(child.id, got) or 0, facility=facility, pool=got,
            cause=Cause.BY_HAND, points=0,
        )  # fmt: skip

    def _missed(self, child: Child, number: int, facility: str, points: int) -> Why:
        own = [pool for pool in self.pools[facility] if child.id in self.at[pool.id]]
        if not own:
            return Why(wish=number, facility=facility, pool=None, cause=Cause.CLOSED, points=points)
        pool = own[-1].id  # the open one: kept seats stand first
        cause, last, link = self._cause(child, pool, points)
        if cause is Cause.DRAWN:
            points = child.keys[DRAW]
        return Why(
            wish=number, facility=facility, pool=pool, cause=cause, points=points, last=last, link=link,
            place=self.at[pool][child.id] + 1, seats=max(0, self.seats[pool]), admitted=self.new[pool],
        )  # fmt: skip

    def _cause(self, child: Child, pool: str, points: int) -> tuple[Cause, int | None, str]:
        if self.seats[pool] <= 0:
            return Cause.NO_SEATS, None, ""
        last = self.last.get(pool)
        if self.new[pool] < self.seats[pool] or (
            last is not None and self.at[pool][child.id] < self.at[pool][last]
        ):
            return self._within_reach(child, pool, last), None, ""
        if last is None:
            return Cause.PRIORITY, None, ""
        other = self.children[last]
        theirs = next(
            wish.points for wish in other.wishes if wish.facility == self.book.facility_of[pool]
        )
        if theirs != points:
            return (Cause.POINTS, theirs, "") if theirs > points else (Cause.PRIORITY, None, "")
        return self._by_chain(child, other, theirs)

    def _within_reach(self, child: Child, pool: str, last: str | None) -> Cause:
        if child.id in self.blocking:
            return Cause.UNSETTLED
        if last is not None and self.told.get(last) == pool:
            return Cause.TOLD
        return Cause.SIBLINGS

    def _by_chain(self, child: Child, other: Child, theirs: int) -> tuple[Cause, int | None, str]:
        for link in self.links:
            if link.seed is not None:
                return Cause.LOTS, theirs, ""
            if link.key == DRAW:
                return Cause.DRAWN, other.keys[DRAW], ""
            if child.keys.get(link.key) != other.keys.get(link.key):
                return Cause.TIE, theirs, link.key
        return Cause.TIE, theirs, "年齢の順（きょうだいの中）"
