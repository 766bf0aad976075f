"""Loading packs: one folder, several together, and finding those there are.

A fault anywhere raises Problems with all faults of all packs, so that one run shows everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata, resources
from pathlib import Path

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.document import read_document
from sakimawari.packs.findings import Findings
from sakimawari.packs.held_elsewhere import facts_of_results
from sakimawari.packs.merge import facts_of_all, figures_of_all, services_of_all
from sakimawari.packs.messages_of_packs import with_messages
from sakimawari.packs.pack import NATIONAL, Pack
from sakimawari.packs.section import open_section
from sakimawari.packs.sources import HEAD, read_sources
from sakimawari.packs.together import build_packs
from sakimawari.packs.unused import remark_unused
from sakimawari.problems import Place

ENTRY_POINTS = "sakimawari.packs"


def load_pack(folder: Path) -> Pack:
    """One pack on its own. Raises Problems."""
    return load_packs([folder]).packs[0]


def load_packs(folders: Iterable[Path]) -> Catalogue:
    """Several packs as one catalogue.

    Packs of one city go before national ones; packs of two cities are refused. Raises Problems.
    """
    findings = Findings()
    read = [read_sources(Path(folder), findings) for folder in dict.fromkeys(folders)]
    sources = sorted(
        (source for source in read if source is not None), key=lambda source: not source.is_national
    )
    facts = facts_of_all(sources, findings)
    parameters, tables = figures_of_all(sources, findings)
    packs = build_packs(sources, findings, parameters=parameters, tables=tables)
    services = with_messages(services_of_all(packs, findings), sources, findings)
    facts |= facts_of_results(facts, services, findings)
    findings.raise_any()
    catalogue = Catalogue(
        packs=tuple(packs),
        facts=facts,
        parameters=parameters,
        tables=tables,
        services=services,
    )
    return remark_unused(catalogue, findings)


def load_city(home: Path, municipality: str) -> Catalogue:
    """The packs a city works with: national ones, its own, shipped or in its folder.

    `municipality` is its 全国地方公共団体コード. Raises Problems; PACK073 where a pack in the city's
    folder is another city's.
    """
    catalogue = load_packs(discover(home, municipality=municipality))
    findings = Findings()
    for pack in catalogue.packs:
        if pack.scope not in {NATIONAL, municipality}:
            findings.problem(
                "PACK073",
                f"the pack {pack.id} is for the municipality {pack.scope}, and this is "
                f"{municipality}",
                "set SAKIMAWARI_MUNICIPALITY to the code of the city, or take the pack out of "
                "its folder",
                where=Place(file=f"{pack.folder.name}/{HEAD}"),
            )
    findings.raise_any()
    return catalogue


def discover(
    home: Path | None = None, extra: Iterable[Path] = (), *, municipality: str | None = None
) -> tuple[Path, ...]:
    """The folders of the packs of one city, each once.

    Shipped ones, those other installed packages offer under the entry point `sakimawari.packs`
    (a module whose folder is a pack, or holds packs), those in `<home>/packs`, and `extra`.
    Of shipped and installed packs, those of other municipalities are left out (without a
    `municipality`, those of any); its own folder is taken as it is, and a pack in it stands in
    place of the shipped one of the same id, so that a city need not wait for a release.
    Every folder in `<home>/packs` is meant as a pack, drafts (beginning with a dot) excepted.
    """
    own = [Path(folder) for folder in extra]
    if home is not None and (home / "packs").is_dir():
        own = [*sorted(path for path in (home / "packs").iterdir() if _is_meant(path)), *own]
    revised = {id_of(folder) for folder in own} - {None}
    offered = [pack for place in (_shipped(), *_installed()) for pack in packs_in(place)]
    found = [pack for pack in offered if _is_for(pack, municipality) and id_of(pack) not in revised]
    found.extend(own)
    return tuple(dict.fromkeys(folder.resolve() for folder in found))


def packs_in(folder: Path) -> tuple[Path, ...]:
    """The packs in a folder: itself if it is one, else the folders in it that are."""
    if (folder / HEAD).is_file():
        return (folder,)
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(
            path.parent for path in folder.glob(f"*/{HEAD}") if not path.parent.name.startswith(".")
        )
    )


def scope_of(folder: Path) -> str | None:
    """Where a pack holds, as its head says; None where the head cannot be read."""
    return _said_by(folder, "scope")


def id_of(folder: Path) -> str | None:
    """The id a pack's head bears; None where the head cannot be read."""
    return _said_by(folder, "id")


def _said_by(folder: Path, key: str) -> str | None:
    if not (folder / HEAD).is_file():
        return None
    unheard = Findings()
    head = open_section(read_document(folder / HEAD, HEAD, unheard), unheard, HEAD)
    return None if head is None else head.words(key)


def _is_for(folder: Path, municipality: str | None) -> bool:
    """Whether a pack holds in a city; one that cannot be read is kept, so that its fault is told."""
    return scope_of(folder) in {NATIONAL, municipality, None}


def _is_meant(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".")


def _shipped() -> Path:
    return Path(str(resources.files("sakimawari"))) / "domains"


def _installed() -> list[Path]:
    offered = metadata.entry_points(group=ENTRY_POINTS)
    return [Path(str(resources.files(point.module))) for point in sorted(offered)]
