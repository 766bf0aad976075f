"""The words on pictures, and numbers as a council reads them: 12,345, 12.3万, 1.2億."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sakimawari.fit.wareki import wareki


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Every word a picture says of itself, in Japanese unless a page hands over others.

    `man` writes large numbers in 万 and 億; without it they stand in full.
    """

    past: str = "実績"
    ahead: str = "見込み"
    middle: str = "中央の見込み"
    share: str = "{share}％の幅"
    low: str = "{share}％下限"
    high: str = "{share}％上限"
    target: str = "目標"
    expected: str = "ふだんの幅"
    over: str = "多い"
    under: str = "少ない"
    shift: str = "水準の変化"
    men: str = "男"
    women: str = "女"
    age: str = "年齢"
    period: str = "時期"
    name: str = "名前"
    value: str = "値"
    net: str = "差引"
    total: str = "計"
    rest: str = "その他"
    remark: str = "注記"
    without: str = "何もしない場合"
    reached: str = "計画"
    binding: str = "限界になる条件"
    hidden: str = "秘匿"
    man: bool = True


JAPANESE = Terms()


def amount(value: float, terms: Terms = JAPANESE) -> str:
    """A number as short as it stays true: 8.5, 1,234, 12,345, 12.3万, 1.2億."""
    size = abs(value)
    if terms.man and size >= 99_950_000:
        return f"{_short(value / 1e8)}億"
    if terms.man and size >= 99_999.5:
        return f"{_short(value / 1e4)}万"
    if size < 10 and round(value) != round(value, 1):
        return f"{value:.1f}"
    return f"{round(value):,}"


def _short(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0") if abs(value) < 1_000 else f"{value:,.0f}"


def change(value: float, terms: Terms = JAPANESE) -> str:
    """A change with its sign; a true minus, which is as wide as a plus."""
    told = amount(abs(value), terms)
    if told in ("0", "0.0"):
        return "±0"
    return f"+{told}" if value > 0 else f"−{told}"


def in_era(year: int) -> str:
    """A year by the era that holds its end (元号法): 令和13年."""
    return wareki(date(year, 12, 31)).split("年")[0] + "年"
