"""What messages are written from, kept in each process while packs, phrases and day stay the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from sakimawari.console.city import City
from sakimawari.reach.telling.offer import Sender, Wording
from sakimawari.reach.wording.house import FILE
from sakimawari.reach.wording.phrasebook import FOLDER
from sakimawari.reach.wording.values import Stock
from sakimawari.reach.wording.writer import stock_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A city as far as its words depend on it; two of one stamp write alike."""

    stamp: tuple[str, ...]
    there: City = field(compare=False, repr=False)


def ground_of(there: City) -> Ground:
    """The ground of today's words."""
    home = there.office.home
    own = sorted([*home.glob(FILE), *(home / FOLDER).glob("*.yaml")])
    changed = (f"{path.name} {path.stat().st_mtime_ns}" for path in own)
    packs = there.catalogue.hash, *there.office.stamp()
    return Ground(stamp=(*packs, there.today.isoformat(), *changed), there=there)


@lru_cache(maxsize=4)
def stock_on(ground: Ground) -> Stock:
    """The stock on this ground. Raises Problems where words of a city or pack cannot be read."""
    there = ground.there
    sender = Sender(city=Wording(ja=there.office.sender()), phone=there.office.phone)
    return stock_of(there.catalogue, sender, on=there.today, home=there.office.home)
