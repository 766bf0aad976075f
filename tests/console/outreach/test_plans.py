"""A plan of contact is made, proposed by one, approved by another, and then handed over once."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from sakimawari.console.city import city
from sakimawari.console.outreach.plans import store, tasks
from sakimawari.guard.actor import Role
from sakimawari.reach.plans import store as plans
from sakimawari.reach.plans.folder import open_plan, plan_names, steps_table
from sakimawari.reach.plans.values import Plan, PlanState
from sakimawari.reach.sending.reading_store import counts
from tests.console.conftest import Enter
from tests.console.services.test_pages import actor
from tests.console.staff.cast import staff, written
from tests.console.town import Hall

BASE = "/staff/outreach/plans/"


@pytest.fixture(autouse=True)
def _by_hand(settings: Settings, home: Hall) -> Iterator[None]:
    """What pages hand to the program beside them is done by the tests; plans are gone after each."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    yield
    shutil.rmtree(home.home / "plans", ignore_errors=True)
    (home.home / "reach.yaml").unlink(missing_ok=True)


@pytest.fixture
def proposer(client_of: Enter) -> Client:
    return client_of(actor(Role.POLICY))


@pytest.fixture
def approver(client_of: Enter) -> Client:
    return client_of(actor(Role.APPROVER))


def made(client: Client) -> Plan:
    """A plan asked for on the page and made by the program beside it."""
    assert client.post(f"{BASE}make/").status_code == 302
    work = store.latest("make")
    assert work is not None
    tasks.make.call(work.id)
    home = city().office.home
    return open_plan(home, plan_names(home)[0])


def state_of(plan: Plan) -> PlanState | None:
    standing = plans.standing(plan.name)
    return None if standing is None else standing.state


def text_of(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def waits_for(client: Client, words: str, page: str) -> bool:
    """Whether the first page leads to a plan by these words."""
    told = client.get("/staff/").content.decode()
    return re.search(re.escape(f'href="{page}"') + r">(<svg.*?</svg>)?" + words, told) is not None


def test_a_plan_goes_from_one_person_to_another_and_is_handed_over_once(
    hall: Hall, proposer: Client, approver: Client
) -> None:
    plan = made(proposer)
    page = f"{BASE}{plan.name}/"
    assert state_of(plan) is PlanState.PROPOSED
    assert waits_for(approver, "承認を待つ計画", page)
    assert not waits_for(proposer, "承認を待つ計画", page)
    assert waits_for(proposer, "自分が起案した承認待ちの計画", page)
    assert proposer.get(f"{page}decide/").status_code == 403  # one's own
    approver.post(f"{page}apply/")
    assert state_of(plan) is PlanState.PROPOSED  # not before it is approved
    assert approver.post(f"{page}decide/", {"decision": "approve"}).status_code == 302
    assert state_of(plan) is PlanState.APPROVED
    assert waits_for(approver, "発送へ引き渡す計画", page)
    for _ in range(2):
        approver.post(f"{page}apply/")
        work = store.latest("apply", plan.name)
        assert work is not None
        tasks.carry_out.call(work.id)
    assert state_of(plan) is PlanState.APPLIED
    assert sum(each.count for each in counts()) == steps_table(plan).num_rows
    assert proposer.post(f"{page}cancel/").status_code == 302
    assert state_of(plan) is PlanState.APPLIED  # too late


def test_a_plan_is_cancelled_before_anything_is_sent(hall: Hall, proposer: Client) -> None:
    plan = made(proposer)
    proposer.post(f"{BASE}{plan.name}/cancel/", {"note": "十一月に作り直します"})
    assert state_of(plan) is PlanState.CANCELLED
    assert "十一月に作り直します" in text_of(proposer.get(f"{BASE}{plan.name}/"))
    assert not list(counts())


def test_a_plan_whose_terms_have_changed_is_not_approved(
    hall: Hall, proposer: Client, approver: Client
) -> None:
    plan = made(proposer)
    (hall.home / "reach.yaml").write_text("caps:\n  person_a_week: 2\n", encoding="utf-8")
    approver.post(f"{BASE}{plan.name}/decide/", {"decision": "approve"})
    assert state_of(plan) is PlanState.PROPOSED
    assert "作り直し" in text_of(approver.get(f"{BASE}{plan.name}/"))


def test_a_plan_with_a_budget_says_what_one_more_letter_is_worth(
    hall: Hall, proposer: Client
) -> None:
    terms = "budget:\n  postage_yen: 550\nfloors:\n  ward: 0.9\n"
    (hall.home / "reach.yaml").write_text(terms, encoding="utf-8")
    plan = made(proposer)
    told = text_of(proposer.get(f"{BASE}{plan.name}/"))
    assert "手紙をもう1通出せると" in told
    assert "届かない下限" in told
    assert plan.manifest["summary"]["by"]["medium"] == {"letter": plan.manifest["summary"]["sent"]}


def test_the_file_has_the_counts_of_the_page_and_none_that_is_few(
    hall: Hall, proposer: Client
) -> None:
    plan = made(proposer)
    response = proposer.get(f"{BASE}{plan.name}/counts.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    weeks = [int(row["送る"]) for row in rows if row["分け方"] == "週"]
    assert sum(weeks) == plan.manifest["summary"]["sent"]
    few = [row for row in rows if row["分け方"] in {"区", "年齢", "言葉"} and row["送る"]]
    assert few
    assert not [row for row in few if 0 < int(row["送る"]) < 5]


def test_no_page_of_a_plan_names_anybody(hall: Hall, proposer: Client) -> None:
    plan = made(proposer)
    pages = proposer.get(f"{BASE}{plan.name}/").content + proposer.get(BASE).content
    steps = steps_table(plan)
    keys = {
        *steps["person"].to_pylist(),
        *steps["household"].to_pylist(),
        *steps["step"].to_pylist(),
    }
    assert not [key for key in keys if key.encode() in pages]


def test_a_list_of_staff_is_taken_up_by_the_next_plan_and_by_no_other(
    hall: Hall, client_of: Enter, proposer: Client
) -> None:
    clerk = client_of(staff(Role.CLERK))
    given = {"query": "service=child-allowance", "reason": "現況届の案内"}
    sent = clerk.post(f"{BASE}attach/entitlements/", given)
    assert sent["Location"] == BASE
    (entry,) = [each for each in written() if each.action == "list_people"]
    assert (entry.purpose, entry.target) == ("outreach", "entitlements: 現況届の案内")
    assert entry.persons
    (attached,) = store.attached(city().keys)
    assert attached.reason == "現況届の案内"
    assert "現況届の案内" in text_of(proposer.get(BASE))
    plan = made(proposer)
    assert [each["entries"] for each in plan.manifest["lists"]] == [attached.count]
    assert store.attached(city().keys) == ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"query": "service=child-allowance", "reason": "x"}, "理由を4字以上"),
        (
            {"query": "service=child-allowance&town=nowhere", "reason": "案内のため"},
            "できる方がいません",
        ),
    ],
)
def test_a_list_without_a_reason_or_without_anybody_is_not_taken(
    hall: Hall, client_of: Enter, given: dict[str, str], words: str
) -> None:
    clerk = client_of(staff(Role.CLERK))
    page = clerk.post(f"{BASE}attach/entitlements/", given, follow=True)
    assert words in text_of(page)
    assert store.attached(city().keys) == ()


def test_a_list_is_taken_back(hall: Hall, client_of: Enter, proposer: Client) -> None:
    given = {"query": "service=child-allowance", "reason": "現況届の案内"}
    client_of(staff(Role.CLERK)).post(f"{BASE}attach/entitlements/", given)
    (attached,) = store.attached(city().keys)
    proposer.post(f"{BASE}detach/{attached.id}/")
    assert store.attached(city().keys) == ()


def test_a_plan_that_cannot_be_made_says_so(hall: Hall, proposer: Client) -> None:
    (hall.home / "reach.yaml").write_text("weeks: 0\n", encoding="utf-8")
    proposer.post(f"{BASE}make/")
    work = store.latest("make")
    assert work is not None
    tasks.make.call(work.id)
    assert "REACH043" in text_of(proposer.get(BASE))
    assert "REACH043" in text_of(proposer.get("/staff/outreach/terms/"))
