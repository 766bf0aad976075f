"""The invented people of the demo, whom one may become with one click: on this machine alone.

Residents are chosen from the run by what they show, always the same ones for the same run. Staff
are made to fit the first of them: the clerk works for the departments that resident needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from sakimawari.console.city import City, city
from sakimawari.console.signin.keyring import keys
from sakimawari.console.signin.loopback import from_loopback
from sakimawari.fit.care import in_care
from sakimawari.fit.gap import times_a_year
from sakimawari.guard.accounts import store
from sakimawari.guard.accounts.values import Profile
from sakimawari.guard.actor import EVERYWHERE, ActorKind, Role
from sakimawari.problems import Problems

FRONT = ("resident", "clerk", "policy")  # on the first page; the others are for a closer look
PERSONA = "persona"  # how somebody invented signed in
_ANY = frozenset({EVERYWHERE})
_BIRTH_EVENT = "birth"
_OLD = 75  # 高齢者の医療の確保に関する法律 art. 50: from here on people are 後期高齢者
_LOOKED_AT = 400  # candidates looked at one by one
_TELLING = 5  # unclaimed rights that make a page worth looking at, and not too long


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Somebody to become. The words for them are `signin.persona.<id>.name`, `.what` and `.enter`."""

    id: str
    profile: Profile

    @property
    def name_words(self) -> str:
        """Key of what they are called."""
        return f"signin.persona.{self.id}.name"

    @property
    def what_words(self) -> str:
        """Key of what one sees as them."""
        return f"signin.persona.{self.id}.what"

    @property
    def enter_words(self) -> str:
        """Key of the button; only of those on the first page."""
        return f"signin.persona.{self.id}.enter"

    @property
    def on_front(self) -> bool:
        """Whether the first page shows them."""
        return self.id in FRONT


def personas_allowed(request: HttpRequest) -> bool:
    """Only in the demo, and only from the machine it runs on."""
    return city_is_demo() and from_loopback(request)


def personas_for(request: HttpRequest) -> tuple[Persona, ...]:
    """The personas this request may become; none outside the demo."""
    return personas(city()) if personas_allowed(request) else ()


def city_is_demo() -> bool:
    """Whether an invented city is loaded here."""
    try:
        return city().office.is_demo
    except Problems:
        return False


def personas(there: City) -> tuple[Persona, ...]:
    """All personas of the city's run; residents are left out where the run has none that fits."""
    run = str(there.run.folder)
    if run not in _known:
        _known.clear()
        _known[run] = _chosen(there)
    return _known[run]


_known: dict[str, tuple[Persona, ...]] = {}


def become(persona: Persona) -> str:
    """The id of the account of a persona, made or brought up to date."""
    if persona.profile.kind is ActorKind.RESIDENT:
        return store.account_of_resident(persona.profile.person)
    return store.keep_staff(persona.profile, keys()).id


def _chosen(there: City) -> tuple[Persona, ...]:
    found = []
    parent = next(_parents(there), None)
    elder = next(_elders(there, {parent} if parent else set()), None)
    for id, person in (("resident", parent), ("elder", elder)):
        if person is not None:
            profile = Profile(id="", kind=ActorKind.RESIDENT, person=person, persona=id)
            found.append(Persona(id=id, profile=profile))
    return (*found, *_staff(there, parent))


# ---------------------------------------------------------------- residents


def _parents(there: City) -> Iterator[str]:
    """Those with a child in care, an unclaimed monthly right that came with it, and a few others."""
    came_with_birth = [
        slug
        for slug, service in there.catalogue.services.items()
        if _BIRTH_EVENT in service.life_events
        and service.rule.amount is not None
        and times_a_year(service.rule.amount.unit) == 12
    ]
    rows = there.run.ask(
        "SELECT subject FROM unmet WHERE kind = 'unclaimed' AND subject_kind = 'person' "
        "AND amount_low > 0 AND age BETWEEN 20 AND 59 AND service IN (SELECT UNNEST(?)) "
        f"GROUP BY subject ORDER BY subject LIMIT {_LOOKED_AT}",
        [came_with_birth],
    )
    parents = [one for one in rows["subject"].to_pylist() if _cares(there, one)]
    rights = _unclaimed(there, parents)
    yield from sorted(parents, key=lambda one: (abs(rights[one] - _TELLING), one))


def _cares(there: City, person: str) -> bool:
    return not there.desk.is_protected(person, there.today) and bool(
        in_care(there.desk, person, there.today)
    )


def _elders(there: City, but: set[str]) -> Iterator[str]:
    """Those of high age with something unclaimed."""
    rows = there.run.ask(
        f"SELECT subject FROM unmet WHERE kind = 'unclaimed' AND subject_kind = 'person' "
        f"AND age >= {_OLD} GROUP BY subject ORDER BY subject LIMIT {_LOOKED_AT}"
    )
    people = [one for one in rows["subject"].to_pylist() if one not in but]
    rights = _unclaimed(there, people)
    for person in sorted(people, key=lambda one: (abs(rights[one] - _TELLING), one)):
        if not there.desk.is_protected(person, there.today):
            yield person


def _unclaimed(there: City, people: list[str]) -> Mapping[str, int]:
    rows = there.run.ask(
        "SELECT subject, count(*) AS n FROM unmet WHERE kind = 'unclaimed' "
        "AND subject IN (SELECT UNNEST(?)) GROUP BY subject",
        [people],
    )
    return {row["subject"]: row["n"] for row in rows.to_pylist()}


# ---------------------------------------------------------------- staff


def _staff(there: City, parent: str | None) -> tuple[Persona, ...]:
    departments, ward = _served_by(there, parent)
    at_counter: dict[str, Any] = {"departments": departments, "wards": ward}
    everywhere: dict[str, Any] = {"departments": _ANY, "wards": _ANY, "services": _ANY}
    made = (
        ("clerk", "山口 さくら", Role.CLERK, {**at_counter, "services": _ANY}),
        ("policy", "高木 直人", Role.POLICY, everywhere),
        ("supervisor", "中村 恵子", Role.SUPERVISOR, {**at_counter, "services": _ANY}),
        ("caseworker", "小川 健", Role.CASEWORKER, {**everywhere, "named": True}),
        ("approver", "松本 浩", Role.APPROVER, everywhere),
        ("auditor", "石井 千春", Role.AUDITOR, everywhere),
        ("it", "岡田 亮", Role.IT, everywhere),
    )
    return tuple(
        Persona(
            id=id,
            profile=Profile(
                id=f"demo-{id}",
                kind=ActorKind.STAFF,
                name=name,
                roles=frozenset({role}),
                persona=id,
                **bounds,
            ),
        )
        for id, name, role, bounds in made
    )


def _served_by(there: City, parent: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """The departments a resident's unclaimed rights belong to, and the ward they live in."""
    if parent is None:
        return _ANY, _ANY
    rows = there.run.ask(
        "SELECT DISTINCT service, ward FROM unmet WHERE household IN "
        "(SELECT household FROM people WHERE person = ?)",
        [parent],
    ).to_pylist()
    services = there.catalogue.services
    departments = {
        services[row["service"]].department for row in rows if row["service"] in services
    }
    return frozenset(departments), frozenset({row["ward"] for row in rows})
