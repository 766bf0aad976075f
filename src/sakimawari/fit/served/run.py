"""Opens what is kept ready of a run, and answers for one household."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sakimawari.fit.findings import Progress
from sakimawari.fit.served.counting import figures_in
from sakimawari.fit.served.figures import Figures
from sakimawari.fit.served.lists import ListRows
from sakimawari.fit.served.making import Workshop
from sakimawari.fit.served.plan import SERVED, Plan, plan_of
from sakimawari.fit.served.rights import Rights, receives
from sakimawari.fit.served.side import Side
from sakimawari.fit.served.spans import Flags
from sakimawari.fit.served.values import Member, Membership, Receipt
from sakimawari.fit.served.who import NOBODY
from sakimawari.fit.store import Run
from sakimawari.fit.timetable import Timetable, timetable_of
from sakimawari.guard import clearance
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import fault
from sakimawari.registry.shelf import Item
from sakimawari.rules.figures import day_of, days
from sakimawari.rules.population import UNKNOWN_DATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A run laid out by household: opened once in a process, asked by any number of threads."""

    run: Run
    shop: Workshop
    sides: tuple[Side, Side]
    lists: dict[tuple[str, str], ListRows] = field(default_factory=dict)
    units: dict[frozenset[str], Flags] = field(default_factory=dict)

    @property
    def residents(self) -> Rights:
        """Rights of people and households."""
        return self.sides[0].rights

    @property
    def companies(self) -> Rights:
        """Rights of companies."""
        return self.sides[1].rights

    @property
    def plan(self) -> Plan:
        return self.shop.plan

    def units_of(self, households: frozenset[str]) -> Flags:
        """Of each unit of residents: whether its key is among some; those asked for last are kept."""
        found = self.units.get(households)
        if found is None:
            who = self.residents.who
            found = np.zeros(who.units, np.bool_)
            found[[unit for unit in map(who.unit_of, households) if unit != NOBODY]] = True
            self.units.clear()
            self.units[households] = found
        return found

    def side_of(self, service: str) -> tuple[Side, int] | None:
        """Where a service stands, and its number there; None for one the run has not read."""
        for side in self.sides:
            if service in side.rights.services:
                return side, side.rights.services.index(service)
        return None

    def list_rows(self, name: str, service: str) -> ListRows | None:
        """The rows of a list (see `lists.KINDS`) for one service; None for one not read.

        Made at their first use, then kept beside what else is made of the run.
        """
        held = self.lists.get((name, service))
        stands = self.side_of(service)
        if held is None and stands is not None:
            held = self.lists[name, service] = self.shop.make_list(name, *stands)
        return held

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


def _workshop(
    run: Run, cache: Path | None, threads: int = 2, progress: Progress | None = None
) -> Workshop:
    place = (cache or run.folder.parent.parent / SERVED.parent) / SERVED.name
    return Workshop(run=run, plan=plan_of(run), folder=place, threads=threads, progress=progress)


_open: dict[Path, Served] = {}
_counted: dict[Path, tuple[Mapping[str, Any], Figures]] = {}
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
    shop = _workshop(run, cache, threads, progress)
    with shop.alone():
        sides = shop.make_sides()
        shop.make_figures(sides)
        shop.sweep()
    found = Served(run=run, shop=shop, sides=sides)
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


def figures_of(run: Run, *, cache: Path | None = None) -> Figures:
    """The counts of a run, kept ready by the night; made first where they are not there."""
    held = _counted.get(run.folder)
    if held is None or held[0] != run.manifest:
        shop = _workshop(run, cache)
        item = shop.kept_figures() or _made_figures(shop)
        while len(_counted) >= _MOST_OPEN:
            _counted.pop(next(iter(_counted)), None)
        held = _counted[run.folder] = (run.manifest, figures_in(item, run.on, run.final))
    return held[1]


def _made_figures(shop: Workshop) -> Item:
    with shop.alone():
        return shop.make_figures(shop.make_sides())
