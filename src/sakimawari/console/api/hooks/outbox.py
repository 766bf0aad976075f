"""What happened to cases since last time, told to the hooks that want it.

The history of cases is written with each change of a case: reading on from the last place told
loses nothing, whatever ended in between, and an event has an id, so that nothing is told twice.
"""

from __future__ import annotations

from datetime import datetime

from sakimawari.cases.run import Happening, happened_after
from sakimawari.cases.values import Moment
from sakimawari.console.api import hook_store
from sakimawari.console.api.hooks.events import REACHED, Happened
from sakimawari.console.api.hooks.sending import send_due

_AT_ONCE = 500
_AGAIN = 200  # steps read once more: another process may have written late; nothing is told twice


def sweep(moment: Moment, *, at: datetime) -> int:
    """Queue what happened, then send what is due; how many deliveries were tried."""
    reached = hook_store.reached()
    found = happened_after(moment, max(reached - _AGAIN, 0), most=_AT_ONCE + _AGAIN)
    if found and found[-1].place > reached:
        told = [event for one in found if (event := event_of(one)) is not None]
        hook_store.tell(told, reach=found[-1].place, at=at)
    return send_due(moment.keys, at=at)


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
