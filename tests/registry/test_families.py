"""Families: spouses and main guardians as 続柄 and ledgers tell them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sakimawari.registry.dates import day_of
from sakimawari.registry.families import born_after_for_school_year_age, born_by_for_legal_age
from sakimawari.registry.relations import Step, path_of
from sakimawari.rules.population import NO, UNKNOWN, YES, PlainColumn
from sakimawari.rules.tree import TRUTH, Fact
from tests.registry.exports import (
    Row,
    facts,
    ledger,
    loaded,
    marks,
    people,
    relatives,
    resident,
    residents,
)

HEAD = resident("1", "10", "世帯主", "1985-05-01")
WIFE = resident("2", "10", "妻", "1986-05-01", 性別="女")
CHILD = resident("3", "10", "子", "2016-05-01")


def guardians(tmp_path: Path, *rows: Row) -> dict[str, str | int]:
    residents(tmp_path / "e", *rows)
    return relatives(loaded(tmp_path / "e")[0], "guardian")


def spouses(tmp_path: Path, *rows: Row) -> dict[str, str | int]:
    residents(tmp_path / "e", *rows)
    return relatives(loaded(tmp_path / "e")[0], "spouse")


def incomes(folder: Path, *told: tuple[str, str, str]) -> None:
    rows = [
        {"宛名番号": person, "年度": year, "合計所得金額": amount, "課税標準額": "", "給与収入": ""}
        for person, year, amount in told
    ]
    ledger(folder, "02_個人住民税.csv", *rows)


def allowance(
    folder: Path, *links: tuple[str, str], since: str = "R5.4.1", until: str = ""
) -> None:
    rows = [
        {
            "宛名番号": person,
            "児童宛名番号": child,
            "認定日": since,
            "消滅日": until,
            "手当月額": "10000",
            "監護相当": "",
        }
        for person, child in links
    ]
    ledger(folder, "07_児童手当.csv", *rows)


@pytest.mark.parametrize(
    ("relation", "path"),
    [
        ("世帯主", ()),
        ("02", ()),
        ("妻", (Step.SPOUSE,)),
        ("妻（未届）", (Step.SPOUSE,)),
        ("未届の夫", (Step.SPOUSE,)),
        ("長男", (Step.CHILD,)),
        ("二女", (Step.CHILD,)),
        ("養子", (Step.CHILD,)),
        ("子の妻", (Step.CHILD, Step.SPOUSE)),
        ("子の子", (Step.CHILD, Step.CHILD)),
        ("孫", (Step.CHILD, Step.CHILD)),
        ("妻の子", (Step.SPOUSE, Step.CHILD)),
        ("妻の父", (Step.SPOUSE, Step.FATHER)),
        (" 子 ", (Step.CHILD,)),
        ("縁故者", (Step.OTHER,)),
        ("隣人", None),
        ("", None),
    ],
)
def test_a_relation_is_a_path_from_the_head(relation: str, path: tuple[Step, ...] | None) -> None:
    assert path_of(relation) == path


def test_a_couple_with_a_child(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD, WIFE, CHILD)
    snapshot, _ = loaded(tmp_path / "e")
    assert relatives(snapshot, "spouse") == {"p1": "p2", "p2": "p1", "p3": -1}
    assert relatives(snapshot, "guardian") == {"p1": -1, "p2": -1, "p3": "p1"}


@pytest.mark.parametrize(
    ("head", "wife", "guardian"),
    [
        ("2000000", "2000001", "p2"),
        ("2000000", "2000000", "p1"),  # equal: the head
        ("2000001", "2000000", "p1"),
        ("", "1", "p2"),  # the head's income unknown
    ],
)
def test_the_parent_with_the_higher_income_is_the_guardian(
    tmp_path: Path, head: str, wife: str, guardian: str
) -> None:
    incomes(tmp_path / "e", ("1", "2026", head), ("2", "2026", wife))
    assert guardians(tmp_path, HEAD, WIFE, CHILD)["p3"] == guardian


def test_the_latest_year_decides_the_income(tmp_path: Path) -> None:
    incomes(
        tmp_path / "e",
        ("1", "2026", "1"),
        ("1", "2025", "9000000"),
        ("2", "2025", "5"),
        ("2", "2026", "2"),
    )
    assert guardians(tmp_path, HEAD, WIFE, CHILD)["p3"] == "p2"


def test_a_stepchild_is_the_wifes_whatever_the_incomes(tmp_path: Path) -> None:
    incomes(tmp_path / "e", ("1", "2026", "9000000"), ("2", "2026", "0"))
    assert guardians(tmp_path, HEAD, WIFE, CHILD | {"続柄": "妻の子"})["p3"] == "p2"


def test_a_grandchild_belongs_to_the_only_adult_child(tmp_path: Path) -> None:
    found = guardians(
        tmp_path,
        resident("1", "10", "世帯主", "1950-05-01"),
        resident("4", "10", "子", "1985-05-01", 性別="女"),
        CHILD | {"続柄": "子の子"},
    )
    assert found["p3"] == "p4"


def test_with_two_adult_children_the_guardian_of_a_grandchild_is_unknown(tmp_path: Path) -> None:
    found = guardians(
        tmp_path,
        resident("1", "10", "世帯主", "1950-05-01"),
        resident("4", "10", "子", "1985-05-01", 性別="女"),
        resident("5", "10", "子", "1987-05-01"),
        CHILD | {"続柄": "孫"},
    )
    assert found["p3"] == -2


def test_a_child_of_age_seventeen_is_no_adult_child(tmp_path: Path) -> None:
    found = guardians(
        tmp_path,
        resident("1", "10", "世帯主", "1950-05-01"),
        resident("4", "10", "子", "1985-05-01", 性別="女"),
        resident("5", "10", "子", "2008-07-03"),  # 18 on 2026-07-02
        CHILD | {"続柄": "孫"},
    )
    assert found["p3"] == "p4"


def test_son_and_daughter_in_law_are_married_and_the_better_earner_guards(tmp_path: Path) -> None:
    rows = (
        resident("1", "10", "世帯主", "1950-05-01"),
        resident("4", "10", "子", "1985-05-01"),
        resident("6", "10", "子", "1988-05-01", 性別="女"),  # the unmarried daughter
        resident("5", "10", "子の妻", "1986-05-01", 性別="女"),
        CHILD | {"続柄": "子の子"},
    )
    found = spouses(tmp_path, *rows)
    assert (found["p4"], found["p5"], found["p6"]) == ("p5", "p4", -1)


def test_a_daughter_in_law_with_two_sons_at_home_has_an_unknown_husband(tmp_path: Path) -> None:
    found = spouses(
        tmp_path,
        resident("1", "10", "世帯主", "1950-05-01"),
        resident("4", "10", "子", "1985-05-01"),
        resident("6", "10", "子", "1988-05-01"),
        resident("5", "10", "子の妻", "1986-05-01", 性別="女"),
    )
    assert (found["p4"], found["p5"], found["p6"]) == (-2, -2, -2)


def test_the_heads_parents_are_a_couple_and_guard_the_heads_young_brother(tmp_path: Path) -> None:
    rows = (
        HEAD,
        resident("7", "10", "父", "1960-05-01"),
        resident("8", "10", "母", "1961-05-01", 性別="女"),
        resident("9", "10", "弟", "2010-05-01"),
    )
    residents(tmp_path / "e", *rows)
    snapshot, _ = loaded(tmp_path / "e")
    assert relatives(snapshot, "spouse")["p7"] == "p8"
    assert relatives(snapshot, "guardian") == {"p1": -1, "p7": -1, "p8": -1, "p9": "p7"}


def test_when_the_head_died_the_widow_is_the_guardian(tmp_path: Path) -> None:
    gone = HEAD | {"消除事由": "死亡", "消除日": "2026-06-01"}
    assert guardians(tmp_path, gone, WIFE, CHILD)["p3"] == "p2"


def test_a_young_relative_of_nobody_named_has_an_unknown_guardian(tmp_path: Path) -> None:
    assert guardians(tmp_path, HEAD, CHILD | {"続柄": "縁故者"})["p3"] == -2
    assert (
        guardians(tmp_path, HEAD, CHILD | {"続柄": "縁故者", "生年月日": "2000-05-01"})["p3"] == -1
    )


@pytest.mark.parametrize(
    ("birth", "guardian"),
    [
        ("2004-04-01", -1),  # 22 by 2026-03-31, so 23 by the end of this fiscal year
        ("2004-04-02", "p1"),  # turns 22 within it
    ],
)
def test_children_keep_a_guardian_to_the_end_of_the_fiscal_year_they_turn_22(
    tmp_path: Path, birth: str, guardian: str | int
) -> None:
    assert guardians(tmp_path, HEAD, CHILD | {"生年月日": birth})["p3"] == guardian


def test_a_child_whose_birth_date_is_unknown_keeps_a_guardian(tmp_path: Path) -> None:
    assert guardians(tmp_path, HEAD, CHILD | {"生年月日": "不詳"})["p3"] == "p1"


def test_the_ledger_goes_before_the_incomes(tmp_path: Path) -> None:
    incomes(tmp_path / "e", ("1", "2026", "9000000"), ("2", "2026", "0"))
    allowance(tmp_path / "e", ("2", "3"))
    assert guardians(tmp_path, HEAD, WIFE, CHILD)["p3"] == "p2"


def test_a_ledger_does_not_make_a_young_wife_the_ward_of_her_husband(tmp_path: Path) -> None:
    allowance(tmp_path / "e", ("1", "2"))
    young = WIFE | {"生年月日": "平成20年4月2日"}
    found = guardians(tmp_path, HEAD, young, CHILD)
    assert found["p2"] == -1  # nobody
    assert found["p3"] == "p1"


@pytest.mark.parametrize(
    ("since", "until", "guardian"),
    [
        ("R5.4.1", "R8.6.30", "p1"),  # ended yesterday: 続柄 decides
        ("R5.4.1", "R8.7.1", "p2"),  # the last day
        ("R8.7.1", "", "p2"),  # the first day
        ("R8.7.2", "", "p1"),
    ],
)
def test_a_ledger_link_counts_while_it_is_in_force(
    tmp_path: Path, since: str, until: str, guardian: str
) -> None:
    allowance(tmp_path / "e", ("2", "3"), since=since, until=until)
    assert guardians(tmp_path, HEAD, WIFE, CHILD)["p3"] == guardian


def test_of_two_recipients_the_later_one_counts_and_it_is_told(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD, WIFE, CHILD)
    common = {"児童宛名番号": "3", "消滅日": "", "手当月額": "10000", "監護相当": ""}
    ledger(
        tmp_path / "e",
        "07_児童手当.csv",
        {"宛名番号": "1", "認定日": "R5.4.1"} | common,
        {"宛名番号": "2", "認定日": "R8.4.1"} | common,
    )
    snapshot, _ = loaded(tmp_path / "e")
    assert relatives(snapshot, "guardian")["p3"] == "p2"
    assert [id for _, id, _ in marks(snapshot.notices())] == ["ROW026"]


def test_a_child_living_in_another_household_visits_the_recipients_unit(tmp_path: Path) -> None:
    residents(
        tmp_path / "e",
        HEAD,
        resident("4", "20", "世帯主", "1988-05-01", 性別="女"),
        CHILD | {"世帯番号": "20"},
    )
    allowance(tmp_path / "e", ("1", "3"))
    snapshot, _ = loaded(tmp_path / "e")
    rows = people(snapshot)
    [visitor] = [row for row in rows if not row["is_subject"]]
    assert (visitor["person"], visitor["relation"]) == ("p3", "別居の児童")
    assert rows[visitor["guardian"]]["person"] == "p1"
    assert visitor["unit"] == rows[visitor["guardian"]]["unit"]
    assert visitor["household"] == "h20"
    # In its own unit the guardian is somebody the unit does not hold.
    assert relatives(snapshot, "guardian")["p3"] == -2
    assert len([entry for entry in facts(snapshot, "生年月日") if entry["person"] == "p3"]) == 2
    assert snapshot.links().to_pylist() == [
        {"person": "p1", "other": "p3", "kind": "child", "source": "児童手当"}
    ]
    assert sum(household["people"] for household in snapshot.households().to_pylist()) == 4


def test_a_student_of_20_elsewhere_has_nobody_in_the_own_unit(tmp_path: Path) -> None:
    student = resident("3", "20", "世帯主", "2006-05-01")
    allowance(tmp_path / "e", ("1", "3"))
    assert guardians(tmp_path, HEAD, student)["p3"] == -1


def test_a_child_outside_the_city_visits_with_nothing_known(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD)
    allowance(tmp_path / "e", ("1", "99"))
    snapshot, _ = loaded(tmp_path / "e")
    rows = people(snapshot)
    assert [(row["person"], row["household"], row["is_subject"]) for row in rows] == [
        ("p1", "h10", 1),
        ("p99", "", 0),
    ]
    assert marks(snapshot.notices()) == [(2, "ROW024", "児童宛名番号")]
    assert [entry["person"] for entry in facts(snapshot, "生年月日")] == ["p1"]


def test_a_link_that_ended_brings_no_visitor(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD)
    allowance(tmp_path / "e", ("1", "99"), until="R8.6.30")
    snapshot, _ = loaded(tmp_path / "e")
    assert [row["person"] for row in people(snapshot)] == ["p1"]
    assert marks(snapshot.notices()) == []


def test_a_dead_child_still_in_the_ledger_is_set_aside(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD, CHILD | {"消除事由": "死亡", "消除日": "2026-05-01"})
    allowance(tmp_path / "e", ("1", "3"))
    snapshot, _ = loaded(tmp_path / "e")
    assert marks(snapshot.set_aside()) == [(2, "ROW025", "児童宛名番号")]
    assert len(people(snapshot)) == 1


@pytest.mark.parametrize(
    ("on", "age", "last_birth"),
    [
        (date(2026, 7, 1), 18, date(2008, 7, 2)),  # reached at the end of the day before
        (date(2026, 2, 28), 18, date(2008, 3, 1)),  # born 2/29: reached on 2/28
        (date(2028, 2, 28), 18, date(2010, 2, 28)),
        (date(2025, 12, 31), 18, date(2008, 1, 1)),
    ],
)
def test_legal_age_is_reached_the_day_before_the_birthday(
    on: date, age: int, last_birth: date
) -> None:
    assert born_by_for_legal_age(on, age) == day_of(last_birth)


@pytest.mark.parametrize(
    ("on", "last_birth"),
    [(date(2026, 4, 1), date(2008, 4, 1)), (date(2026, 3, 31), date(2007, 4, 1))],
)
def test_the_school_year_ends_on_31_march(on: date, last_birth: date) -> None:
    assert born_after_for_school_year_age(on, 18) == day_of(last_birth)


def heads(tmp_path: Path, *rows: Row) -> list[int]:
    residents(tmp_path / "e", *rows)
    snapshot, _ = loaded(tmp_path / "e")
    fact = Fact(name="世帯主", type=TRUTH)
    column = snapshot.population([fact]).columns["世帯主"]
    assert isinstance(column, PlainColumn)
    by_person = dict(
        zip(snapshot.people()["person"].to_pylist(), column.values.tolist(), strict=True)
    )
    return [by_person[f"p{number}"] for number in (1, 2, 3)]


def test_the_head_of_the_household_is_a_fact_of_everyone(tmp_path: Path) -> None:
    assert heads(tmp_path, HEAD, WIFE, CHILD) == [YES, NO, NO]


def test_with_two_heads_nobody_is_known_to_be_the_head(tmp_path: Path) -> None:
    second = resident("2", "10", "世帯主", "1986-05-01", 性別="女")
    assert heads(tmp_path, HEAD, second, CHILD) == [UNKNOWN, UNKNOWN, UNKNOWN]
