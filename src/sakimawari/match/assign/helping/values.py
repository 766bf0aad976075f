"""Elders who asked for help at home, volunteers, and what a city decides."""

from __future__ import annotations

from dataclasses import dataclass

from sakimawari.match.positions.points import Point

Windows = tuple[tuple[int, int], ...]  # minutes since Monday 00:00, ascending; none: not told
JAPANESE = "日本語"
SAME, WOMAN, MAN = "同性のみ", "女性のみ", "男性のみ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elder:
    """Somebody who asked for help: everything of `asks`, within one of `windows`.

    `languages`: any one of them will do; none: Japanese. `wishes`: conditions for who comes into their
    home, each one binding. `present`: the volunteer they know. `consent` None: not asked yet; False: they
    do not want to be told of to a volunteer, and none is chosen.
    """

    id: str
    household: str
    point: Point
    line: int
    ward: str = ""
    asks: frozenset[str] = frozenset()
    windows: Windows = ()
    languages: frozenset[str] = frozenset()
    wishes: frozenset[str] = frozenset()
    gender: str = ""
    present: str = ""
    kept_from: frozenset[str] = frozenset()
    protected: bool = False
    consent: bool | None = None

    @property
    def listed(self) -> bool:
        """Whether a volunteer may be told of them."""
        return self.consent is True and not self.protected


@dataclass(frozen=True, slots=True, kw_only=True)
class Volunteer:
    """Somebody who helps: up to `load` people, no farther than `reach` metres.

    `languages` beside Japanese. `gender` is looked at where an elder's wish asks for it, and never
    else. `kept_from`: numbers of elders; `kept_from_protected`: nobody under 支援措置.
    """

    id: str
    point: Point
    line: int
    load: int
    reach: int
    skills: frozenset[str] = frozenset()
    windows: Windows = ()
    languages: frozenset[str] = frozenset()
    gender: str = ""
    kept_from: frozenset[str] = frozenset()
    kept_from_protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a city decides.

    `walking`, `cycling`, `driving`: metres of whoever tells no distance, by how they come. `keep`:
    metres that anybody but the known volunteer costs more. `minutes`: the shortest visit, which both must be
    free for. `stand_ins`: for how many people a volunteer stands in at most; 0: there are no stand-ins.
    """

    walking: int = 1500
    cycling: int = 3000
    driving: int = 8000
    keep: int = 500
    minutes: int = 30
    stand_ins: int = 2
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Helping:
    """A whole problem, in the order of its tables."""

    elders: tuple[Elder, ...]
    volunteers: tuple[Volunteer, ...]
    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A household that one volunteer visits: its members' places in the table; `present` or nothing.

    `listed`: a volunteer may be told of it; `protected`: somebody in it is under 支援措置.
    """

    members: tuple[int, ...]
    point: Point
    present: str
    listed: bool
    protected: bool


def households(elders: tuple[Elder, ...]) -> tuple[Unit, ...]:
    """Households in the order of their first member, without those who do not consent.

    A household is told of when everybody in it consents or is left out, and none is under 支援措置.
    """
    groups: dict[str, list[int]] = {}
    wary = {elder.household for elder in elders if elder.household and elder.protected}
    for at, elder in enumerate(elders):
        if elder.consent is not False:
            groups.setdefault(elder.household or f"\0{elder.id}", []).append(at)
    return tuple(
        Unit(
            members=tuple(members),
            point=elders[members[0]].point,
            present=next((elders[at].present for at in members if elders[at].present), ""),
            listed=home not in wary and all(elders[at].listed for at in members),
            protected=home in wary or any(elders[at].protected for at in members),
        )
        for home, members in groups.items()
    )
