"""Every state, step and problem the pages may name has its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sakimawari.cases.states import Step
from sakimawari.cases.values import Channel, Finding, State
from sakimawari.console.casework.case import OFFERED
from sakimawari.console.casework.steps import _STEPS as POSTED
from sakimawari.console.words import say

ENGINE = Path(__file__).resolve().parents[3] / "src" / "sakimawari" / "cases"
PROBLEMS = sorted(
    {id for path in ENGINE.glob("*.py") for id in re.findall(r"APPL\d{3}", path.read_text("utf-8"))}
)
KEYS = [
    *(f"state.{state.value}" for state in State),
    *(f"step.{step.value}" for step in Step),
    *(f"button.{step.value}" for step in (*OFFERED, Step.ASSIGN)),
    *(f"help.{step.value}" for step in OFFERED),
    *(f"done.{step.value}" for step in (*POSTED, Step.PROPOSE, Step.DECIDE)),
    *(f"finding.{finding.value}" for finding in Finding),
    *(f"channel.{channel.value}" for channel in Channel),
    *(f"problem.{id}" for id in PROBLEMS),
]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("key", KEYS)
def test_it_has_its_words(key: str, language: str) -> None:
    assert say(f"casework.{key}", language)
