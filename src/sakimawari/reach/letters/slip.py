"""The slip under a letter: whom it comes from, what is chosen, the form's fields filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sakimawari.packs.pack import Rung
from sakimawari.reach.addressing.reference import grouped
from sakimawari.reach.letters.entries import AFTER_TICK, Entry, Part, Word, Writing, answer_of
from sakimawari.reach.letters.geometry import Answer, Area, Kind, Reads
from sakimawari.reach.letters.letter import Letter
from sakimawari.reach.letters.measures import LARGE, TEXT_WIDTH, USUAL, Measures
from sakimawari.reach.letters.width import width_of
from sakimawari.reach.letters.words import Phrases
from sakimawari.reach.telling.amounts import worth_text
from sakimawari.reach.telling.dates import date_text
from sakimawari.reach.telling.occasion import ABOUT
from sakimawari.reach.telling.offer import FormField, Language, Offer, identity_of

FORM_RUNGS = frozenset({Rung.HELP, Rung.OFFER, Rung.AUTOMATIC})
IDENTITY_ORDER = ("氏名", "カナ", "生年月日", "電話番号", "性別", "住所")
ALWAYS_ASKED = frozenset({"氏名", "カナ", "住所", "生年月日", "電話番号"})
SHARED_IDENTITY = frozenset({"住所", "電話番号"})
WRITTEN, SIGNED, CORRECTED = "記入日", "署名", "訂正"  # names of the slip's own fields
HALF_LINE = 75.0  # millimetres a narrow field offers to its label and value
BESIDE_CODE = 6.0  # between the code and what stands left of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of the slip; without a value it is left for the resident to write, as `entry` says.

    `name` is the field's in any language, `service` and `offer` the form it belongs to.
    """

    kind: Kind
    name: str
    label: str
    value: str
    wide: bool
    answer: Answer
    service: str = ""
    offer: int = -1
    entry: Entry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A service on the slip with its two boxes to tick."""

    service: str
    name: str
    amount: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceColumns:
    """Where the names and ticks of the choices stand, in millimetres from the left of the slip."""

    name_width: float
    yes: float
    no: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """The part to cut off and send back."""

    cut: str
    title: str
    note: str
    number: str
    reference: tuple[str, ...]
    qr_alt: str
    choices: tuple[Choice, ...]
    columns: ChoiceColumns
    rows: tuple[tuple[Field, ...], ...]  # one wide field a row, or up to two
    more: str


def measures_of(letter: Letter) -> Measures:
    """The sizes a letter is printed in."""
    return LARGE if letter.large else USUAL


def slip_of(letter: Letter, phrases: Phrases, *, fields: int) -> Slip:
    """The slip of a letter with at most so many fields."""
    measures = measures_of(letter)
    writing = Writing(measures=measures, language=letter.language, phrases=phrases)
    wanted = list(_fields(letter, phrases))
    shown = [_field(each, writing) for each in wanted[:fields]]
    choices = tuple(_choice(offer, letter.language, phrases) for offer in letter.offers)
    signing = _signing(writing, corrects=any(each.value for each in shown))
    return Slip(
        cut=phrases.cut,
        title=phrases.slip,
        note=phrases.slip_note,
        number=phrases.number.format(number=letter.number),
        reference=(grouped(letter.reference[:15]), grouped(letter.reference[15:])),
        qr_alt=phrases.qr,
        choices=choices,
        columns=_columns(choices, measures),
        rows=tuple(_packed([*shown, *signing], measures.columns)),
        more=phrases.more_fields if len(wanted) > len(shown) else "",
    )


def _columns(choices: Sequence[Choice], measures: Measures) -> ChoiceColumns:
    """Ticks of all choices stand under each other, at the right of what is left of the code."""
    width = TEXT_WIDTH if measures.apart else TEXT_WIDTH - measures.code - BESIDE_CODE

    def ticked(texts: Iterator[str]) -> float:
        longest = max(width_of(text, measures.points) for text in texts)
        return measures.tick + AFTER_TICK + longest + 1.5

    no = width - ticked(choice.no for choice in choices)
    yes = no - 3.0 - ticked(choice.yes for choice in choices)
    return ChoiceColumns(name_width=yes - 4.0, yes=yes, no=no)


def _signing(writing: Writing, *, corrects: bool) -> Iterator[Field]:
    """What every slip ends with: a tick for whoever corrected a printed field, day and name."""
    phrases, measures = writing.phrases, writing.measures
    if corrects:
        yield Field(
            kind=Kind.CORRECTED,
            name=CORRECTED,
            label="",
            value="",
            wide=True,
            answer=Answer.TRUTH,
            entry=_corrected(phrases.corrected, measures),
        )
    day = writing.today(phrases.written)
    yield Field(
        kind=Kind.FIELD,
        name=WRITTEN,
        label=phrases.written,
        value="",
        wide=day.wide,
        answer=Answer.DATE,
        entry=day,
    )
    wide = day.wide or measures.columns == 1
    yield Field(
        kind=Kind.SIGNATURE,
        name=SIGNED,
        label=phrases.signature,
        value="",
        wide=wide,
        answer=Answer.SIGNATURE,
        entry=writing.line(phrases.signature, Answer.SIGNATURE, wide=wide),
    )


def _corrected(said: str, measures: Measures) -> Entry:
    """A tick with its words, close under the printed fields."""
    top = 1.4
    middle = top + measures.tick / 2
    tick = Area(x=0.0, y=top, width=measures.tick, height=measures.tick)
    return Entry(
        answer=Answer.TRUTH,
        wide=True,
        height=top + measures.tick,
        middle=middle,
        parts=(Part(reads=Reads.TICK, area=tick, option="yes"),),
        words=(Word(text=said, x=measures.tick + AFTER_TICK, y=middle),),
    )


def _packed(fields: Sequence[Field], columns: int) -> Iterator[tuple[Field, ...]]:
    """Fields in rows, in their order: narrow ones side by side, a wide one alone."""
    waiting: list[Field] = []
    for field in fields:
        if waiting and (field.wide or len(waiting) == columns):
            yield tuple(waiting)
            waiting = []
        if field.wide:
            yield (field,)
        else:
            waiting.append(field)
    if waiting:
        yield tuple(waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A field of the form with its name in any language, its service and offer."""

    field: FormField
    name: str
    service: str = ""
    offer: int = -1


def _field(wanted: _Wanted, writing: Writing) -> Field:
    field, measures = wanted.field, writing.measures
    entry = None if field.value else writing.entry(field)
    used = width_of(field.label, measures.label_points) + width_of(field.value, measures.points)
    wide = measures.columns == 1 or (used > HALF_LINE if entry is None else entry.wide)
    return Field(
        kind=Kind.FIELD,
        name=wanted.name,
        label=field.label,
        value=field.value,
        wide=wide,
        answer=answer_of(field) if entry is None else entry.answer,
        service=wanted.service,
        offer=wanted.offer,
        entry=entry,
    )


def subjects_text(offer: Offer, phrases: Phrases) -> str:
    """Those an offer is for, as a letter names them: 吉田 花子 様・吉田 太郎 様."""
    return "・".join(phrases.honorific.format(name=name) for name in offer.subjects)


def _subjects_in_short(offer: Offer, phrases: Phrases) -> str:
    first = phrases.honorific.format(name=offer.subjects[0])
    rest = len(offer.subjects) - 1
    return (
        subjects_text(offer, phrases)
        if rest < 2
        else phrases.and_others.format(name=first, count=rest)
    )


def _choice(offer: Offer, language: Language, phrases: Phrases) -> Choice:
    name = offer.name.speak(language)
    if offer.subjects:
        name = phrases.with_amount.format(name=name, amount=_subjects_in_short(offer, phrases))
    amount = worth_text(offer, language) if offer.pays else ""
    yes, no = phrases.yes, phrases.no
    if offer.rung is Rung.INFORM:
        yes, no = phrases.yes_inform, phrases.no_inform
    elif offer.rung is Rung.AUTOMATIC:
        yes = phrases.yes_automatic
    service = offer.service if offer.occasion.offers else ABOUT + offer.service
    return Choice(service=service, name=name, amount=amount, yes=yes, no=no)


def _fields(letter: Letter, phrases: Phrases) -> Iterator[_Wanted]:
    """Who applies, then the fields of every form, each once.

    Where a service is for the addressee, its form's identity is the addressee's and stands above
    already; for another member of the household it is printed too, save the shared address.
    """
    identity = identity_of(letter.addressee)
    if letter.addressee.birth is not None:
        identity["生年月日"] = date_text(letter.addressee.birth, letter.language)
    forms = [
        (at, field)
        for at, offer in enumerate(letter.offers)
        if offer.rung in FORM_RUNGS
        for field in offer.fields
    ]
    asked = {*ALWAYS_ASKED, *(field.source for _, field in forms)}
    for source in IDENTITY_ORDER:
        if source in asked:
            label = phrases.identity[source]
            field = FormField(label=label, source=source, value=identity[source])
            yield _Wanted(field=field, name=source)
    seen = set()
    for at, field in forms:
        offer = letter.offers[at]
        own = field.source in identity and not offer.subjects
        if own or field.source in SHARED_IDENTITY or (field.label, field.value) in seen:
            continue
        seen.add((field.label, field.value))
        generic = field.source in identity and field.label == field.source
        label = phrases.of_subject.format(label=field.label) if generic else field.label
        yield _Wanted(
            field=replace(field, label=label), name=field.label, service=offer.service, offer=at
        )
