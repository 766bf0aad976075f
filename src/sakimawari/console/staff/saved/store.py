"""Reads and writes saved lists. Everybody changes their own lists alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q

from sakimawari.console.staff.saved.models import SavedList
from sakimawari.console.staff.saved.values import LONGEST_NAME, Saved
from sakimawari.guard.actor import EVERYWHERE


def keep(
    owner: str,
    name: str,
    query: Mapping[str, list[str]],
    *,
    department: str,
    at: datetime,
) -> int:
    """Save a list under a name and return its number; an own one of that name is overwritten."""
    row, _ = SavedList.objects.update_or_create(
        owner=owner,
        name=name[:LONGEST_NAME],
        deleted=None,
        defaults={"query": dict(query), "department": department, "changed": at},
        create_defaults={
            "query": dict(query),
            "department": department,
            "made": at,
            "changed": at,
        },
    )
    return row.pk


def seen_by(owner: str, departments: Collection[str]) -> tuple[Saved, ...]:
    """The own lists and those shared with any of these departments, by name."""
    shared = Q(department__in=[*departments, EVERYWHERE])
    if EVERYWHERE in departments:
        shared = ~Q(department="")
    rows = SavedList.objects.filter(Q(owner=owner) | shared, deleted=None).order_by("name", "id")
    return tuple(_saved(row, owner) for row in rows)


def one(id: int, owner: str, departments: Collection[str]) -> Saved | None:
    """A list somebody may see."""
    return next((each for each in seen_by(owner, departments) if each.id == id), None)


def rename(id: int, owner: str, name: str, *, department: str, at: datetime) -> bool:
    """Another name, or shared otherwise; whether there was such a list of theirs."""
    changed = SavedList.objects.filter(id=id, owner=owner, deleted=None).update(
        name=name[:LONGEST_NAME], department=department, changed=at
    )
    return changed == 1


def drop(id: int, owner: str, *, at: datetime) -> Saved | None:
    """Throw an own list away; what was thrown away, for the notice that offers to undo it."""
    row = SavedList.objects.filter(id=id, owner=owner, deleted=None).first()
    if row is None:
        return None
    row.deleted = at
    row.save(update_fields=["deleted"])
    return _saved(row, owner)


def restore(id: int, owner: str) -> Saved | None:
    """Take an own list back that was thrown away."""
    row = SavedList.objects.filter(id=id, owner=owner).exclude(deleted=None).first()
    if row is None:
        return None
    row.deleted = None
    row.save(update_fields=["deleted"])
    return _saved(row, owner)


def _saved(row: SavedList, owner: str) -> Saved:
    return Saved(
        id=row.pk,
        name=row.name,
        owner=row.owner,
        department=row.department,
        query=row.query,
        changed=row.changed,
        mine=row.owner == owner,
    )
