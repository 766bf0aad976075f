"""A clerk's tables become a market; what is wrong in them is named with its row and set aside."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from sakimawari.match.allocate.reading.classes import class_age, months_old, old_enough
from sakimawari.match.allocate.reading.files import day, number
from sakimawari.problems import Problems
from tests.match.allocate.tables import HEAD, NURSERIES, RULES, ids, lay, ready

APRIL = date(2027, 4, 1)


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(2026, 4, 1), 1),  # a year is complete at the end of 31 March
        (date(2026, 4, 2), 0),
        (date(2024, 2, 29), 3),
        (date(2021, 4, 2), 5),
        (date(2021, 4, 1), 6),
    ],
)
def test_the_class_is_the_age_reached_by_the_end_of_31_march(born: date, age: int) -> None:
    assert class_age(born, APRIL) == age


def test_months_and_days_of_age_are_counted_to_the_day_of_admission() -> None:
    assert months_old(date(2026, 10, 1), APRIL) == 6
    assert months_old(date(2026, 10, 2), APRIL) == 5
    assert old_enough(date(2027, 2, 3), APRIL, "57日") is True
    assert old_enough(date(2027, 2, 4), APRIL, "57日") is False
    assert old_enough(date(2027, 2, 4), APRIL, "しばらく") is None


def test_days_and_numbers_are_read_as_clerks_write_them() -> None:
    wanted = date(2024, 4, 2)
    for text in ("2024-04-02", "2024/4/2", "20240402", "令和6年4月2日", "R6.4.2", "２０２４/４/２"):
        assert day(text) == wanted
    assert day("2024-02-30") is None
    assert (number("１，２００"), number("12.5点"), number("四")) == (1200, 12.5, None)


def test_the_tables_become_pools_children_and_families_the_eldest_first(tmp_path: Path) -> None:
    rows = "2,A,2026-05-01,40,10,20,,同園のみ\n1,A,2025-05-01,40,10,,,同園のみ\n3,B,2025-06-01,38.5,さくら園,,20,\n"
    book, found = ready(lay(tmp_path, children=rows))
    market = book.market
    assert (ids(found), found.stops) == ([], [])
    assert [family.children for family in market.families] == [("1", "2"), ("3",)]
    assert market.families[0].steps[0].one_place
    third = market.children[2]
    assert (third.klass, third.present, third.wishes[0].facility) == (1, "20/1歳", "10")
    assert (book.scale, third.wishes[0].points) == (10, 385)  # one decimal makes tenths of all
    assert {pool.id: pool.seats for pool in market.pools}["10/0歳"] == 2
    assert "20/2歳" not in {pool.id for pool in market.pools}


def test_the_same_is_read_from_cp932_and_from_excel(tmp_path: Path) -> None:
    one = lay(tmp_path / "one")
    other = lay(tmp_path / "other")
    (other / "施設.csv").write_bytes(NURSERIES.encode("cp932"))
    (other / "児童.csv").unlink()
    book = openpyxl.Workbook()
    book.active.append(["申込み一覧"])
    book.active.append(HEAD.strip().split(","))
    book.active.append([1, "A", date(2025, 5, 1), 40, 10, 20])
    book.save(other / "児童.xlsx")
    assert ready(one)[0].market == ready(other)[0].market


def test_the_layout_of_chilmai_is_taken_as_it_is(tmp_path: Path) -> None:
    """Column names as its public sample has them; the rows are our own."""
    (tmp_path / "申込者データ_デモ.csv").write_text(
        "申請者番号,世帯番号,年齢,点数1,点数2,希望保育園ID_1,希望保育園ID_2,在籍保育所ID,きょうだいパターン\n"
        "7,70,3,90,80,10,20,,\n8,71,3,60,60,20,30,10,\n9,72,3,50,50,10,30,,1\n10,72,3,50,50,10,30,,1\n",
        encoding="utf-8",
    )
    (tmp_path / "保育所データ_デモ.csv").write_text(
        "保育所ID,保育所名,0歳募集人数,1歳募集人数,2歳募集人数,3歳募集人数,4歳募集人数,5歳募集人数\n"
        "10,甲園,0,0,0,1,0,0\n20,乙園,0,0,0,1,0,0\n30,丙園,0,0,0,3,0,0\n",
        encoding="utf-8",
    )
    market = ready(tmp_path)[0].market
    assert [wish.points for wish in market.children[0].wishes] == [90, 80]
    assert market.children[1].present == "10/3歳"
    assert market.families[2].children == ("10", "9")
    assert market.families[2].steps[0].one_place


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ("1,A,2025-05-01,40,10,,,\n1,A,2025-05-01,40,10,,,\n", [("ALLOC042", 3)]),
        ("1,A,2025-05-01,40,10,10,,\n", [("ALLOC044", 2)]),
        ("1,A,2025-05-01,40,10,さくろ園,,\n", [("ALLOC045", 2)]),
        ("1,A,2025-05-01,,10,,,\n2,B,2025-05-01,30,10,,,\n", [("ALLOC046", 2)]),
        ("1,A,2025-05-01,40,10,,,,7\n2,B,2025-05-01,30,10,,,\n", [("ALLOC068", 2)]),
        ("1,A,2019-05-01,40,10,,,\n2,B,2025-05-01,30,10,,,\n", [("ALLOC051", 2)]),
        ("1,A,2024-05-01,40,20,,,\n", [("ALLOC053", 2)]),
        ("1,A,2025-05-01,40,10,,,思いどおり\n2,A,2026-05-01,40,10,,,\n", [("ALLOC057", 2)]),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, rows: str, wrong: list[tuple[str, int]]
) -> None:
    _, found = ready(lay(tmp_path, children=rows))
    assert ids(found) == wrong


def test_an_unknown_nursery_is_told_with_the_nearest_and_leaves_the_other_wishes_their_numbers(
    tmp_path: Path,
) -> None:
    book, found = ready(lay(tmp_path, children="1,A,2025-05-01,40,さくろ園,20,,\n"))
    assert found.aside[0].problem.near == "さくら園"
    assert book.wish_number("1", 1) == 2


def test_twins_are_no_duplicates(tmp_path: Path) -> None:
    rows = "1,A,2025-05-01,40,10,,,\n2,A,2025-05-01,40,10,,,\n"
    _, found = ready(lay(tmp_path, children=rows))
    assert (ids(found), found.remarks, found.stops) == ([], [], [])


def test_a_child_entered_twice_under_two_numbers_is_remarked_where_twins_have_a_column(
    tmp_path: Path,
) -> None:
    head = HEAD.strip() + ",双子\n"
    row = "{},A,2025-05-01,40,10,,,,{}\n"
    twice = row.format(1, "") + row.format(2, "")
    twins = row.format(1, "多胎1") + row.format(2, "多胎1")
    remarked = []
    for name, rows in (("twice", twice), ("twins", twins)):
        folder = lay(tmp_path / name)
        (folder / "児童.csv").write_text(head + rows, encoding="utf-8")
        remarked.append([each.id for each in ready(folder)[1].remarks])
    assert remarked == [["ALLOC043"], []]


def test_siblings_of_a_row_set_aside_wait_with_it(tmp_path: Path) -> None:
    rows = (
        "1,A,2025-05-01,,10,,,同園のみ\n2,A,2026-05-01,40,10,,,同園のみ\n3,B,2026-05-01,30,10,,,\n"
    )
    book, found = ready(lay(tmp_path, children=rows))
    assert list(book.children) == ["3"]
    assert ids(found) == [("ALLOC046", 2), ("ALLOC047", 3)]


@pytest.mark.parametrize(
    ("line", "id"),
    [
        ("10,さくら園,東区,34.97,138.38,-1,1,1\n", "ALLOC048"),
        ("10,さくら園,東区,34.97,138.38,,1,1\n", "ALLOC048"),
        ("10,さくら園,東区,34.97,138.38,0,0,0\n", "ALLOC048"),
        ("10,さくら園,東区,138.38,34.97,1,1,1\n", "ALLOC050"),
    ],
)
def test_seats_and_places_of_a_nursery_are_checked(tmp_path: Path, line: str, id: str) -> None:
    head = NURSERIES.splitlines()[0] + "\n"
    _, found = ready(lay(tmp_path, nurseries=head + line, children="1,A,2025-05-01,40,10,,,\n"))
    assert ids(found) == [(id, 2)]


def test_no_seat_in_one_class_is_nothing_wrong(tmp_path: Path) -> None:
    head = NURSERIES.splitlines()[0] + "\n"
    _, found = ready(
        lay(tmp_path, nurseries=head + "10,さくら園,東区,34.97,138.38,0,1,1\n20,ひ,東区,,,1,1,1\n")
    )
    assert ids(found) == []


def test_equal_children_without_a_tie_break_stop_the_run_by_their_numbers(tmp_path: Path) -> None:
    rows = "1,A,2025-05-01,40,10,,,\n2,B,2025-06-01,40,10,,,\n3,C,2025-06-01,39,10,,,\n"
    _, found = ready(lay(tmp_path, children=rows, rules="入所日: 2027-04-01\n"))
    assert [each.id for each in found.stops] == ["ALLOC052"]
    assert "1、2" in found.stops[0].what
    _, parted = ready(lay(tmp_path, children=rows, rules=RULES))
    assert parted.stops == []


def test_rules_that_cannot_be_read_say_which_key(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="ALLOC040"):
        ready(lay(tmp_path, rules="同点の順:\n  - {列: 所得}\n"))
    with pytest.raises(Problems, match="ALLOC063"):
        ready(lay(tmp_path, rules="同点の順:\n  - {列: 所得, 先: 小さい}\n"))


def test_seats_are_held_against_last_year_and_the_facilitys_own_word(tmp_path: Path) -> None:
    last = "施設番号,定員0歳,定員1歳\n10,9,1\n"
    said = "施設番号,定員0歳,定員1歳\n10,2,4\n"
    _, found = ready(lay(tmp_path, 昨年の定員=last, 施設回答=said))
    assert ids(found) == [("ALLOC055", 2)]
    assert "confirmed 4" in found.aside[0].problem.what
    assert [each.id for each in found.remarks] == ["ALLOC055"]


def test_points_are_held_against_a_second_reckoning(tmp_path: Path) -> None:
    _, found = ready(
        lay(tmp_path, 再計算="児童番号,点数\n1,41\n", 昨年の点数="児童番号,点数\n1,20\n")
    )
    assert ids(found) == [("ALLOC056", 2)]
    assert [each.id for each in found.remarks] == ["ALLOC056"]


def test_a_decision_needs_its_reason_its_name_and_a_seat(tmp_path: Path) -> None:
    rows = "1,A,2025-05-01,40,10,,,\n2,B,2025-06-01,39,10,,,\n"
    head = "児童番号,施設番号,区分,理由,決定者\n"
    _, found = ready(
        lay(tmp_path, children=rows, 決定済=head + "1,10,内定,,S-1\n9,10,内定,会議,S-1\n")
    )
    assert ids(found) == [("ALLOC054", 2), ("ALLOC054", 3)]
    both = head + "1,10,内定,会議,S-1\n2,10,内定,会議,S-1\n"
    _, crowded = ready(lay(tmp_path, children=rows, 決定済=both))
    assert [each.id for each in crowded.stops] == ["ALLOC054"]


def test_an_explicit_list_of_combinations_is_taken_in_its_order(tmp_path: Path) -> None:
    rows = "1,A,2025-05-01,40,10,20,,\n2,A,2026-05-01,40,10,20,,\n"
    table = "世帯番号,組み合わせ順位,児童1,希望施設1,児童2,希望施設2\nA,2,1,20,2,\nA,1,1,10,2,10\nB,1,1,10,,\n"
    book, found = ready(lay(tmp_path, children=rows, きょうだい条件=table))
    assert book.market.families[0].combinations == (("10", "10"), ("20", None))
    assert ids(found) == [("ALLOC047", 4)]
