"""Why a household has no supporter, or nobody who stands in: found by what cannot be, and shown.

A witness is a case in which one supporter is missing, households that can be helped by certain others
only, and the places these have: fewer than people. Anyone can count it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sakimawari.match.assign.evacuation.admitting import Candidates
from sakimawari.match.assign.evacuation.pairing import Pairs, groups
from sakimawari.match.assign.evacuation.values import Evacuation, Unit, leaving
from sakimawari.match.assign.flow.placing import place
from sakimawari.match.assign.flow.transport import NOWHERE, Arcs, Transport, one_kind

NOBODY, ONE, TOO_FEW, PROVED, SEARCHED = "nobody", "one", "too-few", "proved", "searched"
_CASES = 40  # missing supporters tried for witnesses


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
    cases = 0
    if not open_ends:
        return found
    group_of = {at: group for group in groups(near) for at in group}
    for at in open_ends:
        first = bool(pairs.first[at] == NOWHERE)
        for missing in (NOWHERE, *near[at].supporters):
            if at in found or cases >= _CASES:
                break
            cases += 1
            for lack in _case(problem, units, near, group_of[at], missing):
                for each in lack.units:
                    if each in open_ends:
                        own = bool(pairs.first[each] == NOWHERE)
                        found.setdefault(each, _of(lack, own))
        why = PROVED if pairs.proven[at] else SEARCHED
        found.setdefault(at, Lack(first=first, why=why))
    return found


def _of(lack: Lack, first: bool) -> Lack:
    return Lack(
        first=first,
        why=lack.why,
        missing=lack.missing,
        units=lack.units,
        supporters=lack.supporters,
        people=lack.people,
        places=lack.places,
    )


def _case(
    problem: Evacuation,
    units: tuple[Unit, ...],
    near: tuple[Candidates, ...],
    group: Sequence[int],
    missing: int,
) -> list[Lack]:
    """Witnesses when one supporter is missing, whatever is agreed among the others."""
    others = sorted({one for at in group for one in near[at].supporters} - {missing})
    place_of = {one: at for at, one in enumerate(others)}
    lists = [sorted(place_of[one] for one in near[at].supporters if one != missing) for at in group]
    sites = np.array([site for each in lists for site in each], np.int64)
    kinds, admits = one_kind(len(group), len(others))
    if not others:
        return []
    answer = place(
        Transport(
            sizes=np.array([len(units[at].members) for at in group], np.int64),
            capacities=np.array([problem.supporters[one].load for one in others], np.int64),
            costs=Arcs(
                start=np.concatenate(([0], np.cumsum([len(each) for each in lists]))).astype(np.int64),
                site=sites,
                cost=np.zeros(len(sites), np.int64),
            ),
            kinds=kinds,
            admits=admits,
        )
    )  # fmt: skip
    return [
        Lack(
            first=False,
            why=TOO_FEW,
            missing=missing,
            units=tuple(group[at] for at in each.units),
            supporters=tuple(others[at] for at in each.sites),
            people=each.people,
            places=each.places,
        )
        for each in answer.witnesses
    ]
