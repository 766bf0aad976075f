"""Who is under protection (支援措置): the names its column goes by, what its cells say, names that look like it.

A column passed over, or a cell not understood, would put somebody who hides on a list that goes to
others. So whatever is not plainly a no protects, and a header that might be meant is never passed over.
Source: 住民基本台帳事務処理要領 第5－10 (ドメスティック・バイオレンス、ストーカー行為等、児童虐待及びこれらに準ずる行為の被害者の保護).
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import Final

from sakimawari.registry.headers import loose_name

NAME: Final = "支援措置"
OTHER_NAMES: Final = (
    "支援措置対象", "支援措置対象者", "支援措置有無", "DV等支援措置", "DV等支援措置対象", "DV等支援対象", "protected",
)  # fmt: skip
_NO = frozenset({
    "", "0", "0.0", "無", "無し", "なし", "いいえ", "no", "n", "false", "×", "✕", "x", "-", "ー", "−", "対象外", "非該当", "不要",
})  # fmt: skip
_SPEAKS = re.compile(r"措置|支援そち|支援ソチ|(?<![a-z])dv(?![a-z])|保護|protect|shield")
_OF_OTHERS = re.compile(r"保護者|生活保護|被保護|保護課|保護司|保護観察|情報保護|環境保護")
_CLOSE = 0.7  # of four characters one may be another (支援処置), or one be lacking (支援措)


def protects(text: str) -> bool:
    """Whether a cell of the column protects: anything but an empty cell or a plain no does."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower() not in _NO


def looks_protective(name: str) -> bool:
    """Whether the name of a column might be meant for 支援措置, misspelt or in words of the city's own."""
    plain = _OF_OTHERS.sub("", loose_name(name))
    if _SPEAKS.search(plain):
        return True
    return difflib.SequenceMatcher(None, plain, NAME, autojunk=False).ratio() >= _CLOSE
