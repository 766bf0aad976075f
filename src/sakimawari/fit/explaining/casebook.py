"""What explaining under one catalogue needs again and again, kept between cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from sakimawari.fit.explaining.evidence import QUICK, Evidence, Ground, ground_of, reads_of
from sakimawari.fit.explaining.shown import Explanation
from sakimawari.fit.explaining.telling import Prepared, sentences_of, tell
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service
from sakimawari.problems import fault
from sakimawari.rules.reads import facts_read
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Fact

_MOST_OPEN = 4
_MOST_DAYS = 8  # states of figures kept for each service


@dataclass(slots=True, kw_only=True)
class Casebook:
    """Explains cases under one catalogue; services, figures and sentences are made once."""

    catalogue: Catalogue
    _facts: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    _ready: dict[tuple[str, date], tuple[Ground, Prepared]] = field(default_factory=dict)

    def service(self, slug: str) -> Service:
        """A service by its slug. CLI011 if there is none."""
        chosen = self.catalogue.services.get(slug)
        if chosen is None:
            near = get_close_matches(slug, self.catalogue.services, n=1)
            raise fault(
                "CLI011",
                f"there is no service `{slug}`",
                "choose one of: " + ", ".join(self.catalogue.services),
                near=near[0] if near else None,
            )
        return chosen

    def facts(self, slug: str) -> tuple[Fact, ...]:
        """The facts the rule of a service and its notes read."""
        if slug not in self._facts:
            self._facts[slug] = facts_read(self.service(slug).rule, notes=True)
        return self._facts[slug]

    def explain(
        self,
        situation: Situation,
        slug: str,
        *,
        subject: int,
        relations: tuple[str, ...],
        on: date,
        key: str = "",
        with_changes: bool = True,
        effort: int = QUICK,
    ) -> Explanation:
        """One service for one subject; the situation holds no more than the service reads."""
        ground, prepared = self._prepared(slug, on)
        evidence = Evidence(
            ground=ground,
            situation=situation,
            subject=subject,
            relations=relations,
            on=on,
            key=key,
            effort=effort,
        )
        return tell(evidence, prepared=prepared, with_changes=with_changes)

    def _prepared(self, slug: str, on: date) -> tuple[Ground, Prepared]:
        key = (slug, on)
        if key not in self._ready:
            while sum(known == slug for known, _ in self._ready) >= _MOST_DAYS:
                self._ready.pop(next(one for one in self._ready if one[0] == slug))
            ground = ground_of(self.service(slug), self.catalogue, on=on)
            prepared = Prepared(
                figures=ground.figures(on),
                reads=reads_of(ground),
                sentences=sentences_of(ground.rule),
            )
            self._ready[key] = ground, prepared
        return self._ready[key]


_open: list[Casebook] = []


def casebook_of(catalogue: Catalogue) -> Casebook:
    """The casebook of a catalogue; the last few stay open in a process."""
    for book in _open:
        if book.catalogue is catalogue:
            return book
    book = Casebook(catalogue=catalogue)
    _open.append(book)
    del _open[:-_MOST_OPEN]
    return book
