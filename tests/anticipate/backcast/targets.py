"""Small targets, as files."""

from __future__ import annotations

from pathlib import Path

import sakimawari.anticipate.backcast as room
from sakimawari.anticipate.backcast.reading import read_target
from sakimawari.anticipate.backcast.values import Target

EXAMPLES = Path(room.__file__).parent / "examples"

PLACES = """
name: {ja: 待機児童ゼロ, en: no child waits}
periods: {first: 2026, last: 2029}
stocks:
  places: {start: 100, retain: 0.9, unit: 人}
decisions:
  open: {adds: {places: 1}, after: 1, most: 40, cost: 10, words: {ja: 定員を増やす, en: open places}}
rules:
  - id: enough
    goal: true
    at: last
    sum: {places: 1}
    at_least: 130
  - {id: budget, at: all, sum: {open: 10}, at_most: 400}
"""


def target(folder: Path, text: str = PLACES) -> Target:
    """A target from its text."""
    return read_target(file(folder, text))


def file(folder: Path, text: str = PLACES) -> Path:
    """A target file."""
    path = folder / "target.yaml"
    path.write_text(text, encoding="utf-8")
    return path
