"""Small counts are hidden: fewer than five people could be known again by those who know them.

What is shown of a town, a ward and the city adds up, so what is hidden could be reckoned from what
is shown beside it. Whatever is hidden is therefore hidden in company: in every sum that can be
reckoned two or more counts are hidden, and any one of them may be FEWEST or more. Zero is shown,
unless nothing else is left to hide. Named staff may see exact counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FEWEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Veil:
    """What is hidden; with `exact` nothing is."""

    exact: bool

    def count(self, number: int) -> int | None:
        """A count on its own."""
        return None if not self.exact and 0 < number < FEWEST else number

    def column(self, numbers: Sequence[int]) -> list[int | None]:
        """The counts of the classes of one cut, whose total is known."""
        if self.exact:
            return list(numbers)
        cells = {str(at): (number,) for at, number in enumerate(numbers)}
        hidden = {name for name, each in cells.items() if _is_few(each)}
        if not _is_few(_total(cells.values())):
            hidden = _joined(cells, hidden)
        return [None if str(at) in hidden else number for at, number in enumerate(numbers)]

    def sums(self, numbers: Sequence[int], counts: Sequence[int]) -> list[int | None]:
        """Sums over the people counted, hidden where so few stand behind them, as `column`."""
        shown = self.column(counts)
        return [None if count is None else n for n, count in zip(numbers, shown, strict=True)]

    def sum(self, number: int, people: int) -> int | None:
        """A sum over so many people."""
        return None if self.count(people) is None else number


Cells = tuple[int, ...]  # counts of one place that are never to be known where they are few
Parts = Mapping[str, Mapping[str, Cells]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """What is not shown: the whole, groups (wards), and parts of them (towns)."""

    whole: bool = False
    groups: frozenset[str] = frozenset()
    parts: frozenset[tuple[str, str]] = frozenset()

    def __or__(self, other: Hidden) -> Hidden:
        return Hidden(
            whole=self.whole or other.whole,
            groups=self.groups | other.groups,
            parts=self.parts | other.parts,
        )


def hidden_in(counts: Parts, beside: Hidden | None = None) -> Hidden:
    """What must be hidden of these counts, at least all that is hidden `beside` them.

    Several counts of one place are shown and hidden together, and each of them is protected.
    """
    given = beside or Hidden()
    sums = {group: _total(parts.values()) for group, parts in counts.items()}
    whole = given.whole or _is_few(_total(sums.values()))
    groups = {group for group, cells in sums.items() if group in given.groups or _is_few(cells)}
    if not whole:
        groups = _joined(sums, groups)
    parts = {
        (group, part)
        for group, inside in counts.items()
        for part, cells in inside.items()
        if (group, part) in given.parts or _is_few(cells)
    }
    for group, inside in counts.items():
        mine = {part for part in inside if (group, part) in parts}
        mine = _obscured(inside, mine) if group in groups else _joined(inside, mine)
        parts |= {(group, part) for part in mine}
    return Hidden(whole=whole, groups=frozenset(groups), parts=frozenset(parts))


def _total(cells: Iterable[Cells]) -> Cells:
    return tuple(sum(each) for each in zip(*cells, strict=True)) or (0,)


def _is_few(cells: Cells) -> bool:
    return any(0 < each < FEWEST for each in cells)


def _joined(cells: Mapping[str, Cells], hidden: set[str]) -> set[str]:
    """The hidden counts of a known sum with as many others as it takes to protect them."""
    found = set(hidden)
    while found and (at := _exposed(cells, found)) is not None:
        others = [name for name, each in cells.items() if name not in found and each[at]]
        if not others:
            return set(cells)  # zeros too: which of them stand for somebody stays open
        found.add(min(others, key=lambda name: (cells[name][at], name)))
    return found


def _obscured(cells: Mapping[str, Cells], hidden: set[str]) -> set[str]:
    """Within a group that is hidden itself: enough that nobody can add the group up again."""
    found = set(hidden)
    for at in range(len(next(iter(cells.values()), ()))):
        while True:
            values = [cells[name][at] for name in found if cells[name][at]]
            if sum(values) - len(values) + 1 >= FEWEST:
                break
            others = [name for name, each in cells.items() if name not in found and each[at]]
            if not others:
                return set(cells) if any(each[at] for each in cells.values()) else found
            found.add(min(others, key=lambda name: (cells[name][at], name)))
    return found


def _exposed(cells: Mapping[str, Cells], hidden: set[str]) -> int | None:
    """The number of a count that could be reckoned, one of few people first; None if there is none."""
    alone = None
    for at in range(len(next(iter(cells.values())))):
        values = [cells[name][at] for name in hidden if cells[name][at]]
        single = len(values) == 1
        if values and min(values) < FEWEST:
            if single or sum(values) - len(values) + 1 < FEWEST:
                return at
        elif single and alone is None:
            alone = at
    return alone
