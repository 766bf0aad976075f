"""Every mutant of a catalogue: each node its authors wrote, each figure, each row, changed.

What no rule reads (a variable that only fills a form, a figure nobody uses) is left alone, and so
is what the engine puts around a result of another service.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import reduce
from math import gcd

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.mutants.expression import expression
from sakimawari.packs.mutants.figures import parameter_variations
from sakimawari.packs.mutants.granules import Granules
from sakimawari.packs.mutants.graph import Graph
from sakimawari.packs.mutants.mutant import (
    DROPPED,
    Kind,
    Mutant,
    NodeChange,
    ParameterChange,
    TableChange,
)
from sakimawari.packs.mutants.tables import table_variations
from sakimawari.packs.mutants.trees import is_made_by_engine, of_clause, variations
from sakimawari.packs.pack import Pack, Service
from sakimawari.problems import Place
from sakimawari.rules.sentences import deepest, sentence
from sakimawari.rules.tree import Literal
from sakimawari.rules.walk import Node, parts_of

SHORT, AROUND, LONGEST = 100, 30, 160  # characters


def mutants_of(
    catalogue: Catalogue, graph: Graph, packs: Collection[str], services: Collection[str] = ()
) -> Iterator[Mutant]:
    """The mutants of some packs, in the order of their files.

    With `services`, only what the rules of these read.
    """
    for pack in catalogue.packs:
        if pack.id in packs:
            yield from _of_services(catalogue, pack, graph, services)
            yield from _of_variables(pack, graph)
            yield from _of_parameters(catalogue, pack, graph)
            yield from _of_tables(catalogue, pack, graph)


def _of_services(
    catalogue: Catalogue, pack: Pack, graph: Graph, services: Collection[str]
) -> Iterator[Mutant]:
    for slug, service in pack.services.items():
        if catalogue.services.get(slug) is not service or (services and slug not in services):
            continue
        for clause in service.rule.clauses:
            where = _Where(pack, service.places[clause.id], f"{slug}, clause {clause.id}")
            for kind, by in of_clause(clause.truth, excludes=clause.excludes):
                yield where.mutant(kind, clause.truth, by, None)
            yield from _of_tree(where, clause.truth)
        for name, value in _given(service):
            where = _Where(pack, service.places[f"#{name}"], f"{slug}, {name}")
            yield from _of_tree(where, value)


def _given(service: Service) -> Iterator[tuple[str, Node]]:
    rule = service.rule
    for name, award in (("amount", rule.amount), ("tier", rule.tier)):
        if award is not None:
            yield name, award.value
    if rule.deadline is not None:
        yield "deadline", rule.deadline


def _of_variables(pack: Pack, graph: Graph) -> Iterator[Mutant]:
    for name, variable in pack.variables.items():
        if variable.formula in graph:
            where = _Where(pack, pack.places["variable", name], f"variable {name}")
            yield from _of_tree(where, variable.formula)


def _of_parameters(catalogue: Catalogue, pack: Pack, graph: Graph) -> Iterator[Mutant]:
    granules = Granules(catalogue.parameters.values())
    for dated in pack.parameters:
        name = dated.parameter.name
        reading = graph.reading_parameter(name)
        if catalogue.parameters.get(name) is not dated or not reading:
            continue
        steps = [granules.beside(node, graph.around(node)) for node in reading]
        place = pack.places["parameter", name]
        for kind, changed, which, was, becomes in parameter_variations(dated, reduce(gcd, steps)):
            yield Mutant(
                kind=kind,
                pack=pack.id,
                place=place,
                part=f"parameter {name} {which}",
                was=was,
                becomes=becomes,
                change=ParameterChange(changed),
            )


def _of_tables(catalogue: Catalogue, pack: Pack, graph: Graph) -> Iterator[Mutant]:
    granules = Granules(catalogue.parameters.values())
    for dated in pack.tables:
        name = dated.table.name
        reading = graph.reading_table(name)
        outputs = {node.output for node in reading}
        if catalogue.tables.get(name) is not dated or not outputs:
            continue
        place = pack.places["table", name]
        inputs = zip(*(node.inputs for node in reading), strict=True)
        steps = [reduce(gcd, map(granules.of, values)) for values in inputs]
        for kind, changed, which, was, becomes in table_variations(dated, outputs, steps):
            yield Mutant(
                kind=kind,
                pack=pack.id,
                place=place,
                part=f"table {name} {which}",
                was=was,
                becomes=becomes,
                change=TableChange(changed),
            )


# ---------------------------------------------------------------- one tree


class _Where:
    """A part of a pack's file whose tree is changed."""

    def __init__(self, pack: Pack, place: Place, part: str) -> None:
        self._pack, self._place, self._part = pack, place, part

    def mutant(self, kind: Kind, node: Node, by: Node, below: Node | None) -> Mutant:
        """A change of one node, told with the node it stands in where it is a bare figure."""
        was, becomes = _told(kind, node, by, below)
        depth = deepest(was)
        words = (sentence(was), DROPPED if becomes is None else sentence(becomes))
        written = (
            expression(was, depth),
            DROPPED if becomes is None else expression(becomes, depth),
        )
        return Mutant(
            kind=kind,
            pack=self._pack.id,
            place=self._place,
            part=self._part,
            was=apart(*words)[0],
            becomes=apart(*words)[1],
            change=NodeChange(node, by),
            expression=apart(*written),
        )


def _told(kind: Kind, node: Node, by: Node, below: Node | None) -> tuple[Node, Node | None]:
    """What to show of a change: what is dropped, or a figure with the node it stands in."""
    if kind is Kind.CLAUSE:
        return node, None
    if kind is Kind.OPERAND:
        kept = {id(part) for part in (by, *parts_of(by))}
        return next(part for part in parts_of(node) if id(part) not in kept), None
    if isinstance(node, Literal) and below is not None:
        return below, _with_part(below, node, by)
    return node, by


def _of_tree(where: _Where, root: Node) -> Iterator[Mutant]:
    waiting: list[tuple[Node, Node | None]] = [(root, None)]
    while waiting:
        node, below = waiting.pop()
        if is_made_by_engine(node):
            continue
        for kind, by in variations(node, below=below):
            yield where.mutant(kind, node, by, below)
        waiting.extend((part, node) for part in reversed(parts_of(node)))


def _with_part(node: Node, part: Node, by: Node) -> Node:
    """A node with one part in place of another."""
    changed: dict[str, object] = {}
    for name in node.__dataclass_fields__:
        held = getattr(node, name)
        if held is part:
            changed[name] = by
        elif isinstance(held, tuple) and any(each is part for each in held):
            changed[name] = tuple(by if each is part else each for each in held)
    return replace(node, **changed)  # type: ignore[arg-type]


def apart(was: str, becomes: str) -> tuple[str, str]:
    """Two long texts cut to where they differ, with some words on either side."""
    if max(len(was), len(becomes)) <= SHORT:
        return was, becomes
    shared = min(len(was), len(becomes))
    head = next((at for at in range(shared) if was[at] != becomes[at]), shared)
    tail = next((at for at in range(shared - head) if was[-1 - at] != becomes[-1 - at]), 0)
    first = max(0, head - AROUND)
    kept = max(0, tail - AROUND)
    return _cut(was, first, len(was) - kept), _cut(becomes, first, len(becomes) - kept)


def _cut(text: str, first: int, end: int) -> str:
    kept = text[first:end]
    if len(kept) > LONGEST:
        kept = f"{kept[: LONGEST // 2]} … {kept[-LONGEST // 2 :]}"
    return f"{'…' if first else ''}{kept}{'…' if end < len(text) else ''}"
