"""One service: in the words of the language, with the whole reason, and what an answer would change."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from sakimawari.console.city import city
from sakimawari.guard.actor import Actor
from tests.console.residents.town import (
    asked_about,
    carer,
    cases_of,
    household,
    resident,
    text_of,
    unclaimed,
)
from tests.console.town import Hall

Enter = Callable[[Actor], Client]


@pytest.fixture
def parent(hall: Hall) -> str:
    return carer("child-allowance")


def test_a_service_tells_amount_papers_and_office(client_of: Enter, parent: str) -> None:
    page = text_of(client_of(resident(parent)).get("/my/services/child-allowance/"))
    for said in ("月額", "お持ちいただくもの", "市が確認するもの", "担当", "確かめて送る"):
        assert said in page
    assert "同封" not in page  # a page has nothing enclosed


def test_the_whole_reason_goes_through_the_conditions_with_articles_and_records(
    client_of: Enter, parent: str
) -> None:
    page = text_of(client_of(resident(parent)).get("/my/services/child-allowance/why/"))
    assert "児童手当法第3条第1項" in page
    assert "当てはまる" in page
    assert "住民記録（" in page  # the register, with the day it was taken in
    assert "決定は職員が行います" in page


def test_the_reason_hides_what_is_kept_of_another_adult(client_of: Enter, hall: Hall) -> None:
    """pension-exemption reads the income of the spouse and of the head of the household."""
    there = city()
    for person in unclaimed("pension-exemption"):
        adults = [key for key in household(person) if key != person]
        client = client_of(resident(person))
        page = text_of(client.get("/my/services/pension-exemption/why/?who=me"))
        if adults and "ほかの方の情報のため" in page:
            assert "当てはまる" in page
            return
    pytest.fail(f"nobody of {there.run.folder.name} is exempt by the income of another")


def test_a_service_that_does_not_apply_is_not_denied(client_of: Enter, parent: str) -> None:
    page = text_of(client_of(resident(parent)).get("/my/services/elderly-medical-75/"))
    assert "見つかっていません" in page
    assert "ご相談ください" in page


@pytest.mark.parametrize("slug", ["no-such-service", "safety-net-guarantee-4"])
def test_what_is_no_service_of_residents_is_not_found(
    client_of: Enter, parent: str, slug: str
) -> None:
    assert client_of(resident(parent)).get(f"/my/services/{slug}/").status_code == 404


def test_an_answer_shows_what_it_would_come_to_and_is_kept_nowhere(
    client_of: Enter, hall: Hall
) -> None:
    """elderly-medical-75 hangs on one wish of people of 65 to 74 with a certificate of disability."""
    person = asked_alone("elderly-medical-75")
    client, address = client_of(resident(person)), "/my/services/elderly-medical-75/answer/?who=me"
    [name] = re.findall(r'name="(ask:[^"]+)" value="はい"', client.get(address).content.decode())
    yes = text_of(client.post(address, {name: "はい"}))
    assert "この答えなら、受けられる見込みです" in yes
    no = text_of(client.post(address, {name: "いいえ"}))
    assert "当てはまらない条件があります" in no
    assert "お断りではありません" in no
    assert cases_of(person) == ()
    assert "対象かもしれません" in text_of(client.get("/my/services/elderly-medical-75/?who=me"))


def asked_alone(service: str) -> str:
    """Somebody who may have a right and lives alone, so that nothing is veiled."""
    return next(one for one in unclaimed(service, "possible") if household(one) == [one])


def test_of_many_questions_one_is_asked_at_a_time_the_weightiest_first(
    client_of: Enter, hall: Hall
) -> None:
    client = client_of(resident(asked_alone("pension-exemption")))
    address = "/my/services/pension-exemption/answer/?who=me"
    page = client.get(address).content.decode()
    [first] = set(re.findall(r'name="(ask:[^"]+)"', page))
    assert first.startswith("ask:総所得金額等|")
    assert "うかがうことがあります" in page
    wrong = client.post(address, {first: "たくさん"})
    assert "読み取れませんでした" in text_of(wrong)
    nothing = text_of(client.post(address, {first: "0"}))
    assert "受けられる見込みです" in nothing


def test_an_answer_goes_along_to_the_application_as_ones_own_statement(
    client_of: Enter, hall: Hall
) -> None:
    person = next(asked_about("child-allowance", "公務員"))
    client = client_of(resident(person))
    form = client.post(
        "/my/apply/?service=child-allowance&who=me", {"step": "begin", "told:公務員|": "いいえ"}
    )
    assert form.status_code == 200
    assert 'value="いいえ" checked' in form.content.decode()


def test_what_was_declined_vanishes_from_the_first_page_until_it_is_taken_back(
    client_of: Enter, parent: str
) -> None:
    client = client_of(resident(parent))
    kept = client.post("/my/services/child-allowance/decline/", follow=True)
    assert "案内を止めました" in text_of(kept)
    assert "児童手当 月額" not in text_of(client.get("/my/"))
    assert "児童手当" in text_of(client.get("/my/settings/?who=me"))
    client.post("/my/services/child-allowance/undecline/")
    assert "児童手当 月額" in text_of(client.get("/my/"))


def test_what_is_received_stays_in_sight_whatever_was_declined(
    client_of: Enter, hall: Hall
) -> None:
    rows = city().run.ask(
        "SELECT subject FROM receives WHERE service = 'child-allowance' ORDER BY subject LIMIT 1"
    )
    [person] = rows["subject"].to_pylist()
    client = client_of(resident(person))
    client.post("/my/services/child-allowance/decline/?who=me")
    assert "児童手当" in text_of(client.get("/my/?who=me")).split("受け取っているもの")[1]
