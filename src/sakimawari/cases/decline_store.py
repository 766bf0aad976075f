"""Services people do not want to be told about."""

from __future__ import annotations

from collections.abc import Iterable

from sakimawari.cases.models import DeclineRow
from sakimawari.cases.values import Declined, Doing

_AT_A_TIME = 500


def keep(person: str, service: str, doing: Doing) -> Declined:
    """Note that somebody declines to be told about a service; once is enough."""
    row, _ = DeclineRow.objects.get_or_create(
        person=person, service=service, defaults={"at": doing.at, "by": doing.actor.id}
    )
    return _declined(row)


def drop(person: str, service: str) -> None:
    """Somebody wants to be told about a service again."""
    DeclineRow.objects.filter(person=person, service=service).delete()


def of_person(person: str) -> tuple[Declined, ...]:
    """What a person declined, by service."""
    return tuple(map(_declined, DeclineRow.objects.filter(person=person).order_by("service")))


def of_service(service: str, people: Iterable[str] | None = None) -> frozenset[str]:
    """Who (of some people, or of all) declined a service: whoever writes letters leaves them out."""
    rows = DeclineRow.objects.filter(service=service)
    if people is not None:
        rows = rows.filter(person__in=list(people))
    return frozenset(rows.values_list("person", flat=True))


def of_people(people: Iterable[str]) -> dict[str, frozenset[str]]:
    """What each of some people declined; those who declined nothing are not in it."""
    asked = [*people]
    found: dict[str, set[str]] = {}
    for first in range(0, len(asked), _AT_A_TIME):
        rows = DeclineRow.objects.filter(person__in=asked[first : first + _AT_A_TIME])
        for person, service in rows.values_list("person", "service"):
            found.setdefault(person, set()).add(service)
    return {person: frozenset(services) for person, services in found.items()}


def everybody() -> tuple[tuple[str, str], ...]:
    """Everything that anybody declined, as person and service: for plans over a whole city."""
    return tuple(DeclineRow.objects.values_list("person", "service"))


def _declined(row: DeclineRow) -> Declined:
    return Declined(person=row.person, service=row.service, at=row.at, by=row.by)
