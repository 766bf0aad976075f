"""A household opens as one, in one entry, and one protected member closes it."""

from __future__ import annotations

import pytest

from sakimawari.console.bearings import bearings
from sakimawari.console.city import City
from sakimawari.guard.actor import Role
from sakimawari.guard.audit import store as audit
from tests.console.conftest import Enter
from tests.console.staff.cast import Someone, elsewhere, last, protected, residents, staff, written


def family(there: City) -> Someone:
    """Somebody who does not live alone."""
    stands = bearings(there)
    return next(
        each
        for each in residents(there)
        if each.household and len(getattr(stands.of(each.person), "members", ())) >= 3
    )


def test_a_household_is_one_entry_that_names_its_members(there: City, client_of: Enter) -> None:
    one = family(there)
    client = client_of(staff(Role.CLERK, wards=frozenset({one.ward})))
    page = client.get(f"/staff/households/{one.household}/").content.decode()
    stands = bearings(there).of(one.person)
    assert stands is not None
    assert all(f"/staff/people/{key}/" in page for key in stands.members)
    (entry,) = [entry for entry in written() if entry.person]
    assert entry.action == "read_household"
    assert set(entry.persons) == set(stands.members)


def test_a_protected_member_closes_the_household_as_if_there_were_none(
    there: City, client_of: Enter
) -> None:
    one = protected(there)
    client = client_of(staff(Role.CLERK, wards=frozenset({one.ward})))
    assert client.get(f"/staff/households/{one.household}/").status_code == 404
    assert client.get("/staff/households/aaaaaaaaaaaaaaaa/").status_code == 404
    (alarm,) = audit.alarms()
    assert bearings(there).of(alarm.person) is not None


def test_a_clerk_of_another_ward_is_told_no(there: City, client_of: Enter) -> None:
    one = family(there)
    other = elsewhere(there, one.ward)
    client = client_of(staff(Role.CLERK, wards=frozenset({other.ward})))
    assert client.get(f"/staff/households/{one.household}/").status_code == 403
    assert not last().allowed


@pytest.mark.parametrize("role", [Role.POLICY, Role.IT, Role.AUDITOR])
def test_who_sees_no_person_sees_no_household(there: City, client_of: Enter, role: Role) -> None:
    one = family(there)
    assert client_of(staff(role)).get(f"/staff/households/{one.household}/").status_code == 403


def test_outreach_shows_rights_side_by_side_without_names(there: City, client_of: Enter) -> None:
    one = family(there)
    client = client_of(staff(Role.CLERK, wards=frozenset({one.ward})))
    client.post("/staff/purpose/", {"purpose": "outreach"})
    page = client.get(f"/staff/households/{one.household}/").content.decode()
    assert "氏名は開いていません" in page
    assert "identity" not in last().fields
