"""Loading packs: one folder, several together, and finding those there are.

A fault anywhere raises Problems with all faults of all packs, so that one run shows everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata, resources
from pathlib import Path

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.findings import Findings
from sakimawari.packs.held_elsewhere import facts_of_results
from sakimawari.packs.merge import facts_of_all, figures_of_all, services_of_all
from sakimawari.packs.pack import Pack
from sakimawari.packs.sources import HEAD, read_sources
from sakimawari.packs.together import build_packs
from sakimawari.packs.unused import remark_unused

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
    services = services_of_all(packs, findings)
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


def discover(home: Path | None = None, extra: Iterable[Path] = ()) -> tuple[Path, ...]:
    """The folders of all packs there are, each once.

    Shipped ones, those other installed packages offer under the entry point `sakimawari.packs`
    (a module whose folder is a pack, or holds packs), those in `<home>/packs`, and `extra`.
    Every folder in `<home>/packs` is meant as a pack, drafts (beginning with a dot) excepted.
    """
    found: list[Path] = []
    for place in (_shipped(), *_installed()):
        found.extend(packs_in(place))
    if home is not None and (home / "packs").is_dir():
        found.extend(sorted(path for path in (home / "packs").iterdir() if _is_meant(path)))
    found.extend(Path(folder) for folder in extra)
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


def _is_meant(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".")


def _shipped() -> Path:
    return Path(str(resources.files("sakimawari"))) / "domains"


def _installed() -> list[Path]:
    offered = metadata.entry_points(group=ENTRY_POINTS)
    return [Path(str(resources.files(point.module))) for point in sorted(offered)]
