"""The register of recipients as a fact: each day has one answer, and silence is not "no"."""

from __future__ import annotations

from datetime import date

import numpy as np

from sakimawari.registry.receipts import receipt_column
from sakimawari.rules.figures import days
from sakimawari.rules.population import SpansColumn
from sakimawari.rules.results import is_receipt, programme_of, receipt_fact
from sakimawari.rules.tree import TRUTH, Fact, Holder

ALLOWANCE = receipt_fact("児童手当", Holder.PERSON)


def day(month: int, of: int) -> int:
    return days(date(2026, month, of))


def column(*entries: tuple[int, int, int], rows: int = 3) -> SpansColumn:
    table = np.array(entries, np.int32).reshape(-1, 3)
    found = receipt_column(
        ALLOWANCE, rows, {"row": table[:, 0], "since": table[:, 1], "until": table[:, 2]}
    )
    assert isinstance(found, SpansColumn)
    return found


def spans(found: SpansColumn, row: int) -> list[tuple[int, int, int]]:
    held = slice(found.starts[row], found.starts[row + 1])
    return list(
        zip(
            found.since[held].tolist(),
            found.until[held].tolist(),
            found.values[held].tolist(),
            strict=True,
        )
    )


def test_entries_for_several_children_are_one_stretch_of_days() -> None:
    found = column(
        (2, day(4, 1), day(6, 30)),
        (0, day(1, 1), day(12, 31)),
        (0, day(3, 1), day(5, 31)),
        (2, day(7, 1), day(9, 30)),
        (2, day(10, 2), day(10, 31)),
    )
    assert spans(found, 0) == [(day(1, 1), day(12, 31), 1)]
    assert spans(found, 1) == []
    assert spans(found, 2) == [(day(4, 1), day(9, 30), 1), (day(10, 2), day(10, 31), 1)]


def test_a_long_entry_reaches_over_shorter_ones_that_begin_later() -> None:
    found = column(
        (1, day(1, 1), day(12, 31)), (1, day(2, 1), day(2, 2)), (1, day(6, 1), day(6, 2))
    )
    assert spans(found, 1) == [(day(1, 1), day(12, 31), 1)]


def test_where_no_recipient_is_on_file_nobodys_receipt_is_known() -> None:
    found = column()
    assert all(len(spans(found, row)) == 1 for row in range(3))
    assert not set(found.values.tolist()) & {0, 1}


def test_only_such_facts_are_read_from_the_registers_of_recipients() -> None:
    assert is_receipt(ALLOWANCE)
    assert programme_of(ALLOWANCE) == "児童手当"
    assert not is_receipt(Fact(name="受給中_児童手当", type=TRUTH))
    assert not is_receipt(Fact(name="公務員", type=TRUTH))
