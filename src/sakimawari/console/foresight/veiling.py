"""Counts of one to four people are hidden, as on every page of figures: whatever is foreseen of so few
would tell who they are today.
"""

from __future__ import annotations

from collections.abc import Sequence

from sakimawari.fit.compare.suppression import FEWEST, Veil

VEIL = Veil(exact=False)
Maybe = float | None


def veiled(values: Sequence[float]) -> tuple[Maybe, ...]:
    """A column whose total is known; hidden ones are hidden in company."""
    shown = VEIL.column([max(round(value), 0) for value in values])
    return tuple(
        None if known is None else value for known, value in zip(shown, values, strict=True)
    )


def alike(column: Sequence[Maybe], other: Sequence[float]) -> tuple[Maybe, ...]:
    """Another column of the same classes, hidden where the first is, and where it is few itself."""
    own = veiled(other)
    pairs = zip(column, own, strict=True)
    return tuple(None if known is None else value for known, value in pairs)


def is_few(value: float) -> bool:
    """Whether a single count stands for too few people to be shown."""
    return 0 < round(value) < FEWEST
