"""One unit on one date as the brief reading sees it, and the same unit with an answer supposed.

A *key* names something that may be missing: a fact of a person (None: of the household), in a
fiscal year where the fact is yearly; or a family tie (保護者, 配偶者) of a person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sakimawari.rules.family import membership
from sakimawari.rules.figures import Figures
from sakimawari.rules.held import range_of, read_fact
from sakimawari.rules.proof import GUARDIAN, SPOUSE
from sakimawari.rules.ranges import NO, Range, hull
from sakimawari.rules.situation import Reference, Situation
from sakimawari.rules.tree import Fact, Group, Holder, Shape

Key = tuple[str, int | None, int | None]
Missing = frozenset[Key]
Result = tuple[int, int, Missing]  # a range, and the missing facts that leave it uncertain
Focus = tuple[int | None, ...]
Formula = Callable[["View", Focus], Result]
Member = tuple[int, Range, Missing]  # position, membership, the ties that leave it open

NOTHING: Missing = frozenset()
_ANY_YEAR = -1
_TIES: Key = ("家族関係", None, None)  # stands for every tie among what was read


class View:
    """A unit as it is known, or as it would be; keeps what it has read, for the next time.

    A view made by `suppose` takes over from its origin whatever the supposed answer cannot touch.
    """

    __slots__ = ("_changed", "_facts", "_kept", "_members", "_origin", "_reads", "_supposed", "on")

    def __init__(self, situation: Situation, figures: Figures) -> None:
        self.on = _Standing(situation, figures)
        self._supposed: dict[Key, Range] = {}
        self._facts: dict[Key, Result] = {}
        self._members: dict[tuple[Group, int | None], tuple[Member, ...]] = {}
        self._kept: dict[tuple[int, int | None], tuple[Result, frozenset[Key]]] = {}
        self._reads: set[Key] = set()
        self._origin: View | None = None
        self._changed: frozenset[Key] = NOTHING

    def suppose(self, key: Key, answer: Range) -> View:
        """The same unit if the answer to `key` lay within a range (a tie: one position, or -1)."""
        name, person, year = key
        tie = name in {GUARDIAN, SPOUSE}
        situation = self.on.situation
        view = View(_tied(situation, key, answer[0]) if tie else situation, self.on.figures)
        view._facts, view._origin = self._facts, self
        if tie:
            view._supposed = self._supposed
            view._changed = frozenset({_TIES})
        else:
            view._members = self._members
            view._supposed = {**self._supposed, key: answer}
            view._changed = frozenset({key, (name, person, _ANY_YEAR)} if year else {key})
        return view

    def once(self, slot: int, person: int | None, formula: Formula) -> Result:
        """The result of a formula for its holder, read at most once."""
        at = (slot, person)
        found = self._kept.get(at)
        if found is None and self._origin is not None:
            found = self._origin._kept.get(at)
            if found is not None and not found[1].isdisjoint(self._changed):
                found = None
        if found is None:
            outer, self._reads = self._reads, set()
            try:
                result = formula(self, (person,))
                found = result, frozenset(self._reads)
            finally:
                self._reads = outer
            self._kept[at] = found
        self._reads |= found[1]
        return found[0]

    def fact(self, fact: Fact, person: int | None) -> Result:
        """What a plain fact, or one with spans, may be on the reading date."""
        at = person if fact.holder is Holder.PERSON else None
        return self._single(fact, (fact.name, at, None))

    def yearly(self, fact: Fact, person: int | None, years: Range) -> Result:
        """What a yearly fact may be over a range of fiscal years."""
        at = person if fact.holder is Holder.PERSON else None
        first, last = years
        if first == last:
            return self._single(fact, (fact.name, at, first))
        self._reads.add((fact.name, at, _ANY_YEAR))
        if not any(key[:2] == (fact.name, at) for key in self._supposed):
            return self._read(fact, (fact.name, at, None), years)
        each = [self._single(fact, (fact.name, at, year)) for year in range(first, last + 1)]
        low, high = hull(result[:2] for result in each)
        asked = NOTHING if all(not result[2] for result in each) else {(fact.name, at, None)}
        return low, high, frozenset(asked)

    def _single(self, fact: Fact, key: Key) -> Result:
        self._reads.add(key)
        supposed = self._supposed.get(key)
        if supposed is not None:
            low, high = supposed
            return low, high, NOTHING
        found = self._facts.get(key)
        if found is None:
            years = None if fact.shape is not Shape.YEARLY or key[2] is None else (key[2], key[2])
            found = self._facts[key] = self._read(fact, key, years)
        return found

    def _read(self, fact: Fact, key: Key, years: Range | None) -> Result:
        uses = read_fact(self.on.situation, fact, person=key[1], on=self.on.figures.on, years=years)
        low, high = range_of(uses)
        asked = frozenset((use.name, use.person, use.year) for use in uses if not use.known)
        return low, high, asked

    def members(self, group: Group, focus: int | None) -> tuple[Member, ...]:
        """Those who belong, or may belong, to a group of the one in focus, in their order."""
        if group not in {Group.UNIT, Group.RESIDENTS}:
            self._reads.add(_TIES)
        found = self._members.get((group, focus))
        if found is None:
            found = self._members[group, focus] = tuple(self._belonging(group, focus))
        return found

    def _belonging(self, group: Group, focus: int | None) -> list[Member]:
        found: list[Member] = []
        for at in range(len(self.on.situation.people)):
            belongs = membership(self.on.situation, group, focus=focus, member=at)
            if belongs.belongs != NO:
                ties = [(GUARDIAN, person, None) for person in belongs.guardian_of]
                ties += [(SPOUSE, person, None) for person in belongs.spouse_of]
                found.append((at, belongs.belongs, frozenset(ties)))
        return found


class _Standing:
    """The unit and the figures a view stands on."""

    __slots__ = ("figures", "situation")

    def __init__(self, situation: Situation, figures: Figures) -> None:
        self.situation = situation
        self.figures = figures


def _tied(situation: Situation, key: Key, answer: int) -> Situation:
    """The unit with one guardian or spouse known; a spouse is then known from both sides."""
    name, at, _ = key
    if at is None:
        raise ValueError("a family tie is of a person")
    return with_tie(situation, name, at, answer if answer >= 0 else None)


def with_tie(situation: Situation, name: str, at: int, to: int | None) -> Situation:
    """The unit with the guardian or spouse of the person at a position known (None: nobody)."""
    people = list(situation.people)
    other: Reference = None if to is None else people[to].id
    if name == GUARDIAN:
        people[at] = replace(people[at], guardian=other)
    else:
        people[at] = replace(people[at], spouse=other)
        if to is not None and not isinstance(people[to].spouse, str):
            people[to] = replace(people[to], spouse=people[at].id)
    return replace(situation, people=tuple(people))
