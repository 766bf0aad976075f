"""The payment file, by the field positions of the published 総合振込 format of the 全国銀行協会."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.cases.kana import ALLOWED, half_width
from sakimawari.cases.values import Account
from sakimawari.cases.zengin import LINE_END, RECORD, Payer, Transfer, payment_file

PAYER = Payer(
    code="0000123456",
    name="ｷﾀｷﾕｳｼﾕｳｼ ｶｲｹｲｶﾝﾘｼﾔ",
    account=Account(
        bank="0009", bank_name="ﾐﾂｲｽﾐﾄﾓ", branch="701", branch_name="ｺｸﾗ", kind="当座", number="0123456",
    ),
)  # fmt: skip
TO = Account(
    bank="9900", bank_name="ﾕｳﾁﾖ", branch="748", branch_name="ﾅﾅﾖﾝﾊﾁ", kind="普通",
    number="7654321", holder="ﾔﾏﾀﾞ ﾊﾅｺ",
)  # fmt: skip
HEADER = (1, 2, 1, 10, 40, 4, 4, 15, 3, 15, 1, 7, 17)
DATA = (1, 4, 15, 3, 15, 4, 1, 7, 30, 10, 1, 10, 10, 1, 1, 7)
TRAILER = (1, 6, 12, 101)


def parts(record: bytes, widths: tuple[int, ...]) -> list[str]:
    """The fields of a record by their widths, one byte a character."""
    assert sum(widths) == len(record) == RECORD
    found, at = [], 0
    for width in widths:
        found.append(record[at : at + width].decode("shift_jis"))
        at += width
    return found


def records(content: bytes) -> list[bytes]:
    assert content.endswith(LINE_END)
    return content.split(LINE_END)[:-1]


def test_a_file_holds_every_field_where_the_format_puts_it() -> None:
    transfers = [
        Transfer(account=TO, yen=70_000, reference="0800000191101"),
        Transfer(account=TO, yen=1, reference="1"),
    ]
    header, first, second, trailer, end = records(
        payment_file(PAYER, transfers, pay_on=date(2026, 10, 15))
    )
    assert parts(header, HEADER) == [
        "1", "21", "0", "0000123456", "ｷﾀｷﾕｳｼﾕｳｼ ｶｲｹｲｶﾝﾘｼﾔ".ljust(40), "1015", "0009",
        "ﾐﾂｲｽﾐﾄﾓ".ljust(15), "701", "ｺｸﾗ".ljust(15), "2", "0123456", " " * 17,
    ]  # fmt: skip
    assert parts(first, DATA) == [
        "2", "9900", "ﾕｳﾁﾖ".ljust(15), "748", "ﾅﾅﾖﾝﾊﾁ".ljust(15), "0000", "1", "7654321",
        "ﾔﾏﾀﾞ ﾊﾅｺ".ljust(30), "0000070000", "0", "0000000080", "0000191101", "7", " ", " " * 7,
    ]  # fmt: skip
    assert parts(second, DATA)[9] == "0000000001"
    assert parts(trailer, TRAILER) == ["8", "000002", "000000070001", " " * 101]
    assert end == b"9" + b" " * 119


def test_kana_are_one_byte_each() -> None:
    header = records(payment_file(PAYER, [], pay_on=date(2026, 10, 15)))[0]
    assert header[14:18] == bytes([0xB7, 0xC0, 0xB7, 0xD5])  # ｷﾀｷﾕ in JIS X 0201


def test_the_line_ends_may_be_left_out() -> None:
    bare = payment_file(PAYER, [], pay_on=date(2026, 10, 15), line_ends=False)
    assert len(bare) == 3 * RECORD


@pytest.mark.parametrize("yen", [0, -1, 10**10])
def test_an_amount_no_payment_can_be_of_is_never_written(yen: int) -> None:
    with pytest.raises(ValueError, match="yen"):
        payment_file(PAYER, [Transfer(account=TO, yen=yen, reference="1")], pay_on=date(2026, 1, 5))


ACCOUNTS = st.builds(
    Account,
    bank=st.from_regex(r"[0-9]{4}", fullmatch=True),
    bank_name=st.text(sorted(ALLOWED), max_size=40),
    branch=st.from_regex(r"[0-9]{3}", fullmatch=True),
    branch_name=st.text(sorted(ALLOWED), max_size=40),
    kind=st.sampled_from(["普通", "当座", "貯蓄"]),
    number=st.from_regex(r"[0-9]{7}", fullmatch=True),
    holder=st.text(sorted(ALLOWED), min_size=1, max_size=60),
)
TRANSFERS = st.lists(
    st.builds(
        Transfer,
        account=ACCOUNTS,
        yen=st.integers(1, 10**10 - 1),
        reference=st.from_regex(r"[0-9]{1,20}", fullmatch=True),
    ),
    max_size=8,
)


@given(TRANSFERS, st.dates())
def test_whatever_is_paid_every_record_has_its_bytes_and_the_sums_agree(
    transfers: list[Transfer], day: date
) -> None:
    lines = records(payment_file(PAYER, transfers, pay_on=day))
    assert {len(line) for line in lines} == {RECORD}
    assert [line[:1] for line in lines] == [b"1", *[b"2"] * len(transfers), b"8", b"9"]
    _, count, total, _ = parts(lines[-2], TRAILER)
    assert (int(count), int(total)) == (len(transfers), sum(one.yen for one in transfers))
    assert [int(parts(line, DATA)[9]) for line in lines[1:-2]] == [one.yen for one in transfers]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("やまだ　はなこ", "ﾔﾏﾀﾞ ﾊﾅｺ"),
        ("ヤマダ  ハナコ", "ﾔﾏﾀﾞ ﾊﾅｺ"),
        ("ｶﾞｯｺｳ", "ｶﾞﾂｺｳ"),
        ("ジョーンズ・サリー", "ｼﾞﾖ-ﾝｽﾞ.ｻﾘ-"),
        ("smith ｊｏｈｎ", "SMITH JOHN"),
        ("ヴァイオレット", "ｳﾞｱｲｵﾚﾂﾄ"),
    ],
)
def test_a_holder_is_written_as_banks_write_it(typed: str, written: str) -> None:
    assert half_width(typed) == written


@pytest.mark.parametrize("typed", ["山田 花子", "ヤマダ！", "김민수", "ヤマダ\x00"])
def test_what_banks_do_not_take_is_not_written(typed: str) -> None:
    assert half_width(typed) is None


@given(st.text())
def test_what_is_written_is_one_byte_a_character(text: str) -> None:
    written = half_width(text)
    assert written is None or len(written.encode("shift_jis")) == len(written)
