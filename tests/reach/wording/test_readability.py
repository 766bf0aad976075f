"""Measures say of plain texts that they are plain, and of hard ones that they are hard."""

from __future__ import annotations

import pytest

from sakimawari.reach.wording.readability.easy import RULES, lint_easy
from sakimawari.reach.wording.readability.english import measure_english, syllables_of
from sakimawari.reach.wording.readability.japanese import measure_japanese
from sakimawari.reach.wording.readability.verdict import verdict_of
from sakimawari.reach.wording.readability.words import Origin, words_of

PLAIN = "雨が降っています。傘を持って行きましょう。"
OFFICIAL = (
    "当該給付金の支給決定通知書記載事項に係る異議申立期間経過後の申請書類提出については、"
    "所管部署における受付対応ができかねますので、あらかじめご了承いただきますようお願いいたします。"
)


def test_a_plain_text_scores_above_an_official_one() -> None:
    plain, official = measure_japanese(PLAIN), measure_japanese(OFFICIAL)
    assert plain.score > 4 > official.score
    assert plain.level != official.level
    assert official.kanji > plain.kanji
    assert official.longest > 80
    assert "支給決定通知書記載事項" in "".join(official.compounds)
    assert official.humble and not plain.humble


def test_the_verdict_on_an_official_text_says_what_to_mend() -> None:
    verdict = verdict_of(OFFICIAL, "ja")
    assert not verdict.is_plain
    assert {lint.rule for lint in verdict.lints} == {"long", "compound", "honorific"}
    assert verdict_of(PLAIN, "ja").is_plain


def test_where_a_word_comes_from_is_seen_by_how_it_is_written() -> None:
    origins = {word.surface: word.origin for word in words_of("市役所でバスの料金を払う人。")}
    assert origins["料金"] is Origin.CHINESE
    assert origins["バス"] is Origin.FOREIGN
    assert origins["払う"] is origins["人"] is origins["の"] is Origin.NATIVE


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    [
        (
            "long",
            "あした" * 25 + "です。",
            "あした 市役所に 来て ください。",
        ),
        (
            "joined",
            "雨が ふって いるので 行きたいけれど、行けません。",
            "雨が ふって います。だから 行けません。",
        ),
        (
            "spaces",
            "あしたのあさに市役所へきてくださいね。",
            "あしたの あさに 市役所へ 来て ください。",
        ),
        ("era", "令和8年6月までです。", "2026年6月までです。"),
        ("double-negation", "出さなければ なりません。", "出して ください。"),
        ("honorific", "ここで お待ちください。", "ここで まって ください。"),
        ("passive", "お金が 引かれます。", "市役所が お金を 引きます。"),
        ("reading", "被保険者証が いります。", "被保険者証（ひほけんしゃしょう）が いります。"),
        ("loanword", "コンプライアンスです。", "きまりを まもる ことです。"),
        ("sign", "9時～5時です。", "9時から 5時までです。"),
    ],
)
def test_each_rule_of_easy_japanese_finds_its_breach_and_leaves_the_remedy(
    rule: str, bad: str, good: str
) -> None:
    assert rule in {lint.rule for lint in lint_easy(bad)}
    assert rule not in {lint.rule for lint in lint_easy(good)}


def test_every_rule_is_shown_above_and_has_a_remedy() -> None:
    assert all(rule.do for rule in RULES)
    assert len({rule.id for rule in RULES}) == len(RULES) == 10


def test_names_that_nobody_can_put_otherwise_are_not_judged() -> None:
    text = "北九州市の お知らせです。"
    assert not verdict_of(text, "easy").is_plain
    assert verdict_of(text, "easy", proper=["北九州市"]).is_plain


def test_english_is_measured_by_its_words_and_sentences() -> None:
    plain = measure_english("You need to apply. Please call us.")
    hard = measure_english(
        "Notwithstanding the aforementioned eligibility determination, administrative "
        "reconsideration necessitates documentary substantiation."
    )
    assert plain.ease > 80
    assert hard.ease < 0
    assert (plain.level, hard.level) == ("plain", "hard")
    assert [syllables_of(word) for word in ("the", "table", "receive", "needed")] == [1, 2, 2, 2]


def test_a_language_without_a_measure_is_not_judged() -> None:
    verdict = verdict_of("Thành phố có thông báo cho bạn.", "vi")
    assert verdict.score is None and verdict.is_plain
