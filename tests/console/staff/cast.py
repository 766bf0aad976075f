"""Who plays in the tests of the staff's room: members of staff, and residents chosen by what they show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sakimawari.console.bearings import bearings
from sakimawari.console.city import City
from sakimawari.fit.closed import closed_households
from sakimawari.guard.actor import EVERYWHERE, Actor, ActorKind, Role
from sakimawari.guard.audit import store as audit
from sakimawari.guard.audit.entries import Draft
from sakimawari.registry.store import open_snapshot
from sakimawari.rules.figures import days

ANY = frozenset({EVERYWHERE})
OUTREACH, COUNTER = "outreach", "counter"


def staff(role: Role, *, wards: frozenset[str] = ANY, named: bool = False, id: str = "") -> Actor:
    """A member of staff for every department and service."""
    return Actor(
        kind=ActorKind.STAFF,
        id=id or f"{role.value}-1",
        name="山田 太郎",
        roles=frozenset({role}),
        departments=ANY,
        wards=wards,
        services=ANY,
        named=named,
        second_factor=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A resident with the household and ward they live in."""

    person: str
    household: str
    ward: str


def residents(there: City) -> Iterator[Someone]:
    """Registered residents whom anybody of their ward may see, in the order of their keys."""
    stands = bearings(there)
    for key in sorted(set(there.snapshot.people()["person"].to_pylist())):
        found = stands.of(key)
        if found is not None and not found.protected:
            yield Someone(person=key, household=found.household, ward=found.ward)


def with_a_right(there: City) -> Someone:
    """Somebody with an unclaimed right of their own."""
    rows = there.run.ask(
        "SELECT subject FROM gap WHERE subject_kind = 'person' AND kind = 'unclaimed' "
        "AND age >= 20 ORDER BY service, subject"
    )
    wanted = rows["subject"].to_pylist()
    known = {each.person: each for each in residents(there)}
    return next(known[key] for key in wanted if key in known)


def elsewhere(there: City, ward: str) -> Someone:
    """Somebody of another ward."""
    return next(each for each in residents(there) if each.ward not in ("", ward))


def protected(there: City) -> Someone:
    """Somebody under 支援措置 who is registered in the city."""
    stands = bearings(there)
    for key in sorted(there.snapshot.protected_people(days(there.today))):
        found = stands.of(key)
        if found is not None:
            return Someone(person=key, household=found.household, ward=found.ward)
    raise AssertionError("the small city has nobody under protection")


def closed(there: City) -> frozenset[str]:
    """The households that no list may name."""
    of_run = open_snapshot(there.snapshot.folder.parent / there.run.manifest["snapshot"])
    return closed_households(of_run, there.snapshot, days(there.today))


def written() -> list[Draft]:
    """The audit so far."""
    return [entry.draft for entry in audit.all_entries()]


def last() -> Draft:
    """The last entry of the audit."""
    return written()[-1]
