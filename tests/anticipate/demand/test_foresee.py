"""A demand from end to end: a projection of a small town through the rules of a small pack."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sakimawari.anticipate.demand.ground import BIRTH, Ground
from sakimawari.anticipate.demand.load import Use
from sakimawari.anticipate.demand.places import places_of
from sakimawari.anticipate.demand.run import Foreseen, Reader, foresee, grid_of
from sakimawari.anticipate.demand.store import write
from sakimawari.anticipate.projection.people import Plan
from sakimawari.anticipate.projection.rates import default_rates, default_social
from sakimawari.anticipate.projection.registered import counts_of
from sakimawari.anticipate.projection.values import AGES
from sakimawari.anticipate.runs.replicates import open_replicates
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs
from sakimawari.rules.kernel import compile_all
from sakimawari.rules.population import PlainColumn, Population, YearlyColumn
from tests.anticipate.demand.street import ON, state, street
from tests.night.town import kernels_of
from tests.packs.specimens import GOOD

ANTICIPATE = """
default: {minutes: 30}
services:
  long-life-gift: {lag: [50, 50], take_up: 80, place: 座席, age: 75}
  family-gift: {minutes: 12}
follows:
  work: [個人住民税]
"""
TOWN = 60  # streets


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    pack = tmp_path_factory.mktemp("pack") / "celebration"
    shutil.copytree(GOOD, pack)
    (pack / "anticipate.yaml").write_text(ANTICIPATE, encoding="utf-8")
    return load_packs([pack])


@pytest.fixture(scope="module")
def foreseen(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Foreseen:
    ground = _ground(catalogue)
    begins = state(ground)
    counts = counts_of(begins, AGES).astype(float)
    plan = Plan(
        state=begins,
        rates=default_rates(begins.areas, ON.year, counts=counts),
        social=default_social(),
        doubt=None,
        months=15,
        replicates=2,
        seed=3,
        threads=1,
    )
    cache = kernels_of(tmp_path_factory.mktemp("foreseen"))
    cache.mkdir(exist_ok=True)
    services = [catalogue.services[slug] for slug in ("family-gift", "long-life-gift")]
    uses = [
        Use(
            service=service,
            foresight=catalogue.foreseen()[service.slug],
            take_up=0.8,
            take_up_from="pack",
        )
        for service in services
    ]
    reader = Reader(
        ground=ground,
        catalogue=catalogue,
        kernels=compile_all([service.rule for service in services], cache),
        uses=uses,
        places=places_of(ground, towns=True),
        seed=3,
        threads=1,
    )
    return foresee(reader, plan, grid_of(ON, 15, near=3, step=12), households=None)


def _ground(catalogue: Catalogue) -> Ground:
    """The town with the facts of the pack; every widow turns 77 within the time foreseen."""
    ground = street(TOWN)
    population = ground.population
    births = population.columns[BIRTH]
    assert isinstance(births, PlainColumn)
    dates = births.values.copy()
    turns = np.arange(TOWN) * 7 % 400  # days after the snapshot at which they turn 77
    dates[3::8] = np.datetime64("1949-10-03").astype("datetime64[D]").astype(int) + turns
    columns = {
        **population.columns,
        BIRTH: PlainColumn(values=dates),
        "合計所得金額": YearlyColumn(
            first_year=2025, values=np.full((2, population.people), 500_000, np.int64)
        ),
        "持ち家": PlainColumn(values=np.zeros(population.units, np.int8)),
    }
    facts = {fact.name: fact for fact in (*ground.facts, *catalogue.facts_needed())}
    return replace(
        ground,
        facts=tuple(facts.values()),
        follows=catalogue.follows(),
        population=Population(
            offsets=population.offsets,
            guardian=population.guardian,
            spouse=population.spouse,
            is_subject=population.is_subject,
            columns=columns,
        ),
    )


def test_rights_begin_with_birthdays_and_stand_on_the_day(foreseen: Foreseen) -> None:
    gift = 1
    for one in foreseen.replicates:
        assert one.entitled[gift, :, 0].sum() == 0
        assert one.started[gift, :, 0].sum() == 0
        # Sixty widows turn 77 within 400 days; a few die or move away before.
        assert 45 <= one.started[gift].sum() <= 62
        assert one.entitled[gift, :, -1].sum() == pytest.approx(one.started[gift].sum(), abs=6)


def test_a_household_is_new_once_however_its_members_change(foreseen: Foreseen) -> None:
    for one in foreseen.replicates:
        assert one.entitled[0, :, 0].sum() == 3 * TOWN  # the father with a visiting son too
        assert one.started[0].sum() < 25


def test_replicates_differ_by_their_lots(foreseen: Foreseen) -> None:
    first, second = foreseen.replicates
    assert not np.array_equal(first.entitled, second.entitled)
    assert first.turned.sum() > 0


def test_a_demand_is_written_with_small_counts_hidden(foreseen: Foreseen, tmp_path: Path) -> None:
    written = write(tmp_path, "try", foreseen, {"seed": 3}, exact=False)
    rows = pq.read_table(written.folder / "demand.parquet").to_pylist()
    by_town = [row for row in rows if row["level"] == "town"]
    assert by_town
    assert all(row[name] is None for row in rows for name in (row["hidden"] or "").split())
    assert not any(
        row[name] is not None and 0 < round(row[name]) < 5
        for row in rows
        for name in ("entitled", "started")
    )
    city = [row for row in rows if row["level"] == "city" and row["service"] == "family-gift"]
    wards = [row for row in rows if row["level"] == "ward" and row["service"] == "family-gift"]
    assert city[0]["entitled"] == pytest.approx(
        sum(row["entitled"] for row in wards if row["since"] == city[0]["since"])
    )
    kept = open_replicates(written.folder)
    assert kept is not None
    _, spans = kept.measure("family-gift", "entitled")
    for row in (*city, *wards):
        span = next(one for one in spans[row["ward"] or ""] if one.until == row["until"])
        hidden = "entitled" in (row["hidden"] or "")
        assert (span.values is None) == hidden  # a replicate tells no small count either
        if span.values is not None:
            assert span.values.mean() == pytest.approx(row["entitled"], abs=0.01)
    assert (written.folder / "manifest.json").is_file()
    assert any("new 75-year-olds" in line or "敬老祝金" in line for line in written.sentences) or (
        written.sentences == ()
    )


def test_hours_and_places_follow_from_applications(foreseen: Foreseen, tmp_path: Path) -> None:
    written = write(tmp_path, "exact", foreseen, {}, exact=True)
    rows = [
        row
        for row in pq.read_table(written.folder / "demand.parquet").to_pylist()
        if row["level"] == "city" and row["service"] == "long-life-gift"
    ]
    assert rows[-1]["until"] == date(2027, 12, 31)
    for row in rows:
        assert row["hours"] == pytest.approx(row["applications"] * 0.5, abs=0.02)
        assert row["places"] == pytest.approx(row["entitled"] * 0.8, abs=0.02)
        assert row["entitled_low"] <= row["entitled"] <= row["entitled_high"]
