"""`sakimawari why`: why a resident is, may be, or is not entitled to a service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sakimawari.cli.terminal import (
    DirOption,
    JsonOption,
    OnOption,
    day_of,
    out,
    print_json,
    problems_in_words,
)
from sakimawari.fit.desk import desk_of
from sakimawari.fit.explain import Explanation, explain, record_of, replay
from sakimawari.fit.explaining.evidence import QUICK, THOROUGH
from sakimawari.fit.language import Language
from sakimawari.fit.words import lines_of
from sakimawari.office import office
from sakimawari.problems import fault
from sakimawari.registry.store import Snapshot, current_snapshot, open_snapshot


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("why")(why)


def why(
    resident: Annotated[
        str | None, typer.Argument(help="Opaque key of a resident or household, or a 法人番号.")
    ] = None,
    service: Annotated[
        str | None, typer.Argument(help="Slug of a service, for example child-allowance.")
    ] = None,
    lang: Annotated[
        str,
        typer.Option("--lang", help="ja for a clerk; easy (やさしい日本語) or en for a resident."),
    ] = "ja",
    full: Annotated[
        bool,
        typer.Option("--full", help="Show every fact and figure, and search further for changes."),
    ] = False,
    replayed: Annotated[
        Path | None,
        typer.Option(
            "--replay",
            help="Reach the result again from a file written with --json: no pack, no snapshot.",
        ),
    ] = None,
    protected: Annotated[
        bool,
        typer.Option("--protected", help="Named staff only: show a household under protection."),
    ] = False,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the proof: clauses in the order of the law, facts with source, figures, what is missing,
    and what would change the result.
    """
    with problems_in_words(as_json=as_json):
        language = _language(lang)
        if replayed is not None:
            if resident is not None:
                raise fault(
                    "CLI015",
                    "--replay takes the case from its file, so no resident is named beside it",
                    "leave out RESIDENT and SERVICE, or leave out --replay",
                )
            explanation = replay(replayed.read_text(encoding="utf-8", errors="replace"))
        else:
            explanation = _explained(
                resident, service, folder=folder, on=on, full=full, protected=protected
            )
        if as_json:
            print_json(record_of(explanation))
            return
        for line in lines_of(explanation, full=full, language=language):
            out.print(line, markup=False)


def _explained(
    resident: str | None,
    service: str | None,
    *,
    folder: str | None,
    on: str | None,
    full: bool,
    protected: bool,
) -> Explanation:
    if resident is None or service is None:
        raise fault(
            "CLI015",
            "a resident and a service are needed",
            "write `sakimawari why RESIDENT SERVICE`, or `sakimawari why --replay FILE`",
        )
    place = office(folder)
    snapshot = open_snapshot(current_snapshot(place.home))
    explanation = explain(
        snapshot,
        place.catalogue(),
        subject=resident,
        service=service,
        on=day_of(on or snapshot.manifest["date"]),
        effort=THOROUGH if full else QUICK,
    )
    if not protected:
        refuse_protected(snapshot, resident, on)
    return explanation


def _language(name: str) -> Language:
    try:
        return Language(name)
    except ValueError:
        raise fault(
            "CLI003", f"there is no explanation in `{name}`", "choose ja, easy or en"
        ) from None


def refuse_protected(snapshot: Snapshot, key: str, *dates: str | None) -> None:
    """Show nobody of a household under protection unless it was asked for by name.

    A measure counts if it had not ended on the earliest of today, the day of the snapshot and the
    dates concerned: who was left out of a run then is not shown as it was then.
    """
    told = (snapshot.manifest.get("date"), *dates)
    earliest = min([day_of(None), *(day_of(date) for date in told if date is not None)])
    if desk_of(snapshot).is_protected(key, earliest):
        raise fault(
            "CLI012",
            "this household is or was under protection (支援措置) and is not shown",
            "if you are the staff named for it, ask `sakimawari why … --protected`",
        )
