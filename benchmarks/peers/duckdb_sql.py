"""The same services as SQL in DuckDB, three-valued: NULL is unknown, amounts are low and high.

The statements stand in sql/, one a service; `now.sql` comes first, as a database of a city would
prepare everybody's state on the day once and then ask. Columns of `people` are named in English.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from string import Template

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from peers.duckdb_law import law
from peers.facts import EARLIEST, LATEST
from peers.prepared import Answer, room
from sakimawari.rules.figures import Figures
from sakimawari.rules.population import (
    UNKNOWN,
    UNKNOWN_CATEGORY,
    UNKNOWN_DATE,
    UNKNOWN_NUMBER,
    PlainColumn,
    Population,
    SpansColumn,
    YearlyColumn,
)

SQL = Path(__file__).parent / "sql"
SERVICES = tuple(sorted(file.stem for file in SQL.glob("*-*.sql")))
TRUTHS = {
    "公務員": "servant",
    "監護相当生計費負担": "supported",
    "世帯主": "head",
    "学生等": "student",
    "妊娠届あり": "notified",
    "胎児心拍確認": "heartbeat",
    "準要保護認定": "recognised",
    "障害者控除": "deducts_disabled",
    "特別障害者控除": "deducts_severe",
    "ひとり親控除": "deducts_lone",
}
DATES = {"生年月日": "birth", "住民となった日": "moved", "出産予定日": "due"}
NUMBERS = {
    "胎児数": "babies",
    "学年": "grade",
    "総所得金額等": "total",
    "合計所得金額": "aggregate",
    "公的年金等収入": "pension",
    "その他の合計所得金額": "other",
    "社会保険料控除": "insurance",
    "医療費控除等": "medical",
    "扶養親族数": "dependants",
    "老人扶養親族数": "old",
    "特定扶養親族数": "students",
}
CLASSES = {"就学区分": "school", "課税区分": "tax_class"}
SPANS = {
    "生活保護受給": "welfare",
    "要介護度": "care",
    "施設入所": "in_home",
    "国保資格": "insured",
    "国民年金種別": "pension_kind",
    "身体障害者手帳等級": "physical",
    "療育手帳判定": "intellectual",
    "精神障害者保健福祉手帳等級": "mental",
}
ARE_TRUTHS = ("生活保護受給", "施設入所", "国保資格")


def _with_nulls(values: npt.NDArray[np.generic], missing: np.generic, *, truth: bool) -> pa.Array:
    absent = values == missing
    return pa.array(values == 1 if truth else values, mask=absent)


def _columns(population: Population) -> dict[str, pa.Array]:
    """Plain and yearly facts of everybody; a yearly one is a column a year."""
    kinds = ((TRUTHS, UNKNOWN), (DATES, UNKNOWN_DATE), (NUMBERS, UNKNOWN_NUMBER))
    found: dict[str, pa.Array] = {}
    for names, missing in (*kinds, (CLASSES, UNKNOWN_CATEGORY)):
        for fact, name in names.items():
            column, truth = population.columns.get(fact), names is TRUTHS
            if column is None:
                kind = pa.bool_() if truth else pa.int64()
                found[name] = pa.nulls(population.people, kind)
            elif isinstance(column, PlainColumn):
                found[name] = _with_nulls(column.values, missing, truth=truth)
            else:
                assert isinstance(column, YearlyColumn)
                for at, values in enumerate(column.values):
                    year = column.first_year + at
                    found[f"{name}_{year}"] = _with_nulls(values, missing, truth=truth)
    return found


def _spans(column: SpansColumn, *, truth: bool) -> pa.Table:
    missing = UNKNOWN if truth else UNKNOWN_CATEGORY
    rows = np.repeat(np.arange(len(column.starts) - 1, dtype=np.int32), np.diff(column.starts))
    return pa.table(
        {
            "row": rows,
            "since": column.since,
            "until": column.until,
            "value": pa.array(column.values, mask=column.values == missing),
        }
    )


class Database:
    """A DuckDB in memory that holds a population, ready for one date."""

    def __init__(self, population: Population, figures: Figures, *, threads: int) -> None:
        self._people = population.people
        self._connection = duckdb.connect(config={"threads": threads})
        self._law = {**law(figures), "earliest": EARLIEST, "latest": LATEST}
        sizes = np.diff(population.offsets)
        people = {
            "row": np.arange(population.people, dtype=np.int32),
            "unit": np.repeat(np.arange(population.units, dtype=np.int32), sizes),
            "guardian": population.guardian,
            "spouse": population.spouse,
            "subject": population.is_subject == 1,
        }
        self._keep("people", pa.table({**people, **_columns(population)}))
        for fact, name in SPANS.items():
            column = population.columns[fact]
            assert isinstance(column, SpansColumn)
            self._keep(name, _spans(column, truth=fact in ARE_TRUTHS))
        self._keep("school_limits", _limits(figures))

    def _keep(self, name: str, table: pa.Table) -> None:
        self._connection.register("given", table)
        self._connection.execute(f"CREATE TABLE {name} AS FROM given")
        self._connection.unregister("given")

    def _run(self, statement: str) -> None:
        self._connection.execute(Template(statement).substitute(self._law))

    def read_all(self, services: Sequence[str]) -> None:
        """Everybody's state on the day, then each service; the answers stay in the database."""
        self._run((SQL / "now.sql").read_text(encoding="utf-8"))
        for service in services:
            asked = (SQL / f"{service}.sql").read_text(encoding="utf-8")
            self._run(f'CREATE OR REPLACE TEMP TABLE "{service}" AS {asked}')

    def answer(self, service: str) -> Answer:
        """What `read_all` found, laid out for everybody."""
        found = self._connection.sql(f'FROM "{service}"').to_arrow_table()
        amount, tier = "amount_low" in found.column_names, "tier_low" in found.column_names
        answer = room(self._people, amount=amount, tier=tier)
        rows = np.asarray(found["row"])
        answer.status[rows] = np.asarray(found["holds"].cast(pa.int8()).fill_null(2))
        for name in found.column_names[2:]:
            getattr(answer, name)[rows] = np.asarray(found[name])
        return answer


def _limits(figures: Figures) -> pa.Table:
    """The table of school expense aid as rows that do not overlap."""
    rows = figures.tables["就学援助所得上限"]
    most = np.minimum(rows.cells[:, 0, 1], 10_000)
    least = np.concatenate(([0], most[:-1] + 1))
    limits = rows.outputs[:, 0]
    return pa.table({"least_people": least, "most_people": most, "income_limit": limits})
