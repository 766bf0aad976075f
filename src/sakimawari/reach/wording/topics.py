"""What a message says of one service: its name, amount and last day in the words of a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sakimawari.packs.messages import Messages
from sakimawari.packs.pack import Rung
from sakimawari.reach.telling.amounts import worth_text
from sakimawari.reach.telling.dates import date_text, short_date_text
from sakimawari.reach.telling.occasion import Occasion
from sakimawari.reach.telling.offer import Language, Offer
from sakimawari.reach.telling.offers import Right, offer_of
from sakimawari.reach.telling.staff_topic import StaffTopic
from sakimawari.reach.wording.phrasebook import Phrasebook
from sakimawari.reach.wording.values import Stock
from sakimawari.rules.outcome import Status

_OPEN, _CLOSE = "（", "）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """The language of a message: its tag, its phrases, and how clauses and questions are said."""

    tag: str
    phrases: Phrasebook

    @property
    def language(self) -> Language:
        """In which of the three languages of a pack clauses are said: for any other, its figures'."""
        own = (each for each in Language if each.value == self.tag)
        return next(own, self.phrases.amounts)


def tongue_of(stock: Stock, tag: str) -> Tongue:
    """The language asked for if it is spoken, else Japanese."""
    books = stock.phrasebooks
    spoken = tag if tag in books else Language.JAPANESE.value
    return Tongue(tag=spoken, phrases=books[spoken])


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One service in a message.

    `short` is the name without what it adds in brackets. `worth` is "" where no figure is known;
    `deadline` is None where there is none, `passed` where it lies behind. `shows` is whether the
    name may stand on a locked screen. `when` is the day from which it holds, or with which it ends;
    `hand_in` what is to be handed in, `own` the staff's own words.
    """

    offer: Offer
    messages: Messages
    name: str
    short: str
    worth: str
    deadline: date | None
    passed: bool
    until: str
    until_short: str
    shows: bool
    reasons: tuple[str, ...]
    when: str = ""
    when_short: str = ""
    hand_in: str = ""
    own: str = ""

    @property
    def occasion(self) -> Occasion:
        """As what it is told."""
        return self.offer.occasion

    @property
    def is_expected(self) -> bool:
        """Whether the right holds by all the city knows; otherwise it is only possible."""
        return self.offer.status is Status.YES

    @property
    def is_to_apply(self) -> bool:
        """Whether the resident has something to hand in."""
        return self.occasion.offers and self.offer.rung in {Rung.HELP, Rung.OFFER}


def topics_of(
    rights: Sequence[Right],
    stock: Stock,
    tongue: Tongue,
    staff: Mapping[str, StaffTopic] = MappingProxyType({}),
) -> tuple[Topic, ...]:
    """What is told, service by service in the order of the rights; those of several people joined.

    What begins or ends on different days stands apart. `staff` are topics in the staff's own words.
    """
    groups: dict[object, list[Right]] = {}
    for right in rights:
        when = right.since if right.occasion is Occasion.COMING else right.until
        groups.setdefault((right.service, right.occasion, when), []).append(right)
    return tuple(_topic(group, stock, tongue, staff) for group in groups.values())


def _topic(
    group: Sequence[Right], stock: Stock, tongue: Tongue, staff: Mapping[str, StaffTopic]
) -> Topic:
    first = _joined(group)
    own = staff.get(first.service)
    if own is not None:
        offer, messages = own.offer(first), own.messages
    else:
        told = stock.told[first.service]
        offer = offer_of(first, told, stock.facts)
        messages = told.service.messages or Messages()
    if len(group) > 1:
        offer = replace(offer, subjects=("",) * len(group))  # so many, and nobody's name
    name = _name(offer.name.ja, messages, tongue, is_official=own is None)
    day, passed = _deadline(group, stock.on)
    book = tongue.phrases
    when = offer.since if offer.occasion is Occasion.COMING else offer.until
    return Topic(
        offer=offer,
        messages=messages,
        name=name,
        # In easy Japanese brackets hold readings, which go last.
        short=name if tongue.language is Language.EASY else without_brackets(name),
        worth=worth_text(offer, book.amounts),
        deadline=day,
        passed=passed,
        until=date_text(day, book.dates, weekday=True) if day is not None else "",
        until_short=short_date_text(day, book.dates, on=stock.on) if day is not None else "",
        shows=may_show(first.service, messages, stock),
        reasons=tuple(reason.speak(tongue.language) for reason in offer.reasons),
        when=date_text(when, book.dates, weekday=True) if when is not None else "",
        when_short=short_date_text(when, book.dates, on=stock.on) if when is not None else "",
        hand_in=offer.hand_in,
        own=own.text.speak(tongue.language) if own is not None else "",
    )


def _name(official: str, messages: Messages, tongue: Tongue, *, is_official: bool) -> str:
    """The name in the language; in a foreign one the official name stands behind it, to ask by."""
    named = messages.names.get(tongue.tag)
    if named is None:
        return official
    bare = tongue.tag in {"ja", "easy"} or not is_official
    return named if bare else f"{named} ({without_brackets(official)})"


def may_show(service: str, messages: Messages, stock: Stock) -> bool:
    """Whether a service's name may stand where others see it.

    Not if its rule reads facts on health or welfare, unless the pack says with its reason that the
    name gives nothing away.
    """
    if messages.shows is not None:
        return messages.shows
    return service not in stock.private


def _joined(group: Sequence[Right]) -> Right:
    """One right for those of several people: the range of their amounts, what is sure for all."""
    undecided = 0
    for right in group:
        undecided |= right.undecided
    sure = all(right.status is Status.YES for right in group)
    return replace(
        group[0],
        status=Status.YES if sure else Status.UNKNOWN,
        amount_low=min(right.amount_low for right in group),
        amount_high=max(right.amount_high for right in group),
        undecided=undecided,
    )


def _deadline(group: Sequence[Right], on: date) -> tuple[date | None, bool]:
    """The next last day that has not passed, and whether one has."""
    days = [right.deadline for right in group if right.deadline is not None]
    coming = [day for day in days if day >= on]
    return (min(coming) if coming else None), bool(days) and not coming


def without_brackets(name: str) -> str:
    """A name without what it adds in brackets: 葬祭費 for 葬祭費（国民健康保険・後期高齢者医療）."""
    bare, bracket, _ = name.partition(_OPEN)
    if not bracket:
        bare, bracket, _ = name.partition(" (")
    return bare.strip() or name


def shown_of(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Those whose name may stand on a locked screen."""
    return tuple(topic for topic in topics if topic.shows)
