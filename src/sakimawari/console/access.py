"""The one door to a person's record: asks the policies, logs the answer, opens what was allowed.

No view reads a register, a run or a sealed identity except through what is opened here. Whoever is
turned away learns only what a stranger may: a record under 支援措置 looks as if there were none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from sakimawari.console.city import City
from sakimawari.fit.timetable import Timetable, timetable
from sakimawari.guard.actor import Actor
from sakimawari.guard.authorise.asked import Action, FieldGroup, Ruling, Target

__all__ = ["Denied", "Record", "actor_of", "may", "open_record"]


class Denied(PermissionDenied):
    """Refused by the policies; the text is for the page."""


class Hidden(Http404):
    """No such record, or none for this actor: the page does not say which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A person's record as far as it was opened: reading more needs opening again."""

    city: City
    person: str
    ruling: Ruling

    def timetable(self) -> Timetable:
        """Every right over the calendar, the household's too (FieldGroup.RIGHTS)."""
        self._needs(FieldGroup.RIGHTS)
        return timetable(self.city.run, self.city.catalogue, self.person)

    def _needs(self, group: FieldGroup) -> None:
        if group not in self.ruling.fields:
            raise Denied(f"この項目（{group.value}）を見る権限がありません")


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; `guard.actor.NOBODY` for a visitor."""
    raise NotImplementedError


def may(request: HttpRequest, action: Action, target: Target, *, purpose: str = "") -> Ruling:
    """Decide and log anything but the opening of a record; raises `Denied`."""
    raise NotImplementedError


def open_record(
    request: HttpRequest,
    person: str,
    *,
    action: Action = Action.READ_PERSON,
    purpose: str,
    fields: Iterable[FieldGroup] = (FieldGroup.RIGHTS,),
) -> Record:
    """Decide, log and open; raises `Denied`, or `Hidden` for an unknown or protected person."""
    raise NotImplementedError
