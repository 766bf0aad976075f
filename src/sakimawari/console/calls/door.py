"""Opens people of a call list: the purpose is outreach, and each opening is decided and logged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import Http404, HttpRequest

from sakimawari.console.access import Roll, actor_of, may, open_list, open_record, would
from sakimawari.console.city import City, city
from sakimawari.console.moment import moment_of
from sakimawari.console.record import Contact, Identity
from sakimawari.console.staff.purpose import KEY
from sakimawari.console.staff.scope import services_of
from sakimawari.guard.actor import EVERYWHERE, Actor
from sakimawari.guard.authorise.asked import Action, FieldGroup, Target
from sakimawari.reach.channels import list_store
from sakimawari.reach.channels.lists.closing import unwanted
from sakimawari.reach.channels.lists.values import Entry, ListState
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.whom_store import no_more
from sakimawari.registry.mapped import map_snapshot

PURPOSE = "outreach"


def enter(request: HttpRequest) -> None:
    """Turns away whoever may list nobody; that somebody tried is noted."""
    target = Target(kind="List", id="calls")
    if not would(request, Action.LIST_PEOPLE, target, purpose=PURPOSE).allowed:
        may(request, Action.LIST_PEOPLE, target, purpose=PURPOSE)
    if request.session.get(KEY) != PURPOSE:  # the head of the page shows it
        request.session[KEY] = PURPOSE


def wards_for(request: HttpRequest) -> frozenset[str] | None:
    """The wards whose lists the actor sees; None: all."""
    return _wards_of(actor_of(request))


def _wards_of(actor: Actor) -> frozenset[str] | None:
    return None if EVERYWHERE in actor.wards else actor.wards


def entries_for(request: HttpRequest, there: City, *, list: str = "") -> tuple[Entry, ...]:
    """What is still to be done, of the actor's wards and services; nobody is named yet.

    Who wants no calls or notices any more, declined it, moved, or has answered since, is left out.
    """
    enter(request)
    return entries_of(actor_of(request), there, list=list)


def entries_of(actor: Actor, there: City, *, list: str = "") -> tuple[Entry, ...]:
    """The same to be counted: whoever names anybody enters first."""
    own = services_of(actor, there.catalogue.services)
    found = list_store.open_entries(Medium.CALL, on=there.today, wards=_wards_of(actor), list=list)
    mine = tuple(each for each in found if set(each.services) <= own.keys())
    return wanted(there, mine)


def wanted(there: City, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Those still to be rung by what was said, done and moved since the list was made."""
    closed = no_more(Medium.CALL, entries)
    closed |= unwanted(map_snapshot(there.snapshot), entries, on=there.today).keys()
    return tuple(each for each in entries if each.id not in closed)


def states_for(request: HttpRequest, there: City) -> tuple[ListState, ...]:
    """How far the lists are, as far as they are the actor's."""
    own = services_of(actor_of(request), there.catalogue.services)
    return list_store.lists(Medium.CALL, wards=wards_for(request), services=own)


def due(entries: Iterable[Entry], now: datetime) -> tuple[Entry, ...]:
    """Who may be rung now, those first whose call was agreed for a moment that has come."""
    ready = [each for each in entries if each.again_at is None or each.again_at <= now]
    return tuple(sorted(ready, key=lambda each: (each.again_at is None, each.tries)))


def entry_for(request: HttpRequest, id: str) -> Entry:
    """An entry of the actor's own; 404 for any other, whether it is there or not."""
    enter(request)
    entry, there = list_store.entry(id), city()
    wards = wards_for(request)
    own = services_of(actor_of(request), there.catalogue.services)
    if (
        entry is None
        or entry.medium is not Medium.CALL
        or (wards is not None and entry.ward not in wards)
        or not set(entry.services) <= own.keys()
    ):
        raise Http404
    return entry


def named(request: HttpRequest, entries: Iterable[Entry], list: str) -> Roll:
    """The people of some entries by name; whoever is protected or gone since is left out unsaid."""
    return open_list(
        request,
        [each.person for each in entries],
        purpose=PURPOSE,
        fields=(FieldGroup.IDENTITY,),
        name=f"calls {list}".strip(),
    )


def handed_out(request: HttpRequest, entries: Iterable[Entry], name: str) -> Roll:
    """The same with their numbers, for a file or a sheet that leaves the console."""
    return open_list(
        request,
        [each.person for each in entries],
        action=Action.EXPORT_LIST,
        purpose=PURPOSE,
        fields=(FieldGroup.IDENTITY, FieldGroup.CONTACT),
        name=name,
    )


def opened(request: HttpRequest, entry: Entry) -> tuple[Identity, Contact]:
    """The name and the number of somebody to be rung. Hidden where there is nobody to ring any more."""
    record = open_record(
        request, entry.person, purpose=PURPOSE, fields=(FieldGroup.RIGHTS, FieldGroup.CONTACT)
    )
    roll = named(request, [entry], entry.list)
    if entry.person not in roll.people:
        raise Http404
    return roll.record(entry.person).identity(), record.contact()


def now() -> datetime:
    """This moment as the city has it."""
    return moment_of().now
