"""The take-up gap: rights found against the register of who receives what."""

import numpy as np

from sakimawari.fit.findings import Findings
from sakimawari.fit.gap import in_force, take_up_gap, yen_per_year
from sakimawari.rules.outcome import Status
from sakimawari.rules.tree import Holder


def findings(rows: list[int], status: list[Status]) -> Findings:
    count = len(rows)
    zeros = np.zeros(count, np.int64)
    return Findings(
        service="allowance",
        holder=Holder.PERSON,
        rows=np.asarray(rows, np.int64),
        status=np.asarray(status, np.int8),
        undecided=zeros,
        amount_low=zeros,
        amount_high=zeros,
        tier_low=zeros - 1,
        tier_high=zeros - 1,
        deadline=zeros,
    )


def test_an_entitled_person_who_does_not_receive_is_unclaimed() -> None:
    gap = take_up_gap(findings([1, 3], [Status.YES, Status.YES]), np.asarray([3]), subjects=5)
    assert gap.unclaimed.tolist() == [0]
    assert (gap.entitled, gap.receiving) == (2, 1)


def test_a_missing_fact_makes_a_right_possible_and_never_unclaimed() -> None:
    gap = take_up_gap(findings([1], [Status.UNKNOWN]), np.empty(0, np.int64), subjects=2)
    assert gap.possible.tolist() == [0]
    assert gap.unclaimed.tolist() == []


def test_only_a_recipient_who_surely_fails_a_clause_is_to_be_reviewed() -> None:
    gap = take_up_gap(findings([1], [Status.UNKNOWN]), np.asarray([0, 1, 1]), subjects=3)
    assert gap.to_review.tolist() == [0]
    assert gap.receiving == 2


def test_an_entry_of_the_register_holds_on_its_first_and_last_day_only() -> None:
    since, until = np.asarray([10, 10, 10]), np.asarray([20, 20, 20])
    assert [bool(in_force(since, until, on=day)[0]) for day in (9, 10, 20, 21)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_monthly_amount_counts_twelve_times_a_year_and_a_share_is_no_money() -> None:
    amounts = np.asarray([10_000], np.int64)
    assert yen_per_year(amounts, "円/月").tolist() == [120_000]
    assert yen_per_year(amounts, "円/回").tolist() == [10_000]
    assert yen_per_year(amounts, "割").tolist() == [0]
    assert yen_per_year(amounts, "円/回（国の予算単価）").tolist() == [10_000]
