"""`sakimawari revise` and `adopt`: the yearly revision of a pack, from a draft to its effect."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sakimawari.cli.terminal import DirOption, Exit, JsonOption, out, print_json, problems_in_words
from sakimawari.office import office
from sakimawari.packs.revision import adopt as put_into_effect
from sakimawari.packs.revision import draft_of


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("revise")(revise)
    app.command("adopt")(adopt)


def revise(
    pack: Annotated[str, typer.Argument(help="Id of a pack in effect: children, kitakyushu …")],
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy a pack in effect into drafts/, to be edited; nothing changes until it is adopted."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        draft = draft_of(place.catalogue(), pack, place.home / "drafts")
    if as_json:
        print_json({"draft": str(draft)})
        return
    out.print(f"{draft}", markup=False)
    out.print(
        f"next: edit it · sakimawari check {draft} · sakimawari compare current {draft}"
        f" · sakimawari adopt {draft}",
        markup=False,
    )


def adopt(
    draft: Annotated[Path, typer.Argument(help="Folder of the draft.")],
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a draft into effect, if every example holds; what it replaces is kept."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        done = put_into_effect(place.catalogue(), draft, place.home)
    if as_json:
        print_json(
            {
                "pack": done.pack.id,
                "version": done.pack.version,
                "adopted": None if done.folder is None else str(done.folder),
                "replaced": None if done.replaced is None else str(done.replaced),
                "cases": done.report.as_json(),
            }
        )
    elif done.folder is None:
        for failure in done.report.failures:
            out.print(str(failure), markup=False)
        out.print(f"not adopted: {len(done.report.failures)} examples fail, nothing was changed")
    else:
        back = "" if done.replaced is None else f" · back: sakimawari adopt {done.replaced}"
        out.print(
            f"{done.pack.id} {done.pack.version} is in effect from the next night"
            f" · {done.report.passed} examples hold{back}",
            markup=False,
        )
    if done.folder is None:
        raise typer.Exit(Exit.WITH_REMARKS)
