"""A letter put into words: every string that stands on the page, in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sakimawari.packs.pack import Rung
from sakimawari.reach.letters.ahead_words import AHEAD, AheadPhrases
from sakimawari.reach.letters.letter import Letter
from sakimawari.reach.letters.measures import Measures
from sakimawari.reach.letters.slip import FORM_RUNGS, Slip, measures_of, slip_of, subjects_text
from sakimawari.reach.letters.words import PHRASES, Phrases
from sakimawari.reach.telling.amounts import amount_text, unit_and_remark, worth_text
from sakimawari.reach.telling.dates import date_text
from sakimawari.reach.telling.occasion import Occasion
from sakimawari.reach.telling.offer import Language, Offer
from sakimawari.reach.wording.filling import filled
from sakimawari.rules.outcome import Status

LONG_PASSED_DAYS = 365  # of a day so far back only that it passed is worth saying
HEADLINE_POINTS = ((9, 28), (13, 24), (20, 19))  # (characters up to, points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How much is told of each offer: reasons (and questions), papers, fields of forms.

    `dense` runs the rows of a card together and names only the papers to bring, so that more
    offers fit a page. `brief` leaves out what the service is and what a late application brings.
    """

    reasons: int
    papers: int
    fields: int
    dense: bool = False
    brief: bool = False


FULL = Detail(reasons=5, papers=6, fields=14)
LEAST = Detail(reasons=1, papers=2, fields=5, brief=True)
# From the fullest page to the scantest: of one offer, and of several.
ALONE = (
    FULL,
    Detail(reasons=3, papers=4, fields=14),
    Detail(reasons=3, papers=4, fields=11),
    Detail(reasons=3, papers=4, fields=11, brief=True),
    Detail(reasons=2, papers=3, fields=9, brief=True),
    Detail(reasons=1, papers=2, fields=7, brief=True),
    LEAST,
    Detail(reasons=1, papers=1, fields=3, brief=True),
)
DENSE_CARDS = Detail(reasons=1, papers=3, fields=9, dense=True, brief=True)
CARDS = (
    Detail(reasons=2, papers=4, fields=11),
    Detail(reasons=1, papers=3, fields=9, brief=True),
    DENSE_CARDS,
    Detail(reasons=1, papers=2, fields=7, dense=True, brief=True),
    Detail(reasons=1, papers=2, fields=5, dense=True, brief=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A label and its lines."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One offer on the page."""

    name: str
    amount: str
    status: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The one message: what, how much (large), and how sure."""

    label: str
    big: str
    points: int
    tail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All words of one page. `lang` is the language as a screen reader needs it."""

    lang: str
    title: str
    number: str
    written_on: str
    sender: tuple[str, ...]  # the city first
    postal_code: str
    address: tuple[str, ...]
    name: str
    headline: Headline
    lead: str
    cards: tuple[Card, ...]
    dense: bool
    further: str
    how: str
    steps: tuple[str, ...]
    note: str
    slip: Slip
    measures: Measures


def put_into_words(letter: Letter, detail: Detail = FULL, *, missing_glyph: bool = False) -> Sheet:
    """The words of a letter in its language, in as much detail as wanted.

    `missing_glyph` adds a note that explains the mark 〓 in a name or address.
    """
    phrases = PHRASES[letter.language]
    addressee = letter.addressee
    how, steps = _how(letter, phrases)
    measures = measures_of(letter)
    return Sheet(
        lang="en" if letter.language is Language.ENGLISH else "ja",
        title=phrases.title,
        number=phrases.number.format(number=letter.number),
        written_on=date_text(letter.written_on, letter.language),
        sender=tuple(_sender_lines(letter, phrases)),
        postal_code=f"〒{addressee.postal_code}" if addressee.postal_code else "",
        address=addressee.address,
        name=phrases.honorific.format(name=addressee.name),
        headline=_headline(letter, phrases),
        lead=_lead(letter, phrases),
        cards=tuple(_card(offer, letter, detail) for offer in letter.offers),
        dense=detail.dense,
        further=phrases.further.format(count=letter.further) if letter.further else "",
        how=how,
        steps=steps,
        note=phrases.missing_glyph if missing_glyph else "",
        slip=slip_of(letter, phrases, fields=detail.fields),
        measures=measures,
    )


def _sender_lines(letter: Letter, phrases: Phrases) -> Iterator[str]:
    yield letter.sender.city.speak(letter.language)
    departments = list(dict.fromkeys(o.department for o in letter.offers if o.department))
    if len(departments) == 1:
        yield departments[0]
        yield phrases.phone.format(phone=letter.sender.reach(departments[0]))
        return
    if letter.sender.office:
        yield letter.sender.office
    yield phrases.phone.format(phone=letter.sender.phone)


def _headline(letter: Letter, phrases: Phrases) -> Headline:
    first, language = letter.offers[0], letter.language
    if len(letter.offers) > 1:
        count = len(letter.offers) + letter.further
        name = first.name.speak(language)
        worth = worth_text(first, language) if first.pays else ""
        named = phrases.with_amount.format(name=name, amount=worth) if worth else name
        label = phrases.label_several.format(name=named)
        big = phrases.several.format(count=count)
        return Headline(label=label, big=big, points=20, tail="")
    name, tail = first.name.speak(language), _tail(first, letter, phrases)
    if first.pays:
        big = worth_text(first, language)
        return Headline(label=name, big=big, points=_points(big), tail=tail)
    return Headline(label=phrases.title, big=name, points=_points(name), tail=tail)


def _tail(offer: Offer, letter: Letter, phrases: Phrases) -> str:
    """What is said of the one service of a letter: how sure, from or until when."""
    language, ahead = letter.language, AHEAD[letter.language]
    match offer.occasion:
        case Occasion.ENDING if offer.until is not None:
            return ahead.ending.format(date=date_text(offer.until, language))
        case Occasion.RENEWAL:
            return ahead.renewal
        case Occasion.NOTICE:
            return ahead.notice
        case Occasion.COMING if offer.since is not None:
            said = ahead.coming if offer.pays else ahead.coming_class
            return said.format(date=date_text(offer.since, language))
    if offer.status is Status.YES:
        return phrases.expected if offer.pays else phrases.expected_class
    return phrases.possible if offer.pays else phrases.possible_class


def _points(text: str) -> int:
    return next((points for most, points in HEADLINE_POINTS if len(text) <= most), 15)


def _lead(letter: Letter, phrases: Phrases) -> str:
    """Who says so and what comes next; one offer brings the pack's own notice, if it has one."""
    if len(letter.offers) > 1:
        said = _lead_of_several(letter, phrases)
    elif not letter.offers[0].occasion.offers:
        said = list(_lead_of_other(letter.offers[0], letter, phrases))
    elif (offer := letter.offers[0]).status is Status.YES:
        opening = fill_notice(offer, letter.language, on=letter.written_on)
        steps = _next_step(offer.rung, phrases)
        # The pack's notice says itself how to apply.
        said = [opening, steps[-1]] if opening else [phrases.lead_expected, *steps]
    else:
        said = [phrases.lead_possible, *_next_step(offer.rung, phrases)]
    return ("" if letter.language is Language.JAPANESE else " ").join(said)


def _lead_of_several(letter: Letter, phrases: Phrases) -> list[str]:
    if all(offer.occasion.offers for offer in letter.offers):
        return [phrases.lead_several, phrases.closing]
    to_apply = any(offer.occasion.offers and offer.rung in FORM_RUNGS for offer in letter.offers)
    return [AHEAD[letter.language].lead_mixed, *([phrases.closing] if to_apply else [])]


def _lead_of_other(offer: Offer, letter: Letter, phrases: Phrases) -> Iterator[str]:
    """What there is to do about what is received, or what staff have to say; and whom to ask."""
    ahead = AHEAD[letter.language]
    match offer.occasion:
        case Occasion.ENDING:
            yield ahead.lead_ending_renew if offer.renewable else ahead.lead_ending
        case Occasion.RENEWAL:
            yield ahead.lead_renewal
        case _:
            yield ahead.lead_notice if offer.said is None else offer.said.speak(letter.language)
    yield phrases.to_ask


def _next_step(rung: Rung, phrases: Phrases) -> tuple[str, ...]:
    match rung:
        case Rung.INFORM:
            return (phrases.to_ask,)
        case Rung.AUTOMATIC:
            return (phrases.to_object,)
        case Rung.HELP | Rung.OFFER:
            return (phrases.to_apply, phrases.closing)


def fill_notice(offer: Offer, language: Language, *, on: date) -> str:
    """The pack's own words for an offer, its {placeholders} filled in; "" without a notice.

    A sentence is left out if it gives the reasons, which stand in their own lines, or needs
    something that is not known: an amount, a class, or a last day that has not passed.
    """
    if offer.notice is None:
        return ""
    bare = language is not Language.ENGLISH
    deadline = offer.deadline if offer.deadline is not None and offer.deadline >= on else None
    known = {
        "金額": amount_text(offer.amount, language, bare=bare) if offer.amount else "",
        "期限": date_text(deadline, language) if deadline is not None else "",
        "区分": offer.tier or "",
        "理由": "",
    }
    text = filled(offer.notice.speak(language), known)
    return text.replace("。 ", "。") if language is Language.JAPANESE else text


def _how(letter: Letter, phrases: Phrases) -> tuple[str, tuple[str, ...]]:
    """What to do with the slip: apply, or where nothing has to be applied for, reply."""
    rungs = {offer.rung for offer in letter.offers}
    if rungs == {Rung.INFORM}:
        step = phrases.step_inform_apart if letter.large else phrases.step_inform
        return phrases.how_to_reply, (step,)
    if rungs == {Rung.AUTOMATIC}:
        step = phrases.step_automatic_apart if letter.large else phrases.step_automatic
        return phrases.how_to_reply, (step,)
    return phrases.how, phrases.steps_apart if letter.large else phrases.steps


def _card(offer: Offer, letter: Letter, detail: Detail) -> Card:
    language = letter.language
    phrases = PHRASES[language]
    return Card(
        name=offer.name.speak(language),
        amount=worth_text(offer, language),
        status=_standing(offer, phrases, AHEAD[language]),
        rows=tuple(_rows(offer, letter, phrases, detail)),
    )


def _standing(offer: Offer, phrases: Phrases, ahead: AheadPhrases) -> str:
    match offer.occasion:
        case Occasion.ENDING:
            return ahead.status_ending
        case Occasion.RENEWAL:
            return ahead.status_renewal
        case Occasion.NOTICE:
            return ahead.status_notice
    if offer.status is not Status.YES:
        return phrases.status_possible
    return phrases.status_expected if offer.pays else phrases.status_expected_class


def _rows(offer: Offer, letter: Letter, phrases: Phrases, detail: Detail) -> Iterator[Row]:
    language = letter.language
    alone = len(letter.offers) == 1
    if offer.subjects:
        yield Row(label=phrases.subject, lines=(subjects_text(offer, phrases),))
    explained = alone and offer.notice is not None and offer.status is Status.YES
    if offer.summary is not None and language is Language.JAPANESE and not detail.brief | explained:
        yield Row(label=phrases.about, lines=(offer.summary.ja,))
    yield from _worth_rows(offer, letter, phrases, dense=detail.dense)
    yield from _day_rows(offer, letter, phrases, detail)
    papers = list(_papers(offer, phrases, dense=detail.dense))
    if not papers and alone and offer.rung in FORM_RUNGS:
        papers = [phrases.no_papers]
    reasons = [reason.speak(language) for reason in offer.reasons]
    questions = [question.speak(language) for question in offer.questions]
    for label, texts, most in (
        (phrases.reasons, reasons, detail.reasons),
        (phrases.questions, questions, detail.reasons),
        (phrases.papers, papers, detail.papers),
    ):
        if texts:
            shortened = _shortened(texts, most, phrases)
            yield Row(label=label, lines=_listed(shortened, language, alone=alone))


def _day_rows(offer: Offer, letter: Letter, phrases: Phrases, detail: Detail) -> Iterator[Row]:
    """From when, until when, what to hand in by when; and what staff say where several are told."""
    language, ahead = letter.language, AHEAD[letter.language]
    if offer.said is not None and len(letter.offers) > 1:
        yield Row(label=phrases.about, lines=(offer.said.speak(language),))
    if offer.since is not None and offer.since > letter.written_on:
        day = date_text(offer.since, language)
        yield Row(label=phrases.since, lines=(phrases.from_day.format(date=day),))
    if offer.until is not None:
        day = date_text(offer.until, language, weekday=True)
        yield Row(label=ahead.ends, lines=(ahead.ends_on.format(date=day),))
    if offer.hand_in:
        yield Row(label=ahead.hand_in, lines=(offer.hand_in,))
    if offer.deadline is not None and offer.occasion is Occasion.RENEWAL:
        day = date_text(offer.deadline, language, weekday=True)
        yield Row(label=ahead.hand_in_by, lines=(ahead.ends_on.format(date=day),))
    elif offer.deadline is not None:
        yield Row(label=phrases.deadline, lines=(_deadline(offer, letter, brief=detail.brief),))


def _papers(offer: Offer, phrases: Phrases, *, dense: bool) -> Iterator[str]:
    for paper in offer.papers:
        if not paper.held:
            yield paper.name
        elif not dense:
            yield phrases.city_checks.format(name=paper.name)


def _worth_rows(offer: Offer, letter: Letter, phrases: Phrases, *, dense: bool) -> Iterator[Row]:
    """Class and amount where headline or card title do not already carry them in full."""
    alone = len(letter.offers) == 1
    if offer.tier is not None and (alone or offer.amount is not None):
        yield Row(label=phrases.tier, lines=(offer.tier,))
    said = worth_text(offer, letter.language)
    if offer.amount is None or said in ("", offer.tier):
        return
    _, remark = unit_and_remark(offer.amount.unit)
    remarkable = remark and letter.language is Language.JAPANESE and not dense
    if (alone and not offer.pays) or remarkable:
        noted = phrases.with_amount.format(name=said, amount=remark) if remarkable else said
        yield Row(label=phrases.amount, lines=(noted,))


def _deadline(offer: Offer, letter: Letter, *, brief: bool) -> str:
    phrases = PHRASES[letter.language]
    if offer.deadline is None:
        return ""
    day = date_text(offer.deadline, letter.language, weekday=True)
    if offer.deadline >= letter.written_on:
        return phrases.until.format(date=day)
    if (letter.written_on - offer.deadline).days > LONG_PASSED_DAYS:
        return phrases.long_passed
    if offer.late is not None and letter.language is Language.JAPANESE and not brief:
        return f"{phrases.passed_but.format(date=day)}{offer.late.ja}"
    return phrases.passed.format(date=day)


def _shortened(texts: Sequence[str], most: int, phrases: Phrases) -> list[str]:
    if len(texts) <= most:
        return list(texts)
    rest = phrases.and_more.format(count=len(texts) - most)
    return [*texts[:most], rest]


def _listed(texts: Sequence[str], language: Language, *, alone: bool) -> tuple[str, ...]:
    """One line each with a dot when there is room, otherwise one line for all."""
    if not alone:
        return (PHRASES[language].join.join(text.rstrip("。.") for text in texts),)
    if len(texts) == 1:
        return (texts[0],)
    dot = "• " if language is Language.ENGLISH else "・"
    return tuple(dot + text for text in texts)
