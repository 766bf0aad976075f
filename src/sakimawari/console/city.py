"""What the city holds tonight, kept open in each process of the server: packs, snapshot, run, keys.

A night or a load published meanwhile is taken up at the next look, at most once in a few seconds.
"""

from __future__ import annotations

import threading
import time
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


def city() -> City:
    """The city as it stands. SNAP001 or SNAP011 where nothing was loaded or no night was run."""
    with _lock:
        now = time.monotonic()
        if _open and now - _open[0][0] < _LOOK_EVERY_SECONDS:
            return _open[0][2]
        place = current_office()
        snapshot, run = open_snapshot(current_snapshot(place.home)), current_run(place.home)
        found = (str(snapshot.folder), str(run.folder), *place.stamp())
        if not _open or _open[0][1] != found:
            fresh = City(
                office=place,
                catalogue=place.catalogue(),
                snapshot=snapshot,
                run=run,
                keys=place.keys(),
            )
            _open[:] = [(now, found, fresh)]
        else:
            _open[0] = (now, found, _open[0][2])
        return _open[0][2]


def forget() -> None:
    """Close what is open; for tests that change the office of a process."""
    with _lock:
        _open.clear()
