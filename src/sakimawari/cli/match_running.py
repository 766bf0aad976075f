"""What the commands of all kinds of match share: options, where a result goes, how it is told."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from sakimawari.cli.terminal import err, out
from sakimawari.match.reading.sheets import SetAside
from sakimawari.match.results.certificate import Certificate
from sakimawari.match.results.folder import home_of
from sakimawari.office import office
from sakimawari.problems import fault

ProblemArgument = Annotated[
    Path | None, typer.Argument(help="A folder of tables (CSV or Excel).", metavar="[DIR]")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Folder to make, for the result.", metavar="OUT")
]
NameOption = Annotated[
    str | None,
    typer.Option("--name", help="Keep the result in the city's home under this name instead."),
]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed gives the same result.")]
GoOnOption = Annotated[
    bool,
    typer.Option("--go-on", help="Set rows aside that cannot be used, and go on with the rest."),
]
ExampleOption = Annotated[
    Path | None,
    typer.Option("--example", help="Write an invented problem here, and stop.", metavar="DIR"),
]
SchemaOption = Annotated[
    bool, typer.Option("--schema", help="Print the JSON Schema of the tables, and stop.")
]


def problem_of(problem: Path | None) -> Path:
    """The folder of tables. CLI020 where there is none."""
    if problem is None or not problem.is_dir():
        raise fault(
            "CLI020",
            "no folder of tables is given" if problem is None else "this is no folder",
            "give the folder with the tables; --example DIR writes one to begin with",
        )
    return problem


def final_of(
    kind: str, to: Path | None, name: str | None, home: str | None, *, otherwise: str | None = None
) -> Path:
    """Where the result goes: --out, or the city's home under --name, or under `otherwise`. CLI020
    where none of them is said.
    """
    if to is not None:
        return to
    kept_as = name or otherwise
    if kept_as is None:
        raise fault(
            "CLI020",
            "it is not said where the result goes",
            "give --out OUT, or --name NAME for the city's own folder",
        )
    return home_of(office(home).home, kind, kept_as)


def print_schema(path: Path) -> None:
    """A schema as it lies in the package."""
    sys.stdout.write(path.read_text(encoding="utf-8"))


def told_aside(rows: Iterable[SetAside]) -> None:
    """Say which rows were set aside, on standard error."""
    for row in rows:
        err.print(str(row.problem), markup=False)


def written_aside(rows: Iterable[SetAside]) -> list[dict[str, Any]]:
    """Rows set aside, for a program."""
    return [{"file": row.file, "line": row.line, "id": row.problem.id} for row in rows]


def tell_certificate(certificate: Certificate, remarks: Sequence[str], folder: Path) -> None:
    """What the examiner said, in few lines, and where all of it is."""
    for remark in remarks:
        err.print(f"注意 {remark}", markup=False)
    marks = {True: "○", False: "×", None: "?"}
    for claim in certificate.claims:
        out.print(f"{marks[claim.holds]} {claim.text}", markup=False)
    for broken in certificate.violations:
        out.print(f"× {broken.claim}: {'、'.join(broken.who)}: {broken.text}", markup=False)
    out.print(f"{folder}", markup=False)
