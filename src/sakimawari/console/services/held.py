"""What pages of services need of the city: packs, figures, boundaries, kept while they stand."""

from __future__ import annotations

import threading

from sakimawari.console.city import City
from sakimawari.console.services.figures import Board, board_of
from sakimawari.fit.horizon import horizon
from sakimawari.handbook.contents import ServicePage, page_of
from sakimawari.handbook.examples import ResultShown, results_shown
from sakimawari.handbook.figures import figures_shown
from sakimawari.packs.ahead import Coming, coming_changes
from sakimawari.packs.cases import cases_of, run_these
from sakimawari.packs.catalogue import Catalogue, roots_with_form
from sakimawari.packs.pack import Service
from sakimawari.registry.outlines import Outlines, read_outlines, stamp
from sakimawari.rules.walk import parameters_of, tables_of

MONTHS_AHEAD = 24
_lock = threading.Lock()
_outlines: dict[tuple[str, ...], Outlines] = {}
_coming: dict[tuple[str, str], tuple[Coming, ...]] = {}
_results: dict[tuple[str, str], tuple[ResultShown, ...]] = {}
MOST_KEPT = 64


def board(city: City) -> Board:
    """The figures of the last night under the packs in effect."""
    return board_of(city.run, city.catalogue)


def outlines(city: City) -> Outlines:
    """The city's own boundaries, read again when a file changes."""
    key = (str(city.office.home), *stamp(city.office.home))
    with _lock:
        if key not in _outlines:
            _outlines.clear()
            _outlines[key] = read_outlines(city.office.home)
        return _outlines[key]


def coming(city: City) -> tuple[Coming, ...]:
    """The changes of the law that are ahead."""
    key = (city.catalogue.hash, city.today.isoformat())
    with _lock:
        if key not in _coming:
            _coming.clear()
            until = horizon(city.today, MONTHS_AHEAD)
            _coming[key] = coming_changes(city.catalogue, on=city.today, until=until)
        return _coming[key]


def page(city: City, service: Service) -> ServicePage:
    """Everything the handbook says of a service, its examples apart."""
    pack = city.catalogue.pack_of(service)
    return page_of(service, pack, city.catalogue, told=((), coming(city)), on=city.today)


def results(catalogue: Catalogue, slug: str) -> tuple[ResultShown, ...]:
    """The worked examples of a service, run now."""
    key = (catalogue.hash + _cases_stamp(catalogue), slug)
    with _lock:
        known = _results.get(key)
    if known is None:
        report = run_these(cases_of(catalogue, naming=[slug]), only=(slug,))
        known = results_shown(report.results, catalogue)
        with _lock:
            while len(_results) >= MOST_KEPT:
                _results.pop(next(iter(_results)))
            _results[key] = known
    return known


_readers: dict[str, dict[tuple[str, str], list[Service]]] = {}


def readers(city: City) -> dict[tuple[str, str], list[Service]]:
    """The services that read each parameter and table, by (kind, name)."""
    key = city.catalogue.hash
    with _lock:
        if key not in _readers:
            found: dict[tuple[str, str], list[Service]] = {}
            for service in city.catalogue.services.values():
                roots = roots_with_form(service)
                names = [("parameter", each.name) for each in parameters_of(*roots)]
                names += [("table", each.name) for each in tables_of(*roots)]
                for name in names:
                    found.setdefault(name, []).append(service)
            _readers.clear()
            _readers[key] = found
        return _readers[key]


def _cases_stamp(catalogue: Catalogue) -> str:
    """Examples decide nothing, so the packs' hash does not see them change."""
    files = [path for pack in catalogue.packs for path in pack.folder.glob("cases/*.yaml")]
    return str(max((path.stat().st_mtime_ns for path in files), default=0))


__all__ = ["board", "coming", "figures_shown", "outlines", "page", "readers", "results"]
