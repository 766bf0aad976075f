"""Months of payment: what each covers, and what it comes to."""

from datetime import date

from sakimawari.fit.payments import Stretch, payments_of
from sakimawari.packs.pack import Payments, Renewal

EVEN = Payments(months=(2, 4, 6, 8, 10, 12), article="児童手当法第8条第4項")
THIRDS = Payments(
    months=(4, 8, 11), with_own=(11,), article="特別児童扶養手当等の支給に関する法律第5条の2"
)


def told(stretches: list[Stretch], schedule: Payments, on: date, final: date) -> list[object]:
    return [
        (payment.month.month, [month.month for month in payment.covers], payment.low, payment.high)
        for payment in payments_of(stretches, schedule, on=on, final=final)
    ]


def stretch(since: date, until: date, low: int, high: int | None = None) -> Stretch:
    return Stretch(since=since, until=until, low=low, high=low if high is None else high)


def test_an_even_month_pays_the_two_months_before_it() -> None:
    found = told(
        [stretch(date(2026, 12, 1), date(2027, 12, 31), 10_000)],
        EVEN,
        date(2026, 12, 1),
        date(2027, 4, 30),
    )
    # December 2026 covers October and November, which lie before the calendar.
    assert found == [(2, [12, 1], 20_000, 20_000), (4, [2, 3], 20_000, 20_000)]


def test_a_right_that_begins_within_a_month_is_paid_from_the_next() -> None:
    found = told(
        [stretch(date(2026, 12, 2), date(2027, 12, 31), 10_000)],
        EVEN,
        date(2026, 11, 25),
        date(2027, 2, 28),
    )
    assert found == [(2, [1], 10_000, 10_000)]


def test_the_first_month_after_the_school_year_is_paid_no_more() -> None:
    ended = [stretch(date(2027, 1, 1), date(2027, 3, 31), 10_000)]
    found = told(ended, EVEN, date(2027, 1, 1), date(2027, 8, 31))
    assert found == [(2, [1], 10_000, 10_000), (4, [2, 3], 20_000, 20_000)]


def test_an_amount_that_changes_on_1_april_counts_month_by_month() -> None:
    spring = date(2027, 4, 1)
    parts = [
        stretch(date(2027, 1, 1), date(2027, 3, 31), 58_450),
        stretch(spring, date(2027, 12, 31), 0, 59_000),
    ]
    found = told(parts, THIRDS, date(2027, 1, 1), date(2027, 12, 31))
    assert found == [
        (4, [1, 2, 3], 175_350, 175_350),
        (8, [4, 5, 6, 7], 0, 236_000),
        (11, [8, 9, 10, 11], 0, 236_000),
    ]


def test_a_renewal_falls_due_every_year_within_the_dates_asked_for() -> None:
    report = Renewal(name="現況届", first=(8, 1), last=(8, 31), article="規則第4条")
    assert report.last_days(date(2026, 8, 31), date(2027, 8, 30)) == (date(2026, 8, 31),)
    leap = Renewal(name="届", first=(2, 1), last=(2, 29), article="規則第1条")
    assert leap.last_days(date(2027, 1, 1), date(2028, 12, 31)) == (
        date(2027, 2, 28),
        date(2028, 2, 29),
    )
