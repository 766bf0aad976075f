"""Lots are drawn by a promised seed, and anybody draws the same."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest

from sakimawari.match.allocate.market.lots import (
    Entry,
    Weighing,
    draw_lots,
    number_of,
    places_of,
    promise_of,
    seed_of,
    tickets_of,
    wrong_lots,
)
from sakimawari.problems import Problems

TEXT, VALUE = "9f86d081884c7d65", "38123.47"
SEED = f"{TEXT}|{VALUE}"


def test_the_seed_is_the_sealed_text_and_the_value_nobody_knew() -> None:
    assert seed_of(promise_of(TEXT, "日経平均株価終値"), TEXT, VALUE) == SEED
    assert seed_of(promise_of(TEXT), TEXT) == TEXT


@pytest.mark.parametrize(
    ("text", "value", "id"),
    [(TEXT + "\n", VALUE, "ALLOC020"), (TEXT, "", "ALLOC021")],
)
def test_another_text_or_no_value_is_not_what_was_promised(text: str, value: str, id: str) -> None:
    with pytest.raises(Problems) as refused:
        seed_of(promise_of(TEXT, "日経平均株価終値"), text, value)
    assert refused.value.found[0].id == id


def test_the_order_of_the_rows_decides_nothing() -> None:
    entries = [Entry(application=f"{each:04}") for each in range(200)]
    lots = draw_lots(SEED, entries)
    assert draw_lots(SEED, reversed(entries)) == lots
    assert [lot.place for lot in lots] == list(range(1, 201))
    assert [lot.number for lot in lots] == sorted(lot.number for lot in lots)
    assert [lot.application for lot in draw_lots(SEED + "0", entries)] != [
        lot.application for lot in lots
    ]


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this machine")
def test_two_lines_of_shell_draw_the_same() -> None:
    script = (
        'for a in $A; do printf \'%s:%s:1\' "$SEED" "$a" | sha256sum | sed "s/-/$a/"; done | sort'
    )
    wanted = [f"保-{each}" for each in range(20)]
    told = subprocess.run(
        ["bash", "-c", script],
        env={"SEED": SEED, "A": " ".join(wanted), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    drawn = [line.split()[1] for line in told.splitlines()]
    assert {each: place for place, each in enumerate(drawn, 1)} == places_of(SEED, wanted)


def test_three_tickets_are_first_three_times_as_often_as_one() -> None:
    first = sum(
        draw_lots(f"{seed}", [Entry(application="a", tickets=3), Entry(application="b")])[
            0
        ].application
        == "a"
        for seed in range(4000)
    )
    assert abs(first / 4000 - 3 / 4) < 0.03


def test_a_lot_stands_by_the_smallest_of_its_tickets() -> None:
    (lot,) = draw_lots(SEED, [Entry(application="a", tickets=50)])
    assert lot.number == min(number_of(SEED, "a", ticket) for ticket in range(1, 51))
    assert lot.number == number_of(SEED, "a", lot.ticket)


def test_the_highest_ground_counts_and_earlier_failures_add() -> None:
    table = Weighing(factors={"ひとり親": 5, "多子": 7}, each_failure=1, failures_most=3, most=9)
    assert tickets_of(table) == 1
    assert tickets_of(table, ["ひとり親", "未知"]) == 5
    assert tickets_of(table, ["ひとり親", "多子"], failures=1) == 8
    assert tickets_of(table, ["多子"], failures=9) == 9
    assert tickets_of(replace(table, add=True, most=20), ["ひとり親", "多子"], failures=9) == 15


def test_a_lot_changed_doubled_left_out_or_added_is_found() -> None:
    entries = [Entry(application=each) for each in "abcd"]
    lots = draw_lots(SEED, entries)
    assert wrong_lots(SEED, entries, lots) == ()
    first, second, *rest = lots
    exchanged = [replace(first, place=2), replace(second, place=1), *rest]
    assert wrong_lots(SEED, entries, exchanged) == tuple(
        sorted((first.application, second.application))
    )
    assert wrong_lots(SEED, entries, lots[1:]) == (first.application,)
    assert wrong_lots(SEED, entries, [*lots, first]) == (first.application,)
    assert wrong_lots(SEED, entries[1:], lots)[0] == "a"


@pytest.mark.parametrize(
    ("entry", "id"),
    [
        (Entry(application="a"), "ALLOC022"),
        (Entry(application=""), "ALLOC022"),
        (Entry(application="b:1"), "ALLOC022"),
        (Entry(application="b", tickets=0), "ALLOC023"),
    ],
)
def test_an_entry_twice_or_without_a_ticket_is_named_by_its_row(entry: Entry, id: str) -> None:
    with pytest.raises(Problems) as refused:
        draw_lots(SEED, [Entry(application="a"), entry])
    assert [each.id for each in refused.value.found] == [id]
    assert "entry 2" in refused.value.found[0].what
