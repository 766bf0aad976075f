"""The barcode of an address, by the post office's manual and its published examples."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.reach.letters.barcode import BAR_COUNT, VALUES, barcode_of
from sakimawari.reach.letters.house_number import house_number, number_of, within_town

# 郵便番号・バーコードマニュアル, 付番事例（検証用）: postal code, what follows the town, what is encoded
# (@ for the filling character), and the check character.
PUBLISHED = [
    ("263-0023", "3丁目30-8　郵便ビル403号", "3-30-8-403", "5"),
    ("014-0113", "南田茂木　添60-1", "60-1", "CC8"),
    ("110-0016", "5-6-3　ABCビル10F", "5-6-3-10", "9"),
    ("060-0906", "4丁目　郵便センター6号館", "4-6", "9"),
    ("065-0006", "8丁目　郵便センター10号館", "8-10", "9"),
    ("407-0033", "韮崎400", "400", "-"),
    ("273-0102", "東3丁目-20-5　郵便・A&bコーポB604号", "3-20-5B604", "0"),
    ("198-0036", "十一丁目六番地一号　郵便タワー601", "11-6-1-601", "CC8"),
    ("027-0203", "第二十一地割大淵川480", "21-480", "CC5"),
    ("590-0016", "四丁六番十九号", "4-6-19", "CC2"),
    ("080-0831", "南七線　西28", "7-28", "CC7"),
    ("317-0055", "6丁目7-14　ABCビル2F", "6-7-14-2", "CC1"),
    ("650-0046", "9丁目7-6　郵便シティA棟1F1号", "9-7-6A1-1", "5"),
    ("623-0011", "綾部6-7　LプラザB106", "6-7LB106", "4"),
    ("064-0804", "29丁目1524-23　第2郵便ハウス501", "29-1524-23-2-501", "3"),
    ("910-0067", "3丁目80-25　J1ビル2-B", "3-80-25J1-2B", "9"),
    ("100-0013", "1丁目3番2号　郵便プラザ503室", "1-3-2-503", "9"),
]


@pytest.mark.parametrize(("postal", "address", "encoded", "check"), PUBLISHED)
def test_the_published_examples_come_out_as_published(
    postal: str, address: str, encoded: str, check: str
) -> None:
    assert house_number(address) == encoded
    made = barcode_of(postal, address)
    assert made is not None
    assert made.characters[-1] == check
    assert len(made.bars) == BAR_COUNT


def test_what_is_too_long_is_cut_and_a_letter_cut_in_two_keeps_its_first_half() -> None:
    cut = barcode_of("064-0804", "29丁目1524-23　第2郵便ハウス501")
    halved = barcode_of("910-0067", "3丁目80-25　J1ビル2-B")
    assert cut is not None and halved is not None
    assert "".join(cut.characters[7:20]) == "29-1524-23-2-"
    assert halved.characters[-2] == "CC1"


@pytest.mark.parametrize(
    ("address", "encoded"),
    [
        ("１丁目２番３号", "1-2-3"),  # full width
        ("1ー2ー3", "1-2-3"),  # a long vowel written for a dash
        ("1−2‐3", "1-2-3"),
        ("一丁目二番三号", "1-2-3"),
        ("二百三番地", "203"),
        ("二〇三号", "203"),
        ("千二番の五", "1002"),  # 五 stands before none of the words
        ("1番地の2", "1-2"),
        ("コーポ一番館101", "1-101"),  # 一番: the rule knows no houses
        ("1-2 三井ビル", "1-2"),
        ("1-2 b棟305", "1-2B305"),
        ("1-2 ABマンション305", "1-2-305"),
        ("1-2 B1F", "1-2B1"),
        ("1-2 F棟3", "1-2F3"),  # an F that no digit precedes is a letter
        ("無番地", ""),
        ("", ""),
    ],
)
def test_near_misses_of_the_rules(address: str, encoded: str) -> None:
    assert house_number(address) == encoded


@pytest.mark.parametrize(
    ("town", "part"),
    [
        ("浅野一丁目", "一丁目"),
        ("浅野２丁目", "２丁目"),
        ("三萩野", ""),
        ("二島", ""),
        ("大字津軽石第二十一地割", "第二十一地割"),
        ("南四条西29丁目", "29丁目"),
        ("", ""),
    ],
)
def test_a_towns_chome_belongs_to_the_number_and_its_name_does_not(town: str, part: str) -> None:
    assert within_town(town) == part


@pytest.mark.parametrize("postal", ["", "802", "802-000", "8020000", "802-0000", "80２000x"])
def test_without_a_postal_code_of_the_town_there_is_no_barcode(postal: str) -> None:
    assert barcode_of(postal, "1-2-3") is None


@given(
    st.integers(0, 9_999_999).map(lambda n: f"{n:07d}").filter(lambda p: not p.endswith("00")),
    st.text(string.ascii_letters + string.digits + "-－丁目番号地のビル一二十百 ・&", max_size=40),
)
def test_every_barcode_has_67_bars_and_a_sum_of_nineteens(postal: str, address: str) -> None:
    made = barcode_of(postal, address)
    assert made is not None
    assert len(made.bars) == BAR_COUNT
    assert len(made.characters) == 21
    assert sum(VALUES[character] for character in made.characters) % 19 == 0
    assert "".join(made.characters[:7]) == postal


@given(st.text(string.ascii_letters + string.digits + "-丁目番号ビル一二十 ・&ー", max_size=40))
def test_the_number_begins_and_ends_with_no_hyphen_and_doubles_none(address: str) -> None:
    number = house_number(address)
    assert not number.startswith("-")
    assert not number.endswith("-")
    assert "--" not in number
    assert set(number) <= set(string.ascii_uppercase + string.digits + "-")


@given(st.integers(1, 9999))
def test_a_number_in_kanji_is_read_by_value(number: int) -> None:
    digits = "〇一二三四五六七八九"
    written = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        count = number // unit % 10
        written += ("" if count == 1 and sign else digits[count]) + sign if count else ""
    assert number_of(written) == number
