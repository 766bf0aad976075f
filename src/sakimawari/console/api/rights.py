"""Results as the interface tells them: status, amount in range, what is missing, what decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ninja import Schema
from pydantic import Field

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service
from sakimawari.rules.figures import WIDEST, Figures, day_of
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import NO_DEADLINE, read_service
from sakimawari.rules.proof import Reading
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Clause, Holder

WORDS = {Status.YES: "yes", Status.NO: "no", Status.UNKNOWN: "unknown"}


class Decisive(Schema):
    """The condition that does not fit, where the status is no. It is no refusal: people decide."""

    id: str
    text: str
    article: str


class Right(Schema):
    """A service for a subject on a day.

    `unknown`: a missing fact decides, and `missing` names it. An amount is a range where it is not
    certain; null as `amount_high` means without a bound that is known.
    """

    service: str
    name: str
    subject: str = Field(description="Name or key of the person; 世帯 for the household")
    status: str = Field(description="yes, no or unknown")
    amount_low: int | None
    amount_high: int | None
    unit: str | None
    tier: list[str]
    deadline: date | None
    missing: list[str]
    because: Decisive | None


def rights_of(
    situation: Situation, services: Iterable[Service], figures: Figures, *, only: str | None = None
) -> Iterator[Right]:
    """Every service for everybody it may concern; `only` one of the people, by name."""
    for service in services:
        if service.holder is Holder.COMPANY:
            continue
        if service.holder is Holder.HOUSEHOLD:
            yield told(read_service(service.rule, situation, figures), service, "世帯")
            continue
        for at, person in enumerate(situation.people):
            if person.is_subject and only in (None, person.id):
                reading = read_service(service.rule, situation, figures, subject=at)
                yield told(reading, service, person.id)


def told(reading: Reading, service: Service, subject: str) -> Right:
    """One reading as it goes out."""
    rule = service.rule
    gives = rule.amount is not None and reading.status is not Status.NO
    labels = rule.tier.value.type.labels if rule.tier is not None else ()
    decisive = rule.clauses[reading.decided_by] if reading.decided_by >= 0 else None
    return Right(
        service=service.slug,
        name=service.name,
        subject=subject,
        status=WORDS[Status(reading.status)],
        amount_low=reading.amount_low if gives else None,
        amount_high=reading.amount_high if gives and reading.amount_high < WIDEST else None,
        unit=rule.amount.unit if rule.amount is not None else None,
        tier=list(labels[max(reading.tier_low, 0) : reading.tier_high + 1]),
        deadline=None if reading.deadline == NO_DEADLINE else day_of(reading.deadline),
        missing=list(dict.fromkeys(use.name for use in reading.missing)),
        because=None if decisive is None else _decisive(decisive),
    )


def _decisive(clause: Clause) -> Decisive:
    return Decisive(id=clause.id, text=clause.text, article=clause.article)


def chosen_services(
    catalogue: Catalogue, services: Iterable[str] | None, event: str | None
) -> tuple[Service, ...]:
    """The services of residents that were named, or of an event, or all. CLI011 for an unknown one."""
    from sakimawari.fit.explaining.casebook import casebook_of

    if services:
        book = casebook_of(catalogue)
        return tuple(book.service(slug) for slug in services)
    residents = catalogue.residents.services.values()
    return tuple(one for one in residents if event is None or event in one.life_events)
