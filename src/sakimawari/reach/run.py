"""Writes the letters of a run: load, choose, draft, print, publish."""

from __future__ import annotations

import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.reach.drafting import Commission, Desk, Sealed
from sakimawari.reach.forms import FormFiller, form_facts
from sakimawari.reach.letter import Letter
from sakimawari.reach.offers import tell
from sakimawari.reach.order import LettersReport, Order, Sources
from sakimawari.reach.press import Batch, Printed, print_all
from sakimawari.reach.publishing import alone_in, publishing
from sakimawari.reach.reference import new_reference
from sakimawari.reach.rights import right_of, rights_of, tellable
from sakimawari.reach.selection import Chosen, Rights, Selection, choose
from sakimawari.reach.store import (
    BIRTH_DATE,
    SEX,
    Earlier,
    Town,
    read_earlier,
    read_sealed,
    read_summary,
    read_town,
    write_index,
    write_summary,
)
from sakimawari.registry.store import Snapshot
from sakimawari.rules.population import Population
from sakimawari.rules.tree import DATE, Fact

Progress = Callable[[str, int, int], None]

LETTERS = "letters"
LETTERS_AT_ONCE = 5_000  # whose identities are held open at a time
ALREADY, NO_ADDRESS, TOO_LONG = "already_written", "no_address", "does_not_fit"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The letters decided on, before any is drafted: what preview and printing both walk."""

    town: Town
    rows: pa.Table  # of the gap
    rights: Rights
    selection: Selection
    first_number: int
    already: int  # rights of households that have a letter from this run


@dataclass(frozen=True, slots=True, kw_only=True)
class Bureau:
    """Where letters are drafted: the order, the desk, the plan to walk, and the snapshot."""

    order: Order
    desk: Desk
    plan: Plan
    snapshot: Snapshot


@dataclass(slots=True, kw_only=True)
class Tally:
    """What the writing comes to, letter by letter."""

    index: dict[str, dict[str, Any]] = field(default_factory=dict)  # by reference
    left_out: Counter[str] = field(default_factory=Counter)

    def drafted(self, letter: Letter, commission: Commission, ward: str) -> None:
        """Remember who a letter is for; where it lies is known once it is printed."""
        self.index[letter.reference] = {
            "number": letter.number,
            "reference": letter.reference,
            "household": commission.household,
            "person": commission.to.person,
            "ward": ward,
            "language": letter.language.value,
        }

    def printed(self, batch: tuple[Printed, ...], file: str) -> None:
        """Note where the letters of a file stand and what they say."""
        for one in batch:
            self.left_out[TOO_LONG] += one.page == 0
            self.index[one.reference].update(
                services=list(one.services),
                further=one.further,
                missing_glyph=one.missing_glyph,
                file=file,
                page=one.page,
            )


def write_letters(
    home: Path, order: Order, *, sources: Sources, progress: Progress | None = None
) -> LettersReport:
    """Write the letters of a finished run into `letters/` under the city's folder.

    A household gets one letter from a run: those written to before are left out, and the same
    order a second time does nothing. Killed at any moment, it leaves no half folder in sight.
    """
    started = time.perf_counter()
    letters = home / LETTERS
    run = sources.run.folder.name
    folder = letters / order.folder_name(run, sources.catalogue.hash)
    with alone_in(letters):
        before = read_summary(folder)
        if before is not None:
            return _report(folder, before, already=True)
        earlier = read_earlier(letters, run=run, on=order.on)
        population = _population(sources)
        plan = make_plan(order, sources, population, earlier)
        bureau = Bureau(
            order=order,
            desk=_desk(order, sources, population),
            plan=plan,
            snapshot=sources.snapshot,
        )
        with publishing(folder) as hidden:
            tally = _write(hidden, bureau, progress)
            summary = _summary(order, run, plan, tally)
            summary["seconds"] = round(time.perf_counter() - started, 1)
            write_summary(hidden, summary)
    return _report(folder, summary, already=False)


def make_plan(order: Order, sources: Sources, population: Population, earlier: Earlier) -> Plan:
    """Who gets a letter about what, without writing anything."""
    services = sources.catalogue.services
    town = read_town(sources.snapshot, population, on=order.on)
    rows = tellable(sources.run.table("gap"), services)
    keys = town.households.take(rows["unit"].combine_chunks())
    written = pa.array(sorted(earlier.households), pa.string())
    before = np.asarray(pc.is_in(keys, value_set=written), np.bool_)
    rows = rows.filter(pa.array(~before)).combine_chunks()
    rights = rights_of(rows, services)
    return Plan(
        town=town,
        rows=rows,
        rights=rights,
        selection=choose(town.residents, rights, on=order.on, limit=order.limit),
        first_number=earlier.last_number + 1,
        already=int(before.sum()),
    )


def _population(sources: Sources) -> Population:
    declared = sources.catalogue.facts
    facts = {fact.name: fact for fact in form_facts(tuple(sources.catalogue.services.values()))}
    birth = declared.get(BIRTH_DATE)
    facts[BIRTH_DATE] = birth.fact if birth is not None else Fact(name=BIRTH_DATE, type=DATE)
    if SEX in declared:
        facts[SEX] = declared[SEX].fact
    return sources.snapshot.population(tuple(facts.values()))


def _desk(order: Order, sources: Sources, population: Population) -> Desk:
    services = tuple(sources.catalogue.services.values())
    figures = sources.catalogue.figures(date.fromisoformat(sources.run.manifest["on"]))
    return Desk(
        sender=order.sender,
        on=order.on,
        language=order.language,
        told=tell(services),
        facts=sources.catalogue.facts,
        open_identity=sources.open_identity,
        form_values=FormFiller(
            population, figures, services=services, declared=sources.catalogue.facts
        ),
    )


def _write(hidden: Path, bureau: Bureau, progress: Progress | None) -> Tally:
    order, tally = bureau.order, Tally()
    paths: list[Path] = []
    total = len(bureau.plan.selection.chosen)
    done = 0

    def batches() -> Iterator[Batch]:
        for path, letters in _files(hidden, order, _drafts(bureau, tally)):
            paths.append(path)
            yield Batch(path=path, letters=letters, answer_at=order.answer_at, printed_on=order.on)

    for number, printed in enumerate(print_all(batches(), workers=order.workers)):
        tally.printed(printed, paths[number].relative_to(hidden).as_posix())
        done += len(printed)
        if progress is not None:
            progress("letters", done, total)
    write_index(hidden, tally.index.values())
    return tally


def _drafts(bureau: Bureau, tally: Tally) -> Iterator[tuple[str, Letter]]:
    """Letters in the order of units, each with its ward; identities are opened part by part."""
    number = bureau.plan.first_number
    for commission, ward in _commissions(bureau.snapshot, bureau.plan):
        numbered = f"{bureau.order.on:%Y%m%d}-{number:05d}"
        reference = new_reference(secrets.token_bytes)
        letter = bureau.desk.draft(commission, number=numbered, reference=reference)
        if letter is None:
            tally.left_out[NO_ADDRESS] += 1
            continue
        number += 1
        tally.drafted(letter, commission, ward)
        yield ward, letter


def _commissions(snapshot: Snapshot, plan: Plan) -> Iterator[tuple[Commission, str]]:
    chosen = plan.selection.chosen
    for start in range(0, len(chosen), LETTERS_AT_ONCE):
        part = chosen[start : start + LETTERS_AT_ONCE]
        rows = {int(plan.rights.row[p]) for one in part for p in one.rights}
        rows |= {one.to for one in part}
        sealed = read_sealed(snapshot, plan.town, (row for row in rows if row >= 0))
        for one in part:
            yield _commission(one, plan, sealed), plan.town.unit_wards[one.unit].as_py()


def _commission(chosen: Chosen, plan: Plan, sealed: dict[int, Sealed]) -> Commission:
    to = sealed[chosen.to]
    rights = []
    for position, row in zip(
        chosen.rights, plan.rows.take(pa.array(chosen.rights)).to_pylist(), strict=True
    ):
        subject = sealed.get(int(plan.rights.row[position]))
        own = subject is None or subject.person == to.person
        rights.append((right_of(row), row["row"], None if own else subject))
    return Commission(
        unit=chosen.unit,
        household=plan.town.households[chosen.unit].as_py(),
        to=to,
        rights=tuple(rights),
    )


def _files(
    hidden: Path, order: Order, drafts: Iterator[tuple[str, Letter]]
) -> Iterator[tuple[Path, tuple[Letter, ...]]]:
    """Letters file by file: no file mixes wards, none has more pages than ordered."""
    for ward, of_ward in groupby(drafts, key=lambda draft: draft[0]):
        waiting: list[Letter] = []
        for _, letter in of_ward:
            waiting.append(letter)
            if len(waiting) == order.pages_per_file:
                yield _path(hidden, ward, waiting), tuple(waiting)
                waiting = []
        if waiting:
            yield _path(hidden, ward, waiting), tuple(waiting)


def _path(hidden: Path, ward: str, letters: list[Letter]) -> Path:
    named = _NOT_IN_NAMES.sub("_", ward).lstrip(".") or "区不明"
    first, last = letters[0].number, letters[-1].number.rpartition("-")[2]
    name = first if len(letters) == 1 else f"{first}-{last}"
    return hidden / named / f"{name}.pdf"


def _summary(order: Order, run: str, plan: Plan, tally: Tally) -> dict[str, Any]:
    written = [row for row in tally.index.values() if row["page"] > 0]
    left_out = plan.selection.left_out + tally.left_out + Counter({ALREADY: plan.already})
    return {
        "on": order.on.isoformat(),
        "run": run,
        "letters": len(written),
        "files": len({row["file"] for row in written}),
        "households": plan.selection.households,
        "offers": sum(len(row["services"]) for row in written),
        "left_out": dict(sorted(left_out.items())),
        "languages": dict(sorted(Counter(row["language"] for row in written).items())),
        "missing_glyphs": sum(row["missing_glyph"] for row in written),
        "last_number": plan.first_number + len(tally.index) - 1,
    }


def _report(folder: Path, summary: Any, *, already: bool) -> LettersReport:
    names = ("letters", "files", "households", "offers", "left_out", "languages")
    return LettersReport(
        folder=folder,
        **{name: summary[name] for name in names},
        missing_glyphs=summary["missing_glyphs"],
        seconds=summary["seconds"],
        already=already,
    )
