"""The parts of a message in their order, and which of them go first where room is short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sakimawari.packs.messages import Use
from sakimawari.packs.pack import Rung
from sakimawari.reach.medium import Medium
from sakimawari.reach.telling.occasion import Occasion
from sakimawari.reach.wording.filling import filled
from sakimawari.reach.wording.topics import Tongue, Topic, shown_of
from sakimawari.reach.wording.values import Errand, Stock

MOST_REASONS = 3


class Part(Enum):
    """What may be left out of a message, by what it costs the reader to miss it."""

    REASONS = "reasons"
    CAREFUL = "careful"
    DECIDES = "decides"
    BRACKETS = "brackets"  # of names
    AMOUNTS = "amounts"
    STOP = "stop"
    NEXT = "next"
    ITEMS = "items"  # all names but the first
    OFFICE = "office"  # only where a link or the telephone stays
    DEADLINE = "deadline"
    NAMES = "names"  # what is left says only that there is a notice


# What falls away first stands first. The city's name, where to read on and a telephone number where
# there is no link always stay.
_SHORT = (
    *(Part.BRACKETS, Part.AMOUNTS, Part.NEXT, Part.OFFICE, Part.ITEMS),
    *(Part.DEADLINE, Part.NAMES),
)
_LONG = tuple(Part)
ORDER: Mapping[Medium, tuple[Part, ...]] = {
    medium: _SHORT if medium in {Medium.SMS, Medium.LINE} else _LONG for medium in Medium
}
# Where only those may read who have signed in, opened an envelope, or said who they are.
BEHIND_A_DOOR = frozenset({Medium.PORTAL, Medium.LETTER, Medium.CALL, Medium.VISIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One message being composed: what is told, in which language, without which parts."""

    errand: Errand
    stock: Stock
    tongue: Tongue
    topics: tuple[Topic, ...]
    without: frozenset[Part] = frozenset()

    @property
    def tellable(self) -> tuple[Topic, ...]:
        """The topics this medium may name; the others are only counted."""
        if Part.NAMES in self.without:
            return ()
        open_to_all = self.errand.medium not in BEHIND_A_DOOR
        return shown_of(self.topics) if open_to_all else self.topics

    @property
    def named(self) -> tuple[Topic, ...]:
        """The topics whose names stand in the text."""
        return self.tellable[:1] if Part.ITEMS in self.without else self.tellable

    def say(self, key: str, **values: str) -> str:
        """A phrase of the language, in the variant asked for."""
        return self.tongue.phrases.say(key, self.errand.variant, **values)

    def name(self, topic: Topic) -> str:
        """A topic's name, in full while there is room; short at once where each sign is paid for."""
        is_short = Part.BRACKETS in self.without or self.errand.medium is Medium.SMS
        return topic.short if is_short else topic.name

    @property
    def city(self) -> str:
        """Who writes. A language without a name for the city says its English one."""
        city = self.stock.sender.city
        return city.speak(self.tongue.phrases.amounts)

    def phone(self) -> str:
        """The number to call: of the one department concerned, else the city's.

        Nobody learns from a number what a message keeps to itself.
        """
        departments = {topic.offer.department for topic in self.tellable}
        if len(departments) == 1 and len(self.tellable) == len(self.topics):
            return self.stock.sender.reach(departments.pop())
        return self.stock.sender.phone

    def office(self) -> str:
        """The one department concerned; "" where there are several, or names are kept back."""
        departments = {topic.offer.department for topic in self.topics}
        told = len(self.tellable) == len(self.topics)
        return departments.pop() if told and len(departments) == 1 else ""


def worth_of(topic: Topic, draft: Draft) -> str:
    """The amount, where the medium may name it."""
    by_sms = draft.errand.medium is Medium.SMS
    if Part.AMOUNTS in draft.without or (by_sms and not draft.stock.manners.amounts_by_sms):
        return ""
    return topic.worth


def statement(topic: Topic, draft: Draft) -> str:
    """The one message: what, and how sure, or from or until when. Never that anything is decided."""
    name = draft.name(topic)
    match topic.occasion:
        case Occasion.OWED:
            key = "expected" if topic.is_expected else "possible"
            return draft.say(f"{key}_pays" if topic.offer.pays else key, name=name)
        case Occasion.COMING:
            key = "coming_pays" if topic.offer.pays else "coming"
            return draft.say(key, name=name, day=topic.when_short)
        case Occasion.ENDING:
            return draft.say("ending", name=name, day=topic.when_short)
        case Occasion.RENEWAL if not topic.passed:
            what = handed_in(topic, draft)
            return draft.say("renewal", name=name, day=topic.until_short, what=what)
        case Occasion.NOTICE | Occasion.RENEWAL:
            return topic.own or draft.say("notice", name=name)


def handed_in(topic: Topic, draft: Draft) -> str:
    """What a renewal asks for, by its own name."""
    return draft.say("hand_in", name=topic.hand_in)


def next_step(topic: Topic, draft: Draft) -> str:
    """What the reader does now."""
    match topic.occasion:
        case Occasion.ENDING:
            return draft.say("next_ending_renew" if topic.offer.renewable else "next_ending")
        case Occasion.RENEWAL:
            return draft.say("next_renewal")
        case _:
            return _to_get_it(topic, draft)


def _to_get_it(topic: Topic, draft: Draft) -> str:
    match topic.offer.rung:
        case Rung.INFORM:
            return draft.say("next_ask")
        case Rung.AUTOMATIC:
            return draft.say("next_object")
        case Rung.HELP | Rung.OFFER:
            return draft.say("next_apply" if topic.offer.pays else "next_apply_class")


def values_for(topic: Topic, draft: Draft, *, short: bool) -> dict[str, str]:
    """What the placeholders of a pack's text stand for; "" is not known, or may not be said."""
    keeps_deadline = Part.DEADLINE not in draft.without
    reasons = "" if Part.REASONS in draft.without else _reasons(topic, draft)
    return {
        "制度名": draft.name(topic),
        "金額": worth_of(topic, draft),
        "期限": (topic.until_short if short else topic.until) if keeps_deadline else "",
        "区分": topic.offer.tier or "",
        "理由": reasons,
        "窓口": topic.offer.department,
        "電話": draft.phone(),
        "リンク": draft.errand.link,
        "市": draft.city,
        "氏名": draft.errand.name or draft.say("someone"),
    }


def _reasons(topic: Topic, draft: Draft) -> str:
    kept = [reason.rstrip("。.") for reason in topic.reasons[:MOST_REASONS]]
    return draft.say("join").join(kept)


def packs_own(use: Use, topic: Topic, draft: Draft) -> str:
    """The pack's own text in this language and variant, filled in; "" where it has none.

    It is said of a right that surely holds and can still be claimed in time; all else is told in the
    city's careful words.
    """
    template = topic.messages.text(use, draft.tongue.tag, draft.errand.variant)
    sure = topic.occasion is Occasion.OWED and topic.is_expected and not topic.passed
    if template is None or not sure:
        return ""
    return filled(template, values_for(topic, draft, short=use in {Use.SHORT, Use.SUBJECT}))


def rows(topic: Topic, draft: Draft) -> Iterator[str]:
    """Amount, last day and reasons of the one topic of a long message."""
    worth = worth_of(topic, draft)
    if worth:
        yield draft.say("amount", amount=worth)
    if topic.when:
        key = "since" if topic.occasion is Occasion.COMING else "until"
        yield draft.say(key, day=topic.when)
    if topic.passed:
        yield draft.say("passed")
    elif topic.until and Part.DEADLINE not in draft.without:
        yield draft.say("deadline", deadline=topic.until)
    if Part.REASONS not in draft.without:
        yield from _reason_rows(topic, draft)


def _reason_rows(topic: Topic, draft: Draft) -> Iterator[str]:
    """One reason behind its label, several in a list."""
    kept = topic.reasons[:MOST_REASONS]
    if len(kept) == 1:
        yield draft.say("reasons", reasons=_reasons(topic, draft))
    elif kept:
        yield draft.say("reasons_several")
        yield from (draft.say("item", name=reason.rstrip("。.")) for reason in kept)


def items(draft: Draft, topics: Sequence[Topic]) -> Iterator[str]:
    """A line for each service told, and one that counts the others."""
    for topic in topics:
        line = draft.say("item", name=draft.name(topic))
        worth = worth_of(topic, draft)
        if topic.own:
            line += draft.say("item_own", text=topic.own)
        if worth:
            line += draft.say("item_amount", amount=worth)
        yield line + _day_of(topic, draft)
    further = len(draft.topics) - len(topics)
    if further:
        yield draft.say("further", count=str(further))


def _day_of(topic: Topic, draft: Draft) -> str:
    """The day that matters in one line of several: when it begins, ends, or is to be done."""
    match topic.occasion:
        case Occasion.ENDING:
            return draft.say("item_ending", day=topic.when_short)
        case Occasion.RENEWAL if not topic.passed:
            what = handed_in(topic, draft)
            return draft.say("item_renewal", day=topic.until_short, what=what)
        case Occasion.COMING:
            return draft.say("item_coming", day=topic.when_short)
        case _:
            if not topic.until_short or Part.DEADLINE in draft.without:
                return ""
            return draft.say("item_until", deadline=topic.until_short)


def several(draft: Draft) -> str:
    """What stands above a list of services: that they can be got, only where all of them can."""
    offered = all(topic.occasion.offers for topic in draft.topics)
    return draft.say("several" if offered else "several_mixed")


def footer(draft: Draft) -> Iterator[str]:
    """Where to read on and whom to ask, at the end of a long message."""
    link = draft.errand.link
    if link:
        yield draft.say("read_long", link=link)
    office, phone = draft.office(), draft.phone()
    if Part.OFFICE in draft.without:
        office = ""
    key = "office" if office else "office_without"
    yield draft.say(key, phone=phone, **({"office": office} if office else {}))
    if Part.CAREFUL not in draft.without:
        yield draft.say("careful")
    if link and Part.STOP not in draft.without and draft.errand.medium is Medium.EMAIL:
        yield draft.say("stop")
