"""Companies are read beside residents: their rights, gaps, deadlines and explanations."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.fit.asking.resident import begin_with_company
from sakimawari.fit.asking.sheet import sheet_of
from sakimawari.fit.asking.wire import from_json, to_json
from sakimawari.fit.compare.question import Question
from sakimawari.fit.compare.run import compare
from sakimawari.fit.compare.sides import Sides
from sakimawari.fit.compare.words import of_companies
from sakimawari.fit.explain import explain, record_of, replay
from sakimawari.fit.run import Task
from sakimawari.fit.schema import RUN_TABLES
from sakimawari.fit.store import ListQuery, Run
from sakimawari.fit.timetable import timetable
from sakimawari.fit.words import lines_of
from sakimawari.night.engines.local import part_by_part
from sakimawari.night.run import run_night
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import Problems
from sakimawari.reach.addressing.rights import tellable
from sakimawari.registry.companies import companies_of
from sakimawari.registry.store import Snapshot, current_snapshot, open_snapshot
from sakimawari.rules.outcome import Status
from tests.night.enterprises import (
    HELPED,
    LARGE,
    NEW,
    ON,
    SMALL,
    UNTOLD,
    load_town,
    trial_pack,
    write_exports,
)
from tests.night.test_next_night import same
from tests.night.town import kernels_of
from tests.registry.exports import load_all

TASK = Task(on=ON, months=12, threads=1)
Town = tuple[Path, Catalogue, Run]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("enterprises")
    home, catalogue = load_town(folder), trial_pack(folder)
    kernels = kernels_of(folder)
    kernels.mkdir(exist_ok=True)
    (home / "cache").symlink_to(kernels)
    return home, catalogue, run_night(home, catalogue, task=TASK).run


def snapshot_of(town: Town) -> Snapshot:
    return open_snapshot(current_snapshot(town[0]))


def rows(town: Town, table: str, **wanted: Any) -> list[dict[str, Any]]:
    found = town[2].table(table).to_pylist()
    return [row for row in found if all(row[key] == value for key, value in wanted.items())]


def test_a_companys_right_stands_under_its_number_and_no_household(town: Town) -> None:
    found = {row["subject"]: row for row in rows(town, "entitlements", service="small-grant")}
    # 5 in retail fit, 6 do not; of an unknown industry 6 may fit; 20 in manufacturing do, 21 not.
    assert {number: row["status"] for number, row in found.items()} == {
        SMALL: "yes",
        UNTOLD: "unknown",
        HELPED: "yes",
    }
    assert {row["subject_kind"] for row in found.values()} == {"company"}
    assert {row["household"] for row in found.values()} == {None}
    assert (found[SMALL]["ward"], found[SMALL]["age"]) == ("門司区", -1)
    assert found[SMALL]["amount_low"] == 500_000
    assert found[UNTOLD]["missing"] == "業種"


def test_a_company_that_has_the_programme_is_no_gap_and_is_never_reviewed(town: Town) -> None:
    gap = {row["subject"]: row["kind"] for row in rows(town, "gap", service="small-grant")}
    # One has it and fits, one has it (a grant of the past) and fits no longer: neither is told.
    assert gap == {SMALL: "unclaimed", UNTOLD: "possible"}


def test_a_companys_right_ends_on_the_day_the_law_says(town: Town) -> None:
    [ends] = rows(town, "coming", service="start-up")
    assert (ends["subject"], ends["change"], ends["on"]) == (NEW, "ends", date(2027, 2, 1))


def test_deadlines_and_sums_count_companies_by_ward(town: Town) -> None:
    by_ward = {row["ward"]: row for row in rows(town, "summary", service="small-grant")}
    assert set(by_ward) == {"小倉北区", "門司区"}
    assert by_ward["門司区"]["unclaimed_yen_per_year"] == 500_000
    assert {row["ward"] for row in rows(town, "summary", service="long-life")} == {"小倉北区"}
    assert (by_ward["小倉北区"]["entitled"], by_ward["小倉北区"]["possible"]) == (1, 1)
    assert (by_ward["小倉北区"]["receiving"], by_ward["小倉北区"]["to_review"]) == (2, 0)
    [due] = rows(town, "deadlines", service="small-grant", subject=SMALL)
    assert due["by"] == date(2027, 8, 18)


def test_a_list_keeps_companies_when_households_are_closed(town: Town) -> None:
    query = ListQuery(table="gap", service="small-grant", closed=frozenset({"somebody"}))
    assert town[2].list(query).num_rows == 2


def test_residents_are_read_as_ever(town: Town) -> None:
    [right] = rows(town, "entitlements", service="long-life")
    assert (right["subject_kind"], right["subject"], right["status"]) == ("person", "p1", "yes")


def test_no_letter_to_a_resident_tells_of_a_companys_right(town: Town) -> None:
    told = tellable(town[2].table("gap"), town[1].services).to_pylist()
    assert {row["service"] for row in told} == {"long-life"}


def test_the_timetable_of_a_company_is_found_by_its_number(town: Town) -> None:
    times = timetable(town[2], town[1], HELPED)
    [grant] = times.services
    assert (grant.service, grant.receives) == ("small-grant", True)
    with pytest.raises(Problems, match="FIT001"):
        timetable(town[2], town[1], "1234567890123")


# ---------------------------------------------------------------- another night, another engine


def test_a_night_after_changes_finds_of_companies_what_a_whole_night_finds(
    town: Town, tmp_path: Path
) -> None:
    home, catalogue = tmp_path / "home", town[1]
    load_all(write_exports(tmp_path / "exports"), home=home, on=ON)
    (home / "cache").symlink_to((town[0] / "cache").resolve())
    run_night(home, catalogue, task=TASK)
    later = date(2026, 11, 2)
    load_all(write_exports(tmp_path / "exports", employees="6"), home=home, on=later)
    next_night = run_night(home, catalogue, task=Task(on=later, months=12, threads=1)).run
    whole = Task(on=later, months=12, threads=1, whole=True)
    same(next_night, run_night(home, catalogue, task=whole).run)
    assert next_night.manifest["layer"] == 1
    unclaimed = next_night.list(ListQuery(service="small-grant", kind="unclaimed"))
    assert unclaimed.num_rows == 0


def test_a_night_made_part_by_part_finds_the_same_companies(town: Town, tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_all(write_exports(tmp_path / "exports"), home=home, on=ON)
    (home / "cache").symlink_to((town[0] / "cache").resolve())
    parted = run_night(home, town[1], task=TASK, engine=part_by_part(most_units=1)).run
    for table in RUN_TABLES:
        one, other = parted.table(table.name).to_pylist(), town[2].table(table.name).to_pylist()
        assert sorted(map(str, one)) == sorted(map(str, other))


def test_without_a_register_of_companies_their_services_are_due_to_nobody(
    town: Town, tmp_path: Path
) -> None:
    exports = write_exports(tmp_path / "exports")
    for path in exports.glob("20*.csv"):
        path.unlink()
    load_all(exports, home=tmp_path / "home", on=ON)
    (tmp_path / "home" / "cache").symlink_to((town[0] / "cache").resolve())
    run = run_night(tmp_path / "home", town[1], task=TASK).run
    assert {row["service"] for row in run.table("calendar").to_pylist()} == {"long-life"}


# ---------------------------------------------------------------- one company


def test_why_tells_a_company_its_clauses_with_file_and_row(town: Town) -> None:
    explanation = explain(snapshot_of(town), town[1], subject=LARGE, service="small-grant", on=ON)
    assert explanation.reading.status == Status.NO
    told = "\n".join(lines_of(explanation, full=True))
    assert "企業 従業員数 = 6人（20_法人.csv 3行" in told
    assert "世帯" not in told and "本人" not in told
    again = replay(json.dumps(record_of(explanation), ensure_ascii=False))
    assert record_of(again) == record_of(explanation)


def test_a_number_no_register_holds_is_told(town: Town) -> None:
    with pytest.raises(Problems, match="CLI010"):
        explain(snapshot_of(town), town[1], subject="p1", service="small-grant", on=ON)


def test_a_company_is_asked_what_is_missing(town: Town) -> None:
    book = Questionnaire(town[1], on=ON, registered=True, companies=True)
    interview = begin_with_company(snapshot_of(town), book, UNTOLD)
    sheet = sheet_of(book, interview)
    grant = next(one for one in sheet.results if one.service == "small-grant")
    assert (grant.about, grant.status) == ("企業", "unknown")
    assert sheet.question is not None and sheet.question.fact == "業種"
    sent = from_json(to_json(interview), town[1])
    held = {name: one.held for name, one in interview.situation.household.items()}
    assert {name: one.held for name, one in sent.situation.household.items()} == held


def test_residents_and_companies_are_not_asked_about_each_others_services(town: Town) -> None:
    for companies, slug in ((False, "small-grant"), (True, "long-life")):
        with pytest.raises(Problems, match="ASK007"):
            Questionnaire(town[1], on=ON, services=[slug], registered=True, companies=companies)
    assert set(Questionnaire(town[1], on=ON, registered=True).services) == {"long-life"}


def test_an_entry_of_a_company_nobody_knows_is_set_aside(tmp_path: Path) -> None:
    exports = write_exports(tmp_path / "exports")
    path = exports / "20d_法人制度.csv"
    unnamed = f"{SMALL},,2026-04-01,\r\n"
    path.write_text(
        path.read_text(encoding="utf-8-sig") + f"1999801000032,小規模助成,2026-04-01,\r\n{unnamed}",
        encoding="utf-8-sig",
        newline="",
    )
    load_all(exports, home=tmp_path / "home", on=ON)
    snapshot = open_snapshot(current_snapshot(tmp_path / "home"))
    marks = {(row["row"], row["problem"]) for row in snapshot.set_aside().to_pylist()}
    assert marks == {(4, "ROW042"), (5, "ROW043")}
    apart = companies_of(snapshot)
    assert apart is not None and apart.receiving().num_rows == 2


def test_a_comparison_counts_the_companies_a_change_takes_in_and_leaves_out(town: Town) -> None:
    services = dict(town[1].services)
    rule = services["small-grant"].rule
    without_size = replace(rule, clauses=rule.clauses[1:])  # sales alone decide
    services["small-grant"] = replace(services["small-grant"], rule=without_size)
    sides = Sides(before=town[1], after=replace(town[1], services=services), names=("A", "B"))
    found = compare(snapshot_of(town), sides, Question(on=ON, months=2), cache=town[0] / "cache")
    (impact,) = found.of_companies
    assert (impact.slug, impact.effect) == ("small-grant", ON)
    assert (impact.entitled, impact.possible) == ((2, 5), (1, 0))
    assert (impact.gained, impact.lost) == (2, 0)  # who may have fitted before is no gain for sure
    assert found.impacts == ()
    (told,) = of_companies(found)
    assert "対象 2社→5社" in told and "新たに対象 2社" in told


def test_a_service_of_companies_that_ends_leaves_out_all_who_fit(town: Town) -> None:
    less = {s: one for s, one in town[1].services.items() if s != "small-grant"}
    sides = Sides(before=town[1], after=replace(town[1], services=less), names=("A", "B"))
    found = compare(snapshot_of(town), sides, Question(on=ON, months=1), cache=town[0] / "cache")
    (impact,) = found.of_companies
    assert (impact.entitled, impact.gained, impact.lost) == ((2, 0), 0, 2)
    alike = replace(sides, after=town[1])
    same = compare(snapshot_of(town), alike, Question(on=ON, months=1), cache=town[0] / "cache")
    assert of_companies(same) == []
