"""Whatever a file or a forecast shows can be told: every kind of defect has advice."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import sakimawari.anticipate as room
from sakimawari.anticipate.reading.values import Defect
from sakimawari.anticipate.reading.wording import problems_of

SOURCES = sorted(Path(room.__file__).parent.glob("reading/**/*.py")) + sorted(
    Path(room.__file__).parent.glob("series/**/*.py")
)
RAISED = re.compile(r'fault\(\s*"(SERIES\d{3})"')
NAMED = re.compile(r'"(SERIES\d{3})"')


def told_ids() -> set[str]:
    """Every id that the rooms of series name, but for those with which they only ever stop."""
    named: dict[str, int] = {}
    stopping: dict[str, int] = {}
    for source in SOURCES:
        if source.name == "wording.py":
            continue
        text = source.read_text(encoding="utf-8")
        for pattern, count in ((NAMED, named), (RAISED, stopping)):
            for id in pattern.findall(text):
                count[id] = count.get(id, 0) + 1
    return {id for id, times in named.items() if times > stopping.get(id, 0)}


def test_the_ids_that_come_back_with_a_forecast_are_found() -> None:
    assert {"SERIES003", "SERIES007", "SERIES061", "SERIES063", "SERIES064"} <= told_ids()
    assert not {"SERIES001", "SERIES060"} & told_ids()


@pytest.mark.parametrize("id", sorted(told_ids()))
def test_every_defect_that_can_be_found_is_told_with_advice(id: str) -> None:
    defect = Defect(id=id, series="窓口", period=date(2026, 4, 1), what="seen", done="kept")
    (problem,) = problems_of("counters.csv", [defect], [])
    assert problem.id == id and problem.do and "窓口 2026-04-01: seen" in problem.what
