"""What no letter may give away: protection since the night, others' tax records, others' health."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader

from sakimawari.fit.forms import FormFiller
from sakimawari.packs.pack import DeclaredFact, Form, FormField, Sensitivity
from sakimawari.reach.addressing.rights import private_services
from sakimawari.reach.letters.order import LettersReport, Order, Sources
from sakimawari.reach.letters.run import write_letters
from sakimawari.reach.telling.offer import Sender, Wording
from sakimawari.rules.figures import Figures, days
from sakimawari.rules.situation import Person, Situation, Sourced
from sakimawari.rules.tree import (
    Clause,
    Fact,
    FactTruth,
    FactValue,
    Gathered,
    Gathering,
    Group,
    Holder,
    Kind,
    Literal,
    Type,
)
from tests.reach.town import (
    ON,
    YEN,
    Around,
    Home,
    Member,
    build_run,
    build_snapshot,
    catalogue,
    named,
    right,
    service,
    unsealed,
)

ADULT, CHILD = date(1990, 5, 1), date(2020, 5, 1)
ALLOWANCE, AID = service("child-allowance", "児童手当"), service("school-aid", "就学援助")
MOTHER = Member(key="mother", born=ADULT, identity=named("門司 花子"))
SON = Member(key="child", born=CHILD, guardian=0, identity=named("門司 太郎"))
SINGLE = Member(key="single", born=ADULT, identity=named("若松 一郎", "2番2号"))
HOMES = (
    Home(key="house-1", ward="門司区", members=(MOTHER, SON)),
    Home(key="house-2", ward="若松区", members=(SINGLE,)),
)
GAP = (
    right("child-allowance", unit=0, row=0, subject="mother", household="house-1"),
    right("school-aid", unit=0, row=1, subject="child", household="house-1"),
    right("child-allowance", unit=1, row=2, subject="single", household="house-2"),
)
ORDER = Order(on=ON, sender=Sender(city=Wording(ja="八重崎市"), phone="000-000-0000"))


def loaded_after_the_night(
    home: Path, *, homes: tuple[Home, ...] = HOMES, around: Around | None = None, **more: Any
) -> LettersReport:
    """Letters of a night's run, written after these homes were loaded the next morning."""
    sources = Sources(
        snapshot=build_snapshot(home / "snapshots" / "night", HOMES, more.get("before")),
        current=build_snapshot(home / "snapshots" / "morning", homes, around),
        run=build_run(home / "runs" / "2026-06-01-abcd", more.get("gap", GAP)),
        catalogue=more.get("catalogue", catalogue(ALLOWANCE, AID)),
        open_identity=unsealed,
    )
    return write_letters(home, ORDER, sources=sources)


def index_of(report: LettersReport) -> dict[str, dict[str, Any]]:
    rows = pq.read_table(report.folder / "letters.parquet").to_pylist()
    return {row["person"]: row for row in rows}


def text_of(report: LettersReport, person: str) -> str:
    row = index_of(report)[person]
    page = PdfReader(report.folder / row["file"]).pages[row["page"] - 1]
    return "".join(page.extract_text().split())


def left_out(report: LettersReport) -> dict[str, int]:
    return dict(report.left_out)


@pytest.mark.parametrize("who", ["mother", "child"])
def test_a_home_protected_since_the_night_gets_no_letter(tmp_path: Path, who: str) -> None:
    report = loaded_after_the_night(tmp_path, around=Around(protected={who: None}))
    assert set(index_of(report)) == {"single"}
    assert left_out(report) == {"protected": 2}


def test_a_protection_lifted_since_the_night_still_counts_until_the_next(tmp_path: Path) -> None:
    before = Around(protected={"child": None})
    assert set(index_of(loaded_after_the_night(tmp_path, before=before))) == {"single"}


def test_a_protection_that_ended_yesterday_closes_no_home(tmp_path: Path) -> None:
    for ended, written in ((ON, {"single"}), (ON - timedelta(days=1), {"mother", "single"})):
        around = Around(protected={"mother": ended})
        report = loaded_after_the_night(tmp_path / str(ended), around=around)
        assert set(index_of(report)) == written


def test_someone_protected_who_moved_in_since_the_night_closes_the_home(tmp_path: Path) -> None:
    sister = Member(key="sister", born=ADULT)
    homes = (HOMES[0], replace(HOMES[1], members=(SINGLE, sister)))
    around = Around(protected={"sister": None})
    report = loaded_after_the_night(tmp_path, homes=homes, around=around)
    assert set(index_of(report)) == {"mother"}
    assert left_out(report) == {"protected": 1}


def test_the_departed_and_those_who_declined_since_the_night_get_none(tmp_path: Path) -> None:
    around = Around(departed=("single",), contacts={"mother": {"consent_notice": 0}})
    report = loaded_after_the_night(tmp_path, homes=HOMES[:1], around=around)
    assert index_of(report) == {}
    assert left_out(report) == {"departed": 1, "opted_out": 2}


def test_those_who_moved_out_or_whose_guardian_changed_are_left_to_the_next_night(
    tmp_path: Path,
) -> None:
    aunt = Member(key="aunt", born=ADULT)
    other_guardian = (MOTHER, replace(SON, guardian=2), aunt)
    homes = (
        replace(HOMES[0], members=other_guardian),
        Home(key="house-9", ward="若松区", members=(SINGLE,)),
    )
    report = loaded_after_the_night(tmp_path, homes=homes)
    assert index_of(report)["mother"]["services"] == ["child-allowance"]
    assert set(index_of(report)) == {"mother"}
    assert left_out(report) == {"not_found": 2}


def test_a_letter_goes_to_the_address_of_today(tmp_path: Path) -> None:
    moved = replace(SINGLE, identity=named("若松 一郎", "9番9号"))
    homes = (HOMES[0], replace(HOMES[1], ward="戸畑区", members=(moved,)))
    report = loaded_after_the_night(tmp_path, homes=homes)
    assert "八重崎市戸畑区浅野一丁目9番9号" in text_of(report, "single")


@pytest.mark.parametrize(("before", "after"), [(1, 0), (1, 2), (2, 1)])
def test_tax_records_are_printed_only_by_an_agreement_that_held_and_holds(
    tmp_path: Path, before: int, after: int
) -> None:
    told = catalogue(ALLOWANCE, AID, sensitivity=Sensitivity.TAX)
    agreed = Around(contacts={"single": {"consent_tax": 1}})
    for name, then, now in (
        ("yes", agreed, agreed),
        ("no", *(Around(contacts={"single": {"consent_tax": c}}) for c in (before, after))),
    ):
        report = loaded_after_the_night(tmp_path / name, before=then, around=now, catalogue=told)
        assert ("基準の生年月日平成2年5月1日" in text_of(report, "single")) == (name == "yes")


INCOME = Fact(name="所得", type=YEN)
SUMMED = Gathered(
    gathering=Gathering.SUM,
    group=Group.RESIDENTS,
    depth=0,
    value=FactValue(INCOME, 1),
    where=None,
    empty=None,
    type=YEN,
)


def filled(agreed: tuple[bool, ...], sensitivity: Sensitivity) -> Mapping[str, str | None]:
    """The form of the second of two people who earn 100円 and 200円, living with a visitor."""

    def earning(id: str, yen: int, *, at_home: bool = True) -> Person:
        return Person(id=id, is_subject=at_home, facts={"所得": Sourced(held=yen)})

    people = (earning("a", 100), earning("b", 200), earning("c", 400, at_home=False))
    fields = (
        FormField(label="世帯の所得", value=SUMMED),
        FormField(label="本人の所得", value=FactValue(INCOME, 0)),
        FormField(label="市に住んでいる", value=Literal(1, YEN)),
    )
    told = replace(ALLOWANCE, form=Form(title="申請書", fields=fields))
    filler = FormFiller(
        Situation(people=people).to_population([INCOME]),
        Figures(on=days(ON), parameters={}, tables={}),
        services=(told,),
        declared={"所得": DeclaredFact(fact=INCOME, sensitivity=sensitivity)},
        agreed=np.array(agreed, np.bool_),
    )
    return filler(told, 0, 1)


@pytest.mark.parametrize(
    ("agreed", "household", "own"),
    [
        ((True, True, False), "300円", "200円"),  # the visitor's is not in the sum
        ((False, True, True), None, "200円"),
        ((True, False, True), None, None),
    ],
)
def test_a_sum_over_the_household_is_printed_only_if_everyone_in_it_agreed(
    agreed: tuple[bool, ...], household: str | None, own: str | None
) -> None:
    values = filled(agreed, Sensitivity.TAX)
    assert values == {"世帯の所得": household, "本人の所得": own, "市に住んでいる": "1円"}
    plain = filled(agreed, Sensitivity.BASIC)
    assert (plain["世帯の所得"], plain["本人の所得"]) == ("300円", "200円")


def test_a_husband_is_not_told_of_his_wifes_right_nor_of_her_name(tmp_path: Path) -> None:
    husband = Member(key="husband", born=ADULT, identity=named("小倉 次郎"))
    wife = Member(key="wife", born=ADULT, identity=named("小倉 菊子"))
    child = Member(key="little", born=CHILD, guardian=1, identity=named("小倉 三郎"))
    homes = (Home(key="house-3", ward="小倉北区", members=(husband, wife, child)),)
    snapshot = build_snapshot(tmp_path / "snapshots" / "s", homes)
    gap = [
        right("child-allowance", unit=0, row=0, subject="husband", household="house-3"),
        right("school-aid", unit=0, row=1, subject="wife", household="house-3"),
        right("child-allowance", unit=0, row=2, subject="little", household="house-3"),
    ]
    sources = Sources(
        snapshot=snapshot,
        current=snapshot,
        run=build_run(tmp_path / "runs" / "r", gap),
        catalogue=catalogue(ALLOWANCE, AID),
        open_identity=unsealed,
    )
    report = write_letters(tmp_path, ORDER, sources=sources)
    assert (report.letters, report.households, report.addressees) == (2, 1, 2)
    his, hers = text_of(report, "husband"), text_of(report, "wife")
    for hidden in ("就学援助", "菊子", "三郎"):
        assert hidden not in his
    assert "就学援助" in hers and "三郎" in hers and "次郎" not in hers
    summary = json.loads((report.folder / "summary.json").read_text(encoding="utf-8"))
    assert (summary["letters"], summary["households"]) == (2, 1)


@pytest.mark.parametrize(
    ("sensitivity", "private"),
    [
        (Sensitivity.BASIC, False),
        (Sensitivity.TAX, False),
        (Sensitivity.HEALTH, True),
        (Sensitivity.WELFARE, True),
    ],
)
@pytest.mark.parametrize("holder", list(Holder))
def test_a_service_is_private_if_it_reads_of_health_or_welfare(
    sensitivity: Sensitivity, private: bool, holder: Holder
) -> None:
    handicap = Fact(name="手帳", type=Type(kind=Kind.TRUTH), holder=holder)
    clause = Clause(id="a", text="手帳がある", article="1", truth=FactTruth(handicap, 0))
    told = {"aid": service("aid", "手当", clauses=(clause,), form=None), "plain": ALLOWANCE}
    declared = {"手帳": DeclaredFact(fact=handicap, sensitivity=sensitivity)}
    assert private_services(told, declared) == ({"aid"} if private else set())
