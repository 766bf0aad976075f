"""What is sealed: identities of residents, and where they can be reached.

Plain text exists only in memory, a few thousand people at a time; what is written is sealed for its
person by the callable the load was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from sakimawari.registry.columns import READ
from sakimawari.registry.gathering import Register
from sakimawari.registry.journal import Journal
from sakimawari.registry.layouts import Role
from sakimawari.registry.ledgers import Ledger
from sakimawari.registry.residents import Residents
from sakimawari.registry.units import dictionary

Seal = Callable[[Sequence[tuple[str, bytes]]], list[bytes]]
Ints = npt.NDArray[np.int64]

_AT_A_TIME = 20_000
_CONSENTS = ("consent_notice", "consent_tax", "line")
_NOT_ASKED = 2
_PREFERENCES = ("prefers", "language")
_ADDRESSES = ("phone", "email")


def resident_identities(residents: Residents) -> dict[str, pl.Series]:
    """The identity columns of the resident records, by person."""
    register = residents.register
    return {
        column.name: register.texts[column.name]
        for column in register.layout.with_role(Role.IDENTITY)
    }


def ledger_identities(ledger: Ledger, people: int) -> dict[str, pl.Series]:
    """The identity columns of a ledger by person: the last row that holds a value counts."""
    found: dict[str, pl.Series] = {}
    for column in ledger.layout.with_role(Role.IDENTITY):
        texts = ledger.register.texts[column.name]
        places = np.flatnonzero(ledger.kept & texts.is_not_null().to_numpy())
        if not len(places):
            continue
        last = pl.DataFrame({"person": ledger.person[places], "place": places})
        last = last.unique("person", keep="last", maintain_order=True)
        by_person = pl.repeat(None, people, dtype=pl.String, eager=True)
        by_person = by_person.scatter(last["person"], texts.gather(last["place"]))
        found[f"{ledger.layout.register}_{column.name}"] = by_person
    return found


def _objects(columns: Mapping[str, pl.Series]) -> pl.Series:
    """One JSON object a row, without the columns that are null there; null where all are."""
    frame = pl.DataFrame(dict(columns))
    members = [
        pl.when(pl.col(name).is_not_null()).then(
            pl.struct(pl.col(name)).struct.json_encode().str.slice(1).str.head(-1)
        )
        for name in columns
    ]
    some = pl.any_horizontal(pl.col(name).is_not_null() for name in columns)
    joined = pl.concat_str(members, separator=",", ignore_nulls=True)
    return frame.select(pl.when(some).then("{" + joined + "}")).to_series()


def _sealed(keys: pa.Array, columns: Mapping[str, pl.Series], seal: Seal) -> Iterator[pa.Array]:
    for first in range(0, len(keys), _AT_A_TIME):
        some = {name: texts.slice(first, _AT_A_TIME) for name, texts in columns.items()}
        objects = _objects(some).to_list()
        persons = keys.slice(first, _AT_A_TIME).to_pylist()
        told = [
            (person, plain.encode())
            for person, plain in zip(persons, objects, strict=True)
            if plain
        ]
        sealed = iter(seal(told))
        yield pa.array((next(sealed) if plain else None for plain in objects), pa.binary())


def identities_table(keys: pa.Array, columns: Mapping[str, pl.Series], seal: Seal) -> pa.Table:
    """`identities.parquet`: one sealed object a resident, in the order of the keys."""
    sealed = pa.chunked_array(list(_sealed(keys, columns, seal)), pa.binary())
    return pa.table({"person": keys, "sealed": sealed})


def contacts_table(register: Register, person: Ints, keys: pa.Array, seal: Seal) -> pa.Table:
    """`contacts.parquet` from the kept rows of the register of contacts, one a person."""
    by_part = {column.part or "": column for column in register.layout.with_role(Role.CONTACT)}
    of_rows = keys.take(pa.array(person))
    columns: dict[str, pa.Array] = {"person": of_rows}
    for part in _PREFERENCES:
        column = by_part[part]
        cells = register.cells[column.name]
        labels = pl.Series([*column.labels, None], dtype=pl.String)
        place = np.where(cells.state == READ, cells.values, len(column.labels))
        columns[part] = dictionary(labels.gather(place))
    for part in _CONSENTS:
        cells = register.cells[by_part[part].name]
        told = np.where(cells.state == READ, cells.values, _NOT_ASKED)
        columns[part] = pa.array(told.astype(np.int8))
    addresses = {by_part[part].name: register.texts[by_part[part].name] for part in _ADDRESSES}
    columns["sealed"] = pa.chunked_array(list(_sealed(of_rows, addresses, seal)), pa.binary())
    return pa.table(columns)


def check_contacts(register: Register, person: Ints, journal: Journal) -> npt.NDArray[np.bool_]:
    """The rows kept: one a person, the last."""
    rows = np.flatnonzero(~register.aside & (person >= 0))
    last = pl.Series(person[rows]).is_last_distinct().to_numpy()
    older = np.zeros(len(person), np.bool_)
    older[rows[~last]] = True
    register.set_aside(journal, "ROW021", older)
    kept: npt.NDArray[np.bool_] = ~register.aside & (person >= 0)
    return kept
