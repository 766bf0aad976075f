"""Why a record is read: the purposes one may give, each with its legal basis.

Law: 個人情報の保護に関する法律 art. 61 (purpose), art. 69 (use within it); each purpose names the
article on which the city's own task rests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """One purpose: its name in the three languages, and the basis that is logged with it."""

    id: str
    ja: str
    easy: str
    en: str
    basis: str


_ALL = (
    Purpose(
        id="own",
        ja="本人による閲覧",
        easy="じぶんで 見（み）ました",
        en="seen by the person",
        basis="個人情報保護法第76条（本人による開示）",
    ),
    Purpose(
        id="proxy",
        ja="代理人による閲覧・手続",
        easy="代（か）わりの 人（ひと）が 見（み）ました",
        en="seen by a proxy",
        basis="個人情報保護法第76条第2項・民法第99条（代理）",
    ),
    Purpose(
        id="counter",
        ja="窓口での相談",
        easy="窓口（まどぐち）での 相談（そうだん）",
        en="counter service",
        basis="個人情報保護法第69条第1項（利用目的内）・地方自治法第2条第2項",
    ),
    Purpose(
        id="case",
        ja="申請の審査",
        easy="申（もう）しこみの しんさ",
        en="examining an application",
        basis="個人情報保護法第69条第1項（利用目的内）・各制度の根拠法",
    ),
    Purpose(
        id="outreach",
        ja="制度のお知らせ",
        easy="お知（し）らせの じゅんび",
        en="outreach",
        basis="個人情報保護法第69条第1項・第2項第2号（事務の遂行）",
    ),
    Purpose(
        id="support",
        ja="相談支援",
        easy="相談（そうだん）と 支援（しえん）",
        en="casework",
        basis="社会福祉法第106条の4・生活困窮者自立支援法第3条",
    ),
    Purpose(
        id="check",
        ja="内容の確認（品質・監査）",
        easy="まちがいが ないかの かくにん",
        en="quality check or audit",
        basis="地方自治法第199条・個人情報保護法第66条（安全管理）",
    ),
    Purpose(
        id="program",
        ja="連携システムによる照会",
        easy="市役所（しやくしょ）の 機械（きかい）が 見（み）ました",
        en="query by a connected system",
        basis="個人情報保護法第69条第1項（利用目的内）",
    ),
)
PURPOSES: Mapping[str, Purpose] = {purpose.id: purpose for purpose in _ALL}
AT_THE_COUNTER = ("counter", "case", "support", "outreach", "check")  # what staff choose from
