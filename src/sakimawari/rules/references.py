"""What the text of an expression names, found before it can be read: variables and services."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sakimawari.problems import Place, Problems
from sakimawari.rules.scope import read_syntax
from sakimawari.rules.tree import Holder
from sakimawari.rules.vocabulary import COMPANY, CONDITIONS, RECEIVING, RESULTS, SUBJECT

UNIT = "世帯"


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """Names of an expression in order of first mention.

    `services` are those whose result is read, `conditions` those read without the choice of the
    recipient. Who merely receives a service is in a register, not in a rule: such a service is
    among neither.
    """

    variables: tuple[tuple[Holder, str], ...] = ()
    services: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


def references_of(text: str, place: Place) -> References:
    """What an expression names; nothing where it cannot be read (the parser tells that)."""
    try:
        _, tree = read_syntax(text, place)
    except Problems:
        return References()
    services: dict[str, None] = {}
    conditions: dict[str, None] = {}
    for name, slug in _results(tree):
        if name != RECEIVING:
            (conditions if name == CONDITIONS else services)[slug] = None
    return References(
        variables=tuple(dict.fromkeys(names_of(tree))),
        services=tuple(services),
        conditions=tuple(conditions),
    )


def names_of(tree: ast.expr) -> Iterator[tuple[Holder, str]]:
    """Names that may be those of variables, with who holds them."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=base), attr=name) if base == UNIT:
                yield Holder.HOUSEHOLD, name
            case ast.Attribute(value=ast.Name(id=base), attr=name) if base == COMPANY:
                yield Holder.COMPANY, name
            case ast.Attribute(value=ast.Name(id=base), attr=name) if base == SUBJECT:
                yield Holder.PERSON, name
            case ast.Name(id=name):
                yield Holder.PERSON, name
            case _:
                pass


def _results(tree: ast.expr) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name),
                args=[ast.Constant(value=str(slug))],
            ) if name in RESULTS:
                yield name, slug.strip()
            case _:
                pass
