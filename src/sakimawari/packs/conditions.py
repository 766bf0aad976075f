"""The condition a cell of a decision table states: any value, or one of some bounds, or their
opposite; kept as texts in one form, so that it is written in cells and in FEEL without loss.

A bound keeps whether it takes its end in: `<18` stays below eighteen however many decimals the
column turns out to have.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """Values from `low` to `high`; None is no bound on that side. Both the same: one value."""

    low: str | None
    high: str | None
    takes_low: bool = True
    takes_high: bool = True

    @property
    def is_value(self) -> bool:
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class Condition:
    """What a cell asks of its input. Without `parts` any value will do."""

    parts: tuple[Bounds, ...] = ()
    negated: bool = False

    @property
    def is_any(self) -> bool:
        return not self.parts

    def as_cell(self) -> str:
        """The condition as a cell writes it; `condition_of` reads it back the same."""
        if self.is_any:
            return "-"
        listed = "、".join(_cell(part) for part in self.parts)
        return f"not({listed})" if self.negated else listed


def exactly(value: str) -> Bounds:
    """The bounds of one value."""
    return Bounds(value, value)


def _cell(part: Bounds) -> str:
    if part.is_value and part.low is not None:
        return part.low
    if part.high is None:
        return f"{'>=' if part.takes_low else '>'}{part.low}"
    if part.low is None:
        return f"{'<=' if part.takes_high else '<'}{part.high}"
    opens, closes = "[" if part.takes_low else "(", "]" if part.takes_high else ")"
    return f"{opens}{part.low}..{part.high}{closes}"
