"""Decisions made by hand: they name children and seats there are, and no more of them than seats."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sakimawari.match.allocate.reading.beside import GIVEN
from sakimawari.match.allocate.reading.folder import Given
from sakimawari.match.allocate.reading.found import Found
from sakimawari.match.allocate.reading.rows import Decision, Nursery, Seats
from sakimawari.problems import Place


def seats_for(nursery: Nursery, age: int, needs: frozenset[str] = frozenset()) -> Seats | None:
    """The seats a child of that class takes first: those kept for what it needs, else the open ones."""
    own = [seats for seats in nursery.seats if age in seats.ages]
    kept = [seats for seats in own if seats.tag is not None and seats.tag in needs]
    return next(iter(kept + [seats for seats in own if seats.tag is None]), None)


def sound_decisions(given: Given, found: Found) -> Given:
    """Decisions that can be kept. More fixed children than seats stop the run: people must choose."""
    children = {child.id: child for child in given.children}
    nurseries = {each.id: each for each in given.nurseries}
    kept: list[Decision] = []
    taken: Counter[tuple[str, Seats]] = Counter()
    lines: dict[tuple[str, Seats], list[int]] = {}
    fixed: set[str] = set()
    for each in given.decisions:
        child = children.get(each.child)
        nursery = nurseries.get(each.nursery or "")
        seats = seats_for(nursery, child.age or 0, child.needs) if child and nursery else None
        what = _wrong(each, child is not None, nursery, seats, again=each.child in fixed)
        if what:
            found.line(given.files.decisions, each.line, "ALLOC054", what, "correct the line; with --go-on it is left out")  # fmt: skip
            continue
        kept.append(each)
        if each.how == GIVEN and nursery and seats:
            fixed.add(each.child)
            taken[nursery.id, seats] += 1
            lines.setdefault((nursery.id, seats), []).append(each.line)
    _check_room(given, taken, lines, found)
    return replace(given, decisions=tuple(kept))


def _wrong(
    each: Decision, known: bool, nursery: Nursery | None, seats: Seats | None, *, again: bool
) -> str:
    if not known:
        return "no child of this round has this number"
    if each.nursery is not None and nursery is None:
        return "no facility has this number"
    if each.nursery is not None and seats is None:
        return "the facility has no class for this child"
    return "the child has a place by an earlier line" if again and each.how == GIVEN else ""


def _check_room(
    given: Given,
    taken: Counter[tuple[str, Seats]],
    lines: dict[tuple[str, Seats], list[int]],
    found: Found,
) -> None:
    """Who attends a facility keeps that seat at the least, unless decided to go elsewhere by hand."""
    goes = {each.child: each.nursery for each in given.decisions if each.how == GIVEN}
    free: Counter[tuple[str, Seats]] = Counter()
    nurseries = {each.id: each for each in given.nurseries}
    for child in given.children:
        nursery = nurseries.get(child.current or "")
        seats = seats_for(nursery, child.age or 0) if nursery else None
        if nursery and seats and child.id in goes:
            free[nursery.id, seats] += 1
    for (id, seats), count in taken.items():
        room = seats.count + free[id, seats]
        if count > room:
            found.stop(
                "ALLOC054",
                f"{count} children are decided by hand for {room} seats of facility {id} (lines {'、'.join(map(str, lines[id, seats]))})",
                "take decisions back, or correct the seats",
                where=Place(file=given.files.decisions, column="施設番号"),
            )
