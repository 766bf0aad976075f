"""The pipeline: members tried on the past, combined, calibrated, made to add up, with their backtest.

Pure but for the progress it tells: a panel and an order in, a forecast with all it rests on out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.reading.gate import closed_weekdays
from sakimawari.anticipate.reading.values import EVERY, Defect, Examined
from sakimawari.anticipate.series.choosing import Cast, cast_of
from sakimawari.anticipate.series.combining.backtest import Backtest, backtest, past_origins
from sakimawari.anticipate.series.combining.combine import Weights
from sakimawari.anticipate.series.joining import (
    Report,
    adding_up,
    joined,
    lowest_of,
    summed,
    weights_of,
)
from sakimawari.anticipate.series.paths import told_of
from sakimawari.anticipate.series.plain import Plain, tell_little
from sakimawari.anticipate.series.reconciling.learning import Learnt
from sakimawari.anticipate.series.scoring import Scores, scores_of
from sakimawari.anticipate.series.values import Days, Floats, Frequency, Hierarchy, Panel
from sakimawari.anticipate.workdays.periods import following
from sakimawari.problems import Problems, fault

LONGEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked: how many periods ahead, how many paths, from which seed."""

    horizon: int
    paths: int = 500
    seed: int = 20_261_126
    cast: Cast | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A forecast: `paths` (series, paths, horizon) that add up, what is told of them, their backtest.

    `scores` maps each member, and `combined`, to its scores; `learnt` is how levels were reconciled,
    None without a hierarchy or without a past to learn from.
    """

    panel: Panel
    hierarchy: Hierarchy | None
    ahead: Days
    paths: Floats
    mean: Floats
    quantiles: Floats
    scores: dict[str, Scores]
    weights: dict[str, float]
    learnt: Learnt | None
    defects: tuple[Defect, ...]
    origins: tuple[date, ...]
    seconds: dict[str, float] = field(default_factory=dict)


def _silent(stage: str, done: int, total: int) -> None:
    return None


def forecast(examined: Examined, order: Order, *, progress: Report = _silent) -> Outcome:
    """Forecast every series of a file, totals with their parts."""
    panel, hierarchy = examined.panel, examined.hierarchy
    _check(panel, order)
    seconds: dict[str, float] = {}
    cast = order.cast or cast_of(panel, hierarchy)
    clock = time.perf_counter()
    pasts, defects = _pasts(panel, cast, order, progress)
    seconds["backtest"], clock = time.perf_counter() - clock, time.perf_counter()
    weights = weights_of(pasts, hierarchy) if pasts else None
    drawn = _drawn(panel, cast, weights, order, progress)
    seconds["members"], clock = time.perf_counter() - clock, time.perf_counter()
    paths, past = _joined(panel, pasts, drawn, weights, order)
    paths = _with_plain(panel, paths, order, weights is None)
    seconds["calibration"], clock = time.perf_counter() - clock, time.perf_counter()
    lowest = lowest_of(panel)
    paths, learnt = adding_up(
        hierarchy, paths, past, seed=order.seed, lowest=lowest, progress=progress
    )
    paths = _whole_and_open(panel, hierarchy, paths, order)
    seconds["reconciliation"] = time.perf_counter() - clock
    mean, quantiles = told_of(paths)
    scores = {name: scores_of(one) for name, one in pasts.items()}
    if past is not None:
        scores["combined"] = scores_of(past)
    return Outcome(
        panel=panel,
        hierarchy=hierarchy,
        ahead=following(panel.starts, panel.frequency.value, order.horizon),
        paths=paths,
        mean=mean,
        quantiles=quantiles,
        scores=scores,
        weights=_told_weights(weights),
        learnt=learnt,
        defects=(*examined.defects, *defects, *_guarded(learnt)),
        origins=_origin_days(panel, past),
        seconds=seconds,
    )


def _check(panel: Panel, order: Order) -> None:
    if not 1 <= order.horizon <= LONGEST:
        raise fault(
            "SERIES060",
            f"a horizon of {order.horizon} periods cannot be forecast",
            f"ask for 1 to {LONGEST} periods",
        )
    if not len(panel.ids) or not np.isfinite(panel.values).any():
        raise fault("SERIES065", "no series holds a figure", "read the file's defects first")
    need = panel.values.shape[1] + order.horizon
    if panel.exposure is not None and panel.exposure.shape[1] < need:
        short = need - panel.exposure.shape[1]
        raise fault(
            "SERIES060",
            f"the people at risk are told for {short} periods too few",
            "give their figures to the end of the horizon, for example from `sakimawari demand`",
        )


def _pasts(
    panel: Panel, cast: Cast, order: Order, progress: Report
) -> tuple[dict[str, Backtest], list[Defect]]:
    """Each member's backtest; a member that fails takes no part, and the report says so."""
    origins = past_origins(panel, order.horizon, count=cast.origins)
    pasts: dict[str, Backtest] = {}
    defects: list[Defect] = []
    for at, member in enumerate(cast.members):
        progress("trying members on the past", at, len(cast.members))
        if not origins:
            break
        try:
            pasts[member.name] = backtest(
                member,
                panel,
                order.horizon,
                origins=origins,
                paths=cast.backtest_paths,
                seed=order.seed,
            )
        except (Problems, ValueError, ArithmeticError, np.linalg.LinAlgError) as error:
            defects.append(_failed(member.name, error))
    progress("trying members on the past", len(cast.members), len(cast.members))
    sound = {name: one for name, one in pasts.items() if np.isfinite(one.quantiles).all()}
    return sound, defects


def _failed(name: str, error: Exception) -> Defect:
    return Defect(
        id="SERIES063",
        series=EVERY,
        period=None,
        what=f"member `{name}` could not forecast ({type(error).__name__})",
        done="the other members forecast without it",
    )


def _drawn(
    panel: Panel, cast: Cast, weights: Weights | None, order: Order, progress: Report
) -> dict[str, Floats]:
    """The paths of the members that are heard anywhere."""
    drawn: dict[str, Floats] = {}
    taking = [one for one in cast.members if weights is not None and one.name in weights.names]
    for at, member in enumerate(taking):
        progress("forecasting", at, len(taking))
        drawn[member.name] = member.paths(panel, order.horizon, paths=order.paths, seed=order.seed)
    progress("forecasting", len(taking), len(taking))
    return drawn


def _joined(
    panel: Panel,
    pasts: dict[str, Backtest],
    drawn: dict[str, Floats],
    weights: Weights | None,
    order: Order,
) -> tuple[Floats, Backtest | None]:
    """The members' combination and its past; zeros where no member could be tried."""
    if weights is None:
        return np.zeros((len(panel.ids), order.paths, order.horizon)), None
    one = joined(panel, pasts, drawn, weights)
    return one.paths, one.past


def _with_plain(panel: Panel, paths: Floats, order: Order, all_rows: bool) -> Floats:
    """Series that tell little are forecast by what little they tell."""
    rows = np.flatnonzero(tell_little(panel) | all_rows)
    if len(rows):
        few = replace(
            panel,
            ids=tuple(panel.ids[row] for row in rows),
            values=panel.values[rows],
            exposure=None,
        )
        paths[rows] = Plain().paths(few, order.horizon, paths=order.paths, seed=order.seed)
    return paths


def _whole_and_open(
    panel: Panel, hierarchy: Hierarchy | None, paths: Floats, order: Order
) -> Floats:
    """Counts as whole numbers (rounded by lot, so that means stay), nothing on closed days, summed up."""
    below = paths if hierarchy is None else paths[-hierarchy.bottom :]
    closed = _closed(panel, order, len(below))
    if closed.any():
        below = np.where(closed[:, None, :], 0.0, below)
    if panel.is_count:
        lots = np.random.Generator(np.random.Philox(order.seed + 1))
        below = np.floor(below + lots.random(below.shape))
    if hierarchy is None:
        return below
    return summed(hierarchy, below)


def _closed(panel: Panel, order: Order, bottom: int) -> npt.NDArray[np.bool_]:
    """(bottom, horizon): weekdays on which a daily series has hardly ever had a figure."""
    if panel.frequency is not Frequency.DAY:
        return np.zeros((bottom, order.horizon), bool)
    closed = closed_weekdays(panel.values[-bottom:], panel.starts, panel.frequency)
    ahead = following(panel.starts, panel.frequency.value, order.horizon)
    return np.asarray(closed[:, (ahead.astype("M8[D]").astype(np.int64) + 3) % 7])


def _told_weights(weights: Weights | None) -> dict[str, float]:
    if weights is None:
        return {"plain": 1.0}
    return dict(zip(weights.names, weights.shares.mean(axis=0).round(4).tolist(), strict=True))


def _origin_days(panel: Panel, past: Backtest | None) -> tuple[date, ...]:
    if past is None:
        return ()
    return tuple(panel.starts[at - 1].astype("M8[D]").item() for at in past.origins.tolist())


def _guarded(learnt: Learnt | None) -> list[Defect]:
    if learnt is None or learnt.worst <= 1.01:
        return []
    ratio = learnt.ratios
    level = max(ratio, key=lambda one: ratio[one])
    what = f"level `{level}` is {100 * (ratio[level] - 1):.1f} % worse on the past than by itself"
    done = "no way of adding up was found that spares every level; the best was taken"
    return [Defect(id="SERIES064", series=level, period=None, what=what, done=done)]
