"""What a run came to as a table: every class of differences with its count and a household of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from peers.crosscheck.settled import UNSETTLED, Settled

COLUMNS = (
    "class",
    "benefit",
    "on",
    "households",
    "right",
    "article",
    "ours",
    "theirs",
    "example",
)


def write_table(found: Mapping[str, Any], settled: Mapping[str, Settled], file: Path) -> None:
    """The classes of a run into a CSV file, in the order of benefits and dates, most first.

    `ours` and `theirs` are least and most in yen (a right alone is 1) for the household of `example`,
    whose people are given by their facts in JSON.
    """
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows(found, settled))


def rows(found: Mapping[str, Any], settled: Mapping[str, Settled]) -> Iterator[dict[str, object]]:
    """One row for a class of a benefit on a date."""
    for name, one in found["results"].items():
        benefit, on = name.split("@")
        for told in one["classes"]:
            example = one["examples"][told["class"]]
            row = settled.get(told["class"])
            yield {
                "class": told["class"],
                "benefit": benefit,
                "on": on,
                "households": told["households"],
                "right": told["right"],
                "article": row.article if row else UNSETTLED,
                "ours": _range(example["ours"]),
                "theirs": _range(example["theirs"]),
                "example": json.dumps(
                    [{key: value for key, value in person.items() if value is not None}
                     for person in example["people"]],
                    ensure_ascii=False,
                ),
            }  # fmt: skip


def _range(ends: list[int]) -> str:
    low, high = ends
    return str(low) if low == high else f"{low}..{high}"
