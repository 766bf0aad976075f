"""Call lists at the desk: whom to ring, what to say, what came of it, and who may take it along."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pypdf
import pytest
from django.test import Client

from sakimawari.cases import decline_store
from sakimawari.cases.values import Doing
from sakimawari.console.bearings import bearings
from sakimawari.console.city import City, city
from sakimawari.console.moment import moment_of
from sakimawari.guard.actor import EVERYWHERE, Actor, ActorKind, Role
from sakimawari.guard.audit.models import EntryRow as Audited
from sakimawari.reach.channels import list_store
from sakimawari.reach.channels.addresses import open_book
from sakimawari.reach.channels.lists.values import Outcome
from sakimawari.reach.channels.models import EntryRow
from sakimawari.reach.channels.seam import Item
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending import optout_store
from sakimawari.reach.sending.models import AttemptRow, MessageRow, ReportRow
from tests.console.conftest import Enter
from tests.console.town import PHONE, Browsing, Hall

SAY = "児童手当を受け取れる見込みがあり、お電話しました。"
ID = "a" * 32
CLERK = Actor(
    kind=ActorKind.STAFF, id="calls-clerk", name="電話 係", roles=frozenset({Role.CLERK}),
    departments=frozenset({EVERYWHERE}), wards=frozenset({EVERYWHERE}),
    services=frozenset({EVERYWHERE}), second_factor=True,
)  # fmt: skip


@pytest.fixture
def person(hall: Hall) -> str:
    """Somebody with a mobile number, on a list of calls."""
    there = city()
    book = open_book(there.snapshot, there.keys, on=there.today)
    person = next(
        key
        for key in there.snapshot.contacts()["person"].to_pylist()
        if (book.address_of(key, Medium.SMS)) and bearings(there).of(key) is not None
    )
    listed(there, person, ID)
    return person


def listed(
    there: City, person: str, id: str, services: tuple[str, ...] = ("child-allowance",)
) -> None:
    stands = bearings(there).of(person)
    assert stands is not None
    item = Item(
        id=id, person=person, household=stands.household, ward=stands.ward, language="ja", services=services,
        subjects=(person,), subject="児童手当", text=SAY,
    )  # fmt: skip
    list_store.make(f"l-{id}", Medium.CALL, [item], there.keys, on=there.today, at=moment_of().now)


@pytest.fixture
def clerk(client_of: Enter, person: str) -> Client:
    return client_of(CLERK)


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def said(client: Client, outcome: str, **more: str) -> int:
    token = token_in(shown(client, f"/staff/calls/{ID}/"))
    posted = {"outcome": outcome, "token": token, **more}
    return client.post(f"/staff/calls/{ID}/outcome/", posted).status_code


def test_the_list_names_whom_to_ring_and_the_page_what_to_say(clerk: Client, hall: Hall) -> None:
    assert f"/staff/calls/{ID}/" in shown(clerk, "/staff/calls/")
    page = shown(clerk, f"/staff/calls/{ID}/")
    assert SAY in page
    assert "tel:09" in page


@pytest.mark.parametrize(
    ("outcome", "report"),
    [
        ("reached", "delivered"),
        ("applied", "delivered"),
        ("wrong", "bounced"),
        ("refuses", "stopped"),
        ("skipped", "failed"),
    ],
)
def test_what_came_of_a_call_reaches_whoever_sent_the_message(
    clerk: Client, outcome: str, report: str
) -> None:
    assert said(clerk, outcome) == 302
    [row] = ReportRow.objects.all()
    assert (row.provider, row.ours, row.said) == ("calls", ID, report)
    assert ID not in shown(clerk, "/staff/calls/")


def test_who_wants_no_calls_gets_none_from_that_moment(clerk: Client, person: str) -> None:
    said(clerk, "refuses")
    assert set(optout_store.opted_out(person)) == {Medium.CALL}


def test_who_opted_out_or_answered_since_is_not_rung(clerk: Client, person: str) -> None:
    now = moment_of().now
    optout_store.opt_out(person, Medium.CALL, at=now)
    assert f'"/staff/calls/{ID}/"' not in shown(clerk, "/staff/calls/")
    optout_store.opt_in(person, Medium.CALL, at=now)
    assert f'"/staff/calls/{ID}/"' in shown(clerk, "/staff/calls/")
    message = MessageRow.objects.create(
        id="m", plan="p", person=person, household="h", ward="w", language="ja", services="[]",
        media="call", medium="call", state="replied", send_on=now.date(), variant="a",
        recorded_at=now, changed_at=now,
    )  # fmt: skip
    AttemptRow.objects.create(
        ours=ID, message=message, person=person, household="h", medium="call", provider="calls",
        state="sent", claimed_by="w", counted_at=now,
    )  # fmt: skip
    assert f'"/staff/calls/{ID}/"' not in shown(clerk, "/staff/calls/")


def test_who_declined_the_service_or_moved_since_is_not_rung(clerk: Client, person: str) -> None:
    doing = Doing(actor=Actor(kind=ActorKind.RESIDENT, id=person), at=moment_of().now)
    decline_store.keep(person, "child-allowance", doing)
    assert f'"/staff/calls/{ID}/"' not in shown(clerk, "/staff/calls/")
    shown(clerk, f"/staff/calls/{ID}/", 404)
    decline_store.drop(person, "child-allowance")
    shown(clerk, f"/staff/calls/{ID}/")
    EntryRow.objects.filter(pk=ID).update(household="another")
    shown(clerk, f"/staff/calls/{ID}/", 404)


def test_nobody_answering_three_times_is_told_as_lost(clerk: Client) -> None:
    for _ in range(3):
        assert ReportRow.objects.count() == 0
        said(clerk, "no_answer")
    assert ReportRow.objects.get().said == "failed"


def test_a_form_sent_twice_is_one_call(clerk: Client) -> None:
    posted = {"outcome": "no_answer", "token": "same"}
    for _ in range(2):
        clerk.post(f"/staff/calls/{ID}/outcome/", posted)
    entry = list_store.entry(ID)
    assert entry is not None
    assert entry.tries == 1


def test_who_asked_to_be_rung_later_waits_until_then(clerk: Client) -> None:
    said(clerk, "call_back")  # without a time: asked again
    assert f"/staff/calls/{ID}/" in shown(clerk, "/staff/calls/")
    later = moment_of().now + timedelta(days=1)
    said(clerk, "call_back", again_on=f"{later:%Y-%m-%d}", again_at="10:30", note="午前がよい")
    assert f"/staff/calls/{ID}/" not in shown(clerk, "/staff/calls/")
    assert "午前がよい" in shown(clerk, f"/staff/calls/{ID}/")


def test_a_colleague_of_another_ward_or_service_finds_nothing(
    client_of: Enter, person: str
) -> None:
    for name, elsewhere in (
        ("w", {"wards": frozenset({"どこか別の区"})}),
        ("s", {"services": frozenset({"nursing-care"})}),
    ):
        given = {
            "kind": ActorKind.STAFF, "id": f"calls-{name}", "roles": CLERK.roles, "name": "別",
            "departments": CLERK.departments, "wards": CLERK.wards, "services": CLERK.services,
            "second_factor": True, **elsewhere,
        }  # fmt: skip
        other = client_of(Actor(**given))  # type: ignore[arg-type]
        assert ID not in shown(other, "/staff/calls/")
        shown(other, f"/staff/calls/{ID}/", 404)
        assert other.post(f"/staff/calls/{ID}/outcome/", {"outcome": "reached"}).status_code == 404


def test_a_protected_person_is_on_no_list_and_no_file_whoever_put_them_there(
    clerk: Client, hall: Hall
) -> None:
    there = city()
    hidden = there.snapshot.protection()["person"].to_pylist()[0]
    id = "b" * 32
    listed(there, hidden, id)
    assert f'"/staff/calls/{id}/"' not in shown(clerk, "/staff/calls/")
    shown(clerk, f"/staff/calls/{id}/", 404)
    file = clerk.post(f"/staff/calls/list/l-{id}/file/").content.decode("utf-8-sig")
    assert SAY not in file


def test_a_file_holds_names_numbers_and_words_and_is_in_the_audit(
    clerk: Client, person: str
) -> None:
    answer = clerk.post(f"/staff/calls/list/l-{ID}/file/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert SAY in rows[-1]
    assert re.fullmatch(r"0\d0-\d{4}-\d{4}", rows[-1][2])
    number = re.search(r'"(L[^"]+)\.csv"', answer["Content-Disposition"])
    assert number is not None
    assert Audited.objects.filter(target__contains=number.group(1)).exists()


def test_the_sheet_is_an_accessible_pdf_with_what_to_say(clerk: Client) -> None:
    answer = clerk.post(f"/staff/calls/list/l-{ID}/sheet/")
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    assert "電話名簿" in read.pages[0].extract_text()
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("who", ["policy", "it", "auditor"])
def test_who_has_nothing_to_do_with_people_sees_no_list(
    client_of: Enter, person: str, who: str
) -> None:
    assert client_of(who).get("/staff/calls/").status_code == 403


def test_every_outcome_has_its_word(clerk: Client) -> None:
    page = shown(clerk, f"/staff/calls/{ID}/")
    assert all(f'value="{each.value}"' in page for each in Outcome)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_a_call_is_recorded_from_the_list_and_back(
    browsing: Browsing, hall: Hall, person: str, axe: object, width: int
) -> None:
    page = browsing(CLERK, width=width)
    page.goto("/staff/calls/")
    axe(page)  # type: ignore[operator]
    page.get_by_role("link", name="電話する").first.click()
    page.get_by_text(SAY).wait_for()
    axe(page)  # type: ignore[operator]
    page.get_by_label("出ない").check()
    page.get_by_role("button", name="記録して次へ").click()
    page.get_by_text("記録しました。").wait_for()
