"""Letters of a run from beginning to end: tables in, a folder of letters out."""

from __future__ import annotations

import fcntl
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader

from sakimawari.guard.keys import open_keys
from sakimawari.packs.pack import Notice, Sensitivity
from sakimawari.problems import Problems
from sakimawari.reach.addressing.reference import read_reference
from sakimawari.reach.letters.order import LettersReport, Order, Sources
from sakimawari.reach.letters.run import write_letters
from sakimawari.reach.telling.offer import Language, Sender, Wording
from sakimawari.rules.tree import Clause, Holder, TruthLiteral
from tests.reach.town import (
    ON,
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
SENDER = Sender(city=Wording(ja="八重崎市"), phone="000-000-0000")
ALLOWANCE, AID = service("child-allowance", "児童手当"), service("school-aid", "就学援助")
HOMES = (
    Home(
        key="house-1",
        ward="門司区",
        members=(
            Member(key="mother", born=ADULT, identity=named("門司 花子")),
            Member(key="child", born=CHILD, guardian=0, identity=named("門司 太郎")),
        ),
    ),
    Home(
        key="house-2",
        ward="若松区",
        members=(Member(key="single", born=ADULT, identity=named("若松 一郎", "2番2号")),),
    ),
)
GAP = (
    right("child-allowance", unit=0, row=0, subject="mother", household="house-1"),
    right(
        "school-aid",
        unit=0,
        row=1,
        kind="possible",
        subject="child",
        household="house-1",
        missing="生年月日",
        amount_low=0,
        amount_high=50_000,
        undecided=1,
    ),
    right("child-allowance", unit=1, row=2, subject="single", household="house-2"),
)


def sources(home: Path, **more: Any) -> Sources:
    """A snapshot and a run under the city's folder; built once."""
    snapshot = home / "snapshots" / "s"
    run = home / "runs" / "2026-06-01-abcd"
    night = build_snapshot(snapshot, more.get("homes", HOMES), more.get("around"))
    return Sources(
        snapshot=night,
        current=more.get("current", night),
        run=build_run(run, more.get("gap", GAP)),
        catalogue=more.get("catalogue", catalogue(ALLOWANCE, AID)),
        open_identity=more.get("open_identity", unsealed),
    )


def order(**more: Any) -> Order:
    return Order(on=ON, sender=SENDER, **more)


def text_of(report: LettersReport, file: str, page: int = 1) -> str:
    return "".join(PdfReader(report.folder / file).pages[page - 1].extract_text().split())


def index_of(report: LettersReport) -> dict[str, dict[str, Any]]:
    rows = pq.read_table(report.folder / "letters.parquet").to_pylist()
    return {row["household"]: row for row in rows}


def test_each_household_gets_one_page_with_all_its_services(tmp_path: Path) -> None:
    report = write_letters(tmp_path, order(), sources=sources(tmp_path))
    assert (report.letters, report.files, report.offers) == (2, 1, 3)
    index = index_of(report)
    assert index["house-1"]["services"] == ["child-allowance", "school-aid"]
    assert index["house-1"]["person"] == "mother"
    text = text_of(report, index["house-1"]["file"])
    assert "八重崎市門司区浅野一丁目1番1号" in text
    assert "門司花子様" in text
    assert "就学援助（門司太郎様）" in text
    assert "生年月日を教えてください" in text
    assert "市内に住所がある" in text


def test_the_forms_facts_are_filled_in_for_the_right_person(tmp_path: Path) -> None:
    report = write_letters(tmp_path, order(), sources=sources(tmp_path))
    index = index_of(report)
    assert "基準の生年月日平成2年5月1日" in text_of(
        report, index["house-2"]["file"], index["house-2"]["page"]
    )
    assert "基準の生年月日令和2年5月1日" in text_of(report, index["house-1"]["file"])


def test_a_condition_that_is_not_certain_is_no_reason(tmp_path: Path) -> None:
    gap = (replace_in(GAP[1], undecided=0b10),)
    clauses = (
        Clause(id="a", text="学校に通っている", article="1", truth=TruthLiteral(True)),
        Clause(id="b", text="所得が少ない", article="2", truth=TruthLiteral(True)),
        Clause(id="c", text="除外される", article="3", truth=TruthLiteral(False), excludes=True),
    )
    told = catalogue(service("school-aid", "就学援助", clauses=clauses))
    report = write_letters(tmp_path, order(), sources=sources(tmp_path, gap=gap, catalogue=told))
    text = text_of(report, index_of(report)["house-1"]["file"])
    assert "学校に通っている" in text
    assert "所得が少ない" not in text
    assert "除外される" not in text


def replace_in(row: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**row, **more}


def test_the_index_holds_references_and_keys_and_nobodys_name(tmp_path: Path) -> None:
    report = write_letters(tmp_path, order(), sources=sources(tmp_path))
    rows = index_of(report).values()
    references = {row["reference"] for row in rows}
    assert len(references) == 2
    assert all(read_reference(reference) == reference for reference in references)
    kept = json.dumps(list(rows)) + (report.folder / "summary.json").read_text(encoding="utf-8")
    for personal in ("花子", "太郎", "一郎", "番", "800-0001"):
        assert json.dumps(personal).strip('"') not in kept
        assert personal not in kept
    for path in report.folder.rglob("*.p*"):
        assert path.stat().st_mode & 0o077 == 0


def test_the_same_order_a_second_time_does_nothing(tmp_path: Path) -> None:
    drawn_on = sources(tmp_path)
    first = write_letters(tmp_path, order(), sources=drawn_on)
    before = {path: path.read_bytes() for path in first.folder.rglob("*.pdf")}
    second = write_letters(tmp_path, order(), sources=drawn_on)
    assert second.already and not first.already
    assert second.folder == first.folder
    assert {path: path.read_bytes() for path in second.folder.rglob("*.pdf")} == before


def test_someone_written_to_gets_no_second_letter_from_the_same_run(tmp_path: Path) -> None:
    drawn_on = sources(tmp_path)
    first = write_letters(tmp_path, order(limit=1), sources=drawn_on)
    second = write_letters(tmp_path, order(), sources=drawn_on)
    assert {*index_of(first), *index_of(second)} == {"house-1", "house-2"}
    assert (first.letters, second.letters) == (1, 1)
    assert second.left_out["already_written"] >= 1
    numbers = [row["number"] for r in (first, second) for row in index_of(r).values()]
    assert numbers == ["20260601-00001", "20260601-00002"]


def test_recipients_who_no_longer_fit_are_for_a_clerk_and_never_written_to(tmp_path: Path) -> None:
    gap = (replace_in(GAP[0], kind="to_review", status=None, amount_low=None, amount_high=None),)
    report = write_letters(tmp_path, order(), sources=sources(tmp_path, gap=gap))
    assert report.letters == 0
    assert index_of(report) == {}


def test_a_protected_household_is_counted_and_not_written_to(tmp_path: Path) -> None:
    for until, letters in ((None, 1), (ON, 1), (date(2026, 5, 31), 2)):
        home = tmp_path / str(until)
        around = Around(protected={"child": until})
        report = write_letters(home, order(), sources=sources(home, around=around))
        assert report.letters == letters
        assert ("house-1" in index_of(report)) == (letters == 2)


def test_each_person_is_written_to_in_their_language_unless_one_is_ordered(tmp_path: Path) -> None:
    around = Around(
        contacts={"mother": {"language": "やさしい日本語"}, "single": {"language": "英語"}}
    )
    drawn_on = sources(tmp_path, around=around)
    report = write_letters(tmp_path, order(), sources=drawn_on)
    assert report.languages == {"easy": 1, "en": 1}
    row = index_of(report)["house-2"]
    assert "10,000yenamonth" in text_of(report, row["file"], row["page"])
    elsewhere = tmp_path / "elsewhere"
    plain = write_letters(elsewhere, order(language=Language.JAPANESE), sources=drawn_on)
    assert plain.languages == {"ja": 2}


def test_someone_who_declined_notices_gets_none(tmp_path: Path) -> None:
    around = Around(contacts={"single": {"consent_notice": 0}})
    report = write_letters(tmp_path, order(), sources=sources(tmp_path, around=around))
    assert set(index_of(report)) == {"house-1"}
    assert report.left_out["opted_out"] == 1


def test_half_an_address_is_not_written_to(tmp_path: Path) -> None:
    nowhere = Member(key="single", born=ADULT, identity={"氏名": "若松 一郎", "番地": ""})
    homes = (HOMES[0], replace(HOMES[1], members=(nowhere,)))
    report = write_letters(tmp_path, order(), sources=sources(tmp_path, homes=homes))
    assert (report.letters, report.left_out["no_address"]) == (1, 1)


def test_a_guardian_who_lives_elsewhere_is_written_to_at_home(tmp_path: Path) -> None:
    student = Member(key="student", born=date(2010, 5, 1), guardian=1)
    visiting = Member(key="single", born=ADULT, is_subject=0, identity=HOMES[1].members[0].identity)
    homes = (replace(HOMES[0], members=(student, visiting)), HOMES[1])
    gap = (right("school-aid", unit=0, row=0, subject="student", household="house-1"),)
    report = write_letters(tmp_path, order(), sources=sources(tmp_path, homes=homes, gap=gap))
    assert set(index_of(report)) == {"house-2"}
    assert "八重崎市若松区浅野一丁目2番2号" in text_of(
        report, index_of(report)["house-2"]["file"], index_of(report)["house-2"]["page"]
    )


def test_a_households_service_is_told_to_its_head(tmp_path: Path) -> None:
    bags = service("waste-bags", "ごみ袋の支給", holder=Holder.HOUSEHOLD)
    gap = (
        right(
            "waste-bags",
            unit=0,
            row=0,
            subject_kind="household",
            subject="house-1",
            household="house-1",
        ),
    )
    drawn_on = sources(tmp_path, gap=gap, catalogue=catalogue(replace(bags, form=None)))
    report = write_letters(tmp_path, order(), sources=drawn_on)
    assert index_of(report)["house-1"]["person"] == "mother"


def test_identities_are_opened_with_the_citys_keys_and_no_others(tmp_path: Path) -> None:
    keys = open_keys(tmp_path / "keys")
    home = tmp_path / "city"
    drawn_on = sources(home, open_identity=keys.open)
    path = drawn_on.snapshot.folder / "identities.parquet"
    plain = pq.read_table(path)
    sealed = [
        {**row, "sealed": keys.seal(row["person"], row["sealed"])} for row in plain.to_pylist()
    ]
    pq.write_table(pa.Table.from_pylist(sealed, schema=plain.schema), path)
    assert write_letters(home, order(), sources=drawn_on).letters == 2
    stranger = replace(drawn_on, open_identity=open_keys(tmp_path / "others").open)
    with pytest.raises(Problems, match="GUARD003"):
        write_letters(tmp_path / "again", order(), sources=stranger)


def test_a_writing_that_fails_leaves_no_letters_behind(tmp_path: Path) -> None:
    def broken(person: str, sealed: bytes) -> bytes:
        if person == "single":
            return b"no object"
        return sealed

    drawn_on = sources(tmp_path, open_identity=broken)
    with pytest.raises(Problems, match="REACH007"):
        write_letters(tmp_path, order(pages_per_file=1), sources=drawn_on)
    assert [path.name for path in (tmp_path / "letters").iterdir()] == [".lock"]
    mended = replace(drawn_on, open_identity=unsealed)
    assert write_letters(tmp_path, order(), sources=mended).letters == 2


def test_what_a_killed_writing_left_is_swept_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / "letters" / ".unfinished-x"
    left.mkdir(parents=True)
    (left / "1.pdf").write_bytes(b"half")
    write_letters(tmp_path, order(), sources=sources(tmp_path))
    assert not left.exists()


def test_two_commands_do_not_write_at_the_same_time(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    with (tmp_path / "letters" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Problems, match="REACH009"):
            write_letters(tmp_path, order(), sources=sources(tmp_path))


def test_a_run_made_with_other_packs_is_refused(tmp_path: Path) -> None:
    drawn_on = sources(tmp_path, catalogue=catalogue(ALLOWANCE))
    with pytest.raises(Problems) as refused:
        write_letters(tmp_path, order(), sources=drawn_on)
    (problem,) = refused.value.found
    assert problem.id == "REACH004"
    assert "school-aid" in problem.what


def test_a_notice_that_claims_a_decision_is_refused(tmp_path: Path) -> None:
    boasting = [
        replace(ALLOWANCE, notice=Notice(ja="児童手当の支給が決定しました。")),
        replace(AID, notice=Notice(ja="受けられる見込みです。", en="It has been approved.")),
    ]
    with pytest.raises(Problems) as refused:
        write_letters(tmp_path, order(), sources=sources(tmp_path, catalogue=catalogue(*boasting)))
    assert [problem.id for problem in refused.value.found] == ["REACH002", "REACH002"]


def test_files_hold_one_delivery_area_each_in_the_order_of_postal_codes(tmp_path: Path) -> None:
    codes = ("803-0002", "800-0007", "", "800-0001", "800-0007")
    homes = tuple(
        Home(
            key=f"h{n}",
            ward="門司区",
            members=(Member(key=f"p{n}", born=ADULT, identity=named(f"氏名{n}", code=code)),),
        )
        for n, code in enumerate(codes)
    )
    gap = [
        right("child-allowance", unit=n, row=n, subject=f"p{n}", household=f"h{n}")
        for n in range(5)
    ]
    seen: list[tuple[str, int, int]] = []
    report = write_letters(
        tmp_path,
        order(pages_per_file=2),
        sources=sources(tmp_path, homes=homes, gap=gap),
        progress=lambda *told: seen.append(told),
    )
    names = sorted(
        path.relative_to(report.folder).as_posix() for path in report.folder.rglob("*.pdf")
    )
    assert names == [
        "800/20260601-00001-00002.pdf",
        "800/20260601-00003.pdf",
        "803/20260601-00004.pdf",
        "no-code/20260601-00005.pdf",
        "post/posting.pdf",
    ]
    assert seen == [("letters", n, 5) for n in (2, 3, 4, 5)]
    index = index_of(report)
    lying = sorted(index, key=lambda home: index[home]["number"])
    assert lying == ["h3", "h1", "h4", "h0", "h2"]
    assert index["h1"]["page"] == 2
    assert [index[home]["barcode"] for home in lying] == [True, True, True, True, False]


def test_tax_data_is_printed_only_for_those_who_agreed(tmp_path: Path) -> None:
    around = Around(contacts={"mother": {"consent_tax": 1}, "single": {"consent_tax": 2}})
    told = catalogue(ALLOWANCE, sensitivity=Sensitivity.TAX)
    drawn_on = sources(tmp_path, around=around, catalogue=told, gap=(GAP[0], GAP[2]))
    report = write_letters(tmp_path, order(), sources=drawn_on)
    index = index_of(report)
    assert "基準の生年月日平成2年5月1日" in text_of(report, index["house-1"]["file"])
    assert "基準の生年月日" not in text_of(
        report, index["house-2"]["file"], index["house-2"]["page"]
    )


def test_one_service_for_several_members_is_told_once(tmp_path: Path) -> None:
    other = Member(key="other", born=CHILD, guardian=0, identity=named("門司 次郎"))
    homes = (replace(HOMES[0], members=(*HOMES[0].members, other)),)
    gap = [
        right("school-aid", unit=0, row=row, subject=key, household="house-1")
        for row, key in ((0, "mother"), (1, "child"), (2, "other"))
    ]
    report = write_letters(tmp_path, order(), sources=sources(tmp_path, homes=homes, gap=gap))
    assert index_of(report)["house-1"]["services"] == ["school-aid"]
    text = text_of(report, index_of(report)["house-1"]["file"])
    assert "1人月額10,000円を受け取れる見込みです" in text
    assert "門司花子様・門司太郎様・門司次郎様" in text
    assert "就学援助（門司花子様ほか2人）" in text
    assert text.count("申請します") == 1


def test_members_who_would_receive_different_amounts_are_told_apart(tmp_path: Path) -> None:
    gap = [
        right("school-aid", unit=0, row=0, subject="mother", household="house-1"),
        right("school-aid", unit=0, row=1, subject="child", household="house-1", amount_high=1)
        | {"amount_low": 1},
    ]
    report = write_letters(tmp_path, order(), sources=sources(tmp_path, gap=gap))
    assert index_of(report)["house-1"]["services"] == ["school-aid", "school-aid"]


def test_a_figure_the_city_must_settle_is_not_asked_of_the_resident(tmp_path: Path) -> None:
    gap = (replace_in(GAP[1], missing="祝金の額（要確認）"),)
    report = write_letters(tmp_path, order(), sources=sources(tmp_path, gap=gap))
    text = text_of(report, index_of(report)["house-1"]["file"])
    assert "要確認" not in text
    assert "確認したいこと" not in text
