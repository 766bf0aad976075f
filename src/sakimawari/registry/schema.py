"""The tables of a snapshot as code: every column with its type and its meaning.

`docs/reference` is generated from here. VERSION rises whenever a table changes in a way that an
older reader would misread.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

VERSION = 1

WORD = pa.dictionary(pa.int32(), pa.string())
KEY = pa.string()
DAY = pa.int32()  # days since 1970-01-01; open ends are the extremes


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, Arrow type, and meaning with unit and the sense of a null."""

    name: str
    type: pa.DataType
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a snapshot. `row` says what a row is and how rows are ordered."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema of the table."""
        return pa.schema([pa.field(column.name, column.type) for column in self.columns])


_SOURCE = (
    Column("source", WORD, "file of the export it was read from"),
    Column("source_row", pa.int32(), "row of that file, as a spreadsheet numbers it (header = 1)"),
)
_PLACE = (Column("ward", WORD, "行政区"), Column("town", WORD, "町字"))

PEOPLE = Table(
    "people",
    "a person within a unit; by unit, then head, spouse, the others from the oldest, visitors",
    (
        Column("person", KEY, "opaque key of the person"),
        Column(
            "household",
            KEY,
            "opaque key of the household the person is registered in; empty: outside the city",
        ),
        Column("unit", pa.int32(), "number of the unit"),
        *_PLACE,
        Column("relation", WORD, "続柄 as registered; 別居の児童 for visitors"),
        Column("guardian", pa.int32(), "row of the main guardian; -1 nobody here, -2 unknown"),
        Column("spouse", pa.int32(), "row of the spouse; -1 nobody here, -2 unknown"),
        Column("is_subject", pa.int8(), "1; 0 for a visitor linked from another household"),
    ),
)
HOUSEHOLDS = Table(
    "households",
    "a unit, in order",
    (
        Column("household", KEY, "opaque key of the household"),
        Column("unit", pa.int32(), "number of the unit"),
        *_PLACE,
        Column("first_person", pa.int32(), "row of the first person"),
        Column("people", pa.int32(), "people of the unit, visitors included"),
        Column("head", pa.int32(), "row of the head (世帯主)"),
    ),
)
LINKS = Table(
    "links",
    "a family tie across households, from a ledger in force",
    (
        Column("person", KEY, "the recipient"),
        Column("other", KEY, "the child"),
        Column("kind", WORD, "child"),
        Column("source", WORD, "register the tie comes from"),
    ),
)
RECEIVING = Table(
    "receiving",
    "an entry of a register of recipients, by row and first day",
    (
        Column("person", KEY, "the recipient"),
        Column("row", pa.int32(), "the recipient's row in people"),
        Column("programme", WORD, "name of the programme"),
        Column("since", DAY, "first day"),
        Column("until", DAY, "last day"),
        Column("amount", pa.int64(), "amount in `unit`; -1 not stated"),
        Column("unit", WORD, "unit of the amount, null if the register states none"),
        Column("beneficiary", KEY, "the child of a ledger, or null"),
        *_SOURCE,
    ),
)
IDENTITIES = Table(
    "identities",
    "a resident",
    (
        Column("person", KEY, "opaque key of the person"),
        Column(
            "sealed",
            pa.binary(),
            "AES-256-GCM over a JSON object with name, kana, postal code, address …",
        ),
    ),
)
CONTACTS = Table(
    "contacts",
    "a resident with an entry in the register of contacts",
    (
        Column("person", KEY, "opaque key of the person"),
        Column("prefers", WORD, "郵便 メール LINE 電話; null: not said"),
        Column("language", WORD, "日本語 やさしい日本語 英語; null: not said"),
        Column("consent_notice", pa.int8(), "consent to notices: 0 no, 1 yes, 2 not asked"),
        Column(
            "consent_tax", pa.int8(), "consent to the use of tax data: 0 no, 1 yes, 2 not asked"
        ),
        Column("line", pa.int8(), "LINE linked: 0 no, 1 yes, 2 not known"),
        Column("sealed", pa.binary(), "telephone number and e-mail address, sealed; null: none"),
    ),
)
PROTECTION = Table(
    "protection",
    "a measure of 支援措置",
    (
        Column("person", KEY, "opaque key of the protected person"),
        Column("since", DAY, "first day"),
        Column("until", DAY, "last day"),
    ),
)
DEPARTED = Table(
    "departed",
    "a person who died or moved away",
    (
        Column("person", KEY, "opaque key of the person"),
        Column("reason", WORD, "消除事由 as registered"),
        Column("on", DAY, "day of it; the day of the load if the register leaves it blank"),
    ),
)
COMPANIES = Table(
    "companies",
    "a company, by corporate number",
    (
        Column("company", KEY, "法人番号"),
        Column("name", pa.string(), "商号又は名称"),
        Column("ward", WORD, "行政区"),
        Column("address", pa.string(), "所在地"),
        Column("industry", WORD, "業種"),
        Column("employees", pa.int64(), "従業員数, people; null unknown"),
        Column("capital", pa.int64(), "資本金, yen; null unknown"),
        Column("founded", DAY, "設立年月日; null unknown"),
        Column("representative_age", pa.int64(), "代表者年齢, years; null unknown"),
        *_SOURCE,
    ),
)
HAZARDS = (
    "flood",
    "landslide",
    "storm_surge",
    "earthquake",
    "tsunami",
    "fire",
    "inland_flood",
    "volcano",
)
FACILITIES = Table(
    "facilities",
    "a facility, by dataset and key",
    (
        Column("facility", KEY, "public id; file and row where there is none"),
        Column("dataset", WORD, "layout the file was read by"),
        Column("name", pa.string(), "名称"),
        Column("kind", WORD, "種別; the file's name where the data has none"),
        Column("municipality", WORD, "全国地方公共団体コード, six digits; null unknown"),
        Column("ward", WORD, "行政区: as given, else from the address; null unknown"),
        Column("address", pa.string(), "住所"),
        Column("latitude", pa.float64(), "degrees north; null unknown"),
        Column("longitude", pa.float64(), "degrees east; null unknown"),
        Column("position", WORD, "given, swapped (repaired), outside (of the city), missing"),
        Column("capacity", pa.int32(), "people; null unknown"),
        Column("capacity_text", pa.string(), "capacity as written, where it is not a bare number"),
        Column("ages", pa.string(), "受入年齢 as written"),
        Column("phone", pa.string(), "public telephone number"),
        *(
            Column(name, pa.int8(), "shelter usable: 0 no, 1 yes, 2 in part or not said")
            for name in HAZARDS
        ),
        *_SOURCE,
    ),
)
SET_ASIDE = Table(
    "set_aside",
    "a row that was not taken in",
    (
        Column("file", WORD, "file of the export"),
        Column("row", pa.int32(), "row of that file"),
        Column("column", WORD, "column the fault lies in; empty: the whole row"),
        Column("problem", WORD, "id of the fault"),
        Column("reason", WORD, "what is wrong"),
        Column("do", WORD, "what to do"),
    ),
)
REPAIRS = Table(
    "repairs",
    "a cell that was repaired; never its value",
    (
        Column("file", WORD, "file of the export"),
        Column("row", pa.int32(), "row of that file"),
        Column("column", WORD, "column; empty: the whole row"),
        Column("repair", WORD, "kind of repair"),
    ),
)
NOTICES = Table("notices", "a row taken in that somebody should look at", SET_ASIDE.columns)
TABLES = (
    PEOPLE, HOUSEHOLDS, LINKS, RECEIVING, IDENTITIES, CONTACTS, PROTECTION, DEPARTED,
    COMPANIES, FACILITIES, SET_ASIDE, NOTICES, REPAIRS,
)  # fmt: skip

FACT_COLUMNS = (
    Column("row", pa.int32(), "row of people (of households for a household's fact)"),
    Column("year", pa.int16(), "fiscal year (yearly facts only)"),
    Column("since", DAY, "first day (facts with spans only)"),
    Column("until", DAY, "last day (facts with spans only)"),
    Column(
        "value",
        pa.int64(),
        "number int64, date int32, category position or truth int8; the sentinels of `rules.population` where a cell could not be read",
    ),
    *_SOURCE,
)
