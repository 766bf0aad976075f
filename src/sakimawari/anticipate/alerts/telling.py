"""An alert in a sentence: Japanese for staff, やさしい日本語, and English."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sakimawari.anticipate.alerts.values import Alert, Kind
from sakimawari.anticipate.reading.values import WHOLE

LANGUAGES = ("ja", "easy", "en")
_JA = {
    "day": ("日", "日間", "日"),
    "week": ("週", "週間", "週間"),
    "month": ("月", "か月間", "か月"),
    "quarter": ("四半期", "四半期", "四半期"),
    "year": ("年", "年間", "年"),
}
_EASY = {"day": "日（ひ）", "week": "週（しゅう）", "month": "月（つき）"}


def told(alert: Alert, frequency: str, *, is_count: bool = True) -> Alert:
    """The alert with its sentence in each language."""
    words = {
        "ja": in_japanese(alert, frequency, is_count=is_count),
        "easy": in_easy_japanese(alert, frequency),
        "en": in_english(alert, frequency, is_count=is_count),
    }
    return replace(alert, words=words)


def in_japanese(alert: Alert, frequency: str, *, is_count: bool = True) -> str:
    """For staff: where, since when, how large, how late, what else."""
    period, length, later = _JA[frequency]
    unit = "件" if is_count else ""
    since = f"{_ja_day(alert.since)}{'の' + period if frequency == 'week' else ''}"
    verb = {
        Kind.EXCESS: "予測を上回りました" if not alert.ongoing else "予測を上回っています",
        Kind.LEVEL_UP: "水準が上がり、予測より多い状態が続いています"
        if alert.ongoing
        else "水準が上がり、予測より多い状態が続きました",
        Kind.LEVEL_DOWN: "水準が下がり、予測より少ない状態が続いています"
        if alert.ongoing
        else "水準が下がり、予測より少ない状態が続きました",
    }[alert.kind]
    more = "多く" if alert.excess >= 0 else "少なく"
    low, high = _interval(alert)
    size = (
        f"{alert.periods}{length}で{_figure(alert.observed)}{unit}（予測{_figure(alert.expected)}{unit}）、"
        f"予測より{_figure(abs(alert.excess))}{unit}（90%区間 {_figure(low)}〜{_figure(high)}{unit}）{more}、"
        f"予測の{_ratio(alert.ratio)}倍です。"
    )
    noticed = (
        f"始まりから{alert.delay}{later}後に気づきました。"
        if alert.delay
        else "始まった時期のうちに気づきました。"
    )
    return f"{_quoted(alert.series)}は{since}から{verb}。{size}{noticed}{_within_ja(alert)}{_beside_ja(alert)}"


def in_easy_japanese(alert: Alert, frequency: str) -> str:
    """For everybody: short sentences, readings beside hard words, no percentages."""
    more = "多（おお）い" if alert.excess >= 0 else "少（すく）ない"
    day = f"{alert.since.year}年（ねん）{alert.since.month}月（がつ）{alert.since.day}日（にち）"
    of = f"の {_EASY['week']}" if frequency == "week" else ""
    now = "です。いまも つづいて います" if alert.ongoing else "でした。いまは もとに もどりました"
    return (
        f"{_quoted(alert.series)}の 数（かず）が、{day}{of}から、いつもより {more}{now}。"
        f"{_figure(alert.observed)}です。いつもは {_figure(alert.expected)}くらいです。"
    )


def in_english(alert: Alert, frequency: str, *, is_count: bool = True) -> str:
    """For staff who read English."""
    verb = {
        Kind.EXCESS: "runs above its forecast" if alert.ongoing else "ran above its forecast",
        Kind.LEVEL_UP: "has moved to a higher level"
        if alert.ongoing
        else "moved to a higher level",
        Kind.LEVEL_DOWN: "has moved to a lower level"
        if alert.ongoing
        else "moved to a lower level",
    }[alert.kind]
    since = f"the week of {alert.since}" if frequency == "week" else str(alert.since)
    way = "more" if alert.excess >= 0 else "fewer" if is_count else "less"
    low, high = _interval(alert)
    size = (
        f"{_figure(alert.observed)} in {_many(alert.periods, frequency)} where "
        f"{_figure(alert.expected)} were expected, {_figure(abs(alert.excess))} {way} "
        f"(90 % interval {_figure(low)} to {_figure(high)}), {_ratio(alert.ratio)} times the forecast."
    )
    noticed = (
        f" Noticed {_many(alert.delay, frequency)} later." if alert.delay else " Noticed at once."
    )
    return f"“{alert.series}” {verb} since {since}: {size}{noticed}{_within_en(alert)}{_beside_en(alert)}"


def _within_ja(alert: Alert) -> str:
    names = "、".join(_quoted(name) for name in alert.within[:5])
    rest = "など" if len(alert.within) > 5 else ""
    return f"あわせて{names}{rest}にも現れています。" if names else ""


def _beside_ja(alert: Alert) -> str:
    names = "、".join(f"{_quoted(one.series)}（{_ratio(one.ratio)}倍）" for one in alert.beside[:3])
    return f"同じ時期に{names}も動いています。" if names else ""


def _within_en(alert: Alert) -> str:
    names = ", ".join(f"“{name}”" for name in alert.within[:5])
    rest = " and others" if len(alert.within) > 5 else ""
    return f" It shows in {names}{rest} too." if names else ""


def _beside_en(alert: Alert) -> str:
    names = ", ".join(f"“{one.series}” ({_ratio(one.ratio)} times)" for one in alert.beside[:3])
    return f" In the same periods {names} moved as well." if names else ""


def _quoted(series: str) -> str:
    return "「全体」" if series == WHOLE else f"「{series}」"


def _interval(alert: Alert) -> tuple[float, float]:
    """The interval of the departure, counted in the way it goes."""
    return (alert.low, alert.high) if alert.excess >= 0 else (-alert.high, -alert.low)


def _ja_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _many(count: int, frequency: str) -> str:
    return f"{count} {frequency}{'' if count == 1 else 's'}"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 20 or float(value).is_integer() else f"{value:,.1f}"


def _ratio(value: float) -> str:
    return "100" if value > 100 else f"{value:.1f}" if value >= 1.95 else f"{value:.2f}"
