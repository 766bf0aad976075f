"""Messages in the console: as they arrive, how sending stands, what was sent to one person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from playwright.sync_api import Page

from sakimawari.console.outreach.messages.sending import plans_of
from sakimawari.guard.actor import Actor
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.optout_store import opted_out
from sakimawari.reach.sending.reading_store import Tally
from sakimawari.reach.sending.said_store import sealed
from sakimawari.reach.sending.store import record
from sakimawari.reach.sending.values import Outgoing, State
from sakimawari.reach.sending.variant_store import by_variant
from tests.console.residents.town import carer, resident, text_of
from tests.console.town import Browsing, Hall

Enter = Callable[[Actor | str], Client]
LISTED = "/staff/outreach/messages/"
MINE = "/my/messages/"
AT = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def person(hall: Hall) -> str:
    return carer("child-allowance")


def outgoing(person: str, id: str = "a" * 26, *, held_out: bool = False) -> Outgoing:
    """A message by LINE, and if need be by letter, about the child allowance."""
    return Outgoing(
        id=id,
        plan="2026-10-01-first",
        person=person,
        household="",
        ward="小倉北区",
        language="ja",
        services=("child-allowance",),
        subjects=(person,),
        media=(Medium.LINE, Medium.LETTER),
        send_on=date(2026, 10, 1),
        useful_until=None,
        held_out=held_out,
    )


def sent(person: str) -> None:
    """One message that a provider took."""
    from sakimawari.reach.sending.models import AttemptRow, MessageRow

    record([outgoing(person)], at=AT)
    row = MessageRow.objects.get()
    row.state, row.sent_at = State.DELIVERED.value, AT + timedelta(hours=1)
    row.save()
    AttemptRow.objects.create(
        ours="b" * 26, message=row, person=person, household="", medium="line",
        provider="line", state="delivered", claimed_by="test", counted_at=AT,
        called_at=AT + timedelta(hours=1),
    )  # fmt: skip


# ---------------------------------------------------------------- words


def test_every_service_is_listed_with_how_its_message_reads(client_of: Enter, hall: Hall) -> None:
    page = text_of(client_of("clerk").get(LISTED))
    assert "児童手当" in page and "長寿祝金" in page
    assert "13の制度の文面" in page


def test_the_list_is_narrowed_by_name(client_of: Enter, hall: Hall) -> None:
    page = text_of(client_of("clerk").get(LISTED, {"q": "長寿", "medium": "sms"}))
    assert "長寿祝金" in page and "児童扶養手当" not in page
    assert "通分" in page


def test_what_is_of_welfare_does_not_show_on_the_drawn_telephone(
    client_of: Enter, hall: Hall
) -> None:
    answer = client_of("clerk").get(f"{LISTED}child-rearing-allowance/")
    drawn = answer.content.decode().partition('aria-labelledby="by-line"')[2]
    telephone = drawn.partition("</section>")[0]
    assert "市からお知らせがあります" in telephone
    assert "児童扶養手当" not in telephone
    assert "児童扶養手当を受け取れる見込みです" in text_of(answer)  # in the letter, and aloud


@pytest.mark.parametrize("language", ["ja", "easy", "en", "nobody's"])
@pytest.mark.parametrize("size", ["usual", "longest"])
def test_one_service_is_drawn_in_every_language_and_at_its_longest(
    client_of: Enter, hall: Hall, language: str, size: str
) -> None:
    asked = {"language": language, "size": size}
    answer = client_of("clerk").get(f"{LISTED}child-allowance/", asked)
    assert answer.status_code == 200
    assert ("9,876,543" in text_of(answer)) is (size == "longest")


def test_a_service_nobody_has_is_not_there(client_of: Enter, hall: Hall) -> None:
    assert client_of("clerk").get(f"{LISTED}no-such-service/").status_code == 404


# ---------------------------------------------------------------- how sending stands


def test_tallies_are_laid_out_by_plan_the_newest_first() -> None:
    tallies = [
        Tally(plan="2026-10-01", medium=Medium.LINE, state=State.SENT, count=3),
        Tally(plan="2026-10-08", medium=Medium.SMS, state=State.FAILED, count=1),
        Tally(plan="2026-10-01", medium=Medium.LINE, state=State.REPLIED, count=2),
    ]
    first, second = plans_of(tallies)
    assert (first.name, second.name) == ("2026-10-08", "2026-10-01")
    assert (second.total, second.rows[0].total) == (5, 5)


def test_the_page_of_sending_counts_and_names_nobody(client_of: Enter, person: str) -> None:
    sent(person)
    page = text_of(client_of("supervisor").get(f"{LISTED}sending/"))
    assert "2026-10-01-first" in page and "LINE" in page
    assert person not in page


def test_no_variant_is_called_better_before_its_time(client_of: Enter, person: str) -> None:
    from sakimawari.reach.sending.models import MessageRow

    several = [
        replace(outgoing(person, f"{number:026}", held_out=number >= 40), variant="ab"[number % 2])
        for number in range(50)
    ]
    record(several, at=AT)
    MessageRow.objects.filter(state=State.WAITING.value).update(sent_at=AT)
    MessageRow.objects.filter(variant="b", sent_at__isnull=False).update(replied_at=AT)
    assert by_variant("2026-10-01-first") == (("a", 20, 0), ("b", 20, 20), ("held_out", 10, 0))
    address = f"{LISTED}sending/?plan=2026-10-01-first"
    client = client_of("supervisor")
    assert "まだ言えません" in text_of(client.get(address))
    assert "aより多い" in text_of(client.get(address + "&planned=20"))
    assert client.get(address + "&planned=-1").status_code == 200


# ---------------------------------------------------------------- one person


def test_staff_see_what_was_sent_and_what_came_of_it(client_of: Enter, person: str) -> None:
    sent(person)
    page = text_of(client_of("supervisor").get(f"/staff/people/{person}/notices/"))
    assert "メール・LINE・手紙などの発送" in page
    assert "LINE：到着" in page


def test_who_is_compared_with_is_no_message(client_of: Enter, person: str) -> None:
    record([outgoing(person, held_out=True)], at=AT)
    page = text_of(client_of("supervisor").get(f"/staff/people/{person}/notices/"))
    assert "発送したお知らせはありません" in page


def test_a_resident_sees_what_was_sent_and_not_what_waits(client_of: Enter, person: str) -> None:
    client = client_of(resident(person))
    record([outgoing(person, "c" * 26)], at=AT)
    assert "まだお送りしたものはありません" in text_of(client.get(MINE))
    from sakimawari.reach.sending.models import MessageRow

    MessageRow.objects.all().delete()
    sent(person)
    page = text_of(client.get(MINE))
    assert "児童手当" in page and "LINE" in page


@pytest.mark.parametrize("way", ["line", "letter", "all"])
def test_a_way_is_stopped_at_once_and_taken_up_again(
    client_of: Enter, person: str, way: str
) -> None:
    client = client_of(resident(person))
    stopped = set(Medium) if way == "all" else {Medium(way)}
    answer = client.post(f"{MINE}stop/", {"way": way}, follow=True)
    assert "止めました。いまから何も送りません" in text_of(answer)
    assert set(opted_out(person)) == stopped
    client.post(f"{MINE}stop/", {"way": way})  # twice is once
    client.post(f"{MINE}resume/", {"way": way})
    assert opted_out(person) == {}


def test_what_is_no_way_changes_nothing(client_of: Enter, person: str) -> None:
    client = client_of(resident(person))
    assert client.post(f"{MINE}stop/", {"way": "pigeon"}).status_code == 404
    assert client.post(f"{MINE}stop/").status_code == 404
    assert opted_out(person) == {}


@pytest.mark.parametrize("language", ["ja", "easy", "en"])
def test_my_page_of_messages_speaks_three_languages(
    client_of: Enter, person: str, language: str
) -> None:
    client = client_of(resident(person))
    client.post("/display/", {"language": language})
    assert client.get(MINE).status_code == 200


# ---------------------------------------------------------------- in a browser


@pytest.mark.parametrize("path", [LISTED, f"{LISTED}child-allowance/", f"{LISTED}sending/"])
@pytest.mark.django_db(transaction=True)
def test_the_pages_have_no_fault_of_accessibility(
    browsing: Browsing, axe: Callable[[Page], None], path: str
) -> None:
    page = browsing("clerk")
    page.goto(browsing.address + path)
    axe(page)


@pytest.mark.django_db(transaction=True)
def test_my_page_of_messages_has_none_either(
    browsing: Browsing, axe: Callable[[Page], None]
) -> None:
    page = browsing("resident")
    page.goto(browsing.address + MINE)
    axe(page)


# ---------------------------------------------------------------- what was said


def said(hall: Hall, person: str) -> None:
    """One message that a provider took, with its words under seal."""
    from sakimawari.reach.sending.models import SaidRow

    sent(person)
    content = sealed(
        hall.keys, person, subject="件名です", text="一行目です。\n<b>二行目</b>です。"
    )
    SaidRow.objects.create(ours="b" * 26, message_id="a" * 26, person=person, content=content)


def test_the_words_that_went_out_stand_on_the_record_of_staff(
    client_of: Enter, hall: Hall, person: str
) -> None:
    said(hall, person)
    page = client_of("supervisor").get(f"/staff/people/{person}/notices/").content.decode()
    assert "お送りした文面" in page and "件名です" in page
    assert "一行目です。<br>&lt;b&gt;二行目" in page


def test_a_resident_reads_again_what_was_sent(client_of: Enter, hall: Hall, person: str) -> None:
    said(hall, person)
    assert "一行目です。" in text_of(client_of(resident(person)).get(MINE))


def test_what_staff_were_to_say_is_not_shown_to_the_resident(
    client_of: Enter, hall: Hall, person: str
) -> None:
    from sakimawari.reach.sending.models import AttemptRow

    said(hall, person)
    AttemptRow.objects.update(medium="call")
    assert "一行目です。" not in text_of(client_of(resident(person)).get(MINE))


def test_a_topic_of_staff_has_no_page_and_a_name(client_of: Enter, hall: Hall, person: str) -> None:
    from sakimawari.reach.sending.models import MessageRow

    sent(person)
    MessageRow.objects.update(services=f'[["topic:heat-check","{person}","list"]]')
    assert "市からのお知らせ" in text_of(client_of(resident(person)).get(MINE))
    page = text_of(client_of("supervisor").get(f"/staff/people/{person}/notices/"))
    assert "市からのお知らせ" in page and "topic:" not in page
