"""Opens what is kept ready of a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from sakimawari.fit.findings import Progress
from sakimawari.fit.served.figures import Figures, Place, figures_from
from sakimawari.fit.served.values import Member, Membership, Page, Receipt
from sakimawari.fit.store import ListQuery, Run
from sakimawari.fit.timetable import Timetable, timetable
from sakimawari.packs.catalogue import Catalogue
from sakimawari.rules.population import UNKNOWN_DATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A run laid out by household: opened once in a process, asked by any number of threads."""

    run: Run

    def household_of(self, key: str) -> str | None:
        """The household of a person, or the key itself where it is one's; None if unknown."""
        sql = "SELECT household FROM people WHERE person = ? OR household = ? LIMIT 1"
        found = self.run.ask(sql, [key, key])["household"].to_pylist()
        return found[0] if found else None

    def membership(self, key: str) -> Membership | None:
        """The household of a person, or the one with this key; None if the run knows neither."""
        household = self.household_of(key)
        if household is None:
            return None
        sql = (
            "SELECT p.*, b.value AS born FROM (SELECT *, file_row_number::INTEGER AS row FROM "
            "stored_people) p LEFT JOIN stored_births b ON b.row = p.row WHERE unit = "
            "(SELECT unit FROM households WHERE household = ?) ORDER BY p.row"
        )
        rows = self.run.ask(sql, [household]).to_pylist()
        keys = {row["row"]: row["person"] for row in rows}
        return Membership(
            household=household,
            ward=rows[0]["ward"],
            town=rows[0]["town"],
            members=tuple(_member(row, keys) for row in rows),
        )

    def receipts(self, person: str) -> tuple[Receipt, ...]:
        """What the registers of recipients say of a person, ended entries too, by first day."""
        sql = "SELECT * FROM stored_receiving WHERE person = ? ORDER BY since, programme::VARCHAR"
        services: dict[str, tuple[str, ...]] = {}
        for row in self.run.ask("SELECT service, received_as FROM services").to_pylist():
            services[row["received_as"]] = (*services.get(row["received_as"], ()), row["service"])
        return tuple(
            Receipt(
                programme=row["programme"],
                services=services.get(row["programme"], ()),
                since=_day(row["since"]),
                until=_day(row["until"]),
                amount=row["amount"] if row["amount"] >= 0 else None,
                unit=row["unit"],
                beneficiary=row["beneficiary"],
            )
            for row in self.run.ask(sql, [person]).to_pylist()
        )


def _member(row: dict[str, Any], keys: dict[int, str]) -> Member:
    return Member(
        person=row["person"],
        relation=row["relation"] or "",
        born=None if row["born"] in (None, UNKNOWN_DATE) else _day(row["born"]),
        guardian=keys.get(row["guardian"]),
        spouse=keys.get(row["spouse"]),
        visits=not row["is_subject"],
    )


def _day(number: int) -> date | None:
    try:
        return date.fromordinal(number + date(1970, 1, 1).toordinal())
    except (ValueError, OverflowError):
        return None


def open_served(run: Run, *, progress: Progress | None = None) -> Served:
    """What is kept ready of a run; made first where it is not there."""
    return Served(run=run)


def timetable_at(served: Served, catalogue: Catalogue, subject: str) -> Timetable:
    """The calendar of a subject, equal to `fit.timetable.timetable`, in a millisecond or two.

    Problem FIT001 where the run names nobody with this key.
    """
    return timetable(served.run, catalogue, subject)


def page_of(served: Served, query: ListQuery, *, first: int = 0, count: int = 50) -> Page:
    """Rows of a list from `first` on, in the order of `Run.list`, and how many there are."""
    table = served.run.list(query)
    rows = table.slice(first, count).to_pylist()
    return Page(rows=tuple(rows), total=table.num_rows)


def figures_of(run: Run) -> Figures:
    """The counts of a run, kept ready by the night."""
    keys = "service::VARCHAR AS service, ward::VARCHAR AS ward"
    cells: dict[tuple[str, str | None, str | None], dict[str, int]] = {}
    for table, counted in _COUNTED.items():
        sql = f"SELECT {keys}, town::VARCHAR AS town, {counted} FROM {table} GROUP BY ALL"
        for row in run.ask(sql).to_pylist():
            place = (row.pop("service"), row.pop("ward"), row.pop("town"))
            cells.setdefault(place, {}).update({k: int(v or 0) for k, v in row.items()})
    turns: dict[tuple[date, str, str | None], dict[str, int]] = {}
    for table, counted in _TURNED.items():
        sql = f"SELECT {keys}, {counted} FROM {table} GROUP BY ALL"
        for row in run.ask(sql).to_pylist():
            key = (row.pop("day"), row.pop("service"), row.pop("ward"))
            turns.setdefault(key, {}).update({k: int(v or 0) for k, v in row.items()})
    places = _places(run, {cell[1:] for cell in cells})
    services = run.ask("SELECT service, name FROM services ORDER BY service").to_pylist()
    about = {
        "on": run.on,
        "final": run.final,
        "services": {row["service"]: row["name"] for row in services},
        "wards": tuple(sorted({place.ward for place in places if place.ward is not None})),
    }
    return figures_from(about, places, cells, turns)


_COUNTED = {
    "held": "count(*) FILTER (status = 'yes') AS entitled, "
    "count(*) FILTER (status = 'unknown') AS possible",
    "receives": "count(*) AS receiving",
    "unmet": "count(*) FILTER (kind = 'unclaimed') AS unclaimed, "
    "count(*) FILTER (kind = 'possible') AS unclaimed_possible, "
    "sum(amount_low * times_a_year) FILTER (kind = 'unclaimed') AS unclaimed_yen_per_year",
    "to_review": "count(*) AS to_review",
    "coming": "count(*) FILTER (change = 'begins') AS begins, "
    "count(*) FILTER (change = 'ends') AS ends",
    "deadlines": "count(*) AS deadlines",
}
_TURNED = {
    "coming": "\"on\" AS day, count(*) FILTER (change = 'begins') AS begins, count(*) FILTER "
    "(change = 'ends') AS ends, count(*) FILTER (change = 'changes') AS changes",
    "deadlines": "\"by\" AS day, count(*) FILTER (kind = 'claim') AS claims, "
    "count(*) FILTER (kind = 'renewal') AS renewals",
}


def _places(run: Run, counted: set[tuple[str | None, str | None]]) -> list[Place]:
    sql = (
        "SELECT ward::VARCHAR AS ward, town::VARCHAR AS town, count(*) AS people, "
        "count(DISTINCT household) AS households FROM people WHERE household NOT IN "
        "(SELECT household FROM units WHERE closed) GROUP BY ALL"
    )
    rows: pa.Table = run.ask(sql)
    found = {(row["ward"], row["town"]): row for row in rows.to_pylist()}
    keys = sorted(
        counted | found.keys(), key=lambda key: tuple((each is None, each or "") for each in key)
    )
    return [
        Place(
            ward=ward,
            town=town,
            people=found.get((ward, town), {}).get("people", 0),
            households=found.get((ward, town), {}).get("households", 0),
        )
        for ward, town in keys
    ]
