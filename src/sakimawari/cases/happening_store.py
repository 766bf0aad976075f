"""What happened to cases, in the order it was written, and all cases in the order they came.

For programs that follow along: they see the cases of everybody but of people under 支援措置.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sakimawari.cases import store
from sakimawari.cases.models import CaseRecord, EventRow
from sakimawari.cases.values import CaseRow, Moment, Origin, State
from sakimawari.guard.actor import EVERYWHERE

_FIRST_STEP = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One step of a case: `place` grows with every step of any case."""

    place: int
    case: str
    seq: int
    at: datetime
    before: State | None
    after: State
    service: str
    ward: str


def happened_after(moment: Moment, place: int, *, most: int) -> tuple[Happening, ...]:
    """The steps written after a place, oldest first.

    Two processes may write at once, and the later place be seen first: whoever must miss nothing
    reads again from a little before where they were.
    """
    rows = EventRow.objects.select_related("case").filter(pk__gt=place)
    rows = rows.exclude(case__household__in=moment.desk.protected_households(moment.today))
    return tuple(
        Happening(
            place=row.pk,
            case=row.case.number,
            seq=row.seq,
            at=row.at,
            before=State(row.before) if row.before else None,
            after=State(row.after),
            service=row.case.service,
            ward=row.case.ward,
        )
        for row in rows.order_by("pk")[:most]
    )


def cases_after(
    moment: Moment,
    number: str,
    *,
    state: State | None,
    services: frozenset[str],
    wards: frozenset[str],
    most: int,
) -> tuple[CaseRow, ...]:
    """The cases of some services and wards (EVERYWHERE: all) after a number, in their order."""
    rows = CaseRecord.objects.filter(number__gt=number)
    rows = rows.exclude(household__in=moment.desk.protected_households(moment.today))
    if state is not None:
        rows = rows.filter(state=state.value)
    for name, bound in (("service", services), ("ward", wards)):
        if EVERYWHERE not in bound:
            rows = rows.filter(**{f"{name}__in": sorted(bound)})
    return tuple(store.shown(row, moment) for row in rows.order_by("number")[:most])


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A case that began: who applied, for whom, of which household. `place` as in `Happening`."""

    place: int
    at: datetime
    service: str
    applicant: str
    subject: str
    household: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginnings:
    """The cases that began after a place, and the place up to which all steps were read."""

    cases: tuple[Begun, ...]
    reached: int


def begun_after(place: int, *, most: int) -> Beginnings:
    """The cases somebody applied for among the steps after a place, oldest first, of everybody.

    For whoever must not tell somebody again of what they applied for: a program, no reader.
    """
    rows = list(EventRow.objects.select_related("case").filter(pk__gt=place).order_by("pk")[:most])
    return Beginnings(
        cases=tuple(
            Begun(
                place=row.pk,
                at=row.at,
                service=row.case.service,
                applicant=row.case.applicant,
                subject=row.case.subject,
                household=row.case.household,
            )
            for row in rows
            if row.seq == _FIRST_STEP and row.case.origin == Origin.APPLICATION.value
        ),
        reached=rows[-1].pk if rows else place,
    )


def last_place() -> int:
    """The place of the latest step of any case; 0 before the first."""
    return EventRow.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
