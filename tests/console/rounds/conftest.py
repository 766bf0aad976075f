"""A day of visits in the small city: a list, staff on duty, the rounds drawn up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow.compute as pc
import pytest

from sakimawari.console.city import City, city
from sakimawari.console.rounds.door import grounds_of
from sakimawari.console.signin.personas import become, personas
from sakimawari.match.visits.solving import Effort
from sakimawari.reach.rounds.asking import whereabouts_of
from sakimawari.reach.rounds.listing import Line, keep_list
from sakimawari.reach.rounds.run import Order, Report, plan_day
from sakimawari.reach.rounds.values import Details
from tests.console.town import ON, Hall

NOW = datetime(2026, 10, 1, 0, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Outing:
    """The rounds of the day, and the people on the list."""

    there: City
    report: Report
    people: tuple[str, ...]

    def of(self, worker: str) -> tuple[str, ...]:
        """The entries on somebody's round, in their order."""
        walks = self.report.day.walks
        return tuple(leg.entry for walk in walks if walk.worker == worker for leg in walk.legs)


STAFF = """
staff:
  - {worker: demo-caseworker, hours: "08:45-17:15", start: {lat: 33.88, lon: 130.87}}
  - {worker: second, hours: "09:00-17:00", start: {lat: 33.88, lon: 130.87}, most: 5}
"""


def planned_outing(count: int = 12) -> Outing:
    """Take a list in and plan it, as the command line does."""
    there = city()
    folder = there.office.home / "rounds"
    folder.mkdir(exist_ok=True)
    (folder / "staff.yaml").write_text(STAFF, encoding="utf-8")
    for persona in personas(there):
        become(persona)
    people = there.snapshot.people()
    registered = people.filter(pc.equal(people["is_subject"], 1))["person"].to_pylist()
    places = whereabouts_of(there.snapshot, registered, on=ON)
    lines = [
        Line(
            person=person,
            services=("child-allowance",),
            details=Details(
                people=2 if number == 2 else 1, note="呼び鈴が小さい" if number == 1 else ""
            ),
        )
        for number, person in enumerate(sorted(places)[:count])
    ]
    keep_list("list", lines, places, there.keys, on=ON, at=NOW, text="ご案内に来ました。")
    order = Order(on=ON, by="test", at=NOW, effort=Effort(steps=40))
    report = plan_day(grounds_of(there), order)
    return Outing(there, report, tuple(line.person for line in lines))


@pytest.fixture
def outing(hall: Hall) -> Outing:
    """A planned day, whose traces are undone after the test."""
    return planned_outing()
