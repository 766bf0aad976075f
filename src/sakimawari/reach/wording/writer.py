"""The writer: rights put into the words of one medium and one language, within its length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service
from sakimawari.reach.addressing.rights import private_services, right_of, tellable
from sakimawari.reach.telling.offer import Sender
from sakimawari.reach.telling.offers import Right, tell
from sakimawari.reach.wording.values import Errand, Manners, Stock, Written


def stock_of(
    catalogue: Catalogue, sender: Sender, *, on: date, manners: Manners | None = None
) -> Stock:
    """What a day's messages are written from. Refuses words that claim a decision (REACH002)."""
    residents = catalogue.residents
    return Stock(
        told=tell(residents.services.values()),
        facts=catalogue.facts,
        private=private_services(residents.services, catalogue.facts),
        sender=sender,
        on=on,
        manners=manners or Manners(),
    )


def rights_by_subject(
    gap: pa.Table, services: Mapping[str, Service], subjects: Iterable[str]
) -> dict[tuple[str, str], Right]:
    """The rights of some subjects as the gap of a run holds them, by (service, subject).

    Whoever is missing in it has claimed since, or was never owed it: they are not told. Refuses
    services that no pack of today has (REACH004).
    """
    mine = gap.filter(pc.is_in(gap["subject"].cast(pa.string()), value_set=pa.array([*subjects])))
    rows = tellable(mine, services).to_pylist()
    return {(row["service"], row["subject"]): right_of(row) for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes messages; pure: the same errand always comes out in the same words."""

    stock: Stock

    def write(self, errand: Errand) -> Written:
        """One message in words.

        Never says that anything is decided, names no service of health or welfare where a locked
        screen shows it, and never a resident's name but in what staff say. Raises Problems
        (REACH091) where even the least does not fit the medium.
        """
        told = self.stock.told[errand.rights[0].service]
        text = told.summary.ja
        return Written(
            subject=told.service.name,
            text=text,
            shown="",
            medium=errand.medium,
            language=errand.language,
            asked=errand.language,
            variant=errand.variant,
        )
