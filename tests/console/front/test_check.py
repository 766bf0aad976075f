"""The check without a record: few questions, nothing kept, no name, and never a refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, expect

from sakimawari.console.city import city
from sakimawari.console.front.check.asking import standing_of
from sakimawari.console.front.check.found import results_of
from sakimawari.console.front.check.told import COOKIE, FIRST_QUESTIONS, Told, read, written
from tests.console.town import DESK, PHONE, Browsing, Hall

Axe = Callable[[Page], None]


@pytest.fixture
def visitor(hall: Hall) -> Client:
    return Client(SERVER_NAME="localhost")


def told_by(client: Client) -> Told:
    found = read(client.cookies[COOKIE].value)
    assert found is not None
    return found


def begin(client: Client, moment: str = "birth") -> None:
    assert client.post("/check/", {"moment": moment}).status_code == 302


def send(client: Client, **form: str) -> str:
    """Answer, and where it leads."""
    answer = client.post("/check/question/", form)
    return str(answer.headers.get("Location", answer.status_code))


FAMILY = {"ask:同居の家族": "1", "n:配偶者": "1", "n:子": "2"}
BIRTHS = {
    f"{part}:生年月日@{who}": value
    for who, year in (("本人", "平成2"), ("配偶者", "1991"), ("子1", "2025"), ("子2", "2026"))
    for part, value in (
        ("ask", "1"),
        ("e", "平成" if year.startswith("平成") else ""),
        ("y", year.removeprefix("平成")),
        ("m", "4"),
        ("d", "2"),
    )
}


# ------------------------------------------------------------------ asking


def test_a_question_is_asked_once_for_everybody_it_concerns(visitor: Client) -> None:
    begin(visitor)
    assert "いっしょに住んでいる人" in visitor.get("/check/question/").content.decode()
    assert send(visitor, **FAMILY) == "/check/question/"
    page = visitor.get("/check/question/").content.decode()
    assert page.count('<fieldset class="field">') == 4
    assert "お子さん（2人目）" in page
    assert send(visitor, **BIRTHS) == "/check/question/"
    assert dict(told_by(visitor).answers)["生年月日@本人"] == "平成2年4月2日"


def test_a_day_that_does_not_exist_is_told_beside_the_field_and_kept_to_correct(
    visitor: Client,
) -> None:
    begin(visitor)
    send(visitor, **FAMILY)
    wrong = {**BIRTHS, "m:生年月日@子1": "2", "d:生年月日@子1": "30"}
    answer = visitor.post("/check/question/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("実際にある日付") == 1
    assert 'value="30"' in page
    assert len(told_by(visitor).screens) == 1


def test_skipped_and_blank_answers_stay_unknown_and_lead_on(visitor: Client) -> None:
    begin(visitor)
    send(visitor, **{"ask:同居の家族": "1", "do": "skip"})
    assert told_by(visitor).answers == (("同居の家族", "分からない"),)
    assert "いっしょに住んでいる人を" not in visitor.get("/check/question/").content.decode()


def test_back_takes_the_last_answers_away(visitor: Client) -> None:
    begin(visitor)
    send(visitor, **FAMILY)
    assert send(visitor, do="back") == "/check/question/"
    assert told_by(visitor).screens == ()
    assert send(visitor, do="back") == "/check/"


def test_after_four_questions_come_the_results_and_four_more_if_wished(visitor: Client) -> None:
    begin(visitor)
    told = Told(moment="birth", screens=((("同居の家族", "なし"),),) * (FIRST_QUESTIONS - 1))
    visitor.cookies[COOKIE] = written(told)
    assert send(visitor, **{"ask:生年月日@本人": "1", "do": "skip"}) == "/check/results/"
    assert visitor.post("/check/more/").headers["Location"] == "/check/question/"
    assert told_by(visitor).target == len(told_by(visitor).screens) + FIRST_QUESTIONS


def test_a_single_service_can_be_checked_and_an_unknown_one_not(visitor: Client) -> None:
    assert visitor.post("/check/", {"service": "child-allowance"}).status_code == 302
    assert "児童手当" in visitor.get("/check/question/").content.decode()
    assert visitor.post("/check/", {"service": "no-such-service"}).status_code == 404
    assert visitor.post("/check/", {"moment": "no-such-moment"}).status_code == 404


# ------------------------------------------------------------------ nothing is kept


def test_nothing_told_reaches_the_store(visitor: Client) -> None:
    begin(visitor)
    with CaptureQueriesContext(connection) as queries:
        send(visitor, **FAMILY)
        visitor.get("/check/results/")
    assert not any("子" in query["sql"] for query in queries)
    assert "session" not in {name for name in visitor.cookies if "session" in name}


def test_answers_are_signed_go_to_no_other_page_and_are_erased_at_the_end(visitor: Client) -> None:
    begin(visitor)
    cookie = visitor.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["max-age"]) == ("/check/", True, "")
    assert read(cookie.value[:-1] + ("a" if cookie.value[-1] != "a" else "b")) is None
    visitor.post("/check/end/")
    assert visitor.cookies[COOKIE].value == ""


def test_a_cookie_stays_small_enough_for_a_browser_after_many_answers() -> None:
    screens = tuple(
        tuple((f"国民健康保険に加入していますか{n}@子{child}", "はい") for child in range(1, 5))
        for n in range(30)
    )
    assert len(written(Told(moment="birth", screens=screens))) < 3_600


# ------------------------------------------------------------------ results


def results(*screens: tuple[tuple[str, str], ...], language: str = "ja") -> dict[str, set[str]]:
    standing = standing_of(city(), Told(screens=screens))
    found = results_of(standing, language)
    return {
        group: {one.service.slug for one in getattr(found, group)}
        for group in ("likely", "presumed", "possible", "unfit")
    }


def test_before_any_answer_nothing_is_refused_but_what_no_answer_can_change(hall: Hall) -> None:
    assert results()["likely"] == set()
    assert "child-allowance" in results()["presumed"] | results()["possible"]


FAMILY_TOLD = (
    (("同居の家族", "配偶者 子"),),
    (("生年月日@子", "2025-05-01"), ("生年月日@本人", "1990-05-01")),
    (("保護者@子", "本人"),),
)


def test_what_hangs_on_something_usual_is_presumed_and_says_on_what(hall: Hall) -> None:
    open_still = results(*FAMILY_TOLD)
    assert "child-allowance" in open_still["possible"]  # public servant or not: either may be
    standing = standing_of(city(), Told(screens=(*FAMILY_TOLD, (("公務員@本人", "いいえ"),))))
    [found] = [
        one for one in results_of(standing, "ja").presumed if one.service.slug == "child-allowance"
    ]
    assert found.people == ("あなた",)
    assert [("施設" in question) for question in found.decides] == [True]


def test_what_is_certain_by_the_answers_is_likely(hall: Hall) -> None:
    rest = (("公務員@本人", "いいえ"), ("施設入所@子", "いいえ"))
    assert "child-allowance" in results(*FAMILY_TOLD, rest)["likely"]


def test_who_lives_alone_is_told_which_condition_does_not_fit(hall: Hall) -> None:
    standing = standing_of(city(), Told(screens=((("同居の家族", "なし"),),)))
    [found] = [
        one for one in results_of(standing, "en").unfit if one.service.slug == "child-allowance"
    ]
    assert found.clause.startswith("You bring up a child")
    assert not found.official


def test_an_answer_packs_no_longer_know_is_left_out(hall: Hall) -> None:
    standing = standing_of(city(), Told(screens=((("昔の質問@本人", "はい"),),)))
    assert standing.interview.answered == ()
    assert standing.questionnaire.on == date(2026, 10, 1)


# ------------------------------------------------------------------ in a browser


def test_the_whole_check_is_accessible(browsing: Browsing, axe_at_both_widths: Axe) -> None:
    page = browsing(width=DESK, display="ja.ordinary.ruby")
    page.goto("/check/")
    page.locator("button[name=moment][value=birth]").click()
    page.locator("select[name='n:子']").select_option("1")
    axe_at_both_widths(page)
    page.locator("button[value=next]").click()
    page.locator("input.year").first.fill("1990")
    axe_at_both_widths(page)
    page.locator("button[value=next]").click()
    assert page.locator(".error-summary").is_visible()
    axe_at_both_widths(page)
    page.locator("button[value=results]").click()
    for folded in page.locator("details.more summary").all():
        folded.click()
    axe_at_both_widths(page)


def test_the_check_goes_by_keyboard_alone(browsing: Browsing) -> None:
    page = browsing()
    page.goto("/check/")
    press_until(page, "BUTTON", "moment")
    page.keyboard.press("Enter")
    page.wait_for_url("**/question/")
    press_until(page, "SELECT", "n:配偶者")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    press_until(page, "BUTTON", "do")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("質問 2／4")
    press_until(page, "SELECT", "e:")
    page.keyboard.press("Tab")
    page.keyboard.type("1990")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("質問 3／4")


def press_until(page: Page, tag: str, name: str) -> None:
    """Tab to the first element of a kind whose name begins so; every stop on the way is visible."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found, of, outlined = page.evaluate(
            "(one => [one.tagName, one.name || '', getComputedStyle(one).outlineStyle])"
            "(document.activeElement)"
        )
        assert outlined != "none"
        if found == tag and of.startswith(name):
            return
    raise AssertionError(f"no {tag} {name} is reached by Tab")


def test_the_check_goes_without_script(browsing: Browsing) -> None:
    page = browsing(script=False, width=PHONE)
    page.goto("/check/")
    page.locator("button[name=moment][value=birth]").click()
    page.locator("select[name='n:子']").select_option("1")
    page.locator("button[value=next]").click()
    for _ in range(FIRST_QUESTIONS - 1):
        page.locator("button[value=skip]").click()
    assert page.url.endswith("/check/results/")
    assert page.get_by_role("link", name="児童手当", exact=True).first.is_visible()
    page.get_by_role("button", name="答えを消して終わる").click()
    assert page.url.endswith("/check/")
