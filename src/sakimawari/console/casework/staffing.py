"""Who works on cases: names for the pages, and to whom a case can be given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sakimawari.cases.values import CaseFile
from sakimawari.console.city import City
from sakimawari.guard.accounts import store as accounts
from sakimawari.guard.actor import EVERYWHERE, Role
from sakimawari.guard.departments import units_of


def names_of(there: City, ids: Iterable[str]) -> Mapping[str, str]:
    """Names of members of staff by id; whoever has no account here any more is left out."""
    return accounts.staff_names([id for id in ids if id], there.keys)


def everybody_in(file: CaseFile) -> set[str]:
    """The ids of all who did something in a case."""
    found = {event.by for event in file.history} | {each.by for each in file.messages}
    found |= {file.row.assignee, file.row.proposed_by}
    for decision in file.decisions:
        found |= {decision.proposed_by, decision.decided_by}
    return found - {""}


def assignable(there: City, departments: Iterable[str], ward: str = "") -> dict[str, str]:
    """Id and name of those who work on cases of some departments (in a ward, where one is named)."""
    units = {unit for department in departments for unit in units_of(department)}
    found = {}
    for profile in accounts.staff(there.keys):
        fits = profile.roles & {Role.CLERK, Role.SUPERVISOR} and profile.active
        inside = profile.departments & {EVERYWHERE, *units}
        near = not ward or profile.wards & {EVERYWHERE, ward}
        if fits and inside and near:
            found[profile.id] = profile.name
    return found
