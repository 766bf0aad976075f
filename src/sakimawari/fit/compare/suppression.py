"""Small counts are hidden: fewer than five people could be known again by those who know them.

Where exactly one count of a column is hidden, the smallest other one that is not zero goes too:
else the total would give it away. Zero is shown. Named staff may see exact counts.
"""

from __future__ import annotations

from collections.abc import Sequence
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
        shown = [self.count(number) for number in numbers]
        hidden = [at for at, number in enumerate(shown) if number is None]
        if len(hidden) == 1:
            others = [(number, at) for at, number in enumerate(shown) if number]
            if others:
                shown[min(others)[1]] = None
        return shown

    def sums(self, numbers: Sequence[int], counts: Sequence[int]) -> list[int | None]:
        """Sums over the people counted, hidden where so few stand behind them, as `column`."""
        shown = self.column(counts)
        return [None if count is None else n for n, count in zip(numbers, shown, strict=True)]

    def sum(self, number: int, people: int) -> int | None:
        """A sum over so many people."""
        return None if self.count(people) is None else number
