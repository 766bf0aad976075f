"""The synthetic city a benchmark runs on: made by the product's own road, kept for the next run."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from sakimawari.city.run import build
from sakimawari.fit.subset import select_units
from sakimawari.guard.keys import open_keys
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_city, load_packs, packs_in
from sakimawari.problems import Problems
from sakimawari.registry import schema
from sakimawari.registry.run import load
from sakimawari.registry.store import Snapshot, current_snapshot, open_snapshot
from sakimawari.rules.population import YES, Population
from sakimawari.rules.tree import Fact
from sakimawari.settings import Settings

ON = date(2026, 10, 1)
SEED = 1
EDITION = Path(__file__).parents[1] / "edition"
DIRT = 0.002  # share of rows with a fault, as in real files: so some facts are missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A loaded city and two sets of rules on the day: those shipped now (of residents), and the kept edition.

    The rivals are written after the edition, so that they race with the same rules next year too.
    """

    snapshot: Snapshot
    edition: Catalogue
    shipped: Catalogue
    home: Path
    cache: Path  # where compiled rules are kept

    def population(self) -> Population:
        """Everybody, with every fact a service of either set reads."""
        return self.snapshot.population(_facts(self.edition, self.shipped))


def town(folder: Path, residents: int) -> Town:
    """The city of this size under `folder`, made if it is not there or of another make."""
    place = folder / f"{residents}-seed{SEED}-schema{schema.VERSION}"
    if not place.exists():
        _make(place, residents)
    found = _opened(place / "home")
    try:
        found.snapshot.check(_facts(found.edition, found.shipped))
    except Problems:  # the registers have changed since
        shutil.rmtree(place)
        _make(place, residents)
        found = _opened(place / "home")
    return found


def loaded_town(home: Path, folder: Path) -> Town:
    """A city somebody has loaded; nothing is written into it, kernels are kept under `folder`."""
    return _opened(home, cache=folder / "cache")


def draw(population: Population, residents: int, *, seed: int) -> Population:
    """Whole units in random order until there are so many residents; everybody if there are not."""
    living = np.add.reduceat(population.is_subject == YES, population.offsets[:-1], dtype=np.int64)
    if residents >= living.sum():
        return population
    order = np.random.default_rng(seed).permutation(population.units)
    enough = int(np.searchsorted(np.cumsum(living[order]), residents)) + 1
    return select_units(population, np.sort(order[:enough])).population


def _facts(*catalogues: Catalogue) -> list[Fact]:
    found = {fact.name: fact for rules in catalogues for fact in rules.facts_needed()}
    return list(found.values())


def _opened(home: Path, *, cache: Path | None = None) -> Town:
    return Town(
        snapshot=open_snapshot(current_snapshot(home)),
        edition=load_packs(packs_in(EDITION)),
        shipped=load_city(home, Settings.read().municipality).residents,
        home=home,
        cache=cache or home / "cache",
    )


def _make(place: Path, residents: int) -> None:
    """Made beside its place and moved there whole, so that two benchmarks may begin at once."""
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix="unfinished-", dir=place.parent))
    try:
        home, exports = draft / "home", draft / "exports"
        build(exports, residents=residents, seed=SEED, on=ON, dirt=DIRT)
        keys = open_keys(draft / "keys", data_folder=home)
        load(exports, home, on=ON, opaque=keys.opaque, seal=keys.seal_many)
        shutil.rmtree(exports)
        if not place.exists():
            draft.rename(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
