"""Work queues over the cases: filtered, ordered by what is due first, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.db.models import Count, Q, QuerySet

from sakimawari.cases import store
from sakimawari.cases.models import CaseRecord
from sakimawari.cases.period import SOON_DAYS
from sakimawari.cases.values import CaseRow, Moment, Origin, State
from sakimawari.guard.actor import EVERYWHERE, Actor
from sakimawari.guard.departments import units_of

MOST_ROWS = 200  # read at once
_TRUE = (True,)  # written as `= 1`, which SQLite answers by an index; a bare column it does not
NOBODY_YET = "-"  # as an assignee: cases that are nobody's


class Due(Enum):
    """How near the end of the standard period is. PAUSED: it stands still."""

    LATE = "late"
    SOON = "soon"
    LATER = "later"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which cases; what is empty is not asked about. `states` empty: those not decided yet."""

    states: tuple[State, ...] = ()
    services: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    assignee: str = ""
    due: Due | None = None
    origin: Origin | None = None
    needs: str = ""
    number: str = ""  # or its beginning
    person: str = ""
    everything: bool = False  # decided ones too, where no states are named


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Some rows of a queue, and how many there are in all."""

    rows: tuple[CaseRow, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How the open cases of one service (or ward) stand against the standard period."""

    key: str
    open: int
    late: int
    soon: int
    paused: int


def queue(
    moment: Moment, asked: QueueFilter, *, actor: Actor, first: int = 0, most: int = 50
) -> Queue:
    """The cases somebody may see that fit a filter, the most urgent first.

    Bounded by the departments, wards and services of the actor, and without people under 支援措置
    unless the actor is named for them; whoever calls has asked the policies for the list itself.
    """
    rows = _within(moment, actor, asked)
    with_day = rows.filter(due_on__isnull=False)
    last = first + min(most, MOST_ROWS)
    # Those whose period stands still come after the others: so both are read by an index.
    running, total = with_day.count(), rows.count()
    taken = list(with_day.order_by("due_on", "pk")[first:last]) if first < running else []
    if last > running:
        still = rows.filter(due_on__isnull=True).order_by("pk")
        taken += still[max(first - running, 0) : last - running]
    return Queue(rows=tuple(store.shown(row, moment) for row in taken), total=total)


def tally(moment: Moment, asked: Mapping[str, QueueFilter], *, actor: Actor) -> dict[str, int]:
    """How many cases fit each of several filters, counted in one reading.

    For filters of cases still to be worked on: those that are over are many, and are not counted.
    """
    todo = Q(is_open__in=_TRUE) | ~Q(needs="")
    rows = _bounded(moment, actor).filter(todo)
    wanted = {name: Count("pk", filter=_asked(moment, one)) for name, one in asked.items()}
    return rows.aggregate(**wanted)


def counts(moment: Moment, asked: QueueFilter, *, actor: Actor) -> dict[State, int]:
    """How many of these cases stand in each state."""
    rows = _within(moment, actor, asked).order_by().values_list("state")
    return {State(state): count for state, count in rows.annotate(n=Count("pk"))}


def backlog(moment: Moment, *, actor: Actor, by: str = "service") -> tuple[Backlog, ...]:
    """Open cases against the standard period, by service, ward or department, the latest first."""
    if by not in {"service", "ward", "department"}:
        raise ValueError(f"a backlog is not counted by {by}")
    today, soon = moment.today, moment.today + timedelta(days=SOON_DAYS)
    rows = _within(moment, actor, QueueFilter()).order_by().values(by)
    counted = rows.annotate(
        open=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=today)),
        soon=Count("pk", filter=Q(due_on__gte=today, due_on__lte=soon)),
        paused=Count("pk", filter=Q(state=State.WAITING.value)),
    )
    found = [
        Backlog(
            key=each[by],
            open=each["open"],
            late=each["late"],
            soon=each["soon"],
            paused=each["paused"],
        )
        for each in counted
    ]
    return tuple(sorted(found, key=lambda one: (-one.late, -one.soon, -one.open, one.key)))


def offered(moment: Moment, *, actor: Actor) -> dict[str, Counter[str]]:
    """What a filter may be set to, each with how many open cases: services, wards, departments."""
    names = ("service", "ward", "department")
    rows = _within(moment, actor, QueueFilter()).order_by().values_list(*names)
    found: dict[str, Counter[str]] = {name: Counter() for name in names}
    for *parts, count in rows.annotate(n=Count("pk")):
        for name, part in zip(names, parts, strict=True):
            found[name][part] += count
    return found


def _within(moment: Moment, actor: Actor, asked: QueueFilter) -> QuerySet[CaseRecord]:
    return _bounded(moment, actor).filter(_asked(moment, asked))


def _bounded(moment: Moment, actor: Actor) -> QuerySet[CaseRecord]:
    rows = CaseRecord.objects.all()
    if not actor.named:
        rows = rows.exclude(household__in=moment.desk.protected_households(moment.today))
    for name, bound in (("ward", actor.wards), ("service", actor.services)):
        if EVERYWHERE not in bound:
            rows = rows.filter(**{f"{name}__in": bound})
    if EVERYWHERE not in actor.departments:
        rows = rows.filter(department__in=_departments_of(actor))
    return rows


def _departments_of(actor: Actor) -> list[str]:
    """The departments as services word them, of which the actor's units are part."""
    held = CaseRecord.objects.order_by().values_list("department", flat=True).distinct()
    return [each for each in held if not actor.departments.isdisjoint(units_of(each))]


def _asked(moment: Moment, asked: QueueFilter) -> Q:
    found = Q()
    if asked.states:
        found &= Q(state__in=[state.value for state in asked.states])
    elif not (asked.everything or asked.number or asked.person or asked.needs):
        found &= Q(is_open__in=_TRUE)
    for name, wanted in (
        ("service", asked.services),
        ("ward", asked.wards),
        ("department", asked.departments),
    ):
        if wanted:
            found &= Q(**{f"{name}__in": wanted})
    if asked.assignee:
        found &= Q(assignee="" if asked.assignee == NOBODY_YET else asked.assignee)
    if asked.origin is not None:
        found &= Q(origin=asked.origin.value)
    if asked.needs:
        found &= Q(needs__contains=asked.needs)
    if asked.number:
        found &= Q(number__startswith=asked.number.strip())
    if asked.person:
        found &= Q(subject=asked.person) | Q(applicant=asked.person)
    return found & _due(moment, asked.due)


def _due(moment: Moment, due: Due | None) -> Q:
    today, soon = moment.today, moment.today + timedelta(days=SOON_DAYS)
    match due:
        case None:
            return Q()
        case Due.LATE:
            return Q(due_on__lt=today, is_open__in=_TRUE)
        case Due.SOON:
            return Q(due_on__gte=today, due_on__lte=soon, is_open__in=_TRUE)
        case Due.LATER:
            return Q(due_on__gt=soon, is_open__in=_TRUE)
        case Due.PAUSED:
            return Q(state=State.WAITING.value)


def keys_of(rows: Iterable[CaseRow]) -> frozenset[str]:
    """The people some rows are about, for the audit of a list."""
    return frozenset(key for row in rows for key in (row.subject, row.applicant))
