"""Writes the letters of a run: load, choose, draft, print, publish."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sakimawari.reach.addressing.rights import rights_of, tellable
from sakimawari.reach.addressing.selection import Selection, choose
from sakimawari.reach.addressing.town import read_town
from sakimawari.reach.letters.bureau import (
    Bureau,
    Ground,
    Progress,
    Tally,
    Wanted,
    desk_of,
    make,
    population_of,
)
from sakimawari.reach.letters.order import LettersReport, Order, Sources
from sakimawari.reach.letters.post.papers import hand_over
from sakimawari.reach.letters.publishing import alone_in, publishing
from sakimawari.reach.letters.store import (
    Earlier,
    read_earlier,
    read_summary,
    write_index,
    write_summary,
)
from sakimawari.reach.telling.offer import Language
from sakimawari.rules.population import Population

LETTERS = "letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The letters decided on, before any is drafted: what preview and printing both walk."""

    ground: Ground
    selection: Selection
    first_number: int


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
        population = population_of(sources)
        plan = make_plan(order, sources, population, earlier)
        bureau = Bureau(
            order=order,
            desk=desk_of(order, sources, population, agreed=plan.ground.town.agreed),
            ground=plan.ground,
            current=sources.current,
            wanted=_wanted(plan, sources),
            first_number=plan.first_number,
        )
        with publishing(folder) as hidden:
            tally = make(hidden, bureau, progress)
            more = {"run": run, "addressees": plan.selection.addressees}
            keep(hidden, bureau, tally, plan.selection.left_out, {**more, **_took(started)})
    return _report(folder, read_summary(folder), already=False)


def make_plan(order: Order, sources: Sources, population: Population, earlier: Earlier) -> Plan:
    """Who gets a letter about what, without writing anything."""
    ground = ground_of(order, sources, population, earlier)
    return Plan(
        ground=ground,
        selection=choose(ground.town.residents, ground.rights, on=order.on, limit=order.limit),
        first_number=earlier.last_number + 1,
    )


def ground_of(
    order: Order, sources: Sources, population: Population, earlier: Earlier | None = None
) -> Ground:
    """The town as of today and the rights of the run; `earlier` closes those written to before."""
    services = sources.catalogue.services
    town = read_town(
        sources.snapshot,
        population,
        current=sources.current,
        on=order.on,
        written=() if earlier is None else earlier.people | sources.told_enough,
        said=sources.words.consents,
    )
    rows = tellable(sources.run.table("gap"), services)
    rights = rights_of(rows, services, sources.catalogue.facts)
    return Ground(town=town, rows=rows, rights=rights)


def _wanted(plan: Plan, sources: Sources) -> tuple[Wanted, ...]:
    """Each letter in the language and print its addressee wishes."""
    person, wishes = plan.ground.town.residents.person, sources.words.wishes
    found = []
    for chosen in plan.selection.chosen:
        wish = wishes.get(person[chosen.to])
        language = Language(wish.language) if wish is not None and wish.language else None
        large = wish is not None and wish.large_text
        found.append(Wanted(chosen=chosen, language=language, large=large))
    return tuple(found)


def keep(
    hidden: Path,
    bureau: Bureau,
    tally: Tally,
    left_out: Counter[str],
    more: Mapping[str, Any],
) -> None:
    """Write what belongs beside the letters: index, the post's papers, and last the summary with
    `more` in it.
    """
    write_index(hidden, tally.index.values())
    postage = hand_over(hidden, tally.written, order=bureau.order)
    summary = {
        "on": bureau.order.on.isoformat(),
        **_counts(tally, left_out),
        "last_number": bureau.first_number + len(tally.index) - 1,
        "postage": postage,
        **more,
    }
    write_summary(hidden, summary)


def _counts(tally: Tally, left_out: Counter[str]) -> dict[str, Any]:
    written = tally.written
    return {
        "letters": len(written),
        "files": len({row["file"] for row in written}),
        "households": len({row["household"] for row in written}),
        "offers": sum(len(row["services"]) for row in written),
        "left_out": dict(sorted((left_out + tally.left_out).items())),
        "languages": dict(sorted(Counter(row["language"] for row in written).items())),
        "missing_glyphs": sum(row["missing_glyph"] for row in written),
    }


def _took(started: float) -> dict[str, float]:
    return {"seconds": round(time.perf_counter() - started, 1)}


def _report(folder: Path, summary: Any, *, already: bool) -> LettersReport:
    names = ("letters", "files", "households", "addressees", "offers", "left_out", "languages")
    return LettersReport(
        folder=folder,
        **{name: summary[name] for name in names},
        missing_glyphs=summary["missing_glyphs"],
        postage_yen=summary.get("postage", {}).get("yen", 0),
        seconds=summary["seconds"],
        already=already,
    )
