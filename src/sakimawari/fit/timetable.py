"""The calendar of one resident: every right with its days, payments, deadlines and what ends it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sakimawari.fit.gap import times_a_year
from sakimawari.fit.payments import Payment, Stretch, payments_of
from sakimawari.fit.store import Run
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service
from sakimawari.problems import fault
from sakimawari.rules.figures import WIDEST


@dataclass(frozen=True, slots=True, kw_only=True)
class RightSpan:
    """Days over which a right of a subject stays the same; `ended_by` is a clause's id."""

    since: date
    until: date
    goes_on: bool  # past the last day of the calendar
    status: str
    amount_low: int
    amount_high: int
    tier: tuple[str, ...]
    deadline: date | None
    missing: tuple[str, ...]
    ended_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTimes:
    """All days of one service for one subject, with payments and yearly renewals in them."""

    service: str
    name: str
    department: str
    unit: str
    receives: bool  # in the register of recipients on the date of the run
    spans: tuple[RightSpan, ...]
    payments: tuple[Payment, ...]
    renewals: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The calendar of one subject as the run knows it."""

    subject: str
    on: date
    final: date
    services: tuple[ServiceTimes, ...]

    def as_json(self) -> Mapping[str, Any]:
        """Plain values for a program; dates as ISO text when printed."""
        return asdict(self)


def timetable(run: Run, catalogue: Catalogue, subject: str) -> Timetable:
    """The calendar of a person, with their household's rights, of a household, or of a company.

    Problem FIT001 where the run names nobody with this key.
    """
    rows = run.ask(
        "SELECT * FROM calendar WHERE subject = ? OR subject_kind = 'household' AND subject IN "
        "(SELECT household FROM people WHERE person = ?) ORDER BY service, since",
        [subject, subject],
    ).to_pylist()
    if not rows and not _is_known(run, subject):
        raise fault(
            "FIT001",
            "the run knows nobody with this key",
            "take a key from `sakimawari list`; keys change when the keys folder changes",
        )
    received = (
        run.ask("SELECT service::VARCHAR AS s, subject FROM receives").to_pylist() if rows else []
    )
    receiving = {(row["s"], row["subject"]) for row in received}
    known = {row["service"]: row["subject"] for row in rows}
    return timetable_of(
        subject,
        rows,
        catalogue,
        days=(run.on, run.final),
        receives=frozenset(slug for slug, holder in known.items() if (slug, holder) in receiving),
    )


def timetable_of(
    subject: str,
    rows: Iterable[Mapping[str, Any]],
    catalogue: Catalogue,
    *,
    days: tuple[date, date],
    receives: Container[str],
) -> Timetable:
    """A calendar from the rows of a subject by service and day (as the run's `calendar` has them).

    `days` are the first and the last of the calendar; `receives` the services that are received.
    """
    by_service: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_service.setdefault(row["service"], []).append(row)
    known = {slug: own for slug, own in by_service.items() if slug in catalogue.services}
    return Timetable(
        subject=subject,
        on=days[0],
        final=days[1],
        services=tuple(
            _times(days, catalogue.services[slug], own, receives=slug in receives)
            for slug, own in known.items()
        ),
    )


def _is_known(run: Run, key: str) -> bool:
    sql = (
        "SELECT 1 FROM people WHERE person = ? OR household = ? "
        "UNION ALL SELECT 1 FROM companies WHERE household = ? LIMIT 1"
    )
    return bool(run.ask(sql, [key, key, key]).num_rows)


def _times(
    days: tuple[date, date],
    service: Service,
    rows: Sequence[Mapping[str, Any]],
    *,
    receives: bool,
) -> ServiceTimes:
    on, final = days
    unit = service.rule.amount.unit if service.rule.amount else ""
    spans = tuple(_span(final, service, row) for row in rows)
    payments: tuple[Payment, ...] = ()
    if service.payments is not None and times_a_year(unit) == 12:
        stretches = [
            Stretch(
                since=span.since,
                until=span.until,
                low=span.amount_low if span.status == "yes" else 0,
                high=span.amount_high,
            )
            for span in spans
        ]
        payments = tuple(payments_of(stretches, service.payments, on=on, final=final))
    renewals = tuple(
        (renewal.name, day)
        for renewal in service.renewals
        for day in renewal.last_days(on, final)
        if receives and any(span.since <= day <= span.until for span in spans)
    )
    return ServiceTimes(
        service=service.slug,
        name=service.name,
        department=service.department,
        unit=unit,
        receives=receives,
        spans=spans,
        payments=payments,
        renewals=renewals,
    )


def _span(final: date, service: Service, row: Mapping[str, Any]) -> RightSpan:
    rule = service.rule
    labels = rule.tier.value.type.labels if rule.tier is not None else ()
    ended = row["ended_by"]
    return RightSpan(
        since=row["since"],
        until=row["until"],
        goes_on=row["until"] == final,
        status=row["status"],
        amount_low=row["amount_low"],
        amount_high=row["amount_high"],
        tier=tuple(labels[max(row["tier_low"], 0) : row["tier_high"] + 1]),
        deadline=row["deadline"],
        missing=tuple(name for name in (row["missing"] or "").split("・") if name),
        ended_by=rule.clauses[ended].id if ended >= 0 else None,
    )


def lines_of(table: Timetable, catalogue: Catalogue) -> Iterator[str]:
    """A timetable as lines for a clerk to read."""
    yield f"{table.on.isoformat()} から {table.final.isoformat()} までの見込み（決定は職員が行います）"
    if not table.services:
        yield ""
        yield "この期間に当てはまる制度は見つかりませんでした（却下ではありません）"
    for times in table.services:
        service = catalogue.services[times.service]
        yield ""
        yield f"{times.name}{'（受給中）' if times.receives else ''}  担当: {times.department}"
        for span in times.spans:
            yield from _span_lines(span, times, service, table.on)
        yield from _payment_lines(times)
        for name, day in times.renewals:
            yield f"  提出  {day.isoformat()} まで  {name}"


def _span_lines(span: RightSpan, times: ServiceTimes, service: Service, on: date) -> Iterator[str]:
    mark = "○" if span.status == "yes" else "？"
    until = "以後も続く" if span.goes_on else span.until.isoformat()
    told = [f"  {mark} {span.since.isoformat()} 〜 {until}", _amount(span, times.unit)]
    told += ["・".join(span.tier)] if span.tier else []
    yield "  ".join(part for part in told if part)
    if span.missing:
        yield f"      確かめること: {'・'.join(span.missing)}"
    if span.deadline is not None and not times.receives:
        past = "（過ぎています）" if span.deadline < on else ""
        yield f"      期限: {span.deadline.isoformat()}{past}"
    ending = next((each for each in service.rule.clauses if each.id == span.ended_by), None)
    if ending is not None:
        yield f"      終わる理由: {ending.text}［{ending.article}］に当てはまらなくなる"


def _amount(span: RightSpan, unit: str) -> str:
    if not unit:
        return ""
    if span.amount_low == span.amount_high:
        return f"{span.amount_low:,}{unit}"
    high = "" if span.amount_high >= WIDEST else f"{span.amount_high:,}"
    return f"{span.amount_low:,}〜{high}{unit}"


def _payment_lines(times: ServiceTimes) -> Iterator[str]:
    if times.payments and not times.receives:
        yield "  支払は、請求して認定された場合の目安です（請求した月の翌月分から）"
    for payment in times.payments:
        months = "・".join(f"{month.month}月" for month in payment.covers)
        amount = (
            f"{payment.low:,}"
            if payment.low == payment.high
            else (f"{payment.low:,}〜{payment.high:,}")
        )
        yield f"  支払  {payment.month.year}年{payment.month.month}月  {amount}円（{months}分）"
