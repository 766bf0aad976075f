"""The command line: thin twins of what the stages offer, for clerks, the IT office and programs.

Belongs here: options, progress, what is printed. Not here: any rule, any file format.
"""

from __future__ import annotations

import typer

from sakimawari.cli import (
    accounts,
    alerts,
    ask,
    audit,
    backcast,
    calendar,
    capacity,
    changes,
    check,
    city,
    compare,
    demand,
    demo,
    forecast,
    handbook,
    keys,
    letters,
    lists,
    load,
    match,
    night,
    program,
    project,
    project_towns,
    reach,
    retention,
    revise,
    serve,
    table,
    why,
)
from sakimawari.cli.terminal import out

app = typer.Typer(
    name="sakimawari",
    help="Sakimawari (先回り): a city reaches people before they have to ask.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)

for command in (
    demo,
    city,
    load,
    night,
    check,
    handbook,
    why,
    calendar,
    lists,
    letters,
    reach,
    table,
    ask,
    compare,
    project,
    project_towns,
    demand,
    forecast,
    alerts,
    capacity,
    backcast,
    match,
    revise,
    changes,
    program,
    serve,
    audit,
    accounts,
    keys,
    retention,
):
    command.add_to(app)


@app.command("version")
def version() -> None:
    """Print the version."""
    from sakimawari import __version__

    out.print(__version__)
