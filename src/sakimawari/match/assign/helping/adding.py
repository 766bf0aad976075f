"""Where one more volunteer would help most: how many who have nobody such a one could reach on foot.

Told are the middles of fields of 0.005 degrees (about 500 m) and never a home; people under 支援措置 are
left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from sakimawari.match.assign.flow.transport import NOWHERE, in_space
from sakimawari.match.assign.helping.able import refused, ways_of
from sakimawari.match.assign.helping.hours import DAY, PARTS
from sakimawari.match.assign.helping.pairing import Paired
from sakimawari.match.assign.helping.values import MAN, SAME, WOMAN, Elder, Volunteer
from sakimawari.match.positions.points import Point

_FIELD = 0.005
_MOST = 20
_SLOTS = tuple(
    (day * DAY + b, day * DAY + e) for day in range(7) for b, e in (PARTS["午前"], PARTS["午後"])
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A volunteer who is not there yet: where, when and with what, and how many people they reach."""

    ward: str
    new: Volunteer
    people: int


def additions(paired: Paired) -> list[Addition]:
    """The best for each field, the most people first."""
    alone = [
        at
        for at, unit in enumerate(paired.units)
        if paired.first.site[at] == NOWHERE and not unit.protected
    ]
    if not alone:
        return []
    places = {_field(paired.units[at].point) for at in alone}
    fields = sorted(places, key=lambda each: (each.latitude, each.longitude))
    doors = in_space([paired.units[at].point for at in alone])
    middles = in_space(fields)
    found = []
    for field, middle in zip(fields, middles, strict=True):
        near = ways_of(doors, middle[None, :]) <= paired.problem.settings.walking
        homes = [
            [paired.problem.elders[each] for each in paired.units[at].members]
            for at, here in zip(alone, near, strict=True)
            if here
        ]
        found += list(_best(paired, field, homes))
    return sorted(found, key=_rank)[:_MOST]


def _field(point: Point) -> Point:
    return Point(
        *(round(round(each / _FIELD) * _FIELD, 3) for each in (point.latitude, point.longitude))
    )


def _rank(each: Addition) -> tuple[int, float, float]:
    return -each.people, each.new.point.latitude, each.new.point.longitude


def _best(paired: Paired, field: Point, homes: list[list[Elder]]) -> Iterator[Addition]:
    """The hours, language and skills by which most are reached; what asks less goes before."""
    best: tuple[int, int, Volunteer, list[list[Elder]]] | None = None
    for order, new in enumerate(_profiles(field, homes, paired.problem.settings.walking)):
        minutes = paired.problem.settings.minutes
        taken = [home for home in homes if all(not refused(one, new, minutes) for one in home)]
        people = sum(map(len, taken))
        if people and (best is None or (-people, order) < (best[0], best[1])):
            best = (-people, order, new, taken)
    if best is not None:
        people, _, new, taken = -best[0], best[1], best[2], best[3]
        wards = Counter(one.ward for home in taken for one in home)
        yield Addition(
            ward=min(wards, key=lambda ward: (-wards[ward], ward)), new=new, people=people
        )


def _profiles(field: Point, homes: list[list[Elder]], reach: int) -> Iterator[Volunteer]:
    people = [one for home in homes for one in home]
    skills = frozenset().union(
        *(one.asks for one in people), *(one.wishes - {SAME, WOMAN, MAN} for one in people)
    )
    others = sorted({each for one in people for each in one.languages} - {"日本語"})
    asked = sorted({_asked(one) for one in people} - {""})
    for gender, language, slot in product(["", *asked], ["", *others], _SLOTS):
        yield Volunteer(
            id="",
            point=field,
            line=0,
            load=1,
            reach=reach,
            skills=skills,
            windows=(slot,),
            languages=frozenset(filter(None, [language])),
            gender=gender,
        )


def _asked(one: Elder) -> str:
    """The gender a wish names; nothing where there is no such wish."""
    if SAME in one.wishes:
        return one.gender
    return "女" if WOMAN in one.wishes else "男" if MAN in one.wishes else ""
