"""The notice of a decision: what was decided, why, and what one can do against it.

Law: 行政手続法 art. 8 (reasons), 行政不服審査法 arts. 18 and 82 (appeal: three months from the day after
one knew, one year from the decision; 教示), 行政事件訴訟法 arts. 14 and 46 (suit: six months, one year).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from sakimawari.cases.period import next_open
from sakimawari.cases.standards import Standard, gives_money
from sakimawari.cases.values import CaseRow, Decision, Finding, Origin
from sakimawari.fit.wareki import wareki
from sakimawari.packs.pack import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice of a decision in the words it is sent in (official Japanese)."""

    number: str
    on: str
    title: str
    opening: str
    contents: tuple[tuple[str, str], ...]  # a label, and what stands beside it
    reasons: tuple[str, ...]
    teaching: tuple[str, ...]


def notice_of(
    row: CaseRow, decision: Decision, service: Service, standard: Standard, *, city: str
) -> Notice:
    """The notice of a decision that was made. A ValueError for one that is only proposed."""
    if decision.decided_on is None:
        raise ValueError("a proposal has no notice")
    return Notice(
        number=f"{row.number}-{decision.seq}",
        on=wareki(decision.decided_on),
        title=_title(service, decision.finding),
        opening=_opening(row, decision, service),
        contents=tuple(_contents(row, decision, service)),
        reasons=decision.reasons,
        teaching=_teaching(standard, city),
    )


def _title(service: Service, finding: Finding) -> str:
    granted = finding is Finding.GRANT
    if gives_money(service):
        kind = "支給決定通知書" if granted else "不支給決定通知書"
    else:
        kind = "決定通知書" if granted else "却下決定通知書"
    return f"{service.name} {kind}"


def _opening(row: CaseRow, decision: Decision, service: Service) -> str:
    if row.origin is Origin.AUTOMATIC:
        began = f"{service.name}について、市が保有する情報に基づき"
    else:
        began = f"{wareki(row.opened_on)}に申請のあった{service.name}について"
    if decision.finding is Finding.GRANT:
        return f"{began}、次のとおり決定しましたので通知します。"
    kind = "支給しない" if gives_money(service) else "却下する"
    return f"{began}、次の理由により{kind}ことに決定しましたので通知します。"


def _contents(row: CaseRow, decision: Decision, service: Service) -> list[tuple[str, str]]:
    told = [("受付番号", row.number), ("制度", service.name), ("根拠法令", service.law)]
    if decision.amount_yen:
        told.append(("支給額", f"{decision.amount_yen:,}円"))
    if row.origin is Origin.AUTOMATIC and decision.pay_from is not None:
        by = wareki(decision.pay_from)
        told.append(("辞退の届出", f"受け取らない場合は、{by}の前日までに届け出てください"))
    return told


def _teaching(standard: Standard, city: str) -> tuple[str, ...]:
    appeal = (
        "この決定に不服があるときは、この決定があったことを知った日の翌日から起算して3か月以内に、"
        f"{standard.review_to}に対して審査請求をすることができます（{standard.review_article}）。"
        "ただし、この決定の日の翌日から起算して1年を経過したときは、正当な理由がない限り、"
        "審査請求をすることができなくなります。"
    )
    first = (
        "この決定の取消しの訴えは、審査請求に対する裁決を経た後でなければ提起できません"
        f"（{standard.review_first}）。裁決があったことを知った日の翌日から起算して6か月以内に、"
        if standard.review_first
        else "この決定の取消しの訴えは、この決定があったことを知った日（審査請求をしたときは、"
        "その裁決があったことを知った日）の翌日から起算して6か月以内に、"
    )
    suit = (
        f"{first}{city}を被告として提起することができます（{city}を代表する者は市長です）。"
        "ただし、この決定又は裁決の日の翌日から起算して1年を経過したときは、正当な理由がない限り、"
        "提起することができなくなります。"
    )
    return (appeal, suit)


def last_day_to_appeal(known: date) -> date:
    """The last day of the three months, counted from the day after one knew (民法 art. 143).

    One on which the office is closed moves to the next open day (地方自治法 art. 4-2 (4)).
    """
    year, month = known.year + (known.month + 2) // 12, (known.month + 2) % 12 + 1
    return next_open(date(year, month, min(known.day, monthrange(year, month)[1])))
