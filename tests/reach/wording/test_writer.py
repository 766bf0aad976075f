"""What a message says, what it keeps to itself, and what it never says."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from sakimawari.fit.schema import GAP
from sakimawari.packs.messages import DECIDED_WORDS, Messages, Use
from sakimawari.problems import Problems
from sakimawari.reach.medium import Medium
from sakimawari.reach.wording.proofs import LONGEST_NAME, proofs_of
from sakimawari.reach.wording.values import Errand, Manners
from sakimawari.reach.wording.writer import Writer, rights_by_subject
from sakimawari.rules.outcome import Status
from tests.edition import thirteen_services
from tests.reach.wording.stock import LINK, OPEN, right, stock, written

SHORT = (Medium.SMS, Medium.LINE, Medium.EMAIL)
NAMES_OF_HEALTH = ("児童扶養手当", "高額療養費", "特別児童扶養手当")


def test_an_open_service_is_told_with_its_amount_and_last_day() -> None:
    said = written(words={"child-allowance": OPEN})
    assert said.text.splitlines() == [
        "【八重崎市】児童手当を受け取れる見込みです。",
        "金額: 月額 15,000円",
        "期限: 令和8年10月15日（木）まで",
        "受け取るには申請が必要です。",
        f"くわしく {LINK}",
        "電話 000-000-1111",
    ]
    assert said.services == ("child-allowance",)


def test_a_right_that_hangs_on_a_missing_fact_is_only_a_possibility() -> None:
    said = written(right(status=Status.UNKNOWN), words={"child-allowance": OPEN})
    assert "児童手当を受け取れる可能性があります。" in said.text
    assert "見込み" not in said.text


def test_a_pack_that_is_sure_of_itself_is_not_quoted_where_the_right_is_not() -> None:
    own = Messages(shows=True, texts={("a", Use.SHORT): {"ja": "{制度名}を受け取れる見込みです。"}})
    said = written(right(status=Status.UNKNOWN), words={"child-allowance": own})
    assert "見込み" not in said.text


@pytest.mark.parametrize("medium", SHORT)
@pytest.mark.parametrize("language", ["ja", "easy", "en"])
def test_what_is_of_health_or_welfare_never_shows_on_a_locked_screen(
    medium: Medium, language: str
) -> None:
    said = written(right("child-rearing-allowance"), medium=medium, language=language)
    shown = said.subject + said.text + said.shown
    assert not any(name in shown for name in NAMES_OF_HEALTH)
    assert "15,000" not in shown
    assert "保健福祉課" not in shown and "000-000-1111" not in shown
    assert said.unnamed == ("child-rearing-allowance",)


def test_whoever_signs_in_reads_all_of_it_under_a_neutral_title() -> None:
    said = written(right("child-rearing-allowance"), medium=Medium.PORTAL)
    assert said.subject == said.shown == "大切なお知らせがあります"
    assert "児童扶養手当を受け取れる見込みです。" in said.text


def test_a_bundle_names_the_open_and_only_counts_the_others() -> None:
    said = written(right("senior-celebration"), right("child-rearing-allowance"))
    assert "長寿祝金" in said.text and "ほか1件" in said.text
    assert "児童扶養手当" not in said.text
    assert (said.services, said.unnamed) == (("senior-celebration",), ("child-rearing-allowance",))


def test_the_last_day_of_what_is_kept_back_is_kept_back_too() -> None:
    said = written(
        right("child-rearing-allowance", deadline=date(2026, 10, 3)),
        right("senior-celebration", deadline=date(2026, 12, 1)),
        medium=Medium.SMS,
    )
    assert "12月1日" in said.text
    assert "10月3日" not in said.text


def test_no_amount_goes_by_text_message_unless_the_city_allows_it() -> None:
    own = Messages(
        shows=True, texts={("a", Use.SHORT): {"ja": "{制度名}のお知らせです。{金額}です。"}}
    )
    words = {"child-allowance": own}
    assert "15,000" not in written(medium=Medium.SMS, words=words).text
    allowed = written(medium=Medium.SMS, words=words, manners=Manners(amounts_by_sms=True))
    assert "月額 15,000円です。" in allowed.text


def test_a_sentence_that_needs_what_is_not_known_falls_away() -> None:
    own = Messages(
        shows=True,
        texts={("a", Use.SHORT): {"ja": "{制度名}のお知らせです。{期限}までです。"}},
    )
    words = {"child-allowance": own}
    assert "10月15日までです。" in written(words=words).text
    assert "まで" not in written(right(deadline=None), words=words).text


def test_a_last_day_that_has_passed_is_said_to_have_passed() -> None:
    said = written(right(deadline=date(2026, 9, 30)), words={"child-allowance": OPEN})
    assert "期限を過ぎています。お早めにご相談ください。" in said.text
    assert "9月30日" not in said.text


@pytest.mark.parametrize("medium", [Medium.CALL, Medium.VISIT])
def test_staff_make_sure_to_whom_they_speak_before_they_say_what_about(medium: Medium) -> None:
    writer = Writer(stock=stock())
    errand = Errand(rights=(right(),), medium=medium, name=LONGEST_NAME)
    lines = writer.write(errand).text.splitlines()
    assert f"{LONGEST_NAME}様" in lines[0]
    assert "用件は話さず" in lines[1]
    assert not any("児童手当" in line for line in lines[:2])


@pytest.mark.parametrize("medium", [Medium.SMS, Medium.LINE, Medium.EMAIL, Medium.PORTAL])
def test_nobody_is_named_in_what_is_sent(medium: Medium) -> None:
    errand = Errand(rights=(right(),), medium=medium, name=LONGEST_NAME, link=LINK)
    said = Writer(stock=stock({"child-allowance": OPEN})).write(errand)
    assert LONGEST_NAME not in said.subject + said.text


def test_a_language_nobody_speaks_falls_back_to_japanese_and_says_so() -> None:
    said = written(language="vi", words={"child-allowance": OPEN})
    assert said.fell_back and said.language == "ja"
    assert said.text.endswith("（日本語のお知らせです。Japanese only.）")


def test_the_official_name_stands_behind_an_english_one_where_there_is_room() -> None:
    words = {"child-allowance": Messages(shows=True, names={"en": "Child Allowance"})}
    assert "Child Allowance (児童手当)" in written(language="en", words=words).text
    by_sms = written(language="en", words=words, medium=Medium.SMS)
    assert "Child Allowance." in by_sms.text and "児童手当" not in by_sms.text
    assert by_sms.text.isascii()  # one character of Japanese would halve what a segment holds


def test_a_variant_says_the_same_in_other_words_and_falls_back_where_it_says_nothing() -> None:
    own = Messages(
        shows=True,
        texts={
            ("a", Use.SHORT): {"ja": "{制度名}のお知らせです。"},
            ("b", Use.SHORT): {"ja": "{制度名}を忘れていませんか。"},
        },
    )
    words = {"child-allowance": own}
    assert "忘れていませんか" in written(words=words, variant="b").text
    assert "お知らせです" in written(words=words, variant="c").text


def test_several_children_make_one_line_and_name_no_child() -> None:
    said = written(right(), right(yen=10_000), words={"child-allowance": OPEN})
    assert said.text.count("児童手当") == 1
    assert "1人 月額 10,000円～15,000円" in said.text


def test_nothing_ever_says_that_it_is_decided() -> None:
    whole = stock()
    for slug in whole.told:
        for proof in proofs_of(whole, slug):
            assert proof.written is not None
            said = proof.written.subject + proof.written.text
            assert not any(word in said for word in DECIDED_WORDS), slug


def test_words_that_claim_a_decision_are_refused() -> None:
    own = Messages(texts={("a", Use.SHORT): {"ja": "{制度名}を支給します。"}})
    with pytest.raises(Problems, match="REACH002"):
        written(words={"child-allowance": own})


def test_rights_are_read_from_the_gap_by_whose_they_are() -> None:
    row = dict.fromkeys(GAP.schema.names) | {
        "kind": "unclaimed",
        "subject_kind": "person",
        "service": "child-allowance",
        "subject": "one",
        "amount_low": 1,
        "amount_high": 2,
        "tier_low": -1,
        "tier_high": -1,
        "missing": "",
    }
    rows = [row, row | {"subject": "other"}, row | {"kind": "to_review"}]
    gap = pa.Table.from_pylist(rows, schema=GAP.schema)
    found = rights_by_subject(gap, thirteen_services().services, ["one"])
    assert list(found) == [("child-allowance", "one")]
    assert found["child-allowance", "one"].amount_high == 2
