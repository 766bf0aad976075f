"""Tables in, results out, read by anybody; protected people stand in no list that goes round."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sakimawari.match.results.folder import altered_files, open_result
from sakimawari.match.rides import schema_file
from sakimawari.match.rides.accepting import accept_call
from sakimawari.match.rides.examining import explain_folder, verify_folder
from sakimawari.match.rides.example import write_example
from sakimawari.match.rides.run import answer_call, plan_folder
from sakimawari.match.rides.solving import Effort
from sakimawari.problems import Problems
from sakimawari.publishing import hashes_of, manifest_of, write_manifest

DAY = date(2026, 10, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("rides")
    write_example(place / "given", rides=12)
    plan_folder(place / "given", place / "out", on=DAY, effort=Effort(steps=40))
    return place


def test_a_result_is_certified_anew_from_its_folder_and_explains_everybody(folder: Path) -> None:
    opened = open_result(folder / "out")
    assert verify_folder(opened) == opened.certificate and opened.certificate.sound
    assert {"printed", "protected"} <= {claim.id for claim in opened.certificate.claims}
    assert not altered_files(folder / "out")
    told = explain_folder(opened, None)
    assert [each.who for each in told] == [f"R{n:03}" for n in range(1, 13)]
    assert all(each.lines and each.easy and each.english for each in told)


def test_the_same_tables_and_seed_give_the_same_bytes(folder: Path) -> None:
    plan_folder(folder / "given", folder / "again", on=DAY, effort=Effort(steps=40))
    assert (folder / "again/manifest.json").read_bytes() == (
        folder / "out/manifest.json"
    ).read_bytes()


def test_a_protected_ride_stands_in_a_list_of_its_own_alone(folder: Path) -> None:
    out = folder / "out"
    assert "R006" in (out / "protected.csv").read_text("utf-8-sig")
    lists = [out / "result.csv", *out.glob("runs*.csv"), *out.glob("runs/*")]
    assert all("R006" not in path.read_text("utf-8-sig") for path in lists)


def test_a_call_is_answered_from_the_folder(folder: Path) -> None:
    asked = {"乗車停留所": "S01", "降車停留所": "S03", "乗車希望": "10:00"}
    _, told = answer_call(open_result(folder / "out"), asked)
    assert told.offer is not None or told.refused is not None
    with pytest.raises(Problems) as raised:
        answer_call(open_result(folder / "out"), {**asked, "降車停留所": "S99"})
    assert [each.id for each in raised.value.found] == ["RIDE012"]


def test_rows_that_cannot_be_used_are_named_and_set_aside_when_asked(folder: Path) -> None:
    write_example(folder / "bad", rides=6)
    table = folder / "bad/予約.csv"
    rows = table.read_text("utf-8-sig").splitlines()
    rows += [
        rows[1],
        "X1,S01,S99,10:00,,1,,",
        "X2,S01,S02,11:00-10:00,,1,,",
        "X3,S01,S02,10:00,,0,,",
        "X4,S01,S02,,,1,,",
    ]
    table.write_text("\n".join(rows), encoding="cp932")
    with pytest.raises(Problems) as raised:
        plan_folder(folder / "bad", folder / "no", on=DAY, effort=Effort(steps=1))
    found = [(each.id, each.where and each.where.line) for each in raised.value.found]
    assert found == [
        ("RIDE002", 8), ("RIDE003", 9), ("RIDE004", 10), ("RIDE005", 11), ("RIDE004", 12),
    ]  # fmt: skip
    report = plan_folder(folder / "bad", folder / "yes", on=DAY, effort=Effort(steps=1), go_on=True)
    assert report.rides == 6 and len(report.aside) == 5


def test_the_schema_names_every_column_that_is_read() -> None:
    told = json.loads(schema_file().read_text("utf-8"))
    assert "車椅子" in told["properties"]["予約"]["items"]["properties"]


@pytest.mark.parametrize(
    ("name", "before", "after", "claims"),
    [
        ("result.csv", "B号車", "A号車", {"printed"}),
        ("runs.csv", ",乗,", ",降,", {"printed"}),
        ("runs/001-A.csv", "出庫", "帰庫", {"printed"}),
        ("runs/001-A.svg", "運行の順", "順", {"printed"}),
        ("runs/002-B.csv", None, "", {"printed"}),  # gone
        ("runs/003-C.csv", "", "車両\r\nC\r\n", {"printed"}),  # of a vehicle that is none
        ("runs.csv", "別紙", "R006", {"printed", "protected"}),
        ("runs.csv", "\r\n", "\r\nA,,,,,R006,,,,,,,\r\n", {"printed", "protected"}),
    ],
)
def test_a_table_that_does_not_say_the_plan_is_named(
    folder: Path, name: str, before: str | None, after: str, claims: set[str]
) -> None:
    out = folder / "out"
    table = out / name
    kept = table.read_bytes() if table.exists() else None
    if before is None:
        table.unlink()
    elif kept is None:
        table.write_text(after, "utf-8-sig")
    else:
        text = kept.decode("utf-8")
        assert before in text
        table.write_bytes(text.replace(before, after, 1).encode("utf-8"))
    try:
        write_manifest(out, {**manifest_of(out), "files": hashes_of(out)})
        assert not altered_files(out)  # whoever changes a table may write its hash anew
        assert {each.claim for each in verify_folder(open_result(out)).violations} == claims
    finally:
        table.unlink(missing_ok=True)
        if kept is not None:
            table.write_bytes(kept)
        write_manifest(out, {**manifest_of(out), "files": hashes_of(out)})


def test_a_vehicle_without_seats_or_unknown_and_hours_that_cannot_be_are_named(
    tmp_path: Path,
) -> None:
    write_example(tmp_path / "bad", rides=6)
    fleet = tmp_path / "bad/車両.csv"
    fleet.write_text(fleet.read_text("utf-8-sig") + "C,08:30,17:00,0,0,0,S00,,,\n", "utf-8-sig")
    table = tmp_path / "bad/予約.csv"
    head, *_ = table.read_text("utf-8-sig").splitlines()
    rows = [head + ",車両", "X1,S01,S02,10:00,,1,,,Z", "X2,S01,S02,12:00-12:10,10:00-10:10,1,,,"]
    table.write_text("\n".join(rows), "utf-8-sig")
    with pytest.raises(Problems) as raised:
        plan_folder(tmp_path / "bad", tmp_path / "no", on=DAY, effort=Effort(steps=1))
    assert [each.id for each in raised.value.found] == ["RIDE005", "RIDE005", "RIDE004"]


SEAT = "車両番号,開始,終了,座席,出発停留所\nA,09:00,12:00,1,S0\n"
STREET = "停留所番号,緯度,経度\nS0,33.88,130.87\nS1,33.88,130.88\nS2,33.88,130.90\n"


def one_seat(place: Path) -> Path:
    """A vehicle of one seat with one ride in the morning, in a table as an office keeps it."""
    given = place / "given"
    given.mkdir()
    (given / "車両.csv").write_text(SEAT, "cp932")
    (given / "停留所.csv").write_text(STREET, "cp932")
    table = "予約番号,乗車停留所,降車停留所,乗車希望,控え\nR1,S1,S2,9:15-9:30,朝\n"
    (given / "予約.csv").write_text(table, "cp932")
    plan_folder(given, place / "out", on=DAY, effort=Effort(steps=20))
    return place / "out"


def test_of_two_callers_for_the_last_seat_the_second_is_not_offered_it(tmp_path: Path) -> None:
    out = one_seat(tmp_path)
    asked = {"乗車停留所": "S1", "降車停留所": "S2", "乗車希望": "10:30-10:35"}
    first = accept_call(out, {**asked, "受付番号": "C1"})
    assert first.answer.offer is not None and first.certificate is not None
    second = accept_call(out, {**asked, "受付番号": "C2", "支援措置": "対象"})
    assert second.answer.offer is None and second.answer.alternatives
    assert second.folder is None  # what was not offered is not recorded
    opened = open_result(out)
    assert verify_folder(opened) == opened.certificate and not altered_files(out)
    assert opened.settings["accepted"] == ["C1"]
    rows = (out / "problem/予約.csv").read_text("utf-8-sig").splitlines()
    assert "朝" in rows[1] and rows[2].startswith("C1,S1,S2,10:30-10:35,10:3")
    with pytest.raises(Problems) as raised:
        accept_call(out, {**asked, "乗車希望": "11:20", "受付番号": "C1"})
    assert [each.id for each in raised.value.found] == ["RIDE012"]


def test_an_accepted_ride_beside_the_plan_leaves_it_and_keeps_every_hour_told(
    tmp_path: Path,
) -> None:
    out = one_seat(tmp_path)
    before = (out / "manifest.json").read_bytes()
    asked = {"乗車停留所": "S2", "降車停留所": "S1", "乗車希望": "9:45-11:00", "受付番号": "C1"}
    done = accept_call(
        out, {**asked, "支援措置": "対象"}, out=tmp_path / "next", now=9 * 3600 + 1200
    )
    assert done.folder == tmp_path / "next" and (out / "manifest.json").read_bytes() == before
    assert "C1" in (tmp_path / "next/protected.csv").read_text("utf-8-sig")
    told = {line.split(",")[0]: line for line in
            (tmp_path / "next/problem/予約.csv").read_text("utf-8-sig").splitlines()}  # fmt: skip
    assert told["R1"].split(",")[4].startswith("09:")
    plan_folder(tmp_path / "next/problem", tmp_path / "again", on=DAY, effort=Effort(steps=20))
    assert open_result(tmp_path / "again").certificate.sound


def test_a_result_that_was_altered_takes_no_further_ride(tmp_path: Path) -> None:
    out = one_seat(tmp_path)
    (out / "runs.csv").write_text("車両\n", "utf-8-sig")
    asked = {"乗車停留所": "S1", "降車停留所": "S2", "乗車希望": "10:30", "受付番号": "C1"}
    with pytest.raises(Problems) as raised:
        accept_call(out, asked)
    assert [each.id for each in raised.value.found] == ["MATCH002"]
