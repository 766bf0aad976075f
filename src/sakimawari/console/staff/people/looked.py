"""Who looked at a resident's record, when and why: as the resident sees it, with colleagues' names."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from sakimawari.console.access import may
from sakimawari.console.city import JAPAN
from sakimawari.console.staff.people.head import Tab, opened
from sakimawari.console.staff.people.views import shown
from sakimawari.console.staff.purpose import purpose_of
from sakimawari.console.staff.staff_names import colleagues
from sakimawari.guard.audit.store import accesses_of
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.guard.purposes import PURPOSES


@require_GET
def looked(request: HttpRequest, person: str) -> HttpResponse:
    """Readings of the record, those of a day for one purpose folded together."""
    record = opened(request, person)
    may(
        request,
        Action.READ_ACCESS,
        Target(kind="Person", person=person),
        purpose=purpose_of(request),
    )
    found = accesses_of(person, JAPAN)
    return shown(
        request,
        record,
        Tab.LOOKED,
        "looked.html",
        {
            "accesses": found,
            "names": colleagues(
                record.city, (each.actor for each in found if each.actor_kind == "staff")
            ),
            "of_purposes": PURPOSES,
        },
    )
