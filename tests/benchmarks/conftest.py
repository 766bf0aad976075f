"""The benchmarks are scripts, not a package: their folder is put where Python finds it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sakimawari.rules.population import Population

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

if TYPE_CHECKING:
    from measure.town import Town


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Population]:
    """A city of a thousand with faults in its files, so that some facts are missing."""
    from measure.town import town

    city = town(tmp_path_factory.mktemp("bench"), 1_000)
    return city, city.population()
