"""Opens what is kept ready of a run, and answers for one household."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from sakimawari.fit.findings import Progress
from sakimawari.fit.served.figures import Figures, Place, figures_from
from sakimawari.fit.served.making import Workshop
from sakimawari.fit.served.plan import SERVED, Plan, plan_of
from sakimawari.fit.served.rights import Rights, receives
from sakimawari.fit.served.values import Member, Membership, Page, Receipt
from sakimawari.fit.served.who import NOBODY
from sakimawari.fit.store import ListQuery, Run
from sakimawari.fit.timetable import Timetable, timetable_of
from sakimawari.guard import clearance
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import fault
from sakimawari.rules.figures import day_of, days
from sakimawari.rules.population import UNKNOWN_DATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A run laid out by household: opened once in a process, asked by any number of threads."""

    run: Run
    plan: Plan
    residents: Rights
    companies: Rights

    def place_of(self, key: str) -> tuple[Rights, int, int] | None:
        """Where a key stands: whose rights, which unit, which row (NOBODY but for a person)."""
        row = self.residents.who.row_of(key)
        if row != NOBODY:
            return self.residents, int(self.residents.who.unit[row]), row
        for rights in (self.residents, self.companies):
            unit = rights.who.unit_of(key)
            if unit != NOBODY:
                return rights, unit, NOBODY
        return None

    def household_of(self, key: str) -> str | None:
        """The household of a person, or the key itself where it is one's; None if unknown."""
        found = self.place_of(key)
        if found is None or found[0] is self.companies:
            return None
        return str(self.residents.who.household[found[1]].decode())

    def membership(self, key: str) -> Membership | None:
        """The household of a person, or the one with this key; None if the run knows neither."""
        found = self.place_of(key)
        if found is None or found[0] is self.companies:
            return None
        who, unit = self.residents.who, found[1]
        arrays = who.item.arrays
        return Membership(
            household=str(who.household[unit].decode()),
            ward=who.word(int(who.ward[unit])),
            town=who.word(int(who.town[unit])),
            members=tuple(
                Member(
                    person=str(who.person[row].decode()),
                    relation=who.word(int(arrays["relation"][row])) or "",
                    born=_born(int(who.born[row])),
                    guardian=self._key(int(arrays["guardian"][row])),
                    spouse=self._key(int(arrays["spouse"][row])),
                    visits=not arrays["is_subject"][row],
                )
                for row in range(int(who.offsets[unit]), int(who.offsets[unit + 1]))
            ),
        )

    def keys_of(self, unit: int) -> tuple[str, ...]:
        """The opaque keys of the people of a household, visitors included."""
        who = self.residents.who
        rows = range(int(who.offsets[unit]), int(who.offsets[unit + 1]))
        return tuple(str(who.person[row].decode()) for row in rows)

    def _key(self, row: int) -> str | None:
        return str(self.residents.who.person[row].decode()) if row >= 0 else None

    def receipts(self, key: str) -> tuple[Receipt, ...]:
        """What the registers say a person (or a company) receives, ended entries too, by first day."""
        found = self.place_of(key)
        if found is None:
            return ()
        rights, unit, row = found
        at = unit if rights is self.companies else row
        services: dict[str, tuple[str, ...]] = {}
        for slug, (_, programme) in self.plan.received_as.items():
            services[programme] = (*services.get(programme, ()), slug)
        return tuple(rights.receipts.of(at, services)) if at >= 0 else ()


def _born(number: int) -> date | None:
    return None if number == UNKNOWN_DATE else day_of(number)


_open: dict[Path, Served] = {}
_MOST_OPEN = 2


def open_served(
    run: Run, *, cache: Path | None = None, threads: int = 2, progress: Progress | None = None
) -> Served:
    """A run laid out; what the night did not make, or what was deleted since, is made first.

    `cache` is the city's, if not beside the runs. The last few stay open in a process.
    """
    held = _open.get(run.folder)
    if held is not None and held.run.manifest == run.manifest:
        return held
    place = (cache or run.folder.parent.parent / SERVED.parent) / SERVED.name
    shop = Workshop(run=run, plan=plan_of(run), folder=place, threads=threads, progress=progress)
    with shop.alone():
        found = Served(
            run=run,
            plan=shop.plan,
            residents=shop.make_residents(),
            companies=shop.make_companies(),
        )
        shop.sweep()
    while len(_open) >= _MOST_OPEN:
        _open.pop(next(iter(_open)), None)
    _open[run.folder] = found
    return found


def timetable_at(served: Served, catalogue: Catalogue, subject: str) -> Timetable:
    """The calendar of a subject, equal to `fit.timetable.timetable`, in a millisecond or two.

    Problem FIT001 where the run names nobody with this key. Within a watched request somebody of the
    household must have been cleared (`guard.clearance`).
    """
    found = served.place_of(subject)
    if found is not None and found[0] is served.residents and clearance.is_watched():
        clearance.require_any(served.keys_of(found[1]))
    if found is None:
        raise fault(
            "FIT001",
            "the run knows nobody with this key",
            "take a key from `sakimawari list`; keys change when the keys folder changes",
        )
    rights, unit, row = found
    on, final = served.run.on, served.run.final
    told = receives(rights, unit, row, days(on), served.plan.received_as)
    return timetable_of(
        subject,
        _within(rights.rows_of(unit, row), on, final),
        catalogue,
        days=(on, final),
        receives=told,
    )


def _within(rows: Iterable[dict[str, Any]], on: date, final: date) -> Iterator[dict[str, Any]]:
    """Stretches cut to the days of the calendar; those that lie before it are left out."""
    first, last = days(on), days(final)
    for row in rows:
        if row["until"] >= first:
            row["since"] = on if row["since"] <= first else day_of(row["since"])
            row["until"] = final if row["until"] >= last else day_of(row["until"])
            yield row


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
