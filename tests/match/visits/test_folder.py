"""Visits of several days from tables: any of its days, the same worker, lunch, and why not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sakimawari.match.results.folder import altered_files, open_result
from sakimawari.match.visits.examining import explain_folder, verify_folder
from sakimawari.match.visits.example import write_example
from sakimawari.match.visits.files import read_task
from sakimawari.match.visits.run import plan_visits
from sakimawari.match.visits.solving import Effort, solve
from sakimawari.match.visits.values import DAY
from sakimawari.match.visits.verifying import verify
from sakimawari.problems import Problems

SHORT = Effort(steps=60)
ON = date(2026, 10, 1)
DUTY = "職員,日,開始,終了,休憩開始,休憩終了,休憩分,技能,出発緯度,出発経度\n"


def tables(folder: Path, duties: str, visits: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "勤務.csv").write_text(DUTY + duties, encoding="utf-8")
    (folder / "訪問.csv").write_text(visits, encoding="utf-8")
    return folder


def test_a_visit_is_made_on_any_of_its_days_and_by_the_same_worker(tmp_path: Path) -> None:
    duties = "".join(
        f"{who},2026-10-0{day},09:00,17:00,11:30,13:30,60,,33.88,130.87\n"
        for day in (1, 2)
        for who in ("W1", "W2")
    )
    duties += "".join(f"W3,2026-10-0{day},09:00,13:00,,,,中国語,33.88,130.87\n" for day in (1, 2))
    visits = (
        "番号,緯度,経度,所要分,日,継続,必要な技能\n"
        "V1,33.881,130.871,30,2026-10-01,C1,\nV2,33.881,130.871,30,2026-10-02,C1,\n"
        "V3,33.889,130.879,200,2026-10-01～2026-10-02,,中国語\nV4,33.889,130.878,200,,,中国語\n"
    )
    read = read_task(tables(tmp_path / "given", duties, visits))
    rounds = solve(read.task, SHORT)
    assert verify(read.task, rounds) == () and not rounds.unmade
    workers = {shift.id: shift.worker for shift in read.task.shifts}
    by = {stop.visit: workers[each.shift] for each in rounds.rounds for stop in each.stops}
    days = {stop.visit: stop.begin // DAY for each in rounds.rounds for stop in each.stops}
    assert by["V1"] == by["V2"] and (days["V1"], days["V2"]) == (0, 1)
    assert {days["V3"], days["V4"]} == {0, 1}  # a morning holds one of them
    for each in rounds.rounds:
        assert not each.stops or (each.pause is None) == (workers[each.shift] == "W3")


def test_what_nobody_can_do_is_told_with_the_first_hour_somebody_could(tmp_path: Path) -> None:
    duties = "W1,2026-10-01,11:00,17:00,,,,手話,33.88,130.87\n"
    visits = (
        "番号,緯度,経度,所要分,時間帯,必要な技能\n"
        "V1,33.88,130.87,30,09:00-10:00,手話\nV2,33.88,130.87,30,,中国語\n"
    )
    folder = tables(tmp_path / "given", duties, visits)
    plan_visits(folder, tmp_path / "out", on=ON, effort=SHORT)
    window, nobody = explain_folder(open_result(tmp_path / "out"), None)
    assert window.english[0] == "No one with 手話 is free before 11:00; asked for until 10:00."
    assert "11:00より前には空きません" in window.lines[0]
    assert nobody.lines == ("「中国語」ができる職員が勤務していません。",)


def test_a_folder_is_certified_anew_and_keeps_protected_people_apart(tmp_path: Path) -> None:
    write_example(tmp_path / "given", visits=12)
    out = tmp_path / "out"
    plan_visits(tmp_path / "given", out, on=ON, effort=SHORT)
    assert verify_folder(open_result(out)).sound and not altered_files(out)
    assert "V007" in (out / "protected.csv").read_text("utf-8-sig")
    lists = [out / "result.csv", out / "rounds.csv", *out.glob("rounds/*")]
    assert len(lists) > 4
    assert all("V007" not in path.read_text("utf-8-sig") for path in lists)
    opened = open_result(out)
    assert verify_folder(opened) == opened.certificate
    assert [claim.id for claim in opened.certificate.claims][-2:] == ["printed", "protected"]
    sheet = next(
        path for path in lists if "別紙" in path.read_text("utf-8-sig") and "-" in path.stem
    )
    for path, before, after, claims in (
        (out / "rounds.csv", "別紙", "V007", {"printed", "protected"}),
        (sheet, "出発", "帰着", {"printed"}),
        (sheet.with_suffix(".svg"), "訪問の順", "順", {"printed"}),
        (out / "result.csv", "訪問する", "組めない", {"printed"}),
    ):
        kept = path.read_bytes()
        path.write_bytes(kept.decode("utf-8").replace(before, after, 1).encode("utf-8"))
        assert {each.claim for each in verify_folder(opened).violations} == claims
        path.write_bytes(kept)


def test_each_row_that_cannot_be_used_is_named_with_its_line(tmp_path: Path) -> None:
    duties = (
        "W1,2026-10-01,09:00,17:00,,,,,33.88,130.87\nW2,2026-10-01,17:00,09:00,,,,,33.88,130.87\n"
    )
    visits = (
        "番号,緯度,経度,所要分,日,時間帯,人数\n"
        "V1,33.88,130.87,30,,,\nV1,33.88,130.87,30,,,\nV2,130.87,33.88,30,,,\n"
        "V3,33.88,130.87,30,,11:00-09:00,\nV4,33.88,130.87,30,,,3\nV5,33.88,130.87,30,2026-10-09,,\n"
    )
    folder = tables(tmp_path / "given", duties, visits)
    with pytest.raises(Problems) as raised:
        plan_visits(folder, tmp_path / "no", on=ON, effort=SHORT)
    assert [(each.id, each.where and each.where.line) for each in raised.value.found] == [
        ("VISIT027", 3), ("VISIT022", 3), ("VISIT023", 4),
        ("VISIT024", 5), ("VISIT025", 6), ("VISIT026", 7),
    ]  # fmt: skip
    report = plan_visits(folder, tmp_path / "yes", on=ON, effort=SHORT, go_on=True)
    assert report.visits == 1 and report.rounds.made == 1


def test_ways_of_the_citys_own_hold_over_straight_lines(tmp_path: Path) -> None:
    duties = "W1,2026-10-01,09:00,17:00,,,,,33.88,130.87\n"
    visits = "番号,緯度,経度,所要分,場所\nV1,33.90,130.87,30,P1\n"
    folder = tables(tmp_path / "given", duties, visits)
    before = read_task(folder).task.travel
    (folder / "勤務.csv").write_text(
        DUTY.replace("\n", ",出発場所\n") + duties.replace("\n", ",P0\n"), encoding="utf-8"
    )
    (folder / "所要時間.csv").write_text("出発,到着,分\nP0,P1,42\n", encoding="utf-8")
    after = read_task(folder).task.travel
    (matrix,) = {each.tobytes() for mode, each in after.seconds.items() if mode.value == "car"}
    assert int(after.seconds[next(m for m in after.seconds if m.value == "car")][0, 1]) == 42 * 60
    assert before.places == after.places == 2 and matrix
