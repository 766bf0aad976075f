"""Dates, amounts and phrases as letters say them."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from sakimawari.fit.wareki import wareki
from sakimawari.packs.messages import DECIDED_WORDS
from sakimawari.reach.letters.words import PHRASES
from sakimawari.reach.telling.amounts import amount_text, unit_and_remark
from sakimawari.reach.telling.dates import date_text
from sakimawari.reach.telling.offer import Amount, Language

JA, EASY, EN = Language.JAPANESE, Language.EASY, Language.ENGLISH
ENDLESS = 100_000_000_000


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1868, 10, 22), "1868年10月22日"),
    ],
)
def test_an_era_begins_on_its_first_day(day: date, said: str) -> None:
    assert wareki(day) == said


def test_a_date_speaks_each_language() -> None:
    day = date(2026, 6, 15)
    assert date_text(day, JA, weekday=True) == "令和8年6月15日（月）"
    assert date_text(day, EASY, weekday=True) == "2026年6月15日（月曜日）"
    assert date_text(day, EN) == "15 June 2026"


@pytest.mark.parametrize(
    ("low", "high", "unit", "language", "said"),
    [
        (25_000, 25_000, "円/月", JA, "月額 25,000円"),
        (25_000, 25_000, "円/月", EASY, "1か月に 25,000円"),
        (25_000, 25_000, "円/月", EN, "25,000 yen a month"),
        (100_000, 100_000, "円/回", JA, "100,000円"),
        (10_160, 43_070, "円/月", JA, "月額 10,160円～43,070円"),
        (10_160, 43_070, "円/月", EN, "10,160 to 43,070 yen a month"),
        (0, 43_070, "円/月", JA, "最大 月額 43,070円"),
        (5_000, ENDLESS, "円/年", JA, "年額 5,000円 以上"),
        (0, ENDLESS, "円/年", JA, "確認の後に決まる額"),
        (0, 0, "円/月（保護者が納める額）", JA, "月額 0円"),
        (1, 1, "割", JA, "1割"),
        (1, 3, "割", JA, "1～3割"),
        (1, 2, "割", EN, "10 to 20%"),
    ],
)
def test_an_amount_says_what_is_known(
    low: int, high: int, unit: str, language: Language, said: str
) -> None:
    assert amount_text(Amount(low=low, high=high, unit=unit), language) == said


def test_a_bare_amount_leaves_out_how_often() -> None:
    amount = Amount(low=25_000, high=25_000, unit="円/月（見込み）")
    assert amount_text(amount, JA, bare=True) == "25,000円"


def test_the_remark_of_a_unit_is_parted_from_it() -> None:
    assert unit_and_remark("円/月（限度額の定額部分）") == ("円/月", "限度額の定額部分")
    assert unit_and_remark("円/月") == ("円/月", "")


@pytest.mark.parametrize("language", list(Language))
def test_no_phrase_says_that_anything_is_decided(language: Language) -> None:
    phrases = PHRASES[language]
    for each in fields(phrases):
        text = str(getattr(phrases, each.name))
        assert not any(word in text for word in DECIDED_WORDS), each.name
        assert text.strip()


def test_what_may_apply_never_sounds_certain() -> None:
    japanese = PHRASES[JA]
    assert "可能性があります" in japanese.possible
    assert "可能性があります" in japanese.status_possible
    assert "見込みです" in japanese.expected
