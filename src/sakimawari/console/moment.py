"""The city at this moment, as `cases` takes it: what is held, and the time in Japan."""

from __future__ import annotations

from datetime import datetime, time

from sakimawari.cases.values import Moment
from sakimawari.console.city import JAPAN, City, city


def moment_of(opened: City | None = None) -> Moment:
    """The city now; in the demo, whose city stands still, at this time on the day of its last run."""
    held = opened or city()
    clock = datetime.now(JAPAN)
    now = clock
    if held.office.is_demo:
        now = datetime.combine(held.today, time(clock.hour, clock.minute, clock.second), JAPAN)
    return Moment(
        catalogue=held.catalogue,
        desk=held.desk,
        run=held.run,
        keys=held.keys,
        home=held.office.home,
        now=now,
    )
