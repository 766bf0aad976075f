"""Needs and offers as they are told, and what becomes of a pair of them.

Entry    a need or an offer: what it says, where and when, what it is (facts), what it asks (terms)
Verdict  one hard condition on one pair: met, broken, or to be asked
Pair     a need and an offer that may come together, with the score of each side
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from sakimawari.match.positions.points import Point


class Side(StrEnum):
    """Who tells: one who needs, or one who offers."""

    NEED = "need"
    OFFER = "offer"


class Truth(IntEnum):
    """A condition on a pair. What is not known is never a no."""

    BROKEN = -1
    ASK = 0
    MET = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When it can be: weekdays (0: Monday), minutes of the day, first and last day.

    None: not told. A need and an offer meet where every part that both tell overlaps.
    """

    weekdays: frozenset[int] | None = None
    begin: int | None = None
    end: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What is asked of a number: at least, at most (both inclusive), with the words it was asked in.

    `industries`: it holds for these only; empty: for all that no other bound of the term names.
    """

    least: float | None = None
    most: float | None = None
    industries: frozenset[str] = frozenset()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A condition on a fact of the other side: bounds of a number, or a list of texts of which one.

    `either`: one of these terms is enough (300 employees or fewer, or 300 million yen or less).
    """

    fact: str
    bounds: tuple[Bound, ...] = ()
    texts: frozenset[str] = frozenset()
    words: str = ""
    either: tuple[Term, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it looks at."""
        return tuple(term.fact for term in self.either) or (self.fact,)

    @property
    def figures(self) -> tuple[str, ...]:
        """Those of them that are compared as figures."""
        return tuple(term.fact for term in self.either or (self,) if term.bounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A need or an offer.

    `number` is its id in the table, never a name. `partners`: with how many of the other side it may
    come together. `size`: people of a need, `room`: the most an offer takes at once. `wishes`: ids of
    the other side, the most wanted first. `facts` are texts by column; a fact that is empty is not
    known. `licences` None: not told; empty: none. `protected` (支援措置): matched like everybody, kept
    out of every list that goes to others.
    """

    number: str
    side: Side
    kind: str
    text: str
    public: str = ""
    ward: str = ""
    point: Point | None = None
    times: Times = field(default_factory=Times)
    partners: int = 1
    size: int | None = None
    room: int | None = None
    reach: float | None = None
    licences: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    asks_licences: frozenset[str] = frozenset()
    asks_languages: frozenset[str] = frozenset()
    terms: tuple[Term, ...] = ()
    shuns: frozenset[str] = frozenset()
    wishes: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What became of an introduction: who ended it (None: nobody), why, and whether it went well."""

    need: str
    offer: str
    side: Side | None
    reason: str
    good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """All needs and offers of a match, what became of earlier introductions, and the day it is for."""

    needs: tuple[Entry, ...]
    offers: tuple[Entry, ...]
    past: tuple[Past, ...] = ()
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One hard condition on a pair, by its stable id, with a sentence."""

    condition: str
    truth: Truth
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A need and an offer, by their places in the question.

    `words` and `meaning` are what the texts have in common (0 to 1; meaning None: no model), `score`
    both together after distance and what was learned; `lowered` how much refusals took from it.
    """

    need: int
    offer: int
    words: float
    meaning: float | None
    score: float
    lowered: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The result: candidate pairs, the list shown to each need, the pairs brought together.

    All by places in the question; lists hold offers in the order shown.
    """

    pairs: tuple[Pair, ...]
    lists: tuple[tuple[int, ...], ...]
    together: tuple[tuple[int, int], ...]
    excluded: tuple[tuple[int, int, Verdict], ...]
    by_condition: Mapping[str, int]
    meaning: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a match is done.

    `length`: offers a list shows; `shown`: lists an offer may stand in, for each partner it can take;
    `least`: the lowest score that is listed; `introduce`: the
    lowest at which two are brought together unless one wished for the other; `fairness`: 0 shows the best only, 1 spreads by
    Nash welfare; `words`: bigrams or sudachi; `meaning`: auto, on or off.
    """

    length: int = 5
    shown: int = 4
    least: float = 0.1
    introduce: float = 0.15
    fairness: float = 1.0
    candidates: int = 40
    near_misses: int = 5
    words: str = "bigrams"
    meaning: str = "auto"
