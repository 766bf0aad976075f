"""Outcomes by group: the share of each group that was reached, beside everybody else's.

What is counted (a `Measure`) is a set of outcomes: `admitted` may be any wish, `first wish` one of
them. Groups of fewer than five people are put together, and where a remainder would still tell of
them the next smallest group joins them, so that no difference of published figures gives one away.

A group whose share differs beyond chance is marked, no more: points and wishes differ between groups,
and what the mark means is for people to find out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sakimawari.match.fairness.intervals import Interval, difference, wilson

SMALLEST = 5
TOGETHER = "（少人数の区分）"
UNKNOWN = "（不明）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is counted as reached: its id, its Japanese name, the outcomes that count."""

    id: str
    name: str
    outcomes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A group's people and how many of them were reached; `interval` is Wilson's at 95 %.

    `apart` is the difference to everybody else in points of share; `notable` says that chance alone
    hardly explains it (95 % over all groups of the characteristic together).
    """

    group: str
    people: int
    reached: int
    interval: Interval
    apart: float
    notable: bool

    @property
    def share(self) -> float:
        """The part that was reached."""
        return self.reached / self.people


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One characteristic (区, 言語 …) and measure: every group that may be shown, and the whole."""

    characteristic: str
    measure: Measure
    whole: Share
    shares: tuple[Share, ...]
    hidden: int


def compare(
    groups: Mapping[str, Mapping[str, str]],
    outcomes: Mapping[str, str],
    measures: Sequence[Measure],
    *,
    smallest: int = SMALLEST,
) -> tuple[Comparison, ...]:
    """Every characteristic by every measure.

    `groups` is characteristic -> id -> group, `outcomes` id -> outcome. Whoever has no group stands
    under “unknown”; an empty characteristic is left out.
    """
    if not outcomes:
        return ()
    return tuple(
        _one(name, of, outcomes, measure, smallest)
        for name, of in groups.items()
        if any(of.values())
        for measure in measures
    )


def _one(
    name: str, of: Mapping[str, str], outcomes: Mapping[str, str], measure: Measure, smallest: int
) -> Comparison:
    people: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    for who, outcome in outcomes.items():
        group = of.get(who) or UNKNOWN
        people[group] += 1
        reached[group] += outcome in measure.outcomes
    hidden = _too_small(people, smallest)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for group in people:
        kept = counts[TOGETHER if group in hidden else group]
        kept[0] += reached[group]
        kept[1] += people[group]
    if counts[TOGETHER][1] < smallest:
        del counts[TOGETHER]
    total = (sum(reached.values()), sum(people.values()))
    compared = max(1, len(counts))
    return Comparison(
        characteristic=name,
        measure=measure,
        whole=_share("全体", total, total, 1),
        shares=tuple(
            _share(group, (r, n), total, compared) for group, (r, n) in sorted(counts.items())
        ),
        hidden=len(hidden),
    )


def _too_small(people: Mapping[str, int], smallest: int) -> frozenset[str]:
    """The groups put together: all small ones, and the next while those are too few to be shown."""
    by_size = sorted(people, key=lambda group: (people[group], group))
    taken: list[str] = []
    for group in by_size:
        if people[group] >= smallest and (
            not taken or sum(map(people.__getitem__, taken)) >= smallest
        ):
            break
        taken.append(group)
    if len(taken) == 1 and len(by_size) > 1:  # one alone is the whole less the others
        taken.append(by_size[1])
    return frozenset(taken)


def _share(group: str, own: tuple[int, int], total: tuple[int, int], compared: int) -> Share:
    others = (total[0] - own[0], total[1] - own[1])
    apart, notable = 0.0, False
    if others[1] and own[1]:
        apart = own[0] / own[1] - others[0] / others[1]
        notable = not difference(own, others, confidence=1 - 0.05 / compared).holds(0.0)
    return Share(
        group=group,
        people=own[1],
        reached=own[0],
        interval=wilson(*own),
        apart=apart,
        notable=notable,
    )


def notable(comparisons: Iterable[Comparison]) -> tuple[tuple[Comparison, Share], ...]:
    """The groups that differ beyond chance, the farthest first."""
    found = [(each, share) for each in comparisons for share in each.shares if share.notable]
    found.sort(key=lambda pair: (-abs(pair[1].apart), pair[0].characteristic, pair[1].group))
    return tuple(found)
