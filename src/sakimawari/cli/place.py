"""Where a command works: the city's folder, its keys, its threads and its packs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sakimawari.guard.keys import Keys, open_keys
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import discover, load_city
from sakimawari.problems import Place, fault
from sakimawari.settings import CITY, MUNICIPALITY, Settings


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
        return load_city(self.home, self.municipality)

    def packs(self) -> tuple[Path, ...]:
        """The folders of these packs."""
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
    )
