"""Compiled rules are kept for all comparisons of one test run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from sakimawari.packs.load import load_packs
from tests.fit.compare.town import Desk, Member, found_city, write_pack

Found = Callable[..., Desk]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kernels")


@pytest.fixture
def desk(tmp_path: Path, cache: Path) -> Found:
    """A desk over a city of these households."""

    def found(households: Sequence[Sequence[Member]], protected: Iterable[int] = ()) -> Desk:
        return Desk(
            snapshot=found_city(tmp_path / "city", households, protected=protected),
            before=load_packs([write_pack(tmp_path / "a")]),
            cache=cache,
        )

    return found
