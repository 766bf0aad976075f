"""The registers of the whole catalogue: plausible shares, and people who are the same throughout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from sakimawari.city.days import day_number
from sakimawari.city.habits import does
from sakimawari.city.registers.cards import nth_birthday
from sakimawari.registry.layouts import layouts

from .conftest import ON, Rows
from .test_people import age

Read = Callable[[str], Rows]


def holders(rows: Rows, column: str, *values: str) -> set[str]:
    return {row["宛名番号"] for row in rows if row[column] in values}


def aged(residents: Rows, low: int, high: int) -> set[str]:
    return {row["宛名番号"] for row in residents if low <= age(row) <= high}


@pytest.mark.parametrize(
    ("column", "ages", "between"),
    [
        ("麻しん風しん1期接種済", (2, 14), (0.93, 0.98)),
        ("麻しん風しん2期接種済", (8, 14), (0.89, 0.96)),
        ("二種混合接種済", (13, 17), (0.68, 0.82)),
        ("BCG接種済", (1, 14), (0.95, 0.99)),
    ],
)
def test_children_are_vaccinated_as_often_as_published(
    rows: Read,
    residents: Rows,
    column: str,
    ages: tuple[int, int],
    between: tuple[float, float],
) -> None:
    children = aged(residents, *ages)
    had = holders(rows("22b_予防接種.csv"), column, "1") & children
    assert between[0] < len(had) / len(children) < between[1]


def test_nobody_is_vaccinated_before_the_usual_age(rows: Read, residents: Rows) -> None:
    had = rows("22b_予防接種.csv")
    assert not holders(had, "日本脳炎2期接種済", "1") & aged(residents, 0, 8)
    assert not holders(had, "HPV接種回数", "1", "2", "3") & aged(residents, 0, 11)
    assert not holders(had, "高齢者肺炎球菌接種歴", "1") & aged(residents, 0, 64)


def test_check_ups_are_taken_by_a_third_and_by_the_same_people_again(
    rows: Read, residents: Rows
) -> None:
    grown = aged(residents, 41, 120)
    by_year: dict[str, set[str]] = defaultdict(set)
    for row in rows("22c_検診.csv"):
        if row["大腸がん検診受診"] == "1":
            by_year[row["年度"]].add(row["宛名番号"])
    before, now = by_year["2025"] & grown, by_year["2026"] & grown
    assert 0.35 < len(before) / len(grown) < 0.43
    assert len(now) < len(before)  # half of the year is still to come
    assert len(now & before) > 1.3 * len(now) * len(before) / len(grown)


def test_a_certificate_runs_out_on_a_birthday_within_five_years(
    rows: Read, residents: Rows
) -> None:
    born = {row["宛名番号"]: row for row in residents}
    cards = rows("01b_個人番号カード.csv")
    assert 0.74 < len(cards) / len(residents) < 0.84
    ends = [
        date.fromisoformat(row["電子証明書有効期限"]) for row in cards if row["電子証明書有効期限"]
    ]
    assert max(ends) <= date(2031, 10, 1)
    assert 0.005 < sum(end < ON for end in ends) / len(ends) < 0.04
    assert all(row["宛名番号"] in born for row in cards)


def test_a_card_given_on_the_birthday_counts_from_the_next_one() -> None:
    born = np.array([day_number(date(1990, 10, 1))] * 2, np.int32)
    given = np.array([day_number(date(2026, 9, 30)), day_number(date(2026, 10, 1))], np.int32)
    fifth = nth_birthday(born, given, np.array([5, 5]))
    assert fifth.tolist() == [day_number(date(2030, 10, 1)), day_number(date(2031, 10, 1))]


def test_every_programme_of_the_general_register_is_one_of_the_layouts(rows: Read) -> None:
    listed = set(layouts()["給付・認定台帳"].programmes)
    seen = {row["制度名"] for row in rows("31_給付・認定台帳.csv")}
    assert seen <= listed
    assert len(seen) > 25


@pytest.mark.parametrize(
    ("programme", "known", "between"),
    [
        ("葬祭費", ("27_申出・相談記録.csv", "葬祭執行", "1"), (0.5, 0.85)),
        ("おくやみ手続案内", ("24c_おくやみ.csv", "死亡者との続柄", "妻"), (0.6, 0.95)),
        ("特別障害者手当", ("25d_障害認定.csv", "特別障害者認定", "1"), (0.4, 1.0)),
    ],
)
def test_most_of_those_a_register_names_receive_the_programme_but_not_all(
    rows: Read, programme: str, known: tuple[str, str, str], between: tuple[float, float]
) -> None:
    file, column, value = known
    fits = holders(rows(file), column, value)
    received = holders(rows("31_給付・認定台帳.csv"), "制度名", programme)
    assert between[0] <= len(fits & received) / len(fits) <= between[1]


def test_a_nursery_child_does_not_apply_for_a_nursery_place(rows: Read) -> None:
    placed = {row["宛名番号"] for row in rows("10_子ども子育て支援.csv") if not row["利用終了日"]}
    awards = rows("31_給付・認定台帳.csv")
    assert not placed & holders(awards, "制度名", "保育所等利用申込", "乳児等支援給付認定")


def test_statements_are_few(rows: Read, residents: Rows) -> None:
    assert 0.01 < len(rows("27_申出・相談記録.csv")) / len(residents) < 0.06


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.9, 0.99])
def test_a_habit_leaves_the_share_as_it_is_and_makes_it_the_same_people(share: float) -> None:
    rng = np.random.default_rng(3)
    habit = rng.random(200_000)
    first, again = (does(habit, share, rng) for _ in range(2))
    assert abs(first.mean() - share) < 0.004
    assert (first & again).mean() > share * share
