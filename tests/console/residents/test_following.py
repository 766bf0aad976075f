"""Where an application stands in plain words; replies, withdrawal, refusal with reasons, objection."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from sakimawari.cases import run as cases
from sakimawari.cases.values import Answers, Finding, Origin, State, Wish
from sakimawari.guard.actor import Actor
from tests.cases.office import CLERK, doing, moment
from tests.console.residents.town import (
    asked_back,
    carer,
    cases_of,
    decided,
    only_case,
    resident,
    sent,
    stranger_to,
    text_of,
)
from tests.console.town import Hall

Enter = Callable[[Actor], Client]


@pytest.fixture
def parent(hall: Hall) -> str:
    return carer("child-allowance")


@pytest.fixture
def client(client_of: Enter, parent: str) -> Client:
    """A parent who applied."""
    client = client_of(resident(parent))
    assert sent(client, "child-allowance").status_code == 302
    return client


def test_an_application_under_way_is_no_longer_something_to_ask_for(
    client: Client, parent: str
) -> None:
    assert "児童手当 月額" not in text_of(client.get("/my/"))
    listed = text_of(client.get("/my/cases/"))
    assert "受け付けました" in listed
    assert "担当の職員が順番に確認します" in listed


def test_what_the_city_asks_stands_first_on_the_first_page_until_it_is_answered(
    client: Client, parent: str
) -> None:
    number = only_case(parent).number
    asked_back(number, "お子さんの健康保険の資格が分かるものをお送りください")
    assert "児童手当の申し込みに、お返事をお願いします" in text_of(client.get("/my/"))
    assert "健康保険の資格" in text_of(client.get(f"/my/cases/{number}/"))
    assert client.post(f"/my/cases/{number}/", {"text": "送ります"}).status_code == 302
    assert only_case(parent).state is State.EXAMINING
    assert "お返事をお願いします" not in text_of(client.get("/my/"))


def test_an_empty_reply_is_none(client: Client, parent: str) -> None:
    number = only_case(parent).number
    asked_back(number, "お送りください")
    answer = client.post(f"/my/cases/{number}/", {"text": "  "})
    assert answer.status_code == 422
    assert only_case(parent).state is State.WAITING


def test_a_proposal_is_not_told_before_it_is_decided(client: Client, parent: str) -> None:
    number, at = only_case(parent).number, moment()
    cases.take(at, number, doing=doing(CLERK, at))
    cases.propose(
        at, number, doing=doing(CLERK, at), finding=Finding.REFUSE, amount_yen=None,
        reasons=["まだ決まっていない理由"], proof={},
    )  # fmt: skip
    page = text_of(client.get(f"/my/cases/{number}/"))
    assert "審査しています" in page
    assert "まだ決まっていない理由" not in page


def test_a_refusal_comes_with_its_reasons_and_how_to_contest_it(
    client: Client, parent: str
) -> None:
    number = only_case(parent).number
    decided(number, Finding.REFUSE, "所属庁から支給されるため（児童手当法第17条第1項）")
    page = text_of(client.get(f"/my/cases/{number}/"))
    assert "所属庁から支給されるため（児童手当法第17条第1項）" in page
    assert "3か月以内に" in page
    assert "審査請求ができます" in page


def test_a_grant_tells_its_amount(client: Client, parent: str) -> None:
    number = only_case(parent).number
    decided(number, Finding.GRANT, "児童を養育しているため", yen=10_000)
    page = text_of(client.get(f"/my/cases/{number}/"))
    assert "10,000円" in page
    assert "決まりました" in page


def test_it_can_be_withdrawn_until_it_is_decided(client: Client, parent: str) -> None:
    number = only_case(parent).number
    client.post(f"/my/cases/{number}/withdraw/", {"version": only_case(parent).version})
    assert only_case(parent).state is State.WITHDRAWN
    assert "児童手当 月額" in text_of(client.get("/my/"))  # it can be asked for again


def test_what_is_decided_cannot_be_withdrawn(client: Client, parent: str) -> None:
    number = only_case(parent).number
    decided(number, Finding.GRANT, "児童を養育しているため", yen=10_000)
    answer = client.post(f"/my/cases/{number}/withdraw/", follow=True)
    assert "いまはできません" in text_of(answer)
    assert only_case(parent).state is State.APPROVED


@pytest.mark.parametrize("act", ["", "withdraw/", "object/"])
def test_nobody_elses_application_is_there(
    client_of: Enter, client: Client, parent: str, act: str
) -> None:
    other = client_of(resident(stranger_to(parent)))
    path = f"/my/cases/{only_case(parent).number}/{act}"
    assert other.post(path, {"text": "x"}).status_code == 404
    assert other.get(f"/my/cases/{only_case(parent).number}/").status_code == 404
    assert client.get("/my/cases/00-000000-0-1/").status_code == 404


def test_an_automatic_grant_is_told_and_can_be_declined_before_it_is_paid(
    client_of: Enter, parent: str
) -> None:
    number = given_automatically(parent)
    client = client_of(resident(parent))
    assert "が支給される予定です" in text_of(client.get("/my/"))
    page = text_of(client.get(f"/my/cases/{number}/"))
    assert "受け取りたくないときは辞退できます" in page
    assert "以降にお支払いします" in page
    client.post(f"/my/cases/{number}/object/", {"note": "いりません"})
    assert only_case(parent).state is State.OBJECTED


def given_automatically(person: str) -> str:
    """A grant the city makes without being asked: examined and decided by people all the same."""
    at = moment()
    form = cases.prefill(
        at,
        applicant=person,
        wishes=[Wish(service="child-allowance", subject=person)],
        identities={},
    )
    cases.submit(
        at, form, Answers(), client_key="automatic-0000000001", doing=doing(CLERK, at),
        origin=Origin.AUTOMATIC,
    )  # fmt: skip
    [row] = cases_of(person)
    decided(row.number, Finding.GRANT, "児童を養育しているため", yen=10_000)
    return row.number


def test_a_field_is_corrected_in_the_reply_while_the_city_waits(
    client: Client, parent: str
) -> None:
    number = only_case(parent).number
    assert "送った内容を直す" not in text_of(client.get(f"/my/cases/{number}/"))
    asked_back(number, "公務員かどうかをお確かめください")
    page = client.get(f"/my/cases/{number}/").content.decode()
    [name] = re.findall(r'公務員であるか</label>\s*<select id="[^"]+" name="([^"]+)"', page)
    answer = client.post(f"/my/cases/{number}/", {"text": "直しました", name: "はい"})
    assert answer.status_code == 302
    told = text_of(client.get(f"/my/cases/{number}/"))
    assert re.search("公務員であるか ?はい ?あなたの申告", told)


def test_the_first_page_counts_what_is_under_way(client: Client, parent: str) -> None:
    assert "進んでいる手続き（1件）" in text_of(client.get("/my/"))
    number = only_case(parent).number
    client.post(f"/my/cases/{number}/withdraw/")
    assert "進んでいる手続き" not in text_of(client.get("/my/"))
