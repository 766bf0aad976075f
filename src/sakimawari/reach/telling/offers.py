"""Rights found by a run, told in the words of the pack: reasons, questions, papers, form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sakimawari.packs.messages import DECIDED_WORDS
from sakimawari.packs.pack import DeclaredFact, Rung, Service
from sakimawari.packs.pack import FormField as Asked
from sakimawari.problems import Place, Problem, Problems
from sakimawari.reach.telling.occasion import Occasion
from sakimawari.reach.telling.offer import (
    Addressee,
    Amount,
    FormField,
    Offer,
    Paper,
    Wording,
    identity_of,
)
from sakimawari.rules.outcome import Status
from sakimawari.rules.tree import Kind

FACT = "fact"
UNCERTAIN_FIGURE = "（要確認）"  # a figure of the law the city must settle; no resident can


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One row of the gap, as far as a letter tells it.

    `undecided` is the bit mask of unknown clauses; `missing` names the missing facts; tiers are
    positions among the labels of the service, -1 for none. `since` is the day it begins, None where
    it holds already. `occasion` is how it is told; `until` the last day of one that ends, `hand_in`
    what a renewal asks for.
    """

    service: str
    status: Status
    amount_low: int = 0
    amount_high: int = 0
    tier_low: int = -1
    tier_high: int = -1
    deadline: date | None = None
    undecided: int = 0
    missing: tuple[str, ...] = ()
    since: date | None = None
    occasion: Occasion = Occasion.OWED
    until: date | None = None
    hand_in: str = ""

    def __post_init__(self) -> None:
        if self.occasion is Occasion.ENDING and self.until is None:
            raise ValueError("of what ends, the last day is known")
        if self.occasion is Occasion.RENEWAL and self.deadline is None:
            raise ValueError("of what must be handed in, the last day is known")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a pack knows of a service beyond its rule, ready to be told. One for each service."""

    service: Service
    name: Wording
    summary: Wording
    reasons: tuple[tuple[int, Wording], ...]  # (index of the clause, its words)
    notice: Wording | None
    papers: tuple[Paper, ...]


def tell(services: Iterable[Service]) -> dict[str, Told]:
    """Services by slug, ready to be told.

    Refuses notices that speak as if a clerk had decided (REACH002), all of them together.
    """
    told = {service.slug: _told(service) for service in services}
    found = [problem for each in told.values() for problem in _claims(each.service)]
    if found:
        raise Problems(found)
    return told


def _told(service: Service) -> Told:
    notice = service.notice
    reasons = tuple(
        (index, Wording(ja=clause.text, easy=clause.plain, en=clause.english))
        for index, clause in enumerate(service.rule.clauses)
        if not clause.excludes
    )
    return Told(
        service=service,
        name=Wording(ja=service.name),
        summary=Wording(ja=service.summary),
        reasons=reasons,
        notice=Wording(ja=notice.ja, easy=notice.easy, en=notice.en) if notice else None,
        papers=tuple(Paper(name=paper.name, held=paper.held) for paper in service.papers),
    )


def _claims(service: Service) -> Iterable[Problem]:
    for what, text in _said(service):
        for word in DECIDED_WORDS:
            if word in text:
                yield Problem(
                    id="REACH002",
                    what=f"{what} of {service.slug} says 「{word}」, as if a clerk had decided",
                    do="say 受け取れる見込みです or 可能性があります: it goes out before any decision",
                    where=service.places.get("", Place(file=f"services/{service.slug}.yaml")),
                )


def _said(service: Service) -> Iterator[tuple[str, str]]:
    """Every text of a pack that goes out about a service, with what it is."""
    if service.notice is not None:
        for text in (service.notice.ja, service.notice.easy, service.notice.en):
            yield "the notice", text or ""
    if service.messages is not None:
        for (_, use), texts in service.messages.texts.items():
            for text in texts.values():
                yield f"the text for `{use.value}`", text


def offer_of(
    right: Right,
    told: Told,
    facts: Mapping[str, DeclaredFact],
    *,
    subject: Addressee | None = None,
    values: Mapping[str, str | None] | None = None,
) -> Offer:
    """A right as a letter offers it.

    `subject` is whom it is for, where that is not the addressee; `values` fills fields of the form
    by label, and drops those that are None. Reasons are the conditions that surely hold: for a
    certain right all of them, otherwise those that are not undecided. A figure that is still to be
    settled is not asked.
    """
    service = told.service
    if not right.occasion.offers:
        return _without_offering(right, told, subject)
    return Offer(
        service=service.slug,
        name=told.name,
        summary=told.summary,
        status=right.status,
        subjects=() if subject is None else (subject.name,),
        amount=_amount(right, service),
        tier=_tier(right, service),
        gives=service.gives,
        deadline=right.deadline,
        since=right.since,
        late=_late(service),
        reasons=tuple(words for index, words in told.reasons if not right.undecided >> index & 1),
        questions=tuple(
            _question(name, facts) for name in right.missing if not name.endswith(UNCERTAIN_FIGURE)
        ),
        papers=told.papers,
        fields=tuple(_fields(service, subject, values or {})),
        notice=told.notice,
        rung=service.rung,
        department=service.department,
        occasion=right.occasion,
    )


def _without_offering(right: Right, told: Told, subject: Addressee | None) -> Offer:
    """What is told of a right that is received, or of which staff have something to say.

    No amount, reason or form: they would read as something to apply for. Whoever has a question asks.
    """
    service = told.service
    return Offer(
        service=service.slug,
        name=told.name,
        status=right.status,
        subjects=() if subject is None else (subject.name,),
        gives=service.gives,
        deadline=right.deadline,
        rung=Rung.INFORM,
        department=service.department,
        occasion=right.occasion,
        until=right.until,
        hand_in=right.hand_in,
        renewable=bool(service.renewals),
    )


def _amount(right: Right, service: Service) -> Amount | None:
    award = service.rule.amount
    if award is None:
        return None
    return Amount(low=right.amount_low, high=right.amount_high, unit=award.unit)


def _tier(right: Right, service: Service) -> str | None:
    award = service.rule.tier
    if award is None or right.tier_low < 0:
        return None
    labels = award.value.type.labels
    low, high = labels[right.tier_low], labels[right.tier_high]
    return low if low == high else f"{low}～{high}"


def _late(service: Service) -> Wording | None:
    if service.deadline is None or service.deadline.retroactive is None:
        return None
    return Wording(ja=service.deadline.retroactive)


def _question(name: str, facts: Mapping[str, DeclaredFact]) -> Wording:
    declared = facts.get(name) or facts.get(f"世帯.{name}")
    if declared is None or declared.question is None:
        return Wording(ja=name)
    return Wording(ja=declared.question, easy=declared.question_easy, en=declared.question_en)


def _fields(
    service: Service, subject: Addressee | None, values: Mapping[str, str | None]
) -> Iterator[FormField]:
    """Fields in the form's order; identity is left to the sheet where it is the addressee's."""
    for field in service.form.fields if service.form is not None else ():
        if field.identity is not None:
            part = "" if subject is None else identity_of(subject).get(field.identity, "")
            yield FormField(label=field.label, source=field.identity, value=part)
        elif (value := values.get(field.label, "")) is not None:
            yield _asked(field, value)


def _asked(field: Asked, value: str) -> FormField:
    """A field that a rule reads, or that is left to the resident, with the shape of its answer."""
    source = FACT if value else ""
    if field.truth is not None:
        return FormField(label=field.label, source=source, value=value, kind=Kind.TRUTH)
    if field.value is None:
        return FormField(label=field.label, source=source, value=value)
    type = field.value.type
    return FormField(
        label=field.label,
        source=source,
        value=value,
        kind=type.kind,
        labels=type.labels,
        unit=(type.unit or "").partition("/")[0],
        decimals=type.scale,
    )


def joined(offers: Sequence[Offer], *, addressee: str) -> tuple[Offer, ...]:
    """Offers with those of several people that differ in nothing but the person made one.

    Reasons are those that hold for each, questions those open for any; where the addressee is
    among several, the name stands with the others. The order is that of the first of each.
    """
    alike: dict[tuple[object, ...], list[Offer]] = {}
    for offer in offers:
        key = (
            *(offer.service, offer.status, offer.amount, offer.tier),
            *(offer.deadline, offer.since, offer.occasion, offer.until, offer.hand_in),
        )
        alike.setdefault(key, []).append(offer)
    return tuple(_one_of(group, addressee) for group in alike.values())


def _one_of(group: Sequence[Offer], addressee: str) -> Offer:
    if len(group) == 1:
        return group[0]
    names = dict.fromkeys(name for offer in group for name in (offer.subjects or (addressee,)))
    shared = [r for r in group[0].reasons if all(r in offer.reasons for offer in group)]
    questions = dict.fromkeys(question for offer in group for question in offer.questions)
    fields = dict.fromkeys(field for offer in group for field in offer.fields)
    return replace(
        group[0],
        subjects=tuple(names),
        keys=tuple(dict.fromkeys(key for offer in group for key in offer.keys)),
        reasons=tuple(shared),
        questions=tuple(questions),
        fields=tuple(fields),
    )
