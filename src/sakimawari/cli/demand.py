"""`sakimawari demand`: projected people through the rules, as demand by service, ward and month."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from sakimawari import __version__
from sakimawari.anticipate.demand.beginning import Wish, plan_of
from sakimawari.anticipate.demand.ground import ground_of
from sakimawari.anticipate.demand.places import places_of
from sakimawari.anticipate.demand.run import Foreseen, Reader, foresee, grid_of
from sakimawari.anticipate.demand.store import Written, write
from sakimawari.anticipate.demand.uptake import uses_of
from sakimawari.cli.terminal import (
    DirOption,
    JsonOption,
    OnOption,
    Report,
    day_of,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.fit.findings import find
from sakimawari.office import Office, office
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.findings import nearest
from sakimawari.problems import Place, Problem, Problems, fault
from sakimawari.registry.mapped import map_snapshot
from sakimawari.registry.store import current_snapshot, open_snapshot
from sakimawari.rules.figures import days
from sakimawari.rules.kernel import compile_all

SHOWN = 12  # sentences on the terminal
SAMPLE = 20_000  # households read where nothing else is asked for


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demand")(demand)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The options of the command."""

    on: date
    years: int
    replicates: int
    sample: int
    services: tuple[str, ...]
    near: int
    step: int
    towns: bool
    seed: int
    exact: bool
    name: str


def demand(
    years: Annotated[int, typer.Option("--years", min=1, max=40, help="Years ahead.")] = 10,
    replicates: Annotated[
        int,
        typer.Option(
            "--replicates",
            min=1,
            max=500,
            help="How often the projection is drawn, rates and lots; intervals come from it.",
        ),
    ] = 8,
    sample: Annotated[
        int,
        typer.Option(
            "--sample", min=0, help="Households read, of all wards alike; 0 reads every one."
        ),
    ] = SAMPLE,
    service: Annotated[
        list[str] | None,
        typer.Option(
            "--service",
            help="Only this service (slug); may be given several times.",
            metavar="SLUG",
        ),
    ] = None,
    near: Annotated[
        int, typer.Option("--near", min=0, max=480, help="Months ahead read month by month.")
    ] = 24,
    step: Annotated[
        int,
        typer.Option(
            "--step", min=1, max=12, help="Months from one reading to the next after that."
        ),
    ] = 3,
    towns: Annotated[
        bool, typer.Option("--towns", help="Count by town too, not by ward alone.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", help="Other lots: another seed.")] = 1,
    exact: Annotated[
        bool, typer.Option("--exact", help="Named staff only: show counts below five.")
    ] = False,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the folder of results. Default: the date.")
    ] = None,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Foresee who will be owed what: rights, applications, yen, hours and places, with intervals."""
    with problems_in_words(as_json=as_json), reporting(quiet=as_json) as report:
        place, day = office(folder), day_of(on)
        asked = _Asked(
            on=day,
            years=years,
            replicates=replicates,
            sample=sample,
            services=tuple(service or ()),
            near=near,
            step=step,
            towns=towns,
            seed=seed,
            exact=exact,
            name=_named(name or day.isoformat()),
        )
        began = time.perf_counter()
        found, about = _foresee(place, asked, report)
        about["seconds"] = round(time.perf_counter() - began, 1)
        written = write(place.home, asked.name, found, about, exact=exact)
    if as_json:
        print_json({**about, "folder": str(written.folder), "sentences": list(written.sentences)})
    else:
        _tell(found, written)


def _named(name: str) -> str:
    if Path(name).name != name or name.startswith("."):
        raise fault(
            "DEMAND004",
            f"`{name}` cannot name a folder of results",
            "write letters, digits and hyphens",
        )
    return name


def _foresee(place: Office, asked: _Asked, report: Report) -> tuple[Foreseen, dict[str, Any]]:
    catalogue = place.catalogue().residents
    slugs = _chosen(catalogue, asked.services)
    snapshot = open_snapshot(current_snapshot(place.home))
    mapped = map_snapshot(snapshot)
    ground = ground_of(mapped, catalogue, slugs, days(asked.on))
    rules = [catalogue.services[slug].rule for slug in slugs]
    kernels = compile_all(
        rules,
        place.home / "cache",
        workers=place.threads,
        done=lambda ready, total: report("compile", ready, total),
    )
    today = find(kernels, ground.population, catalogue.figures(asked.on), threads=place.threads)
    foreseen = catalogue.foreseen()
    uses = uses_of(
        {slug: (catalogue.services[slug], foreseen[slug]) for slug in slugs},
        today,
        snapshot,
        ground,
    )
    grid = grid_of(asked.on, asked.years * 12, near=asked.near, step=asked.step)
    wish = Wish(
        months=grid.months[-1], replicates=asked.replicates, seed=asked.seed, threads=place.threads
    )
    plan = plan_of(mapped, asked.on, wish)
    reader = Reader(
        ground=ground,
        catalogue=catalogue,
        kernels=kernels,
        uses=uses,
        places=places_of(ground, towns=asked.towns),
        seed=asked.seed,
        threads=place.threads,
    )
    found = foresee(reader, plan, grid, households=asked.sample or None, progress=report)
    return found, {
        "version": __version__,
        "snapshot": snapshot.folder.name,
        "packs": catalogue.hash,
        "on": asked.on.isoformat(),
        "months": list(grid.months),
        "replicates": asked.replicates,
        "seed": asked.seed,
        "households_read": found.households,
        "households": found.of,
        "services": len(slugs),
        "exact": asked.exact,
        "rules": "those in force on the day, and what is enacted for later days",
    }


def _chosen(catalogue: Catalogue, wanted: tuple[str, ...]) -> list[str]:
    """The services to foresee. DEMAND001 where a pack foresees none, or not the one named."""
    foreseen = list(catalogue.foreseen())
    if not foreseen:
        raise fault(
            "DEMAND001",
            "no pack says which services' demand is foreseen",
            "write an anticipate.yaml in a pack",
            where=Place(file="packs"),
        )
    lacking = [slug for slug in wanted if slug not in foreseen]
    if lacking:
        raise Problems(
            [
                Problem(
                    id="DEMAND001",
                    what=f"the demand for `{slug}` is foreseen by no pack",
                    do="take a slug from an anticipate.yaml, or add it there",
                    near=nearest(slug, foreseen),
                )
                for slug in lacking
            ]
        )
    return list(wanted) or foreseen


def _tell(found: Foreseen, written: Written) -> None:
    read = "all" if found.households == found.of else f"{found.households:,} of {found.of:,}"
    out.print(
        f"{len(found.uses)} services foreseen for {found.grid.months[-1]} months, "
        f"{len(found.replicates)} replicates, {read} households read",
        markup=False,
    )
    for line in written.sentences[:SHOWN]:
        out.print(f"  {line}", markup=False)
    if len(written.sentences) > SHOWN:
        out.print(f"  … and {len(written.sentences) - SHOWN} more in sentences.txt", markup=False)
    out.print(f"written to {written.folder}", markup=False)
