"""`sakimawari table`: services written as decision tables, looked at, brought in, and given out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    out,
    print_json,
    problems_in_words,
)
from sakimawari.office import office
from sakimawari.packs.tabular.exchange import (
    Looked,
    annotate,
    export_service,
    import_service,
    import_table,
    look_at,
)
from sakimawari.problems import Problem

table = typer.Typer(
    help="Services written as decision tables: Excel, CSV, DMN.", no_args_is_help=True
)

FileArgument = Annotated[
    Path, typer.Argument(help="Workbook, CSV, folder of form.csv and table.csv, or DMN file.")
]
DecisionOption = Annotated[
    str | None,
    typer.Option("--decision", help="Name or id of the decision, if a DMN file has several."),
]
AnnotateOption = Annotated[
    Path | None,
    typer.Option("--annotate", help="Write a copy as a workbook with a remark at each row."),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    table.command("check")(check)
    table.command("import")(bring_in)
    table.command("export")(give_out)
    app.add_typer(table, name="table")


def check(
    file: FileArgument,
    pack: Annotated[
        Path | None,
        typer.Option("--pack", help="Pack whose facts and variables the columns read."),
    ] = None,
    annotate_to: AnnotateOption = None,
    decision: DecisionOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name every mistake of a table by sheet, row and cell, in Japanese and English."""
    with problems_in_words(as_json=as_json):
        looked = look_at(file, pack=pack, beside=_packs_in_use, decision=decision)
        if annotate_to is not None:
            annotate_to.write_bytes(annotate(looked))
    _tell(looked, as_json=as_json)


def bring_in(
    file: FileArgument,
    pack: Annotated[Path, typer.Option("--pack", help="Folder of the pack it goes into.")],
    slug: Annotated[
        str | None, typer.Option("--as", help="Slug of the service. Default: the file's name.")
    ] = None,
    in_place: Annotated[
        bool, typer.Option("--replace", help="Put it in place of a workbook of the same name.")
    ] = False,
    table_name: Annotated[
        str | None,
        typer.Option("--table", help="Bring a DMN file in as a decision table of this name."),
    ] = None,
    head: Annotated[
        list[str] | None,
        typer.Option(
            "--head", help="With --table: what DMN lacks, as 根拠=…, 施行=…, or a unit, 年齢=歳."
        ),
    ] = None,
    decision: DecisionOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a table into a pack as services/SLUG.xlsx; one with mistakes is not brought in."""
    if table_name is not None:
        heads = dict(part.split("=", 1) for part in head or [] if "=" in part)
        with problems_in_words(as_json=as_json):
            targets = import_table(
                file, pack, table=table_name, heads=heads, decision=decision, in_place=in_place
            )
        _print_written(targets, as_json=as_json)
        return
    with problems_in_words(as_json=as_json):
        looked = look_at(file, pack=pack, beside=_packs_in_use, slug=slug, decision=decision)
        if looked.is_sound:
            target = import_service(looked, pack, in_place=in_place)
    if not looked.is_sound:
        _tell(looked, as_json=as_json, otherwise=Exit.CANNOT)
        return
    if as_json:
        print_json({"written": str(target), "findings": _as_json(looked)})
        return
    for remark in looked.notebook.findings.remarks:
        _print(looked, remark, is_problem=False)
    out.print(f"{target} · next: worked examples in cases/{looked.slug}.yaml", markup=False)


def give_out(
    service: Annotated[
        str,
        typer.Argument(
            help="Slug of a service written as a table, or (to .dmn) name of a decision table."
        ),
    ],
    to: Annotated[
        Path, typer.Option("--to", help="FILE.xlsx, FILE.csv, FILE.dmn, or a folder for two CSV.")
    ],
    pack: Annotated[
        Path | None, typer.Option("--pack", help="The pack it is in. Default: all packs in use.")
    ] = None,
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a service as a workbook, as CSV, or as DMN 1.3 for a modeller."""
    with problems_in_words(as_json=as_json):
        packs = [pack] if pack is not None else office(folder).packs()
        written = export_service(service, packs, to)
    if as_json:
        print_json({"written": str(to), "rows": len(written.rows)})
    else:
        out.print(f"{to} · {len(written.rows)} rows", markup=False)


def _packs_in_use() -> tuple[Path, ...]:
    """Where services of other packs are looked up."""
    return office().packs()


def _print_written(targets: list[Path], *, as_json: bool) -> None:
    if as_json:
        print_json({"written": [str(target) for target in targets]})
    else:
        out.print("\n".join(map(str, targets)), markup=False)


def _tell(looked: Looked, *, as_json: bool, otherwise: Exit = Exit.WITH_REMARKS) -> None:
    """Everything found, and the code to leave with: 2 if the file could not be read."""
    findings = looked.notebook.findings
    if as_json:
        print_json({"sound": looked.is_sound, "findings": _as_json(looked)})
    else:
        for problem in findings.problems:
            _print(looked, problem, is_problem=True)
        for remark in findings.remarks:
            _print(looked, remark, is_problem=False)
        count = f"誤り{len(findings.problems)}件・確認{len(findings.remarks)}件"
        rows = 0 if looked.written is None else len(looked.written.rows)
        out.print(f"{looked.path.name} · {rows}行 · {count}", markup=False)
    if looked.written is None:
        raise typer.Exit(Exit.CANNOT)
    if findings.problems:
        raise typer.Exit(otherwise)
    if findings.remarks:
        raise typer.Exit(Exit.WITH_REMARKS)


def _print(looked: Looked, problem: Problem, *, is_problem: bool) -> None:
    lines = str(problem).splitlines()
    out.print(f"{'誤り' if is_problem else '確認'} {lines[0]}", markup=False)
    out.print(f"  {looked.notebook.in_japanese(problem)}", markup=False)
    for line in lines[1:]:
        out.print(line, markup=False)


def _as_json(looked: Looked) -> list[dict[str, Any]]:
    findings = looked.notebook.findings
    return [
        {
            "id": each.id,
            "problem": each in findings.problems,
            "file": None if each.where is None else each.where.file,
            "row": None if each.where is None else each.where.line,
            "cell": None if each.where is None else each.where.column,
            "ja": looked.notebook.in_japanese(each),
            "what": each.what,
            "near": each.near,
            "do": each.do,
        }
        for each in (*findings.problems, *findings.remarks)
    ]
