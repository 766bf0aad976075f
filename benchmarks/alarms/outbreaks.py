"""Real weekly notifications of Japan: six outbreaks everybody remembers, and the quiet rest.

The days are those on which the outbreaks became known (general knowledge, as reported in the press
and by the institutes); a week is named by its last day, a Sunday. Two labels of the same disease in
succession are added up; -1 is not reported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from sakimawari.anticipate.series.values import Frequency, Panel
from sakimawari.anticipate.workdays import calendar_of

FILE = "forecast/japan_weekly_notifiable_pref.parquet"
SAME = {
    "Enterohemorrhagic Escherichia coli infection": "EHEC",
    "Enterohemorrhagic E. coli infection": "EHEC",
}
# prefecture, word of the disease, the day it became known
KNOWN = (
    ("Tokyo", "Dengue", "2014-08-26"),
    ("Osaka", "Measles", "2016-08-17"),
    ("Okinawa", "Measles", "2018-03-20"),
    ("Chiba", "Rubella", "2018-07-23"),
    ("Hokkaido", "EHEC", "2012-08-01"),
    ("Tokyo", "Hepatitis A", "2018-02-01"),
)

# Without epidemics from person to person or by seasons of insects: chronic, sporadic or environmental.
QUIET = (
    "Acquired immunodeficiency syndrome (AIDS)",
    "Amebiasis",
    "Creutzfeldt-Jakob disease",
    "Hepatitis E",
    "Legionellosis",
    "Tetanus",
    "Tuberculosis",
    "Viral hepatitis (excluding hepatitis A and E)",
)
LEAST = 2_000  # cases in all, for a disease to be watched


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """Every prefecture × disease as one panel of weeks by their first day."""

    panel: Panel
    prefecture: tuple[str, ...]
    disease: tuple[str, ...]


def notified(file: Path) -> Notified:
    """The panel, weeks from Monday."""
    csv = partial(pl.read_csv, try_parse_dates=True)
    frame = (pl.read_parquet if file.suffix == ".parquet" else csv)(file).with_columns(
        pl.col("disease").cast(pl.String).replace(SAME), pl.col("prefecture").cast(pl.String)
    )
    frame = frame.with_columns(
        pl.when(pl.col("y") < 0).then(None).otherwise(pl.col("y")).alias("y"),
        pl.col("date").cast(pl.Date).alias("day"),
    )
    grid = (
        frame.group_by("prefecture", "disease", "day")
        .agg(pl.when(pl.col("y").is_not_null().any()).then(pl.col("y").sum()).alias("y"))
        .pivot(on="day", index=["prefecture", "disease"], values="y")
        .sort("prefecture", "disease")
    )
    days = sorted(c for c in grid.columns if c[:2] in ("19", "20"))
    values = grid.select(days).to_numpy().astype(np.float64)
    known = np.array(days, dtype="datetime64[D]")
    ends = np.arange(known[0], known[-1] + 1, 7)
    whole = np.full((len(values), len(ends)), np.nan)
    whole[:, np.searchsorted(ends, known)] = values  # the 53rd week of 2020 is not in the file
    values = whole
    prefecture, disease = tuple(grid["prefecture"]), tuple(grid["disease"])
    panel = Panel(
        ids=tuple(f"{a} / {b}" for a, b in zip(prefecture, disease, strict=True)),
        frequency=Frequency.WEEK,
        starts=ends - np.timedelta64(6, "D"),
        values=values,
    )
    return Notified(panel=panel, prefecture=prefecture, disease=disease)


def until_2019(told: Notified) -> Notified:
    """Before the pandemic, diseases with enough cases and hardly a week missing in ten years."""
    last = int(np.searchsorted(told.panel.starts, np.datetime64("2020-01-01")))
    values, diseases = told.panel.values[:, :last], np.array(told.disease)
    kept = np.zeros(len(values), dtype=bool)
    for disease in set(told.disease):
        rows = diseases == disease
        seen = np.isfinite(values[rows][:, -520:]).mean()
        kept |= rows & bool(seen > 0.95 and np.nansum(values[rows]) > LEAST)
    at = np.flatnonzero(kept)
    panel = replace(
        told.panel,
        ids=tuple(told.panel.ids[k] for k in at),
        starts=told.panel.starts[:last],
        values=values[at],
    )
    return Notified(
        panel=panel,
        prefecture=tuple(told.prefecture[k] for k in at),
        disease=tuple(told.disease[k] for k in at),
    )


def holiday_ratios(starts: np.ndarray, alarms: np.ndarray) -> dict[str, float]:
    """Alarms in weeks with holidays, the weeks after them, and April, against ordinary weeks."""
    known = calendar_of(starts, "week")
    holiday = (known.business <= 3) | (known.turn_of_year > 0) | (known.golden > 2)
    after = np.concatenate([[False], holiday[:-1]]) & ~holiday
    april, obon = known.fiscal_open > 0, known.obon > 0
    usual = alarms[:, ~(holiday | after | april | obon)].mean()
    kinds = {"holiday weeks": holiday, "weeks after": after, "early April": april, "obon": obon}
    return {
        f"alarms in {name} / ordinary": round(float(alarms[:, weeks].mean() / usual), 3)
        for name, weeks in kinds.items()
    }
