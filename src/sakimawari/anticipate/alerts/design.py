"""What a baseline of counts knows of a period: trend, season, business days, the Japanese year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.series.values import Days, Floats
from sakimawari.anticipate.workdays import Workdays, calendar_of

PER_YEAR = {"day": 365.25, "week": 52.1775, "month": 12.0, "quarter": 4.0, "year": 1.0}
_HARMONICS = {"day": 2, "week": 2, "month": 2, "quarter": 1, "year": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One column an effect, (periods, effects), and the precision of its prior about zero."""

    x: Floats
    prior: Floats
    names: tuple[str, ...]


def design_of(starts: Days, frequency: str, *, calendar: bool = True) -> Design:
    """The effects of each period; without `calendar` only level, trend and season.

    Effects are on the log of the count. Priors are as wide as such effects get (standard deviation:
    level 3, trend .25 a year, first harmonic 1, second .6, calendar .5).
    """
    days = np.asarray(starts, dtype="datetime64[D]")
    per_year = PER_YEAR[frequency]
    index = np.arange(len(days), dtype=np.float64)
    years = (index - index[-1]) / per_year
    columns: list[tuple[str, Floats, float]] = [
        ("level", np.ones(len(days)), 3.0),
        ("trend", years, 0.25),
    ]
    turn = 2.0 * np.pi * (days - days.astype("datetime64[Y]")).astype(np.float64) / 365.25
    for k in range(1, _HARMONICS[frequency] + 1):
        spread = 1.0 if k == 1 else 0.6
        columns.append((f"cos {k}", np.cos(k * turn), spread))
        columns.append((f"sin {k}", np.sin(k * turn), spread))
    if calendar:
        columns.extend(_calendar(calendar_of(days, frequency), frequency))
    kept = [one for one in columns if one[0] == "level" or np.ptp(one[1]) > 0]
    return Design(
        x=np.ascontiguousarray(np.column_stack([values for _, values, _ in kept])),
        prior=np.array([1.0 / spread**2 for _, _, spread in kept]),
        names=tuple(name for name, _, _ in kept),
    )


def _calendar(known: Workdays, frequency: str) -> list[tuple[str, Floats, float]]:
    """What business days, piled-up work and the year's fixed points do to a period."""
    if frequency == "day":
        weekday: npt.NDArray[np.int64] = known.weekday
        columns = [
            (f"weekday {k}", (weekday == k).astype(np.float64), 1.5) for k in range(7) if k != 2
        ]
        shut = (~known.is_open) & (weekday < 5)
        columns.append(("shut", shut.astype(np.float64), 1.5))
        piled = np.where(known.is_open, np.log1p(known.closed_before), 0.0)
        columns.append(("piled up", piled - piled.mean(), 0.5))
    elif frequency in ("week", "month"):
        usual = 5.0 if frequency == "week" else 21.0
        open_share = np.log((known.business + 0.5) / (usual + 0.5))
        before = np.concatenate([[0.0], open_share[:-1]])
        columns = [("business days", open_share, 0.5), ("days before", before, 0.3)]
    else:
        return []
    scale = {"day": 1.0, "week": 7.0, "month": 7.0}[frequency]
    for name, figure in (
        ("turn of year", known.turn_of_year),
        ("obon", known.obon),
        ("april", known.fiscal_open),
        ("fiscal close", known.fiscal_close),
    ):
        columns.append((name, np.asarray(figure, dtype=np.float64) / scale, 0.5))
    return columns
