"""A folder of tables to a certified result: explained, repeatable, and refused when it was tampered with."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sakimawari.cli import app
from sakimawari.match.offers.consent import Event, Happened
from sakimawari.match.offers.example import write_example
from sakimawari.match.offers.introductions import open_book, read_book, record, write_history
from sakimawari.match.offers.reading import read_question
from sakimawari.match.offers.run import Done, match_offers
from sakimawari.match.offers.schema import schema_text
from sakimawari.match.offers.telling import explain
from sakimawari.match.offers.values import Options, Side
from sakimawari.match.offers.verifying import verify, verify_folder
from sakimawari.match.results.folder import open_result
from sakimawari.problems import Problems
from sakimawari.publishing import hashes_of
from tests.match.offers.town import DAY, folder_of

WORDS = Options(meaning="off", least=0.05, introduce=0.05)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    place = tmp_path_factory.mktemp("offers")
    write_example(place / "town")
    return match_offers(place / "town", place / "result", on=DAY, options=WORDS)


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_example_is_certified_and_says_by_what_it_compared(done: Done) -> None:
    assert done.certificate.sound
    assert done.summary["by"] == "words"
    assert done.summary["together"] > 5
    assert verify(open_result(done.folder)) == done.certificate


def test_the_same_input_and_seed_give_the_same_bytes(done: Done, tmp_path: Path) -> None:
    again = match_offers(done.folder / "problem", tmp_path / "again", on=DAY, options=WORDS)
    assert hashes_of(again.folder) == hashes_of(done.folder)


def test_a_firm_of_21_employees_learns_why_a_programme_was_left_out(done: Done) -> None:
    [told] = explain(open_result(done.folder), "N09")
    assert "オファーO09は除きました：従業員数が21です（対象は20以下）" in told.lines


def test_everybody_is_explained_in_three_ways(done: Done) -> None:
    everybody = explain(open_result(done.folder), None)
    assert len(everybody) == 24
    matched = next(each for each in everybody if each.who == "N03")
    assert matched.outcome == "組"
    assert any("ポルトガル" in line for line in matched.lines)
    assert matched.easy
    assert matched.english


def test_an_unknown_id_is_named_with_the_nearest(done: Done) -> None:
    with pytest.raises(Problems) as raised:
        explain(open_result(done.folder), "N9")
    assert raised.value.found[0].id == "MATCH003"


def test_protected_people_are_matched_and_stand_in_no_open_list(done: Done) -> None:
    officer = rows(done.folder, "for-the-officer.csv")
    assert {row["ニーズ"] for row in officer} == {"N11"}
    assert [row["用途"] for row in officer].count("組") == 1
    for name in ("result.csv", "lists.csv", "pairs.csv", "outcomes.csv", "excluded.csv"):
        assert all(row.get("ニーズ") != "N11" for row in rows(done.folder, name))


def changed(folder: Path, name: str, change: Callable[[list[list[str]]], None]) -> None:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        cells = list(csv.reader(file))
    change(cells)
    with (folder / name).open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(cells)


def pair(need: str, offer: str, score: str = "0.99000") -> list[str]:
    return [need, offer, score, "0.0000", "", "0.000"]


@pytest.mark.parametrize(
    ("name", "change", "claim"),
    [
        ("pairs.csv", lambda cells: cells.append(pair("N09", "O09")), "conditions"),
        ("pairs.csv", lambda cells: cells.append(pair("N99", "O01")), "known"),
        ("result.csv", lambda cells: cells.pop(), "stable"),
        ("result.csv", lambda cells: cells.append(cells[-1]), "quota"),
        ("lists.csv", lambda cells: cells.pop(), "exposure"),
        ("exposure.csv", lambda cells: cells[1].__setitem__(3, "7"), "exposure"),
        ("excluded.csv", lambda cells: cells.append(["N01", "O01", "曜日", ""]), "excluded"),
        ("outcomes.csv", lambda cells: cells.append(["N11", "なし", ""]), "protected"),
        ("outcomes.csv", lambda cells: cells[1].__setitem__(1, "なし"), "outcomes"),
        ("outcomes.csv", lambda cells: cells.pop(), "outcomes"),
        ("exposure.csv", lambda cells: cells[1].__setitem__(2, "99"), "outcomes"),
        ("lists.csv", lambda cells: cells[1].__setitem__(1, "4"), "outcomes"),
        ("result.csv", lambda cells: cells[1].__setitem__(3, "0.9999"), "outcomes"),
        (
            "outcomes.csv",
            lambda cells: cells[1].append("膝が悪くて庭の草取りができません"),
            "identity",
        ),
    ],
)
def test_the_examiner_names_what_was_changed(
    done: Done, tmp_path: Path, name: str, change: Callable[[list[list[str]]], None], claim: str
) -> None:
    again = match_offers(done.folder / "problem", tmp_path / "again", on=DAY, options=WORDS)
    changed(again.folder, name, change)
    settings = json.loads((again.folder / "settings.json").read_text(encoding="utf-8"))
    found = verify_folder(again.folder, settings, DAY)
    assert claim in {each.claim for each in found.violations}


BAD_NEEDS = [
    "番号,本文,緯度,経度,曜日,開始時刻,終了時刻,人数,条件:従業員数,希望",
    "N1,草取りを頼みたい,34.86,138.31,月,9:00,12:00,1,20以下,O1",
    "N1,草取りを頼みたい,,,,,,,,",
    ",草取りを頼みたい,,,,,,,,",
    "N2,,,,,,,,,",
    "N3,草取り,138.31,34.86,,,,,,",
    "N4,草取り,,,,12:00,9:00,,,",
    "N5,草取り,,,,,,0,,",
    "N6,草取り,,,,,,,二十人くらい3,",
    "N7,草取り,,,,,,,,O9",
    "N8,草取り,,,,,,,,O1、O1",
    "N9,草取り,,,雨の日,,,,,",
]
OFFERS = ["番号,本文,従業員数", "O1,草取りをします,5人", "O2,草むしりをします,5人"]


def test_every_bad_row_is_named_with_its_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    problem = folder_of(
        tmp_path / "in", BAD_NEEDS, OFFERS, ["ニーズ,オファー,結果", "N1,O1,たぶん"]
    )
    with pytest.raises(Problems) as raised:
        match_offers(problem, tmp_path / "out", on=DAY, options=WORDS)
    named = [(each.id, each.where.line if each.where else 0) for each in raised.value.found]
    expected = [
        ("OFFER001", 3),
        ("OFFER001", 4),
        ("OFFER002", 5),
        ("OFFER003", 6),
        ("OFFER004", 7),
        ("OFFER005", 8),
        ("OFFER006", 9),
        ("OFFER008", 10),
        ("OFFER008", 11),
        ("OFFER004", 12),
        ("OFFER009", 2),
    ]
    assert sorted(named) == sorted(expected)
    went = match_offers(problem, tmp_path / "out", on=DAY, options=WORDS, go_on=True)
    assert went.certificate.sound
    assert went.summary["needs_matched"] == 1
    assert len(rows(went.folder, "set-aside.csv")) == len(expected)


@pytest.mark.parametrize(
    ("header", "cell"),
    [("条件:性別", "女性"), ("重み:国籍", "3"), ("重み:年齢", "1")],
)
def test_nobody_is_ranked_or_barred_by_a_protected_attribute(
    tmp_path: Path, header: str, cell: str
) -> None:
    needs = [f"番号,本文,{header}", f"N1,草取りを頼みたい,{cell}"]
    with pytest.raises(Problems) as raised:
        read_question(folder_of(tmp_path, needs, OFFERS), DAY)
    assert raised.value.found[0].id == "OFFER007"


def test_an_age_bounds_a_service_but_never_a_job(tmp_path: Path) -> None:
    offers = ["番号,種別,本文,対象年齢", "O1,{},子を預かります,3～6歳"]
    needs = ["番号,本文,年齢", "N1,子を預けたい,7"]
    service = [offers[0], offers[1].format("団体")]
    read = read_question(folder_of(tmp_path / "a", needs, service), DAY)
    assert read.question.offers[0].terms[0].fact == "年齢"
    with pytest.raises(Problems):
        read_question(folder_of(tmp_path / "b", needs, [offers[0], offers[1].format("求人")]), DAY)


def test_a_refusal_lowers_the_refusers_pair_and_like_ones_and_nobody_elses(tmp_path: Path) -> None:
    needs = ["番号,本文", "N1,庭の草取りを頼みたい", "N2,庭の草取りを頼みたい"]
    offers = ["番号,本文", "O1,庭の草取りをします", "O2,庭の草取りをいたします", "O3,傘の修理"]
    options = replace(WORDS, least=0.0, introduce=0.0)

    def scores(history: list[str], name: str) -> dict[tuple[str, str], float]:
        problem = folder_of(tmp_path / name, needs, offers, history)
        result = match_offers(problem, tmp_path / f"{name}-out", on=DAY, options=options)
        assert result.certificate.sound
        return {
            (row["ニーズ"], row["オファー"]): float(row["得点"])
            for row in rows(result.folder, "pairs.csv")
        }

    before = scores([], "before")
    after = scores(["ニーズ,オファー,結果,側,理由", "N1,O1,辞退,ニーズ,内容"], "after")
    assert 0 < after["N1", "O1"] < 0.25 * before["N1", "O1"]
    assert after["N1", "O1"] < after["N1", "O2"] < before["N1", "O2"]
    for other in ("O1", "O2", "O3"):
        assert after["N2", other] == before["N2", other]


def test_nobody_is_named_before_both_agree_and_refusals_reach_the_next_match(
    done: Done, tmp_path: Path
) -> None:
    book = tmp_path / "book"
    assert open_book(open_result(done.folder), book, DAY) == len(rows(done.folder, "result.csv"))
    one, two = list(read_book(book))[:2]

    def happens(id: str, event: Event, side: Side | None = None, reason: str = "") -> bool:
        what = Happened(introduction=id, event=event, side=side, on=DAY, reason=reason)
        return record(book, what).may_name

    for side in Side:
        assert not happens(one, Event.TOLD, side)
    assert not happens(one, Event.AGREED, Side.NEED)
    with pytest.raises(Problems, match="OFFER013"):
        happens(one, Event.SUCCEEDED)
    assert happens(one, Event.AGREED, Side.OFFER)
    assert happens(one, Event.SUCCEEDED)
    with pytest.raises(Problems, match="OFFER013"):
        happens(two, Event.AGREED, Side.NEED)  # not told yet
    assert not happens(two, Event.TOLD, Side.NEED)
    with pytest.raises(Problems, match="OFFER013"):
        happens(two, Event.DECLINED, Side.NEED)  # without a reason
    happens(two, Event.DECLINED, Side.NEED, "遠い")
    assert write_history(book, tmp_path / "history.csv") == 2
    assert [row["結果"] for row in rows(tmp_path, "history.csv")] == ["成立", "辞退"]
    told = (book / "profiles.csv").read_text(encoding="utf-8-sig")
    assert "膝が悪くて" not in told
    assert "N11" not in (book / "introductions.csv").read_text(encoding="utf-8-sig")


def test_an_event_that_was_changed_shows(done: Done, tmp_path: Path) -> None:
    book = tmp_path / "book"
    open_book(open_result(done.folder), book, DAY)
    changed(book, "events.csv", lambda cells: cells.__delitem__(1))
    with pytest.raises(Problems, match="OFFER014"):
        read_book(book)


def test_the_command_matches_verifies_and_sets_aside(tmp_path: Path) -> None:
    run = CliRunner().invoke
    assert json.loads(schema_text()) == json.loads(run(app, ["match", "offers", "--schema"]).output)
    town, result = str(tmp_path / "town"), str(tmp_path / "result")
    assert run(app, ["match", "offers", "--example", town]).exit_code == 0
    given = ["match", "offers", town, "--out", result, "--meaning", "off", "--on", "2026-11-26"]
    told = run(app, [*given, "--json"])
    assert told.exit_code == 0
    assert json.loads(told.output)["certified"] is True
    assert run(app, ["match", "verify", result]).exit_code == 0
    assert "N09" in run(app, ["match", "explain", result, "N09"]).output
    with (tmp_path / "town" / "needs.csv").open("a", encoding="utf-8") as file:
        file.write("N99" + "," * 22 + "\n")
    assert run(app, given).exit_code == 2
    assert run(app, [*given, "--go-on"]).exit_code == 1


def test_an_offer_that_ended_yesterday_is_left_out(tmp_path: Path) -> None:
    needs = ["番号,本文", "N1,庭の草取りを頼みたい"]
    offers = ["番号,本文,期間終了", "O1,庭の草取りをします,2026-11-26"]
    problem = folder_of(tmp_path / "in", needs, offers)
    for day, count in ((DAY, 1), (date(2026, 11, 27), 0)):
        result = match_offers(problem, tmp_path / f"{day}", on=day, options=WORDS)
        assert result.summary["together"] == count
