"""What changes in some days is counted for whom it concerns, and hidden where it is about few."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sakimawari.console.staff.today.week import week_of
from sakimawari.fit.served.figures import TURNS, Figures
from sakimawari.rules.figures import days

ON = date(2026, 10, 1)
NAMES = {"a": "制度あ", "b": "制度い"}


def figures(*turns: tuple[str, str, date, dict[str, int]]) -> Figures:
    services, wards = ["a", "b"], ("北区", "南区")
    ordered = sorted(turns, key=lambda turn: turn[2])
    return Figures(
        on=ON,
        final=date(2028, 9, 30),
        services=NAMES,
        wards=wards,
        places=(),
        cells=np.empty((0, 2), np.int32),
        counts=np.empty((0, 10), np.int64),
        ages=np.empty((0, 2), np.int32),
        holding=np.empty((0, 2), np.int32),
        turns=np.array(
            [(services.index(s), wards.index(w), days(d)) for s, w, d, _ in ordered], np.int32
        ).reshape(-1, 3),
        turned=np.array(
            [[told.get(name, 0) for name in TURNS] for *_, told in ordered], np.int32
        ).reshape(-1, len(TURNS)),
    )


TOLD = figures(
    ("a", "北区", ON, {"begins": 7}),
    ("a", "南区", date(2026, 10, 7), {"begins": 2, "claims": 6}),
    ("b", "北区", date(2026, 10, 8), {"ends": 9}),
)


@pytest.mark.parametrize(
    ("wards", "length", "begins", "ends"),
    [(("北区", "南区"), 7, 9, 0), (("北区",), 7, 7, 0), (("北区",), 8, 7, 9)],
)
def test_both_ends_of_the_days_count_and_other_wards_do_not(
    wards: tuple[str, ...], length: int, begins: int, ends: int
) -> None:
    week = week_of(TOLD, names=NAMES, wards=wards, first=ON, days=length, exact=True)
    assert (week.total.begins, week.total.ends) == (begins, ends)


def test_a_service_of_another_department_is_not_counted() -> None:
    week = week_of(
        TOLD, names={"b": "制度い"}, wards=("北区", "南区"), first=ON, days=14, exact=True
    )
    assert [row.key for row in week.by_service] == ["b"]
    assert week.total.begins == 0


def test_a_service_without_any_change_is_only_counted() -> None:
    week = week_of(TOLD, names=NAMES, wards=("北区",), first=ON, days=7, exact=True)
    assert ([row.key for row in week.by_service], week.still) == (["a"], 1)


def test_few_are_hidden_and_so_is_what_would_give_them_away() -> None:
    exact = week_of(TOLD, names=NAMES, wards=("北区", "南区"), first=ON, days=7, exact=True)
    assert [row.begins for row in exact.by_ward] == [7, 2]
    veiled = week_of(TOLD, names=NAMES, wards=("北区", "南区"), first=ON, days=7, exact=False)
    assert [row.begins for row in veiled.by_ward] == [None, None]
    assert [row.claims for row in veiled.by_ward] == [0, 6]
