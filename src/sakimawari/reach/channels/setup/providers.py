"""Makes the carriers of what a city set up. Nothing is called before something is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from sakimawari.reach.channels.mail.carrier import MailCarrier
from sakimawari.reach.channels.rehearsal.carrier import REHEARSED, RehearsalCarrier
from sakimawari.reach.channels.seam import Provider
from sakimawari.reach.channels.setup.credentials import secret_of
from sakimawari.reach.channels.setup.values import Setup
from sakimawari.reach.channels.sms.carrier import SmsCarrier
from sakimawari.reach.medium import Medium


class Carrier(Provider, Protocol):
    """A provider as the city's own hands hold it: it can be checked, and let go."""

    def check(self) -> str:
        """Whether it would take messages, in a word that begins with `ok` if so; nothing is sent."""

    def close(self) -> None:
        """End the lines to it."""


def open_providers(
    setup: Setup, *, home: Path, keys_folder: Path, invented: bool = False
) -> dict[Medium, tuple[Carrier, ...]]:
    """The carriers. REACH071 for a secret that is missing, REACH073 for a file that does not read.

    While the city rehearses, no provider is opened at all; nor where its residents are `invented`,
    whose addresses may be those of strangers, whatever providers are named.
    """
    if setup.rehearsal or (invented and setup.names):
        return {each: (RehearsalCarrier(medium=each, home=home),) for each in REHEARSED}
    found: dict[Medium, tuple[Carrier, ...]] = {}
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
