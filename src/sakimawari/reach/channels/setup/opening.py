"""Makes the carriers and the writers of batches of what a city set up; the store must be open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sakimawari.guard.keys import Keys
from sakimawari.reach.channels.addresses import AddressBook
from sakimawari.reach.channels.lists.writer import ListWriter
from sakimawari.reach.channels.portal.writer import PortalWriter
from sakimawari.reach.channels.seam import BatchWriter
from sakimawari.reach.channels.setup.providers import open_providers
from sakimawari.reach.channels.setup.values import Setup
from sakimawari.reach.medium import Medium

__all__ = ["open_providers", "open_writers"]


def open_writers(
    setup: Setup,
    *,
    home: Path,
    keys: Keys,
    book: AddressBook,
    letters: BatchWriter | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> dict[Medium, BatchWriter]:
    """The writers of batches; `letters` is made by whoever has the run and the packs at hand."""
    found: dict[Medium, BatchWriter] = {}
    if setup.portal is not None:
        found[Medium.PORTAL] = PortalWriter(portal=setup.portal, home=home, book=book)
    if setup.letters and letters is not None:
        found[Medium.LETTER] = letters
    for medium, is_there in ((Medium.CALL, setup.calls is not None), (Medium.VISIT, setup.visits)):
        if is_there:
            found[medium] = ListWriter(medium=medium, book=book, keys=keys, now=now)
    return found
