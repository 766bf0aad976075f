"""Pages of what is coming: who may see them, what they say, what they hide, who answered an alert."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page

from sakimawari.anticipate.runs.folder import finished
from sakimawari.console.city import city
from sakimawari.console.foresight import store
from sakimawari.console.foresight.coming import Change, largest
from sakimawari.console.foresight.values import Step
from sakimawari.guard.actor import Actor, Role
from sakimawari.guard.audit.store import all_entries
from tests.console.foresight import runs
from tests.console.services.test_pages import actor
from tests.console.town import Browsing, Hall

Enter = Callable[[Actor | str], Client]
Axe = Callable[[Page], None]
BASE = "/staff/ahead/"
PAGES = ("", "people/", "demand/", "series/", "alerts/", "capacity/", "targets/")


@pytest.fixture(scope="module")
def made(home: Hall) -> Iterator[None]:
    """Runs of every kind; gone afterwards, since other rooms know this city without them."""
    runs.all_kinds(home.home, list(city().catalogue.residents.services.values()))
    yield
    shutil.rmtree(home.home / "anticipate")


@pytest.fixture
def policy(hall: Hall, client_of: Enter, made: None) -> Client:
    return client_of(actor(Role.POLICY))


def text_of(client: Client, path: str) -> str:
    answer = client.get(f"{BASE}{path}")
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_page_without_a_run_says_which_command_makes_it(hall: Hall, client_of: Enter) -> None:
    assert not finished(hall.home, "people")
    client = client_of(actor(Role.POLICY))
    for page, command in zip(PAGES[1:], ("project", "demand", "forecast", "alerts", "capacity",
                                         "backcast"), strict=True):  # fmt: skip
        assert f"sakimawari {command}" in text_of(client, page)


def test_what_is_coming_is_for_those_who_plan_and_for_nobody_else(
    hall: Hall, client_of: Enter
) -> None:
    for role, code in ((Role.CLERK, 403), (Role.CASEWORKER, 403), (Role.IT, 403),
                       (Role.SUPERVISOR, 200), (Role.AUDITOR, 200)):  # fmt: skip
        assert client_of(actor(role)).get(BASE).status_code == code, role


def test_every_page_shows_its_run_with_a_picture_that_is_read_aloud(policy: Client) -> None:
    for page in PAGES[1:]:
        shown = text_of(policy, page)
        assert 'aria-labelledby="picture-' in shown or page == "alerts/", page
        assert "style=" not in shown, page
        assert "sakimawari " not in shown, page


def test_people_are_told_in_a_sentence_with_how_sure_it_is(policy: Client) -> None:
    shown = text_of(policy, "people/?area=小倉北区&year=2029")
    assert "小倉北区の人口は2029年に" in shown
    assert "80％の幅" in shown
    assert policy.get(f"{BASE}people/?area=どこか").status_code == 404


def test_a_class_of_few_people_is_hidden_on_the_pyramid_and_in_its_file(policy: Client) -> None:
    assert "＊" in text_of(policy, "people/?area=門司区")
    file = policy.get(f"{BASE}people/people.csv?area=門司区").content.decode("utf-8-sig")
    oldest = next(line for line in file.splitlines() if line.startswith("年齢別,100〜"))
    assert oldest.split(",")[4:8] == [""] * 4 or "" in oldest.split(",")[2:]


def test_demand_says_how_many_where_and_when_and_hides_three_people(policy: Client) -> None:
    (slug, name), (few, _) = [(each.slug, each.name) for each in
                              list(city().catalogue.residents.services.values())[:2]]  # fmt: skip
    shown = text_of(policy, f"demand/?service={slug}&measure=entitled&at=0")
    assert f"2027年 小倉北区で{name}の対象になる人" in shown
    assert "新たに75歳になる人" in shown
    file = policy.get(f"{BASE}demand/demand.csv?service={few}&measure=entitled")
    rows = [line.split(",") for line in file.content.decode("utf-8-sig").splitlines()]
    assert {row[3] for row in rows if row[1] == "門司区"} == {""}


def test_a_series_shows_its_record_and_the_defects_of_its_file(policy: Client) -> None:
    assert runs.SERIES[0] in text_of(policy, "series/?q=救急")
    assert runs.SERIES[1] not in text_of(policy, "series/?q=救急")
    shown = text_of(policy, f"series/one/?id={runs.SERIES[1]}")
    assert "SERIES011" in shown
    assert "報告なしの印" in shown and "報告なしとした" in shown
    assert "記録が短すぎます" in shown
    assert "0.80" in text_of(policy, f"series/one/?id={runs.SERIES[0]}")
    file = policy.get(f"{BASE}series/one/one.csv?id={runs.SERIES[1]}").content.decode("utf-8-sig")
    assert "2025年9月15日の週,,," in file


def test_an_alert_is_seen_taken_up_and_taken_back_and_the_audit_knows_by_whom(
    policy: Client, client_of: Enter, hall: Hall
) -> None:
    id = "counters:alert-0"
    assert runs.ALERT in text_of(policy, f"alerts/one/?id={id}")
    for step in ("seen", "taken"):
        assert policy.post(f"{BASE}alerts/answer/", {"id": id, "step": step}).status_code == 302
        assert store.answers([id])[id].step == Step(step)
    assert "対応する" in text_of(policy, "alerts/?show=all")
    assert id.split(":", maxsplit=1)[0] not in text_of(policy, "alerts/").split("<tbody>")[0]
    policy.post(f"{BASE}alerts/answer/", {"id": id, "step": "undo"})
    assert store.answers([id])[id].step is Step.SEEN
    logged = [each for each in all_entries() if each.draft.action == "answer_alert"]
    assert len(logged) == 3
    auditor = client_of(actor(Role.AUDITOR))
    assert auditor.post(f"{BASE}alerts/answer/", {"id": id, "step": "seen"}).status_code == 403


def test_a_target_that_cannot_be_reached_says_so_in_words(policy: Client) -> None:
    assert "この条件では目標に届きません" in text_of(policy, "targets/?run=impossible")
    shown = text_of(policy, "targets/?run=possible")
    assert "定員を増やす" in shown
    assert "目標 160" in shown


def test_a_change_that_may_as_well_not_come_is_no_news() -> None:
    sure = Change(kind="demand", subject="a", measure="", area="", when=runs.ON, now=100, then=150,
                  low=130, high=170)  # fmt: skip
    unsure = Change(kind="demand", subject="b", measure="", area="", when=runs.ON, now=100,
                    then=150, low=90, high=200)  # fmt: skip
    hidden = Change(kind="demand", subject="c", measure="", area="", when=runs.ON,
                    now=float("nan"), then=150, low=130, high=170)  # fmt: skip
    assert largest([unsure, hidden, sure]) == (sure,)


def test_every_page_is_accessible_on_a_desk_and_on_a_telephone(
    browsing: Browsing, axe_at_both_widths: Axe, made: None
) -> None:
    page = browsing(actor(Role.POLICY))
    paths = [*PAGES, f"series/one/?id={runs.SERIES[0]}", "alerts/one/?id=counters:alert-0",
             "targets/?run=impossible"]  # fmt: skip
    for path in paths:
        page.goto(f"{BASE}{path}")
        axe_at_both_widths(page)
