"""What pages are told of one household, and counts over many: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of a household as registered; `guardian` and `spouse` are keys where they are known.

    `visits`: registered in another household, or outside the city, and linked to this one (別居の児童).
    """

    person: str
    relation: str
    born: date | None
    guardian: str | None
    spouse: str | None
    visits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A household: where it lives and who belongs to it, the head (世帯主) first."""

    household: str
    ward: str | None
    town: str | None
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An entry of the register of recipients; `until` is None where it has no last day.

    `services` are the services a recipient of the programme receives; none: a programme no pack
    speaks of. `amount` in `unit`; None where the register states none.
    """

    programme: str
    services: tuple[str, ...]
    since: date | None
    until: date | None
    amount: int | None
    unit: str | None
    beneficiary: str | None

    def on(self, day: date) -> bool:
        """Whether it is received on a day; the first and the last day count."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )
