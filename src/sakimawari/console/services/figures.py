"""Figures of services as anybody in the office may see them: small counts hidden, totals too.

Each measure is hidden in its own sums, together with what it would give away beside another: whom
of the entitled the service has reached, and who receives it without being surely entitled.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sakimawari.fit.compare.suppression import Cells, Veil, hidden_in
from sakimawari.fit.served.figures import Counts, Figures
from sakimawari.fit.served.run import figures_of
from sakimawari.fit.store import Run
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service

NOWHERE = "不明"  # a ward or town the register does not know
MEASURES = ("entitled", "possible", "receiving", "take_up", "unclaimed", "yen")
VEIL = Veil(exact=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Counts of one service in one place; None is hidden, or has no meaning (see `Meaning`)."""

    entitled: int | None
    possible: int | None
    receiving: int | None
    unclaimed: int | None
    yen: int | None

    @property
    def take_up(self) -> float | None:
        """The share of the entitled who receive it; None where that is hidden or nobody is."""
        if self.entitled is None or self.unclaimed is None or not self.entitled:
            return None
        return (self.entitled - self.unclaimed) / self.entitled

    def of(self, measure: str) -> float | int | None:
        """One of MEASURES."""
        value: float | int | None = getattr(self, measure)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Which figures say something: who receives it only with a register, yen only of a benefit."""

    registered: bool
    in_yen: bool

    def has(self, measure: str) -> bool:
        """Whether a measure may be shown of the service at all."""
        if measure == "yen":
            return self.in_yen and self.registered
        return self.registered or measure in {"entitled", "possible"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFigures:
    """One service over the city, by ward, and by town of a ward."""

    slug: str
    meaning: Meaning
    total: Shown
    wards: Mapping[str, Shown]
    towns: Mapping[tuple[str, str], Shown]

    def towns_of(self, ward: str) -> dict[str, Shown]:
        """The towns of a ward."""
        return {town: shown for (of, town), shown in self.towns.items() if of == ward}


def service_figures(figures: Figures, service: Service, *, in_yen: bool) -> ServiceFigures:
    """The figures of one service with everything hidden that could give a few people away."""
    counts: dict[str, dict[str, Counts]] = {ward: {} for ward in figures.wards}
    for place, found in figures.by_place(service=service.slug):
        if (place.ward is None or place.town is None) and found == Counts():
            continue
        inside = counts.setdefault(place.ward or NOWHERE, {})
        inside[place.town or NOWHERE] = found
    counts = {ward: inside for ward, inside in counts.items() if inside}
    held = hidden_in(_cells(counts, lambda found: (found.entitled,)))
    veils = (
        held,
        hidden_in(_cells(counts, lambda found: (found.possible,))),
        hidden_in(_cells(counts, _receiving)),
        hidden_in(_cells(counts, _reached), held),
    )
    meaning = Meaning(registered=service.received_as is not None, in_yen=in_yen)
    sums = {ward: _added(inside) for ward, inside in counts.items()}
    return ServiceFigures(
        slug=service.slug,
        meaning=meaning,
        total=_shown(_added(sums), meaning, [veil.whole for veil in veils]),
        wards={
            ward: _shown(found, meaning, [ward in veil.groups for veil in veils])
            for ward, found in sums.items()
        },
        towns={
            (ward, town): _shown(found, meaning, [(ward, town) in veil.parts for veil in veils])
            for ward, inside in counts.items()
            for town, found in inside.items()
        },
    )


def _cells(
    counts: Mapping[str, Mapping[str, Counts]], of: Callable[[Counts], Cells]
) -> dict[str, dict[str, Cells]]:
    return {
        ward: {town: of(found) for town, found in inside.items()} for ward, inside in counts.items()
    }


def _reached(found: Counts) -> Cells:
    """Entitled and receiving, entitled and not."""
    return max(found.entitled - found.unclaimed, 0), found.unclaimed


def _receiving(found: Counts) -> Cells:
    """Receiving, and of them those who are not surely entitled."""
    return found.receiving, max(found.receiving - _reached(found)[0], 0)


def _added(inside: Mapping[str, Counts]) -> Counts:
    names = ("entitled", "possible", "receiving", "unclaimed", "unclaimed_yen_per_year")
    return Counts(**{name: sum(getattr(each, name) for each in inside.values()) for name in names})


def _shown(found: Counts, meaning: Meaning, hidden: list[bool]) -> Shown:
    held, maybe, receiving, reached = hidden
    known = meaning.registered
    return Shown(
        entitled=None if held else found.entitled,
        possible=None if maybe else found.possible,
        receiving=None if receiving or not known else found.receiving,
        unclaimed=None if reached or not known else found.unclaimed,
        yen=None if reached or not meaning.has("yen") else found.unclaimed_yen_per_year,
    )


@dataclass(frozen=True, slots=True)
class Board:
    """The figures of a run, each service reckoned at its first look."""

    run: Run
    figures: Figures
    catalogue: Catalogue
    units: Mapping[str, int]
    known: dict[str, ServiceFigures]

    def of(self, slug: str) -> ServiceFigures | None:
        """One service; None where the run has not read it (added since)."""
        service = self.catalogue.services.get(slug)
        if service is None or slug not in self.figures.services:
            return None
        if slug not in self.known:
            self.known[slug] = service_figures(
                self.figures, service, in_yen=self.units.get(slug, 0) > 0
            )
        return self.known[slug]


_kept: dict[tuple[str, str], Board] = {}
_lock = threading.Lock()


def board_of(run: Run, catalogue: Catalogue) -> Board:
    """The figures of a run under the packs in effect, kept in the process while both stand."""
    key = (str(run.folder), catalogue.hash)
    with _lock:
        if key not in _kept:
            rows = run.ask("SELECT service, times_a_year FROM services").to_pylist()
            fresh = Board(
                run=run,
                figures=figures_of(run),
                catalogue=catalogue,
                units={row["service"]: row["times_a_year"] for row in rows},
                known={},
            )
            _kept.clear()
            _kept[key] = fresh
        return _kept[key]
