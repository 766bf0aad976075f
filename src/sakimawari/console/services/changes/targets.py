"""What can be changed: figures, tables and bounds, those a service reads or those one looks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sakimawari.packs.catalogue import Catalogue, roots_with_form
from sakimawari.packs.editing.bounds import Bound, bounds_of
from sakimawari.packs.editing.drafting import file_of, pack_with
from sakimawari.packs.pack import Pack, Service
from sakimawari.problems import Problems
from sakimawari.rules.amounts import figure
from sakimawari.rules.phrases import plain
from sakimawari.rules.walk import parameters_of, tables_of

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that can be changed: its kind (value, table), name, what it is now, its pack."""

    kind: str
    name: str
    label: str
    now: str
    pack: Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundChoice:
    """A figure in a condition."""

    service: Service
    bound: Bound
    text: str
    pack: Pack


def of_service(catalogue: Catalogue, service: Service, on: date) -> list[Choice]:
    """The figures and tables a service reads."""
    roots = roots_with_form(service)
    names = [("value", each.name) for each in parameters_of(*roots)]
    names += [("table", each.name) for each in tables_of(*roots)]
    return list(_choices(catalogue, names, on))


def looked_for(catalogue: Catalogue, words: str, on: date, *, pack: str = "") -> list[Choice]:
    """Figures and tables whose names hold these words; of one pack where it is named."""
    wanted = words.strip()
    names = [("value", name) for name in catalogue.parameters if wanted in f"{plain(name)} {name}"]
    names += [("table", name) for name in catalogue.tables if wanted in f"{plain(name)} {name}"]
    found = _choices(catalogue, names, on)
    return [each for each in found if pack in {"", each.pack.id}]


def _choices(catalogue: Catalogue, names: list[tuple[str, str]], on: date) -> Iterator[Choice]:
    for kind, name in names:
        try:
            pack = pack_with(catalogue, "parameter" if kind == "value" else "table", name)
        except Problems:
            continue
        now = (
            _value_now(catalogue, name, on) if kind == "value" else _table_now(catalogue, name, on)
        )
        yield Choice(kind=kind, name=name, label=plain(name), now=now, pack=pack)


def _value_now(catalogue: Catalogue, name: str, on: date) -> str:
    dated = catalogue.parameters[name]
    held = dated.on(on)
    if held is None or held.value is None:
        return "―"
    return figure(held.value, dated.parameter.type)


def _table_now(catalogue: Catalogue, name: str, on: date) -> str:
    held = catalogue.tables[name].on(on)
    return "―" if held is None else f"{len(held.rows.cells)}行（{held.since}から）"


def bounds_in(catalogue: Catalogue, service: Service) -> list[BoundChoice]:
    """The figures written in the conditions of a service."""
    pack = pack_with(catalogue, "service", service.slug)
    path = pack.folder / file_of(pack, "service", service.slug)
    if path.suffix != ".yaml":
        return []
    texts = {clause.id: clause.text for clause in service.rule.clauses}
    found = bounds_of(path.read_text(encoding="utf-8-sig"))
    return [
        BoundChoice(service=service, bound=each, text=texts.get(each.clause, ""), pack=pack)
        for each in found
    ]
