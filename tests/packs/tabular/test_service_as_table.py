"""A service written wholly as a table means, for every reading, what its rows say."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakimawari.packs.cases import run_cases
from sakimawari.packs.cells import ranges_of
from sakimawari.packs.load import load_packs
from sakimawari.packs.pack import Service
from sakimawari.packs.tabular.periods import first_day
from sakimawari.packs.tabular.writing import as_csv, as_workbook
from sakimawari.packs.tabular.written import UNTIL, YES, WrittenService
from sakimawari.problems import Problems
from sakimawari.rules.figures import days, resolve
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import read_service
from sakimawari.rules.reads import facts_read
from sakimawari.rules.situation import Person, Situation, Sourced, to_population
from tests.packs.tabular.drawn import WINTER, built, services, sources, unit_type
from tests.rules.kernel_town import SUMMARY, read_uncompiled
from tests.rules.random_units import random_units

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
DAYS = st.sampled_from([date(2025, 12, 31), date(2026, 4, 1), date(2026, 10, 1), date(2027, 4, 1)])


def copied(tmp_path: Path) -> Path:
    pack = tmp_path / "winter"
    shutil.copytree(WINTER, pack)
    return pack


def as_one(pack: Path, content: bytes, ending: str) -> Service:
    """The service after its two CSV files were replaced by one file."""
    shutil.rmtree(pack / "services" / "heating-grant")
    (pack / "services" / f"heating-grant{ending}").write_bytes(content)
    return load_packs([pack]).services["heating-grant"]


def test_the_worked_examples_of_a_service_in_two_csv_files_hold() -> None:
    report = run_cases(load_packs([WINTER]))
    assert [str(failure) for failure in report.failures] == []
    assert (report.passed, report.decisive["heating-grant"]) == (
        8,
        {"in-home", "row-2", "too-young"},
    )


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_workbook_and_one_csv_say_the_same_as_two_csv_files(tmp_path: Path, ending: str) -> None:
    written = sources().tabular[0].written
    content = as_workbook(written) if ending == ".xlsx" else as_csv(written)
    pair = load_packs([WINTER]).services["heating-grant"]
    whole = as_one(copied(tmp_path), content, ending)
    places = dict(whole.places)
    assert whole == Service(**{**fields_of(pair), "places": places})
    assert places["in-home"].file.startswith(f"winter/services/heating-grant{ending}")


def fields_of(service: Service) -> dict[str, object]:
    return {name: getattr(service, name) for name in Service.__dataclass_fields__}


def test_files_saved_by_a_spreadsheet_in_cp932_are_read(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    for path in (pack / "services" / "heating-grant").iterdir():
        path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode("cp932"))
    assert run_cases(load_packs([pack])).passed == 8


YAML = """name: 灯油助成
summary: 高齢の方の冬の灯油代を助成します
subject: person
law: 例市灯油助成要綱
department: 福祉課
life_events: [aging]
rung: help
clauses:
  - {id: row-1, text: 75歳になっていない, article: 第2条, unless: "表('灯油助成', 年齢=(年齢(生年月日))).判定 == 'row-1'"}
  - {id: listed, text: 対象である, article: 第1条, when: "表('灯油助成', 年齢=(年齢(生年月日))).判定 == '該当'"}
amount: {value: "表('灯油助成', 年齢=(年齢(生年月日))).金額", unit: 円/年, article: 第1条}
"""
TABLE = """#表,灯油助成
#施行,2025-10-01
#根拠,第2条、第1条
#出典,https://city.example.jp/touyu
#確認,2026-09-01
#確認期限,2027-09-01
#入力,年齢:歳
#出力,"判定:区分(該当,該当する行なし,row-1)",金額:円
年齢,判定,金額
<75,row-1,5000
>=75,該当,5000
"""
WRITTEN = """項目,内容
名称,灯油助成
概要,高齢の方の冬の灯油代を助成します
対象,個人
法令,例市灯油助成要綱
所管,福祉課
ライフイベント,加齢
届け方,手伝う
施行,2025-10-01
出典,https://city.example.jp/touyu
確認,2026-09-01
確認期限,2027-09-01
要件,対象である
金額の単位,円/年

#列,年齢,該当,金額,条,理由
#単位,歳,,円
#式,年齢(生年月日)
,75未満,いいえ,,第2条,75歳になっていない
,75以上,はい,5000,第1条
"""
CASE = """- name: 例
  on: 2026-01-01
  people: {祖母: {生年月日: 1940-01-01}}
  expect: {祖母: {heating-grant: {status: yes, amount: 5000}}}
"""


def test_a_table_becomes_the_very_tree_its_yaml_would(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    (pack / "cases" / "heating-grant.yaml").write_text(CASE, encoding="utf-8")
    written = as_one(pack, WRITTEN.encode(), ".csv")
    rows = load_packs([pack]).tables["灯油助成"].versions[0].rows
    (pack / "services" / "heating-grant.csv").unlink()
    (pack / "services" / "heating-grant.yaml").write_text(YAML, encoding="utf-8")
    (pack / "tables").mkdir()
    (pack / "tables" / "t.csv").write_text(TABLE, encoding="utf-8")
    catalogue = load_packs([pack])
    assert written.rule == catalogue.services["heating-grant"].rule
    same = catalogue.tables["灯油助成"].versions[0].rows
    assert (rows.cells.tolist(), rows.outputs.tolist()) == (
        same.cells.tolist(),
        same.outputs.tolist(),
    )


def test_a_service_in_yaml_and_as_a_table_of_one_slug_is_refused(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    (pack / "services" / "heating-grant.yaml").write_text(YAML, encoding="utf-8")
    with pytest.raises(Problems) as raised:
        load_packs([pack])
    assert "PACK012" in [problem.id for problem in raised.value.found]


def test_an_amount_may_be_reckoned_from_the_one_in_the_row(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    text = WRITTEN.replace(
        "金額の単位,円/年", "金額の単位,円/年\n金額の計算,金額 * 世帯.人数(年齢(生年月日) >= 75)"
    )
    (pack / "cases" / "heating-grant.yaml").write_text(
        CASE.replace("5000", "5000"), encoding="utf-8"
    )
    service = as_one(pack, text.encode(), ".csv")
    assert service.rule.amount is not None
    assert service.rule.amount.unit == "円/年"
    assert run_cases(load_packs([pack])).passed == 1


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(written=services(), seed=st.integers(0, 2**32), on=DAYS)
def test_kernel_and_person_agree_on_services_written_as_tables(
    written: WrittenService, seed: int, on: date
) -> None:
    rule, table = built(written)
    units = random_units(seed, 8, facts_read(rule))
    figures = resolve([], [table], on=on)
    outcomes = read_uncompiled(rule, to_population(units, facts_read(rule)), figures)
    row = 0
    for unit in units:
        for at in range(len(unit.people)):
            reading = read_service(rule, unit, figures, subject=at)
            found = {name: int(getattr(outcomes, name)[row]) for name in SUMMARY}
            assert found == {name: int(getattr(reading, name)) for name in SUMMARY}
            row += 1


known = st.fixed_dictionaries(
    {
        "年齢": st.integers(0, 100),
        "今年度所得": st.integers(0, 100),
        "要介護度": st.integers(0, 2),
        "施設入所": st.integers(0, 1),
        "点数": st.integers(0, 60),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(written=services(), case=known, on=DAYS)
def test_for_someone_all_is_known_of_the_first_row_that_holds_decides(
    written: WrittenService, case: Mapping[str, int], on: date
) -> None:
    rule, table = built(written)
    born = date(on.year - case["年齢"], on.month, min(on.day, 28))  # reached the day before
    facts = {
        "生年月日": days(born),
        "合計所得金額": {on.year - (on.month < 4): case["今年度所得"]},
        "要介護度": case["要介護度"],
        "施設入所": case["施設入所"],
        "点数": case["点数"],
    }
    person = Person(id="p", facts={name: Sourced(held=held) for name, held in facts.items()})
    reading = read_service(rule, Situation(people=(person,)), resolve([], [table], on=on))
    hit = first_row(written, {**case, "誕生": days(born)}, on)
    if hit is None:
        assert reading.status == Status.UNKNOWN
        return
    says, amount, _ = written.rows[hit].outputs
    assert reading.status == (Status.YES if says == YES else Status.NO)
    if says == YES:
        assert (reading.amount_low, reading.amount_high) == (int(amount), int(amount))
    else:
        assert rule.clauses[reading.decided_by].id == f"row-{hit + 1}"


def first_row(written: WrittenService, case: Mapping[str, int], on: date) -> int | None:
    for at, row in enumerate(written.rows):
        since, until = first_day(written, row), row.day(UNTIL)
        in_force = since is not None and since <= on and (until is None or on <= until)
        cells = zip(row.inputs, written.inputs, strict=True)
        if in_force and all(
            any(
                low <= case[column.name] <= high for low, high in ranges_of(cell, unit_type(column))
            )
            for cell, column in cells
        ):
            return at
    return None
