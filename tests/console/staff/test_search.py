"""Search first: who may look for whom, what is shown, and that protected people are never met."""

from __future__ import annotations

import pytest

from sakimawari.console.access import open_record
from sakimawari.console.bearings import bearings
from sakimawari.console.city import City
from sakimawari.guard.actor import Actor, Role
from sakimawari.guard.audit import store as audit
from sakimawari.guard.audit.alarms import AlarmKind
from sakimawari.guard.authorise.asked import FieldGroup
from tests.console.conftest import Enter
from tests.console.staff.cast import (
    Someone,
    elsewhere,
    last,
    protected,
    residents,
    staff,
    with_a_right,
    written,
)
from tests.console.test_access import request_of

SEARCH = "/staff/search/"


def name_of(one: Someone) -> tuple[str, str]:
    """Name and birth date as the register has them, read as somebody named for everybody would."""
    reader = staff(Role.CASEWORKER, named=True, id="reader")
    record = open_record(
        request_of(reader), one.person, purpose="support", fields=(FieldGroup.IDENTITY,)
    )
    identity = record.identity()
    assert identity.born is not None
    return identity.name, identity.born.isoformat()


def in_ward(one: Someone, **given: object) -> Actor:
    return staff(Role.CLERK, wards=frozenset({one.ward}), **given)  # type: ignore[arg-type]


def test_a_clerk_finds_a_resident_of_their_ward_by_name_and_birth_date(
    there: City, client_of: Enter
) -> None:
    one = with_a_right(there)
    name, born = name_of(one)
    client = client_of(in_ward(one))
    page = client.post(SEARCH, {"name": name, "born": born}).content.decode()
    assert f"/staff/people/{one.person}/" in page
    assert name in page
    entry = last()
    assert (entry.action, entry.purpose, one.person in entry.persons) == (
        "find_person",
        "counter",
        True,
    )


def test_the_box_of_the_page_head_finds_the_same(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    name, born = name_of(one)
    page = client_of(in_ward(one)).post(SEARCH, {"q": f"{name} {born}"}).content.decode()
    assert f"/staff/people/{one.person}/" in page


def test_a_clerk_of_another_ward_finds_nobody(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    name, born = name_of(one)
    other = elsewhere(there, one.ward)
    page = client_of(in_ward(other)).post(SEARCH, {"name": name, "born": born}).content.decode()
    assert one.person not in page
    assert "該当する方が見つかりません" in page


def test_what_is_typed_is_never_part_of_an_address(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    name, born = name_of(one)
    page = client_of(in_ward(one)).get(SEARCH, {"name": name, "born": born}).content.decode()
    assert name not in page
    assert one.person not in page


def test_a_protected_person_looks_like_nobody_and_alarms(there: City, client_of: Enter) -> None:
    one = protected(there)
    name, born = name_of(one)
    client = client_of(in_ward(one))
    page = client.post(SEARCH, {"name": name, "born": born}).content.decode()
    nobody = client.post(SEARCH, {"name": "存在 しない", "born": born}).content.decode()
    assert one.person not in page
    assert page.count("見つかりません") == nobody.count("見つかりません") == 1
    (alarm,) = audit.alarms()
    assert (alarm.kind, alarm.person) == (AlarmKind.PROTECTED, one.person)


def test_named_staff_find_a_protected_person_marked(there: City, client_of: Enter) -> None:
    one = protected(there)
    name, born = name_of(one)
    page = client_of(in_ward(one, named=True)).post(SEARCH, {"name": name, "born": born})
    assert f"/staff/people/{one.person}/" in page.content.decode()
    assert "支援措置" in page.content.decode()
    assert audit.alarms() == ()


def test_too_many_are_counted_and_not_shown(there: City, client_of: Enter) -> None:
    page = client_of(staff(Role.CLERK)).post(SEARCH, {"name": "田"}).content.decode()
    assert "/staff/people/" not in page


@pytest.mark.parametrize("typed", [{}, {"born": "きのう"}])
def test_a_search_for_nothing_asks_again(
    there: City, client_of: Enter, typed: dict[str, str]
) -> None:
    answer = client_of(staff(Role.CLERK)).post(SEARCH, typed)
    assert answer.status_code == 422
    assert [entry for entry in written() if entry.action == "find_person"] == []


@pytest.mark.parametrize("role", [Role.POLICY, Role.APPROVER, Role.IT, Role.AUDITOR])
def test_who_sees_no_person_may_not_search(there: City, client_of: Enter, role: Role) -> None:
    client = client_of(staff(role))
    assert client.get(SEARCH).status_code == 403
    assert client.post(SEARCH, {"name": "福田", "born": "1985-08-29"}).status_code == 403


def test_those_seen_last_are_named_again_and_can_be_forgotten(
    there: City, client_of: Enter
) -> None:
    one = with_a_right(there)
    client = client_of(in_ward(one))
    client.get(f"/staff/people/{one.person}/")
    assert f"/staff/people/{one.person}/" in client.get(SEARCH).content.decode()
    assert last().target == "recent"
    client.post("/staff/search/forget/")
    assert f"/staff/people/{one.person}/" not in client.get(SEARCH).content.decode()


def test_whoever_came_under_protection_since_is_no_longer_among_those_seen(
    there: City, client_of: Enter
) -> None:
    one = protected(there)
    client = client_of(in_ward(one))
    session = client.session
    session["recent"] = [one.person, next(residents(there)).person]
    session.save()
    assert one.person not in client.get(SEARCH).content.decode()


def test_the_purpose_is_chosen_once_and_goes_into_each_entry(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    client = client_of(in_ward(one))
    client.post("/staff/purpose/", {"purpose": "case", "next": "/staff/search/"})
    client.get(f"/staff/people/{one.person}/")
    assert last().purpose == "case"
    client.post("/staff/purpose/", {"purpose": "own"})  # none of the staff's
    client.get(f"/staff/people/{one.person}/")
    assert last().purpose == "case"
    assert bearings(there).of(one.person) is not None
