"""Tiny exports written by hand, and a load of them with plain keys."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sakimawari.problems import Problem, Problems
from sakimawari.registry.run import LoadReport, load
from sakimawari.registry.store import Snapshot, open_snapshot

ON = date(2026, 7, 1)
RESIDENT_COLUMNS = (
    "宛名番号", "世帯番号", "氏名", "氏名_カナ", "生年月日", "性別", "続柄", "行政区", "町字", "番地", "方書", "郵便番号",
    "住民区分", "在留期間満了日", "住民となった日", "異動事由", "異動日", "消除事由", "消除日",
)  # fmt: skip

PERSONAL_NUMBER = "123456789018"  # passes the check of a マイナンバー; nobody's
NOT_PERSONAL_NUMBER = "123456789012"

Row = Mapping[str, str]


def resident(number: str, household: str, relation: str, birth: str, **more: str) -> Row:
    """A row of 住民記録; what is not given is usual or blank."""
    return {
        "宛名番号": number,
        "世帯番号": household,
        "氏名": f"氏名{number}",
        "生年月日": birth,
        "性別": "男",
        "続柄": relation,
        "行政区": "小倉北区",
        "町字": "城内",
        "番地": f"{number}番",
    } | more


def text_of(header: Sequence[str], rows: Sequence[Row | Sequence[str]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(header)
    for row in rows:
        cells = [row.get(name, "") for name in header] if isinstance(row, Mapping) else row
        writer.writerow(cells)
    return written.getvalue()


def residents(folder: Path, *rows: Row, encoding: str = "cp932") -> Path:
    """Writes 住民記録."""
    return ledger(folder, "01_住民記録.csv", *rows, header=RESIDENT_COLUMNS, encoding=encoding)


def ledger(
    folder: Path,
    name: str,
    *rows: Row,
    header: Sequence[str] | None = None,
    encoding: str = "cp932",
) -> Path:
    """Writes a file whose header is that of its first row, if none is given."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text_of(header or tuple(rows[0]), rows), encoding=encoding, newline="")
    return path


def opaque(kind: str, number: str) -> str:
    return f"{kind[0]}{number}"


def seal(items: Sequence[tuple[str, bytes]]) -> list[bytes]:
    """A seal one can see through, so that tests can look."""
    return [f"{person}|".encode() + plain for person, plain in items]


def load_all(exports: Path, *, home: Path | None = None, on: date = ON) -> LoadReport:
    """A load that may lack 支援措置; what guards it is tested with `load` itself."""
    return load(
        exports,
        home or exports.parent / "var",
        on=on,
        opaque=opaque,
        seal=seal,
        without_protection=True,
    )


def loaded(exports: Path, *, on: date = ON) -> tuple[Snapshot, dict[str, Any]]:
    """The snapshot of these exports and its quality report."""
    report = load_all(exports, on=on)
    told = json.loads((report.snapshot / "quality.json").read_text(encoding="utf-8"))
    return open_snapshot(report.snapshot), told


def refused(exports: Path) -> tuple[Problem, ...]:
    """The problems for which a load is refused."""
    with pytest.raises(Problems) as problems:
        load_all(exports)
    return problems.value.found


def marks(table: Any, file: str | None = None) -> list[tuple[int, str, str]]:
    """(row, id, column) of set_aside or notices."""
    return sorted(
        (entry["row"], entry["problem"], entry["column"])
        for entry in table.to_pylist()
        if file in (None, entry["file"])
    )


def repairs(snapshot: Snapshot) -> list[tuple[int, str, str]]:
    """(row, kind, column) of the repairs."""
    return sorted(
        (entry["row"], entry["repair"], entry["column"]) for entry in snapshot.repairs().to_pylist()
    )


def people(snapshot: Snapshot) -> list[dict[str, Any]]:
    return snapshot.people().to_pylist()


def relatives(snapshot: Snapshot, column: str) -> dict[str, str | int]:
    """guardian or spouse of each subject, as a person's key, or -1 or -2."""
    rows = people(snapshot)
    return {
        row["person"]: rows[row[column]]["person"] if row[column] >= 0 else row[column]
        for row in rows
        if row["is_subject"]
    }


def facts(snapshot: Snapshot, name: str) -> list[dict[str, Any]]:
    """The entries of a fact with the person's key instead of the row."""
    path = snapshot.folder / "facts" / f"fact={name}" / "part.parquet"
    keys = snapshot.people()["person"].to_pylist()
    with pq.ParquetFile(path) as file:
        entries = file.read().to_pylist()
    return [{"person": keys[entry.pop("row")], **entry} for entry in entries]
