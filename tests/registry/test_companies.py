"""Registers of companies: facts by company, by year and as last told, programmes, sources."""

from __future__ import annotations

from pathlib import Path

from sakimawari.registry.companies import companies_of
from sakimawari.registry.layouts import layouts
from sakimawari.registry.mapped import map_snapshot
from sakimawari.registry.store import Snapshot
from sakimawari.rules.population import (
    UNKNOWN,
    UNKNOWN_CATEGORY,
    UNKNOWN_NUMBER,
    PlainColumn,
    SpansColumn,
    YearlyColumn,
)
from sakimawari.rules.results import receipt_fact
from sakimawari.rules.tree import TRUTH, Fact, Holder, Kind, Shape, Type
from tests.registry.exports import Row, ledger, loaded, marks

FIRST, SECOND, THIRD = "4999801000046", "8000020401005", "8999801000067"  # in their order
UTF = "utf-8-sig"
YEN = Type(kind=Kind.NUMBER, unit="円")
SALES = Fact(name="売上高", type=YEN, shape=Shape.YEARLY, holder=Holder.COMPANY)
TRAINING = Fact(name="訓練の予定", type=TRUTH, holder=Holder.COMPANY)


def company(number: str, **more: str) -> Row:
    return {
        "法人番号": number,
        "商号又は名称": "会社",
        "行政区": "門司区",
        "所在地": "",
        "業種": "",
    } | more


def exports(folder: Path, **more: str) -> Path:
    ledger(folder, "20_法人.csv", company(SECOND, **more), company(FIRST), encoding=UTF)
    return folder


def apart(folder: Path) -> tuple[Snapshot, Snapshot]:
    """The snapshot, and the companies in it."""
    snapshot, _ = loaded(folder)
    companies = companies_of(snapshot)
    assert companies is not None
    return snapshot, companies


def test_each_company_is_a_unit_without_people_in_the_order_of_numbers(tmp_path: Path) -> None:
    _, companies = apart(exports(tmp_path / "e"))
    units = companies.households().to_pylist()
    assert [row["household"] for row in units] == [FIRST, SECOND]
    assert {(row["people"], row["head"]) for row in units} == {(0, -1)}
    population = companies.population([])
    assert (population.units, population.people) == (2, 0)


def test_an_industry_is_read_by_its_official_name_and_an_unknown_one_stays_unknown(
    tmp_path: Path,
) -> None:
    snapshot, _ = apart(exports(tmp_path / "e", 業種="学術研究、専門・技術サービス業"))
    assert snapshot.companies()["industry"].to_pylist() == [None, "学術研究・専門技術サービス業"]
    snapshot, _ = apart(exports(tmp_path / "f", 業種="卸売業、小売業"))  # the law parts the two
    assert snapshot.companies()["industry"].to_pylist() == [None, None]
    assert marks(snapshot.notices()) == [(2, "ROW012", "業種")]


def test_sales_are_held_by_year_and_the_later_of_two_rows_stays(tmp_path: Path) -> None:
    folder = exports(tmp_path / "e")
    rows = [
        {"法人番号": number, "年度": year, "売上高": sales}
        for number, year, sales in (
            (SECOND, "2025", "100"),
            (FIRST, "令和6年度", "1,000"),
            (SECOND, "2025", "90"),
            (SECOND, "2024", ""),
        )
    ]
    ledger(folder, "20c_法人決算.csv", *rows, encoding=UTF)
    snapshot, companies = apart(folder)
    column = companies.population([SALES]).columns["売上高"]
    assert isinstance(column, YearlyColumn)
    assert column.first_year == 2024
    assert column.values.tolist() == [[1000, UNKNOWN_NUMBER], [UNKNOWN_NUMBER, 90]]
    assert marks(snapshot.set_aside()) == [(2, "ROW021", "年度")]
    origins = list(map_snapshot(companies).origins(SALES, 1))
    assert [(one.file, one.row, one.within) for one in origins] == [("20c_法人決算.csv", 4, 2025)]


def test_what_a_company_told_last_counts(tmp_path: Path) -> None:
    folder = exports(tmp_path / "e")
    ledger(
        folder,
        "20b_法人申出.csv",
        {"法人番号": SECOND, "申出日": "2026-05-01", "訓練の予定": "1"},
        {"法人番号": SECOND, "申出日": "2026-03-01", "訓練の予定": "0"},
        {"法人番号": THIRD, "申出日": "2026-03-01", "訓練の予定": "0"},
        header=tuple(layouts()["法人申出"].columns),
        encoding=UTF,
    )
    snapshot, companies = apart(folder)
    column = companies.population([TRAINING]).columns["訓練の予定"]
    assert isinstance(column, PlainColumn)
    assert column.values.tolist() == [UNKNOWN, 1]
    assert marks(snapshot.set_aside()) == [(4, "ROW042", "法人番号")]


def test_a_fact_whose_register_was_not_loaded_is_unknown_whatever_absence_means(
    tmp_path: Path,
) -> None:
    absent = Fact(name="訓練の予定", type=TRUTH, holder=Holder.COMPANY, absent=0)
    kind = Type(kind=Kind.CATEGORY, labels=("決まっている", "候補がいる", "いない"))
    successor = Fact(name="後継者", type=kind, holder=Holder.COMPANY)
    _, companies = apart(exports(tmp_path / "e"))
    columns = companies.population([absent, successor]).columns
    for name, missing in (("訓練の予定", UNKNOWN), ("後継者", UNKNOWN_CATEGORY)):
        column = columns[name]
        assert isinstance(column, PlainColumn)
        assert column.values.tolist() == [missing, missing]


def test_the_register_of_programmes_tells_who_has_which(tmp_path: Path) -> None:
    folder = exports(tmp_path / "e")
    ledger(
        folder,
        "20d_法人制度.csv",
        {
            "法人番号": SECOND,
            "制度名": "認定",
            "決定日": "2026-04-01",
            "終了日": "2027-03-31",
            "決定額": "",
        },
        {
            "法人番号": FIRST,
            "制度名": "補助金",
            "決定日": "2026-04-01",
            "終了日": "",
            "決定額": "500000",
        },
        encoding=UTF,
    )
    _, companies = apart(folder)
    found = {row["programme"]: row for row in companies.receiving().to_pylist()}
    assert (found["補助金"]["person"], found["補助金"]["row"]) == (FIRST, 0)
    assert (found["補助金"]["amount"], found["認定"]["amount"]) == (500_000, -1)
    held = companies.population([receipt_fact("認定", Holder.COMPANY)]).columns["受給中_認定"]
    assert isinstance(held, SpansColumn)
    assert held.starts.tolist() == [0, 0, 1]


def test_a_snapshot_without_the_register_holds_no_companies(tmp_path: Path) -> None:
    folder = exports(tmp_path / "e")
    (folder / "20_法人.csv").unlink()
    ledger(
        folder,
        "20c_法人決算.csv",
        {"法人番号": FIRST, "年度": "2025", "売上高": "1"},
        encoding=UTF,
    )
    snapshot, companies = apart(folder)
    assert companies.households().num_rows == 0
    assert marks(snapshot.set_aside()) == [(2, "ROW042", "法人番号")]
