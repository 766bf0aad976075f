"""A made-up street for the tests of demand: a few households as a snapshot would hold them."""

from __future__ import annotations

from datetime import date

import numpy as np

from sakimawari.anticipate.demand.donors import deck_of
from sakimawari.anticipate.demand.ground import BIRTH, HEAD, RESIDENT_SINCE, Ground, visitors_of
from sakimawari.anticipate.demand.households import lay_out
from sakimawari.anticipate.demand.rebuilding import City
from sakimawari.anticipate.projection.people import NOBODY, RESIDENT, State, month_of
from sakimawari.packs.anticipating import Follows
from sakimawari.rules.figures import days
from sakimawari.rules.population import (
    Column,
    PlainColumn,
    Population,
    SpansColumn,
    YearlyColumn,
)
from sakimawari.rules.tree import DATE, TRUTH, Fact, Kind, Shape, Type

ON = date(2026, 10, 1)
WARDS = ("東区", "西区")
YEN = Type(kind=Kind.NUMBER, unit="円")
INCOME = Fact(name="所得", type=YEN, shape=Shape.YEARLY)
CERTIFICATE = Fact(name="認定", type=TRUTH, shape=Shape.SPANS, absent=0)
EXPIRY, EVENT = Fact(name="期限", type=DATE), Fact(name="出産日", type=DATE)
FACTS = (
    Fact(name=BIRTH, type=DATE),
    Fact(name=HEAD, type=TRUTH),
    Fact(name=RESIDENT_SINCE, type=DATE),
    INCOME,
    CERTIFICATE,
    EXPIRY,
    EVENT,
)
# household, born, sex (0 men), guardian (row), spouse (row), subject, income
PEOPLE = (
    (0, date(1985, 5, 5), 0, -1, 1, 1, 4_000_000),
    (0, date(1987, 3, 3), 1, -1, 0, 1, 0),
    (0, date(2018, 8, 8), 1, 0, -1, 1, 0),
    (1, date(1953, 2, 1), 1, -1, -1, 1, 800_000),
    (2, date(1990, 1, 20), 1, -1, -1, 1, 2_500_000),
    (2, date(2020, 6, 2), 0, 4, -1, 1, 0),
    (3, date(1991, 7, 7), 0, -1, -1, 1, 3_000_000),
    (3, date(2020, 6, 2), 0, -1, -1, 0, 0),  # visits: the son who lives with his mother in 2
)
KEYS = (b"a", b"b", b"c", b"d", b"e", b"f", b"g", b"f")
WARD_OF = (0, 0, 1, 1)


def _people(times: int) -> list[tuple[int, date, int, int, int, int, int]]:
    return [
        (
            home + 4 * copy,
            born,
            sex,
            guardian + 8 * copy if guardian >= 0 else guardian,
            spouse + 8 * copy if spouse >= 0 else spouse,
            subject,
            income,
        )
        for copy in range(times)
        for home, born, sex, guardian, spouse, subject, income in PEOPLE
    ]


def street(times: int = 1) -> Ground:
    """Four households: a family of three, a widow, a mother with a son, his father elsewhere."""
    people = _people(times)
    unit = np.array([person[0] for person in people], np.int32)
    births = np.array([days(person[1]) for person in people], np.int32)
    return Ground(
        on=days(ON),
        population=Population(
            offsets=np.searchsorted(unit, np.arange(4 * times + 1)).astype(np.int32),
            guardian=np.array([person[3] for person in people], np.int32),
            spouse=np.array([person[4] for person in people], np.int32),
            is_subject=np.array([person[5] for person in people], np.int8),
            columns=_columns(people, births),
        ),
        facts=FACTS,
        follows={INCOME.name: Follows.WORK, EVENT.name: Follows.FAMILY},
        person=np.array([b"%c%03d" % (key[0], copy) for copy in range(times) for key in KEYS]),
        unit=unit,
        ward=np.array(WARD_OF * times, np.int32),
        town=np.array([0, 1, 2, 2] * times, np.int32),
        head=np.array([r + 8 * c for c in range(times) for r in (0, 3, 4, 6)], np.int32),
        wards=WARDS,
        towns=("一丁目", "二丁目", "三丁目"),
    )


def _columns(
    people: list[tuple[int, date, int, int, int, int, int]],
    births: np.ndarray[tuple[int], np.dtype[np.int32]],
) -> dict[str, Column]:
    rows = len(people)
    times = rows // len(PEOPLE)
    income = np.array([[person[6] for person in people]] * 2, np.int64)
    nothing = np.full(rows, np.iinfo(np.int32).min, np.int32)
    expiry, event = nothing.copy(), nothing.copy()
    expiry[3::8], event[1::8] = days(date(2027, 3, 31)), days(date(2018, 8, 8))
    held = np.zeros(rows, np.int32)
    held[3::8] = 2
    return {
        BIRTH: PlainColumn(values=births),
        HEAD: PlainColumn(values=np.array([1, 0, 0, 1, 1, 0, 1, 0] * times, np.int8)),
        RESIDENT_SINCE: PlainColumn(values=np.full(rows, days(date(2015, 4, 1)), np.int32)),
        INCOME.name: YearlyColumn(first_year=2025, values=income),
        CERTIFICATE.name: SpansColumn(
            starts=np.append(0, np.cumsum(held)).astype(np.int32),
            since=np.array([days(date(2024, 4, 1)), days(date(2026, 4, 1))] * times, np.int32),
            until=np.array([days(date(2026, 3, 31)), days(date(2027, 3, 31))] * times, np.int32),
            values=np.array([1, 1] * times, np.int8),
        ),
        EXPIRY.name: PlainColumn(values=expiry),
        EVENT.name: PlainColumn(values=event),
    }


def state(ground: Ground) -> State:
    """Everybody of the street as a projection begins with them."""
    rows = np.flatnonzero(ground.subjects)
    times = ground.population.people // len(PEOPLE)
    place = np.full(ground.population.people + 1, NOBODY, np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    everybody = _people(times)
    people = [everybody[row] for row in rows]
    income = np.array([person[6] for person in people])
    return State(
        month=month_of(ON),
        areas=WARDS,
        key=(rows + 100).astype(np.uint64),
        born=np.array([month_of(person[1]) for person in people], np.int32),
        sex=np.array([person[2] for person in people], np.int8),
        house=np.array([person[0] for person in people], np.int32),
        partner=place[[person[4] for person in people]],
        parent=place[[person[3] for person in people]],
        leads=np.array([1, 1, 0, 1, 1, 0, 1] * times, np.int8),
        care=np.zeros(len(rows), np.int8),
        disability=np.zeros(len(rows), np.int8),
        work=(income > 0).astype(np.int8),
        income=np.zeros(len(rows), np.int8),
        origin=rows.astype(np.int32),
        whence=np.full(len(rows), RESIDENT, np.int8),
        house_key=np.arange(4 * times, dtype=np.uint64) + np.uint64(7),
        house_area=np.array(WARD_OF * times, np.int32),
    )


def city(ground: Ground) -> City:
    """The street as what later stages are built from."""
    visitors = visitors_of(ground)
    deck = deck_of(state(ground), lay_out(state(ground), ground, visitors), ground)
    return City(ground=ground, visitors=visitors, deck=deck, seed=1)
