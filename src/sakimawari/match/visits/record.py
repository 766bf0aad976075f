"""Rounds as they are kept in `plan.json`, and read again."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import Any

from sakimawari.match.visits.values import Because, Relief, Round, Rounds, Stop, Unmade

PLAN = "plan.json"


def write_plan(folder: Path, rounds: Rounds) -> None:
    """Keep the rounds."""
    text = json.dumps(asdict(rounds), ensure_ascii=False, indent=1, default=_named)
    (folder / PLAN).write_text(text + "\n", encoding="utf-8")


def _named(value: Any) -> str:
    assert isinstance(value, Enum)
    return str(value.value)


def read_plan(folder: Path) -> Rounds:
    """The rounds that were kept."""
    told = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    return Rounds(
        rounds=tuple(
            Round(
                **{
                    **each,
                    "stops": tuple(Stop(**stop) for stop in each["stops"]),
                    "pause": None if each["pause"] is None else tuple(each["pause"]),
                }
            )
            for each in told["rounds"]
        ),
        unmade=tuple(
            Unmade(
                **{
                    **each,
                    "because": Because(each["because"]),
                    "lacking": tuple(each["lacking"]),
                    "displaces": tuple(each["displaces"]),
                    "relief": tuple(Relief(one) for one in each["relief"]),
                }
            )
            for each in told["unmade"]
        ),
        cost=told["cost"],
        steps=told["steps"],
        seed=told["seed"],
        in_time=told["in_time"],
    )
