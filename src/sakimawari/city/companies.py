"""Invented companies of the city, about two thousand at full size.

法人番号 carry a valid check digit but an office code (9998) that no registry office has, so that none
can be a real company's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from sakimawari.city.days import day_number
from sakimawari.city.formats import Style, dates, labels, numbers
from sakimawari.city.part import Table
from sakimawari.city.places import Town
from sakimawari.registry.checkdigits import corporate_number_holds

FILE = "20_法人.csv"
FEWEST = 50
_RESIDENTS_PER_COMPANY = 450
_INDUSTRIES = (
    "製造業", "建設業", "卸売業、小売業", "医療、福祉", "宿泊業、飲食サービス業", "運輸業、郵便業",
    "情報通信業", "学術研究、専門・技術サービス業", "生活関連サービス業、娯楽業", "不動産業、物品賃貸業",
)  # fmt: skip
_SHARES = (0.15, 0.19, 0.22, 0.10, 0.08, 0.07, 0.04, 0.06, 0.05, 0.04)
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
    """The columns of the companies file; at least fifty companies."""
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
        "業種": labels(industry, _INDUSTRIES),
        "従業員数": numbers(employees),
        "資本金": numbers(capital * 1_000_000, rng.random(count) < 0.06),
        "設立年月日": dates(founded, Style.DASHED),
        "代表者年齢": numbers(
            np.clip(rng.normal(61, 12, count), 24, 92).astype(np.int64), rng.random(count) < 0.3
        ),
    }
