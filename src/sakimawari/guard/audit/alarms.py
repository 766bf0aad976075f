"""When somebody should look: which entries alarm, and why. Pure; `store` asks the questions.

An alarm accuses nobody. It names an account, a moment and what was asked, and stays until a person
has looked and written what they found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sakimawari.guard.audit.entries import Entry


class AlarmKind(Enum):
    """Why somebody should look.

    PROTECTED    somebody under 支援措置 was asked for by who is not named for them
    MANY_DENIED  one account was refused many times in a short while
    MASS_READING one account opened the records of many people in an hour
    LARGE_LIST   a list of many people was taken out as a file
    COLLEAGUE    a member of staff opened the record of another
    OWN          a member of staff opened their own record at the office
    """

    PROTECTED = "protected"
    MANY_DENIED = "many_denied"
    MASS_READING = "mass_reading"
    LARGE_LIST = "large_list"
    COLLEAGUE = "colleague"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From what on an alarm is raised; a busy counter stays well below."""

    denied: int = 10
    denied_within: timedelta = timedelta(minutes=10)
    read: int = 60  # different people
    read_within: timedelta = timedelta(hours=1)
    programs_read: int = 5000
    listed: int = 1000  # people in one file


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the rules may ask of the store.

    `denied` and `people_read` count for an account since a moment; `staff_of` is the account of the
    member of staff who is that resident, or None.
    """

    denied: Callable[[str, str, datetime], int]
    people_read: Callable[[str, str, datetime], int]
    staff_of: Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm. `count` entries of the kind fell together before anybody looked.

    `entry` is the place of the first of them in the chain, `last_at` the moment of the last.
    """

    id: int
    kind: AlarmKind
    at: datetime
    last_at: datetime
    actor_kind: str
    actor: str
    person: str
    entry: int
    count: int
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    note: str = ""


def alarms_for(
    entry: Entry, asking: Asking, *, protected: bool, limits: Limits | None = None
) -> Iterator[AlarmKind]:
    """The alarms an entry raises; `protected` says that the record asked for was, for this actor."""
    limits = limits or Limits()
    draft = entry.draft
    if not draft.allowed:
        if protected:
            yield AlarmKind.PROTECTED
        since = draft.at - limits.denied_within
        if draft.actor and asking.denied(draft.actor_kind, draft.actor, since) >= limits.denied:
            yield AlarmKind.MANY_DENIED
        return
    if draft.action == "export_list" and len(draft.persons) >= limits.listed:
        yield AlarmKind.LARGE_LIST
    if draft.actor_kind not in {"staff", "program"} or not draft.person:
        return
    most = limits.read if draft.actor_kind == "staff" else limits.programs_read
    since = draft.at - limits.read_within
    if asking.people_read(draft.actor_kind, draft.actor, since) > most:
        yield AlarmKind.MASS_READING
    account = asking.staff_of(draft.person) if draft.actor_kind == "staff" else None
    if account is not None:
        yield AlarmKind.OWN if account == draft.actor else AlarmKind.COLLEAGUE
