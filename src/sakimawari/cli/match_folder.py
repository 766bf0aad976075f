"""What commands of matches have in common: the folder given, where the result goes, rows set aside."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from sakimawari.cli.terminal import err
from sakimawari.match.reading.sheets import SetAside
from sakimawari.match.results.folder import home_of
from sakimawari.office import office
from sakimawari.problems import fault

FolderArgument = Annotated[
    Path | None, typer.Argument(help="A folder of tables (CSV or Excel).", metavar="[DIR]")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Folder to make, for the result.", metavar="OUT")
]
NameOption = Annotated[
    str | None,
    typer.Option("--name", help="Keep the result in the city's folder under this name instead."),
]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed gives the same result.")]
GoOnOption = Annotated[
    bool, typer.Option("--go-on", help="Set rows aside that cannot be used, and go on.")
]
ExampleOption = Annotated[
    Path | None,
    typer.Option("--example", help="Write an invented problem here, and stop.", metavar="DIR"),
]
SchemaOption = Annotated[
    bool, typer.Option("--schema", help="Print the JSON Schema of tables and result, and stop.")
]


def destination(
    folder: Path | None, to: Path | None, name: str | None, home: str | None, kind: str
) -> tuple[Path, Path]:
    """The folder given and the one to make. CLI020 where either is not said."""
    if folder is None or not folder.is_dir():
        raise fault(
            "CLI020",
            "no folder of tables is given",
            f"name one; `sakimawari match {kind} --example DIR` writes one to begin with",
        )
    if to is None and name is None:
        raise fault(
            "CLI020",
            "it is not said where the result goes",
            "give --out OUT, or --name NAME for the city's own folder",
        )
    return folder, to if to is not None else home_of(office(home).home, kind, str(name))


def told_aside(rows: Iterable[SetAside]) -> None:
    """Say which rows were set aside, on standard error."""
    for row in rows:
        err.print(str(row.problem), markup=False)


def print_schema(path: Path) -> None:
    """A schema as it lies in the package."""
    sys.stdout.write(path.read_text(encoding="utf-8"))
