"""An account to pay into, as the applicant gives it: read, put into the banks' form, checked.

`read_account` takes what was typed, full-width or with blanks, and gives the account as a payment
file writes it. It cannot tell whether the account exists: the bank does, when it returns a payment.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from sakimawari.cases.kana import half_width
from sakimawari.cases.values import Account
from sakimawari.problems import Place, Problem, Problems

KINDS = ("普通", "当座", "貯蓄")
LONGEST_HOLDER, LONGEST_NAME = 30, 15  # bytes in a record
POST_OFFICE = "9900"  # ゆうちょ銀行: a 記号・番号 is no branch and number
_DIGITS = {"bank": 4, "branch": 3, "number": 7}
_WORDS = {"bank": "金融機関コード", "branch": "支店コード", "number": "口座番号"}


def read_account(given: Mapping[str, str]) -> Account:
    """The account in what was typed: bank, bank_name, branch, branch_name, kind, number, holder.

    `public`: はい takes the 公金受取口座 instead, which the city looks up. A number of fewer digits
    is filled up with zeros in front, as banks do. Raises APPL003 for each part that is not sound.
    """
    if given.get("public") in ("はい", "yes", "1", "on", "true"):
        return Account(public=True)
    found = [problem for part in _DIGITS if (problem := _misfit(given, part)) is not None]
    kind = _typed(given, "kind") or KINDS[0]
    if kind not in KINDS:
        found.append(_problem("kind", f"the kind of account is none of {'・'.join(KINDS)}"))
    holder = half_width(given.get("holder", "")) or ""
    if not holder:
        found.append(_problem("holder", "the holder is missing or not written in kana"))
    elif len(holder) > LONGEST_HOLDER:
        # Banks match the first thirty; what is longer is cut, as on their own forms.
        holder = holder[:LONGEST_HOLDER].rstrip()
    if found:
        raise Problems(found)
    return Account(
        bank=_typed(given, "bank"),
        bank_name=_typed(given, "bank_name"),
        branch=_typed(given, "branch"),
        branch_name=_typed(given, "branch_name"),
        kind=kind,
        number=_typed(given, "number").zfill(_DIGITS["number"]),
        holder=holder,
    )


def sound(account: Account) -> Account:
    """An account somebody else read, read again: whatever is kept was checked here. APPL003."""
    if account.public and not account.bank:
        return Account(public=True)
    parts = ("bank", "bank_name", "branch", "branch_name", "kind", "number", "holder")
    read = read_account({part: getattr(account, part) for part in parts})
    return replace(read, public=account.public)


def hidden(account: Account) -> str:
    """An account as pages show it: the last three digits alone."""
    if account.public and not account.complete:
        return "公金受取口座（照会前）"
    name = account.bank_name or account.bank
    branch = account.branch_name or account.branch
    return f"{name} {branch} {account.kind} ****{account.number[-3:]}"


def _typed(given: Mapping[str, str], part: str) -> str:
    plain = unicodedata.normalize("NFKC", given.get(part, "")).strip()
    return re.sub(r"[\s-]", "", plain) if part in _DIGITS else plain


def _misfit(given: Mapping[str, str], part: str) -> Problem | None:
    typed, digits = _typed(given, part), _DIGITS[part]
    least = 1 if part == "number" else digits
    if typed.isascii() and typed.isdigit() and least <= len(typed) <= digits:
        return None
    return _problem(part, f"{_WORDS[part]} is not a number of {digits} digits")


def _problem(part: str, what: str) -> Problem:
    return Problem(
        id="APPL003",
        what=what,
        do="copy it from the bank book or card; ゆうちょ銀行 has branch and number for transfers",
        where=Place(file="account", column=part),
    )
