"""The texts themselves by medium: short ones, long ones, and what staff say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from sakimawari.packs.messages import Use
from sakimawari.reach.medium import Medium
from sakimawari.reach.telling.occasion import Occasion
from sakimawari.reach.wording.composing import (
    Draft,
    Part,
    footer,
    items,
    next_step,
    packs_own,
    rows,
    several,
    statement,
)
from sakimawari.reach.wording.topics import Topic


def text_of(draft: Draft) -> str:
    """The text of a message for its medium."""
    match draft.errand.medium:
        case Medium.SMS:
            said = _one_line(draft)
        case Medium.LINE:
            said = "\n".join(_short(draft))
        case Medium.EMAIL | Medium.PORTAL | Medium.LETTER:
            said = "\n".join(_long(draft))
        case Medium.CALL:
            said = "\n".join(_spoken(draft, Use.CALL, "call"))
        case Medium.VISIT:
            said = "\n".join(_spoken(draft, Use.DOOR, "door"))
    return said if draft.tongue.tag == draft.errand.language else f"{said}\n{draft.say('fallback')}"


def _one_line(draft: Draft) -> str:
    """A text message; a link stands alone, or telephones take what follows for a part of it."""
    said = draft.say("space").join(_short(draft))
    link = draft.errand.link
    return re.sub(rf"{re.escape(link)}(?=\S)", f"{link} ", said) if link else said


def first_words(draft: Draft) -> str:
    """The one sentence a locked screen shows, the city first."""
    return draft.say("sign", city=draft.city) + _gap(draft) + _opening(draft)


def _gap(draft: Draft) -> str:
    """English parts the sign from what follows."""
    return " " if draft.say("sign", city="").isascii() else ""


def _opening(draft: Draft) -> str:
    told = draft.tellable
    if not told:
        return draft.say("neutral")
    if len(draft.topics) == 1:
        return statement(told[0], draft)
    count = str(len(draft.topics) - 1)
    return draft.say("several_short", name=draft.name(told[0]), count=count)


def _short(draft: Draft) -> Iterator[str]:
    """Parts of a LINE or text message: who, what, until when, what to do, where to read on."""
    told, errand = draft.tellable, draft.errand
    if not told:
        yield first_words(draft)
        if Part.NEXT not in draft.without:
            yield draft.say("neutral_read" if errand.link else "neutral_call")
        yield from _ways(draft)
        return
    alone = told[0] if len(draft.topics) == 1 else None
    own = packs_own(Use.SHORT, alone, draft) if alone is not None else ""
    if alone is not None and own:
        yield draft.say("sign", city=draft.city) + _gap(draft) + own
    elif alone is not None:
        yield first_words(draft)
        yield from _of_one(alone, draft)
    elif errand.medium is Medium.LINE and Part.ITEMS not in draft.without:
        yield draft.say("sign", city=draft.city) + _gap(draft) + several(draft)
        yield from items(draft, draft.named)
    else:
        yield first_words(draft)
        yield from _first_deadline(draft)
    yield from _ways(draft, own)


def _first_deadline(draft: Draft) -> Iterator[str]:
    """The nearest last day of what may be named; others keep theirs to themselves."""
    dated = [topic for topic in draft.tellable if topic.deadline is not None]
    if dated and Part.DEADLINE not in draft.without:
        first = min(dated, key=lambda topic: topic.deadline or date.max)
        yield draft.say("deadline_first", deadline=first.until_short)


def _of_one(topic: Topic, draft: Draft) -> Iterator[str]:
    if draft.errand.medium is Medium.LINE:
        yield from (row for row in rows(topic, _without_reasons(draft)))
    elif topic.passed:
        yield draft.say("passed")
    elif topic.until_short and not _says_its_day(topic, draft):
        yield draft.say("deadline_short", deadline=topic.until_short)
    if Part.NEXT not in draft.without:
        yield next_step(topic, draft)


def _says_its_day(topic: Topic, draft: Draft) -> bool:
    """Whether the last day is not said again: it was, or there is no room."""
    return topic.occasion is Occasion.RENEWAL or Part.DEADLINE in draft.without


def _without_reasons(draft: Draft) -> Draft:
    return Draft(
        errand=draft.errand,
        stock=draft.stock,
        tongue=draft.tongue,
        topics=draft.topics,
        without=draft.without | {Part.REASONS},
    )


def _ways(draft: Draft, said: str = "") -> Iterator[str]:
    """The link and the telephone, as far as the pack's own text has not said them."""
    link, phone = draft.errand.link, draft.phone()
    if link and link not in said:
        yield draft.say("read", link=link)
    if phone not in said and not (link and Part.OFFICE in draft.without):
        yield draft.say("phone", phone=phone)


def _long(draft: Draft) -> Iterator[str]:
    """Lines of an e-mail, a notice of the portal, or a letter told in short."""
    told = draft.tellable
    if not told:
        yield draft.say("neutral")
        yield draft.say("neutral_read" if draft.errand.link else "neutral_call")
    elif len(draft.topics) == 1:
        topic = told[0]
        yield statement(topic, draft)
        yield from rows(topic, draft)
        yield from _then(draft, topic)
    else:
        yield several(draft)
        yield from items(draft, draft.named)
        if Part.DECIDES not in draft.without and any(topic.is_to_apply for topic in told):
            yield draft.say("decides")
    yield ""
    yield from footer(draft)


def _then(draft: Draft, topic: Topic) -> Iterator[str]:
    if Part.NEXT not in draft.without:
        yield next_step(topic, draft)
    if Part.DECIDES not in draft.without and topic.is_to_apply:
        yield draft.say("decides")


def _spoken(draft: Draft, use: Use, way: str) -> Iterator[str]:
    """What staff say, line by line; nothing of it to anybody else than the person."""
    name = draft.errand.name or draft.say("someone")
    yield draft.say(f"{way}_greeting", city=draft.city, office=draft.office(), name=name)
    yield draft.say(f"{way}_other")
    told = draft.tellable
    own = packs_own(use, told[0], draft) if len(told) == 1 else ""
    if own:
        yield own
    elif len(told) == 1:
        yield statement(told[0], draft)
        yield from rows(told[0], draft)
        yield next_step(told[0], draft)
    elif told:
        yield several(draft)
        yield from items(draft, draft.named)
    else:
        yield draft.say("neutral")
    if way == "door" and any(topic.is_to_apply for topic in draft.topics):
        yield draft.say("door_help")
    if Part.CAREFUL not in draft.without:
        yield draft.say("careful")
    yield draft.say("call_closing", phone=draft.phone())


def subjects_of(draft: Draft) -> Iterator[str]:
    """Subjects from the one that says most to the one that says least; the first that fits is taken.

    A subject stands on locked screens, also that of a notice which itself lies behind a door.
    """
    shown = tuple(topic for topic in draft.tellable if topic.shows)
    if shown and len(draft.topics) == 1:
        own = packs_own(Use.SUBJECT, shown[0], draft)
        if own:
            yield own
        for name in dict.fromkeys((shown[0].name, shown[0].short)):
            if shown[0].until_short:
                yield draft.say("subject_until", name=name, deadline=shown[0].until_short)
            yield draft.say("subject_one", name=name)
    elif shown:
        count = str(len(draft.topics) - 1)
        for name in dict.fromkeys((shown[0].name, shown[0].short)):
            yield draft.say("subject_several", name=name, count=count)
    yield draft.say("neutral_subject")
