"""A load written out: every table of the snapshot, in the hidden folder it is made in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sakimawari.registry import schema
from sakimawari.registry.columns import NO_NUMBER
from sakimawari.registry.companies import FOLDER as COMPANIES
from sakimawari.registry.companies import (
    check_companies,
    companies_table,
    company_ledger,
    is_register,
    programmes_table,
    write_as_units,
)
from sakimawari.registry.declared import described
from sakimawari.registry.facilities import check_facilities, facilities_table
from sakimawari.registry.faults import ROW_FAULTS, Effect
from sakimawari.registry.layouts import Level, Role
from sakimawari.registry.ledgers import Entries, Ledger, entries_of, fact_columns
from sakimawari.registry.loading import (
    City,
    Load,
    departed_table,
    ledgers,
    links_table,
    load_people,
    receiving_table,
)
from sakimawari.registry.measures import Protectable, protection_table
from sakimawari.registry.opendata import Facility, FacilityRow, Finding, read_facility
from sakimawari.registry.programmes import told_of
from sakimawari.registry.sealed import (
    check_contacts,
    contacts_table,
    identities_table,
    ledger_identities,
    resident_identities,
)
from sakimawari.registry.store import (
    fact_table,
    source_column,
    write_fact,
    write_table,
)
from sakimawari.registry.units import households_table, people_table
from sakimawari.rules.population import UNKNOWN, YES

Seal = Callable[[Sequence[tuple[str, bytes]]], list[bytes]]


def write_people(load: Load, folder: Path, seal: Seal) -> dict[str, Any]:
    """Everything about people; returns what the manifest says of it."""
    city = load_people(load)
    residents, units, homes = city.residents, city.units, city.homes
    relation = residents.text(Role.RELATION)
    write_table(folder, schema.PEOPLE, people_table(units, homes, city.keyed, relation))
    write_table(folder, schema.HOUSEHOLDS, households_table(units, homes))
    write_table(folder, schema.LINKS, links_table(city))
    write_table(folder, schema.DEPARTED, departed_table(load, residents))
    told = {
        "people": len(residents),
        "households": len(homes.keys),
        "departed": len(residents.departed.numbers),
        "wards": _wards(city),
    }
    identities = resident_identities(residents)
    facts: dict[str, Any] = {}
    receiving = [schema.RECEIVING.arrow.empty_table()]
    programmes: set[str] = set()
    for ledger in ledgers(load, city):
        untold = {
            column.fact
            for column in fact_columns(ledger.layout)
            if load.lacks(ledger.layout, column)
        }
        for told_by_rows in entries_of(ledger, load.journal, on=load.day):
            if told_by_rows.fact.name in untold:
                continue
            entries = _with_heads(told_by_rows, ledger, city)
            write_fact(
                folder,
                entries.fact.name,
                fact_table(entries, units.rows_of(entries.person), load.labels),
            )
            facts[entries.fact.name] = described(entries.fact)
        if ledger.layout.programmes:
            programmes |= told_of(ledger.layout, ledger.kept)
            source = source_column(ledger.register.file, load.labels)
            receiving.append(receiving_table(ledger, city, source).cast(schema.RECEIVING.arrow))
        if not ledger.layout.spine:
            identities |= ledger_identities(ledger, len(residents))
    table = pa.concat_tables(receiving).unify_dictionaries()
    write_table(
        folder, schema.RECEIVING, table.sort_by([("row", "ascending"), ("since", "ascending")])
    )
    told["protected"] = _write_contacts_and_protection(load, city, folder, seal)
    keys = city.keyed.persons.slice(0, len(residents))
    sealed = identities_table(keys, identities, _with_progress(seal, load, len(residents)))
    write_table(folder, schema.IDENTITIES, sealed)
    return told | {"facts": facts, "programmes": sorted(programmes)}


def _with_heads(entries: Entries, ledger: Ledger, city: City) -> Entries:
    """Fills the fact a layout derives from the family ties: who is the head of the household.

    In a household with no head, or two, nobody is known to be or not to be it.
    """
    derived = {column.fact: column.derived for column in ledger.layout.with_role(Role.FACT)}
    if derived.get(entries.fact.name) != "head":
        return entries
    families = city.families
    is_head = np.zeros(len(families.headless), np.int64)
    is_head[families.head] = YES
    is_head[families.headless | families.two_heads] = UNKNOWN
    return replace(entries, value=is_head[entries.person])


def _with_progress(seal: Seal, load: Load, people: int) -> Seal:
    done = 0

    def sealing(items: Sequence[tuple[str, bytes]]) -> list[bytes]:
        nonlocal done
        sealed = seal(items)
        done += len(items)
        load.progress("sealing identities", done, people)
        return sealed

    return sealing


def _wards(city: City) -> list[dict[str, Any]]:
    """Where each ward's units and people begin, in the order of the units."""
    units = city.units
    ward_of_unit = city.homes.ward.gather(units.household_of_unit).to_numpy()
    if not len(ward_of_unit):
        return []
    first = np.flatnonzero(np.append(True, ward_of_unit[1:] != ward_of_unit[:-1]))
    after = np.append(first[1:], len(ward_of_unit))
    return [
        {
            "ward": str(ward_of_unit[begin]),
            "first_unit": int(begin),
            "units": int(end - begin),
            "first_person": int(units.offsets[begin]),
            "people": int(units.offsets[end] - units.offsets[begin]),
        }
        for begin, end in zip(first, after, strict=True)
    ]


def _write_contacts_and_protection(load: Load, city: City, folder: Path, seal: Seal) -> int:
    residents = city.residents
    protection = schema.PROTECTION.arrow.empty_table()
    people = Protectable(
        residents=residents, numbers=load.numbers, key_of=load.person_key, labels=load.labels
    )
    for layout in load.layouts_of(Level.PROTECTION):
        found = protection_table(load.gather(layout), people, load.journal)
        protection = pa.concat_tables([protection, found])
    write_table(folder, schema.PROTECTION, protection)
    contacts = schema.CONTACTS.arrow.empty_table()
    for layout in load.layouts_of(Level.CONTACT):
        register = load.gather(layout)
        column = layout.column(Role.PERSON)
        name = column.name if column else ""
        numbers = register.numbers[name]
        register.set_aside(load.journal, "ROW005", numbers == NO_NUMBER, name)
        person = residents.find.find(numbers)
        left = (person < 0) & (residents.departed.find.find(numbers) >= 0)
        load.journal.left(register.file[left & ~register.aside])
        register.set_aside(load.journal, "ROW023", (person < 0) & ~left, name)
        kept = check_contacts(register, person, load.journal)
        contacts = contacts_table(register.keep_only(kept), person[kept], city.keyed.persons, seal)
    write_table(folder, schema.CONTACTS, contacts)
    return int(protection.num_rows)


def write_companies(load: Load, folder: Path) -> int:
    """`companies.parquet` and the companies as units; returns how many there are."""
    layouts = load.layouts_of(Level.COMPANY)
    companies, registers = schema.COMPANIES.arrow.empty_table(), []
    for layout in layouts:
        register = load.gather(layout)
        if is_register(layout):
            register = check_companies(register, load.journal)
            table = companies_table(register, source_column(register.file, load.labels))
            companies = table.cast(schema.COMPANIES.arrow)
        registers.append(register)
    write_table(folder, schema.COMPANIES, companies)
    apart = folder / COMPANIES
    apart.mkdir()
    receiving = [schema.RECEIVING.arrow.empty_table()]
    rows = {number: row for row, number in enumerate(companies["company"].to_pylist())}
    facts: dict[str, Any] = {}
    for register in registers:
        ledger = company_ledger(register, rows, load.journal)
        for entries in entries_of(ledger, load.journal, on=load.day):
            placed = np.arange(len(entries.person)), entries.person
            write_fact(apart, entries.fact.name, fact_table(entries, placed, load.labels))
            facts[entries.fact.name] = described(entries.fact)
        if ledger.layout.column(Role.PROGRAMME) is not None:
            source = source_column(register.file, load.labels)
            table = programmes_table(ledger, companies, source)
            receiving.append(table.cast(schema.RECEIVING.arrow))
    about = {"schema": schema.VERSION, "date": load.on.isoformat(), "people": 0, "facts": facts}
    write_as_units(apart, companies, pa.concat_tables(receiving).unify_dictionaries(), about)
    return int(companies.num_rows)


def write_facilities(load: Load, folder: Path) -> int:
    """`facilities.parquet`; returns how many there are."""
    found: list[Facility] = []
    findings: list[Finding] = []
    for layout in load.layouts_of(Level.FACILITY):
        register = load.gather(layout)
        files = {file.number: file for file in load.files_of(layout)}
        columns = {name: texts.to_list() for name, texts in register.texts.items()}
        for at, (number, line) in enumerate(zip(register.file, register.row, strict=True)):
            file = files[int(number)]
            row = FacilityRow(
                file=file.number,
                row=int(line),
                layout=layout,
                stem=file.source.stem,
                cells={
                    name: columns[name][at] or "" for name in file.header.places if name in columns
                },
            )
            facility = read_facility(row)
            findings += row.findings
            if facility is not None:
                found.append(facility)
    kept, among = check_facilities(found, load.intake.boundaries)
    _note(load, findings + among)
    write_table(folder, schema.FACILITIES, facilities_table(kept, load.labels))
    return len(kept)


def _note(load: Load, findings: list[Finding]) -> None:
    for finding in findings:
        file, row = np.array([finding.file]), np.array([finding.row])
        if finding.id in ROW_FAULTS:
            lost = finding.id in ("ROW041", "ROW059")
            effect = Effect.SET_ASIDE if lost else Effect.NOTICE
            load.journal.put(effect, finding.id, file, row, column=finding.column)
        else:
            load.journal.repaired(finding.id, file, row, column=finding.column)
