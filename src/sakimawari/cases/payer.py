"""The account the city pays from: `payer.yaml` in the city's folder.

code: "1234567890"            委託者コード, as agreed with the bank
name: キタキュウシュウシ カイケイカンリシャ
bank: "0000"                  and branch, kind, number; bank_name, branch_name in kana
"""

from __future__ import annotations

from pathlib import Path

import yaml

from sakimawari.cases.bank import KINDS
from sakimawari.cases.kana import half_width
from sakimawari.cases.values import Account
from sakimawari.cases.zengin import Payer
from sakimawari.problems import Place, Problems, fault

FILE = "payer.yaml"
_DIGITS = {"code": 10, "bank": 4, "branch": 3, "number": 7}


def read_payer(home: Path) -> Payer:
    """Who pays, from the city's folder. APPL020 where it is missing or does not fit."""
    path = home / FILE
    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise _misfit("the file cannot be read") from None
    if not isinstance(held, dict):
        raise _misfit("the file is no mapping (key: value)")
    given = {str(key): str(value).strip() for key, value in held.items()}
    for part, digits in _DIGITS.items():
        written = given.get(part, "")
        if not (written.isascii() and written.isdigit() and len(written) == digits):
            raise _misfit(f"`{part}` is not a number of {digits} digits in quotation marks")
    if given.get("kind") not in KINDS:
        raise _misfit(f"`kind` is none of {'・'.join(KINDS)}")
    names = {part: half_width(given.get(part, "")) for part in ("name", "bank_name", "branch_name")}
    if not names["name"] or None in names.values():
        raise _misfit("`name`, `bank_name` and `branch_name` are written in kana")
    return Payer(
        code=given["code"],
        name=names["name"],
        account=Account(
            bank=given["bank"],
            bank_name=names["bank_name"] or "",
            branch=given["branch"],
            branch_name=names["branch_name"] or "",
            kind=given["kind"],
            number=given["number"],
        ),
    )


def _misfit(what: str) -> Problems:
    return fault(
        "APPL020",
        f"the account the city pays from is not known: {what}",
        f"write {FILE} in the city's folder as docs/how-to/pay.md shows",
        where=Place(file=FILE),
    )
