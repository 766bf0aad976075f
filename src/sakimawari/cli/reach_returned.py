"""`sakimawari reach returned`: a folder of scanned reply slips, read and followed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sakimawari.cli.store import opened
from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.office import Office, office
from sakimawari.problems import Place, fault

if TYPE_CHECKING:
    from sakimawari.reach.returned.run import Told
    from sakimawari.reach.returned.values import Tally

ENDINGS = frozenset({".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png"})
PROGRAM = "reach-returned"


def add_to(reach: typer.Typer) -> None:
    """Add the command to the group `reach`."""
    reach.command("returned")(returned)


def returned(
    scans: Annotated[Path, typer.Argument(help="A folder of scanned slips, or one file.")],
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read reply slips: what is sure is followed, what is not waits on the clerk's desk.

    PDF, TIFF, JPEG, PNG. Files stay where they are; a file read before is known by its content.
    """
    with problems_in_words(as_json=as_json):
        files = files_in(scans)
        place = office(folder)
        opened(place)
        told: list[dict[str, Any]] = []
        counts: Counter[str] = Counter()
        with reporting(quiet=as_json) as progress:
            for number, (path, pages, tally) in enumerate(_read(place, files), start=1):
                counts.update(_counts(tally))
                told += [_aside(path, scans, each) for each in pages if each.state.value == "aside"]
                progress("files", number, len(files))
    summary = {"files": len(files), **{key: counts[key] for key in COUNTED}, "aside": told}
    if as_json:
        print_json(summary)
    else:
        _tell(summary)
    if told:
        raise typer.Exit(Exit.WITH_REMARKS)


COUNTED = ("pages", "read", "silent", "waiting", "twice")


def files_in(scans: Path) -> tuple[Path, ...]:
    """The files to read, by name. CLI020 where there is nothing there."""
    if scans.is_file():
        return (scans,)
    found = [
        path
        for path in sorted(scans.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and path.suffix.lower() in ENDINGS
    ]
    if not found:
        raise fault(
            "SCAN030",
            "there is no file of scanned pages here",
            f"name a folder with files that end in {', '.join(sorted(ENDINGS))}",
            where=Place(file=scans.name),
        )
    return tuple(found)


def _read(place: Office, files: tuple[Path, ...]) -> Iterator[tuple[Path, list[Told], Tally]]:
    # The store and the registers are opened by whoever reads, not by every command.
    from sakimawari.cases.values import Doing
    from sakimawari.console.city import city
    from sakimawari.console.moment import moment_of
    from sakimawari.guard.actor import Actor, ActorKind
    from sakimawari.reach.returned.crew import Reader
    from sakimawari.reach.returned.run import Desk, take_in
    from sakimawari.reach.sending.store import replied

    actor = Actor(kind=ActorKind.PROGRAM, id=PROGRAM)
    with Reader(place.home) as reader:
        for path in files:
            moment = moment_of(city())
            doing = Doing(actor=actor, at=moment.now)
            desk = Desk(moment=moment, city=place.sender(), doing=doing, replied=replied)
            pages: list[Told] = []
            tally = take_in(desk, reader, path.name, path.read_bytes(), progress=pages.append)
            yield path, pages, tally


def _counts(tally: Tally) -> dict[str, int]:
    held = asdict(tally)
    return {key: int(held[key]) for key in COUNTED}


def _aside(path: Path, scans: Path, told: Told) -> dict[str, Any]:
    """A page set aside: its file as the operator knows it, never what is on it."""
    name = path.name if path == scans else str(path.relative_to(scans))
    return {"file": name, "page": told.number, "problem": told.problem, "what": told.what}


def _tell(summary: dict[str, Any]) -> None:
    out.print(
        f"{summary['pages']:,} pages of {summary['files']:,} files: {summary['silent']:,} slips followed, "
        f"{summary['waiting']:,} wait for a clerk, {summary['twice']:,} came before"
    )
    for each in summary["aside"]:
        line = f"  aside: {each['file']} page {each['page']} — {each['problem']} {each['what']}"
        out.print(re.sub(r"\s+", " ", line).rstrip(), markup=False)
