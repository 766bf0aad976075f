"""What happened to cases since last time, told to the hooks that want it.

The history of cases is written with each change of a case and is numbered: reading on from the last
number told loses nothing, whatever ended in between, and tells nothing twice.
"""

from __future__ import annotations

from datetime import datetime

from sakimawari.cases.run import happened_since
from sakimawari.cases.values import Happening
from sakimawari.console.api import hook_store
from sakimawari.console.api.hooks.events import REACHED, Happened
from sakimawari.console.api.hooks.sending import send_due
from sakimawari.guard.keys import Keys

_AT_ONCE = 500


def sweep(keys: Keys, *, at: datetime) -> int:
    """Queue what happened, then send what is due; how many deliveries were tried."""
    found = happened_since(hook_store.reached(), most=_AT_ONCE)
    if found:
        told = [event for one in found if (event := event_of(one)) is not None]
        hook_store.tell(told, reach=found[-1].seq, at=at)
    return send_due(keys, at=at)


def event_of(happening: Happening) -> Happened | None:
    """The event a row of the history is, if it is one."""
    event = REACHED.get(happening.after.value)
    if event is None or happening.before is happening.after:
        return None
    return Happened(
        id=f"evt_{happening.case}_{happening.seq}",
        event=event,
        at=happening.at,
        service=happening.service,
        ward=happening.ward,
        data={
            "case": happening.case,
            "service": happening.service,
            "state": happening.after.value,
        },
    )
