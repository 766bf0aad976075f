"""`sakimawari program`: keys of programs that ask through the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from sakimawari.cli.terminal import DirOption, JsonOption, out, print_json, problems_in_words
from sakimawari.office import office
from sakimawari.problems import fault

program = typer.Typer(help="Keys of programs that ask through the API.", no_args_is_help=True)
BY = "command line"


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(program, name="program")


def _ready(folder: str | None) -> None:
    """The operational store, up to date."""
    from sakimawari.console.project import server

    server.prepare(office(folder))
    server.update_store()


def _now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Tokyo"))


@program.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What the program is, and whose.")],
    scope: Annotated[
        list[str], typer.Option("--scope", help="What it may do; repeat. See `program scopes`.")
    ],
    live: Annotated[
        bool, typer.Option("--live", help="A key for real residents; without it, a test key.")
    ] = False,
    service: Annotated[
        list[str] | None, typer.Option("--service", help="Only this service; repeat. Default: all.")
    ] = None,
    ward: Annotated[
        list[str] | None, typer.Option("--ward", help="Only this ward; repeat. Default: all.")
    ] = None,
    host: Annotated[
        list[str] | None,
        typer.Option("--host", help="A host at which it may be told of events; repeat."),
    ] = None,
    a_minute: Annotated[
        int, typer.Option("--a-minute", min=1, max=100_000, help="Requests it may send a minute.")
    ] = 600,
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Register a program and print its secret, which is shown this once."""
    with problems_in_words(as_json=as_json):
        _ready(folder)
        from sakimawari.console.api.store import add_program

        made = add_program(
            name,
            scopes=scope,
            live=live,
            by=BY,
            at=_now(),
            services=service or ("*",),
            wards=ward or ("*",),
            hosts=host or (),
            a_minute=a_minute,
        )
    if as_json:
        print_json({"client_id": made.client_id, "client_secret": made.secret})
        return
    out.print(f"client_id      {made.client_id}", markup=False)
    out.print(f"client_secret  {made.secret}", markup=False)
    out.print("the secret is shown this once: give it to the program over a safe way")


@program.command("list")
def list_programs(folder: DirOption = None, as_json: JsonOption = False) -> None:
    """List the programs with what they may do."""
    with problems_in_words(as_json=as_json):
        _ready(folder)
        from sakimawari.console.api.store import programs

        known = programs()
    if as_json:
        print_json(
            [
                {
                    "client_id": one.client_id,
                    "name": one.name,
                    "live": one.live,
                    "scopes": sorted(one.scopes),
                    "ended": one.ended_at is not None,
                }
                for one in known
            ]
        )
        return
    if not known:
        out.print("no program is registered yet: sakimawari program add NAME --scope …")
    for one in known:
        state = "ended" if one.ended_at else ("live" if one.live else "test")
        out.print(f"{one.client_id}  {state:5}  {one.name}  {' '.join(sorted(one.scopes))}")


@program.command("scopes")
def list_scopes(as_json: JsonOption = False) -> None:
    """List what a key may be given."""
    from sakimawari.console.api.scopes import SCOPES

    if as_json:
        print_json(dict(SCOPES))
        return
    for scope, words in SCOPES.items():
        out.print(f"{scope:16} {words}", markup=False)


@program.command("renew")
def renew(
    client_id: Annotated[str, typer.Argument(help="The program.")],
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Replace a program's secret; the old one and its tokens end at once."""
    with problems_in_words(as_json=as_json):
        _ready(folder)
        from sakimawari.console.api.store import new_secret

        secret = new_secret(client_id)
        if secret is None:
            raise _no_program()
    if as_json:
        print_json({"client_id": client_id, "client_secret": secret})
    else:
        out.print(f"client_secret  {secret}", markup=False)


@program.command("end")
def end(
    client_id: Annotated[str, typer.Argument(help="The program.")],
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a program: its tokens, hooks and secret are worth nothing from now on."""
    with problems_in_words(as_json=as_json):
        _ready(folder)
        from sakimawari.console.api.store import end_program

        if not end_program(client_id, at=_now()):
            raise _no_program()
    if as_json:
        print_json({"client_id": client_id, "ended": True})
    else:
        out.print(f"{client_id} has ended", markup=False)


def _no_program() -> Exception:
    return fault(
        "API024", "there is no such program, or it has ended", "see `sakimawari program list`"
    )
