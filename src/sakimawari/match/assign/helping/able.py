"""Who may help whom: conditions that bind, kind by kind, and the ways within reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.match.assign.flow.transport import Arcs, Floats, Ints, in_space
from sakimawari.match.assign.helping.hours import both
from sakimawari.match.assign.helping.values import (
    JAPANESE,
    MAN,
    SAME,
    WOMAN,
    Elder,
    Helping,
    Unit,
    Volunteer,
)

WHY = ("", "接触不可", "できること", "言語", "希望", "曜日・時間帯", "遠い")  # codes, 0: may help
KEPT, FAR = 1, 6
_STEP = 512  # households whose ways are held at once


def refused(elder: Elder, volunteer: Volunteer, minutes: int) -> int:
    """Which condition closes the pair first, contact and distance aside; 0: none."""
    if not elder.asks <= volunteer.skills:
        return 2
    if elder.languages and not elder.languages & (volunteer.languages | {JAPANESE}):
        return 3
    if not all(_granted(wish, elder, volunteer) for wish in elder.wishes):
        return 4
    return 0 if both(elder.windows, volunteer.windows, minutes) is not None else 5


def _granted(wish: str, elder: Elder, volunteer: Volunteer) -> bool:
    wanted = {SAME: elder.gender, WOMAN: "女", MAN: "男"}.get(wish)
    if wanted is None:
        return wish in volunteer.skills
    return bool(wanted) and volunteer.gender == wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kinds:
    """Rows that are alike in everything that binds, and the code of each pair of kinds."""

    elder: Ints
    volunteer: Ints
    codes: Ints


class Sight:
    """What each household sees of all volunteers: ways in metres, and the code of what closes the pair."""

    def __init__(self, problem: Helping, units: tuple[Unit, ...]) -> None:
        self.problem, self.units = problem, units
        self._doors = in_space([unit.point for unit in units])
        self._homes = in_space([each.point for each in problem.volunteers])
        self._kinds = _kinds(problem)
        self._reach = np.array([each.reach for each in problem.volunteers], np.int64)
        self._wary = np.array([each.kept_from_protected for each in problem.volunteers], np.bool_)
        self._at = {each.id: at for at, each in enumerate(problem.volunteers)}
        self._kept_from: dict[str, list[int]] = {}
        for at, each in enumerate(problem.volunteers):
            for who in each.kept_from:
                self._kept_from.setdefault(who, []).append(at)

    def rows(self, begin: int, end: int) -> tuple[Ints, Ints]:
        """Ways and codes of households begin to end."""
        ways = ways_of(self._doors[begin:end, None, :], self._homes[None, :, :])
        codes = np.zeros(ways.shape, np.int64)
        far = ways > self._reach
        for row, unit in enumerate(self.units[begin:end]):
            known = self._at.get(unit.present)
            if known is not None:
                far[row, known] = False  # they come today, however far it is
            for member in reversed(unit.members):
                self._close(codes[row], member)
        return ways, np.where(far, FAR, codes)

    def _close(self, codes: Ints, member: int) -> None:
        kinds, elder = self._kinds, self.problem.elders[member]
        own = kinds.codes[kinds.elder[member]][kinds.volunteer]
        np.copyto(codes, own, where=own > 0)
        apart = [self._at[each] for each in elder.kept_from if each in self._at]
        apart += self._kept_from.get(elder.id, [])
        codes[apart] = KEPT
        if elder.protected:
            codes[self._wary] = KEPT

    def arcs(self) -> Arcs:
        """All ways that are open."""
        counts, sites, costs = (
            [np.zeros(0, np.int64)],
            [np.zeros(0, np.int64)],
            [np.zeros(0, np.int64)],
        )
        for begin in range(0, len(self.units), _STEP):
            ways, codes = self.rows(begin, begin + _STEP)
            counts.append((codes == 0).sum(axis=1))
            row, site = np.nonzero(codes == 0)
            sites.append(site)
            costs.append(ways[row, site])
        start = np.concatenate(([0], np.cumsum(np.concatenate(counts)))).astype(np.int64)
        return Arcs(start=start, site=np.concatenate(sites), cost=np.concatenate(costs))

    def place_of(self, volunteer: str) -> int | None:
        """A volunteer's place in the table."""
        return self._at.get(volunteer)


def ways_of(doors: Floats, homes: Floats) -> Ints:
    """Straight lines in whole metres, from places in space."""
    found: Ints = np.rint(np.sqrt(((doors - homes) ** 2).sum(axis=-1))).astype(np.int64)
    return found


def _kinds(problem: Helping) -> _Kinds:
    mine: dict[object, int] = {}
    theirs: dict[object, int] = {}
    elders: list[Elder] = []
    volunteers: list[Volunteer] = []
    of_elder, of_volunteer = [], []
    for elder in problem.elders:
        asked = elder.gender if SAME in elder.wishes else ""
        key = (elder.asks, elder.languages, elder.wishes, asked, elder.windows)
        if key not in mine:
            mine[key] = len(elders)
            elders.append(elder)
        of_elder.append(mine[key])
    for each in problem.volunteers:
        other = (each.skills, each.languages, each.gender, each.windows)
        if other not in theirs:
            theirs[other] = len(volunteers)
            volunteers.append(each)
        of_volunteer.append(theirs[other])
    minutes = problem.settings.minutes
    codes = [[refused(one, other, minutes) for other in volunteers] for one in elders]
    return _Kinds(
        elder=np.array(of_elder, np.int64),
        volunteer=np.array(of_volunteer, np.int64),
        codes=np.array(codes, np.int64).reshape(len(elders), len(volunteers)),
    )
