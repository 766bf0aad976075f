"""What is asked to be written, and what was written: one message to one adult by one medium."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sakimawari.packs.pack import DeclaredFact
from sakimawari.reach.medium import Medium
from sakimawari.reach.telling.offer import Sender
from sakimawari.reach.telling.offers import Right, Told
from sakimawari.reach.telling.staff_topic import StaffTopic
from sakimawari.reach.wording.phrasebook import Phrasebook, shipped_phrasebooks

MAIN = "a"  # the variant everybody hears unless a trial runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One message to be written: which rights are told (the most pressing first), by which medium.

    `language` is ja, easy, en or any BCP-47 tag; one that a service does not speak falls back to
    Japanese, and the message says so. `name` is put into words spoken by staff alone (call, visit);
    "" leaves it to their list. `link` is where a resident reads more after signing in; "" is the
    city's telephone alone. `reference` is the opaque id of the message, printed where a resident
    may quote it. `staff` are the topics of lists among the rights, by slug.
    """

    rights: tuple[Right, ...]
    medium: Medium
    language: str = "ja"
    variant: str = MAIN
    name: str = field(default="", repr=False)
    link: str = field(default="", repr=False)
    reference: str = ""
    staff: Mapping[str, StaffTopic] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.rights:
            raise ValueError("a message needs something to say")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A message in words. Its texts may tell of a household: never logged, never in an error.

    `shown` is what stands on a locked screen or in a list of messages: LINE's altText, the first
    of an e-mail, the title of a push. It never tells of health or welfare. `segments` are what a
    text message is charged by (1 for other media). `services` are those told by name, `unnamed`
    those a reader finds behind the link. `fell_back` says that Japanese stands in for `asked`.
    """

    subject: str = field(repr=False)
    text: str = field(repr=False)
    shown: str = field(repr=False)
    medium: Medium
    language: str
    asked: str
    variant: str
    segments: int = 1
    services: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()  # parts left out to keep within the medium's length

    @property
    def fell_back(self) -> bool:
        """Whether the language asked for is not spoken, so that Japanese stands in."""
        return self.language != self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What a city allows in words, beyond what is always forbidden.

    `amounts_by_sms`: whether a text message may name an amount (of a service whose name may show);
    off by default, as a telephone lies on tables. `sms_segments`: the most one message may take.
    """

    amounts_by_sms: bool = False
    sms_segments: int = 2

    def __post_init__(self) -> None:
        if not 1 <= self.sms_segments <= 10:
            raise ValueError("a text message takes from 1 to 10 segments")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What every message of a day is written from: services ready to be told, the city, the day.

    `private` are the services that never show on a locked screen.
    """

    told: Mapping[str, Told]
    facts: Mapping[str, DeclaredFact]
    private: frozenset[str]
    sender: Sender
    on: date
    manners: Manners = field(default_factory=Manners)
    phrasebooks: Mapping[str, Phrasebook] = field(default_factory=shipped_phrasebooks)
