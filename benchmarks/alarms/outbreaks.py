"""Real weekly notifications of Japan: six outbreaks everybody remembers, and the quiet rest.

The days are those on which the outbreaks became known (general knowledge, as reported in the press
and by the institutes); a week is named by its last day, a Sunday. Two labels of the same disease in
succession are added up; -1 is not reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from sakimawari.anticipate.series.values import Frequency, Panel

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """Every prefecture × disease as one panel of weeks by their first day."""

    panel: Panel
    prefecture: tuple[str, ...]
    disease: tuple[str, ...]


def notified(file: Path) -> Notified:
    """The panel, weeks from Monday."""
    read = (
        pl.read_parquet if file.suffix == ".parquet" else partial(pl.read_csv, try_parse_dates=True)
    )
    frame = read(file).with_columns(
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
