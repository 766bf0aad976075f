"""The payment file banks take: 総合振込 in the format of the 全国銀行協会, 120 bytes a record.

    1  header   who pays, from which account, on which day
    2  data     one payment each
    8  trailer  how many and how much
    9  end

Numbers are right-aligned with zeros before them, texts left-aligned with blanks behind (JIS X 0201,
half-width kana). Pure: the same payments give the same bytes, so a file can be made again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sakimawari.cases.kana import encoded, fit
from sakimawari.cases.values import Account

RECORD = 120  # bytes
LINE_END = b"\r\n"
MOST_YEN = 10**10 - 1
MOST_PAYMENTS = 10**6 - 1
_TRANSFERS = "21"  # 種別コード: 総合振込
_JIS = "0"
_KINDS = {"普通": "1", "当座": "2", "貯蓄": "4"}
_BY_WIRE = "7"  # 振込区分: テレ振込
_NOT_NEW = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """The city as a bank knows it: its code (委託者コード), name in half-width kana, and account."""

    code: str
    name: str
    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One payment. `reference` (20 digits at most) comes back from the bank: it finds the payment."""

    account: Account
    yen: int
    reference: str


def payment_file(
    payer: Payer, transfers: Sequence[Transfer], *, pay_on: date, line_ends: bool = True
) -> bytes:
    """The file of some payments on one day, with or without line ends after each record."""
    records = [
        _header(payer, pay_on),
        *(_data(transfer) for transfer in transfers),
        _trailer(transfers),
        _END,
    ]
    end = LINE_END if line_ends else b""
    return b"".join(record + end for record in records)


def _header(payer: Payer, pay_on: date) -> bytes:
    account = payer.account
    return _record(
        "1",
        _TRANSFERS,
        _JIS,
        _number(payer.code, 10),
        fit(payer.name, 40),
        f"{pay_on:%m%d}",
        _number(account.bank, 4),
        fit(account.bank_name, 15),
        _number(account.branch, 3),
        fit(account.branch_name, 15),
        _KINDS[account.kind],
        _number(account.number, 7),
        " " * 17,
    )


def _data(transfer: Transfer) -> bytes:
    account = transfer.account
    if not 0 < transfer.yen <= MOST_YEN:
        raise ValueError("a payment is of 1 to 9,999,999,999 yen")
    return _record(
        "2",
        _number(account.bank, 4),
        fit(account.bank_name, 15),
        _number(account.branch, 3),
        fit(account.branch_name, 15),
        "0000",  # 手形交換所番号: not used
        _KINDS[account.kind],
        _number(account.number, 7),
        fit(account.holder, 30),
        _number(str(transfer.yen), 10),
        _NOT_NEW,
        _number(transfer.reference, 20),  # 顧客コード1・2
        _BY_WIRE,
        " ",  # 識別表示: the twenty before are codes, no EDI
        " " * 7,
    )


def _trailer(transfers: Sequence[Transfer]) -> bytes:
    if len(transfers) > MOST_PAYMENTS:
        raise ValueError("a file holds 999,999 payments at most")
    total = sum(transfer.yen for transfer in transfers)
    return _record("8", _number(str(len(transfers)), 6), _number(str(total), 12), " " * 101)


def _number(digits: str, width: int) -> str:
    if not (digits.isascii() and digits.isdigit() and len(digits) <= width):
        raise ValueError(f"not a number of at most {width} digits")
    return digits.zfill(width)


def _record(*parts: str) -> bytes:
    record = encoded("".join(parts))
    if len(record) != RECORD:
        raise ValueError(f"a record has {len(record)} bytes and not {RECORD}")
    return record


_END = _record("9", " " * 119)
