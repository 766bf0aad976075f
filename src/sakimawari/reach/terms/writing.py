"""Writes the terms of contact as `reach.yaml`: every term with its sense, its unit and its bounds."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from sakimawari.reach.medium import Medium
from sakimawari.reach.terms.table import (
    FILE,
    OF_MEDIUM,
    TABLE,
    Kind,
    Term,
    Value,
    value_of,
    written,
)
from sakimawari.reach.terms.values import Terms

_HEAD = """\
# The terms on which the city contacts people. Whatever is left out stands as it is here.
# `sakimawari reach terms` explains each; a fault is told with its line before anything is planned.
"""
_MEDIA = """
# Ways to people. Those written here are set up; the others are not used. The effects are priors:
# put in what your own hold-outs measured.
media:
"""


def terms_in_yaml(terms: Terms) -> str:
    """A file that says these terms, with every term explained."""
    lines, inside = [_HEAD], ""
    for term in TABLE:
        head, _, name = term.path.rpartition(".")
        if head and head != inside:
            lines.append(f"\n{head}:\n")
        elif not head:
            lines.append("\n")
        inside = head
        indent = "  " if head else ""
        lines.append(f"{indent}# {term.sense} ({bounds_of(term)})\n")
        lines.append(_line(indent, name, value_of(terms, term.path)))
    return "".join([*lines, _MEDIA, *(_medium(terms, medium) for medium in Medium)])


def write_terms(home: Path, terms: Terms) -> Path:
    """Put the terms into a city's home, whole or not at all."""
    path = home / FILE
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=home, prefix=".reach-", suffix=".yaml", delete=False
    ) as file:
        file.write(terms_in_yaml(terms))
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    return path


def bounds_of(term: Term) -> str:
    """The unit of a term and, for numbers, its bounds."""
    if term.kind in {Kind.TIME, Kind.FLAG} or "0 to 1" in term.unit:
        return term.unit
    return f"{term.unit}, {term.low:g} to {term.high:,.15g}"


def _line(indent: str, name: str, value: Value) -> str:
    return f"{indent}{name}: {written(value)}".rstrip() + "\n"


def _medium(terms: Terms, medium: Medium) -> str:
    lines = [f"  {medium.value}:\n"]
    for term in OF_MEDIUM:
        value = value_of(terms, f"media.{medium.value}.{term.path}")
        lines.append(f"    {term.path}: {written(value)}  # {term.unit}\n")
    if medium in terms.media:
        return "".join(lines)
    return "".join(f"  # {line[2:]}" for line in lines)
