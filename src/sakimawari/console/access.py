"""The one door to a person's record: asks the policies, logs the answer, opens what was allowed.

No view reads a register, a run or a sealed identity except through what is opened here. The entry is
in the audit before anything is shown. Whoever is turned away learns only what a stranger may: a
record under 支援措置 looks as if there were none, and whoever is to know of the attempt is alarmed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sakimawari.console.bearings import bearings
from sakimawari.console.city import City, city
from sakimawari.console.deciding import (
    book,
    closed_to,
    delegated_services,
    judge,
    situated,
    with_agreement,
)
from sakimawari.console.record import Record
from sakimawari.console.refusals import Denied, Hidden
from sakimawari.guard import clearance
from sakimawari.guard.actor import NOBODY, Actor, ActorKind
from sakimawari.guard.audit.entries import draft_of
from sakimawari.guard.audit.store import watch
from sakimawari.guard.authorise.asked import Action, Asked, FieldGroup, Ruling, Target

__all__ = [
    "ClearingMiddleware",
    "Denied",
    "Hidden",
    "Record",
    "Roll",
    "actor_of",
    "may",
    "note_hidden",
    "open_list",
    "open_record",
    "would",
]

NOT_FOUND = "該当する方が見つかりません"
_UNLOGGED = {
    Action.READ_RULES,
    Action.SEE_FIGURES,
    Action.SEE_COMING,
    Action.SEE_TODAY,
    Action.READ_PLANS,
}  # nobody's record is in them
_KIND_OF_LIST = {
    Action.LIST_PEOPLE: "List",
    Action.EXPORT_LIST: "List",
    Action.LIST_CASES: "List",
    Action.FIND_PERSON: "Person",
}


class ClearingMiddleware:
    """Watches every reading of a request: what was not decided and logged here fails loudly."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with clearance.watched():
            return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; `guard.actor.NOBODY` for a visitor."""
    return getattr(request, "actor", NOBODY)


def would(request: HttpRequest, action: Action, target: Target, *, purpose: str = "") -> Ruling:
    """What `may` would say, without a trace: to leave out a button nobody could use."""
    return _decided(_asked(request, action, target, purpose))


def may(
    request: HttpRequest,
    action: Action,
    target: Target,
    *,
    purpose: str = "",
    fields: Iterable[FieldGroup] = (),
) -> Ruling:
    """Decide and log anything but the opening of a record; raises `Denied` or `Hidden`.

    A target that names a person clears that person's cases for this request.
    """
    asked = _asked(request, action, target, purpose, fields)
    ruling = _decided(asked)
    if not (asked.action in _UNLOGGED and ruling.allowed):
        _log(asked, ruling)
    _turn_away(asked, ruling)
    if target.person:
        clearance.clear(target.person)
    return ruling


def open_record(
    request: HttpRequest,
    person: str,
    *,
    action: Action = Action.READ_PERSON,
    purpose: str,
    fields: Iterable[FieldGroup] = (FieldGroup.RIGHTS,),
    service: str = "",
    case: str = "",
) -> Record:
    """Decide, log and open; raises `Denied`, or `Hidden` for an unknown or protected person.

    `service` (a slug) or a case in hand says in whose name the record is read: tax, health and
    welfare open to the department in charge of it.
    """
    there = city()
    known = there.catalogue.services.get(service)
    target = Target(
        kind="Person",
        id=case,
        person=person,
        service=service,
        department=known.department if known is not None else "",
    )
    asked = _asked(request, action, target, purpose, fields)
    stands = bearings(there).of(person)
    if stands is None:
        _log_unknown(asked)
        raise Hidden(NOT_FOUND)
    ruling = _decided(asked)
    named = stands.members if action is Action.READ_HOUSEHOLD else ()
    _log(asked, ruling, persons=named)
    _turn_away(asked, ruling)
    clearance.clear(person, *named)
    return Record(
        city=there,
        person=person,
        ruling=ruling,
        actor=asked.actor,
        action=action,
        services=delegated_services(there, asked.actor, person),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """The people of a list who may be shown, in the order given; iterating gives their keys."""

    people: tuple[str, ...]
    _records: Mapping[str, Record]

    def record(self, person: str) -> Record:
        """What was opened of somebody on the list; a KeyError for anybody else."""
        return self._records[person]

    def __iter__(self) -> Iterator[str]:
        return iter(self.people)

    def __len__(self) -> int:
        return len(self.people)


def open_list(
    request: HttpRequest,
    people: Iterable[str],
    *,
    action: Action = Action.LIST_PEOPLE,
    purpose: str,
    service: str = "",
    fields: Iterable[FieldGroup] = (FieldGroup.IDENTITY,),
    name: str = "",
) -> Roll:
    """Decide for everybody on a list, log one entry that names all who are shown, open them.

    Left out unsaid are people under 支援措置, who died or moved away, of other wards, and keys nobody
    bears. Raises `Denied` where the actor may not make such a list at all. `name` is of a saved list.
    """
    there = city()
    known = there.catalogue.services.get(service)
    department = known.department if known is not None else ""
    whole = Target(kind=_KIND_OF_LIST[action], id=name, service=service, department=department)
    asked = _asked(request, action, whole, purpose, fields)
    itself = judge().decide(asked)
    if not itself.allowed:
        _log(asked, itself)
        _turn_away(asked, itself)
    keys = tuple(dict.fromkeys(people))
    opened, hidden = _opened(there, asked, keys)
    _log(asked, itself, persons=opened)
    if action is Action.FIND_PERSON:
        for person in hidden:
            _log_hidden(asked, person)
    clearance.clear(*opened)
    return Roll(
        people=tuple(opened),
        _records={
            person: Record(
                city=there, person=person, ruling=ruling, actor=asked.actor, action=action
            )
            for person, ruling in opened.items()
        },
    )


def note_hidden(request: HttpRequest, people: Iterable[str], *, purpose: str) -> None:
    """Log and raise an alarm for protected people whom a search would have found."""
    for person in people:
        target = Target(kind="Person", person=person, protected=True)
        _log_hidden(_asked(request, Action.FIND_PERSON, target, purpose), person)


# ---------------------------------------------------------------- within


def _asked(
    request: HttpRequest,
    action: Action,
    target: Target,
    purpose: str,
    fields: Iterable[FieldGroup] = (),
) -> Asked:
    there, actor, groups = city(), actor_of(request), frozenset(fields)
    target = situated(there, actor, target)
    if target.person and FieldGroup.TAX in groups:
        (target,) = with_agreement(there, [target])
    return Asked(
        actor=actor,
        action=action,
        target=target,
        purpose=purpose,
        fields=groups,
        invented=there.office.is_demo,
    )


def _decided(asked: Asked) -> Ruling:
    if closed_to(asked.actor, asked.target):
        return Ruling(allowed=False, policies=("protected",), reason=NOT_FOUND)
    return judge().decide(asked)


def _opened(there: City, asked: Asked, keys: Sequence[str]) -> tuple[dict[str, Ruling], list[str]]:
    """Who of a list may be shown, with the ruling; and who is hidden for protection."""
    stands = bearings(there)
    known = [key for key in keys if stands.of(key) is not None]
    of_each = [
        situated(
            there, asked.actor, replace(asked.target, kind="Person", person=key), stands=stands
        )
        for key in known
    ]
    if FieldGroup.TAX in asked.fields:
        of_each = with_agreement(there, of_each)
    each = [replace(asked, target=target) for target in of_each]
    hidden = [one.target.person for one in each if closed_to(one.actor, one.target)]
    asked_of = [one for one in each if not closed_to(one.actor, one.target)]
    rulings = judge().decide_many(asked_of)
    opened = {
        one.target.person: ruling
        for one, ruling in zip(asked_of, rulings, strict=True)
        if ruling.allowed
    }
    return opened, hidden


def _turn_away(asked: Asked, ruling: Ruling) -> None:
    if ruling.allowed:
        return
    if asked.target.person and asked.target.protected and asked.target.relation != "self":
        raise Hidden(NOT_FOUND)
    raise Denied(ruling.reason)


def _log(asked: Asked, ruling: Ruling, *, persons: Iterable[str] = ()) -> None:
    """Write the decision; visitors turned away from what concerns nobody would only fill the book."""
    if asked.actor.kind is ActorKind.NOBODY and not asked.target.person:
        return
    now = timezone.now()
    (entry,) = book().add(draft_of(asked, ruling, now, persons=persons))
    watch(entry, protected=asked.target.protected)


def _log_hidden(asked: Asked, person: str) -> None:
    target = replace(asked.target, kind="Person", person=person, protected=True)
    _log(replace(asked, target=target), Ruling(allowed=False, reason=NOT_FOUND))


def _log_unknown(asked: Asked) -> None:
    """A key nobody bears is not written down: it may be anything somebody typed."""
    target = replace(asked.target, person="", id="")
    _log(replace(asked, target=target), Ruling(allowed=False, reason=NOT_FOUND))
