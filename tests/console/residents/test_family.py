"""Acting for somebody: given by a code, seen on every page, bounded, ended; never a protected person."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from sakimawari.cases.values import State
from sakimawari.console.city import city
from sakimawari.guard.actor import Actor
from sakimawari.guard.audit.store import entries_about
from sakimawari.guard.consents import store as consents
from sakimawari.guard.consents.values import Given, How, ProxyKind
from tests.cases.office import moment
from tests.console.residents.town import (
    applying,
    carer,
    cases_of,
    only_case,
    protected,
    resident,
    sent,
    stranger_to,
    text_of,
    token,
)
from tests.console.town import Hall

Enter = Callable[[Actor], Client]


@pytest.fixture
def giver(hall: Hall) -> str:
    return carer("child-allowance")


@pytest.fixture
def neighbour(giver: str) -> str:
    return stranger_to(giver)


def delegated(giver: str, neighbour: str, *services: str, ends_in: int | None = None) -> int:
    """A delegation since a month ago, with its last day so many days from today."""
    at, today = moment(), city().today
    return consents.delegate(
        person=giver,
        proxy=neighbour,
        kind=ProxyKind.HELPER,
        services=frozenset(services),
        since=today - timedelta(days=30),
        until=None if ends_in is None else today + timedelta(days=ends_in),
        given=Given(at=at.now, by_kind="resident", by=giver, how=How.ONLINE),
    ).id


def page_of(giver: str, neighbour: str) -> str:
    return f"/my/?who={token(neighbour, giver)}"


def test_a_code_makes_a_proxy_once_and_the_giver_ends_it(
    client_of: Enter, giver: str, neighbour: str
) -> None:
    ours, theirs = client_of(resident(giver)), client_of(resident(neighbour))
    given = ours.post("/my/proxies/give/", {"kind": "helper", "scope": "all"}, follow=True)
    [code] = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", given.content.decode())
    assert code not in ours.get("/my/proxies/").content.decode()  # shown this once
    assert theirs.get(page_of(giver, neighbour)).status_code == 404
    theirs.post("/my/proxies/accept/", {"code": code})
    assert "代理で見ています" in text_of(theirs.get(page_of(giver, neighbour)))
    again = client_of(resident(protected())).post(
        "/my/proxies/accept/", {"code": code}, follow=True
    )
    assert "コードを確かめてください" in text_of(again)
    [held] = consents.delegations_by(giver)
    ours.post("/my/proxies/end/", {"delegation": held.id})
    assert theirs.get(page_of(giver, neighbour)).status_code == 404


def test_codes_cannot_be_guessed_without_end(client_of: Enter, neighbour: str) -> None:
    client = client_of(resident(neighbour))
    answers = [client.post("/my/proxies/accept/", {"code": f"AAAA{n}"}) for n in range(12)]
    assert answers[0].status_code == 302
    assert answers[-1].status_code == 429


@pytest.mark.parametrize(("ends_in", "status"), [(-1, 404), (0, 200), (None, 200)])
def test_a_delegation_holds_through_its_last_day(
    client_of: Enter, giver: str, neighbour: str, ends_in: int | None, status: int
) -> None:
    delegated(giver, neighbour, ends_in=ends_in)
    assert client_of(resident(neighbour)).get(page_of(giver, neighbour)).status_code == status


def test_acting_for_somebody_stands_on_every_page_and_is_in_their_audit(
    client_of: Enter, giver: str, neighbour: str
) -> None:
    delegated(giver, neighbour)
    client, who = client_of(resident(neighbour)), token(neighbour, giver)
    paths = ["/my/", "/my/calendar/", "/my/cases/", "/my/record/", "/my/menu/"]
    paths += ["/my/services/child-allowance/", "/my/services/child-allowance/why/"]
    for path in paths:
        assert "代理で見ています" in text_of(client.get(f"{path}?who={who}")), path
    assert "代理で見ています" in text_of(client.get(applying("child-allowance", who=who)))
    seen = {entry.draft.actor for entry in entries_about(giver)}
    assert seen == {neighbour}
    looked = text_of(client_of(resident(giver)).get("/my/access/?who=me"))
    assert "ご家族・代理の方" in looked
    assert "代理人による閲覧・手続" in looked


def test_what_is_the_persons_own_affair_is_closed_to_a_proxy(
    client_of: Enter, giver: str, neighbour: str
) -> None:
    delegated(giver, neighbour)
    client, who = client_of(resident(neighbour)), token(neighbour, giver)
    for path in ("/my/settings/", "/my/access/"):
        assert client.get(f"{path}?who={who}").status_code in {403, 404}
    for path in ("/my/settings/wishes/", "/my/settings/consent/tax/", "/my/proxies/give/"):
        answer = client.post(f"{path}?who={who}", {"agrees": "yes", "kind": "helper"})
        assert answer.status_code in {403, 404}, path
    record = client.get(f"/my/record/file.json?who={who}").json()
    assert {fact["group"] for fact in record["facts"]} <= {"basic", "tax"}
    assert "consents" not in record


def test_a_proxy_sends_in_the_givers_name_and_cannot_turn_the_money_elsewhere(
    client_of: Enter, giver: str, neighbour: str
) -> None:
    delegated(giver, neighbour)
    client, who = client_of(resident(neighbour)), token(neighbour, giver)
    own = {
        "account": "other", "bank": "0001", "branch": "001", "kind": "普通", "number": "7654321",
        "holder": "ﾍﾙﾊﾟｰ",
    }  # fmt: skip
    assert "代理の方は口座を選べません" in text_of(client.get(applying("child-allowance", who=who)))
    assert sent(client, "child-allowance", who=who, **own).status_code == 302
    row = only_case(giver)
    assert (row.applicant, row.subject, row.state) == (giver, giver, State.SUBMITTED)
    page = text_of(client_of(resident(giver)).get(f"/my/cases/{row.number}/"))
    assert "公金受取口座" in page
    assert "321" not in page


def test_a_delegation_for_one_service_opens_that_one_alone(
    client_of: Enter, giver: str, neighbour: str
) -> None:
    delegated(giver, neighbour, "child-allowance")
    client, who = client_of(resident(neighbour)), token(neighbour, giver)
    assert client.get(f"/my/services/child-allowance/?who={who}").status_code == 200
    assert client.get(f"/my/services/child-rearing-allowance/?who={who}").status_code == 404
    assert client.get(applying("child-rearing-allowance", who=who)).status_code in {403, 404}
    page = text_of(client.get(f"/my/everything/?who={who}"))
    assert "児童手当" in page
    assert "児童扶養手当" not in page


def test_no_delegation_leads_to_a_protected_person(
    client_of: Enter, hall: Hall, neighbour: str
) -> None:
    """Given under pressure, or before the measure: it opens nothing, and says nothing."""
    delegated(protected(), neighbour)
    client, who = client_of(resident(neighbour)), token(neighbour, protected())
    for path in ("/my/", "/my/calendar/", "/my/record/", "/my/services/child-allowance/"):
        assert client.get(f"{path}?who={who}").status_code == 404


def test_a_relative_of_another_household_is_not_in_the_family_view(
    client_of: Enter, hall: Hall
) -> None:
    """A child who lives apart is linked to the parent's unit, and is nobody's on the parent's page."""
    rows = (
        city()
        .run.ask(
            "SELECT v.person, p.person AS reader FROM stored_people v JOIN stored_people p "
            "USING (unit) WHERE v.is_subject = 0 AND p.is_subject = 1 ORDER BY v.person, p.person"
        )
        .to_pylist()
    )
    assert rows
    for row in rows[:5]:
        client = client_of(resident(row["reader"]))
        assert client.get(f"/my/?who={token(row['reader'], row['person'])}").status_code == 404
        assert row["person"] not in client.get("/my/record/file.json?who=me").content.decode()


def test_whoever_acts_in_one_service_sees_applications_and_receipts_of_that_one(
    client_of: Enter, giver: str, neighbour: str
) -> None:
    sent(client_of(resident(giver)), "child-allowance", "child-rearing-allowance")
    delegated(giver, neighbour, "child-allowance")
    client, who = client_of(resident(neighbour)), token(neighbour, giver)
    listed = text_of(client.get(f"/my/cases/?who={who}"))
    assert "児童手当" in listed
    assert "児童扶養手当" not in listed
    for row in cases_of(giver):
        seen = client.get(f"/my/cases/{row.number}/?who={who}").status_code
        assert seen == (200 if row.service == "child-allowance" else 404)
