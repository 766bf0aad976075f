"""Staff as a check of the seats offered, or as a cap on them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sakimawari.match.allocate.market.staffing import allowed_seats, legal_ratios, workers_needed
from sakimawari.problems import Problems
from tests.match.allocate.tables import lay, ready

NOW = legal_ratios(date(2027, 4, 1))
SEATS = "施設番号,名称,定員0歳,定員1歳,定員2歳,職員数\n10,さくら園,6,12,12,{staff}\n"
RULES = "入所日: 2027-04-01\n同点の順:\n  - {{抽選: 試験}}\n配置基準: 国\n配置の扱い: {how}\n"


def test_the_ratio_is_that_of_the_day() -> None:
    before, since = legal_ratios(date(2024, 3, 31)), legal_ratios(date(2024, 4, 1))
    assert [before[age] for age in range(6)] == [3, 6, 6, 20, 30, 30]
    assert [since[age] for age in range(6)] == [3, 6, 6, 15, 25, 25]


@pytest.mark.parametrize(
    ("seats", "workers"),
    [
        ([((0,), 6)], 2),
        ([((0,), 7)], 2),  # 2.3
        ([((0,), 8)], 3),  # 2.6
        ([((1,), 3), ((2,), 3)], 1),  # one worker for both
        ([((0, 1), 6)], 2),  # pooled: by the strictest
        ([((3,), 15), ((4, 5), 25)], 2),
        ([((3,), 22), ((4, 5), 26)], 2),  # 1.4 and 1.0; uncut it were 2.51
        ([((1,), 5), ((2,), 4)], 2),  # 9 / 6 = 1.5; apart it were 0.8 and 0.6
        ([((4,), 13), ((5,), 12)], 1),
        ([((0,), 1), ((1,), 2)], 1),  # 0.3 and 0.3
        ([((1,), 3)], 1),  # a half is rounded up
    ],
)
def test_workers_are_reckoned_by_ratio_and_rounded_once(
    seats: list[tuple[tuple[int, ...], int]], workers: int
) -> None:
    assert workers_needed(seats, NOW) == workers


def test_seats_are_cut_in_all_classes_alike_until_the_workers_suffice() -> None:
    offered = [((0,), 6), ((1,), 12), ((4,), 25)]
    assert allowed_seats(offered, 5, NOW) == (6, 12, 25)
    assert allowed_seats(offered, 4, NOW) == (5, 11, 25)  # 4.4 workers
    assert allowed_seats(offered, 3, NOW) == (4, 8, 18)  # 3.3
    for workers in range(5):
        kept = allowed_seats(offered, workers, NOW)
        given = [(ages, left) for (ages, _), left in zip(offered, kept, strict=True)]
        assert workers_needed(given, NOW) <= workers


def test_a_facility_short_of_staff_is_named_or_its_seats_are_capped(tmp_path: Path) -> None:
    def seats(how: str, staff: int, name: str) -> tuple[list[int], int, int]:
        folder = lay(
            tmp_path / name,
            nurseries=SEATS.format(staff=staff),
            rules=RULES.format(how=how),
            children="1,A,2025-05-01,40,10,,,\n",
        )
        book, found = ready(folder)
        return [pool.seats for pool in book.market.pools], len(found.aside), len(found.remarks)

    assert seats("確認", 6, "enough") == ([6, 12, 12], 0, 0)
    assert seats("確認", 5, "short") == ([6, 12, 12], 1, 0)
    assert seats("上限", 6, "capped-enough") == ([6, 12, 12], 0, 0)
    assert seats("上限", 5, "capped") == ([5, 12, 11], 0, 1)


def test_what_the_ratio_does_is_one_of_two(tmp_path: Path) -> None:
    with pytest.raises(Problems) as refused:
        ready(lay(tmp_path / "in", rules=RULES.format(how="たぶん")))
    assert refused.value.found[0].id == "ALLOC040"
