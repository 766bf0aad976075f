"""What a right comes to, and days, in the words of the page's language.

The same figures read as in a letter (`reach.amounts`): one figure, or honestly the range it lies in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimawari.console.words import say
from sakimawari.fit.language import Language as Explained
from sakimawari.fit.language import money_in
from sakimawari.fit.timetable import RightSpan
from sakimawari.packs.pack import Gives, Service
from sakimawari.reach.telling.amounts import amount_text, unit_and_remark, worth_text
from sakimawari.reach.telling.dates import MONTHS, date_text
from sakimawari.reach.telling.offer import Amount, Language, Offer, Wording
from sakimawari.rules.outcome import Status

_STATUS = {"yes": Status.YES, "unknown": Status.UNKNOWN}


def spoken(language: str) -> Language:
    """The language of a page as letters name it."""
    return Language(language)


def explained(language: str) -> Explained:
    """The language of a page as explanations name it."""
    return Explained(language)


def offer_in(service: Service, span: RightSpan) -> Offer:
    """A right as a letter would offer it, without its reasons; for the words letters have for it."""
    award, notice = service.rule.amount, service.notice
    amount = None
    if award is not None:
        amount = Amount(low=span.amount_low, high=span.amount_high, unit=award.unit)
    return Offer(
        service=service.slug,
        name=Wording(ja=service.name),
        status=_STATUS[span.status],
        amount=amount,
        tier=tier_text(span.tier),
        gives=service.gives,
        deadline=span.deadline,
        notice=None if notice is None else Wording(ja=notice.ja, easy=notice.easy, en=notice.en),
        rung=service.rung,
        department=service.department,
    )


def tier_text(tier: tuple[str, ...]) -> str | None:
    """A class, or the first and last it may be."""
    if not tier:
        return None
    return tier[0] if len(tier) == 1 else f"{tier[0]}～{tier[-1]}"


def worth(service: Service, span: RightSpan | None, language: str) -> str:
    """An amount with its period, else a class, else nothing: 月額 15,000円; ceiling 57,600 yen."""
    if span is None:
        return ""
    award = service.rule.amount
    if award is not None and award.value.type.scale:
        unit, _ = unit_and_remark(award.unit)
        amount = (span.amount_low, span.amount_high)
        return money_in(explained(language), award.value.type, unit, amount)
    return worth_text(offer_in(service, span), spoken(language))


def remark(service: Service) -> str:
    """What a pack adds to the unit of its amount (限度額の定額部分); Japanese alone."""
    award = service.rule.amount
    return "" if award is None else unit_and_remark(award.unit)[1]


def yen(low: int, high: int, language: str) -> str:
    """A sum of money that is paid once."""
    return amount_text(Amount(low=low, high=high, unit="円/回"), spoken(language))


def day(when: date, language: str, *, weekday: bool = True) -> str:
    """A day: 令和8年12月10日（木）, 2026年12月10日（木曜日）, 10 December 2026."""
    return date_text(when, spoken(language), weekday=weekday)


def short_day(when: date, language: str) -> str:
    """A day within a month that is named above it: 10日, 10."""
    return str(when.day) if language == "en" else f"{when.day}日"


def month(when: date, language: str) -> str:
    """A month: 令和8年（2026年）12月, 2026年12月, December 2026."""
    if language == "en":
        return f"{MONTHS[when.month - 1]} {when.year}"
    if language == "easy":
        return f"{when.year}年{when.month}月"
    era_year = date_text(when, Language.JAPANESE).partition("年")[0]
    return f"{era_year}年（{when.year}年）{when.month}月"


def months(covered: Iterable[date], language: str) -> str:
    """The months a payment is for: 10月・11月, October and November."""
    if language == "en":
        return " and ".join(MONTHS[each.month - 1] for each in covered)
    return "・".join(f"{each.month}月" for each in covered)


def days_left(when: date, today: date, language: str) -> str:
    """How long there still is: 今日まで, あと12日; a month or more is said by the day alone."""
    left = (when - today).days
    if left < 0:
        return say("my.days.past", language)
    if left == 0:
        return say("my.days.today", language)
    if left == 1:
        return say("my.days.tomorrow", language)
    return say("my.days.left", language, count=left)


def is_to_pay(service: Service) -> bool:
    """Whether its amount is what the resident pays, not what they receive."""
    return service.gives in (Gives.CHARGE, Gives.CEILING, Gives.SHARE)
