"""Letters for the steps of a plan: a batch is written whole or not at all, and once.

Whoever sends names the batch and its messages; the same batch again is answered from what lies
there, with the same files and references. Who may be written to is looked at again here, at the
last moment: a step that was lawful when it was planned may not be any more.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sakimawari.problems import Place, fault
from sakimawari.reach.addressing.ahead import ahead_of
from sakimawari.reach.addressing.selection import Chosen, obstacles, recipients
from sakimawari.reach.letters.bureau import (
    Bureau,
    Ground,
    Progress,
    Wanted,
    desk_of,
    make,
    population_of,
)
from sakimawari.reach.letters.coming import with_ahead, with_coming
from sakimawari.reach.letters.order import Order, Sources
from sakimawari.reach.letters.publishing import alone_in, publishing
from sakimawari.reach.letters.run import LETTERS, ground_of, keep
from sakimawari.reach.letters.store import read_batch, read_earlier, steps_written
from sakimawari.reach.telling.occasion import BEYOND_THE_GAP, Occasion
from sakimawari.reach.telling.offer import Language
from sakimawari.reach.telling.staff_topic import StaffTopic
from sakimawari.rules.population import Int64s, Population

WRITTEN = "written"
NO_RIGHT = "no_right"  # nothing of what was to be told holds any more
NOT_FOUND = "not_found"
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One message of a plan that is to go as a letter.

    `subjects` are those whose right each service is: keys of people or of a household. `why` stands
    beside them, in the plan's words for the occasion; `staff` are the topics of lists among the
    services.
    """

    id: str
    person: str
    services: tuple[str, ...]
    subjects: tuple[str, ...]
    language: str = "ja"
    variant: str = "a"
    why: tuple[str, ...] = ()
    staff: Mapping[str, StaffTopic] = field(default_factory=dict)

    @property
    def beyond(self) -> Mapping[tuple[str, str], Occasion]:
        """What is not, or not only, looked for in the gap, and as what it is told."""
        if len(self.why) != len(self.services) or len(self.why) != len(self.subjects):
            return {}
        pairs = zip(self.services, self.subjects, strict=True)
        told = zip(pairs, map(BEYOND_THE_GAP.get, self.why), strict=True)
        return {pair: as_what for pair, as_what in told if as_what is not None}

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Every service with every subject: which of them are rights, the night knows."""
        return frozenset((a, b) for a in self.services for b in self.subjects)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a step: `why` is "written", or the reason why there is no letter."""

    why: str
    reference: str = ""

    @property
    def is_written(self) -> bool:
        """Whether a letter lies ready."""
        return self.why == WRITTEN


def write_batch(
    home: Path,
    batch: str,
    steps: Sequence[Step],
    *,
    order: Order,
    sources: Sources,
    progress: Progress | None = None,
) -> Mapping[str, Written]:
    """Write the letters of a batch into `letters/<batch>`, and say what became of each step.

    Written before, it is only read: the same files and references. A step that another batch wrote
    is answered from there and gets no second letter. REACH010 for a name that cannot be one, or one
    under which other steps were written.
    """
    started = time.perf_counter()
    if _NAME.fullmatch(batch) is None:
        raise _other(batch)
    letters = home / LETTERS
    folder = letters / batch
    with alone_in(letters):
        before = _told_before(folder)
        if before is None:
            known = {
                step: Written(why=WRITTEN, reference=ref)
                for step, ref in _elsewhere(letters, steps)
            }
            fresh = [step for step in steps if step.id not in known]
            bureau, refused = _bureau(letters, fresh, order, sources)
            with publishing(folder) as hidden:
                tally = make(hidden, bureau, progress)
                more = {
                    "run": sources.run.folder.name,
                    "batch": batch,
                    "addressees": len(bureau.wanted),
                    "steps": [step.id for step in steps],
                    "refused": refused | tally.refused,
                    "before": {step: told.reference for step, told in known.items()},
                    "seconds": round(time.perf_counter() - started, 1),
                }
                keep(hidden, bureau, tally, Counter(refused.values()), more)
            before = _told_before(folder)
    if before is None or set(before) != {step.id for step in steps}:
        raise _other(batch)
    return before


def _told_before(folder: Path) -> dict[str, Written] | None:
    """What a finished batch says of its steps; None where there is none."""
    found = read_batch(folder)
    if found is None:
        return None
    summary, references = found
    told = {step: Written(why=WRITTEN, reference=ref) for step, ref in references.items()}
    told |= {step: Written(why=WRITTEN, reference=ref) for step, ref in summary["before"].items()}
    return told | {step: Written(why=why) for step, why in summary["refused"].items()}


def _elsewhere(letters: Path, steps: Sequence[Step]) -> Iterator[tuple[str, str]]:
    """Steps that any batch wrote, with their references."""
    return iter(steps_written(letters, [step.id for step in steps]).items())


def _bureau(
    letters: Path, steps: Sequence[Step], order: Order, sources: Sources
) -> tuple[Bureau, dict[str, str]]:
    """Where the steps' letters are made, and why some of them get none."""
    population = population_of(sources)
    ground = _ground(steps, order, sources, population)
    finder = _Finder(ground, order)
    wanted: list[Wanted] = []
    refused: dict[str, str] = {}
    for step in steps:
        found = finder.chosen(step)
        if isinstance(found, str):
            refused[step.id] = found
            continue
        wish = sources.words.wishes.get(step.person)
        wanted.append(
            Wanted(
                chosen=found,
                step=step.id,
                language=_language(step.language),
                large=wish is not None and wish.large_text,
                staff=step.staff,
            )
        )
    earlier = read_earlier(letters, run=sources.run.folder.name, on=order.on)
    bureau = Bureau(
        order=order,
        desk=desk_of(order, sources, population, agreed=ground.town.agreed),
        ground=ground,
        current=sources.current,
        wanted=sorted(wanted, key=lambda one: one.chosen.to),
        first_number=earlier.last_number + 1,
    )
    return bureau, refused


def _ground(
    steps: Sequence[Step], order: Order, sources: Sources, population: Population
) -> Ground:
    """The rights of the gap, and whatever else the steps tell of."""
    services, facts = sources.catalogue.services, sources.catalogue.facts
    ground = ground_of(order, sources, population)
    wanted = {pair for step in steps for pair in step.pairs}
    gap = set(
        zip(ground.rows["service"].to_pylist(), ground.rows["subject"].to_pylist(), strict=True)
    )
    if missing := wanted - gap:
        coming = sources.run.table("coming")
        ground = with_coming(ground, coming, missing, on=order.on, services=services, facts=facts)
    planned = {pair: said for step in steps for pair, said in step.beyond.items()}
    beyond = {
        pair: said
        for pair, said in planned.items()
        if said is not Occasion.COMING and (said is Occasion.ENDING or pair not in gap)
    }
    if not beyond:
        return ground
    ahead = ahead_of(sources.run, on=order.on)
    return with_ahead(ground, ahead, beyond, services=services, facts=facts)


def _language(tag: str) -> Language:
    """The language of a step; official Japanese stands in for one that letters do not speak."""
    try:
        return Language(tag)
    except ValueError:
        return Language.JAPANESE


class _Finder:
    """Finds the rights a step tells of among those of the run, and whether they may be told."""

    def __init__(self, ground: Ground, order: Order) -> None:
        residents, rights = ground.town.residents, ground.rights
        self._unit = residents.unit
        self._to: Int64s = recipients(residents, rights, on=order.on)
        self._closed: dict[int, str] = {}
        for reason, blocked in obstacles(residents, rights, self._to):
            for position in np.flatnonzero(blocked).tolist():
                self._closed.setdefault(position, reason)
        services = self._services = ground.rows["service"].to_pylist()
        subjects = ground.rows["subject"].to_pylist()
        self._places: dict[tuple[str, str], int] = {
            pair: place for place, pair in enumerate(zip(services, subjects, strict=True))
        }
        home = residents.home
        person = residents.person
        self._rows = {person[row]: int(home[row]) for row in range(len(person)) if home[row] >= 0}

    def chosen(self, step: Step) -> Chosen | str:
        """The letter of a step, or why there can be none.

        A right that would today be told to somebody else is not told: what one adult is entitled to
        is theirs alone.
        """
        row = self._rows.get(step.person, -1)
        if row < 0:
            return NOT_FOUND
        held = sorted(self._places[pair] for pair in step.pairs if pair in self._places)
        held.sort(key=lambda place: step.services.index(self._services[place]))
        ours = [place for place in held if int(self._to[place]) == row]
        tellable = tuple(place for place in ours if place not in self._closed)
        if tellable:
            return Chosen(unit=int(self._unit[row]), to=row, rights=tellable)
        closed = [self._closed[place] for place in held if place in self._closed]
        return closed[0] if closed else NO_RIGHT


def _other(batch: str) -> Exception:
    shown = batch if _NAME.fullmatch(batch) is not None else ""
    return fault(
        "REACH010",
        "a batch of letters of this name was written before, about other steps, or its name cannot "
        "be one",
        "give each batch a name of its own, of letters, digits, - and _, and leave the folders of "
        "written ones as they are",
        where=Place(file=f"{LETTERS}/{shown}"),
    )


def summary_of(home: Path, batch: str) -> Mapping[str, Any] | None:
    """The counts of a finished batch, with its postage; None where there is none."""
    found = read_batch(home / LETTERS / batch)
    return None if found is None else found[0]
