"""Why a subject is, may be, or is not entitled: one object for clerk, resident, auditor, appeal.

It names people by their position in the household and their relation to its head, never by name.
"""

from __future__ import annotations

from datetime import date

from sakimawari.fit.desk import Desk, desk_for
from sakimawari.fit.explaining.casebook import casebook_of
from sakimawari.fit.explaining.evidence import QUICK, only_read
from sakimawari.fit.explaining.record import record_of, replay
from sakimawari.fit.explaining.shown import (
    ClauseShown,
    Explanation,
    FactShown,
    FigureShown,
    Question,
)
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service
from sakimawari.registry.store import Snapshot
from sakimawari.rules.reads import facts_read
from sakimawari.rules.situation import Situation

__all__ = [
    "ClauseShown",
    "Explanation",
    "FactShown",
    "FigureShown",
    "Question",
    "explain",
    "explain_at",
    "explain_situation",
    "record_of",
    "replay",
]


def explain_situation(
    situation: Situation,
    service: Service,
    catalogue: Catalogue,
    *,
    subject: int,
    relations: tuple[str, ...],
    on: date,
    key: str = "",
    with_changes: bool = True,
    effort: int = QUICK,
) -> Explanation:
    """Read one service of the catalogue for one subject and lay the proof open.

    `relations` are the words for the people of the unit, by position (世帯主, 妻, 子 …). What the
    service does not read of the situation is left out.
    """
    return casebook_of(catalogue).explain(
        only_read(situation, facts_read(service.rule, notes=True)),
        service.slug,
        subject=subject,
        relations=relations,
        on=on,
        key=key,
        with_changes=with_changes,
        effort=effort,
    )


def explain_at(
    desk: Desk,
    catalogue: Catalogue,
    *,
    subject: str,
    service: str,
    on: date,
    with_changes: bool = True,
    effort: int = QUICK,
) -> Explanation:
    """Explain one service for the subject with an opaque key, at an open desk.

    Raises CLI010 for a key that is not in the snapshot, CLI011 for an unknown service.
    """
    book = casebook_of(catalogue)
    found = desk.find(subject, book.service(service).holder)
    return book.explain(
        desk.situation(found.unit, book.facts(service)),
        service,
        subject=found.position,
        relations=desk.relations(found.unit),
        on=on,
        key=subject,
        with_changes=with_changes,
        effort=effort,
    )


def explain(
    snapshot: Snapshot,
    catalogue: Catalogue,
    *,
    subject: str,
    service: str,
    on: date,
    effort: int = QUICK,
) -> Explanation:
    """The same from a snapshot; its desk stays open for the next call of the process."""
    desk = desk_for(snapshot, casebook_of(catalogue).service(service).holder)
    return explain_at(desk, catalogue, subject=subject, service=service, on=on, effort=effort)
