"""Runs as they are kept in `plan.json`, and read again."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import Any

from sakimawari.match.rides.values import Because, Refused, Run, Runs, Stop

PLAN = "plan.json"


def write_plan(folder: Path, runs: Runs) -> None:
    """Keep the runs."""
    text = json.dumps(asdict(runs), ensure_ascii=False, indent=1, default=_named)
    (folder / PLAN).write_text(text + "\n", encoding="utf-8")


def _named(value: Any) -> str:
    assert isinstance(value, Enum)
    return str(value.value)


def read_plan(folder: Path) -> Runs:
    """The runs that were kept."""
    told = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    return Runs(
        runs=tuple(
            Run(
                **{
                    **each,
                    "stops": tuple(Stop(**stop) for stop in each["stops"]),
                    "pause": None if each["pause"] is None else tuple(each["pause"]),
                }
            )
            for each in told["runs"]
        ),
        refused=tuple(
            Refused(**{**each, "because": Because(each["because"])}) for each in told["refused"]
        ),
        steps=told["steps"],
        seed=told["seed"],
        in_time=told["in_time"],
    )
