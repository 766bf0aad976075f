"""`sakimawari reach terms`: the terms of contact, explained, checked, and written as a file."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from sakimawari.cli.terminal import DirOption, JsonOption, out, print_json, problems_in_words
from sakimawari.office import office
from sakimawari.problems import Place, fault
from sakimawari.reach.medium import Medium
from sakimawari.reach.terms.reading import read_terms
from sakimawari.reach.terms.table import FILE, Term, all_terms, value_of, written
from sakimawari.reach.terms.values import Terms
from sakimawari.reach.terms.writing import bounds_of, write_terms


def add_to(reach: typer.Typer) -> None:
    """Add the command to the group `reach`."""
    reach.command("terms")(terms)


def terms(
    write: Annotated[
        bool, typer.Option("--write", help="Write the file with every term explained.")
    ] = False,
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check `reach.yaml` and explain every term: what it means, its unit, its bounds, its value."""
    with problems_in_words(as_json=as_json):
        home = office(folder).home
        if write and (home / FILE).exists():
            raise fault(
                "REACH046",
                "there is a file of terms already",
                "edit it, or move it away to have a new one written",
                where=Place(file=FILE),
            )
        found = read_terms(home)
        if write:
            write_terms(home, found)
    shown = [term for term in all_terms() if _is_used(term, found)]
    if as_json:
        media = sorted(medium.value for medium in found.media)
        print_json({"media": media, "terms": [_as_json(term, found) for term in shown]})
        return
    table = Table("term", "value", "unit", "what it means", box=None)
    for term in shown:
        value = written(value_of(found, term.path)).strip('"')
        table.add_row(term.path, value or "–", bounds_of(term), term.sense)
    out.print(table)
    if write:
        out.print(f"written: {home / FILE}", markup=False)


def _is_used(term: Term, terms: Terms) -> bool:
    head, _, rest = term.path.partition(".")
    return head != "media" or Medium(rest.split(".")[0]) in terms.media


def _as_json(term: Term, terms: Terms) -> dict[str, object]:
    value = value_of(terms, term.path)
    told = value if isinstance(value, int | float) or value is None else f"{value:%H:%M}"
    return {"term": term.path, "value": told, "unit": term.unit, "sense": term.sense}
