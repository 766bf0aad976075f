"""One resident's pages: opened page by page, as far as role, ward, department and purpose go."""

from __future__ import annotations

import pytest

from sakimawari.console.city import City
from sakimawari.guard.actor import Actor, Role
from sakimawari.guard.audit import store as audit
from tests.console.conftest import Enter
from tests.console.staff.cast import (
    Someone,
    elsewhere,
    last,
    protected,
    staff,
    with_a_right,
    written,
)

TABS = ("", "proofs/", "cases/", "notices/", "consents/", "facts/", "looked/", "apply/")


def in_ward(one: Someone, **given: object) -> Actor:
    return staff(Role.CLERK, wards=frozenset({one.ward}), **given)  # type: ignore[arg-type]


def base(one: Someone) -> str:
    return f"/staff/people/{one.person}/"


@pytest.mark.parametrize("tab", TABS)
def test_each_page_opens_and_is_in_the_audit(there: City, client_of: Enter, tab: str) -> None:
    one = with_a_right(there)
    client = client_of(in_ward(one))
    assert client.get(base(one) + tab).status_code == 200
    assert [entry.person for entry in written() if entry.person] != []
    assert all(entry.person == one.person for entry in written() if entry.person)


@pytest.mark.parametrize("tab", TABS)
def test_a_clerk_of_another_ward_is_told_no(there: City, client_of: Enter, tab: str) -> None:
    one = with_a_right(there)
    client = client_of(in_ward(elsewhere(there, one.ward)))
    assert client.get(base(one) + tab).status_code == 403
    assert (last().allowed, last().person) == (False, one.person)


@pytest.mark.parametrize("tab", TABS)
def test_a_protected_person_by_key_is_a_page_that_is_not_there(
    there: City, client_of: Enter, tab: str
) -> None:
    one = protected(there)
    client = client_of(in_ward(one))
    answer = client.get(base(one) + tab)
    unknown = client.get("/staff/people/aaaaaaaaaaaaaaaa/" + tab)
    assert answer.status_code == unknown.status_code == 404
    assert "支援措置" not in answer.content.decode()
    assert [alarm.person for alarm in audit.alarms()] == [one.person]


@pytest.mark.parametrize("tab", ["", "proofs/", "facts/", "looked/"])
def test_named_staff_open_a_protected_person_and_see_that_it_is_one(
    there: City, client_of: Enter, tab: str
) -> None:
    one = protected(there)
    answer = client_of(in_ward(one, named=True)).get(base(one) + tab)
    assert answer.status_code == 200
    assert "支援措置の対象" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.POLICY, Role.APPROVER, Role.IT])
def test_who_sees_no_person_opens_none(there: City, client_of: Enter, role: Role) -> None:
    one = with_a_right(there)
    client = client_of(staff(role))
    assert [client.get(base(one) + tab).status_code for tab in TABS] == [403] * len(TABS)


def test_outreach_opens_the_calendar_without_a_name(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    client = client_of(in_ward(one))
    named = client.get(base(one)).content.decode()
    client.post("/staff/purpose/", {"purpose": "outreach"})
    page = client.get(base(one)).content.decode()
    assert "氏名は開いていません" in page
    assert "氏名は開いていません" not in named
    assert "identity" not in last().fields


def test_the_calendar_is_drawn_and_told_in_a_table(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    page = client_of(in_ward(one)).get(base(one)).content.decode()
    assert 'role="img"' in page
    assert "表で見る" in page
    assert "style=" not in page


def test_health_opens_to_the_department_in_charge_and_is_closed_with_a_reason_to_others(
    there: City, client_of: Enter
) -> None:
    one = with_a_right(there)
    of_department = Actor(
        kind=in_ward(one).kind,
        id="other-office",
        roles=frozenset({Role.CLERK}),
        departments=frozenset({"環境局"}),
        wards=frozenset({one.ward}),
        services=frozenset({"*"}),
        second_factor=True,
    )
    page = client_of(of_department).get(base(one) + "facts/").content.decode()
    assert "閉じている項目" in page
    assert "健康・医療・介護" in page
    assert "health" not in last().fields
    everything = client_of(in_ward(one)).get(base(one) + "facts/").content.decode()
    assert "健康・医療・介護</span>:" not in everything


def test_a_proof_names_clauses_with_articles_and_facts_with_their_source(
    there: City, client_of: Enter
) -> None:
    one = with_a_right(there)
    client = client_of(in_ward(one))
    slug = there.run.ask(
        "SELECT service FROM gap WHERE subject = ? AND kind = 'unclaimed' ORDER BY 1", [one.person]
    )["service"].to_pylist()[0]
    page = client.get(f"{base(one)}proofs/{slug}/").content.decode()
    clause = there.catalogue.services[slug].rule.clauses[0]
    assert clause.article in page
    assert ".csv" in page
    assert client.get(f"{base(one)}proofs/no-such-service/").status_code == 404
    chosen = client.get(f"{base(one)}proofs/", {"service": slug}).content.decode()
    assert clause.article in chosen


def test_the_resident_and_the_clerk_see_the_same_readings(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    client = client_of(in_ward(one))
    client.get(base(one))
    page = client.get(base(one) + "looked/").content.decode()
    assert "山田 太郎" in page
    assert "窓口での相談" in page


def test_a_visitor_is_asked_to_sign_in(there: City, client_of: Enter) -> None:
    from django.test import Client

    answer = Client(SERVER_NAME="localhost").get("/staff/")
    assert answer.status_code in (302, 403)
