"""Keeps the lists of a run as one file a service, in order, and answers from them with DuckDB.

    <home>/cache/lists/<run>/<list>/<service>.parquet

Made from the run at the first use of a service, or by `prepare` after the night; a run is never
changed, so what was made stays right. Lists of the run before last are removed.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sakimawari.fit.listed.values import Count, Cursor, Listing, ListName, Page, Row
from sakimawari.fit.store import Run

LISTS = Path("cache") / "lists"
AT_ONCE = 8  # services made together
_RUNS_KEPT = 2
_NO_DAY = "DATE '9999-12-31'"
_EPOCH = date(1970, 1, 1)

_COLUMNS = """l.service::VARCHAR AS service, l.subject_kind::VARCHAR AS subject_kind, l.subject,
  coalesce(l.household, '') AS household, coalesce(l.ward::VARCHAR, '') AS ward,
  coalesce(l.town::VARCHAR, '') AS town, l.age::INTEGER AS age, {given},
  EXISTS (SELECT 1 FROM receives r WHERE r.service = l.service AND r.subject = l.subject)
    AS receives"""
_MONEY = "l.amount_low, l.amount_high, coalesce(l.unit_of_amount::VARCHAR, '') AS unit"
_GIVEN = {
    ListName.GAP: f"l.kind::VARCHAR AS kind, l.deadline AS day, '' AS what, {_MONEY}, "
    "coalesce(l.missing, '') AS missing",
    ListName.ENTITLEMENTS: f"l.status::VARCHAR AS kind, l.deadline AS day, '' AS what, {_MONEY}, "
    "coalesce(l.missing, '') AS missing",
    ListName.COMING: f"l.change::VARCHAR AS kind, l.on AS day, '' AS what, {_MONEY}, '' AS missing",
    ListName.DEADLINES: "l.kind::VARCHAR AS kind, l.by AS day, coalesce(l.what, '') AS what, "
    "NULL::BIGINT AS amount_low, NULL::BIGINT AS amount_high, '' AS unit, '' AS missing",
}
_making = threading.Lock()


def _kept_as(name: ListName) -> ListName:
    """The list whose files answer for a list: questions are among the entitlements."""
    return ListName.ENTITLEMENTS if name is ListName.QUESTIONS else name


def _folder(run: Run, name: ListName) -> Path:
    home = run.folder.parent.parent
    return home / LISTS / run.folder.name / _kept_as(name).value


def prepare(run: Run, name: ListName, services: Iterable[str]) -> None:
    """Make the files of a list for some services, as far as they are lacking."""
    folder = _folder(run, name)
    lacking = [slug for slug in services if not (folder / f"{slug}.parquet").is_file()]
    if not lacking:
        return
    with _making:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _forget_others(folder.parent)
        lacking = [slug for slug in lacking if not (folder / f"{slug}.parquet").is_file()]
        for at in range(0, len(lacking), AT_ONCE):
            _make(run, _kept_as(name), lacking[at : at + AT_ONCE], folder)


def _make(run: Run, name: ListName, services: Sequence[str], folder: Path) -> None:
    given = _COLUMNS.format(given=_GIVEN[name])
    rows = run.ask(
        f"SELECT {given} FROM {name.value} l "
        f"ORDER BY service, coalesce(day, {_NO_DAY}), ward, household, subject, kind",
        services=services,
    )
    for slug in services:
        own = rows.filter(_is(rows, slug))
        beside = folder / f".{slug}.{os.getpid()}.{threading.get_ident()}"
        pq.write_table(own, beside, compression="zstd", compression_level=1)
        beside.chmod(0o600)
        beside.rename(folder / f"{slug}.parquet")


def _is(rows: Any, slug: str) -> Any:
    return pc.equal(rows["service"], slug)


def _forget_others(kept: Path) -> None:
    """Lists of runs older than the last few."""
    others = sorted(
        (path for path in kept.parent.iterdir() if path != kept),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for path in others[_RUNS_KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def count(run: Run, listing: Listing) -> tuple[Count, ...]:
    """How many rows the list has, by service, ward and kind."""
    rows = _ask(
        run,
        listing,
        "SELECT service, ward, kind, count(*) FROM listed {where} GROUP BY ALL ORDER BY ALL",
    )
    return tuple(Count(service=s, ward=w, kind=k, rows=n) for s, w, k, n in rows)


def page(run: Run, listing: Listing, *, after: Cursor | None, size: int) -> Page:
    """The rows that follow a cursor, by day, then service, ward and household.

    A cursor of another run begins at the first row.
    """
    extra: tuple[str, list[Any]] = ("", [])
    if after is not None and after.run == run.folder.name:
        extra = ("(days, service, place) > (?, ?, ?)", [after.day, after.service, after.place])
    found = _ask(
        run,
        listing,
        f"SELECT * FROM listed {{where}} ORDER BY days, service, place LIMIT {size + 1}",
        extra,
    )
    rows = tuple(_row(values) for values in found[:size])
    if len(found) <= size:
        return Page(rows=rows, following=None)
    last = found[size - 1]
    following = Cursor(run=run.folder.name, day=last[-1], service=last[0], place=last[-2])
    return Page(rows=rows, following=following)


def _row(values: Sequence[Any]) -> Row:
    names = (
        *("service", "subject_kind", "subject", "household", "ward", "town", "age", "kind", "day"),
        *("what", "amount_low", "amount_high", "unit", "missing", "receives"),
    )
    held = dict(zip(names, values, strict=False))
    held["missing"] = tuple(name for name in held["missing"].split("・") if name)
    return Row(**held)


def _ask(
    run: Run, listing: Listing, sql: str, extra: tuple[str, list[Any]] = ("", [])
) -> list[tuple[Any, ...]]:
    """Rows of SQL over `listed`: the files of the services, with place and day as numbers."""
    if not listing.services:
        return []
    prepare(run, listing.name, listing.services)
    folder = _folder(run, listing.name)
    files = [str(folder / f"{slug}.parquet") for slug in listing.services]
    parts, values = _conditions(listing)
    if extra[0]:
        parts, values = [*parts, extra[0]], [*values, *extra[1]]
    where = f"WHERE {' AND '.join(parts)}" if parts else ""
    with duckdb.connect() as database:
        database.execute(
            "CREATE VIEW listed AS SELECT * EXCLUDE (file_row_number), "
            "file_row_number::BIGINT AS place, "
            f"datediff('day', DATE '1970-01-01', coalesce(day, {_NO_DAY})) AS days "
            f"FROM read_parquet([{_texts(files)}], file_row_number = true)"
        )
        found: list[tuple[Any, ...]] = database.execute(sql.format(where=where), values).fetchall()
        return found


def _conditions(listing: Listing) -> tuple[list[str], list[Any]]:
    """The filters as SQL, with their values."""
    only_open = listing.name is ListName.QUESTIONS
    given: list[tuple[str, Any]] = [
        ("list_contains(?, ward)", list(listing.wards) or None),
        ("town = ?", listing.town or None),
        ("kind = ?", "unknown" if only_open else listing.kind or None),
        ("age >= ?", listing.youngest),
        ("age BETWEEN 0 AND ?", listing.oldest),
        ("amount_low >= ?", listing.least),
        ("day >= ?", listing.since),
        ("day <= ?", listing.until),
        ("receives = ?", listing.receiving),
        ("list_contains(string_split(missing, '・'), ?)", listing.missing or None),
        ("household NOT IN (SELECT unnest(?))", sorted(listing.closed) or None),
        ("subject NOT IN (SELECT unnest(?))", sorted(listing.left_out) or None),
    ]
    used = [(text, value) for text, value in given if value is not None]
    texts = [text for text, _ in used]
    if only_open:
        texts.append("missing <> ''")
    return texts, [value for _, value in used]


def _texts(texts: Sequence[str]) -> str:
    return ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
