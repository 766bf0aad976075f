"""The slip under a letter: whom it comes from, what is chosen, the form's fields filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sakimawari.packs.pack import Rung
from sakimawari.reach.addressing.reference import grouped
from sakimawari.reach.letters.letter import Letter
from sakimawari.reach.letters.width import width_of
from sakimawari.reach.letters.words import Phrases
from sakimawari.reach.telling.amounts import worth_text
from sakimawari.reach.telling.dates import date_text
from sakimawari.reach.telling.offer import FormField, Language, Offer, identity_of

FORM_RUNGS = frozenset({Rung.HELP, Rung.OFFER, Rung.AUTOMATIC})
IDENTITY_ORDER = ("氏名", "カナ", "生年月日", "電話番号", "性別", "住所")
ALWAYS_ASKED = frozenset({"氏名", "カナ", "住所", "生年月日", "電話番号"})
SHARED_IDENTITY = frozenset({"住所", "電話番号"})
HALF_LINE = 75.0  # millimetres a narrow box offers to its label and value


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A field of the slip; an empty value is left for the resident to write."""

    label: str
    value: str
    wide: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A service on the slip with its two boxes to tick."""

    name: str
    amount: str
    yes: str
    no: str


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
    rows: tuple[tuple[Box, ...], ...]  # one wide box a row, or up to two
    more: str


def slip_of(letter: Letter, phrases: Phrases, *, fields: int) -> Slip:
    """The slip of a letter with at most so many fields."""
    wanted = list(_fields(letter, phrases))
    shown = wanted[:fields]
    signing = tuple(
        Box(label=label, value="", wide=False) for label in (phrases.written, phrases.signature)
    )
    return Slip(
        cut=phrases.cut,
        title=phrases.slip,
        note=phrases.slip_note,
        number=phrases.number.format(number=letter.number),
        reference=(grouped(letter.reference[:15]), grouped(letter.reference[15:])),
        qr_alt=phrases.qr,
        choices=tuple(_choice(offer, letter.language, phrases) for offer in letter.offers),
        rows=(*_packed([_box(field) for field in shown]), signing),
        more=phrases.more_fields if len(wanted) > len(shown) else "",
    )


def _packed(boxes: Sequence[Box]) -> Iterator[tuple[Box, ...]]:
    """Boxes in rows, in their order: two narrow ones side by side, a wide one alone."""
    waiting: list[Box] = []
    for box in boxes:
        if waiting and (box.wide or len(waiting) == 2):
            yield tuple(waiting)
            waiting = []
        if box.wide:
            yield (box,)
        else:
            waiting.append(box)
    if waiting:
        yield tuple(waiting)


def _box(field: FormField) -> Box:
    used = width_of(field.label, 9.5) + width_of(field.value)
    to_write_at_length = not field.value and not field.source
    return Box(label=field.label, value=field.value, wide=used > HALF_LINE or to_write_at_length)


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
    return Choice(name=name, amount=amount, yes=yes, no=no)


def _fields(letter: Letter, phrases: Phrases) -> Iterator[FormField]:
    """Who applies, then the fields of every form, each once.

    Where a service is for the addressee, its form's identity is the addressee's and stands above
    already; for another member of the household it is printed too, save the shared address.
    """
    identity = identity_of(letter.addressee)
    if letter.addressee.birth is not None:
        identity["生年月日"] = date_text(letter.addressee.birth, letter.language)
    forms = [(o, f) for o in letter.offers if o.rung in FORM_RUNGS for f in o.fields]
    asked = {*ALWAYS_ASKED, *(field.source for _, field in forms)}
    for source in IDENTITY_ORDER:
        if source in asked:
            label = phrases.identity[source]
            yield FormField(label=label, source=source, value=identity[source])
    seen = set()
    for offer, field in forms:
        own = field.source in identity and not offer.subjects
        if own or field.source in SHARED_IDENTITY or (field.label, field.value) in seen:
            continue
        seen.add((field.label, field.value))
        generic = field.source in identity and field.label == field.source
        label = phrases.of_subject.format(label=field.label) if generic else field.label
        yield FormField(label=label, source=field.source, value=field.value)
