"""Check digits: 法人番号, 団体コード, and マイナンバー to be refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.registry.checkdigits import (
    corporate_number_holds,
    holds_personal_number,
    is_personal_number,
    local_government_check_digit,
    local_government_code_holds,
    masked,
    repaired_local_government_code,
)
from sakimawari.registry.columns import read_texts
from tests.registry.exports import NOT_PERSONAL_NUMBER, PERSONAL_NUMBER

# 北九州市 as a corporation, and the codes of the city and its seven wards
CITY = "8000020401005"
CODES = [
    "401005",
    "401013",
    "401030",
    "401056",
    "401064",
    "401072",
    "401081",
    "401099",
    "372013",
    "222127",
]


def test_the_corporate_number_of_a_city_holds() -> None:
    assert corporate_number_holds(CITY)


@pytest.mark.parametrize(
    "number", ["9000020401005", "8000020401006", "800002040100", "", "８０００"]
)
def test_a_corporate_number_with_a_slip_does_not_hold(number: str) -> None:
    assert not corporate_number_holds(number)


@pytest.mark.parametrize("code", CODES)
def test_codes_of_local_governments_hold(code: str) -> None:
    assert local_government_code_holds(code)


@given(code=st.sampled_from(CODES), place=st.integers(0, 4), step=st.integers(1, 9))
def test_one_wrong_digit_of_a_code_is_found(code: str, place: int, step: int) -> None:
    wrong = code[:place] + str((int(code[place]) + step) % 10) + code[place + 1 :]
    remainders_meet = local_government_check_digit(wrong[:5]) == code[5]
    assert local_government_code_holds(wrong) == remainders_meet


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("401005", "401005"),
        ("40100", "401005"),  # without its check digit
        ("37201", "372013"),
        ("12025", "012025"),  # 函館市, the leading zero lost
        ("1202", "012025"),  # both lost
        ("４０１００５", "401005"),
        ("401006", None),
        ("北九州市", None),
    ],
)
def test_a_code_that_lost_digits_is_completed_by_its_check_digit(
    written: str, meant: str | None
) -> None:
    assert repaired_local_government_code(written) == meant


def test_the_check_of_a_personal_number() -> None:
    assert is_personal_number(PERSONAL_NUMBER)
    assert not is_personal_number(NOT_PERSONAL_NUMBER)
    assert not is_personal_number(PERSONAL_NUMBER[:-1])


@pytest.mark.parametrize(
    "text",
    [
        PERSONAL_NUMBER,
        f"個人番号 {PERSONAL_NUMBER} です",
        "1234-5678-9018",
        "1234 5678 9018",
        "１２３４　５６７８　９０１８",
        "1234－5678－9018",
        "1234  5678  9018",
        "1234\t5678\t9018",
        "1234.5678.9018",
        "1234/5678/9018",
        "1234・5678・9018",
        "1234_5678_9018",
        "1234〜5678〜9018",
        "1234 - 5678 - 9018",
        "123456-789018",
        "123 456 789 018",
        "1 2 3 4 5 6 7 8 9 0 1 8",
        "1234-56-789018",
        "123,456,789,018",
        "1234\u200b5678\u200b9018",
        "12345678901\u00ad8",
        f"No.{PERSONAL_NUMBER}",
        f"2.{PERSONAL_NUMBER}です",
        "3番 1234 5678 9018 / 093-582-2121",
        "担当3、1234 - 5678-9018",
    ],
)
def test_a_personal_number_is_found_in_any_dress(text: str) -> None:
    assert holds_personal_number(text)
    assert "9018" not in masked(text)
    assert "９０１８" not in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        NOT_PERSONAL_NUMBER,
        f"9{PERSONAL_NUMBER}",  # thirteen digits
        f"33.{PERSONAL_NUMBER}",  # decimals of a coordinate
        "093-582-2121",
        "093-582-2121 090-1234-5678",
        "1234    5678    9018",  # four blanks apart
        "1234甲5678乙9018",
        f"{PERSONAL_NUMBER}0",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_personal_number(text)
    assert masked(text) == text


def finished(eleven: str) -> str:
    """The eleven digits with the last that makes them pass for a マイナンバー."""
    return next(f"{eleven}{last}" for last in range(10) if is_personal_number(f"{eleven}{last}"))


@given(eleven=st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_telephones_dates_and_corporate_numbers_are_none_whatever_their_digits(
    eleven: str,
) -> None:
    call = finished(f"09{eleven}")
    abroad = finished(f"81{eleven}")
    time = finished("20260401123")
    candidates = (f"{first}{finished(f'12{eleven}')}" for first in range(10))
    company = next(filter(corporate_number_holds, candidates))
    for text in (
        f"{call[:3]}-{call[3:6]}-{call[6:10]} ({call[10:]})",
        f"+{abroad[:2]}-{abroad[2:4]}-{abroad[4:8]}-{abroad[8:]}",
        f"{time[:4]}/{time[4:6]}/{time[6:8]} {time[8:10]}:{time[10:]}",
        f"{company[0]}-{company[1:5]}-{company[5:9]}-{company[9:]}",
    ):
        assert not holds_personal_number(text)


def test_the_fast_search_finds_every_dress() -> None:
    for between in ("", " ", "--", "・", "\u200b", "ー", "\u3000 ", " / "):
        for dress in (PERSONAL_NUMBER, "１２３４５６７８９０１８"):
            text = between.join(dress)
            assert read_texts([text]).values.to_list() == [None]
    assert read_texts(["093-582-2121"]).values.to_list() == ["093-582-2121"]
