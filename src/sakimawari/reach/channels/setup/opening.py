"""Makes the carriers and writers of what a city set up. Nothing is called before something is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sakimawari.guard.keys import Keys
from sakimawari.reach.channels.addresses import AddressBook
from sakimawari.reach.channels.lists.writer import ListWriter
from sakimawari.reach.channels.mail.carrier import MailCarrier
from sakimawari.reach.channels.portal.writer import PortalWriter
from sakimawari.reach.channels.seam import BatchWriter, Provider
from sakimawari.reach.channels.setup.credentials import secret_of
from sakimawari.reach.channels.setup.values import Setup
from sakimawari.reach.channels.sms.carrier import SmsCarrier
from sakimawari.reach.medium import Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """What a city can send by. `providers` of a medium stand in the order they are tried."""

    setup: Setup
    providers: Mapping[Medium, tuple[Provider, ...]]
    writers: Mapping[Medium, BatchWriter] = field(default_factory=dict)


def open_providers(
    setup: Setup, *, home: Path, keys_folder: Path
) -> dict[Medium, tuple[Provider, ...]]:
    """The carriers. REACH071 for a secret that is missing, REACH073 for a file that does not read."""
    found: dict[Medium, tuple[Provider, ...]] = {}
    if setup.mail:
        found[Medium.EMAIL] = tuple(
            MailCarrier(one, home, password=secret_of(keys_folder, one.name) if one.user else None)
            for one in setup.mail
        )
    if setup.line:
        # The official SDK takes a second to load: a city without LINE does not pay for it.
        from sakimawari.reach.channels.line.carrier import LineCarrier

        found[Medium.LINE] = tuple(
            LineCarrier(one, secret_of(keys_folder, one.name)) for one in setup.line
        )
    if setup.sms:
        found[Medium.SMS] = tuple(
            SmsCarrier(one, secret_of(keys_folder, one.name)) for one in setup.sms
        )
    return found


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
