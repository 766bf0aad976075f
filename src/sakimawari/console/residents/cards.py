"""Rights and moments as my page shows them: short texts in the language of the page, ready to print.

Wording follows the rung: what the city only tells of, helps with, offers, or does by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sakimawari.console.residents import worth
from sakimawari.console.residents.moments import Kind, Moment, folded
from sakimawari.console.residents.rights import SOON_DAYS, Right, Standing
from sakimawari.console.residents.why import Asked
from sakimawari.console.words import say
from sakimawari.packs.pack import Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """In what language, for which day, and how the people on the page are called.

    `whose` is by opaque key; a person without an entry is the reader, who needs no name. `tokens`
    stand for people in addresses.
    """

    language: str
    today: date
    whose: Mapping[str, str]
    tokens: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Why a right stands as it does: one sentence, and what the resident could still tell."""

    short: str
    asked: tuple[Asked, ...] = ()
    city_settles: bool = False


Reason = Callable[[Right], Because]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A right in a few lines. `state` is a word for its badge, `step` what to do by its rung."""

    slug: str
    token: str
    whose: str
    name: str
    standing: Standing
    rung: Rung
    worth: str
    to_pay: bool
    state: str
    step: str
    because: str
    deadline: str
    left: str
    soon: bool
    passed: bool
    late: str
    can_apply: bool
    question: Asked | None
    questions: int
    city_settles: bool
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Several things of one field to use (a dozen check-ups), under the field's name."""

    title: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A moment in one sentence, or (`inside`) several alike under one."""

    on: date
    day: str
    short_day: str
    left: str
    kind: Kind
    kind_word: str
    text: str
    detail: str
    slug: str
    token: str
    whose: str
    to_do: bool
    inside: tuple[Line, ...] = ()


def card_of(right: Right, reader: Reader, reason: Reason | None = None) -> Card:
    """A right as a card; its reasons are looked up where `reason` says how."""
    language = reader.language
    because = Because(short="") if reason is None else reason(right)
    deadline = right.deadline
    passed = deadline is not None and deadline < reader.today
    soon = deadline is not None and 0 <= (deadline - reader.today).days <= SOON_DAYS
    return Card(
        slug=right.slug,
        token=reader.tokens.get(right.person, ""),
        whose=reader.whose.get(right.person, ""),
        name=right.service.name,
        standing=right.standing,
        rung=right.service.rung,
        worth=worth.worth(right.service, right.now, language),
        to_pay=worth.is_to_pay(right.service),
        state=say(f"my.state.{state_of(right)}", language),
        step=say(f"my.step.{right.service.rung.value}", language),
        because=because.short,
        deadline="" if deadline is None else worth.day(deadline, language),
        left=""
        if deadline is None or not soon
        else worth.days_left(deadline, reader.today, language),
        soon=soon,
        passed=passed,
        late=_late(right, reader) if passed else "",
        can_apply=right.can_apply,
        question=because.asked[0] if because.asked else None,
        questions=len(because.asked),
        city_settles=because.city_settles,
        department=right.service.department,
    )


def _late(right: Right, reader: Reader) -> str:
    """What a late application still brings, where the pack says so (in Japanese alone)."""
    deadline = right.service.deadline
    told = "" if deadline is None or reader.language != "ja" else deadline.retroactive or ""
    return told.rstrip("。")


def state_of(right: Right) -> str:
    """The word for how a right stands: what can be received, used, or lets one pay less."""
    match right.standing:
        case Standing.RECEIVED:
            return (
                "receiving"
                if right.is_money and not worth.is_to_pay(right.service)
                else "registered"
            )
        case Standing.POSSIBLE:
            return "possible"
        case Standing.LATER:
            return "later"
        case Standing.APPLIES:
            return "applies"
        case Standing.OPEN | Standing.USABLE:
            return "likely" if right.is_money else "usable"


def bundles_of(
    rights: Iterable[Right], reader: Reader, packs: Mapping[str, str]
) -> tuple[Bundle, ...]:
    """What there is to use, by field, in the order of the most pressing of each."""
    fields: dict[str, list[Card]] = {}
    for right in rights:
        fields.setdefault(right.service.pack, []).append(card_of(right, reader))
    return tuple(
        Bundle(title=packs.get(pack, pack), cards=tuple(cards)) for pack, cards in fields.items()
    )


def lines_of(
    moments: Iterable[Moment], reader: Reader, packs: Mapping[str, str]
) -> tuple[Line, ...]:
    """Moments as lines; many small ones of a field on one day are one line that opens."""
    found: list[Line] = []
    for title, held in folded(moments, packs):
        lines = tuple(line_of(moment, reader) for moment in held)
        if not title:
            found.extend(lines)
            continue
        first = lines[0]
        text = say(
            f"my.moment.many.{first.kind.value}", reader.language, field=title, count=len(lines)
        )
        found.append(
            Line(
                on=first.on, day=first.day, short_day=first.short_day, left=first.left,
                kind=first.kind, kind_word=first.kind_word, text=text, detail="", slug="",
                token=first.token, whose=first.whose, to_do=first.to_do, inside=lines,
            )
        )  # fmt: skip
    return tuple(found)


def line_of(moment: Moment, reader: Reader) -> Line:
    """One moment in words."""
    language = reader.language
    shown_day = worth.day(moment.on, language)
    if moment.of_month:
        shown_day = worth.month(moment.on, language)
    left = (moment.on - reader.today).days
    counted = not moment.of_month and left <= SOON_DAYS
    return Line(
        on=moment.on,
        day=shown_day,
        short_day=say("my.calendar.in_month", language)
        if moment.of_month
        else worth.short_day(moment.on, language),
        left=worth.days_left(moment.on, reader.today, language) if counted else "",
        kind=moment.kind,
        kind_word=say(f"my.moment.word.{word_of(moment)}", language),
        text=_sentence(moment, language),
        detail=_detail(moment, language),
        slug=moment.service.slug,
        token=reader.tokens.get(moment.person, ""),
        whose=reader.whose.get(moment.person, ""),
        to_do=moment.to_do,
    )


def word_of(moment: Moment) -> str:
    """The short word for a moment: the last day to apply, or the last day to use something."""
    if moment.kind is Kind.DEADLINE and moment.service.rung is Rung.INFORM:
        return "last_use"
    return moment.kind.value


def _sentence(moment: Moment, language: str) -> str:
    name, amount = moment.service.name, _amount(moment, language)
    if moment.kind is Kind.PAYMENT:
        paid = worth.yen(moment.low, moment.high, language)
        covered = worth.months(moment.covers, language)
        return say("my.moment.payment", language, name=name, yen=paid, months=covered)
    if moment.kind is Kind.RENEWAL:
        return say("my.moment.renewal", language, name=name, what=moment.what)
    if moment.kind is Kind.CHANGES:
        before = worth.worth(moment.service, moment.before, language)
        return say("my.moment.changes", language, name=name, before=before, after=amount)
    if moment.kind is Kind.BEGINS and not (moment.service.is_benefit and moment.high > 0):
        return say("my.moment.begins_use", language, name=name)
    if moment.kind is Kind.BEGINS:
        return say("my.moment.begins", language, name=name, amount=amount)
    if moment.kind is Kind.ENDS:
        key = "my.moment.ends" if moment.receives else "my.moment.ends_open"
        return say(key, language, name=name)
    if moment.kind is Kind.OPEN:
        return say("my.moment.open", language, name=name)
    return say(f"my.moment.{word_of(moment)}", language, name=name)


def _amount(moment: Moment, language: str) -> str:
    if moment.span is None:
        return ""
    return worth.worth(moment.service, moment.span, language)


def _detail(moment: Moment, language: str) -> str:
    """Why a right ends: the condition that will no longer be met, in the language's own words."""
    if moment.kind is not Kind.ENDS:
        return ""
    clause = next((each for each in moment.service.rule.clauses if each.id == moment.why), None)
    if clause is None:
        return ""
    given = {"ja": clause.text, "easy": clause.plain, "en": clause.english}[language]
    key = "my.moment.because_met" if clause.excludes else "my.moment.because_unmet"
    return say(key, language, reason=(given or clause.text).rstrip("。."))
