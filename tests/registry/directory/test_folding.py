"""A name is found however it is written."""

from __future__ import annotations

from importlib.resources import files

import pytest

from sakimawari.registry.directory.folding import (
    as_written,
    digits_of,
    folded,
    folded_place,
    numbers_of,
    written_out,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋", "高橋"),
        ("渡邉", "渡辺"),
        ("渡邊", "渡辺"),
        ("山﨑", "山崎"),
        ("齋藤", "斉藤"),
        ("𠮷田", "吉田"),
        ("濱田", "浜田"),
        ("佐佐木", "佐々木"),
        ("辻󠄀", "辻"),  # with a selector of a variant
        ("ﾀﾞｲｽｹ", "ダイスケ"),
        ("だいすけ", "ダイスケ"),
        ("ショウジ", "シヨウジ"),
        ("ジュンイチロー", "ジュンイチロウ"),
        ("オオノ", "オーノ"),
        ("オウノ", "オオノ"),
        ("ケーコ", "ケイコ"),
        ("ユウコ", "ユーコ"),
        ("カヅキ", "カズキ"),
        ("ヴァイオレット", "バイオレット"),
        ("ミスヾ", "ミスズ"),
        ("みつ子", "ミツ子"),
        ("NGUYỄN", "nguyen"),
        ("ＮＧＵＹＥＮ", "Nguyen"),
        ("O'Brien", "OBRIEN"),
    ],
)
def test_two_ways_to_write_a_name_are_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("田中", "中田"),
        ("太田", "大田"),
        ("サトウ", "サイトウ"),
        ("ヤマサキ", "ヤマザキ"),
        ("ユキ", "ユウキコ"),
        ("坂本", "阪本"),
        ("シンイチ", "シニチ"),
        ("ハナ", "ハンナ"),
    ],
)
def test_names_that_only_resemble_each_other_stay_two(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_every_variant_is_folded_once_and_to_what_is_folded_no_further() -> None:
    text = files("sakimawari.registry.directory").joinpath("variants.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    characters = "".join(lines)
    assert len(lines) > 150
    assert all(len(line) > 1 for line in lines)
    assert len(set(characters)) == len(characters)
    assert all(folded(character) == line[0] for line in lines for character in line)


def test_characters_an_export_could_not_write_are_read_or_left_out() -> None:
    assert folded(as_written("[外字:U+20BB7]田")) == folded("吉田")
    assert as_written("〓田") == "田"
    assert as_written("[外字:U+D800]田[外字:U+FFFFFF]") == "田"


def test_a_telephone_number_is_its_digits() -> None:
    assert digits_of("０９３－０００－０００２") == digits_of("(093) 000 0002") == "0930000002"
    assert digits_of("+81 93-000-0002") == "0930000002"
    assert digits_of("none") == ""


def test_lots_and_towns_are_compared_by_their_numbers() -> None:
    assert numbers_of("１２番１８号") == numbers_of("12-18") == ("12", "18")
    assert numbers_of("012番地の3") == ("12", "3")
    assert folded_place("東山 一丁目") == folded_place("東山１丁目")
    assert folded_place("東山十二丁目") == "東山12丁目"
    assert folded_place("大字槻田字鬼ヶ原") == folded_place("槻田字鬼ケ原")
    assert folded_place("東山二丁目") != folded_place("東山十二丁目")


def test_a_name_is_shown_with_the_character_its_mark_stands_for() -> None:
    assert written_out("[外字:U+20BB7]野　武") == "𠮷野　武"
    assert written_out("[外字:U+D800]田〓") == "[外字:U+D800]田〓"
