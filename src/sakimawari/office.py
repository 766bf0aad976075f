"""One city's working place: its folder, keys, threads, packs and operational store.

Belongs here: what command line and console both need to begin. Not here: any rule, any page.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sakimawari.guard.keys import Keys, open_keys
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import discover, id_of, load_city, load_packs, packs_in
from sakimawari.problems import Place, fault
from sakimawari.settings import CITY, MUNICIPALITY, Settings

DEMO_MARK = "DEMO"  # the file that marks the home of an invented city


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One city's working place, from the settings and the options of a command."""

    home: Path
    keys_folder: Path
    threads: int
    city: str
    municipality: str
    phone: str
    master: str | None  # of a Spark cluster
    database: str | None = None  # of the operational store; None: operations.sqlite3 in the home
    hosts: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()  # that bring https to the console
    packs_only: tuple[Path, ...] | None = None  # for tests: these stand for the shipped ones

    @property
    def is_demo(self) -> bool:
        """Whether the home holds an invented city; personas and relaxed sign-in exist only there."""
        return (self.home / DEMO_MARK).is_file()

    def keys(self) -> Keys:
        """The keys that make pseudonyms and seal identities; made at the first use."""
        return open_keys(self.keys_folder, data_folder=self.home)

    def sender(self) -> str:
        """The city's name as the sender of letters.

        SET003 where another municipality is set and the name is still the default one.
        """
        if self.municipality != MUNICIPALITY.default and self.city == CITY.default:
            raise fault(
                "SET003",
                f"the municipality is {self.municipality}, and letters would bear the name of "
                f"{self.city}",
                "set SAKIMAWARI_CITY to the name of the city",
                where=Place(file="environment"),
            )
        return self.city

    def catalogue(self) -> Catalogue:
        """The packs in effect: national ones, and the city's own."""
        if self.packs_only is not None:
            return load_packs(self.packs())
        return load_city(self.home, self.municipality)

    def stamp(self) -> tuple[str, ...]:
        """Changes with any pack of the city's own folder, and when keys are rotated."""
        seals = sorted(path.name for path in self.keys_folder.glob("seal-*.key"))
        own = self.home / "packs"
        files = sorted(path for path in own.rglob("*") if path.is_file()) if own.is_dir() else []
        packs = (f"{path.relative_to(own)} {path.stat().st_mtime_ns}" for path in files)
        return (*seals, *packs)

    def packs(self) -> tuple[Path, ...]:
        """The folders of these packs."""
        if self.packs_only is not None:
            own = packs_in(self.home / "packs")
            revised = {id_of(folder) for folder in own}
            return (*(each for each in self.packs_only if id_of(each) not in revised), *own)
        return discover(self.home, municipality=self.municipality)


def office(folder: str | None = None) -> Office:
    """Read the settings; a folder given on the command line goes before them."""
    settings = Settings.read()
    return Office(
        home=Path(folder) if folder is not None else settings.dir,
        keys_folder=settings.keys,
        threads=settings.threads or os.cpu_count() or 1,
        city=settings.city,
        municipality=settings.municipality,
        phone=settings.phone,
        master=settings.spark_master,
        database=settings.database,
        hosts=settings.hosts,
        proxies=settings.proxies,
    )


_current: list[Office] = []


def occupy(place: Office) -> None:
    """Make this the office of the process: what the console finds when it starts."""
    _current[:] = [place]


def current_office() -> Office:
    """The office of the process; from the settings alone where none was named."""
    if not _current:
        _current.append(office())
    return _current[0]
