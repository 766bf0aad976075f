"""What only the pack around a table can say: names, units of formulas, results of other services."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sakimawari.packs.findings import Findings
from sakimawari.packs.merge import figures_of_all
from sakimawari.packs.services import read_service
from sakimawari.packs.sources import Sources, read_sources
from sakimawari.packs.tables import ReadTable, read_tables
from sakimawari.packs.tabular.columns import Declared
from sakimawari.packs.tabular.compiled import section_of, sheets_of
from sakimawari.packs.tabular.loading import conditions_are_sound
from sakimawari.packs.tabular.wording import Notebook
from sakimawari.packs.tabular.written import WrittenService
from sakimawari.packs.together import Drafted, draft_packs
from sakimawari.problems import Place, fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The pack a table is for, the folders of packs beside it, and the types the pack declares."""

    sources: Sources
    beside: Callable[[], Iterable[Path]]
    declared: Declared


def sources_of(pack: Path) -> Sources:
    """A pack as read; its own faults are for `check` to tell. Raises Problems if it is none."""
    findings = Findings()
    sources = read_sources(pack.resolve(), findings)
    if sources is None:
        findings.raise_any()
        raise fault("PACK001", "the folder is no pack", "name another", where=Place(file=pack.name))
    return sources


def look_around(written: WrittenService, slug: str, around: Around, notebook: Notebook) -> None:
    """Note what is wrong with a table in its pack; faults of the pack itself are not told."""
    findings = notebook.findings
    tables = read_tables(sheets_of(written, written.place.file, around.declared), findings)
    together, at = _together(written, slug, around, tables)
    if any((node.pack, node.name) == (at, slug) for node in together.stuck):
        own = together.drafts[at].sources.findings
        findings.take(each for each in own.problems if each.id == "PACK041")
        return
    if unread := together.unread(slug, at):
        notebook.remark("PACK046", written.place, slugs=", ".join(unread))
        return
    vocabulary = together.drafts[at].vocabulary
    columns = {name: table.dated.table for name, table in tables.items()}
    vocabulary = replace(vocabulary, tables={**vocabulary.tables, **columns})
    if conditions_are_sound(written, vocabulary, findings, around.declared):
        section = section_of(written, slug, findings)
        read_service(slug, section, vocabulary, pack=around.sources.head.id)


def _together(
    written: WrittenService, slug: str, around: Around, tables: dict[str, ReadTable]
) -> tuple[Drafted, int]:
    """The pack with the table in it, among the packs it refers to; and its position there."""
    own = Findings()
    sources = around.sources
    others = [one for one in sources.services if one[0] != slug]
    sources = replace(
        sources,
        services=(*others, (slug, section_of(written, slug, own))),
        tables={**sources.tables, **tables},
        tabular=tuple(each for each in sources.tabular if each.slug != slug),
        findings=own,
    )
    if sources.variables is not None:
        sources.variables.findings = own
    packs = [sources, *_beside(around, own)]
    packs.sort(key=lambda pack: not pack.is_national)
    parameters, dated = figures_of_all(packs, own)
    together = draft_packs(packs, own, parameters=parameters, tables=dated)
    return together, next(at for at, pack in enumerate(packs) if pack is sources)


def _beside(around: Around, own: Findings) -> Iterable[Sources]:
    """The packs that hold what the pack refers to: national ones, and those of its own city."""
    head = around.sources.head
    if not head.refers_to:
        return
    for folder in around.beside():
        found = read_sources(folder, own)
        if found is None or found.head.id == head.id:
            continue
        if found.is_national or found.head.scope == head.scope:
            yield found
