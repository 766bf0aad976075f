"""Whose facts stand for whose: a donor of the same kind (hot deck), drawn by key.

Whoever is at the same point of life as when the register spoke keeps their own facts. Where the
projection changed what a group of facts follows (age, work, care, disability, family), these come
from a resident of the day of the snapshot at that point of life, looked for first in the same ward
and then more widely. Children born since have the facts of a child of the register of their age at
birth; people who arrived bring those of the donor the projection gave them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.demand.ground import Ground
from sakimawari.anticipate.demand.households import Layout
from sakimawari.anticipate.demand.profiles import Profiles, profiles_of
from sakimawari.anticipate.demand.steadying import Pools, Ranks, pools_of
from sakimawari.anticipate.projection.people import BORN, RESIDENT, State
from sakimawari.packs.anticipating import Follows

Int64s = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]

FEWEST_DONORS = 30  # fewer of a kind are looked for more widely, since shares of few are chance
FEWEST_AT_LAST = 3  # at the last kind that tells ages apart
_MONTHS = np.arange(3, 37, 3)  # of age: the youngest by quarters of a year
_YEARS = np.array([*range(4, 24), *range(25, 91, 5)])
_STAGES = np.array([23, 40, 60, 65, 70, 75])
_PHASES = np.array([3, 6, 12, 15, 18, 20, 30, 40, 50, 60, 65, 70, 75, 80, 85])  # of aid
_CHILDREN = np.array([12, 36, 72, 144, 216])  # months of age of the youngest child at home
_OWN_FACTS = 0  # purposes of lots
_PURPOSE = {what: number for number, what in enumerate(Follows, start=1)}


def steps_of_age(months: Int64s) -> Codes:
    """Steps within which facts that follow age are alike: quarters to 3, years to 23, then fives."""
    young = np.searchsorted(_MONTHS, months, side="right")
    older = len(_MONTHS) + np.searchsorted(_YEARS, months // 12, side="right")
    return np.where(months < _MONTHS[-1], young, older).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Kinds:
    """What is known of each person of a state, as small numbers."""

    age: Codes
    five: Codes
    stage: Codes
    phase: Codes
    sex: Codes
    area: Codes
    work: Codes
    income: Codes
    care: Codes
    disability: Codes
    partner: Codes
    child: Codes
    answers: Codes

    @staticmethod
    def of(state: State, layout: Layout, month: Int64s | None = None) -> _Kinds:
        """As of the month of the state, or of other months, where ages are concerned."""
        at = state.month if month is None else month
        months = np.maximum(at - state.born.astype(np.int64), 0)
        working = (state.work == 1).astype(np.int64)
        return _Kinds(
            age=steps_of_age(months),
            five=np.minimum(months // 60, 18),
            stage=np.searchsorted(_STAGES, months // 12, side="right").astype(np.int64),
            phase=np.searchsorted(_PHASES, months // 12, side="right").astype(np.int64),
            sex=state.sex.astype(np.int64),
            area=state.area.astype(np.int64),
            work=working,
            income=np.where(working == 1, state.income.astype(np.int64) + 1, 0),
            care=state.care.astype(np.int64),
            disability=state.disability.astype(np.int64),
            partner=(state.partner >= 0).astype(np.int64),
            child=_youngest(state),
            answers=_answering(state, layout),
        )


# What must be the same for own facts to stand, and what donors are looked for by, finest first.
_STANDS: Mapping[Follows, Sequence[str]] = {
    Follows.AGE: ("age", "work"),
    Follows.WORK: ("stage", "income"),
    Follows.CARE: ("care", "phase"),
    Follows.DISABILITY: ("disability", "phase"),
    Follows.FAMILY: ("partner", "child", "answers"),
}
_LOOKED_FOR: Mapping[Follows, Sequence[Sequence[str]]] = {
    Follows.AGE: (
        ("age", "sex", "income", "area"),
        ("age", "sex", "income"),
        ("age", "sex", "work"),
        ("age", "sex"),
        ("age",),
        ("five",),
        (),
    ),
    Follows.WORK: (
        ("stage", "income", "sex", "partner", "five"),
        ("stage", "income", "sex"),
        ("stage", "work"),
        ("work",),
        (),
    ),
    Follows.CARE: (("care", "phase", "sex"), ("care", "phase"), ("care", "stage"), ("care",), ()),
    Follows.DISABILITY: (
        ("disability", "phase", "sex"),
        ("disability", "phase"),
        ("disability", "stage"),
        ("disability",),
        (),
    ),
    Follows.FAMILY: (
        ("partner", "child", "answers", "sex", "five"),
        ("partner", "child", "answers", "sex"),
        ("child", "answers", "sex"),
        ("child", "answers"),
        ("child",),
        (),
    ),
}
_OF_CHILDREN: Sequence[Sequence[str]] = (
    ("age", "sex", "area"),
    ("age", "sex"),
    ("age",),
    ("five",),
    (),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """The residents of the day of the snapshot as donors; `row` is theirs in the snapshot."""

    row: Int64s
    kinds: _Kinds
    profiles: Mapping[Follows, Profiles]
    pools: dict[tuple[Follows, tuple[str, ...]], Pools]

    def draw(
        self, wanted: _Kinds, what: Follows, levels: Sequence[Sequence[str]], held: Held
    ) -> Int64s:
        """A donor (place in the deck) for each person wanted, of the finest kind that has enough."""
        found = np.full(len(held.anchor), -1, np.int64)
        for number, level in enumerate(levels):
            open_ = np.flatnonzero(found < 0)
            if not len(open_):
                break
            pools = self._pools(what, tuple(level))
            asked = _coded(wanted, level)[open_]
            fewest = FEWEST_DONORS if number < len(levels) - 3 else FEWEST_AT_LAST
            fewest = 1 if number >= len(levels) - 2 else fewest
            anchor = held.anchor[open_]
            own = _coded(self.kinds, level)[np.maximum(anchor, 0)]
            ready = pools.has(asked, fewest) & ((anchor < 0) | pools.has(own, fewest))
            which = open_[ready]
            found[which] = pools.pick(asked[ready], anchor[ready], own[ready], held.ranks(which))
        return found

    def _pools(self, what: Follows, level: tuple[str, ...]) -> Pools:
        if (what, level) not in self.pools:
            kinds = _coded(self.kinds, level)
            self.pools[what, level] = pools_of(kinds, self.profiles[what])
        return self.pools[what, level]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Whose facts people have (`anchor`, a place in the deck; -1: nobody's), and their ranks."""

    anchor: Int64s
    key: npt.NDArray[np.uint64]
    seed: int
    purpose: int

    def ranks(self, which: Int64s) -> Ranks:
        return Ranks(key=self.key[which], seed=self.seed, purpose=self.purpose)


def _coded(kinds: _Kinds, level: Sequence[str]) -> Codes:
    codes = np.zeros(len(kinds.age), np.int64)
    for name in level:
        codes = codes * 4096 + getattr(kinds, name)
    return codes


def deck_of(state: State, layout: Layout, ground: Ground) -> Deck:
    """The deck of the state a projection begins with."""
    donors = np.flatnonzero((state.whence == RESIDENT) & (state.origin >= 0))
    kinds = _Kinds.of(state, layout)
    taken = _Kinds(*(getattr(kinds, name)[donors] for name in _Kinds.__slots__))
    row = state.origin[donors].astype(np.int64)
    return Deck(row=row, kinds=taken, profiles=profiles_of(ground, row), pools={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Rows of the snapshot whose facts are read for each person of a state.

    `own` holds facts that follow nothing; `of` those of each thing facts follow.
    """

    own: Int64s
    of: Mapping[Follows, Int64s]


def sources_of(state: State, layout: Layout, deck: Deck, people: int, *, seed: int) -> Sources:
    """Whose facts to read for everybody; `people` are the rows of the snapshot."""
    place = np.full(people, -1, np.int64)  # of a row in the deck
    place[deck.row] = np.arange(len(deck.row))
    own = state.origin.astype(np.int64)
    new = np.flatnonzero((state.whence == BORN) | (own < 0))
    at_birth = np.where(state.whence == BORN, state.born, state.month).astype(np.int64)
    kinds = _taken(_Kinds.of(state, layout, at_birth), new)
    nobody = np.full(len(new), -1, np.int64)
    held = Held(anchor=nobody, key=state.key[new], seed=seed, purpose=_OWN_FACTS)
    drawn = deck.draw(kinds, Follows.AGE, _OF_CHILDREN, held)
    own[new] = deck.row[drawn]
    now, anchor = _Kinds.of(state, layout), place[own]
    found: dict[Follows, Int64s] = {}
    for what in Follows:
        asked = _coded(now, _STANDS[what])
        theirs = _coded(deck.kinds, _STANDS[what])
        rows = own.copy()
        others = np.flatnonzero((anchor < 0) | (theirs[np.maximum(anchor, 0)] != asked))
        held = Held(anchor=anchor[others], key=state.key[others], seed=seed, purpose=_PURPOSE[what])
        drawn = deck.draw(_taken(now, others), what, _LOOKED_FOR[what], held)
        rows[others] = deck.row[drawn]
        if what is Follows.WORK:  # what is owed hangs together: the donor for age, where it fits
            same = found[Follows.AGE]
            fits = others[theirs[place[same[others]]] == asked[others]]
            rows[fits] = same[fits]
        found[what] = rows
    return Sources(own=own, of=found)


def _answering(state: State, layout: Layout) -> Codes:
    """Whether somebody is the guardian of a child."""
    found = np.zeros(state.people, np.int64)
    child = (layout.place >= 0) & (layout.guardian >= 0)
    child &= state.age[np.maximum(layout.place, 0)] < 18
    guardian = layout.place[layout.guardian[child]]
    found[guardian[guardian >= 0]] = 1
    return found


def _youngest(state: State) -> Codes:
    """The step of age of the youngest child at home, of the grown-up; 0 where there is none."""
    months = np.maximum(state.month - state.born.astype(np.int64), 0)
    youngest = np.full(len(state.house_key), int(_CHILDREN[-1]), np.int64)
    np.minimum.at(youngest, state.house, months)
    step = len(_CHILDREN) - np.searchsorted(_CHILDREN, youngest, side="right")
    return np.where(months >= _CHILDREN[-1], step[state.house], 0).astype(np.int64)


def _taken(kinds: _Kinds, rows: Int64s) -> _Kinds:
    return _Kinds(*(getattr(kinds, name)[rows] for name in _Kinds.__slots__))
