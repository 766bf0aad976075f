"""The ways between the rooms of the staff: who is shown which, and where one is.

A way that is not shown is not thereby closed: what a member of staff may do, the policies decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from sakimawari.guard.actor import Actor, Role

_AT_WORK = (Role.CLERK, Role.SUPERVISOR, Role.CASEWORKER)
_REACH = "layout.staff.reach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One entry: a route, the key of its words, its drawing, and the roles that have use for it.

    `also` are beginnings of addresses that belong to it and do not lie in it. Rooms of one `group`
    stand together under its heading.
    """

    route: str
    words: str
    icon: str
    roles: tuple[Role, ...]
    also: tuple[str, ...] = ()
    group: str = ""


ROOMS = (
    Room(
        route="staff:today",
        words="layout.staff.today",
        icon="home",
        roles=(*_AT_WORK, Role.POLICY, Role.APPROVER),
    ),
    Room(
        route="staff:search",
        words="layout.staff.search",
        icon="search",
        roles=_AT_WORK,
        also=("/staff/people/", "/staff/households/"),
    ),
    Room(route="staff:lists", words="layout.staff.lists", icon="list", roles=_AT_WORK),
    Room(route="casework:queues", words="layout.staff.cases", icon="case", roles=_AT_WORK),
    Room(
        route="casework:payments",
        words="layout.staff.payments",
        icon="yen",
        roles=(Role.CLERK, Role.SUPERVISOR),
    ),
    Room(
        route="outreach:plans",
        words="layout.staff.outreach",
        icon="chart",
        roles=(*_AT_WORK, Role.POLICY, Role.APPROVER, Role.AUDITOR),
        also=("/staff/outreach/",),
        group=_REACH,
    ),
    Room(
        route="messages:list",
        words="layout.staff.messages",
        icon="chat",
        roles=(*_AT_WORK, Role.POLICY, Role.APPROVER),
        group=_REACH,
    ),
    Room(
        route="messages:sending",
        words="layout.staff.sending",
        icon="send",
        roles=(*_AT_WORK, Role.POLICY, Role.APPROVER, Role.AUDITOR),
        group=_REACH,
    ),
    Room(
        route="calls:lists",
        words="calls.title",
        icon="phone",
        roles=_AT_WORK,
        group=_REACH,
    ),
    Room(
        route="rounds:day",
        words="layout.staff.rounds",
        icon="map",
        roles=(Role.CLERK, Role.SUPERVISOR),
        group=_REACH,
    ),
    Room(
        route="rounds:mine",
        words="layout.staff.my-round",
        icon="calendar",
        roles=_AT_WORK,
        group=_REACH,
    ),
    Room(
        route="scans:desk",
        words="layout.staff.returned",
        icon="paper",
        roles=(Role.CLERK, Role.SUPERVISOR),
        group=_REACH,
    ),
    Room(
        route="matching:list",
        words="matching.title",
        icon="matched",
        roles=(*_AT_WORK, Role.POLICY, Role.APPROVER, Role.AUDITOR),
    ),
    Room(
        route="services:catalogue",
        words="layout.staff.services",
        icon="book",
        roles=(*_AT_WORK, Role.POLICY, Role.APPROVER, Role.AUDITOR),
    ),
    Room(
        route="foresight:overview",
        words="layout.staff.ahead",
        icon="eye",
        roles=(Role.SUPERVISOR, Role.POLICY, Role.APPROVER, Role.AUDITOR),
    ),
    Room(
        route="services:drafts",
        words="layout.staff.rules",
        icon="pencil",
        roles=(Role.POLICY, Role.APPROVER),
    ),
    Room(
        route="staff:audit",
        words="layout.staff.audit",
        icon="shield",
        roles=(Role.AUDITOR, Role.SUPERVISOR, Role.IT),
    ),
    Room(
        route="staff:accounts",
        words="layout.staff.accounts",
        icon="people",
        roles=(Role.IT,),
    ),
    Room(route="programs:list", words="layout.staff.programs", icon="shield", roles=(Role.IT,)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A room as it is shown to one person on one page."""

    address: str
    words: str
    icon: str
    here: bool
    group: str = ""


def ways_of(actor: Actor, path: str) -> tuple[Way, ...]:
    """The rooms of a member of staff; the one whose address the page lies deepest in is `here`."""
    shown = [(room, address) for room, address in _addresses() if actor.has(*room.roles)]
    inside = [
        (len(start), address)
        for room, address in shown
        for start in (address, *room.also)
        if path.startswith(start)
    ]
    deepest = max(inside, default=(0, ""))[1]
    return tuple(
        Way(
            address=address,
            words=room.words,
            icon=room.icon,
            here=address == deepest,
            group=room.group,
        )
        for room, address in shown
    )


def _addresses() -> Iterator[tuple[Room, str]]:
    for room in ROOMS:
        if (address := address_of(room.route)) is not None:
            yield room, address


def address_of(route: str) -> str | None:
    """The address of a route; None where this installation has no such room."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return None
