"""Build a synthetic city: plan it, make it part by part, write it as a city's exports."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from sakimawari.city import apart, companies, company_ledgers
from sakimawari.city.composition import Composition, kitakyushu
from sakimawari.city.days import day_number
from sakimawari.city.dirt import Soiler
from sakimawari.city.facilities import FACILITIES, make_facilities
from sakimawari.city.parents import Upbringing, upbringing
from sakimawari.city.part import Part, Plan, Sheets, departed_in, latest_fiscal_year, make_part
from sakimawari.city.population import read_population
from sakimawari.city.registers import (
    awards,
    cards,
    care,
    care_use,
    checkups,
    children,
    disability_services,
    dues,
    entitlements,
    insurance,
    lone_parents,
    maternal,
    money,
    mothers,
    pension_records,
    placement,
    reaching,
    rearing,
    records,
    schooling,
    statements,
    vaccinations,
)
from sakimawari.city.registers import (
    property as houses,
)
from sakimawari.city.store import SYNTHETIC, Exports, in_file_order, layouts_by_file
from sakimawari.problems import Problem, Problems, fault

FEWEST, MOST = 1_000, 1_000_000
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CityReport:
    """What was written: rows by file, people and households, real and made totals of wards.

    `wards` maps a ward to its residents; `problems` are defects of the population table followed;
    `faults` counts what `dirt` put in.
    """

    residents: int
    households: int
    rows: Mapping[str, int]
    wards: Mapping[str, int]
    problems: tuple[Problem, ...]
    faults: int
    seconds: float


def build(
    out: Path,
    *,
    residents: int | None,
    seed: int,
    on: date,
    dirt: float = 0.0,
    population: Path | None = None,
    faults_to: Path | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> CityReport:
    """Write a synthetic city's exports into `out`.

    residents   how many, 1,000 to 1,000,000; None follows the real size
    on          the day the city is seen
    dirt        share of rows that get a fault as seen in municipal files (0 none, 0.002 realistic)
    population  a real table of residents to follow instead of Kitakyushu's figures
    faults_to   a CSV outside `out` that lists each fault put in: file, row, column, fault

    The same arguments give the same bytes. Raises `Problems` (CITY0xx).
    """
    started = time.perf_counter()
    _check(out, residents, dirt, faults_to)
    composition, problems = _compose(residents, seed, on, population)
    facilities = make_facilities(composition, seed)
    plan = Plan(composition=composition, facilities=facilities, seed=seed, on=on)
    soiler = Soiler(dirt, seed, on)
    with Exports(out) as exports:
        households = _write_city(exports, soiler, plan, progress or _silent)
        exports.write_readme(_readme(composition.residents, seed, on, dirt))
    if faults_to is not None:
        soiler.save(faults_to)
    return CityReport(
        residents=composition.residents,
        households=households,
        rows=dict(exports.rows),
        wards=_by_ward(composition),
        problems=problems,
        faults=len(soiler.faults),
        seconds=time.perf_counter() - started,
    )


def _write_city(exports: Exports, soiler: Soiler, plan: Plan, report: Progress) -> int:
    """Write all files part by part; returns the number of households."""
    households = 0
    found = []
    for file, layout in layouts_by_file().items():
        exports.begin(file, soiler.header(layout))
    for part in _parts(plan, report):
        raised = upbringing(part)
        found.append(apart.candidates(part, raised))
        households += part.people.households
        _write(exports, soiler, _sheets(part, raised))
    rng = np.random.default_rng([plan.seed, 4])
    towns, residents = plan.composition.towns, plan.composition.residents
    enterprises = companies.make_companies(towns, residents, on=plan.on, seed=plan.seed)
    _write(
        exports,
        soiler,
        {
            children.ALLOWANCE: apart.tie(found, on=day_number(plan.on), rng=rng),
            companies.FILE: enterprises,
            **company_ledgers.company_ledgers(enterprises, on=plan.on, seed=plan.seed),
            FACILITIES: plan.facilities.columns(),
        },
    )
    soiler.finish(exports)
    return households


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Show no progress."""


def _check(out: Path, residents: int | None, dirt: float, faults_to: Path | None) -> None:
    found = []
    if residents is not None and not FEWEST <= residents <= MOST:
        found.append(
            Problem(
                id="CITY011",
                what=f"a city of {residents} residents cannot be made",
                do=f"ask for {FEWEST:,} to {MOST:,} residents",
            )
        )
    if not 0 <= dirt <= 0.5:
        found.append(
            Problem(id="CITY012", what=f"dirt is a share of rows, not {dirt}", do="give 0 to 0.5")
        )
    if faults_to is not None and faults_to.resolve().is_relative_to(out.resolve()):
        found.append(
            Problem(
                id="CITY013",
                what="the list of faults would lie among the exports",
                do="give a path outside the folder of the city",
            )
        )
    if found:
        raise Problems(found)


def _compose(
    residents: int | None, seed: int, on: date, population: Path | None
) -> tuple[Composition, tuple[Problem, ...]]:
    if population is None:
        return kitakyushu(residents, on, np.random.default_rng([seed, 0])), ()
    table = read_population(population)
    composition = table.compose(residents, seed)
    if composition.residents > MOST:
        raise fault(
            "CITY011",
            f"the table counts {composition.residents} residents",
            f"give a number of residents up to {MOST:,} to scale it down",
        )
    return composition, table.problems


def _parts(plan: Plan, report: Progress) -> Iterator[Part]:
    first, done = 1, 0
    composition = plan.composition
    for towns in composition.parts():
        size = int(composition.counts[towns].sum())
        if not size:
            continue
        report("city", done, composition.residents)
        yield make_part(plan, towns, first_number=first)
        first += size + departed_in(size)
        done += size
    report("city", done, composition.residents)


def _sheets(part: Part, raised: Upbringing) -> Sheets:
    return {
        **records.sheets(part),
        **money.sheets(part),
        **insurance.sheets(part),
        **care.sheets(part),
        **children.sheets(part, raised),
        **rearing.sheets(part, raised),
        **schooling.sheets(part, raised),
        **mothers.sheets(part),
        **reaching.sheets(part),
        **cards.sheets(part),
        **care_use.sheets(part),
        **dues.sheets(part),
        **houses.sheets(part),
        **maternal.sheets(part),
        **vaccinations.sheets(part),
        **checkups.sheets(part),
        **entitlements.sheets(part),
        **pension_records.sheets(part),
        **disability_services.sheets(part),
        **statements.sheets(part),
        **lone_parents.sheets(part),
        **placement.sheets(part, raised),
        **awards.sheets(part, raised),
    }


def _write(exports: Exports, soiler: Soiler, sheets: Sheets) -> None:
    for file, table in sheets.items():
        layout = layouts_by_file()[file]
        columns = in_file_order(layout, table)
        soiler.write(exports, layout, columns)


def _by_ward(composition: Composition) -> dict[str, int]:
    sizes = composition.counts.sum(axis=(1, 2))
    made = dict.fromkeys(composition.wards, 0)
    for town, size in zip(composition.towns, sizes, strict=True):
        made[town.ward] += int(size)
    return made


def _readme(residents: int, seed: int, on: date, dirt: float) -> str:
    years = latest_fiscal_year(on)
    return (
        f"{SYNTHETIC}\n\n"
        "このフォルダの人物・世帯・法人・金額はすべて作りもので、実在の人や法人とは関係ありません。\n"
        "人口の枠だけが公表された統計に沿っています（docs/explanation/city.md）。\n"
        "町名: Geolonia 住所データ（CC BY 4.0）。人口: 国立社会保障・人口問題研究所、高松市・神戸市オープンデータ。\n\n"
        "SYNTHETIC DATA: every person, household, company and amount here is invented.\n\n"
        f"residents {residents}\nseed {seed}\non {on.isoformat()}\ndirt {dirt}\n"
        f"fiscal years {years - 1}, {years}\n"
    )
