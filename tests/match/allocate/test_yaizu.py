"""A real city's preschools as the facilities of an invented round, from the open table to a certified result.

The table lies beside the repository (../shared/data/kyoiku); without it this test skips.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sakimawari.match.allocate.example import Site, write_example
from sakimawari.match.allocate.kinds import NURSERY, kind_for
from sakimawari.match.allocate.run import Ask, run
from sakimawari.match.results.folder import open_result
from tests.match.allocate.tables import ON

TABLE = Path(__file__).parents[3] / ".." / "shared" / "data" / "kyoiku" / "yaizu_preschool.csv"


def sites() -> tuple[Site, ...]:
    """The 60 facilities; a third of the written places is free, spread over the classes from the least age."""
    with TABLE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in rows:
        least = int(row["受入年齢"][0])
        free = max(1, int(row["収容定員"]) // 3 // (6 - least))
        found.append(
            Site(
                id=row["NO"],
                name=row["名称"],
                ward="焼津市",
                latitude=float(row["緯度"]),
                longitude=float(row["経度"]),
                seats=tuple(free if age >= least else None for age in range(6)),
            )
        )
    return tuple(found)


@pytest.mark.skipif(not TABLE.is_file(), reason="../shared/data/kyoiku is not here")
def test_sixty_real_preschools_are_given_and_certified(tmp_path: Path) -> None:
    facilities = sites()
    assert len(facilities) == 60
    write_example(tmp_path / "in", seed=3, children=400, sites=facilities)
    made = run(
        Ask(folder=tmp_path / "in", out=tmp_path / "out", on=ON, shape=NURSERY, seats=False),
        progress=lambda *_: None,
    )
    assert made.found.aside == []
    assert sum(each.placed for each in made.outcomes) > 200
    assert kind_for(NURSERY).verify(open_result(tmp_path / "out")).sound
    assert "<circle" in (tmp_path / "out" / "map.svg").read_text(encoding="utf-8")
