"""Seats and points beside what somebody else says of them: last year, the facility, a second reckoning.

Two failures of real cities stand behind this: seats that eight facilities had under-reported (119 seats,
found in the second round), and 19 wrong totals that made 35 wrong decisions.
"""

from __future__ import annotations

from dataclasses import replace

from sakimawari.match.allocate.market.staffing import allowed_seats, workers_needed
from sakimawari.match.allocate.reading.folder import Given
from sakimawari.match.allocate.reading.found import Found
from sakimawari.match.allocate.reading.rows import Nursery
from sakimawari.problems import Place

_SEATS_ALIKE = 2  # seats of a class that come and go from year to year without anything being wrong
_POINTS_ALIKE = 10  # points that a change of work or family plausibly makes


def check_seats(given: Given, found: Found) -> None:
    """Seats that differ from what the facility confirmed, that jump from last year, or lack staff."""
    for nursery in given.nurseries:
        offered = {seats.ages[0]: seats.count for seats in nursery.seats if seats.tag is None}
        where = Place(file=given.files.nurseries, line=nursery.line)
        for age, said in given.seats_said.get(nursery.id, {}).items():
            if offered.get(age, 0) != said:
                found.line(
                    where.file, nursery.line, "ALLOC055",
                    f"the table offers {offered.get(age, 0)} seats of age {age}, the facility confirmed {said}",
                    "ask the facility; with --go-on the table's seats count", column=f"定員{age}歳",
                )  # fmt: skip
        for age, before in given.seats_before.get(nursery.id, {}).items():
            now = offered.get(age, 0)
            if abs(now - before) > max(_SEATS_ALIKE, before // 2):
                found.remark(
                    "ALLOC055",
                    f"{now} seats of age {age}, last year {before}",
                    "ask the facility whether that is so",
                    where=Place(file=where.file, line=where.line, column=f"定員{age}歳"),
                )
        _check_staff(given, nursery, found, where)


def _check_staff(given: Given, nursery: Nursery, found: Found, where: Place) -> None:
    asked = _asked(given, nursery)
    if asked is not None and nursery.staff is not None and not given.rules.capped:
        found.line(
            where.file, nursery.line, "ALLOC055",
            f"the seats ask for {asked} members of staff by the ratios, {nursery.staff:g} are written",
            "offer fewer seats, or correct the staff; with --go-on the seats count", column="職員数",
        )  # fmt: skip


def _asked(given: Given, nursery: Nursery) -> int | None:
    """Workers the seats of a facility ask for, where it has fewer."""
    if nursery.staff is None or not given.rules.ratios:
        return None
    asked = workers_needed([(each.ages, each.count) for each in nursery.seats], given.rules.ratios)
    return asked if asked > nursery.staff else None


def within_staff(given: Given, found: Found) -> Given:
    """The facilities with no more seats than their staff allow, where the rules make that a cap."""
    if not given.rules.capped:
        return given
    return replace(given, nurseries=tuple(_capped(given, each, found) for each in given.nurseries))


def _capped(given: Given, nursery: Nursery, found: Found) -> Nursery:
    asked = _asked(given, nursery)
    if asked is None or nursery.staff is None:
        return nursery
    offered = [(each.ages, each.count) for each in nursery.seats]
    kept = allowed_seats(offered, nursery.staff, given.rules.ratios)
    left = sum(count for _, count in offered) - sum(kept)
    found.remark(
        "ALLOC055",
        f"the seats ask for {asked} members of staff, {nursery.staff:g} are written: {left} seats fewer are given",
        "correct the staff if it is more; otherwise nothing is to be done",
        where=Place(file=given.files.nurseries, line=nursery.line, column="職員数"),
    )
    seats = zip(nursery.seats, kept, strict=True)
    return replace(nursery, seats=tuple(replace(each, count=count) for each, count in seats))


def check_points(given: Given, found: Found) -> None:
    """Points that differ from a second reckoning, or jump from last year's."""
    for child in given.children:
        points = next((each for each in child.points if each is not None), None)
        anew = given.points_anew.get(child.id)
        if points is not None and anew is not None and anew != points:
            found.line(
                given.files.children, child.line, "ALLOC056",
                f"the table says {points:g} points, the second reckoning {anew:g}",
                "find which is wrong; with --go-on the table's count", column="指数",
            )  # fmt: skip
        before = given.points_before.get(child.id)
        if points is not None and before is not None and abs(points - before) > _POINTS_ALIKE:
            found.remark(
                "ALLOC056",
                f"{points:g} points, last time {before:g}",
                "look whether the family's circumstances changed that much",
                where=Place(file=given.files.children, line=child.line, column="指数"),
            )
