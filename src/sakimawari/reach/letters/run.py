"""Writes the letters of a run: load, choose, draft, print, publish."""

from __future__ import annotations

import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from sakimawari.fit.forms import FormFiller, form_facts
from sakimawari.reach.addressing.closure import Bools
from sakimawari.reach.addressing.reference import new_reference
from sakimawari.reach.addressing.rights import right_of, rights_of, tellable
from sakimawari.reach.addressing.sealed import Sealed
from sakimawari.reach.addressing.selection import Chosen, Rights, Selection, choose
from sakimawari.reach.addressing.town import BIRTH_DATE, SEX, Town, read_sealed, read_town
from sakimawari.reach.letters.drafting import Commission, Concern, Desk
from sakimawari.reach.letters.geometry import SlipGeometry
from sakimawari.reach.letters.letter import Letter
from sakimawari.reach.letters.order import LettersReport, Order, Sources
from sakimawari.reach.letters.press import Batch, Printed, print_all
from sakimawari.reach.letters.publishing import alone_in, publishing
from sakimawari.reach.letters.slips_store import write_slips
from sakimawari.reach.letters.store import (
    Earlier,
    read_earlier,
    read_summary,
    write_index,
    write_summary,
)
from sakimawari.reach.telling.offers import tell
from sakimawari.registry.store import Snapshot
from sakimawari.rules.population import Population
from sakimawari.rules.tree import DATE, Fact

Progress = Callable[[str, int, int], None]

LETTERS = "letters"
LETTERS_AT_ONCE = 5_000  # whose identities are held open at a time
NO_ADDRESS, TOO_LONG = "no_address", "does_not_fit"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The letters decided on, before any is drafted: what preview and printing both walk."""

    town: Town
    rows: pa.Table  # of the gap
    rights: Rights
    selection: Selection
    first_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bureau:
    """Where letters are drafted: the order, the desk, the plan to walk, and today's snapshot."""

    order: Order
    desk: Desk
    plan: Plan
    current: Snapshot


@dataclass(slots=True, kw_only=True)
class Tally:
    """What the writing comes to, letter by letter."""

    index: dict[str, dict[str, Any]] = field(default_factory=dict)  # by reference
    slips: list[SlipGeometry] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def drafted(self, letter: Letter, commission: Commission) -> None:
        """Remember who a letter is for; where it lies is known once it is printed."""
        self.index[letter.reference] = {
            "number": letter.number,
            "reference": letter.reference,
            "household": commission.household,
            "person": commission.to.person,
            "ward": commission.to.ward,
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
                pages=one.pages,
                barcode=one.barcode,
            )
            if one.slip is not None:
                self.slips.append(replace(one.slip, file=file))


def write_letters(
    home: Path, order: Order, *, sources: Sources, progress: Progress | None = None
) -> LettersReport:
    """Write the letters of a finished run into `letters/` under the city's folder.

    A person gets one letter from a run: those written to before are left out, and the same order a
    second time does nothing. Killed at any moment, it leaves no half folder in sight.
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
            desk=_desk(order, sources, population, agreed=plan.town.agreed),
            plan=plan,
            current=sources.current,
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
    town = read_town(
        sources.snapshot,
        population,
        current=sources.current,
        on=order.on,
        written=earlier.people,
    )
    rows = tellable(sources.run.table("gap"), services)
    rights = rights_of(rows, services, sources.catalogue.facts)
    return Plan(
        town=town,
        rows=rows,
        rights=rights,
        selection=choose(town.residents, rights, on=order.on, limit=order.limit),
        first_number=earlier.last_number + 1,
    )


def _population(sources: Sources) -> Population:
    declared = sources.catalogue.facts
    facts = {
        fact.name: fact for fact in form_facts(tuple(sources.catalogue.residents.services.values()))
    }
    birth = declared.get(BIRTH_DATE)
    facts[BIRTH_DATE] = birth.fact if birth is not None else Fact(name=BIRTH_DATE, type=DATE)
    if SEX in declared:
        facts[SEX] = declared[SEX].fact
    return sources.snapshot.population(tuple(facts.values()))


def _desk(order: Order, sources: Sources, population: Population, *, agreed: Bools) -> Desk:
    services = tuple(sources.catalogue.residents.services.values())
    figures = sources.catalogue.figures(date.fromisoformat(sources.run.manifest["on"]))
    return Desk(
        sender=order.sender,
        on=order.on,
        language=order.language,
        told=tell(services),
        facts=sources.catalogue.facts,
        open_identity=sources.open_identity,
        form_values=FormFiller(
            population,
            figures,
            services=services,
            declared=sources.catalogue.facts,
            agreed=agreed,
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
    write_slips(hidden, tally.slips)
    return tally


def _drafts(bureau: Bureau, tally: Tally) -> Iterator[tuple[str, Letter]]:
    """Letters in the order of units, each with its ward; identities are opened part by part."""
    number = bureau.plan.first_number
    for commission in _commissions(bureau.current, bureau.plan):
        numbered = f"{bureau.order.on:%Y%m%d}-{number:05d}"
        reference = new_reference(secrets.token_bytes)
        letter = bureau.desk.draft(commission, number=numbered, reference=reference)
        if letter is None:
            tally.left_out[NO_ADDRESS] += 1
            continue
        number += 1
        tally.drafted(letter, commission)
        yield commission.to.ward, letter


def _commissions(current: Snapshot, plan: Plan) -> Iterator[Commission]:
    chosen = plan.selection.chosen
    for start in range(0, len(chosen), LETTERS_AT_ONCE):
        part = chosen[start : start + LETTERS_AT_ONCE]
        rows = {int(plan.rights.row[p]) for one in part for p in one.rights}
        rows |= {one.to for one in part}
        sealed = read_sealed(current, plan.town, (row for row in rows if row >= 0))
        for one in part:
            yield _commission(one, plan, sealed)


def _commission(chosen: Chosen, plan: Plan, sealed: dict[int, Sealed]) -> Commission:
    to = sealed[chosen.to]
    rights = []
    for position, row in zip(
        chosen.rights, plan.rows.take(pa.array(chosen.rights)).to_pylist(), strict=True
    ):
        subject = sealed.get(int(plan.rights.row[position]))
        own = subject is None or subject.person == to.person
        rights.append(
            Concern(
                right=right_of(row),
                unit=row["unit"],
                row=row["row"],
                subject=None if own else subject,
            )
        )
    return Commission(
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
    left_out = plan.selection.left_out + tally.left_out
    return {
        "on": order.on.isoformat(),
        "run": run,
        "letters": len(written),
        "files": len({row["file"] for row in written}),
        "households": len({row["household"] for row in written}),
        "addressees": plan.selection.addressees,
        "offers": sum(len(row["services"]) for row in written),
        "left_out": dict(sorted(left_out.items())),
        "languages": dict(sorted(Counter(row["language"] for row in written).items())),
        "missing_glyphs": sum(row["missing_glyph"] for row in written),
        "last_number": plan.first_number + len(tally.index) - 1,
    }


def _report(folder: Path, summary: Any, *, already: bool) -> LettersReport:
    names = ("letters", "files", "households", "addressees", "offers", "left_out", "languages")
    return LettersReport(
        folder=folder,
        **{name: summary[name] for name in names},
        missing_glyphs=summary["missing_glyphs"],
        seconds=summary["seconds"],
        already=already,
    )
