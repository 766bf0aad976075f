"""Why a household has no supporter, or nobody who stands in: found by what cannot be, and shown.

A witness is a case in which one supporter is missing, households that can be helped by certain others
only, and the places these have: fewer than people. Anyone can count it again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sakimawari.match.assign.evacuation.admitting import Candidates
from sakimawari.match.assign.evacuation.pairing import Pairs
from sakimawari.match.assign.evacuation.values import Evacuation, Unit, leaving
from sakimawari.match.assign.flow.transport import NOWHERE

NOBODY, ONE, TOO_FEW, PROVED, SEARCHED = "nobody", "one", "too-few", "proved", "searched"
_CASES = 12  # nearest supporters who are taken to be missing, one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What a household lacks: `first` too, or only the stand-in; why; the witness where there is one.

    `missing`: the supporter who is away in the witness (NOWHERE: nobody is). `units` are households,
    `supporters` all who could help them, `people` and `places` what is counted.
    """

    first: bool
    why: str
    missing: int = NOWHERE
    units: tuple[int, ...] = ()
    supporters: tuple[int, ...] = ()
    people: int = 0
    places: int = 0


def lacks(
    problem: Evacuation, units: tuple[Unit, ...], near: tuple[Candidates, ...], pairs: Pairs
) -> dict[int, Lack]:
    """Everybody who leaves in some scenario and lacks a supporter, with the reason."""
    found: dict[int, Lack] = {}
    open_ends: list[int] = []
    for at, unit in enumerate(units):
        goes = any(leaving(unit, problem.people, each) for each in problem.scenarios)
        if not goes or pairs.second[at] != NOWHERE:
            continue
        first = bool(pairs.first[at] == NOWHERE)
        if not near[at].supporters:
            found[at] = Lack(first=first, why=NOBODY)
        elif len(near[at].supporters) == 1 and not first:
            found[at] = Lack(first=first, why=ONE)
        else:
            open_ends.append(at)
    return {**found, **_witnessed(problem, units, near, pairs, open_ends)}


def _witnessed(
    problem: Evacuation,
    units: tuple[Unit, ...],
    near: tuple[Candidates, ...],
    pairs: Pairs,
    open_ends: list[int],
) -> dict[int, Lack]:
    found: dict[int, Lack] = {}
    asked = set(open_ends)
    for at in open_ends:
        first = int(pairs.first[at])
        others = [one for one in near[at].supporters[:_CASES] if one != first]
        for missing in (NOWHERE, *([first] if first != NOWHERE else []), *others):
            if at in found:
                break
            lack = _case(problem, units, near, pairs, missing, at)
            for each in lack.units if lack else ():
                if lack and each in asked:
                    own = bool(pairs.first[each] == NOWHERE)
                    found.setdefault(each, replace(lack, first=own))
        why = PROVED if pairs.proven[at] else SEARCHED
        found.setdefault(at, Lack(first=first == NOWHERE, why=why))
    return found


def _case(
    problem: Evacuation,
    units: tuple[Unit, ...],
    near: tuple[Candidates, ...],
    pairs: Pairs,
    missing: int,
    asking: int,
) -> Lack | None:
    """A witness that a household cannot be helped when one is missing, whatever others agree.

    From the household through its candidates to whom these help, on to their candidates, and so on:
    where all of them together have fewer places than people, nothing can be done; where one has room
    to spare, the others could make way.
    """
    held: dict[int, list[int]] = {}
    for at, (first, second) in enumerate(
        zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)
    ):
        helper = second if first == missing else first
        if helper != NOWHERE and at != asking:
            held.setdefault(helper, []).append(at)
    asks, seen = [asking], {asking}
    used: dict[int, None] = {}
    people, places = len(units[asking].members), 0
    for at in asks:
        for one in near[at].supporters:
            if one == missing or one in used:
                continue
            used[one] = None
            places += problem.supporters[one].load
            for other in held.get(one, ()):
                if other not in seen:
                    seen.add(other)
                    asks.append(other)
                    people += len(units[other].members)
            if problem.supporters[one].load > sum(len(units[h].members) for h in held.get(one, ())):
                return None
    if people <= places or not used:
        return None
    return Lack(
        first=False,
        why=TOO_FEW,
        missing=missing,
        units=tuple(sorted(asks)),
        supporters=tuple(sorted(used)),
        people=people,
        places=places,
    )
