"""`sakimawari reach`: whatever leaves the city for residents, from its words to what comes back."""

from __future__ import annotations

import typer

from sakimawari.cli import reach_trial, reach_words

reach = typer.Typer(
    help="Reach residents: the words of messages, trials of words.",
    no_args_is_help=True,
)
for group in (reach_words, reach_trial):
    group.add_to(reach)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(reach, name="reach")
