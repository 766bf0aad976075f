"""Moments of life as people name them: each gathers life events of the packs.

Packs say precisely which events a service belongs to (pregnancy, birth, adoption …); somebody who
looks for help thinks of one moment. A moment of which no service in effect tells is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One moment. Its name has the key `moment.<id>.name`; `events` are words of packs."""

    id: str
    icon: str
    events: frozenset[str]

    @property
    def name(self) -> str:
        """The key of its name."""
        return f"moment.{self.id}.name"

    def holds(self, service: Service) -> bool:
        """Whether the service belongs to the moment."""
        return not self.events.isdisjoint(service.life_events)


def _moment(id: str, icon: str, *events: str) -> Moment:
    return Moment(id=id, icon=icon, events=frozenset(events))


MOMENTS: Mapping[str, Moment] = {
    moment.id: moment
    for moment in (
        _moment(
            "birth", "baby", "pregnancy", "birth", "unmarried_birth", "adoption", "third_child"
        ),
        _moment(
            "school", "school", "school_entry", "childcare", "age3", "age18m", "age6m", "age18"
        ),
        _moment("moving", "moving", "move_in", "move_out", "housing"),
        _moment(
            "work", "work", "job_loss", "income_drop", "retire", "retirement", "return_to_work"
        ),
        _moment("illness", "health", "illness", "hospitalization"),
        _moment("disability", "person", "disability"),
        _moment("care", "care", "care_need"),
        _moment("age", "old", "aging", "age60", "age65", "age75", "age88", "age100"),
        _moment("bereavement", "flower", "death", "spouse_death", "inheritance"),
        _moment("parting", "ring", "divorce", "single_parent"),
        _moment("disaster", "storm", "disaster"),
        _moment("papers", "paper", "card_expiry", "residence_expiry", "age20"),
    )
}


def moments_in(catalogue: Catalogue) -> tuple[Moment, ...]:
    """The moments of which services of residents tell."""
    services = catalogue.residents.services.values()
    return tuple(
        moment for moment in MOMENTS.values() if any(moment.holds(each) for each in services)
    )


def services_of(catalogue: Catalogue, moment: Moment) -> dict[str, Service]:
    """The services of residents that belong to a moment, by slug."""
    found = catalogue.residents.services.items()
    return {slug: service for slug, service in found if moment.holds(service)}
