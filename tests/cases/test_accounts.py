"""Accounts as applicants write them, and numbers as they read them out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.cases.bank import hidden, read_account, sound
from sakimawari.cases.numbers import is_sound, receipt_number
from sakimawari.cases.values import Account
from sakimawari.problems import Problems

GIVEN = {
    "bank": "０１７８", "bank_name": "北九州銀行", "branch": "101", "branch_name": "小倉",
    "kind": "普通", "number": "12345", "holder": "やまだ はなこ",
}  # fmt: skip


def parts_in(error: Problems) -> set[str | None]:
    return {problem.where.column for problem in error.found if problem.where is not None}


def test_full_width_digits_and_short_numbers_are_put_in_order() -> None:
    account = read_account(GIVEN)
    assert (account.bank, account.number, account.holder) == ("0178", "0012345", "ﾔﾏﾀﾞ ﾊﾅｺ")
    assert account.complete
    assert sound(account) == account


@pytest.mark.parametrize(
    ("part", "typed"),
    [
        ("bank", "178"),
        ("bank", "01788"),
        ("branch", "10"),
        ("number", ""),
        ("number", "12345678"),
        ("number", "12a4567"),
        ("holder", "山田 花子"),
        ("holder", " "),
        ("kind", "定期"),
    ],
)
def test_each_part_that_is_not_sound_is_named(part: str, typed: str) -> None:
    with pytest.raises(Problems) as raised:
        read_account({**GIVEN, part: typed})
    assert parts_in(raised.value) == {part}
    assert {problem.id for problem in raised.value.found} == {"APPL003"}


def test_all_faults_are_told_together_and_none_repeats_what_was_typed() -> None:
    with pytest.raises(Problems) as raised:
        read_account({**GIVEN, "bank": "9", "number": "87654321", "holder": "山田"})
    assert parts_in(raised.value) == {"bank", "number", "holder"}
    assert "87654321" not in str(raised.value)
    assert "山田" not in str(raised.value)


def test_the_registered_account_needs_no_numbers_until_the_city_looked_it_up() -> None:
    account = read_account({"public": "はい", "bank": "junk"})
    assert account == Account(public=True)
    assert not account.complete
    assert "公金受取口座" in hidden(account)


def test_a_page_shows_the_last_three_digits_alone() -> None:
    shown = hidden(read_account({**GIVEN, "number": "7654321"}))
    assert shown.endswith("321")
    assert "7654" not in shown


def test_a_number_bears_its_fiscal_year_and_a_check_digit() -> None:
    assert receipt_number(123, date(2026, 10, 1)).startswith("08-000123-")
    assert receipt_number(123, date(2027, 3, 31)).startswith("08-")
    assert receipt_number(123, date(2027, 4, 1)).startswith("09-")


@given(st.integers(1, 999_999), st.integers(1, 7), st.integers(1, 9))
def test_a_slip_of_one_digit_or_of_two_neighbours_is_noticed(
    running: int, at: int, off: int
) -> None:
    number = receipt_number(running, date(2026, 10, 1))
    digits = [at for at, sign in enumerate(number[:9]) if sign != "-"]
    wrong = list(number)
    wrong[digits[at]] = str((int(wrong[digits[at]]) + off) % 10)
    assert is_sound(number)
    assert is_sound(f"{number}-1")
    assert not is_sound("".join(wrong))
    swapped = list(number)
    first, second = digits[at - 1], digits[at]
    swapped[first], swapped[second] = swapped[second], swapped[first]
    assert is_sound("".join(swapped)) is (swapped == list(number))
