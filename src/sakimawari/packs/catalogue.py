"""The catalogue: all packs a city works with, as one whole.

Facts of several packs are one and the same; a city's pack goes before a national one where both
name a service, parameter or table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sakimawari.packs.anticipating import Follows, Foresight
from sakimawari.packs.handling import Handling
from sakimawari.packs.pack import DeclaredFact, Pack, Service
from sakimawari.packs.posing import Table
from sakimawari.problems import Problem
from sakimawari.rules.figures import DatedParameter, DatedTable, Figures, resolve
from sakimawari.rules.timeline import Timeline, timeline
from sakimawari.rules.tree import Fact, Holder
from sakimawari.rules.walk import Node, facts_of, roots_of, variables_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Packs with what they come to together; `facts` are keyed as rules write them."""

    packs: tuple[Pack, ...]
    facts: Mapping[str, DeclaredFact]
    parameters: Mapping[str, DatedParameter]
    tables: Mapping[str, DatedTable]
    services: Mapping[str, Service]
    remarks: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        # Rules share their variables: written out whole, a catalogue has no end.
        return f"<Catalogue of {len(self.services)} services in {len(self.packs)} packs>"

    @property
    def hash(self) -> str:
        """One SHA-256 over the packs in effect, whatever order they were named in."""
        listed = sorted(f"{pack.id}\0{pack.scope}\0{pack.hash}" for pack in self.packs)
        return hashlib.sha256("\n".join(listed).encode()).hexdigest()

    @property
    def residents(self) -> Catalogue:
        """The same with the services of people and households alone."""
        return self._of(company=False)

    @property
    def companies(self) -> Catalogue:
        """The same with the services of companies alone."""
        return self._of(company=True)

    def _of(self, *, company: bool) -> Catalogue:
        services = self.services.items()
        kept = {s: one for s, one in services if (one.holder is Holder.COMPANY) is company}
        return self if len(kept) == len(services) else replace(self, services=kept)

    def figures(self, on: date) -> Figures:
        """Every parameter and table as it stands on a date."""
        return resolve(self.parameters.values(), self.tables.values(), on=on)

    def timeline(self, start: date, final: date, *, reach: date | None = None) -> Timeline:
        """Every parameter and table from a first to a last day (and known up to `reach`)."""
        return timeline(
            self.parameters.values(), self.tables.values(), start=start, final=final, reach=reach
        )

    def facts_needed(self, services: Iterable[str] | None = None) -> tuple[Fact, ...]:
        """The facts the rules and forms of some services (all, if none are named) read."""
        chosen = self.services.keys() if services is None else services
        return facts_of(*(root for slug in chosen for root in roots_with_form(self.services[slug])))

    def reads(self, slug: str) -> tuple[str, ...]:
        """The services whose results a service's rule holds, directly or through others."""
        roots = roots_with_form(self.services[slug])
        origins = (variable.origin for variable in variables_of(*roots))
        read = dict.fromkeys(origin.service for origin in origins if origin is not None)
        return tuple(name for name in read if name != slug)

    def dependents(self, slug: str) -> tuple[str, ...]:
        """The services whose results may change when this one's rule does, itself not among them."""
        return tuple(name for name in self.services if slug in self.reads(name))

    def pack_of(self, service: Service) -> Pack:
        """The pack a service stands in."""
        return next(pack for pack in self.packs if pack.id == service.pack)

    def handling(self, slug: str) -> Handling:
        """How applications for a service are worked on, a city's pack before national ones."""
        said = [
            pack.handling[key] for key in (slug, "") for pack in self.packs if key in pack.handling
        ]
        found = Handling()
        for one in said:
            found = found.over(one)
        return found

    def foreseen(self) -> dict[str, Foresight]:
        """What is said of each service whose demand is foreseen, a city's pack before national ones."""
        found: dict[str, Foresight] = {}
        for slug, service in self.services.items():
            said = [pack.anticipating.services for pack in self.packs]
            if any(slug in each for each in said):
                general = (p.anticipating.services for p in self.packs if p.id == service.pack)
                whole = Foresight()
                for one in (*(each.get(slug) for each in said), *(g.get("") for g in general)):
                    whole = whole if one is None else whole.over(one)
                found[slug] = whole
        return found

    def posed(self, kind: str) -> dict[str, Table]:
        """The tables of a kind of match that registers fill, a city's pack before national ones."""
        found: dict[str, Table] = {}
        for pack in self.packs:
            found = {**pack.posing.kinds.get(kind, {}), **found}
        return found

    def poses(self) -> tuple[str, ...]:
        """The kinds of match a problem of which can be drawn from the registers."""
        return tuple(dict.fromkeys(kind for pack in self.packs for kind in pack.posing.kinds))

    def follows(self) -> dict[str, Follows]:
        """What of a person's life facts follow, by fact as rules write it; the first pack counts."""
        found: dict[str, Follows] = {}
        for pack in self.packs:
            found = {**pack.anticipating.follows, **found}
        return found


def roots_with_form(service: Service) -> tuple[Node, ...]:
    """Every formula of a service, those of its notes and its form's fields too."""
    fields = () if service.form is None else service.form.fields
    return (
        *roots_of(service.rule, notes=True),
        *(field.value for field in fields if field.value is not None),
        *(field.truth for field in fields if field.truth is not None),
    )
