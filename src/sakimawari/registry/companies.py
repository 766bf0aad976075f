"""Companies: the register of 法人 checked and laid out as its table."""

from __future__ import annotations

import unicodedata

import numpy as np
import polars as pl
import pyarrow as pa

from sakimawari.registry import schema
from sakimawari.registry.checkdigits import corporate_number_holds
from sakimawari.registry.columns import READ
from sakimawari.registry.gathering import Register
from sakimawari.registry.journal import Journal
from sakimawari.registry.layouts import Role
from sakimawari.registry.units import dictionary

_COLUMN_OF_FACT = {
    "従業員数": "employees",
    "資本金": "capital",
    "設立年月日": "founded",
    "代表者年齢": "representative_age",
}
_INDUSTRY = "業種"


def check_companies(register: Register, journal: Journal) -> Register:
    """The companies with a sound 法人番号, each once; the number narrowed to 13 digits."""
    column = _column(register, Role.COMPANY)
    written = register.texts[column].fill_null("").to_list()
    numbers = [unicodedata.normalize("NFKC", text).replace("-", "").strip() for text in written]
    blank = np.array([not number for number in numbers], np.bool_)
    unsound = np.array([not corporate_number_holds(number) for number in numbers], np.bool_)
    register.set_aside(journal, "ROW005", blank, column)
    register.set_aside(journal, "ROW040", unsound, column)
    known = pl.Series(numbers)
    first = known.is_first_distinct().to_numpy() | unsound
    register.set_aside(journal, "ROW041", ~first, column)
    register.texts[column] = known
    return register.keep_only(~register.aside)


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
        if column.fact == _INDUSTRY:
            columns["industry"] = dictionary(register.texts[column.name])
        elif column.fact in _COLUMN_OF_FACT:
            cells = register.cells[column.name]
            columns[_COLUMN_OF_FACT[column.fact]] = pa.array(cells.values, mask=cells.state != READ)
    columns["source"] = source
    columns["source_row"] = pa.array(register.row)
    return pa.table(columns).select(schema.COMPANIES.arrow.names).sort_by("company")
