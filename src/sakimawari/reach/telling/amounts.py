"""Amounts as a letter says them: one figure, or honestly the range it lies in."""

from __future__ import annotations

from collections.abc import Mapping

from sakimawari.packs.pack import Gives
from sakimawari.reach.telling.offer import Amount, Language, Offer

# An upper end beyond this is the bound of an unknown figure, not an amount anyone would be paid.
LARGEST_AMOUNT = 10_000_000

# How each unit of an amount is put around a figure; other units simply follow it.
_AROUND: Mapping[Language, Mapping[str, str]] = {
    Language.JAPANESE: {"円/月": "月額 {}円", "円/年": "年額 {}円"},
    Language.EASY: {"円/月": "1か月に {}円", "円/年": "1年に {}円"},
    Language.ENGLISH: {"円/月": "{} yen a month", "円/年": "{} yen a year"},
}
_BARE: Mapping[Language, str] = {
    Language.JAPANESE: "{}円",
    Language.EASY: "{}円",
    Language.ENGLISH: "{} yen",
}
_OPEN: Mapping[Language, tuple[str, str, str]] = {  # nothing known, up to, at least
    Language.JAPANESE: ("確認の後に決まる額", "最大 {}", "{} 以上"),
    Language.EASY: ("あとで 決まる 金額", "いちばん多くて {}", "{}より 多い"),
    Language.ENGLISH: ("an amount to be confirmed", "up to {}", "{} or more"),
}
_EACH: Mapping[Language, str] = {
    Language.JAPANESE: "1人 {}",
    Language.EASY: "ひとり {}",
    Language.ENGLISH: "{} each",
}
_TO_PAY: Mapping[Language, Mapping[Gives, str]] = {
    Language.JAPANESE: {
        Gives.CHARGE: "お支払い {}",
        Gives.RELIEF: "免除・減額 {}",
        Gives.CEILING: "上限 {}",
        Gives.SHARE: "自己負担 {}",
    },
    Language.EASY: {
        Gives.CHARGE: "はらう お金 {}",
        Gives.RELIEF: "はらわなくて いい お金 {}",
        Gives.CEILING: "はらう お金は {}まで",
        Gives.SHARE: "はらう 分 {}",
    },
    Language.ENGLISH: {
        Gives.CHARGE: "you pay {}",
        Gives.RELIEF: "you need not pay {}",
        Gives.CEILING: "ceiling {}",
        Gives.SHARE: "your share {}",
    },
}
_BETWEEN: Mapping[Language, str] = {
    Language.JAPANESE: "円～",
    Language.EASY: "円から ",
    Language.ENGLISH: " to ",
}


def unit_and_remark(unit: str) -> tuple[str, str]:
    """A unit as a pack writes it, parted from what it adds in brackets: 円/月（限度額の定額部分）."""
    base, bracket, remark = unit.partition("（")
    return base.strip(), remark.removesuffix("）") if bracket else ""


def amount_text(amount: Amount, language: Language, *, bare: bool = False) -> str:
    """An amount with its unit, or the range it lies in by what is known.

    An open range says so ("最大", "以上"); a range open at both ends names no figure at all. `bare`
    leaves out how often it is paid.
    """
    unit, _ = unit_and_remark(amount.unit)
    nothing_known, up_to, at_least = _OPEN[language]
    capped = amount.high <= LARGEST_AMOUNT
    if not capped and amount.low <= 0:
        return nothing_known
    around = _around(unit, language, bare=bare)
    low, high = (_figure(value, unit, language) for value in (amount.low, amount.high))
    if amount.low == amount.high:
        return around.format(low)
    if amount.low <= 0:
        return up_to.format(around.format(high))
    if not capped:
        return at_least.format(around.format(low))
    between = _BETWEEN[language] if unit.startswith("円") else _BETWEEN[language].lstrip("円")
    return around.format(f"{low}{between}{high}")


def _around(unit: str, language: Language, *, bare: bool) -> str:
    if unit.startswith("円"):
        yen = _BARE[language]
        return yen if bare else _AROUND[language].get(unit, yen)
    if unit == "割" and language is Language.ENGLISH:
        return "{}%"
    return "{}" + unit


def _figure(value: int, unit: str, language: Language) -> str:
    """1割 is ten per cent, which is how English says it."""
    return f"{value * 10 if unit == '割' and language is Language.ENGLISH else value:,}"


def worth_text(offer: Offer, language: Language) -> str:
    """What an offer comes to in a few words: its amount, else its class, else nothing.

    What a resident pays says so; a benefit that comes to 0 says nothing.
    """
    if offer.amount is None or (offer.gives is Gives.BENEFIT and not offer.pays):
        return offer.tier or ""
    said = amount_text(offer.amount, language)
    if len(offer.subjects) > 1:
        said = _EACH[language].format(said)
    return _TO_PAY[language].get(offer.gives, "{}").format(said)
