"""Where letters are made: commissions in, sorted as the post asks for, drafted, printed, counted."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from sakimawari.fit.forms import FormFiller, form_facts
from sakimawari.reach.addressing.closure import Bools
from sakimawari.reach.addressing.reference import new_reference
from sakimawari.reach.addressing.rights import right_of
from sakimawari.reach.addressing.sealed import Sealed
from sakimawari.reach.addressing.selection import Chosen, Rights
from sakimawari.reach.addressing.town import BIRTH_DATE, SEX, Town, read_sealed
from sakimawari.reach.letters.drafting import Commission, Concern, Desk
from sakimawari.reach.letters.geometry import SlipGeometry
from sakimawari.reach.letters.letter import Letter
from sakimawari.reach.letters.order import Order, Sources
from sakimawari.reach.letters.press import Batch, Printed
from sakimawari.reach.letters.presses import print_all
from sakimawari.reach.letters.slips_store import SlipsFile
from sakimawari.reach.telling.offer import Language
from sakimawari.reach.telling.offers import tell
from sakimawari.reach.telling.staff_topic import StaffTopic
from sakimawari.registry.store import Snapshot
from sakimawari.rules.population import Population
from sakimawari.rules.tree import DATE, Fact

T = TypeVar("T")
Progress = Callable[[str, int, int], None]

LETTERS_AT_ONCE = 5_000  # whose identities are held open at a time
NO_ADDRESS, TOO_LONG = "no_address", "does_not_fit"
NO_CODE = "no-code"  # the folder of letters without a postal code
LARGE = "-large"  # print: two sheets, so a run of their own at the print shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One letter to be made: to whom about which rights, in which language and print, for which
    step of a plan ("" for none); `staff` are topics in the staff's own words, by slug.
    """

    chosen: Chosen
    step: str = ""
    language: Language | None = None
    large: bool = False
    staff: Mapping[str, StaffTopic] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What letters stand on: the town as of today, and the rights of the run."""

    town: Town
    rows: pa.Table  # of the gap
    rights: Rights


@dataclass(frozen=True, slots=True, kw_only=True)
class Bureau:
    """Where letters are made, and those to be made."""

    order: Order
    desk: Desk
    ground: Ground
    current: Snapshot
    wanted: Sequence[Wanted]
    first_number: int


@dataclass(slots=True, kw_only=True)
class Tally:
    """What the writing comes to, letter by letter."""

    index: dict[str, dict[str, Any]] = field(default_factory=dict)  # by reference
    left_out: Counter[str] = field(default_factory=Counter)
    refused: dict[str, str] = field(default_factory=dict)  # step: why there is no letter

    def drafted(self, letter: Letter, commission: Commission) -> None:
        """Remember who a letter is for; where it lies is known once it is printed."""
        self.index[letter.reference] = {
            "number": letter.number,
            "reference": letter.reference,
            "step": commission.step,
            "household": commission.household,
            "person": commission.to.person,
            "ward": commission.to.ward,
            "postal_code": commission.postal_code,
            "language": letter.language.value,
        }

    def undeliverable(self, commission: Commission) -> None:
        """Note a letter for which there is no address."""
        self._refuse(commission.step, NO_ADDRESS)

    def printed(self, batch: tuple[Printed, ...], file: str) -> Iterator[SlipGeometry]:
        """Note where the letters of a file stand and what they say; their slips."""
        for one in batch:
            row = self.index[one.reference]
            if one.page == 0:
                self._refuse(row["step"], TOO_LONG)
            row.update(
                services=list(one.services),
                subjects=[list(keys) for keys in one.keys],
                further=one.further,
                missing_glyph=one.missing_glyph,
                file=file,
                page=one.page,
                pages=one.pages,
                barcode=one.barcode,
            )
            if one.slip is not None:
                yield replace(one.slip, file=file)

    def _refuse(self, step: str, why: str) -> None:
        self.left_out[why] += 1
        if step:
            self.refused[step] = why

    @property
    def written(self) -> list[dict[str, Any]]:
        """The rows of the letters that were printed."""
        return [row for row in self.index.values() if row["page"] > 0]


def population_of(sources: Sources) -> Population:
    """The people of the run with what forms are filled from."""
    declared = sources.catalogue.facts
    facts = {
        fact.name: fact for fact in form_facts(tuple(sources.catalogue.residents.services.values()))
    }
    birth = declared.get(BIRTH_DATE)
    facts[BIRTH_DATE] = birth.fact if birth is not None else Fact(name=BIRTH_DATE, type=DATE)
    if SEX in declared:
        facts[SEX] = declared[SEX].fact
    return sources.snapshot.population(tuple(facts.values()))


def desk_of(order: Order, sources: Sources, population: Population, *, agreed: Bools) -> Desk:
    """The desk at which an order's letters are drafted."""
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


def make(hidden: Path, bureau: Bureau, progress: Progress | None) -> Tally:
    """Draft and print all letters into a folder, with the geometry of their slips."""
    order, tally = bureau.order, Tally()
    paths: list[Path] = []
    done = 0

    def batches() -> Iterator[Batch]:
        for path, letters in _files(hidden, order, _drafts(bureau, tally)):
            paths.append(path)
            yield Batch(path=path, letters=letters, answer_at=order.answer_at, printed_on=order.on)

    with SlipsFile(hidden) as slips:
        for number, printed in enumerate(print_all(batches(), workers=order.workers)):
            for slip in tally.printed(printed, paths[number].relative_to(hidden).as_posix()):
                slips.add(slip)
            done += len(printed)
            if progress is not None:
                progress("letters", done, len(bureau.wanted))
    return tally


def _drafts(bureau: Bureau, tally: Tally) -> Iterator[tuple[str, Letter]]:
    """Letters in the order of the post, each with its folder; identities are opened part by part."""
    number = bureau.first_number
    for commission in _commissions(bureau):
        numbered = f"{bureau.order.on:%Y%m%d}-{number:05d}"
        reference = new_reference(secrets.token_bytes)
        letter = bureau.desk.draft(commission, number=numbered, reference=reference)
        if letter is None:
            tally.undeliverable(commission)
            continue
        number += 1
        tally.drafted(letter, commission)
        area = commission.postal_code[:3] or NO_CODE
        yield area + LARGE if letter.large else area, letter


def _commissions(bureau: Bureau) -> Iterator[Commission]:
    rights, town = bureau.ground.rights, bureau.ground.town
    for part in _parts(in_postal_order(bureau)):
        rows = {int(rights.row[p]) for _, one in part for p in one.chosen.rights}
        rows |= {one.chosen.to for _, one in part}
        sealed = read_sealed(bureau.current, town, (row for row in rows if row >= 0))
        for code, one in part:
            yield _commission(one, code, bureau.ground, sealed)


def in_postal_order(bureau: Bureau) -> list[tuple[str, Wanted]]:
    """What is wanted with its postal code: usual print before large, then by the code, those
    without one last; within a code in the order given, that of streets.
    """
    coded: list[tuple[str, Wanted]] = []
    for part in _parts(list(bureau.wanted)):
        rows = {one.chosen.to for one in part}
        sealed = read_sealed(bureau.current, bureau.ground.town, rows)
        coded += [(bureau.desk.postal_code(sealed[one.chosen.to]), one) for one in part]
    return sorted(coded, key=lambda each: (each[1].large, each[0] == "", each[0]))


def _parts(items: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), LETTERS_AT_ONCE):
        yield items[start : start + LETTERS_AT_ONCE]


def _commission(wanted: Wanted, code: str, ground: Ground, sealed: dict[int, Sealed]) -> Commission:
    chosen = wanted.chosen
    to = sealed[chosen.to]
    rights = []
    for position, row in zip(
        chosen.rights, ground.rows.take(pa.array(chosen.rights)).to_pylist(), strict=True
    ):
        subject = sealed.get(int(ground.rights.row[position]))
        own = subject is None or subject.person == to.person
        rights.append(
            Concern(
                right=right_of(row),
                unit=row["unit"],
                row=row["row"],
                subject=None if own else subject,
                key=row["subject"],
            )
        )
    return Commission(
        household=ground.town.households[chosen.unit].as_py(),
        to=to,
        rights=tuple(rights),
        postal_code=code,
        language=wanted.language,
        large=wanted.large,
        step=wanted.step,
        staff=wanted.staff,
    )


def _files(
    hidden: Path, order: Order, drafts: Iterator[tuple[str, Letter]]
) -> Iterator[tuple[Path, tuple[Letter, ...]]]:
    """Letters file by file: no file mixes delivery areas or prints, none has more pages than
    ordered.
    """
    for area, of_area in groupby(drafts, key=lambda draft: draft[0]):
        most = order.pages_per_file
        if area.endswith(LARGE):
            most = max(most // 2, 1)
        waiting: list[Letter] = []
        for _, letter in of_area:
            waiting.append(letter)
            if len(waiting) == most:
                yield _path(hidden, area, waiting), tuple(waiting)
                waiting = []
        if waiting:
            yield _path(hidden, area, waiting), tuple(waiting)


def _path(hidden: Path, area: str, letters: list[Letter]) -> Path:
    first, last = letters[0].number, letters[-1].number.rpartition("-")[2]
    name = first if len(letters) == 1 else f"{first}-{last}"
    return hidden / area / f"{name}.pdf"
