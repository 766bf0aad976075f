"""A snapshot read back: the population for the kernel, and where each value was read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sakimawari.problems import Problems
from sakimawari.registry import schema
from sakimawari.registry.assembling import assemble
from sakimawari.registry.dates import FIRST_DAY_EVER, LAST_DAY_EVER
from sakimawari.registry.layouts import layouts
from sakimawari.registry.ledgers import fact_columns
from sakimawari.registry.store import Snapshot, SourcedValue, open_snapshot
from sakimawari.rules.population import (
    UNKNOWN,
    UNKNOWN_CATEGORY,
    UNKNOWN_DATE,
    UNKNOWN_NUMBER,
    PlainColumn,
    SpansColumn,
    YearlyColumn,
    dtype_of,
)
from sakimawari.rules.tree import Fact, Holder, Kind, Shape, Type
from tests.registry.exports import ledger, load_all, loaded, resident, residents

FACTS = {
    column.fact: layout.fact_of(column)
    for layout in layouts().values()
    for column in fact_columns(layout)
    if layout.level == "person"
}

STATEMENTS = {  # of registers a city need not keep: without a file, nobody has told anything
    column.fact
    for layout in layouts().values()
    for column in fact_columns(layout)
    if layout.optional
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("e") / "e"
    residents(
        folder,
        resident("1", "10", "世帯主", "1970-01-02"),
        resident("2", "10", "妻", "1970-01-11", 性別="女"),
        resident("3", "10", "子", "不詳"),
        resident("4", "20", "世帯主", "1969-12-31"),
    )
    tax = {"課税標準額": "", "給与収入": ""}
    ledger(
        folder,
        "02_個人住民税.csv",
        {"宛名番号": "4", "年度": "2026", "合計所得金額": "400", **tax},
        {"宛名番号": "1", "年度": "2024", "合計所得金額": "100", **tax},
        {"宛名番号": "1", "年度": "2026", "合計所得金額": "不明", **tax},
    )
    care = {"認定有効期間終了日": ""}
    ledger(
        folder,
        "05b_要介護認定.csv",
        {"宛名番号": "4", "要介護状態区分": "要介護1", "認定有効期間開始日": "1970-01-03", **care},
        {"宛名番号": "1", "要介護状態区分": "要介護2", "認定有効期間開始日": "1970-01-11", **care},
        {"宛名番号": "1", "要介護状態区分": "要支援1", "認定有効期間開始日": "1970-01-02", **care},
    )
    ledger(folder, "07b_公務員情報.csv", {"宛名番号": "2", "公務員": "1"})
    return open_snapshot(load_all(folder).snapshot)


def test_units_guardians_and_spouses_are_rows_of_the_population(snapshot: Snapshot) -> None:
    population = snapshot.population([])
    assert population.offsets.tolist() == [0, 3, 4]
    assert population.spouse.tolist() == [1, 0, -1, -1]
    assert population.guardian.tolist() == [-1, -1, 0, -1]
    assert population.is_subject.tolist() == [1, 1, 1, 1]
    assert (population.offsets.dtype, population.is_subject.dtype) == (np.int32, np.int8)


def test_a_plain_fact_has_one_value_a_row_and_an_unreadable_cell_is_unknown(
    snapshot: Snapshot,
) -> None:
    column = snapshot.population([FACTS["生年月日"]]).columns["生年月日"]
    assert isinstance(column, PlainColumn)
    assert column.values.tolist() == [1, 10, int(UNKNOWN_DATE), -1]
    assert column.values.dtype == np.int32


@pytest.mark.parametrize(("absent", "nothing"), [(None, int(UNKNOWN)), (0, 0)])
def test_without_an_entry_a_plain_fact_is_absent_or_unknown(
    snapshot: Snapshot, absent: int | None, nothing: int
) -> None:
    fact = replace(FACTS["公務員"], absent=absent)
    column = snapshot.population([fact]).columns["公務員"]
    assert isinstance(column, PlainColumn)
    assert column.values.tolist() == [nothing, 1, nothing, nothing]


def test_a_yearly_fact_has_a_line_a_year(snapshot: Snapshot) -> None:
    column = snapshot.population([FACTS["合計所得金額"]]).columns["合計所得金額"]
    assert isinstance(column, YearlyColumn)
    unknown = int(UNKNOWN_NUMBER)
    assert column.first_year == 2024
    assert column.values.tolist() == [
        [100, unknown, unknown, unknown],
        [unknown] * 4,
        [unknown, unknown, unknown, 400],
    ]


def test_a_fact_with_spans_has_its_entries_in_order(snapshot: Snapshot) -> None:
    column = snapshot.population([FACTS["要介護度"]]).columns["要介護度"]
    assert isinstance(column, SpansColumn)
    assert column.starts.tolist() == [0, 2, 2, 2, 3]
    assert column.since.tolist() == [1, 10, 2]
    assert column.until.tolist() == [9, LAST_DAY_EVER, LAST_DAY_EVER]
    assert column.values.tolist() == [1, 4, 3]
    assert (column.starts.dtype, column.values.dtype) == (np.int32, np.int8)


@pytest.mark.parametrize("absent", [None, 0])
def test_a_fact_whose_register_was_not_loaded_is_unknown_even_where_absent_is_declared(
    snapshot: Snapshot, absent: int | None
) -> None:
    fact = replace(FACTS["身体障害者手帳等級"], absent=absent)
    column = snapshot.population([fact]).columns["身体障害者手帳等級"]
    assert isinstance(column, SpansColumn)
    assert column.starts.tolist() == [0, 1, 2, 3, 4]
    assert set(column.values.tolist()) == {int(UNKNOWN_CATEGORY)}
    assert (set(column.since.tolist()), set(column.until.tolist())) == (
        {FIRST_DAY_EVER},
        {LAST_DAY_EVER},
    )


def test_a_register_loaded_without_entries_means_absent_and_not_unknown(tmp_path: Path) -> None:
    residents(tmp_path / "e", resident("1", "10", "世帯主", "1970-01-02"))
    header = ("宛名番号", "要介護状態区分", "認定有効期間開始日", "認定有効期間終了日")
    ledger(tmp_path / "e", "05b_要介護認定.csv", header=header)
    fact = replace(FACTS["要介護度"], absent=0)
    column = loaded(tmp_path / "e")[0].population([fact]).columns["要介護度"]
    assert isinstance(column, SpansColumn)
    assert column.starts.tolist() == [0, 0]


def test_a_fact_no_register_delivers_has_no_column(snapshot: Snapshot) -> None:
    asked = Fact(name="本人の希望", type=Type(kind=Kind.TRUTH))
    assert snapshot.population([asked]).columns == {}


def test_every_fact_of_every_layout_can_be_asked_for_at_once(snapshot: Snapshot) -> None:
    population = snapshot.population(list(FACTS.values()))
    assert set(population.columns) == set(FACTS) - STATEMENTS
    for name, column in population.columns.items():
        assert column.values.dtype == dtype_of(FACTS[name])


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (replace(FACTS["要介護度"], shape=Shape.PLAIN), "shape is plain"),
        (replace(FACTS["要介護度"], holder=Holder.HOUSEHOLD), "holder is household"),
        (
            replace(FACTS["要介護度"], type=Type(kind=Kind.CATEGORY, labels=("なし", "要支援1"))),
            "labels is ['なし', '要支援1']",
        ),
        (replace(FACTS["合計所得金額"], type=Type(kind=Kind.NUMBER, unit="人")), "unit is 人"),
        (replace(FACTS["公務員"], type=Type(kind=Kind.DATE)), "type is date"),
        (
            replace(FACTS["合計所得金額"], type=Type(kind=Kind.NUMBER, unit="円", scale=2)),
            "decimals is 2",
        ),
    ],
)
def test_a_fact_declared_otherwise_than_the_snapshot_holds_it_is_refused(
    snapshot: Snapshot, changed: Fact, told: str
) -> None:
    with pytest.raises(Problems) as problems:
        snapshot.population([changed])
    [problem] = problems.value.found
    assert problem.id == "SNAP002"
    assert told in problem.what
    assert changed.name in problem.what


def test_bounds_and_absence_are_the_packs_own_affair(snapshot: Snapshot) -> None:
    snapshot.check([replace(FACTS["合計所得金額"], low=-5, high=7, absent=0)])


def test_each_value_of_a_person_comes_with_its_file_and_row(snapshot: Snapshot) -> None:
    found = snapshot.situation_sources(
        0, [FACTS["要介護度"], FACTS["合計所得金額"], FACTS["特児障害等級"]]
    )
    assert found == {
        "要介護度": [
            SourcedValue(
                fact="要介護度",
                value=1,
                source="05b_要介護認定.csv",
                source_row=4,
                since=1,
                until=9,
            ),
            SourcedValue(
                fact="要介護度",
                value=4,
                source="05b_要介護認定.csv",
                source_row=3,
                since=10,
                until=LAST_DAY_EVER,
            ),
        ],
        "合計所得金額": [
            SourcedValue(
                fact="合計所得金額", value=100, source="02_個人住民税.csv", source_row=3, year=2024
            ),
            SourcedValue(
                fact="合計所得金額",
                value=int(UNKNOWN_NUMBER),
                source="02_個人住民税.csv",
                source_row=4,
                year=2026,
            ),
        ],
    }
    assert snapshot.situation_sources(2, [FACTS["要介護度"]]) == {"要介護度": []}


def test_every_table_on_disk_has_the_columns_and_types_of_the_schema(snapshot: Snapshot) -> None:
    for table in schema.TABLES:
        held = pq.read_schema(snapshot.folder / f"{table.name}.parquet")
        assert held.names == table.arrow.names, table.name
        assert held.types == table.arrow.types, table.name


def test_every_column_of_the_schema_has_a_meaning() -> None:
    for table in schema.TABLES:
        assert table.row
        assert all(column.meaning for column in table.columns)


def test_a_snapshot_of_another_version_is_refused(snapshot: Snapshot, tmp_path: Path) -> None:
    manifest = dict(snapshot.manifest) | {"schema": schema.VERSION + 1}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(Problems) as problems:
        open_snapshot(tmp_path)
    assert [problem.id for problem in problems.value.found] == ["SNAP003"]


def test_a_folder_that_is_no_snapshot_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problems) as problems:
        open_snapshot(tmp_path)
    assert [problem.id for problem in problems.value.found] == ["SNAP001"]


def test_a_value_outside_the_bounds_a_fact_declares_is_unknown_to_the_rules() -> None:
    fact = Fact(name="所得", type=Type(kind=Kind.NUMBER), low=0, high=100)
    entries = {"row": np.arange(3), "value": np.asarray([-1, 100, 101])}
    column = assemble(fact, 3, entries)
    assert isinstance(column, PlainColumn)
    assert column.values.tolist() == [UNKNOWN_NUMBER, 100, UNKNOWN_NUMBER]
