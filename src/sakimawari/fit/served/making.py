"""Lays a run out: what is there is mapped, what is lacking is made, once for all processes."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sakimawari.fit.findings import Progress
from sakimawari.fit.served.counting import count_run
from sakimawari.fit.served.keys import Numbers, keys_of
from sakimawari.fit.served.lists import ListRows, make_list
from sakimawari.fit.served.plan import Plan
from sakimawari.fit.served.receipts import Receipts, make_receipts
from sakimawari.fit.served.rights import NEVER, Rights
from sakimawari.fit.served.side import Side
from sakimawari.fit.served.sides import closed_of, ground_of, sides_of
from sakimawari.fit.served.volume import Volume, make_volume
from sakimawari.fit.served.who import Who, make_who
from sakimawari.fit.store import Run
from sakimawari.registry.shelf import Item, Shelf
from sakimawari.rules.figures import days

_RUNS_KEPT = 2  # what belongs to older runs is dropped
_PEOPLE, _RECEIPTS, _VOLUME, _MADE_WITH = "people", "receipts", "volume", "made-with"
_SUPPLEMENT, _SINCE, _COMPANIES, _PROGRAMMES = "supplement", "since", "companies", "programmes"
_OF_COMPANIES, _FIGURES, _CLOSED = "rights-of-companies", "figures", "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """Where the arrays of a run are kept; `folder` None keeps them in memory alone."""

    run: Run
    plan: Plan
    folder: Path | None
    threads: int = 2
    progress: Progress | None = None

    def shelf(self, name: str) -> Shelf:
        """The shelf of one of the plan's folders, whose name stands for its source."""
        return Shelf(folder=None if self.folder is None else self.folder / name, source=name)

    def make_residents(self) -> Rights:
        """The rights of households and people."""
        shelf = self.shelf(self.plan.people)
        who = Who(item=shelf.take(_PEOPLE, lambda: make_who(self.run.folder)))
        receipts = shelf.take(_RECEIPTS, lambda: self._receipts("receiving", who))
        volume, earlier = self._volume(who)
        of_run = self.shelf(self.plan.run)
        supplement = since = None
        if any(source.files for source in self.plan.again) or self._replaced():
            since = of_run.take(_SINCE, lambda: self._since(earlier, who))
            now = since.arrays["now"]
            again = [source for source in self.plan.again if source.files]
            supplement = Volume(
                item=of_run.take(
                    _SUPPLEMENT,
                    lambda: make_volume(
                        again, who, counts=lambda units, layer: layer >= now[units]
                    ),
                )
            )
        return Rights(
            who=who,
            earlier=earlier,
            volume=volume,
            supplement=supplement,
            since=since,
            receipts=Receipts(item=receipts),
        )

    def make_companies(self) -> Rights:
        """The rights of companies; they are few, and made anew for each run."""
        shelf = self.shelf(self.plan.run)
        item = shelf.take(_COMPANIES, lambda: make_who(self.run.folder, companies=True))
        who = Who(item=item)
        return Rights(
            who=who,
            earlier=who,
            volume=Volume(
                item=shelf.take(_OF_COMPANIES, lambda: make_volume(self.plan.companies, who))
            ),
            supplement=None,
            since=None,
            receipts=Receipts(
                item=shelf.take(_PROGRAMMES, lambda: self._receipts("programmes", who))
            ),
        )

    def make_sides(self) -> tuple[Side, Side]:
        """Residents and companies, with what the run says of their services."""
        residents, companies = self.make_residents(), self.make_companies()

        def make() -> Item:
            return Item(arrays={"closed": closed_of(self.run, residents.who)})

        closed = self.shelf(self.plan.run).take(_CLOSED, make).arrays["closed"]
        return sides_of(self.run, residents, companies, closed)

    def make_figures(self, sides: tuple[Side, Side]) -> Item:
        """The counts of the run."""

        def make() -> Item:
            ground = ground_of(self.run, self.plan, sides)
            return count_run(
                ground.measured,
                ground.about,
                ground.places,
                threads=self.threads,
                done=self._counting,
            )

        return self.shelf(self.plan.run).take(_FIGURES, make)

    def make_list(self, name: str, side: Side, service: int) -> ListRows:
        """The rows of a list for one service, made at their first use."""
        calendar = (days(self.run.on), days(self.run.final))
        slug = side.told[service].slug
        return ListRows(
            item=self.shelf(self.plan.run).take(
                f"{name}={slug}", lambda: make_list(name, side, service, calendar)
            )
        )

    def kept_figures(self) -> Item | None:
        """The counts, where they were made."""
        return self.shelf(self.plan.run).kept(_FIGURES)

    def _counting(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress("figures", done, total)

    def _receipts(self, name: str, who: Who) -> Item:
        at_home = who.item.arrays["is_subject"] == 1
        if not len(at_home):  # companies: every unit is at home
            at_home = np.ones(who.units, np.bool_)
        return make_receipts(self.run.folder / f"{name}.parquet", at_home)

    def _volume(self, who: Who) -> tuple[Volume, Who]:
        """The volume of the last whole reading, and the people it was made with."""
        shelf = self.shelf(self.plan.rights)
        held, made_with = shelf.kept(_VOLUME), shelf.kept(_MADE_WITH)
        if held is not None and made_with is not None:
            people, layer = made_with.words
            if int(layer) > int(self.run.manifest["layer"]):  # of a later night: it forgot people
                own = self.shelf(self.plan.run)
                return Volume(item=own.take(_VOLUME, lambda: self._make_volume(who))), who
            if people == self.plan.people:
                return Volume(item=held), who
            then = self.shelf(people).kept(_PEOPLE)
            if then is not None:
                return Volume(item=held), Who(item=then)
        if shelf.folder is not None:
            shutil.rmtree(shelf.folder, ignore_errors=True)
        shelf = self.shelf(self.plan.rights)
        layer = str(self.run.manifest["layer"])
        made = shelf.keep(_VOLUME, self._make_volume(who))
        shelf.keep(_MADE_WITH, Item(arrays={}, words=(self.plan.people, layer)))
        return Volume(item=made), who

    def _make_volume(self, who: Who) -> Item:
        return make_volume(self.plan.whole, who, threads=self.threads, done=self._tell)

    def _tell(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress("by household", done, total)

    def _replaced(self) -> list[Path]:
        return sorted((self.run.folder / "replaced").glob("*.parquet"))

    def _since(self, earlier: Who, who: Who) -> Item:
        """The layer that speaks for each unit, of then (`again`) and of the run (`now`)."""
        tables = [pq.read_table(path) for path in self._replaced()]
        table = pa.concat_tables(tables) if tables else None
        found = {}
        for name, units in (("again", earlier), ("now", who)):
            layers: Numbers = np.full(units.units, NEVER, np.int32)
            if table is not None:
                at = units.household_table().find(keys_of(table["household"]))
                known = at >= 0
                np.maximum.at(layers, at[known], np.asarray(table["layer"])[known])
            found[name] = layers
        return Item(arrays=found)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One process makes, the others wait and find it made."""
        if self.folder is None:
            yield
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def sweep(self) -> None:
        """Drop what neither this run nor the one before uses."""
        if self.folder is None:
            return
        shelf = self.shelf(self.plan.run)
        made_with = self.shelf(self.plan.rights).kept(_MADE_WITH)
        people = made_with.words[:1] if made_with is not None else ()
        shelf.take(
            "uses", lambda: Item(arrays={}, words=(self.plan.people, self.plan.rights, *people))
        )
        runs = sorted(
            self.folder.glob("run-*"), key=lambda path: path.stat().st_mtime, reverse=True
        )
        kept = {self.plan.run}
        for place in [path for path in runs if path.name != self.plan.run][: _RUNS_KEPT - 1]:
            uses = self.shelf(place.name).kept("uses")
            kept |= {place.name, *(uses.words if uses is not None else ())}
        kept |= {self.plan.people, self.plan.rights, *people}
        for place in self.folder.iterdir():
            if place.is_dir() and place.name not in kept:
                shutil.rmtree(place, ignore_errors=True)
