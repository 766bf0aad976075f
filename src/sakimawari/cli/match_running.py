"""What commands of a kind share: where a result goes, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sakimawari.cli.terminal import err, out
from sakimawari.match.results.certificate import Certificate
from sakimawari.match.results.folder import home_of
from sakimawari.office import office
from sakimawari.problems import fault

OutOption = Annotated[
    Path | None, typer.Option("--out", help="Folder for the result.", metavar="DIR")
]
NameOption = Annotated[
    str | None,
    typer.Option("--name", help="Keep it in the city's home under this name, without --out."),
]
GoOnOption = Annotated[
    bool,
    typer.Option("--go-on", help="Set rows aside that cannot be used, and go on with the rest."),
]
ExampleOption = Annotated[
    Path | None,
    typer.Option("--example", help="Write an invented example there, and end.", metavar="DIR"),
]
SchemaOption = Annotated[
    bool, typer.Option("--schema", help="Print the JSON Schema of the tables, and end.")
]
ProblemArgument = Annotated[
    Path | None, typer.Argument(help="Folder with the tables.", metavar="PROBLEM")
]


def problem_of(problem: Path | None) -> Path:
    """The folder of tables. CLI020 where there is none."""
    if problem is None or not problem.is_dir():
        raise fault(
            "CLI020",
            "no folder with tables is given" if problem is None else "this is no folder",
            "give the folder with the tables; --example DIR writes one to begin with",
        )
    return problem


def final_of(kind: str, out_: Path | None, name: str | None, home: str | None) -> Path:
    """Where the result goes: --out, or the city's home under --name."""
    if out_ is not None:
        return out_
    return home_of(office(home).home, kind, name or "latest")


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
