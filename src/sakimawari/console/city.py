"""What the city holds tonight, kept open in each process of the server: packs, snapshot, run, keys.

A night or a load published meanwhile is taken up at the next look, at most once in a few seconds.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sakimawari.fit.desk import Desk, desk_of
from sakimawari.fit.served.run import Served, open_served
from sakimawari.fit.store import Run
from sakimawari.guard.keys import Keys
from sakimawari.night.run import current_run
from sakimawari.office import Office, current_office
from sakimawari.packs.catalogue import Catalogue
from sakimawari.registry.store import Snapshot, current_snapshot, open_snapshot

JAPAN = ZoneInfo("Asia/Tokyo")
log = logging.getLogger("sakimawari.city")
_LOOK_EVERY_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A city's packs, registers and last run; one value, so that a page never mixes two nights."""

    office: Office
    catalogue: Catalogue
    snapshot: Snapshot
    run: Run
    keys: Keys

    @property
    def desk(self) -> Desk:
        """Direct access to residents and their facts. Reached through `console.access` alone."""
        return desk_of(self.snapshot)

    @property
    def served(self) -> Served:
        """The last run laid out by household. Reached through `console.access` alone."""
        return open_served(self.run, threads=self.office.threads)

    @property
    def today(self) -> date:
        """Today in Japan; in the demo, whose city stands still, the day of its last run."""
        return self.run.on if self.office.is_demo else datetime.now(JAPAN).date()


_lock = threading.Lock()
_open: list[tuple[float, tuple[str, ...], City]] = []
_opening: list[threading.Thread] = []


def city() -> City:
    """The city as it stands. SNAP001 or SNAP011 where nothing was loaded or no night was run.

    What was published meanwhile is opened beside the visitors, who keep what is open until then.
    """
    with _lock:
        now = time.monotonic()
        if _open and now - _open[0][0] < _LOOK_EVERY_SECONDS:
            return _open[0][2]
        place = current_office()
        found = _found(place)
        if not _open:
            _open[:] = [(now, found, _opened(place))]
        else:
            _open[0] = (now, *_open[0][1:])
            if _open[0][1] != found and not any(thread.is_alive() for thread in _opening):
                _opening[:] = [threading.Thread(target=_renew, args=(_open[0][2],), daemon=True)]
                _opening[0].start()
        return _open[0][2]


def forget() -> None:
    """Close what is open: the next look opens the city as it stands then."""
    with _lock:
        _open.clear()


def _found(place: Office) -> tuple[str, ...]:
    """What tells one state of a city from another."""
    snapshot, run = current_snapshot(place.home), current_run(place.home)
    return str(snapshot), str(run.folder), *place.stamp()


def _opened(place: Office) -> City:
    return City(
        office=place,
        catalogue=place.catalogue(),
        snapshot=open_snapshot(current_snapshot(place.home)),
        run=current_run(place.home),
        keys=place.keys(),
    )


def _renew(instead_of: City) -> None:
    """Open the city anew and put it in the place of the one that is open, if that still is."""
    try:
        found = _found(instead_of.office)
        fresh = _opened(instead_of.office)
        for make in READY:
            make(fresh)
    except Exception as trouble:  # whatever it was, the next look tries again
        log.error("the city could not be opened anew: %s", type(trouble).__name__)
        return
    with _lock:
        if _open and _open[0][2] is instead_of:
            _open[:] = [(time.monotonic(), found, fresh)]


# What pages will need of a city, made before the first of them asks.
READY: list[Callable[[City], object]] = [lambda there: there.served, lambda there: there.desk]
