"""The first page tells what is due, coming, received and could be asked for, and why; never "no"."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from sakimawari.console.city import city
from sakimawari.console.residents.people import token_of
from sakimawari.guard.actor import Actor
from tests.cases.office import CLERK
from tests.console.residents.town import (
    asked_about,
    carer,
    child_of,
    household,
    protected,
    resident,
    stranger_to,
    text_of,
)
from tests.console.town import Hall

Enter = Callable[[Actor], Client]


@pytest.fixture
def parent(hall: Hall) -> str:
    return carer("child-allowance")


def test_an_unclaimed_right_stands_with_its_amount_and_why(client_of: Enter, parent: str) -> None:
    page = text_of(client_of(resident(parent)).get("/my/"))
    assert "申し込めるもの" in page
    assert "児童手当 月額" in page
    assert "理由: 18歳に達する日以後" in page


@pytest.mark.parametrize(
    ("language", "said"),
    [("easy", "どうして: 高校生"), ("en", "Why: You bring up a child up to the end")],
)
def test_the_reason_is_told_in_the_language_of_the_page(
    client_of: Enter, parent: str, language: str, said: str
) -> None:
    client = client_of(resident(parent))
    client.cookies["display"] = f"{language}.ordinary.plain"
    assert said in text_of(client.get("/my/"))


def test_what_is_not_known_is_asked_and_never_denied(client_of: Enter, hall: Hall) -> None:
    asking = next(asked_about("child-allowance", "公務員"))
    page = text_of(client_of(resident(asking)).get("/my/everything/"))
    assert "公務員" in page
    assert not {"対象外", "不支給", "受けられません", "該当しません"} & set(page.split())


def test_the_page_of_a_parent_shows_the_children_in_care_by_name(
    client_of: Enter, parent: str
) -> None:
    client, child = client_of(resident(parent)), child_of(parent)
    assert "さんとご家族" in text_of(client.get("/my/"))
    of_child = text_of(client.get(f"/my/?who={token_of(parent, child)}"))
    assert "（お子さん）のページです" in of_child


def test_neither_a_strangers_token_nor_anybodys_key_opens_a_page(
    client_of: Enter, parent: str
) -> None:
    client, other = client_of(resident(parent)), stranger_to(parent)
    for asked in (other, token_of(parent, other), token_of(other, other) + "x", child_of(parent)):
        for path in ("/my/", "/my/calendar/", "/my/record/", "/my/apply/"):
            assert client.get(f"{path}?who={asked}").status_code == 404
    # the token of my own child in somebody else's eyes is nobody's in mine
    assert client.get(f"/my/?who={token_of(other, child_of(parent))}").status_code == 404


def test_a_child_who_came_of_age_is_no_longer_shown_to_the_parent(
    client_of: Enter, hall: Hall
) -> None:
    row = grown_child()
    client = client_of(resident(row["guardian"]))
    assert client.get(f"/my/?who={token_of(row['guardian'], row['person'])}").status_code == 404


def grown_child() -> dict[str, str]:
    """Somebody of 18 or more who lives with a former guardian: in the household, not in care."""
    rows = (
        city()
        .run.ask(
            "SELECT c.person, p.person AS guardian FROM people c JOIN people p USING (household) "
            "JOIN stored_births b ON b.row = c.row JOIN stored_births g ON g.row = p.row "
            "WHERE b.value BETWEEN ? AND ? AND g.value < b.value - 7000 ORDER BY c.person LIMIT 1",
            [20_727 - 20 * 365, 20_727 - 18 * 366],
        )
        .to_pylist()
    )
    return dict(rows[0])


def test_a_visitor_is_sent_to_sign_in_and_staff_have_no_page(client_of: Enter, hall: Hall) -> None:
    assert Client().get("/my/").headers["Location"].startswith("/sign-in/")
    assert client_of(CLERK).get("/my/").status_code in {302, 403}


def test_whoever_is_protected_sees_no_rights_but_whom_to_ask(client_of: Enter, hall: Hall) -> None:
    page = text_of(client_of(resident(protected())).get("/my/"))
    assert "窓口またはお電話でお尋ねください" in page
    assert "申し込めるもの" not in page


def test_no_address_of_my_page_holds_the_key_of_anybody(client_of: Enter, parent: str) -> None:
    client = client_of(resident(parent))
    pages = ["/my/", "/my/everything/", "/my/calendar/", "/my/menu/", "/my/cases/", "/my/proxies/"]
    pages += ["/my/settings/", "/my/access/", "/my/record/", "/my/services/child-allowance/"]
    for path in pages:
        content = client.get(path).content.decode()
        assert not [key for key in household(parent) if key in content], path


def test_the_calendar_tells_what_changes_and_ends_with_its_day(
    client_of: Enter, hall: Hall
) -> None:
    subject = ends_within_the_calendar()
    page = text_of(client_of(resident(subject)).get("/my/calendar/?who=me"))
    assert "終わる見込みです" in page or "期間が終わる見込みです" in page
    assert "に当てはまらなくなるため" in page


def ends_within_the_calendar() -> str:
    rows = (
        city()
        .run.ask(
            "SELECT c.subject FROM coming c JOIN receives r ON r.service = c.service AND "
            "r.subject = c.subject WHERE c.change = 'ends' AND c.subject_kind = 'person' "
            "AND c.service = 'child-allowance' ORDER BY c.subject LIMIT 1"
        )
        .to_pylist()
    )
    return str(rows[0]["subject"])


def test_the_calendars_file_names_nobody_and_if_wished_no_service(
    client_of: Enter, hall: Hall
) -> None:
    client = client_of(resident(ends_within_the_calendar()))
    record = client.get("/my/record/file.json?who=me").json()
    names = {record["identity"]["name"], *record["identity"]["name"].split("　")}
    whole = client.get("/my/calendar/file.ics").content.decode()
    assert whole.startswith("BEGIN:VCALENDAR\r\n")
    assert "BEGIN:VEVENT" in whole
    discreet = client.get("/my/calendar/file.ics?discreet=1").content.decode()
    for text in (whole, discreet):
        unfolded = text.replace("\r\n ", "")
        assert not [name for name in names if name in unfolded]
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    services = {service.name for service in city().catalogue.services.values()}
    assert [name for name in services if name in whole.replace("\r\n ", "")]
    assert not [name for name in services if name in discreet.replace("\r\n ", "")]
