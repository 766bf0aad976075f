"""Channels, quiet hours, consent with its history; who looked; my data; requests about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time

import pytest
from django.test import Client

from sakimawari.console.city import city
from sakimawari.console.deciding import preferences
from sakimawari.console.residents.preferences import wishes_in
from sakimawari.guard.actor import Actor, Role
from sakimawari.guard.consents.values import Channel, ConsentTo
from tests.cases.office import staff
from tests.console.residents.town import carer, household, resident, text_of
from tests.console.town import Hall

Enter = Callable[[Actor], Client]
CLERK = staff("clerk-1", Role.CLERK)


@pytest.fixture
def person(hall: Hall) -> str:
    return carer("child-allowance")


def test_wishes_are_kept_whole_and_in_their_order(client_of: Enter, person: str) -> None:
    client = client_of(resident(person))
    form = {
        "channel1": "line", "channel2": "letter", "channel3": "line", "language": "easy",
        "quiet_from": "21:00", "quiet_until": "07:00", "large_text": "yes",
    }  # fmt: skip
    assert client.post("/my/settings/wishes/?who=me", form).status_code == 302
    held = preferences(city(), person).wishes
    assert held.channels == (Channel.LINE, Channel.LETTER)
    assert (held.language, held.quiet_from, held.large_text) == ("easy", time(21), True)


def test_half_a_span_of_quiet_hours_is_none() -> None:
    assert wishes_in({"quiet_from": "21:00", "quiet_until": ""}).quiet_from is None
    assert wishes_in({"quiet_from": "x", "quiet_until": "07:00"}).quiet_until is None


def test_consent_is_given_and_taken_back_with_its_history(client_of: Enter, person: str) -> None:
    client = client_of(resident(person))
    client.post("/my/settings/consent/tax/?who=me", {"agrees": "yes"})
    assert preferences(city(), person).consents[ConsentTo.TAX] is True
    client.post("/my/settings/consent/tax/?who=me", {"agrees": "no"})
    assert preferences(city(), person).consents[ConsentTo.TAX] is False
    page = text_of(client.get("/my/settings/?who=me"))
    assert page.index("令和8年10月1日（木） 同意しない") < page.index(
        "令和8年10月1日（木） 同意した"
    )


def test_no_answer_changes_nothing(client_of: Enter, person: str) -> None:
    client = client_of(resident(person))
    before = preferences(city(), person).consents
    client.post("/my/settings/consent/tax/?who=me", {"agrees": "maybe"})
    assert preferences(city(), person).consents == before
    assert client.post("/my/settings/consent/other/?who=me", {"agrees": "yes"}).status_code == 404


# ---------------------------------------------------------------- who looked


def test_the_resident_sees_that_staff_looked_with_office_and_purpose(
    client_of: Enter, person: str
) -> None:
    client = client_of(resident(person))
    assert "あなた以外に、見た人はいません" in text_of(client.get("/my/access/?who=me"))
    client_of(CLERK).get(f"/staff/people/{person}/")
    page = text_of(client.get("/my/access/?who=me"))
    assert "窓口・審査の職員" in page
    assert "窓口での相談" in page
    assert "制度の見込みと給付" in page
    assert "ご自分で見た記録" in page  # one's own readings are folded, in a line of their own


def test_the_account_of_whoever_looked_is_not_told(client_of: Enter, person: str) -> None:
    client_of(CLERK).get(f"/staff/people/{person}/")
    assert "clerk-1" not in client_of(resident(person)).get("/my/access/").content.decode()


# ---------------------------------------------------------------- my data


def test_my_data_stands_by_register_with_its_date_and_can_be_taken_along(
    client_of: Enter, person: str
) -> None:
    client = client_of(resident(person))
    page = text_of(client.get("/my/record/?who=me"))
    assert "住民記録（" in page
    told = client.get("/my/record/file.json?who=me")
    assert told.headers["Content-Disposition"].startswith("attachment")
    record = told.json()
    assert record["identity"]["name"]
    by_register = {fact["register"] for fact in record["facts"]}
    assert "住民記録" in by_register
    told = [fact for fact in record["facts"] if not fact["assumed"]]
    assert len(told) > 10
    assert [fact["name"] for fact in told if not fact["loaded"]] == []


def test_my_data_holds_nothing_of_others_but_what_is_the_households(
    client_of: Enter, person: str
) -> None:
    content = client_of(resident(person)).get("/my/record/file.json?who=me").content.decode()
    assert not [key for key in household(person) if key in content]


def test_a_correction_is_asked_for_answered_by_the_office_and_read(
    client_of: Enter, person: str
) -> None:
    client, office = client_of(resident(person)), client_of(CLERK)
    asked = {"text": "郵便番号がちがいます"}
    assert "受け付けました" in text_of(client.post("/my/requests/correction/", asked, follow=True))
    listed = office.get("/staff/requests/")
    assert "郵便番号がちがいます" not in text_of(listed)
    [one] = re.findall(r'href="(/staff/requests/Q-\d+/)"', listed.content.decode())
    assert "郵便番号がちがいます" in text_of(office.get(one))
    assert office.post(one, {"text": ""}).status_code == 422
    assert office.post(one, {"text": "直しました"}).status_code == 302
    assert "直しました" in text_of(client.get("/my/record/"))
    assert office.post(one, {"text": "もう一度"}).status_code == 422


def test_an_empty_request_is_none_and_nobody_elses_can_be_read(
    client_of: Enter, person: str
) -> None:
    client = client_of(resident(person))
    assert "内容を書いてください" in text_of(
        client.post("/my/requests/access/", {"text": " "}, follow=True)
    )
    assert client.get("/staff/requests/").status_code in {302, 403}
    assert client.post("/my/requests/other/", {"text": "x"}).status_code == 404
