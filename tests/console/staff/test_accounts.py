"""Accounts: kept by the 情報部門, never one's own; naming for protected people takes two of them."""

from __future__ import annotations

import pytest

from sakimawari.console.city import City
from sakimawari.console.staff.naming import store as naming
from sakimawari.guard.accounts import store as accounts
from sakimawari.guard.accounts.values import Profile
from sakimawari.guard.actor import Role
from tests.console.conftest import Enter
from tests.console.staff.cast import last, staff, written

ACCOUNTS = "/staff/accounts/"
CLERK = staff(Role.CLERK)
FORM = {
    "name": "山田 太郎",
    "roles": ["supervisor"],
    "wards": ["*"],
    "departments": ["*"],
    "active": "on",
}


def profile(there: City, id: str = "clerk-1") -> Profile:
    found = accounts.profile(id, there.keys)
    assert found is not None
    return found


def test_a_change_is_kept_and_the_audit_says_what_changed(there: City, client_of: Enter) -> None:
    client_of(CLERK)
    client = client_of(staff(Role.IT))
    client.post(f"{ACCOUNTS}clerk-1/", FORM)
    assert profile(there).roles == frozenset({Role.SUPERVISOR})
    assert last().action == "keep_accounts"
    assert last().target == "clerk-1 +supervisor -clerk"


def test_nobody_changes_their_own_account(there: City, client_of: Enter) -> None:
    client = client_of(staff(Role.IT))
    answer = client.post(f"{ACCOUNTS}it-1/", {**FORM, "roles": ["it", "clerk"]})
    assert answer.status_code == 403
    assert profile(there, "it-1").roles == frozenset({Role.IT})
    assert not last().allowed


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.IT])
def test_others_neither_see_nor_change_accounts(there: City, client_of: Enter, role: Role) -> None:
    client_of(CLERK)
    client = client_of(staff(role, id="another"))
    assert client.get(ACCOUNTS).status_code == 403
    assert client.get(f"{ACCOUNTS}clerk-1/").status_code == 403
    assert client.post(f"{ACCOUNTS}clerk-1/", FORM).status_code == 403
    assert profile(there).roles == frozenset({Role.CLERK})


def test_the_form_cannot_name_anybody_for_protected_people(there: City, client_of: Enter) -> None:
    client_of(CLERK)
    client_of(staff(Role.IT)).post(f"{ACCOUNTS}clerk-1/", {**FORM, "named": "on"})
    assert not profile(there).named


def proposed(there: City, client_of: Enter) -> int:
    client_of(CLERK)
    client = client_of(staff(Role.IT))
    client.post(f"{ACCOUNTS}clerk-1/name/", {"reason": "支援措置の担当になった"})
    (waiting,) = naming.open_proposals()
    return waiting.id


def test_naming_takes_two(there: City, client_of: Enter) -> None:
    id = proposed(there, client_of)
    assert not profile(there).named
    own = client_of(staff(Role.IT)).post(f"{ACCOUNTS}naming/{id}/", {"answer": "approve"})
    assert own.status_code == 403
    assert not profile(there).named
    client_of(staff(Role.IT, id="it-2")).post(f"{ACCOUNTS}naming/{id}/", {"answer": "approve"})
    assert profile(there).named
    said = [entry.target for entry in written() if "named" in entry.target and entry.allowed]
    assert said[0] == "clerk-1 named: proposed"
    assert said[-1] == "clerk-1 named: approved"


def test_a_member_of_the_it_department_does_not_approve_their_own_naming(
    there: City, client_of: Enter
) -> None:
    client_of(staff(Role.IT, id="it-2"))
    client = client_of(staff(Role.IT))
    client.post(f"{ACCOUNTS}it-2/name/", {"reason": "担当"})
    (waiting,) = naming.open_proposals()
    other = client_of(staff(Role.IT, id="it-2"))
    answer = other.post(f"{ACCOUNTS}naming/{waiting.id}/", {"answer": "approve"})
    assert answer.status_code == 403
    assert not profile(there, "it-2").named


def test_a_proposal_is_dropped_by_whoever_made_it(there: City, client_of: Enter) -> None:
    id = proposed(there, client_of)
    client_of(staff(Role.IT)).post(f"{ACCOUNTS}naming/{id}/", {"answer": "drop"})
    assert naming.open_proposals() == ()
    late = client_of(staff(Role.IT, id="it-2")).post(
        f"{ACCOUNTS}naming/{id}/", {"answer": "approve"}
    )
    assert late.status_code == 404
    assert not profile(there).named


def test_one_person_ends_a_naming_at_once(there: City, client_of: Enter) -> None:
    client_of(staff(Role.CLERK, named=True))
    client_of(staff(Role.IT)).post(f"{ACCOUNTS}clerk-1/unname/")
    assert not profile(there).named


def test_a_closed_account_is_out_at_its_next_request(there: City, client_of: Enter) -> None:
    clerk = client_of(CLERK)
    assert clerk.get("/staff/").status_code == 200
    without = {name: value for name, value in FORM.items() if name != "active"}
    client_of(staff(Role.IT)).post(f"{ACCOUNTS}clerk-1/", without)
    assert clerk.get("/staff/").status_code in (302, 403)


def test_a_new_account_is_tied_to_its_subject_once(there: City, client_of: Enter) -> None:
    client = client_of(staff(Role.IT))
    form = {**FORM, "name": "佐藤 花子", "issuer": "https://idp.example.jp", "subject": "s-1"}
    assert client.post(f"{ACCOUNTS}new/", form).status_code == 302
    assert client.post(f"{ACCOUNTS}new/", {**form, "name": "別人"}).status_code == 422
    assert client.post(f"{ACCOUNTS}new/", {**form, "subject": ""}).status_code == 422
    names = [one.name for one in accounts.staff(there.keys)]
    assert names.count("佐藤 花子") == 1
    assert "別人" not in names
