"""Small finished runs of every kind, written by those who write them for a city."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from sakimawari.anticipate.alerts import store as alerts
from sakimawari.anticipate.alerts.run import Report
from sakimawari.anticipate.alerts.values import Alert, Beside, Kind, Watch, Watched
from sakimawari.anticipate.backcast import store as backcast
from sakimawari.anticipate.backcast.reading import read_target
from sakimawari.anticipate.backcast.run import walk_back
from sakimawari.anticipate.capacity import store as capacity
from sakimawari.anticipate.capacity.openings import Opening
from sakimawari.anticipate.demand import store as demand
from sakimawari.anticipate.demand.load import Use
from sakimawari.anticipate.demand.places import Places
from sakimawari.anticipate.demand.run import Foreseen, grid_of
from sakimawari.anticipate.demand.values import AGES_TOLD, SIGNS, Counted
from sakimawari.anticipate.projection import store as people
from sakimawari.anticipate.projection.people import FLOWS, HAPPENINGS, Plan, Replicate, State
from sakimawari.anticipate.projection.rates import default_rates, default_social
from sakimawari.anticipate.projection.summing import measures
from sakimawari.anticipate.projection.values import AGES
from sakimawari.anticipate.reading.values import Defect, Examined
from sakimawari.anticipate.series import store as series
from sakimawari.anticipate.series.paths import told_of
from sakimawari.anticipate.series.run import Order, Outcome
from sakimawari.anticipate.series.scoring import Scores
from sakimawari.anticipate.series.values import Frequency, Panel
from sakimawari.packs.anticipating import Foresight
from sakimawari.packs.pack import Service

WARDS = ("門司区", "小倉北区")
SERIES = ("小倉北区/救急", "門司区/住民票")
WEEKS = np.arange(np.datetime64("2024-09-30"), np.datetime64("2026-09-28"), 7)
ON = date(2026, 10, 1)
ALERT = "一月に倍"
TARGET = """
name: {ja: 待つ子をなくす, en: No child waits}
periods: {first: 2026, last: 2028}
stocks:
  places: {words: {ja: 定員, en: places}, unit: 人, start: 100, retain: 1}
decisions:
  open: {words: {ja: 定員を増やす, en: open places}, unit: 人, adds: {places: 1}, most: 30, cost: 5}
rules:
  - {id: none-waits, goal: true, words: {ja: 待つ子なし, en: none waits}, unit: 人, at: last, sum: {places: 1}, at_least: GOAL}
"""


def all_kinds(home: Path, services: list[Service]) -> None:
    """One run of every kind."""
    of_series(home)
    of_alerts(home)
    of_demand(home, services)
    of_people(home)
    of_targets(home)
    places = [Opening(kind="保育所等", ward=ward, year=2027, needed=40.0, there=30.0, open=14,
                      shortage=0.97) for ward in WARDS]  # fmt: skip
    capacity.write(home, "places", [capacity.of_openings(places)], {"for": "places"})


def _panel() -> Panel:
    step = np.arange(len(WEEKS))
    values = np.stack([200 + 40 * np.sin(step / 8), 30 + (step % 7).astype(float)])
    values[1, 50] = np.nan
    return Panel(ids=SERIES, frequency=Frequency.WEEK, starts=WEEKS, values=values, season=52)


def of_series(home: Path) -> None:
    """A forecast of two series; one was not reported once."""
    panel, horizon = _panel(), 8
    spread = np.linspace(-1, 1, 51)[None, :, None] * np.arange(1, horizon + 1)
    paths = np.array([210.0, 33.0])[:, None, None] * (1 + 0.02 * spread)
    mean, quantiles = told_of(paths)
    good = np.array([0.8, np.nan])
    scores = Scores(origins=4, mase=good, loss=good, cover80=good, cover95=good, bias=good)
    defect = Defect(id="SERIES011", series=SERIES[1], period=date(2025, 9, 15),
                    what="1 period marked as not reported", done="taken as not reported")  # fmt: skip
    outcome = Outcome(
        panel=panel, hierarchy=None, ahead=WEEKS[-1] + 7 * np.arange(1, horizon + 1), paths=paths,
        mean=mean, quantiles=quantiles, scores={"combined": scores}, weights={"theta": 1.0},
        learnt=None, defects=(defect,), origins=(),
    )  # fmt: skip
    told = Examined(panel=panel, hierarchy=None, defects=(defect,))
    file = home / "counters.csv"
    file.write_text("week\n", encoding="utf-8")
    about = series.manifest_of(file, outcome, told, Order(horizon=horizon))
    file.unlink()
    series.write_folder(home, "counters", outcome, told, about)


def of_alerts(home: Path) -> None:
    """One excess that goes on, and one that is over."""
    panel, watched = _panel(), 26
    shape = (len(SERIES), watched)
    level = np.repeat([[200.0], [33.0]], watched, axis=1)
    one = np.ones(shape)
    found = Watched(
        starts=WEEKS[-watched:], observed=panel.values[:, -watched:], expected=level,
        dispersion=one, score=one, threshold=2 * one, window=one.astype(np.int64), alone=one,
        error=0.1 * one, correlation=0 * one,
    )  # fmt: skip
    told = tuple(
        Alert(
            id=f"alert-{at}", kind=kind, series=SERIES[at], level="区",
            since=date(2026, 9, 7), noticed=date(2026, 9, 14), until=date(2026, 9, 21), periods=3,
            delay=1, observed=1_000.0, expected=600.0, excess=400.0, low=300.0, high=500.0,
            ratio=1.67, strength=2.0 - at, ongoing=at == 0,
            beside=(Beside(series=SERIES[1], level="区", ratio=1.2, score=3.0),) if at == 0 else (),
            words={"ja": f"{SERIES[at]}が{ALERT}", "en": f"{SERIES[at]} doubled",
                   "easy": SERIES[at]},
        )
        for at, kind in enumerate((Kind.EXCESS, Kind.LEVEL_DOWN))
    )  # fmt: skip
    report = Report(panel=panel, watch=Watch(), since=len(WEEKS) - watched, watched=found,
                    alerts=told, unread=())  # fmt: skip
    read = Examined(panel=panel, hierarchy=None)
    file = home / "counters.csv"
    file.write_text("week\n", encoding="utf-8")
    about = alerts.about_run(file, report)
    file.unlink()
    alerts.publish(home, "counters", report, read, about)


def of_demand(home: Path, services: list[Service]) -> None:
    """Two services over three years; the second is owed to three people in one ward."""
    grid = grid_of(ON, 36)
    shape = (2, len(WARDS), len(grid.days))
    grows = np.arange(len(grid.days), dtype=np.float64)
    entitled = np.stack([[400 + 8 * grows, 900 + 20 * grows], [3 + 0 * grows, 40 + 0 * grows]])
    ages = np.full((len(AGES_TOLD), len(WARDS), len(grid.days)), 12.0)
    counted = [
        Counted(
            entitled=entitled + draw, possible=np.zeros(shape), started=np.full(shape, 9.0 + draw),
            yen=entitled * 10_000, once=np.zeros(shape), turned=ages, noise=np.zeros((3, *shape)),
            signed=np.zeros((3, 2, len(grid.days), SIGNS)),
        )
        for draw in (-1.0, 0.0, 1.0)
    ]  # fmt: skip
    uses = tuple(
        Use(service=service, foresight=Foresight(minutes=20), take_up=0.9, take_up_from="pack")
        for service in services[:2]
    )
    numbers = np.arange(len(WARDS))
    places = Places(wards=WARDS, towns=(), ward=numbers, town=np.full(len(WARDS), -1))
    found = Foreseen(grid=grid, places=places, uses=uses, replicates=tuple(counted),
                     shares=np.ones(len(WARDS)), households=100, of=100)  # fmt: skip
    demand.write(home, "ahead", found, {"on": ON.isoformat()}, exact=False)


def of_people(home: Path) -> None:
    """Two wards over three years; in the first, women of 100 and over are three."""
    tiny, small, wide = np.zeros(0, np.int8), np.zeros(0, np.int32), np.zeros(0, np.uint64)
    state = State(
        month=(2026 - 1970) * 12 + 9, areas=WARDS, key=wide, born=small, sex=tiny, house=small,
        partner=small, parent=small, leads=tiny, care=tiny, disability=tiny, work=tiny,
        income=tiny, origin=small, whence=tiny, house_key=wide, house_area=small,
    )  # fmt: skip
    plan = Plan(state=state, rates=default_rates(WARDS, start=2026), social=default_social(),
                doubt=None, months=36, replicates=3, seed=1)  # fmt: skip
    replicates = tuple(_replicate(number) for number in range(3))
    expected = replicates[0].population[-1].astype(np.float64)
    made = people.Made(plan=plan, replicates=replicates, expected=expected,
                       measures=tuple(measures(plan, replicates)))  # fmt: skip
    people.publish(home, "2026-10", made, {"kind": "people"})


def _replicate(number: int) -> Replicate:
    counts = np.full((4, 2, 2, AGES), 50, np.int64)
    counts[:, 1] += 20
    counts[1:] -= np.arange(1, 4)[:, None, None, None] * (3 + number)
    counts[:, 0, 1, 95:] = [0, 0, 0, 0, 1, 2]
    totals = np.repeat(counts.sum(axis=(2, 3)), 12, axis=0)[:37]
    return Replicate(
        seed=1, number=number, population=counts, totals=np.concatenate([totals, totals])[:37],
        flows=np.full((36, len(FLOWS), 2), 6), happenings=np.zeros((36, len(HAPPENINGS)), np.int64),
        turned=np.full((3, 2, 2, AGES), 40), sizes=np.full((4, 2, 7), 300),
        care=np.full((4, 2, 8), 90), work=np.full((4, 2), 3_000), disabled=np.full((4, 2), 200),
        nursery=np.full((4, 2, 6), 60),
    )  # fmt: skip


def of_targets(home: Path) -> None:
    """A target that can be reached, and one that cannot."""
    for name, goal in (("impossible", "500"), ("possible", "160")):
        file = home / f"{name}.yaml"
        file.write_text(TARGET.replace("GOAL", goal), encoding="utf-8")
        backcast.publish(home, name, walk_back(read_target(file)), file)
        file.unlink()
