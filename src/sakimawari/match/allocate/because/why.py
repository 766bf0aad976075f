"""Each wish with its cause: the last one admitted there, what decided, what would have been enough.

For a wish that was not met the child's chance there is read (see `chances`): who sits last, with how
many points, which step parted the two (points, a link of the chain, lots), how many points were lacking.
Where the child was within reach alone, the tuple its family wished is read, and who of it was not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sakimawari.match.allocate.because.chances import FIRST_GO, POINTS, Chance, Chances, Refused
from sakimawari.match.allocate.building import Book
from sakimawari.match.allocate.market.values import Child, Pool
from sakimawari.match.allocate.reading.beside import NEVER

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
    `more`: the fewest points more that would have reached, None where none would. `stopped`: the best tuple
    of the family's with this place, and its first child who is not within the seats.
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
    more: int | None = None
    stopped: Refused | None = None


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
        self._chances = Chances(market, self.placed)
        self.orders = self._chances.orders()
        self.family = {who: each.id for each in market.families for who in each.children}
        self._refused: dict[str, tuple[Refused, ...]] = {}
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
        self.lots = frozenset(link.key for link in market.chain if link.seed is not None)

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
        chance = self._chances.at(child.id, pool)
        assert chance is not None  # it stands in the pool's order
        cause, last, link = self._cause(child, chance)
        reckoned = cause in (Cause.POINTS, Cause.TIE, Cause.LOTS)
        promised = chance.last is not None and self.told.get(chance.last) == pool
        return Why(
            wish=number,
            facility=facility,
            pool=pool,
            cause=cause,
            points=child.keys[DRAW] if cause is Cause.DRAWN else points,
            last=last,
            link=link,
            place=self.at[pool][child.id] + 1,
            seats=max(0, self.seats[pool]),
            admitted=self.new[pool],
            more=chance.more_points if reckoned and not promised else None,
            stopped=self._stopped(child.id, pool) if cause is Cause.SIBLINGS else None,
        )

    def _cause(self, child: Child, chance: Chance) -> tuple[Cause, int | None, str]:
        """What decided, the last one's points where they did, and the link of the chain."""
        if self.seats[chance.pool] <= 0:
            return Cause.NO_SEATS, None, ""
        if chance.within:
            return self._within_reach(child, chance), None, ""
        if chance.decided == FIRST_GO or chance.last is None:
            return Cause.PRIORITY, None, ""
        if chance.decided == POINTS:
            return Cause.POINTS, chance.last_points, ""
        if chance.decided is None:
            return Cause.TIE, chance.last_points, "年齢の順（きょうだいの中）"
        if chance.decided == DRAW:
            return Cause.DRAWN, self.children[chance.last].keys[DRAW], ""
        if chance.decided in self.lots:
            return Cause.LOTS, chance.last_points, ""
        return Cause.TIE, chance.last_points, chance.decided

    def _within_reach(self, child: Child, chance: Chance) -> Cause:
        if child.id in self.blocking:
            return Cause.UNSETTLED
        if chance.last is not None and self.told.get(chance.last) == chance.pool:
            return Cause.TOLD
        return Cause.SIBLINGS

    def _stopped(self, child: str, pool: str) -> Refused | None:
        """The best tuple of the family's with this place, and who of it was not within the seats."""
        family = self.family[child]
        if family not in self._refused:
            self._refused[family] = self._chances.refused(family, most=500)
        for each in self._refused[family]:
            if each.wants[each.members.index(child)] == pool:
                return each
        return None
