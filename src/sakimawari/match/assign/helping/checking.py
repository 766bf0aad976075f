"""Rules of volunteers and elders written a second time, for the examiner alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sakimawari.match.assign.evacuation.checking import Ways, straight
from sakimawari.match.assign.helping.hours import read_windows
from sakimawari.match.assign.helping.values import Elder, Helping, Volunteer
from sakimawari.match.positions.points import Point, read_point
from sakimawari.match.reading.sheets import Row

Home = Sequence[Elder]
MORE_COLUMNS = ("区", "緯度", "経度", "曜日・時間帯", "できること", "言語", "性別", "頼める人数")
_STEP = 512


def is_free(one: Elder, other: Volunteer, minutes: int) -> bool:
    """Whether some hour suits both; whoever has told none is taken to be free."""
    if not one.windows or not other.windows:
        return True
    return any(
        min(stop, until) - max(start, since) >= minutes
        for start, stop in one.windows
        for since, until in other.windows
    )


def may_help(one: Elder, other: Volunteer, minutes: int) -> bool:
    """Whether a volunteer may help an elder, distance aside."""
    if one.id in other.kept_from or other.id in one.kept_from:
        return False
    if one.protected and other.kept_from_protected:
        return False
    speaks = {"日本語", *other.languages}
    if one.languages and not any(each in speaks for each in one.languages):
        return False
    for wish in one.wishes:
        if wish == "同性のみ":
            granted = one.gender != "" and one.gender == other.gender
        elif wish in ("女性のみ", "男性のみ"):
            granted = other.gender == wish[0]
        else:
            granted = wish in other.skills
        if not granted:
            return False
    return all(each in other.skills for each in one.asks) and is_free(one, other, minutes)


def table_of(problem: Helping, homes: Sequence[Home]) -> Ways:
    """Metres from each household to each volunteer; -1 where one may not help all of it."""
    found = np.empty((len(homes), len(problem.volunteers)), np.int64)
    doors = [home[0].point for home in homes]
    places = [each.point for each in problem.volunteers]
    for first in range(0, len(homes), _STEP):
        found[first : first + _STEP] = straight(doors[first : first + _STEP], places)
    known: dict[object, bool] = {}
    for at, home in enumerate(homes):
        today = next((one.present for one in home if one.present), None)
        for there, other in enumerate(problem.volunteers):
            near = found[at, there] <= other.reach or other.id == today
            if not (near and all(_may(one, other, problem, known) for one in home)):
                found[at, there] = -1
    return found


def _may(one: Elder, other: Volunteer, problem: Helping, known: dict[object, bool]) -> bool:
    key = (one.id, other.id)
    if key not in known:
        known[key] = may_help(one, other, problem.settings.minutes)
    return known[key]


def with_keep(problem: Helping, homes: Sequence[Home], table: Ways) -> Ways:
    """The same with the metres that anybody but the known volunteer costs more."""
    costs = np.where(table >= 0, table + problem.settings.keep, -1)
    place = {each.id: at for at, each in enumerate(problem.volunteers)}
    for at, home in enumerate(homes):
        known = place.get(next((one.present for one in home if one.present), ""))
        if known is not None:
            costs[at, known] = table[at, known]
    return costs


def would_reach(problem: Helping, row: Row, homes: Sequence[Home]) -> list[Home]:
    """Households that a new volunteer as a row of one-more.csv describes them may help."""
    point = read_point(row.get("緯度"), row.get("経度"))
    assert isinstance(point, Point)
    new = Volunteer(
        id="",
        point=point,
        line=row.line,
        load=1,
        reach=problem.settings.walking,
        skills=frozenset(row.get("できること").split("、")),
        windows=read_windows(row.get("曜日・時間帯")),
        languages=frozenset(row.get("言語").split("、")),
        gender=row.get("性別"),
    )
    return [
        home
        for home in homes
        if straight([home[0].point], [point])[0, 0] <= new.reach
        and all(may_help(one, new, problem.settings.minutes) for one in home)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What an answer costs, what none costs less than, and whether fewest without one comes first."""

    cost: int
    bound: int
    without: int
    outweighs: bool


def bound_by_prices(
    costs: Ways, sizes: Ways, chosen: Ways, room: Ways, prices: Ways, dear: int
) -> Bound:
    """A bound that holds for whatever prices that are not negative (duality), and what is paid.

    Each household pays at least the least of way and price over all who may help it, or `dear`; what
    all pay for places is at most price times places. `chosen` is -1 for nobody.
    """
    padded = np.column_stack([costs, np.full(len(costs), -1)])
    paid = np.where(chosen >= 0, np.take_along_axis(padded, chosen[:, None], axis=1)[:, 0], dear)
    charged = np.where(costs >= 0, costs + prices, dear)
    least = np.minimum(charged.min(axis=1, initial=dear), dear)
    return Bound(
        cost=int((paid * sizes).sum()),
        bound=int((least * sizes).sum() - (prices * room).sum()),
        without=int(sizes[chosen < 0].sum()),
        outweighs=bool((prices >= 0).all()) and dear > len(room) * int(costs.max(initial=0)),
    )
