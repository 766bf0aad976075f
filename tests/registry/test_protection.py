"""支援措置 is never lost by a file, a heading or a row that went wrong; nor names by other keys."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sakimawari.problems import Problems
from sakimawari.registry.dates import FIRST_DAY_EVER, LAST_DAY_EVER
from sakimawari.registry.run import LoadReport, load
from sakimawari.registry.store import current_snapshot, open_snapshot
from tests.registry.exports import ON, ledger, marks, opaque, resident, residents, seal

FILE = "15_支援措置.csv"
HEADER = ("宛名番号", "支援措置開始日", "支援措置終了日")
MEASURE = {"宛名番号": "1001", "支援措置開始日": "R8.4.1", "支援措置終了日": "R9.3.31"}
DAY = (ON - date(1970, 1, 1)).days


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    mother = resident("1001", "10", "世帯主", "1990-05-01")
    residents(folder, mother, resident("1002", "10", "子", "2020-05-01"))
    return folder


def load_strictly(exports: Path, *, without_protection: bool = False) -> LoadReport:
    return load(
        exports,
        exports.parent / "var",
        on=ON,
        opaque=opaque,
        seal=seal,
        without_protection=without_protection,
    )


def refused(exports: Path) -> list[str]:
    with pytest.raises(Problems) as problems:
        load_strictly(exports)
    return [problem.id for problem in problems.value.found]


def protected(exports: Path) -> frozenset[str]:
    return open_snapshot(load_strictly(exports).snapshot).protected_people(DAY)


def write(exports: Path, *lines: str) -> None:
    text = "".join(f"{line}\r\n" for line in (",".join(HEADER), *lines))
    (exports / FILE).write_bytes(text.encode("cp932"))


def test_residents_without_the_register_are_not_loaded(exports: Path) -> None:
    assert refused(exports) == ["LOAD019"]
    with pytest.raises(Problems):
        current_snapshot(exports.parent / "var")


def test_the_refusal_names_a_file_that_was_not_recognised(exports: Path) -> None:
    ledger(exports, FILE, {"番号": "1001", "いつから": "R8.4.1"})
    with pytest.raises(Problems) as problems:
        load_strictly(exports)
    [problem] = problems.value.found
    assert (problem.id, problem.near) == ("LOAD019", f"not recognised: {FILE}")


def test_a_city_may_say_that_it_has_no_register(exports: Path) -> None:
    report = load_strictly(exports, without_protection=True)
    assert report.without_protection
    assert not report.is_clean
    page = (report.snapshot / "quality.html").read_text(encoding="utf-8")
    assert "支援措置の台帳なしで読み込みました" in page


@pytest.mark.parametrize(
    ("file", "header"),
    [
        ("抽出.csv", ("対象者宛名番号", "措置開始年月日", "措置終了年月日")),
        ("抽出.csv", ("支援対象者宛名番号", "支援措置開始年月日", "支援措置終了年月日")),
        ("DV等支援措置_R8.csv", ("宛名番号", "開始日", "終了日")),
    ],
)
def test_the_register_is_known_by_older_headings(
    exports: Path, file: str, header: tuple[str, ...]
) -> None:
    ledger(exports, file, dict(zip(header, MEASURE.values(), strict=True)))
    assert protected(exports) == {"p1001"}


def test_anybodys_first_and_last_days_are_not_taken_for_it(exports: Path) -> None:
    ledger(exports, "抽出.csv", {"宛名番号": "1001", "開始日": "R8.4.1", "終了日": "R9.3.31"})
    assert refused(exports) == ["LOAD019"]


def test_an_empty_register_is_told_at_first_and_refused_after_measures(exports: Path) -> None:
    write(exports)
    assert [problem.id for problem in load_strictly(exports).problems] == ["LOAD014"]
    ledger(exports, FILE, MEASURE)
    before = load_strictly(exports).snapshot
    write(exports)
    assert refused(exports) == ["LOAD021"]
    assert current_snapshot(exports.parent / "var") == before
    assert load_strictly(exports, without_protection=True).without_protection


def test_an_empty_register_is_taken_when_all_measures_have_ended(exports: Path) -> None:
    ledger(exports, FILE, MEASURE | {"支援措置開始日": "R7.4.1", "支援措置終了日": "R8.6.30"})
    load_strictly(exports)
    write(exports)
    assert load_strictly(exports).people == 2


def test_a_register_of_contacts_that_is_missing_now_is_told(exports: Path) -> None:
    ledger(exports, FILE, MEASURE)
    whole = {
        "宛名番号": "1001",
        "希望連絡方法": "郵送",
        "電話番号": "",
        "メールアドレス": "",
        "使用言語": "日本語",
    }
    path = ledger(exports, "16_連絡先.csv", whole)
    assert [one.id for one in load_strictly(exports).problems] == ["LOAD013"]
    path.unlink()
    [problem] = load_strictly(exports).problems
    assert (problem.id, str(problem.where)) == ("LOAD022", "16_連絡先.csv")


@pytest.mark.parametrize(
    "row",
    [
        "1001",
        "1001,R8.4.1",
        "1001,R8.4.1,R9.3.31,",
        '1001,"R8.4.1,R9.3.31',
        ",R8.4.1,R9.3.31,1001",
        ",1001,",
        "？,１００１　母,R9.3.31",
    ],
)
def test_a_broken_row_protects_without_end_whoever_stands_in_it(exports: Path, row: str) -> None:
    write(exports, "1002,R8.4.1,R8.6.30", row)
    snapshot = open_snapshot(load_strictly(exports).snapshot)
    [measure] = [one for one in snapshot.protection().to_pylist() if one["person"] == "p1001"]
    assert (measure["since"], measure["until"]) == (FIRST_DAY_EVER, LAST_DAY_EVER)
    assert (3, "ROW036", "") in marks(snapshot.notices())
    assert snapshot.set_aside().num_rows == 1


@pytest.mark.parametrize("row", [",R8.4.1,R9.3.31", "？,R8.4.1,", "R8.4.1", "123456789018,R8.4.1,"])
def test_a_row_that_names_nobody_stops_the_load(exports: Path, row: str) -> None:
    write(exports, "1002,R8.4.1,R9.3.31", row)
    with pytest.raises(Problems) as problems:
        load_strictly(exports)
    [problem] = problems.value.found
    assert (problem.id, str(problem.where)) == ("LOAD020", f"{FILE}:3")
    assert "123456789018" not in str(problem)


def test_a_register_cut_off_stops_the_load(exports: Path) -> None:
    write(exports, "1002,R8.4.1,R9.3.31")
    with (exports / FILE).open("ab") as file:
        file.write(b"1001,R8")
    assert refused(exports) == ["LOAD020"]


def test_a_measure_that_starts_later_counts_unless_asked_otherwise(exports: Path) -> None:
    write(exports, "1001,R8.7.2,R9.3.31", "1002,R7.7.1,R8.6.30")
    snapshot = open_snapshot(load_strictly(exports).snapshot)
    assert snapshot.protected_people(DAY) == {"p1001"}
    assert snapshot.protected_people(DAY, including_future=False) == frozenset()
    assert snapshot.protected_people(DAY + 1, including_future=False) == {"p1001"}
    assert snapshot.protected_people(DAY - 1) == {"p1001", "p1002"}  # its last day counts


def test_a_load_with_other_keys_is_refused_and_one_with_the_same_is_not(exports: Path) -> None:
    ledger(exports, FILE, MEASURE)
    first = load_strictly(exports)
    assert load_strictly(exports).snapshot == first.snapshot
    manifest = json.loads((first.snapshot / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["keys"] == opaque("fingerprint", "")
    with pytest.raises(Problems) as problems:
        load(
            exports, exports.parent / "var", on=ON, opaque=lambda kind, n: f"x{kind}{n}", seal=seal
        )
    assert [problem.id for problem in problems.value.found] == ["GUARD005"]
    assert current_snapshot(exports.parent / "var") == first.snapshot
