"""One town and one night for all tests of this folder."""

from __future__ import annotations

import pytest

from sakimawari.night.run import NightReport, run_night
from tests.night.town import TASK, Town, found_town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return found_town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def night(town: Town) -> NightReport:
    return run_night(town.home, town.catalogue, task=TASK)
