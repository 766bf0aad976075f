"""Invented companies of the city, about two thousand at full size.

法人番号 carry a valid check digit but an office code (9998) that no registry office has, so that none
can be a real company's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sakimawari.city.days import day_number
from sakimawari.city.formats import Style, dates, flags, labels, numbers
from sakimawari.city.part import Table
from sakimawari.city.places import Town
from sakimawari.registry.checkdigits import corporate_number_holds

Ints = npt.NDArray[np.int64]

FILE = "20_法人.csv"
FEWEST = 50
_RESIDENTS_PER_COMPANY = 450
_INDUSTRIES = (
    "製造業", "建設業", "卸売業", "小売業", "医療・福祉", "飲食サービス業", "宿泊業", "運輸業・郵便業",
    "情報サービス業", "その他の情報通信業", "学術研究・専門技術サービス業", "生活関連サービス業",
    "娯楽業", "旅行業", "不動産業", "物品賃貸業・駐車場業", "その他のサービス業", "農業・林業",
    "教育・学習支援業",
)  # fmt: skip
_SHARES = (
    0.14, 0.18, 0.09, 0.12, 0.08, 0.06, 0.01, 0.06,
    0.03, 0.01, 0.06, 0.03, 0.01, 0.005, 0.05, 0.015, 0.03, 0.005, 0.015,
)  # fmt: skip
_KINDS = ("会社", "特定非営利活動法人", "医療法人等", "一般社団・財団法人等", "組合", "士業法人")
_KIND_SHARES = (0.90, 0.02, 0.04, 0.02, 0.01, 0.01)
_FIRST = (
    "関門",
    "響灘",
    "紫水",
    "若戸",
    "皿倉",
    "平尾",
    "洞海",
    "玄海",
    "小文字",
    "曽根",
    "足立",
    "帆柱",
    "北豊",
    "九州東",
    "和光",
)
_SECOND = (
    "精工",
    "建設",
    "商事",
    "メディカル",
    "フーズ",
    "物流",
    "システム",
    "設計",
    "サービス",
    "地所",
    "鋼業",
    "電設",
    "ロボティクス",
    "環境",
    "工業",
)


def company_number(serial: int) -> str:
    """A 法人番号 with a valid check digit that belongs to nobody."""
    twelve = f"999801{serial:06}"
    return next(
        f"{first}{twelve}" for first in "123456789" if corporate_number_holds(first + twelve)
    )


def _names(count: int, rng: np.random.Generator) -> list[str]:
    stems = [
        f"{_FIRST[first]}{_SECOND[second]}"
        for first, second in zip(
            rng.integers(0, len(_FIRST), count), rng.integers(0, len(_SECOND), count), strict=True
        )
    ]
    front = rng.random(count) < 0.75
    return [
        f"株式会社{stem}" if before else f"{stem}有限会社"
        for stem, before in zip(stems, front, strict=True)
    ]


def make_companies(towns: Sequence[Town], residents: int, *, on: date, seed: int) -> Table:
    """The columns of the companies file; at least fifty companies.

    Where the register does not say (資本金, 代表者年齢, 業種 …) cells stay empty, as they do in practice.
    """
    count = max(FEWEST, residents // _RESIDENTS_PER_COMPANY)
    rng = np.random.default_rng([seed, 3])
    town = rng.integers(0, len(towns), count)
    industry = rng.choice(len(_INDUSTRIES), count, p=_SHARES)
    employees = np.maximum(1, np.exp(rng.normal(2.0, 1.3, count))).astype(np.int64)
    capital = rng.choice(
        [1, 3, 5, 10, 20, 30, 50, 100], count, p=[0.12, 0.24, 0.15, 0.25, 0.09, 0.06, 0.06, 0.03]
    )
    founded = day_number(on) - (rng.exponential(24, count) * 365.25 + 60).astype(np.int32)
    founded = np.maximum(founded, day_number(date(1920, 1, 1))).astype(np.int32)
    at = [towns[index] for index in town]
    kind = rng.choice(len(_KINDS), count, p=_KIND_SHARES)
    industry = np.where(
        kind == _KINDS.index("医療法人等"), _INDUSTRIES.index("医療・福祉"), industry
    )
    owned = rng.random(count) < 0.04
    return {
        "法人番号": pa.array([company_number(serial * 7 + 11) for serial in range(count)]),
        "商号又は名称": pa.array(_names(count, rng)),
        "行政区": pa.array([place.ward for place in at]),
        "所在地": pa.array(
            [
                f"{place.ward}{place.name}{number}-{1 + number % 9}"
                for place, number in zip(at, rng.integers(1, 30, count), strict=True)
            ]
        ),
        "法人種別": labels(_some_empty(kind, rng, 0.02), _KINDS),
        "業種": labels(_some_empty(industry, rng, 0.03), _INDUSTRIES),
        "従業員数": numbers(employees, rng.random(count) < 0.04),
        "資本金": numbers(capital * 1_000_000, rng.random(count) < 0.06),
        "設立年月日": dates(founded, Style.DASHED),
        "代表者年齢": numbers(
            np.clip(rng.normal(61, 12, count), 24, 92).astype(np.int64), rng.random(count) < 0.3
        ),
        "大企業の支配": flags(owned, rng.random(count) < 0.15),
    }


def _some_empty(codes: Ints, rng: np.random.Generator, share: float) -> Ints:
    """Codes of which a share is not told."""
    return np.where(rng.random(len(codes)) < share, -1, codes)
