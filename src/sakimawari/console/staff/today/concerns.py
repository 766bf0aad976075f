"""What somebody should look at: registers not loaded, rows set aside, figures to be confirmed, laws
that change. Worked out once for a city as it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sakimawari.console.city import City
from sakimawari.packs.ahead import Coming, coming_changes, readers
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.upkeep import Doubt, DoubtfulFigure, doubtful_figures

AHEAD_DAYS = 183  # how far ahead changes of the law are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """A figure of the law to be read again at its source, and the services that read it."""

    name: str
    article: str
    source: str
    since: date
    check_by: date
    unsure: bool
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerns:
    """All that is to be looked at. `registers` count the facts each of them would tell.

    `set_aside` are rows that were not taken in, by file. `stale_days` is how long ago the registers
    were loaded.
    """

    registers: Mapping[str, int]
    set_aside: Mapping[str, int]
    loaded: date
    stale_days: int
    figures: tuple[Doubtful, ...]
    laws: tuple[Coming, ...]

    @property
    def rows_aside(self) -> int:
        """All rows that were not taken in."""
        return sum(self.set_aside.values())

    @property
    def anything(self) -> bool:
        """Whether there is anything to look at."""
        told = (self.registers, self.set_aside, self.figures, self.laws, self.stale_days > 0)
        return any(told)

    def of(self, services: Collection[str]) -> Concerns:
        """The same with the figures and laws that touch some services; new laws always do."""
        wanted = set(services)
        return Concerns(
            registers=self.registers,
            set_aside=self.set_aside,
            loaded=self.loaded,
            stale_days=self.stale_days,
            figures=tuple(each for each in self.figures if wanted & set(each.services)),
            laws=tuple(
                each for each in self.laws if not each.services or wanted & set(each.services)
            ),
        )


_known: dict[tuple[str, str, date], Concerns] = {}


def concerns_of(city: City) -> Concerns:
    """The concerns of a city today; kept until a pack, a snapshot or the day is another."""
    key = (str(city.snapshot.folder), city.catalogue.hash, city.today)
    if key not in _known:
        found = _found(city)
        _known.clear()
        _known[key] = found
    return _known[key]


def _found(city: City) -> Concerns:
    facts = city.catalogue.residents.facts_needed()
    registers = Counter(city.snapshot.registers_not_loaded(facts).values())
    aside = Counter(city.snapshot.set_aside()["file"].to_pylist())
    loaded = date.fromisoformat(city.snapshot.manifest["date"])
    return Concerns(
        registers=dict(registers.most_common()),
        set_aside=dict(aside.most_common()),
        loaded=loaded,
        stale_days=(city.today - loaded).days,
        figures=_doubtful(city.catalogue, city.today),
        laws=coming_changes(
            city.catalogue, on=city.today, until=city.today + timedelta(days=AHEAD_DAYS)
        ),
    )


def _doubtful(catalogue: Catalogue, on: date) -> tuple[Doubtful, ...]:
    read_by = readers(catalogue)
    found = [each for pack in catalogue.packs for each in doubtful_figures(pack, on=on)]
    return tuple(
        _told(each, read_by) for each in sorted(found, key=lambda one: one.provenance.check_by)
    )


def _told(figure: DoubtfulFigure, read_by: Mapping[tuple[str, str], tuple[str, ...]]) -> Doubtful:
    keys = (("parameter", figure.name), ("table", figure.name))
    services = {slug for key in keys for slug in read_by.get(key, ())}
    return Doubtful(
        name=figure.name,
        article=figure.provenance.article,
        source=figure.provenance.source,
        since=figure.since,
        check_by=figure.provenance.check_by,
        unsure=figure.doubt is Doubt.UNSURE,
        services=tuple(sorted(services)),
    )
