"""Each kind of thing a plan may have to say has words that are true of it: by medium and language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sakimawari.packs.messages import DECIDED_WORDS
from sakimawari.packs.pack import Renewal
from sakimawari.problems import Problems
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.values import Why
from sakimawari.reach.telling.occasion import BEYOND_THE_GAP, Occasion
from sakimawari.reach.telling.offers import Right
from sakimawari.reach.wording.staff_words import as_json, from_json, staff_topics_of
from sakimawari.reach.wording.values import Errand
from sakimawari.reach.wording.writer import Writer
from sakimawari.rules.outcome import Status
from tests.reach.wording.stock import LINK, ON, OPEN, stock, written

TOPICS = """
heat-check:
  name: {ja: 猛暑の見守り, easy: 暑い 日の みまもり, en: Heat check}
  text:
    ja: 暑い日が続いています。水分をとり、エアコンを使ってください。
    easy: 暑い 日が つづいています。水を 飲んで ください。
    en: It is very hot. Please drink water and stay cool.
  department: 福祉課
"""
OPENLY = "  lock_screen: name\n  lock_screen_basis: 誰にでも送る注意\n"
SAID = {
    "ja": ("12月1日から", "10月31日で終わる", "11月30日までに「現況届」", "からお知らせがあります"),
    "easy": (
        "12月1日から",
        "10月31日までの よてい",
        "11月30日までに 「現況届」",
        "お知らせが あります",
    ),
    "en": ("From 1 December", "end on 31 October", "現況届 by 30 November", "has news for you"),
}
RECEIVED = (Occasion.ENDING, Occasion.RENEWAL, Occasion.NOTICE)


def told_as(occasion: Occasion, *, service: str = "child-allowance") -> Right:
    days = {
        Occasion.COMING: {"since": date(2026, 12, 1)},
        Occasion.ENDING: {"until": date(2026, 10, 31)},
        Occasion.RENEWAL: {"deadline": date(2026, 11, 30)},
    }
    return Right(
        service=service,
        status=Status.UNKNOWN if occasion is Occasion.NOTICE else Status.YES,
        amount_low=15_000,
        amount_high=15_000,
        occasion=occasion,
        hand_in="現況届" if occasion is Occasion.RENEWAL else "",
        **days.get(occasion, {}),
    )


def topics(tmp_path: Path, text: str = TOPICS) -> Path:
    path = tmp_path / "topics.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize("language", ["ja", "easy", "en"])
def test_each_says_from_or_until_when_in_every_medium_and_language(
    medium: Medium, language: str
) -> None:
    kinds = (Occasion.COMING, *RECEIVED)
    for occasion, expected in zip(kinds, SAID[language], strict=True):
        words = {"child-allowance": OPEN}
        said = written(told_as(occasion), medium=medium, language=language, words=words)
        assert expected in said.text, (occasion, said.text)
        assert not any(word in said.text for word in DECIDED_WORDS)
        if occasion in RECEIVED:
            assert "15,000" not in said.text
            assert "受け取れる" not in said.text and "もらう" not in said.text
            assert "likely to receive" not in said.text


def test_every_word_of_a_plan_is_told_as_something() -> None:
    in_the_gap = {Why.UNCLAIMED.value, Why.POSSIBLE.value}
    assert {why.value for why in Why} == in_the_gap | set(BEYOND_THE_GAP)


def test_what_ends_today_still_ends_and_what_has_no_known_end_is_not_told_as_ending() -> None:
    right = Right(service="child-allowance", status=Status.YES, occasion=Occasion.ENDING, until=ON)
    assert "10月1日で終わる見込みです" in written(right, words={"child-allowance": OPEN}).text
    with pytest.raises(ValueError, match="last day is known"):
        Right(service="child-allowance", status=Status.YES, occasion=Occasion.ENDING)


def test_nothing_is_to_be_done_about_an_end_unless_something_can_be_handed_in() -> None:
    words = {"child-allowance": OPEN}
    right = told_as(Occasion.ENDING)
    assert "必要な手続はありません" in written(right, words=words).text
    plain = stock(words)
    told = plain.told["child-allowance"]
    renewal = Renewal(name="現況届", first=(8, 1), last=(8, 31), article="法第26条")
    renewable = replace(told, service=replace(told.service, renewals=(renewal,)))
    changed = replace(plain, told={**plain.told, "child-allowance": renewable})
    said = Writer(stock=changed).write(Errand(rights=(right,), medium=Medium.LINE))
    assert "続けるための手続が要ることがあります" in said.text


@pytest.mark.parametrize("occasion", RECEIVED)
def test_what_is_of_health_or_welfare_stays_behind_the_door_also_when_it_ends(
    occasion: Occasion,
) -> None:
    right = told_as(occasion, service="child-rearing-allowance")
    for medium in (Medium.SMS, Medium.LINE, Medium.EMAIL):
        said = written(right, medium=medium)
        assert "児童扶養手当" not in said.text + said.subject
        assert "月" not in said.text.replace("毎月", "")


def test_a_bundle_with_an_end_in_it_promises_nothing_of_it() -> None:
    said = written(told_as(Occasion.COMING), told_as(Occasion.ENDING), medium=Medium.PORTAL)
    assert "次のことについてお知らせします。" in said.text
    assert "対象となる見込み、または" not in said.text
    assert "・児童手当 10月31日で終わる見込み" in said.text


# ---------------------------------------------------------------- in the words of staff


@pytest.mark.parametrize("language", ["ja", "easy", "en"])
@pytest.mark.parametrize("medium", Medium)
def test_a_topic_is_told_whole_in_the_words_of_staff(
    tmp_path: Path, medium: Medium, language: str
) -> None:
    for text, shows in ((TOPICS + OPENLY, True), (TOPICS, False)):
        staff = staff_topics_of(topics(tmp_path, text))
        assert from_json(as_json(staff)) == staff
        right = told_as(Occasion.NOTICE, service="topic:heat-check")
        errand = Errand(rights=(right,), medium=medium, language=language, link=LINK, staff=staff)
        said = Writer(stock=stock()).write(errand)
        told = staff["topic:heat-check"].text
        whole = {"ja": told.ja, "easy": told.easy, "en": told.en}[language] or "-"
        in_the_open = medium in {Medium.SMS, Medium.LINE, Medium.EMAIL}
        assert (whole in said.text) == (shows or not in_the_open)
        if not shows and in_the_open:
            assert "暑" not in said.text + said.subject and "Heat" not in said.text + said.subject


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("水を 飲んで ください。", "支給します。", "as if a clerk had decided"),
        ("    easy: 暑い 日が つづいています。水を 飲んで ください。\n", "", "lacks `easy`"),
        ("水を 飲んで ください。", "{氏名}さん。", "placeholder"),
        ("猛暑の見守り", "猛暑の見守りとお水の配布と涼しい場所のご案内について", "too long"),
        ("  department: 福祉課", "  lock_screen: name", "does not say why"),
        ("heat-check:", "Heat Check:", "is no topic"),
        ("水分をとり", "水分をとり" * 30, "does not fit a text message"),
    ],
)
def test_words_of_staff_pass_the_same_checks_as_those_of_a_pack(
    tmp_path: Path, old: str, new: str, what: str
) -> None:
    assert staff_topics_of(topics(tmp_path, TOPICS + OPENLY))
    text = (TOPICS if new.startswith("  lock") else TOPICS + OPENLY).replace(old, new)
    with pytest.raises(Problems) as refused:
        staff_topics_of(topics(tmp_path, text))
    assert {problem.id for problem in refused.value.found} == {"REACH097"}
    assert any(what in problem.what for problem in refused.value.found)
