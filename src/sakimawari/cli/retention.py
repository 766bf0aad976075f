"""`sakimawari retention`: what goes by schedule today, shown first, then removed as shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer
from rich.table import Table

from sakimawari.cli.store import opened
from sakimawari.cli.terminal import (
    DirOption,
    JsonOption,
    OnOption,
    day_of,
    out,
    print_json,
    problems_in_words,
)
from sakimawari.office import Office, office
from sakimawari.problems import fault

if TYPE_CHECKING:  # Django's models exist only once the store is opened
    from sakimawari.guard.custody.schedule import Due
    from sakimawari.guard.custody.values import Place

retention = typer.Typer(
    help="Erasure by schedule: what is kept how long, and what goes.", no_args_is_help=True
)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(retention, name="retention")


@retention.command("plan")
def plan_removal(
    folder: DirOption = None, on: OnOption = None, as_json: JsonOption = False
) -> None:
    """What would go today, kind by kind, with its period and legal basis. Nothing is removed."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        _, planned = _planned(place, on)
        _tell(planned, as_json=as_json)


@retention.command("apply")
def apply_removal(
    folder: DirOption = None, on: OnOption = None, as_json: JsonOption = False
) -> None:
    """Remove what is due, and write each kind with its count into the audit."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        if day_of(on) > day_of(None):
            raise fault(
                "CUST002",
                "what is due on a later day would be removed today",
                "leave out --on, or name a day that has come; `plan` shows any day",
            )
        custody, planned = _planned(place, on)
        _tell(planned, as_json=as_json)
        from sakimawari.guard.audit.signing import open_signer
        from sakimawari.guard.audit.store import Book
        from sakimawari.guard.custody.logged import removal_of
        from sakimawari.guard.custody.schedule import apply

        book = Book(home=place.home, signer=open_signer(place.keys_folder))
        for removed in apply(custody, planned):
            book.add(removal_of(removed, at=datetime.now(UTC)))
            if not as_json:
                out.print(f"removed {removed.count:,}: {removed.due.period.name}", markup=False)


def _planned(place: Office, on: str | None) -> tuple[Place, tuple[Due, ...]]:
    opened(place)
    from sakimawari.guard.custody.declared import kept_kinds
    from sakimawari.guard.custody.periods import periods
    from sakimawari.guard.custody.schedule import plan
    from sakimawari.guard.custody.values import Place
    from sakimawari.night.custody import KEPT as OF_FOLDERS

    custody = Place(home=place.home, keys=place.keys(), keys_folder=place.keys_folder)
    kinds = (*kept_kinds(), *OF_FOLDERS)
    return custody, plan(custody, kinds, periods(place.home), on=day_of(on))


def _tell(planned: Sequence[Due], *, as_json: bool) -> None:
    rows: list[dict[str, Any]] = [
        {
            "kind": due.period.id,
            "name": due.period.name,
            "kept": f"{due.period.length} {due.period.unit.value}",
            "over_before": due.before.isoformat(),
            "due": due.found.count,
            "basis": due.period.basis,
        }
        for due in planned
    ]
    if as_json:
        print_json({"planned": rows})
        return
    table = Table("kind", "what", "kept", "over before", "due", "basis", box=None)
    for row in rows:
        table.add_row(
            *(row[name] for name in ("kind", "name", "kept", "over_before")),
            f"{row['due']:,}",
            row["basis"],
        )
    out.print(table)
