"""A list as one member of staff may make it: their services, their wards, nobody closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from sakimawari.console.access import actor_of, may, would
from sakimawari.console.city import City, city
from sakimawari.console.staff.figures import figures
from sakimawari.console.staff.lists.counting import closed_today
from sakimawari.console.staff.lists.filters import Filters, filters_in, listing_of
from sakimawari.console.staff.scope import services_of, wards_of
from sakimawari.fit.listed.values import Listing, ListName
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.packs.pack import Service

FOR_LISTS = ("outreach", "case", "support", "check")  # what a list of people may be made for


def enter(request: HttpRequest) -> None:
    """Counts by town and age tell of single people: they are for who may list people at all."""
    target = Target(kind="List")
    if not any(would(request, Action.LIST_PEOPLE, target, purpose=id).allowed for id in FOR_LISTS):
        may(request, Action.LIST_PEOPLE, target, purpose=FOR_LISTS[0])  # refuses, and says why


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoped:
    """A list within what its maker looks after, and what the form offers to choose from."""

    there: City
    filters: Filters
    services: Mapping[str, Service]  # all the actor's
    wards: tuple[str, ...]
    departments: tuple[str, ...]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The slugs looked at: the chosen one, those of a department, or all the actor's."""
        filters = self.filters
        if filters.service:
            return (filters.service,)
        return tuple(
            slug
            for slug, one in self.services.items()
            if filters.department in ("", one.department)
        )

    @property
    def listing(self) -> Listing:
        """What the run is asked."""
        return listing_of(
            self.filters,
            services=self.chosen,
            wards=self.wards,
            closed=closed_today(self.there),
        )

    @property
    def towns(self) -> tuple[str, ...]:
        """The towns of the chosen ward."""
        ward = self.filters.ward or (self.wards[0] if len(self.wards) == 1 else "")
        places = figures(self.there).places if ward else ()
        return tuple(place.town for place in places if place.ward == ward and place.town)


def scoped(request: HttpRequest, name: ListName, query: str | None = None) -> Scoped:
    """The list an address asks for, or one that was kept (`query`), within the actor's bounds."""
    there, actor = city(), actor_of(request)
    services = services_of(actor, there.catalogue.services)
    wards = wards_of(actor, figures(there).wards)
    departments = tuple(sorted({one.department for one in services.values()}))
    form = request.GET if query is None else QueryDict(query)
    filters = filters_in(
        form.dict(),
        name,
        departments=departments,
        services=tuple(services),
        wards=wards,
    )
    return Scoped(
        there=there,
        filters=filters,
        services=services,
        wards=wards,
        departments=departments,
    )
