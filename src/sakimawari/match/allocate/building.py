"""From a city's tables to a market: pools of seats, children with ranked wishes, families, the chain.

Points with decimals are scaled to whole numbers for all alike (`Book.scale`). A wish that was set
aside leaves its number empty: `Book.numbers` keeps the city's own numbers of the wishes that remain.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from sakimawari.match.allocate.checking.decisions import seats_for
from sakimawari.match.allocate.checking.siblings import answer_of, families_of
from sakimawari.match.allocate.market.values import (
    Child,
    Condition,
    Decided,
    Decision,
    Family,
    Market,
    Pool,
    Step,
    Who,
    Wish,
)
from sakimawari.match.allocate.reading.beside import NEVER
from sakimawari.match.allocate.reading.classes import months_old
from sakimawari.match.allocate.reading.files import number
from sakimawari.match.allocate.reading.folder import Given
from sakimawari.match.allocate.reading.found import Found
from sakimawari.match.allocate.reading.rows import Applicant, Number, Nursery, Seats

ALONE = (Step(one_place=False, who=Who.SOME),)
_YES = frozenset({"有", "あり", "はい", "該当", "○", "〇", "yes", "true"})
_NO = frozenset({"無", "なし", "いいえ", "非該当", "×", "no", "false"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A market beside the tables it was built from: names, numbers of wishes, points as written."""

    given: Given
    market: Market
    scale: int
    children: Mapping[str, Applicant]
    nurseries: Mapping[str, Nursery]
    numbers: Mapping[str, tuple[int, ...]]
    facility_of: Mapping[str, str]
    pool_names: Mapping[str, str]

    def points(self, scaled: int) -> str:
        """Points as the city writes them."""
        value = scaled / self.scale
        return f"{value:g}"

    def wish_number(self, child: str, rank: int) -> int | None:
        """The city's own number of a wish by its rank in the market; None for no wish."""
        own = self.numbers[child]
        return own[rank - 1] if 1 <= rank <= len(own) else None

    def number_of(self, child: str, pool: str | None) -> int | None:
        """The number of the wish that a pool answers."""
        wishes = self.children[child].wishes
        facility = self.facility_of.get(pool or "")
        return wishes.index(facility) + 1 if facility in wishes else None


def pool_id(nursery: str, seats: Seats, *, classes: bool = True) -> str:
    """The id of a pool: the facility, its classes, and the tag it is kept for."""
    parts = [
        nursery,
        *([ages_named(seats.ages)] if classes else []),
        *([seats.tag] if seats.tag else []),
    ]
    return "/".join(parts)


def ages_named(ages: tuple[int, ...]) -> str:
    """3歳, 3〜5歳."""
    return f"{ages[0]}歳" if len(ages) == 1 else f"{ages[0]}〜{ages[-1]}歳"


def build(given: Given, found: Found, *, classes: bool = True) -> Book:
    """The market of a round. Children without a value for a tie-break are set aside with their family."""
    lacking = _lacking(given, found)
    children = tuple(
        child for child in given.children if (child.household or child.id) not in lacking
    )
    scale = _scale(given)
    nurseries = {each.id: each for each in given.nurseries}
    extra: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for each in given.extras:
        extra[each.child, each.nursery] += Fraction(str(each.points))
    pools = {
        pool_id(nursery.id, seats, classes=classes): (nursery, seats)
        for nursery in given.nurseries
        for seats in nursery.seats
    }
    keys = _keys(given, children)
    market = Market(
        pools=tuple(
            Pool(
                id=id,
                facility=nursery.id,
                classes=frozenset(seats.ages),
                seats=seats.count,
                tag=seats.tag,
            )
            for id, (nursery, seats) in pools.items()
        ),
        children=tuple(
            _child(given, each, nurseries, extra, scale, keys, classes=classes) for each in children
        ),
        families=tuple(_families(given, children)),
        chain=given.rules.chain,
        decisions=tuple(_decisions(given, children, nurseries, classes=classes)),
    )
    by_id = {child.id: child for child in children}
    return Book(
        given=given,
        market=market,
        scale=scale,
        children=by_id,
        nurseries=nurseries,
        numbers={
            child.id: tuple(at for at, wish in enumerate(child.wishes, 1) if wish)
            for child in children
        },
        facility_of={id: nursery.id for id, (nursery, _) in pools.items()},
        pool_names={id: _named(nursery, seats, classes) for id, (nursery, seats) in pools.items()},
    )


def _named(nursery: Nursery, seats: Seats, classes: bool) -> str:
    kept = f"（{seats.tag}の枠）" if seats.tag else ""
    return (
        f"{nursery.name} {ages_named(seats.ages)}児{kept}" if classes else f"{nursery.name}{kept}"
    )


def _scale(given: Given) -> int:
    """Ten to the most decimals any points have."""
    written = [points for child in given.children for points in child.points]
    written += [each.points for each in given.extras]
    decimals = max(
        (
            len(f"{each:f}".rstrip("0").partition(".")[2])
            for each in written
            if isinstance(each, float)
        ),
        default=0,
    )
    return int(10**decimals)


def _lacking(given: Given, found: Found) -> frozenset[str]:
    """Families with a child that has no value for a link of the chain."""
    lacking = set()
    links = [link for link in given.rules.chain if link.seed is None]
    for child in given.children:
        for link in links:
            if value_of(child, link.key) is None:
                lacking.add(child.household or child.id)
                found.line(
                    given.files.children, child.line, "ALLOC063",
                    "the value of a tie-break is missing or no whole number",
                    "write it; with --go-on the family takes no part", column=link.key,
                )  # fmt: skip
    return frozenset(lacking)


def value_of(child: Applicant, key: str) -> int | None:
    """A child's value for a link: a number as written, yes as 1 and no as 0."""
    text = unicodedata.normalize("NFKC", child.cells.get(key, "")).strip().lower()
    if text in _YES:
        return 1
    if text in _NO:
        return 0
    value = number(text)
    return value if isinstance(value, int) else None


def _keys(given: Given, children: tuple[Applicant, ...]) -> dict[str, dict[str, int]]:
    links = [link.key for link in given.rules.chain if link.seed is None]
    return {
        child.id: {key: value for key in links if (value := value_of(child, key)) is not None}
        for child in children
    }


def _child(
    given: Given, child: Applicant, nurseries: Mapping[str, Nursery],
    extra: Mapping[tuple[str, str], Fraction], scale: int, keys: Mapping[str, Mapping[str, int]],
    *, classes: bool,
) -> Child:  # fmt: skip
    age = child.age or 0
    wishes = tuple(
        Wish(
            facility=wish,
            points=_scaled(child.points, at, scale, extra.get((child.id, wish))),
        )
        for at, wish in enumerate(child.wishes)
        if wish
    )
    home = nurseries.get(child.current or "")
    seats = seats_for(home, age) if home else None
    return Child(
        id=child.id,
        klass=age,
        wishes=wishes,
        months=months_old(child.born, given.rules.admission) if child.born else 999,
        tags=child.needs,
        present=pool_id(home.id, seats, classes=classes) if home and seats else None,
        keys=keys[child.id],
    )


def _scaled(points: tuple[Number | None, ...], at: int, scale: int, extra: Fraction | None) -> int:
    own = points[at] if at < len(points) and len(points) > 1 else points[0]
    return _whole(own or 0, extra, scale)


@lru_cache(maxsize=4096)
def _whole(own: Number, extra: Fraction | None, scale: int) -> int:
    """Points as a whole number; a city has few different ones, and fractions are slow."""
    return int((Fraction(str(own)) + (extra or 0)) * scale)


def _families(given: Given, children: tuple[Applicant, ...]) -> Iterator[Family]:
    wanted: dict[str, list[Mapping[str, str | None]]] = defaultdict(list)
    for each in given.combinations:
        wanted[each.household].append(each.places)
    tied: dict[str, list[Condition]] = defaultdict(list)
    for row in given.conditions:
        tied[row.child].append(
            Condition(child=row.child, other=row.other, at=row.at, where=row.where)
        )
    usual = given.rules.steps_of("", 20) or ALONE
    for household, own in families_of(children).items():
        ids = tuple(child.id for child in own)
        current = {child.id: child.current for child in own}
        yield Family(
            id=household,
            children=ids,
            steps=ALONE if len(own) == 1 else _steps(given, own, usual),
            combinations=tuple(
                tuple(_new(places.get(id), current[id]) for id in ids)
                for places in wanted[household]
            ),
            conditions=tuple(each for id in ids for each in tied[id]),
        )


def _new(place: str | None, current: str | None) -> str | None:
    """A facility named in a combination; where the child already is, it gets no new place."""
    return None if place == current else place


def _steps(given: Given, own: tuple[Applicant, ...], usual: tuple[Step, ...]) -> tuple[Step, ...]:
    longest = max(len(child.wishes) for child in own)
    return given.rules.steps_of(answer_of(own), max(1, longest)) or usual


def _decisions(
    given: Given,
    children: tuple[Applicant, ...],
    nurseries: Mapping[str, Nursery],
    *,
    classes: bool,
) -> Iterator[Decision]:
    by_id = {child.id: child for child in children}
    for each in given.decisions:
        child = by_id.get(each.child)
        if child is None:
            continue
        if each.nursery is None:
            yield Decision(child=child.id, pool=None)
            continue
        nursery = nurseries[each.nursery]
        if each.how == NEVER:
            for seats in nursery.seats:
                if (child.age or 0) in seats.ages:
                    yield Decision(
                        child=child.id,
                        pool=pool_id(nursery.id, seats, classes=classes),
                        kind=Decided.FORBIDDEN,
                    )
            continue
        taken = seats_for(nursery, child.age or 0, child.needs)
        assert taken is not None  # checked before
        yield Decision(child=child.id, pool=pool_id(nursery.id, taken, classes=classes))
