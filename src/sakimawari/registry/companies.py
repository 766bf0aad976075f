"""Companies: the register of 法人 checked, the ledgers about them, and their part of a snapshot.

    <snapshot>/companies.parquet   a company a row, for lists and maps
    <snapshot>/companies/          a snapshot of its own, in which each unit is a company without people

So a company's facts, programmes, columns and sources are held and read as those of a household are.
What is known of companies is public or told by themselves; nothing here is sealed or protected.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from sakimawari.registry import schema
from sakimawari.registry.checkdigits import corporate_number_holds
from sakimawari.registry.columns import READ
from sakimawari.registry.gathering import Register
from sakimawari.registry.journal import Journal
from sakimawari.registry.layouts import Layout, Role
from sakimawari.registry.ledgers import Ledger, period_of
from sakimawari.registry.mapped import OF_COMPANIES, UNITS
from sakimawari.registry.programmes import name_programmes, programmes_in
from sakimawari.registry.store import Snapshot, write_table
from sakimawari.registry.units import dictionary

FOLDER = "companies"
_COLUMN_OF_FACT = {
    "従業員数": "employees",
    "資本金": "capital",
    "設立年月日": "founded",
    "代表者年齢": "representative_age",
}
_INDUSTRY = "業種"

Ints = npt.NDArray[np.int64]


def is_register(layout: Layout) -> bool:
    """Whether a layout is the register that says which companies there are."""
    return layout.column(Role.NAME) is not None


def check_companies(register: Register, journal: Journal) -> Register:
    """The companies with a sound 法人番号, each once; the number narrowed to 13 digits."""
    column = _column(register, Role.COMPANY)
    known = _sound_numbers(register, journal)
    first = known.is_first_distinct().to_numpy() | register.aside
    register.set_aside(journal, "ROW041", ~first, column)
    return register.keep_only(~register.aside)


def _sound_numbers(register: Register, journal: Journal) -> pl.Series:
    """法人番号 narrowed to 13 digits; rows without a sound one are set aside."""
    column = _column(register, Role.COMPANY)
    written = register.texts[column].fill_null("").to_list()
    numbers = [unicodedata.normalize("NFKC", text).replace("-", "").strip() for text in written]
    blank = np.array([not number for number in numbers], np.bool_)
    unsound = np.array([not corporate_number_holds(number) for number in numbers], np.bool_)
    register.set_aside(journal, "ROW005", blank, column)
    register.set_aside(journal, "ROW040", unsound, column)
    register.texts[column] = pl.Series(numbers, dtype=pl.String)
    return register.texts[column]


def _column(register: Register, role: Role, part: str | None = None) -> str:
    found = register.layout.column(role, part)
    if found is None:
        raise ValueError(f"the layout {register.layout.register} has no column {role} {part}")
    return found.name


def companies_table(register: Register, source: pa.DictionaryArray) -> pa.Table:
    """`companies.parquet`, by corporate number."""
    columns: dict[str, pa.Array] = {
        "company": pa.array(register.texts[_column(register, Role.COMPANY)].to_list(), pa.string()),
        "name": pa.array(register.texts[_column(register, Role.NAME)].to_list(), pa.string()),
        "ward": dictionary(register.texts[_column(register, Role.PLACE, "ward")]),
        "address": pa.array(
            register.texts[_column(register, Role.PLACE, "address")].to_list(), pa.string()
        ),
    }
    for column in register.layout.with_role(Role.FACT):
        if column.fact != _INDUSTRY and column.fact not in _COLUMN_OF_FACT:
            continue
        cells = register.cells[column.name]
        held = pa.array(cells.values, mask=cells.state != READ)
        if column.fact == _INDUSTRY:
            columns["industry"] = pa.array(column.labels).take(held)
        else:
            columns[_COLUMN_OF_FACT[column.fact]] = held
    columns["source"] = source
    columns["source_row"] = pa.array(register.row)
    return pa.table(columns).select(schema.COMPANIES.arrow.names).sort_by("company")


# ---------------------------------------------------------------- ledgers about companies


def company_ledger(register: Register, rows: Mapping[str, int], journal: Journal) -> Ledger:
    """The rows of any register about companies, each with the row of its company in the table.

    `rows` holds that of each 法人番号. A row about a company the register of 法人 does not name is
    set aside.
    """
    column = _column(register, Role.COMPANY)
    numbers = _sound_numbers(register, journal).to_list()
    company = np.array([rows.get(number, -1) for number in numbers], np.int64)
    register.set_aside(journal, "ROW042", company < 0, column)
    name_programmes(register, journal)
    since, until, undated = period_of(register, journal, company)
    return Ledger(
        register=register,
        person=company,
        child=np.full(len(register), -1, np.int64),
        since=since,
        until=until,
        kept=~register.aside & (company >= 0),
        undated=undated & (company >= 0),
    )


def programmes_table(ledger: Ledger, companies: pa.Table, source: pa.Array) -> pa.Table:
    """Which company has which programme, as a register of recipients; the programme stands in the row."""
    rows = np.flatnonzero(ledger.kept)
    register, layout = ledger.register, ledger.layout
    amount = layout.column(Role.AMOUNT)
    amounts = np.full(len(rows), -1, np.int64)
    if amount is not None:
        cells = register.cells[amount.name]
        amounts = np.where(cells.state == READ, cells.values, -1)[rows]
    company = ledger.person[rows]
    return pa.table(
        {
            "person": companies["company"].combine_chunks().take(pa.array(company)),
            "row": pa.array(company.astype(np.int32)),
            "programme": programmes_in(register, rows),
            "since": pa.array(ledger.since[rows].astype(np.int32)),
            "until": pa.array(ledger.until[rows].astype(np.int32)),
            "amount": pa.array(amounts),
            "unit": pa.array([amount.unit if amount else None] * len(rows), pa.string()),
            "beneficiary": pa.nulls(len(rows), pa.string()),
            "source": source.take(pa.array(rows)),
            "source_row": pa.array(register.row[rows]),
        }
    )


# ---------------------------------------------------------------- their part of a snapshot


def write_as_units(
    folder: Path, companies: pa.Table, receiving: pa.Table, manifest: Mapping[str, Any]
) -> None:
    """The snapshot in which each unit is a company; facts are written into it beside."""
    count = companies.num_rows
    nothing = pa.array(np.zeros(count, np.int32))
    units = pa.table(
        {
            "household": companies["company"],
            "unit": pa.array(np.arange(count, dtype=np.int32)),
            "ward": companies["ward"],
            "town": pa.nulls(count, pa.string()),
            "first_person": nothing,
            "people": nothing,
            "head": pa.array(np.full(count, -1, np.int32)),
        }
    )
    write_table(folder, schema.PEOPLE, schema.PEOPLE.arrow.empty_table())
    write_table(folder, schema.HOUSEHOLDS, units)
    ordered = receiving.sort_by([("row", "ascending"), ("since", "ascending")])
    write_table(folder, schema.RECEIVING, ordered)
    text = json.dumps({**manifest, UNITS: OF_COMPANIES}, ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def companies_of(snapshot: Snapshot) -> Snapshot | None:
    """The companies of a snapshot as units; None where it holds none."""
    folder = snapshot.folder / FOLDER
    if not (folder / "manifest.json").is_file():
        return None
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Snapshot(folder=folder, manifest=manifest)
