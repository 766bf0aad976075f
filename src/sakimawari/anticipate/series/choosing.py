"""Which members forecast a panel: by what the figures are, how often they come, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass

from sakimawari.anticipate.series.classical.members import members as classical_members
from sakimawari.anticipate.series.values import Member, Panel

_MANY = 3_000  # series beyond which only members of a few milliseconds a series take part


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The members of a forecast, how many past origins they are tried on, and with how many paths."""

    members: tuple[Member, ...]
    origins: int
    backtest_paths: int


def cast_of(panel: Panel) -> Cast:
    """The members for a panel."""
    series = len(panel.ids)
    chosen = [*_classical(panel)]
    return Cast(
        members=tuple(chosen),
        origins=8 if series <= 1_000 else 4 if series <= _MANY else 2,
        backtest_paths=100 if series <= _MANY else 60,
    )


def _classical(panel: Panel) -> list[Member]:
    return classical_members()
