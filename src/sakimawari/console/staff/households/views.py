"""One household: opened as a whole, in one entry of the audit that names its members."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from sakimawari.console.access import Hidden, open_record
from sakimawari.console.city import City, city
from sakimawari.console.record import Member, Record
from sakimawari.console.staff.frame import page
from sakimawari.console.staff.households.side_by_side import side_by_side
from sakimawari.console.staff.people.timeline import Chart, chart_of
from sakimawari.console.staff.people.views import spoken
from sakimawari.console.staff.purpose import purpose_of
from sakimawari.fit.frame import persons_by_row
from sakimawari.guard.authorise.asked import Action, FieldGroup
from sakimawari.problems import Problems
from sakimawari.rules.tree import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Housemate:
    """A registered member as the page names them; the name is empty where it stays closed."""

    person: str
    name: str
    relation: str
    age: int | None


@require_GET
def household(request: HttpRequest, household: str) -> HttpResponse:
    """Members with relation and age, their rights side by side, ties to other households.

    One protected member closes the whole household, as if there were none.
    """
    there = city()
    record = open_record(
        request,
        somebody_of(there, household),
        action=Action.READ_HOUSEHOLD,
        purpose=purpose_of(request),
        fields=(FieldGroup.IDENTITY, FieldGroup.RIGHTS),
    )
    living = [each for each in record.members() if not each.visitor]
    charts = {each.person: _chart(request, record, each) for each in living}
    return page(
        request,
        "household.html",
        {
            "household": household,
            "housemates": [_housemate(record, each) for each in living],
            "visitors": [each for each in record.members() if each.visitor],
            "table": side_by_side([each.person for each in living], charts),
            "on": there.today,
        },
    )


def somebody_of(there: City, household: str) -> str:
    """The first registered member of a household; `Hidden` where no household has this key."""
    try:
        unit = there.desk.find(household, Holder.HOUSEHOLD).unit
    except Problems:
        raise Hidden from None
    registered = there.desk.mapped.people.arrays["is_subject"]
    keys = persons_by_row(there.desk.mapped)
    found: list[str] = [keys[row].decode() for row in there.desk.rows(unit) if registered[row] == 1]
    if not found:
        raise Hidden
    return found[0]


def _of(record: Record, member: Member) -> Record:
    """The same opening for another member: a household is decided and logged as one."""
    return replace(record, person=member.person)


def _chart(request: HttpRequest, record: Record, member: Member) -> Chart:
    table = _of(record, member).timetable()
    return chart_of(table, record.city.catalogue, spoken(request))


def _housemate(record: Record, member: Member) -> Housemate:
    named = record.opens(FieldGroup.IDENTITY)
    return Housemate(
        person=member.person,
        name=_of(record, member).identity().name if named else "",
        relation=member.relation,
        age=member.age,
    )
