"""What invented companies have told the city, their accounts, and the programmes they have.

A third of the companies has told something; who has not leaves everything unknown or, where a fact
means "nobody has recorded it", absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sakimawari.city.days import day_number
from sakimawari.city.formats import Style, dates, flags, labels, numbers
from sakimawari.city.part import Table

REPORTS, ACCOUNTS, PROGRAMMES = "20b_法人申出.csv", "20c_法人決算.csv", "20d_法人制度.csv"
_SUCCESSORS = ("決まっている", "候補がいる", "いない")
_RAISES = ("なし", "1.5%以上", "3%以上")
_PROGRAMMES = (
    "小規模事業者持続化補助金", "デジタル化・AI導入補助金", "先端設備等導入計画の認定",
    "業務改善助成金", "人材開発支援助成金",
)  # fmt: skip
_AMOUNTS = (500_000, 1_200_000, 0, 900_000, 300_000)
_YEARS = 4

Floats = npt.NDArray[np.float64]


def company_ledgers(companies: Table, *, on: date, seed: int) -> Mapping[str, Table]:
    """The files about the companies of a city, by file name."""
    rng = np.random.default_rng([seed, 7])
    employees = np.asarray(companies["従業員数"].fill_null(5)).astype(np.float64)
    sales = np.exp(rng.normal(np.log(9e6), 0.7, len(employees))) * np.maximum(employees, 1)
    trend = rng.normal(0.01, 0.12, len(employees))
    return {
        REPORTS: _reports(companies, sales, trend, on=on, rng=rng),
        ACCOUNTS: _accounts(companies, sales, trend, on=on, rng=rng),
        PROGRAMMES: _programmes(companies, on=on, rng=rng),
    }


def _reports(
    companies: Table, sales: Floats, trend: Floats, *, on: date, rng: np.random.Generator
) -> Table:
    chosen = np.flatnonzero(rng.random(len(sales)) < 0.35)
    count, today = len(chosen), day_number(on)
    month, fall = sales[chosen] / 12, trend[chosen] + rng.normal(0, 0.08, count)
    untold = rng.random(count) < 0.4
    equipment, training = rng.random(count) < 0.2, rng.random(count) < 0.15
    starting = rng.random(count) < 0.08
    return {
        "法人番号": companies["法人番号"].take(pa.array(chosen)),
        "申出日": dates((today - rng.integers(0, 300, count)).astype(np.int32), Style.DASHED),
        "後継者": labels(_told(rng.choice(3, count, p=[0.35, 0.25, 0.4]), rng, 0.3), _SUCCESSORS),
        "雇用保険適用": flags(rng.random(count) < 0.85, rng.random(count) < 0.2),
        "事業場内最低賃金": numbers(
            1_057 + np.abs(rng.normal(0, 90, count)).astype(np.int64), rng.random(count) < 0.4
        ),
        "売上減少の申出": flags(fall < -0.05, untold),
        "最近1か月の売上高": _yen(month * (1 + fall), untold),
        "前年同月の売上高": _yen(month, untold),
        "今後2か月の売上見込み": _yen(2 * month * (1 + fall), untold),
        "前年同期2か月の売上高": _yen(2 * month, untold),
        "最近3か月の売上高": _yen(3 * month * (1 + fall), untold),
        "前年同期3か月の売上高": _yen(3 * month, untold),
        "5号指定業種": flags(rng.random(count) < 0.6, untold | (rng.random(count) < 0.3)),
        "設備投資の予定": flags(equipment),
        "設備取得予定日": _ahead(equipment, today, rng),
        "支援機関の事前確認": flags(rng.random(count) < 0.5, ~equipment),
        "賃上げの方針": labels(
            np.where(equipment, rng.choice(3, count, p=[0.3, 0.4, 0.3]), -1), _RAISES
        ),
        "行動計画の公表": flags(rng.random(count) < 0.4, rng.random(count) < 0.5),
        "対象法人の確認": flags(rng.random(count) < 0.7, rng.random(count) < 0.9),
        "様式4の発行": flags(rng.random(count) < 0.1, rng.random(count) < 0.7),
        "インボイス特例の該当": flags(rng.random(count) < 0.2, rng.random(count) < 0.7),
        "課税所得15億円超": flags(rng.random(count) < 0.002, rng.random(count) < 0.7),
        "訓練の予定": flags(training),
        "訓練開始予定日": _ahead(training, today, rng),
        "創業支援の受講月数": numbers(rng.integers(0, 4, count), ~starting),
        "創業支援の受講回数": numbers(rng.integers(1, 7, count), ~starting),
        "創業支援4分野の修了": flags(rng.random(count) < 0.7, ~starting),
    }


def _told(
    codes: npt.NDArray[np.int64], rng: np.random.Generator, empty: float
) -> npt.NDArray[np.int64]:
    return np.where(rng.random(len(codes)) < empty, -1, codes)


def _yen(values: Floats, empty: npt.NDArray[np.bool_]) -> pa.Array:
    return numbers(np.maximum(values, 0).astype(np.int64) // 1_000 * 1_000, empty)


def _ahead(planned: npt.NDArray[np.bool_], today: int, rng: np.random.Generator) -> pa.Array:
    days = today + rng.integers(10, 240, len(planned))
    return pa.array(
        [
            date.fromordinal(date(1970, 1, 1).toordinal() + int(day)).isoformat() if held else None
            for day, held in zip(days, planned, strict=True)
        ],
        pa.string(),
    )


def _accounts(
    companies: Table, sales: Floats, trend: Floats, *, on: date, rng: np.random.Generator
) -> Table:
    """Closed years of four companies in five, the latest first told half a year later."""
    chosen = np.flatnonzero(rng.random(len(sales)) < 0.8)
    last = on.year - (1 if on.month >= 4 else 2)
    row = np.repeat(chosen, _YEARS)
    year = np.tile(np.arange(last - _YEARS + 1, last + 1), len(chosen))
    grown = sales[row] * (1 + trend[row]) ** (year - last)
    return {
        "法人番号": companies["法人番号"].take(pa.array(row)),
        "年度": numbers(year),
        "売上高": _yen(grown, rng.random(len(row)) < 0.03),
    }


def _programmes(companies: Table, *, on: date, rng: np.random.Generator) -> Table:
    count = len(companies["法人番号"])
    chosen = np.flatnonzero(rng.random(count) < 0.12)
    which = rng.integers(0, len(_PROGRAMMES), len(chosen))
    began = (day_number(on) - rng.integers(20, 900, len(chosen))).astype(np.int32)
    return {
        "法人番号": companies["法人番号"].take(pa.array(chosen)),
        "制度名": labels(which, _PROGRAMMES),
        "決定日": dates(began, Style.DASHED),
        "終了日": dates((began + 364).astype(np.int32), Style.DASHED),
        "決定額": numbers(np.array(_AMOUNTS)[which], np.array(_AMOUNTS)[which] == 0),
    }
