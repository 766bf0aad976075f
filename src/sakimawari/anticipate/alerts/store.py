"""A run of alerts as files, for people, programs and the console.

alerts.json               every alert with its figures, sentences and what else moved
alerts.csv                the same as a table, one row an alert
watched.parquet           series, period, observed, expected, usual_low, usual_high (95 %),
                          score, threshold, alarm
observed.parquet          all that was, and alert-N.svg with its table for the strongest
defects.csv, set_aside.csv what the file showed, and its rows that could not be used
manifest.json             of what, with what, how; written last
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sakimawari import __version__
from sakimawari.anticipate.alerts.run import Report
from sakimawari.anticipate.alerts.showing import keep, usual_of
from sakimawari.anticipate.alerts.telling import LANGUAGES
from sakimawari.anticipate.alerts.values import Alert
from sakimawari.anticipate.reading.values import Examined
from sakimawari.anticipate.reading.wording import write_defects, write_set_aside
from sakimawari.anticipate.runs.folder import publishing, write_manifest

KIND = "alerts"
_COLUMNS = (
    "id",
    "kind",
    "series",
    "level",
    "since",
    "noticed",
    "until",
    "periods",
    "delay",
    "observed",
    "expected",
    "excess",
    "low",
    "high",
    "ratio",
    "strength",
    "ongoing",
)


def publish(
    home: Path, name: str, report: Report, read: Examined, about: Mapping[str, object]
) -> Path:
    """Publish a run as `<home>/anticipate/alerts/NAME`."""
    with publishing(home, KIND, name) as folder:
        fill(folder, report, read, about)
    return home / "anticipate" / KIND / name


def write_out(folder: Path, report: Report, read: Examined, about: Mapping[str, object]) -> Path:
    """Write a run to a folder of its own, whole or not at all."""
    making = folder.with_name(f".{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        fill(making, report, read, about)
        if folder.exists():
            shutil.rmtree(folder)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return folder


def fill(folder: Path, report: Report, read: Examined, about: Mapping[str, object]) -> None:
    """Write every file of a run, the manifest last."""
    listed = [as_json(alert) for alert in report.alerts]
    text = json.dumps(listed, ensure_ascii=False, indent=1)
    (folder / "alerts.json").write_text(text + "\n", encoding="utf-8")
    _write_table(folder / "alerts.csv", report.alerts)
    pq.write_table(_watched(report), folder / "watched.parquet", compression="zstd")
    write_defects(folder / "defects.csv", read.defects)
    if read.set_aside:
        write_set_aside(folder / "set_aside.csv", read.header, read.set_aside)
    keep(folder, report)
    write_manifest(folder, about)


def as_json(alert: Alert) -> dict[str, object]:
    """An alert for a program: days as text, figures rounded to four places."""
    plain = {key: _plain(value) for key, value in asdict(alert).items()}
    plain["beside"] = [
        {key: _plain(value) for key, value in asdict(one).items()} for one in alert.beside
    ]
    return plain


def about_run(file: Path, report: Report) -> dict[str, object]:
    """What a run was made of and with, for its manifest."""
    panel, watched = report.panel, report.watched
    judged = int(np.isfinite(watched.score).sum())
    return {
        "kind": KIND,
        "version": __version__,
        "file": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "options": asdict(report.watch),
        "series": len(panel.ids),
        "frequency": panel.frequency.value,
        "first": str(panel.starts[0].astype("M8[D]")),
        "watched_from": str(watched.starts[0].astype("M8[D]")),
        "last": str(watched.starts[-1].astype("M8[D]")),
        "judged": judged,
        "false_alarms_expected": round(judged * report.watch.rate, 1),
        "alarms": int(watched.alarms.sum()),
        "alerts": len(report.alerts),
        "too_short": list(report.unread[:50]),
    }


def _watched(report: Report) -> pa.Table:
    watched = report.watched
    series, periods = watched.observed.shape
    variance = watched.variance + watched.doubt**2
    low, high = usual_of(watched.expected, variance, is_count=watched.is_count)
    ids = np.repeat(np.array(report.panel.ids, dtype=object), periods)
    return pa.table(
        {
            "series": pa.array(ids, pa.string()),
            "period": pa.array(np.tile(watched.starts.astype("M8[D]"), series)),
            "observed": watched.observed.reshape(-1),
            "expected": np.round(watched.expected.reshape(-1), 4),
            "usual_low": np.round(low.reshape(-1), 4),
            "usual_high": np.round(high.reshape(-1), 4),
            "score": np.round(watched.score.reshape(-1), 4),
            "threshold": np.round(watched.threshold.reshape(-1), 4),
            "alarm": watched.alarms.reshape(-1),
        }
    )


def _write_table(path: Path, alerts: tuple[Alert, ...]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        rows = csv.writer(opened, lineterminator="\n")
        rows.writerow([*_COLUMNS, *LANGUAGES])
        for alert in alerts:
            figures = [_plain(getattr(alert, name)) for name in _COLUMNS]
            rows.writerow([*figures, *(alert.words[language] for language in LANGUAGES)])


def _plain(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4) if np.isfinite(value) else None
    if value is None or isinstance(value, bool | int | dict | tuple | list):
        return value
    return str(value)
