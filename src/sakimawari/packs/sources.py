"""A pack's folder as read, before any expression is: head, facts, figures, sections of services.

Expressions are read afterwards (`build`), because a city's pack may replace figures of another.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sakimawari.packs.document import Item, read_document
from sakimawari.packs.facts import read_facts
from sakimawari.packs.findings import Findings, nearest
from sakimawari.packs.names import slug_is_sound
from sakimawari.packs.pack import NATIONAL, DeclaredFact
from sakimawari.packs.parameters import read_parameters
from sakimawari.packs.section import PARAGRAPH, Section, open_section
from sakimawari.packs.sheets import read_sheet
from sakimawari.packs.table_file import read_table
from sakimawari.packs.tables import ReadTable, read_tables
from sakimawari.packs.tabular.loading import (
    TabularService,
    declared_types,
    is_tabular,
    read_tabular,
)
from sakimawari.problems import Place
from sakimawari.rules.figures import DatedParameter

HEAD = "pack.yaml"
_FILES = {
    HEAD: "",
    "facts.yaml": "",
    "variables.yaml": "",
    "changes.yaml": "",
    "casework.yaml": "",
    "anticipate.yaml": "",
    "match.yaml": "",
    "messages.yaml": "",
    "README.md": "",
    "CHANGELOG.md": "",
}
_FOLDERS = {"parameters": ".yaml", "tables": ".csv", "services": ".yaml", "cases": ".yaml"}
_DECIDES = ("pack.yaml", "facts.yaml", "variables.yaml", "parameters/", "tables/", "services/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """pack.yaml: who answers for the pack, and where it holds.

    `refers_to` are the services of other packs its rules may name, each with what happens where no
    pack holds it (`refuse`, or `ignore`: nobody has it) and its place.
    """

    id: str
    name: str
    version: str
    scope: str
    owner: str
    summary: str
    refers_to: Mapping[str, tuple[str, Place]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Everything of a pack but its expressions. `files` are its paths relative to the folder.

    `tabular` are the services written as tables, which are among `services` and `tables` too.
    """

    folder: Path
    files: tuple[str, ...]
    hash: str
    head: Head
    facts: dict[str, tuple[DeclaredFact, Place]]
    parameters: dict[str, tuple[DatedParameter, Place]]
    tables: dict[str, ReadTable]
    variables: Section | None
    services: tuple[tuple[str, Section], ...]
    findings: Findings
    changes: Section | None = None
    casework: Section | None = None
    anticipate: Section | None = None
    posing: Section | None = None
    messages: Section | None = None
    tabular: tuple[TabularService, ...] = ()

    @property
    def is_national(self) -> bool:
        return self.head.scope == NATIONAL

    def place(self, file: str, line: int | None = None) -> Place:
        """A place in a file of this pack, named as in messages."""
        return Place(file=f"{self.folder.name}/{file}", line=line)


def read_sources(folder: Path, findings: Findings) -> Sources | None:
    """The folder of a pack; None where it is no pack or its head cannot be read."""
    if not _is_pack(folder, findings):
        return None
    files = tuple(_files(folder, findings))
    head = _read_head(folder, findings)
    facts_file = (
        _open(folder, "facts.yaml", "facts.yaml", findings) if "facts.yaml" in files else None
    )
    variables = (
        _open(folder, "variables.yaml", "variables.yaml", findings)
        if "variables.yaml" in files
        else None
    )
    changes = (
        _open(folder, "changes.yaml", "changes.yaml", findings) if "changes.yaml" in files else None
    )
    casework = (
        _open(folder, "casework.yaml", "casework.yaml", findings)
        if "casework.yaml" in files
        else None
    )
    anticipate = (
        _open(folder, "anticipate.yaml", "anticipate.yaml", findings)
        if "anticipate.yaml" in files
        else None
    )
    posing = _open(folder, "match.yaml", "match.yaml", findings) if "match.yaml" in files else None
    messages = (
        _open(folder, "messages.yaml", "messages.yaml", findings)
        if "messages.yaml" in files
        else None
    )
    parameters = _parameters(folder, files, findings)
    facts = {} if facts_file is None else read_facts(facts_file, findings)
    tabular = read_tabular(folder, files, declared_types(facts, variables), findings)
    services = _services(folder, files, tabular, findings)
    tables = _tables(folder, files, tabular, findings)
    if head is None:
        return None
    return Sources(
        folder=folder,
        files=files,
        hash=_hash(folder, files),
        head=head,
        facts=facts,
        parameters=parameters,
        tables=tables,
        variables=variables,
        services=services,
        findings=findings,
        changes=changes,
        casework=casework,
        anticipate=anticipate,
        posing=posing,
        messages=messages,
        tabular=tabular,
    )


def read_item(folder: Path, file: str, findings: Findings) -> Item | None:
    """A YAML file of a pack, named in messages as `<pack>/<file>`."""
    return read_document(folder / file, f"{folder.name}/{file}", findings)


def _is_pack(folder: Path, findings: Findings) -> bool:
    place = Place(file=folder.name)
    if not folder.exists():
        findings.problem(
            "PACK001",
            "there is no such folder",
            "name the folder that holds pack.yaml",
            where=place,
            near=nearest(folder.name, _siblings(folder)),
        )
    elif not folder.is_dir():
        findings.problem(
            "PACK001",
            "a pack is a folder; this is a file",
            "unpack it, and name the folder that holds pack.yaml",
            where=place,
        )
    elif not (folder / HEAD).exists():
        below = sorted(path.parent.name for path in folder.glob(f"*/{HEAD}"))
        empty = not any(folder.iterdir())
        findings.problem(
            "PACK001",
            "the folder is empty" if empty else "the folder has no pack.yaml, so it is no pack",
            "name the folder that holds pack.yaml",
            where=place,
            near=f"{folder.name}/{below[0]} holds one" if below else None,
        )
    else:
        return True
    return False


def _siblings(folder: Path) -> list[str]:
    parent = folder.parent
    return [path.name for path in parent.iterdir() if path.is_dir()] if parent.is_dir() else []


def _files(folder: Path, findings: Findings) -> Iterator[str]:
    """The files of a pack in order; what packs do not read is a problem, never skipped in silence."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or any(part.startswith((".", "~$")) for part in Path(name).parts):
            continue
        top, _, rest = name.partition("/")
        known = name in _FILES if not rest else "/" not in rest and rest.endswith(_ending(top))
        if known or is_tabular(name):
            yield name
            continue
        findings.problem(
            "PACK040",
            "packs do not read this file",
            "a pack holds pack.yaml, facts.yaml, variables.yaml, changes.yaml, casework.yaml, "
            "anticipate.yaml, match.yaml, messages.yaml, parameters/*.yaml, tables/*.csv, services/*.yaml or *.xlsx, and cases/*.yaml; never code",
            where=Place(file=f"{folder.name}/{name}"),
            near=_near_file(name, top, rest),
        )


def _ending(folder: str) -> str:
    return _FOLDERS.get(folder, "\0")


def _near_file(name: str, top: str, rest: str) -> str | None:
    if not rest:
        return nearest(name, _FILES)
    if Path(rest).suffix not in {".yml", ".yaml", ".csv", ".txt", ".tsv", ".xlsx"}:
        return None
    if top in _FOLDERS:
        return f"{top}/{Path(rest).stem}{_FOLDERS[top]}"
    close = nearest(top, _FOLDERS)
    return None if close is None else f"{close}/{rest}"


def _open(folder: Path, file: str, what: str, findings: Findings) -> Section | None:
    section = open_section(read_item(folder, file, findings), findings, what)
    if section is None and not file.startswith("services/"):
        findings.unread = True
    return section


def _read_head(folder: Path, findings: Findings) -> Head | None:
    file = _open(folder, HEAD, HEAD, findings)
    if file is None:
        return None
    id = file.words("id", required=True) or folder.name
    slug_is_sound(id, "pack", findings, where=file.places.get("id", file.place))
    scope = file.text("scope", required=True)
    if scope is not None and not re.fullmatch(rf"{NATIONAL}|\d{{6}}", scope.value.strip()):
        file.unreadable("scope", scope, "national, or the 6-digit code of a city (401005)")
    head = Head(
        id=id,
        name=file.words("name", required=True) or id,
        version=file.words("version", required=True) or "",
        scope=NATIONAL if scope is None else scope.value.strip(),
        owner=file.words("owner", required=True) or "",
        summary=file.words("summary", most=PARAGRAPH) or "",
        refers_to=_refers_to(file, findings),
    )
    file.words("law", most=PARAGRAPH)
    file.day("in_force")
    file.close()
    return head


def _refers_to(file: Section, findings: Findings) -> dict[str, tuple[str, Place]]:
    section = file.section("refers_to", "the services referred to")
    if section is None:
        return {}
    found: dict[str, tuple[str, Place]] = {}
    for slug, place in section.places.items():
        if slug_is_sound(slug, "service", findings, where=place):
            found[slug] = (section.choice(slug, ("refuse", "ignore")), place)
    return found


def _in(files: tuple[str, ...], folder: str) -> Iterator[str]:
    return (file for file in files if file.startswith(f"{folder}/"))


def _parameters(
    folder: Path, files: tuple[str, ...], findings: Findings
) -> dict[str, tuple[DatedParameter, Place]]:
    parameters: dict[str, tuple[DatedParameter, Place]] = {}
    for file in _in(files, "parameters"):
        section = _open(folder, file, file, findings)
        if section is None:
            continue
        for name, (parameter, place) in read_parameters(section, findings).items():
            if name in parameters:
                _twice(f"the parameter `{name}`", place, parameters[name][1], findings)
            else:
                parameters[name] = (parameter, place)
    return parameters


def _twice(what: str, place: Place, first: Place, findings: Findings) -> None:
    findings.problem(
        "PACK012",
        f"{what} is declared twice",
        "remove one of the two",
        where=place,
        near=f"the first stands in {first}",
    )


def _tables(
    folder: Path, files: tuple[str, ...], tabular: tuple[TabularService, ...], findings: Findings
) -> dict[str, ReadTable]:
    sheets = [sheet for service in tabular for sheet in service.sheets]
    for file in _in(files, "tables"):
        name = f"{folder.name}/{file}"
        table = read_table(folder / file, name, findings)
        if table is None:
            findings.unread = True
        sheet = None if table is None else read_sheet(table, name, findings)
        if sheet is not None:
            sheets.append(sheet)
    return read_tables(sheets, findings)


def _services(
    folder: Path, files: tuple[str, ...], tabular: tuple[TabularService, ...], findings: Findings
) -> tuple[tuple[str, Section], ...]:
    services: list[tuple[str, Section]] = []
    for written in tabular:
        place = written.section.place
        if slug_is_sound(written.slug, "service", findings, where=place):
            services.append((written.slug, written.section))
    for file in _in(files, "services"):
        if is_tabular(file):
            continue
        slug = Path(file).stem
        section = _open(folder, file, slug, findings)
        first = next((each.section.place for each in tabular if each.slug == slug), None)
        if section is not None and first is not None:
            _twice(f"the service `{slug}`", section.place, first, findings)
        elif section is not None:
            slug_is_sound(slug, "service", findings, where=section.place)
            services.append((slug, section))
    return tuple(services)


def _hash(folder: Path, files: tuple[str, ...]) -> str:
    """The SHA-256 of every file that decides a result, by name and content."""
    digest = hashlib.sha256()
    for file in files:
        if file.startswith(_DECIDES):
            content = (folder / file).read_bytes()
            digest.update(f"{file}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()
