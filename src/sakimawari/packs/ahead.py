"""The calendar of coming legal changes: what packs announce, and the dated figures they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sakimawari.packs.catalogue import Catalogue, roots_with_form
from sakimawari.packs.pack import Pack
from sakimawari.rules.amounts import figure
from sakimawari.rules.figures import DatedParameter, DatedTable
from sakimawari.rules.tree import Type
from sakimawari.rules.walk import parameters_of, tables_of

HELD = "反映済"
NOT_HELD = "未反映"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One entry of the calendar: from when, what, by which law or article, for which services.

    `state` is 公布済, 予定 or 検討中 for what a pack announces, and 反映済 for a figure it holds;
    `held` says whether the rules follow it already.
    """

    on: date
    pack: str
    what: str
    law: str
    state: str
    held: bool
    services: tuple[str, ...]
    source: str

    def as_json(self) -> dict[str, object]:
        """The entry for a program."""
        return {
            "on": self.on.isoformat(),
            "pack": self.pack,
            "what": self.what,
            "law": self.law,
            "state": self.state,
            "held": self.held,
            "services": list(self.services),
            "source": self.source,
        }


def coming_changes(catalogue: Catalogue, *, on: date, until: date) -> tuple[Coming, ...]:
    """What changes after a day and up to another, in the order of the dates."""
    read_by = readers(catalogue)
    found = [
        coming
        for pack in catalogue.packs
        for coming in (*_announced(pack), *_dated(pack, read_by))
        if on < coming.on <= until
    ]
    return tuple(sorted(found, key=lambda coming: (coming.on, coming.pack, not coming.held)))


def _announced(pack: Pack) -> Iterator[Coming]:
    for change in pack.changes:
        yield Coming(
            on=change.on,
            pack=pack.id,
            what=change.what,
            law=change.law,
            state=change.state.value,
            held=change.held,
            services=change.services,
            source=change.source,
        )


def _dated(pack: Pack, read_by: Mapping[tuple[str, str], tuple[str, ...]]) -> Iterator[Coming]:
    for parameter in pack.parameters:
        name = parameter.parameter.name
        for on, what, law, source in _steps(parameter):
            yield _held(pack, on, (f"{name}: {what}", law, source), read_by["parameter", name])
    for table in pack.tables:
        name = table.table.name
        for on, law, source in _versions(table):
            told = (f"表「{name}」が新しくなる", law, source)
            yield _held(pack, on, told, read_by["table", name])


def _held(pack: Pack, on: date, told: tuple[str, str, str], services: tuple[str, ...]) -> Coming:
    what, law, source = told
    return Coming(
        on=on,
        pack=pack.id,
        what=what,
        law=law,
        state=HELD,
        held=True,
        services=services,
        source=source,
    )


def _steps(dated: DatedParameter) -> Iterator[tuple[date, str, str, str]]:
    """Each change of a figure with its value before and after."""
    type = dated.parameter.type
    for earlier, later in pairwise(dated.values):
        told = f"{_told(earlier.value, type)} → {_told(later.value, type)}"
        if not later.provenance.certain:
            told += "（要確認）"
        yield later.since, told, later.provenance.article, later.provenance.source


def _told(value: int | None, type: Type) -> str:
    return "廃止" if value is None else figure(value, type)


def _versions(dated: DatedTable) -> Iterator[tuple[date, str, str]]:
    for version in dated.versions[1:]:
        yield version.since, version.provenance.article, version.provenance.source


def readers(catalogue: Catalogue) -> dict[tuple[str, str], tuple[str, ...]]:
    """Which services read each parameter and table, by (kind, name)."""
    found: dict[tuple[str, str], list[str]] = {
        **{("parameter", name): [] for name in catalogue.parameters},
        **{("table", name): [] for name in catalogue.tables},
    }
    for slug, service in catalogue.services.items():
        roots = roots_with_form(service)
        for parameter in parameters_of(*roots):
            found["parameter", parameter.name].append(slug)
        for table in tables_of(*roots):
            found["table", table.name].append(slug)
    return {key: tuple(slugs) for key, slugs in found.items()}
