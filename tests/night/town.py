"""A synthetic city of three thousand, loaded once, for the tests of the night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sakimawari.city.run import build
from sakimawari.fit.run import Task
from sakimawari.guard.keys import Keys, open_keys
from sakimawari.packs.catalogue import Catalogue
from sakimawari.registry.run import load
from sakimawari.registry.store import Snapshot, current_snapshot, open_snapshot
from tests.edition import thirteen_services

ON = date(2026, 10, 1)
TASK = Task(on=ON, months=2, threads=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    home: Path
    keys: Keys
    catalogue: Catalogue

    @property
    def snapshot(self) -> Snapshot:
        return open_snapshot(current_snapshot(self.home))


def found_town(folder: Path, residents: int = 3_000, seed: int = 2) -> Town:
    """Build and load a city below a folder."""
    home = folder / "home"
    build(folder / "exports", residents=residents, seed=seed, on=ON)
    kernels = kernels_of(folder)
    kernels.mkdir(exist_ok=True)
    home.mkdir()
    (home / "cache").symlink_to(kernels)
    keys = open_keys(folder / "keys", data_folder=home)
    load(folder / "exports", home, on=ON, opaque=keys.opaque, seal=keys.seal_many)
    return Town(home=home, keys=keys, catalogue=thirteen_services())


def kernels_of(folder: Path) -> Path:
    """Where the tests keep the rules they compiled, for all processes of a run and the next runs.

    It is one place for every room: the rules of the edition take more than a minute to compile.
    """
    processes = [each for each in folder.parents if each.name.startswith("popen-")]  # of xdist
    return (processes[0].parent.parent if processes else folder.parent.parent) / "kernels"
