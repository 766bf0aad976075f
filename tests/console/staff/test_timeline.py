"""The drawn calendar says in positions and in words what the timetable says in days."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from sakimawari.console.staff.people.timeline import (
    MarkKind,
    Scale,
    Standing,
    chart_of,
    standing_of,
)
from sakimawari.fit.language import Language
from sakimawari.fit.payments import Payment
from sakimawari.fit.timetable import RightSpan, ServiceTimes, Timetable
from sakimawari.packs.catalogue import Catalogue
from tests.edition import thirteen_services

ON, FINAL = date(2026, 10, 1), date(2027, 9, 30)
SERVICE = "child-allowance"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return thirteen_services()


def span(since: date, until: date, **given: Any) -> RightSpan:
    told = {
        "goes_on": until == FINAL,
        "status": "yes",
        "amount_low": 10_000,
        "amount_high": 10_000,
        "tier": (),
        "deadline": None,
        "missing": (),
        "ended_by": None,
    }
    return RightSpan(since=since, until=until, **{**told, **given})


def times(*spans: RightSpan, receives: bool = False, **given: Any) -> ServiceTimes:
    return ServiceTimes(
        service=SERVICE,
        name="児童手当",
        department="こども家庭課",
        unit="円/月",
        receives=receives,
        spans=spans,
        payments=given.get("payments", ()),
        renewals=given.get("renewals", ()),
    )


def drawn(catalogue: Catalogue, *services: ServiceTimes) -> Any:
    table = Timetable(subject="a", on=ON, final=FINAL, services=services)
    return chart_of(table, catalogue, Language.JA)


def test_a_day_lies_where_its_share_of_the_calendar_ends() -> None:
    scale = Scale(date(2026, 10, 1), date(2026, 10, 10))
    assert [scale.at(date(2026, 10, day)) for day in (1, 6, 10)] == [0, 50, 90]
    assert scale.at(date(2026, 9, 1)) == 0
    assert scale.at(date(2027, 1, 1)) == 100


def test_stretches_that_follow_each_other_are_one_bar_until_the_certainty_changes(
    catalogue: Catalogue,
) -> None:
    (line,) = drawn(
        catalogue,
        times(
            span(ON, date(2026, 12, 31)),
            span(date(2027, 1, 1), date(2027, 3, 31), amount_low=15_000, amount_high=15_000),
            span(date(2027, 4, 1), FINAL, status="unknown"),
        ),
    ).lines
    assert [(bar.surely, bar.ends) for bar in line.bars] == [(True, True), (False, False)]
    assert [each.amount for each in line.stretches] == [
        "月額 10,000円",
        "月額 15,000円",
        "月額 10,000円",
    ]


def test_a_gap_of_a_day_parts_two_bars(catalogue: Catalogue) -> None:
    spans = (span(ON, date(2026, 12, 30)), span(date(2027, 1, 1), FINAL))
    (line,) = drawn(catalogue, times(*spans)).lines
    assert len(line.bars) == 2


@pytest.mark.parametrize(
    ("service", "standing"),
    [
        (times(span(ON, FINAL)), Standing.CLAIMABLE),
        (times(span(ON, FINAL), receives=True), Standing.RECEIVING),
        (times(span(date(2026, 10, 2), FINAL)), Standing.COMING),
        (times(span(ON, FINAL, status="unknown")), Standing.POSSIBLE),
        (times(span(date(2026, 10, 2), FINAL, status="unknown")), Standing.POSSIBLE),
    ],
)
def test_a_service_stands_where_its_first_sure_day_puts_it(
    service: ServiceTimes, standing: Standing
) -> None:
    assert standing_of(service, ON) is standing


def test_the_next_deadline_counts_and_a_recipient_has_none(catalogue: Catalogue) -> None:
    spans = (
        span(ON, date(2026, 12, 31), deadline=date(2026, 9, 30)),
        span(date(2027, 1, 1), FINAL, deadline=date(2027, 3, 31)),
    )
    (line,) = drawn(catalogue, times(*spans)).lines
    assert (line.deadline, line.overdue) == (date(2027, 3, 31), False)
    assert [mark.kind for mark in line.marks] == [MarkKind.DEADLINE]
    (received,) = drawn(catalogue, times(*spans, receives=True)).lines
    assert received.deadline is None


def test_a_deadline_that_passed_is_told_and_not_drawn(catalogue: Catalogue) -> None:
    late = span(ON, FINAL, deadline=date(2026, 9, 30))
    (line,) = drawn(catalogue, times(late)).lines
    assert (line.deadline, line.overdue, line.marks) == (date(2026, 9, 30), True, ())


def test_payments_and_renewals_are_marks_on_their_days(catalogue: Catalogue) -> None:
    payment = Payment(month=date(2026, 12, 1), covers=(date(2026, 10, 1),), low=5, high=5)
    renewal = ("現況届", date(2027, 6, 30))
    (line,) = drawn(
        catalogue, times(span(ON, FINAL), receives=True, payments=(payment,), renewals=(renewal,))
    ).lines
    assert [(mark.kind, mark.on) for mark in line.marks] == [
        (MarkKind.RENEWAL, date(2027, 6, 30)),
        (MarkKind.PAYMENT, date(2026, 12, 1)),
    ]
    assert line.payments[0].amount == "5円"


def test_the_clause_that_ends_a_right_stands_beside_its_last_day(catalogue: Catalogue) -> None:
    clause = catalogue.services[SERVICE].rule.clauses[0]
    ends = span(ON, date(2027, 3, 31), ended_by=clause.id)
    (line,) = drawn(catalogue, times(ends)).lines
    assert (line.stretches[0].because, line.stretches[0].article) == (clause.text, clause.article)
    assert line.over is line.stretches[0]


def test_the_scale_names_each_month_and_a_year_where_it_begins(catalogue: Catalogue) -> None:
    months = drawn(catalogue, times(span(ON, FINAL))).months
    assert [month.first.month for month in months] == [10, 11, 12, *range(1, 10)]
    assert [month.year for month in months if month.year] == [2026, 2027]
    assert cast(SimpleNamespace, months[0]).x == "0.00%"
