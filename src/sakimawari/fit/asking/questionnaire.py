"""The services one may be asked about on a date, made ready once and used for any household."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches

from sakimawari.fit.asking.cells import Cell, cells_of, cells_of_tie
from sakimawari.fit.asking.counted import Sample, band_of
from sakimawari.fit.asking.family import FAMILY, before_family
from sakimawari.fit.asking.thresholds import cuts_of
from sakimawari.fit.frame import BIRTH_DATE
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import DeclaredFact, Service
from sakimawari.problems import fault
from sakimawari.rules.brief import BriefService, Key, View, brief_services
from sakimawari.rules.dates import legal_age
from sakimawari.rules.proof import GUARDIAN, SPOUSE
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Fact, Holder, Shape
from sakimawari.rules.unregistered import without_registers

TIES = frozenset({GUARDIAN, SPOUSE})


class Questionnaire:
    """The services to ask about on a date, ready to be read for any household, known or not.

    `registered`: the household comes from the city's registers, where an absent entry may mean
    "none"; of a visitor it means nothing. `companies`: a company is asked, about its services; else a
    household, about those of residents. `sample` holds values counted over a city, as chances.
    Making one takes a moment; an Interview is cheap. Safe to share: it holds nobody's facts.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        on: date,
        services: Iterable[str] | None = None,
        event: str | None = None,
        registered: bool,
        companies: bool = False,
        sample: Sample | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.on = on
        self.registered = registered
        self.companies = companies
        self.services = chosen_services(catalogue, services, event=event, companies=companies)
        self.figures = catalogue.figures(on)
        rules = {slug: service.rule for slug, service in self.services.items()}
        rules = rules if registered else without_registers(rules)
        self.rules = rules
        self._known = brief_services(rules)
        self._before = {} if registered else brief_services(before_family(rules))
        self._facts = {
            fact.fact.name: fact
            for fact in catalogue.facts.values()
            if (fact.fact.holder is Holder.COMPANY) is companies
        }
        self._cuts = cuts_of(rules.values(), self.figures)
        self._sample = sample or {}
        self._cells: dict[tuple[str, int | None], tuple[Cell, ...]] = {}

    def view(self, situation: Situation) -> View:
        """A household as the rules see it on the reading date."""
        return View(situation, self.figures)

    def readers(self, *, family_known: bool) -> dict[str, BriefService]:
        """The services by slug; before the family is known, whatever looks at it is open."""
        return self._known if family_known or self.registered else self._before

    def declared(self, name: str) -> DeclaredFact | None:
        """A fact by the name it has in a key; None for a family tie and for the family itself."""
        return self._facts.get(name)

    def cells(self, key: Key, situation: Situation) -> tuple[Cell, ...]:
        """What the answer about a missing fact may be, with chances; none for the family itself."""
        name, person, _ = key
        if name in TIES:
            return cells_of_tie(at for at in range(len(situation.people)) if at != person)
        if name == FAMILY:
            return ()
        at = (name, self._band(person, situation))
        if at not in self._cells:
            self._cells[at] = cells_of(
                self._facts[name].fact,
                self._cuts.get(name, ()),
                on=self.figures.on,
                sample=self._sample.get(at) or self._sample.get((name, None), ()),
            )
        return self._cells[at]

    def _band(self, person: int | None, situation: Situation) -> int | None:
        """The band of age of a person whose birth date is known, where chances are counted."""
        birth = self._birth(person, situation) if self._sample else None
        return None if birth is None else band_of(birth, self.figures.on)

    def can_be_asked(self, key: Key) -> bool:
        """Whether a resident can be asked: the office's own facts, and a year nobody knows, cannot."""
        name, _, year = key
        if name in TIES or (name == FAMILY and not self.registered):
            return True
        declared = self._facts.get(name)
        if declared is None or not declared.resident_knows:
            return False
        return _is_whole(declared.fact, year)

    def fits(self, key: Key, situation: Situation) -> bool:
        """Whether a pack holds a fact worth asking of a person of this age; so if it is not known."""
        declared = self._facts.get(key[0])
        if declared is None or not declared.ages:
            return True
        birth = self._birth(key[1], situation)
        if birth is None:
            return True
        age = legal_age(birth, self.figures.on)
        return any(low <= age <= high for low, high in declared.ages)

    @staticmethod
    def _birth(person: int | None, situation: Situation) -> int | None:
        if person is None:
            return None
        birth = situation.people[person].facts.get(BIRTH_DATE)
        held = None if birth is None else birth.held
        return held if isinstance(held, int) else None


def _is_whole(fact: Fact, year: int | None) -> bool:
    return (fact.shape is Shape.YEARLY) == (year is not None)


def chosen_services(
    catalogue: Catalogue,
    services: Iterable[str] | None,
    *,
    event: str | None,
    companies: bool = False,
) -> dict[str, Service]:
    """The services named (all of residents, or of companies, if none is), of one life event if one
    is named.

    Raises CLI011 for an unknown service, ASK003 for an event no service of these belongs to, ASK007
    for a company's service asked of residents, or the other way round.
    """
    fitting = (catalogue.companies if companies else catalogue.residents).services
    named = list(fitting) if services is None else list(dict.fromkeys(services))
    for slug in named:
        if slug in catalogue.services and slug not in fitting:
            raise fault(
                "ASK007",
                f"`{slug}` is a service of {'residents' if companies else 'companies'}",
                "leave out --company" if companies else "ask with --company",
            )
        if slug not in catalogue.services:
            near = get_close_matches(slug, catalogue.services, n=1)
            raise fault(
                "CLI011",
                f"there is no service `{slug}`",
                "choose one of: " + ", ".join(catalogue.services),
                near=near[0] if near else None,
            )
    found = {slug: catalogue.services[slug] for slug in named}
    if event is None:
        return found
    of_event = {slug: one for slug, one in found.items() if event in one.life_events}
    if not of_event:
        events = sorted({event for one in found.values() for event in one.life_events})
        near = get_close_matches(event, events, n=1)
        raise fault(
            "ASK003",
            f"no service belongs to the life event `{event}`",
            "choose one of: " + ", ".join(events),
            near=near[0] if near else None,
        )
    return of_event
