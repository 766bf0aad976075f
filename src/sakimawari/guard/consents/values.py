"""What residents said about being told, about their data, and about who acts for them.

Values and pure functions. Nothing is overwritten: each word is kept with its moment, who said it and
how it was given, and the last word counts. What the register of contacts held before is the
beginning; the resident's own word goes before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum


class ConsentTo(Enum):
    """What one may agree to or not. Silence is no consent, and no refusal either.

    NOTICES   being told of services (個人情報保護法第69条)
    TAX       use of tax records to find and prefill services (地方税法第22条)
    PARTNERS  handing over to bodies that work with the city (個人情報保護法第69条第2項第1号)
    """

    NOTICES = "notices"
    TAX = "tax"
    PARTNERS = "partners"


class Channel(Enum):
    """How the city may speak to somebody."""

    LETTER = "letter"
    EMAIL = "email"
    LINE = "line"
    PHONE = "phone"


class How(Enum):
    """How a word or a delegation was given to the city.

    PHONE: by telephone, after the city made sure who was calling.
    LEGAL: by law or court, not by the person's own word (親権・成年後見); the paper was seen.
    """

    ONLINE = "online"
    COUNTER = "counter"
    PHONE = "phone"
    PAPER = "paper"
    LEGAL = "legal"


class ProxyKind(Enum):
    """Who acts for somebody.

    FAMILY a relative · HELPER a friend, helper or supporter · COMMISSIONER 民生委員・児童委員 ·
    GUARDIAN 成年後見人・保佐人・補助人 or another legal representative
    """

    FAMILY = "family"
    HELPER = "helper"
    COMMISSIONER = "commissioner"
    GUARDIAN = "guardian"


LANGUAGES = ("ja", "easy", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """When a word was given, by whom (a resident's key or an account), and how."""

    at: datetime
    by_kind: str  # resident, staff
    by: str
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSaid:
    """A yes or no to one purpose; `until`: last day of a consent given for a time."""

    to: ConsentTo
    agrees: bool
    given: Given
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How somebody wants to be told, whole: what a new word does not name falls back to the register.

    `channels` in the order wished. Quiet hours run from `quiet_from` to `quiet_until` (over midnight
    where that is earlier); both are None where no hour is quiet. `large_text` for letters.
    """

    channels: tuple[Channel, ...] = ()
    language: str = ""  # of LANGUAGES; "": not said
    quiet_from: time | None = None
    quiet_until: time | None = None
    large_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WishesSaid:
    """Wishes with who gave them."""

    wishes: Wishes
    given: Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What the register of contacts holds, as it writes it; None and "" where it was not asked."""

    prefers: str = ""  # 郵便 メール LINE 電話
    language: str = ""  # 日本語 やさしい日本語 英語
    notices: bool | None = None
    tax: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What holds on a day for one person. Consents are None where nobody has said anything.

    `own` names what rests on the resident's own word: wishes, notices, tax, partners.
    """

    wishes: Wishes
    consents: Mapping[ConsentTo, bool | None] = field(default_factory=dict)
    own: frozenset[str] = frozenset()

    def agrees_to(self, to: ConsentTo) -> bool:
        """Whether there is a yes: for what needs consent, silence is none."""
        return self.consents.get(to) is True

    def refuses(self, to: ConsentTo) -> bool:
        """Whether there is a no: for what the law allows unless somebody objects."""
        return self.consents.get(to) is False

    def is_quiet(self, at: time) -> bool:
        """Whether nothing may ring at this time of day (Japan); the last minute is no longer quiet."""
        first, last = self.wishes.quiet_from, self.wishes.quiet_until
        if first is None or last is None:
            return False
        return first <= at < last if first <= last else at >= first or at < last


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """The last words of everybody who ever said anything, by their keys: what a city of a million
    needs at once.

    `consents` to one purpose, None where a yes has run out; who is missing said nothing and is as
    the register says. Both go before the register, as in `preferences_from`.
    """

    consents: Mapping[str, bool | None]
    wishes: Mapping[str, Wishes]


_CHANNELS = {
    "郵便": Channel.LETTER,
    "メール": Channel.EMAIL,
    "LINE": Channel.LINE,
    "電話": Channel.PHONE,
}
_LANGUAGES = {"日本語": "ja", "やさしい日本語": "easy", "英語": "en"}


def preferences_from(
    registered: Registered,
    wishes: Iterable[WishesSaid],
    consents: Iterable[ConsentSaid],
    on: date,
) -> Preferences:
    """What holds on a day: the last word of each kind, else the register's."""
    own: set[str] = set()
    held = Wishes(
        channels=(_CHANNELS[registered.prefers],) if registered.prefers in _CHANNELS else (),
        language=_LANGUAGES.get(registered.language, ""),
    )
    said = max(wishes, key=lambda word: word.given.at, default=None)
    if said is not None:
        own.add("wishes")
        held = Wishes(
            channels=said.wishes.channels or held.channels,
            language=said.wishes.language or held.language,
            quiet_from=said.wishes.quiet_from,
            quiet_until=said.wishes.quiet_until,
            large_text=said.wishes.large_text,
        )
    answers: dict[ConsentTo, bool | None] = {
        ConsentTo.NOTICES: registered.notices,
        ConsentTo.TAX: registered.tax,
        ConsentTo.PARTNERS: None,
    }
    last: dict[ConsentTo, ConsentSaid] = {}
    for word in sorted(consents, key=lambda word: word.given.at):
        last[word.to] = word
    for to, word in last.items():
        own.add(to.value)
        # A consent that ran out leaves nothing said: the register's older yes does not come back.
        answers[to] = None if word.until is not None and word.until < on else word.agrees
    return Preferences(wishes=held, consents=answers, own=frozenset(own))


# ---------------------------------------------------------------- delegation


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """That a `proxy` may act for a `person`, both by opaque key, from a first to a last day.

    `services` are slugs; empty: for everything. `until` None: until revoked. `ended` is the day of
    its revocation, on which it no longer holds.
    """

    id: int
    person: str
    proxy: str
    kind: ProxyKind
    services: frozenset[str]
    since: date
    until: date | None
    given: Given
    ended: date | None = None
    ended_by: str = ""

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day; the first and the last day count."""
        if self.ended is not None and self.ended <= on:
            return False
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """What all delegations of one proxy for one person come to on a day.

    `whole`: for every service. `legal`: by law or court, with what is closed to other proxies.
    """

    whole: bool
    legal: bool
    services: frozenset[str] = frozenset()

    @property
    def relation(self) -> str:
        """The word the policies know it by: legal, proxy, limited."""
        return "legal" if self.legal else "proxy" if self.whole else "limited"


def mandates_of(delegations: Iterable[Delegation], on: date) -> dict[str, Mandate]:
    """The people somebody may act for on a day, each with how far; `delegations` are the proxy's."""
    found: dict[str, Mandate] = {}
    for each in delegations:
        if not each.holds(on):
            continue
        held = found.get(each.person, Mandate(whole=False, legal=False))
        whole = not each.services
        found[each.person] = Mandate(
            whole=held.whole or whole,
            legal=held.legal or (whole and each.given.how is How.LEGAL),
            services=held.services | each.services,
        )
    return found
