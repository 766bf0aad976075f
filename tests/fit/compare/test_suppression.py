"""Few people are never counted out: not directly, and not by what is left of a total."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sakimawari.fit.compare.outcomes import Outcome
from sakimawari.fit.compare.page import page_of
from sakimawari.fit.compare.sheets import write_sheets
from sakimawari.fit.compare.suppression import FEWEST, Veil
from tests.fit.compare.town import LIMIT, Desk, Member

Found = Callable[..., Desk]


def test_one_to_four_are_hidden_none_and_five_are_shown() -> None:
    assert [Veil(exact=False).count(n) for n in (0, 1, 4, 5)] == [0, None, None, 5]
    assert Veil(exact=True).count(1) == 1


def test_one_hidden_class_takes_the_next_smallest_with_it() -> None:
    assert Veil(exact=False).column([3, 0, 9, 7]) == [None, 0, 9, None]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_no_hidden_count_can_be_worked_out_from_a_total_that_is_shown(numbers: list[int]) -> None:
    veil = Veil(exact=False)
    shown = veil.column(numbers)
    hidden = [n for n, s in zip(numbers, shown, strict=True) if s is None]
    assert all(s in {None, n} for n, s in zip(numbers, shown, strict=True))
    assert all(n == 0 or n >= FEWEST for n, s in zip(numbers, shown, strict=True) if s is not None)
    if hidden and veil.count(sum(numbers)) is not None:
        assert len(hidden) >= 2


def test_a_comparison_of_few_shows_neither_them_nor_their_yen(desk: Found, tmp_path: Path) -> None:
    city = desk([[Member(income=LIMIT + 1)] for _ in range(3)] + [[Member()] for _ in range(9)])
    impact = city.supposing("限度額 +1円", exact=False).impacts[0]
    assert impact.counts[Outcome.GAIN] is None
    assert impact.yen_per_year.certain is None
    assert impact.entitled_before == 9
    assert impact.entitled_after is None  # the difference would tell
    assert impact.workload.total.notices is None
    named = city.supposing("限度額 +1円").impacts[0]
    assert (named.counts[Outcome.GAIN], named.entitled_after) == (3, 12)


def test_recipients_are_hidden_where_few_others_remain(desk: Found) -> None:
    losers = [[Member(income=LIMIT, receives=at < 8)] for at in range(10)]
    city = desk([*losers, *([Member()] for _ in range(9))])
    impact = city.supposing("限度額 -1円", exact=False).impacts[0]
    assert impact.counts[Outcome.LOSE] == 10
    assert impact.of_them_receiving[Outcome.LOSE] is None
    assert city.supposing("限度額 -1円").impacts[0].of_them_receiving[Outcome.LOSE] == 8


def test_no_table_and_no_page_holds_a_small_count_and_files_are_private(
    desk: Found, tmp_path: Path
) -> None:
    city = desk([[Member(income=LIMIT + 1)] for _ in range(8)] + [[Member()] for _ in range(20)])
    found = city.supposing("限度額 +1円", exact=False)
    files = write_sheets(found, tmp_path / "csv")
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    text = (tmp_path / "csv" / "breakdown.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    wards = [row["gain"] for row in rows if row["cut"] == "行政区"]
    assert wards == ["<5", "<5"]
    page = page_of(found)
    assert "新たに対象 8人" in page
    assert "＊" in page


def test_the_page_asks_no_other_host_and_runs_nothing(desk: Found) -> None:
    page = page_of(desk([[Member(income=LIMIT + 1)]]).supposing("限度額 +1円"))
    assert "http" not in page
    assert "<script" not in page
    assert '<html lang="ja">' in page
