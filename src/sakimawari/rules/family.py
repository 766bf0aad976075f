"""Who belongs to a group, as a truth: membership of a person seen from the person in focus.

The table of docs/explanation/unknown.md, in code. Membership is a range: (0, 0) no, (1, 1) yes,
(0, 1) unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

from sakimawari.rules.population import NOBODY, SOMEBODY_UNKNOWN
from sakimawari.rules.ranges import NO, UNKNOWN, YES, Range
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Whether someone belongs to a group, and whose unknown guardian or spouse leaves it open."""

    belongs: Range
    guardian_of: tuple[int, ...] = ()
    spouse_of: tuple[int, ...] = ()


SURELY = Membership(belongs=YES)
NOT_AT_ALL = Membership(belongs=NO)


def membership(situation: Situation, group: Group, *, focus: int | None, member: int) -> Membership:
    """Whether `member` belongs to the group of `focus` (None: the household, 世帯 and 同居 only)."""
    if group is Group.UNIT:
        return SURELY
    if group is Group.RESIDENTS:
        return SURELY if situation.people[member].is_subject else NOT_AT_ALL
    if focus is None:
        raise ValueError(f"{group.value} is relative to a person")
    if member == focus:
        return NOT_AT_ALL
    match group:
        case Group.CHILDREN:
            return _tie(situation.guardian(member), focus, guardian_of=member)
        case Group.GUARDIANS:
            return _guardian(situation, focus, member)
        case Group.SIBLINGS:
            return _sibling(situation, focus, member)
        case Group.SPOUSE:
            return _tie(situation.spouse(focus), member, spouse_of=focus)


def _tie(
    referred: int, wanted: int, *, guardian_of: int | None = None, spouse_of: int | None = None
) -> Membership:
    if referred == SOMEBODY_UNKNOWN:
        return Membership(
            belongs=UNKNOWN,
            guardian_of=() if guardian_of is None else (guardian_of,),
            spouse_of=() if spouse_of is None else (spouse_of,),
        )
    return SURELY if referred == wanted else NOT_AT_ALL


def _guardian(situation: Situation, focus: int, member: int) -> Membership:
    guardian = situation.guardian(focus)
    if guardian == SOMEBODY_UNKNOWN:
        return Membership(belongs=UNKNOWN, guardian_of=(focus,))
    if guardian == NOBODY:
        return NOT_AT_ALL
    if guardian == member:
        return SURELY
    return _tie(situation.spouse(guardian), member, spouse_of=guardian)


def _sibling(situation: Situation, focus: int, member: int) -> Membership:
    mine, theirs = situation.guardian(focus), situation.guardian(member)
    if NOBODY in (mine, theirs):
        return NOT_AT_ALL
    if SOMEBODY_UNKNOWN in (mine, theirs):
        unknown = tuple(
            at for at, tie in ((focus, mine), (member, theirs)) if tie == SOMEBODY_UNKNOWN
        )
        return Membership(belongs=UNKNOWN, guardian_of=unknown)
    return SURELY if mine == theirs else NOT_AT_ALL
