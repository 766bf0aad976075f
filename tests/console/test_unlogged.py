"""A hunt for readings nobody logged: whoever's name or number a page shows stands in the audit.

Every address of the console is asked by everybody, with addresses filled by chance, and what comes back
is searched for the names, numbers and telephones of all thousand residents. It knows nothing of how
pages are made: a page that finds a way around the door is found by what it shows.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from sakimawari.cases import run as cases
from sakimawari.console.bearings import bearings
from sakimawari.console.city import City, city
from sakimawari.guard.actor import EVERYWHERE, Actor, ActorKind, Role
from sakimawari.guard.audit.models import EntryRow
from sakimawari.guard.audit.store import all_entries
from sakimawari.registry.safe import contact_of, identity_of
from tests.cases.office import applicant, moment
from tests.console.town import Hall

Enter = Callable[[Actor], Client]
ANY = frozenset({EVERYWHERE})
TRIES = 2  # fillings of an address about one resident, by each actor
NOT_ASKED = (
    "sign-in/",
    "api/",
    "static/",
    "display/",
    "styleguide/",
)  # show no resident, or are POST
SHOWN_TO_NOBODY = {"氏名", "氏名_カナ", "電話番号", "メールアドレス"}


@dataclass(frozen=True)
class Known:
    """What gives residents away: a text, and who could be meant by it."""

    people: dict[str, set[str]]
    pattern: re.Pattern[str]

    def in_page(self, page: str) -> dict[str, set[str]]:
        return {text: self.people[text] for text in set(self.pattern.findall(page))}


@pytest.fixture
def known(hall: Hall) -> Known:
    there, people = city(), dict[str, set[str]]()
    for person in set(there.snapshot.people()["person"].to_pylist()):
        contact = contact_of(there.desk.mapped, person)
        for sealed in (
            identity_of(there.desk.mapped, person),
            contact.sealed if contact is not None else None,
        ):
            told = json.loads(there.keys.open(person, sealed)) if sealed else {}
            for name in SHOWN_TO_NOBODY & told.keys():
                people.setdefault(told[name], set()).add(person)
    longest_first = sorted(people, key=len, reverse=True)
    return Known(people, re.compile("|".join(re.escape(text) for text in longest_first)))


def staff(*roles: Role, **told: object) -> Actor:
    actor = Actor(
        kind=ActorKind.STAFF,
        id="-".join(sorted(role.value for role in roles)),
        roles=frozenset(roles),
        departments=ANY,
        wards=ANY,
        services=ANY,
        second_factor=True,
    )
    return replace(actor, **told)  # type: ignore[arg-type]


def actors(applied: Actor) -> Iterator[Actor]:
    """Who sees most: the others see a part of it, by the table of the policies."""
    yield staff(Role.CLERK, Role.SUPERVISOR, Role.CASEWORKER, named=True, id="everything")
    yield staff(Role.POLICY, Role.APPROVER, Role.IT, Role.AUDITOR, id="no-person")
    yield applied


def residents(there: City) -> list[str]:
    return [
        person
        for person in sorted(set(there.snapshot.people()["person"].to_pylist()))
        if (found := bearings(there).of(person)) is not None and not found.protected
    ]


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one, route)
        elif isinstance(one, URLPattern) and not route.startswith(NOT_ASKED) and "(?P" not in route:
            yield route


@dataclass(frozen=True)
class Filling:
    """Values for the gaps of addresses, by their names."""

    there: City
    chance: random.Random
    case: str

    def filled(self, route: str) -> str:
        def value(gap: re.Match[str]) -> str:
            return self._value(gap.group(1).rsplit(":", 1)[-1], route)

        return "/" + re.sub(r"<([^>]+)>", value, route)

    def _value(self, name: str, route: str) -> str:
        person = self.chance.choice(residents(self.there)[:40])
        match name:
            case "person":
                return person
            case "household":
                found = bearings(self.there).of(person)
                return found.household if found is not None else "-"
            case "slug" | "service":
                return self.chance.choice(sorted(self.there.catalogue.services))
            case "number" | "case":
                return self.case if "cases/" in route else "1"
            case "name":
                return self.chance.choice(["gap", "coming", "deadlines"])
            case _:
                return "1"


def page_of(response: HttpResponse) -> str:
    body = b"".join(response) if response.streaming else response.content
    return unescape(body.decode("utf-8", errors="replace"))


def logged_since(place: int) -> set[str]:
    """Everybody named by the entries after a place in the chain that let somebody read."""
    return {
        person
        for entry in all_entries()
        if entry.seq > place and entry.draft.allowed
        for person in entry.draft.persons
    }


def last_place() -> int:
    return EntryRow.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def unlogged(known: Known, before: int, shown: str) -> list[int]:
    """How many could be meant by each text that was shown though nobody of them was logged."""
    found = known.in_page(shown)
    if not found:
        return []
    named = logged_since(before)
    return [len(people) for people in found.values() if people.isdisjoint(named)]


def test_no_page_shows_a_resident_whose_reading_is_not_in_the_audit(
    client_of: Enter, known: Known, hall: Hall
) -> None:
    there = city()
    applied = applicant("child-allowance")
    case = applied.apply(moment()).cases[0]
    filling = Filling(there=there, chance=random.Random(7), case=case)
    showing, wrong = 0, []
    for actor in actors(applied.actor):
        client = client_of(actor)
        for route in addresses():
            for _ in range(TRIES if "<slug:person>" in route else 1):
                address, before = filling.filled(route), last_place()
                response = client.get(address)
                assert response.status_code < 500, route
                shown = page_of(response)
                showing += bool(known.in_page(shown))
                wrong += [(actor.id, route) for _ in unlogged(known, before, shown)]
    assert wrong == []
    assert showing > 20, "the hunt must meet pages that show somebody, or it proves nothing"
    assert cases.case_row(moment(), case).number == case


def test_a_search_shows_nobody_whom_its_entry_does_not_name(
    client_of: Enter, known: Known, hall: Hall
) -> None:
    there, client, met = city(), client_of(staff(Role.CLERK, Role.CASEWORKER)), 0
    for person in residents(there)[:12]:
        sealed = identity_of(there.desk.mapped, person)
        assert sealed is not None
        family = re.split(r"[\s　]", json.loads(there.keys.open(person, sealed))["氏名"])[0]
        before = last_place()
        shown = page_of(client.post("/staff/search/", {"name": family}))
        body = shown.replace(f'value="{family}"', "")  # what was typed stands in the field again
        met += bool(known.in_page(body))
        assert unlogged(known, before, body) == []
    assert met


def test_a_list_and_its_file_name_nobody_whom_their_entries_do_not(
    client_of: Enter, known: Known, hall: Hall
) -> None:
    client = client_of(staff(Role.CLERK, Role.SUPERVISOR, id="everything"))
    asked = {"query": "", "purpose": "outreach", "reason": "お知らせの準備"}
    for name in ("gap", "coming"):
        for path, told in (("open", {}), ("export", {"form": "csv"})):
            before = last_place()
            response = client.post(f"/staff/lists/{name}/{path}/", {**asked, **told}, follow=True)
            shown = page_of(response)
            assert known.in_page(shown), (name, path, response.status_code)
            assert unlogged(known, before, shown) == []


def test_the_hunt_finds_a_page_that_goes_around_the_door(
    client_of: Enter, known: Known, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The net of the hunt itself: a name put on a page without an entry is found."""
    name = next(iter(known.people))
    before = last_place()
    assert unlogged(known, before, f"<p>{name}</p>") == [len(known.people[name])]
    assert unlogged(known, before, "<p>誰もいない</p>") == []
