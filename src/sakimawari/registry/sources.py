"""The files of an export: what lies in the folder, in its sub-folders and in zips.

A source is only a place that can be opened; which register it holds is told by its header.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sakimawari.problems import Place, Problem

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_TABLES = frozenset({".csv", ".tsv", ".txt"})
_MAPS = frozenset({".geojson", ".json"})
_WORKBOOKS = frozenset({".xlsx", ".xls", ".xlsm", ".ods"})
_DEEPEST_ZIP = 2
_LARGEST_MEMBER_BYTES = 8 * 2**30
_LARGEST_RATIO = 500  # a text compresses 10 to 30 times; more is a trap or damaged


class SourceKind(Enum):
    """TABLE csv, tsv or txt · MAP geojson or json · WORKBOOK a spreadsheet · OTHER left alone."""

    TABLE = "table"
    MAP = "map"
    WORKBOOK = "workbook"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of an export. `label` is its path within the folder given, zips included."""

    label: str
    path: Path
    members: tuple[str, ...] = ()
    kind: SourceKind

    @property
    def stem(self) -> str:
        """The file's name without folders and ending."""
        return Path(self.label).stem

    def open(self) -> IO[bytes]:
        """The bytes of the file; the caller closes it."""
        if not self.members:
            return self.path.open("rb")
        return io.BufferedReader(_Unpacked(self.path, self.members))


class _Unpacked(io.RawIOBase):
    """A member of a zip (of a zip …), which closes every archive it opened on the way."""

    def __init__(self, path: Path, members: tuple[str, ...]) -> None:
        with ExitStack() as opening:
            opened: IO[bytes] = opening.enter_context(path.open("rb"))
            for member in members:
                archive = opening.enter_context(zipfile.ZipFile(opened))
                opened = opening.enter_context(archive.open(member))
            self._innermost = opened
            self._opened = opening.pop_all()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._innermost.seek(offset, whence)

    def tell(self) -> int:
        return self._innermost.tell()

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        taken = self._innermost.read(len(view))
        view[: len(taken)] = taken
        return len(taken)

    def close(self) -> None:
        if not self.closed:
            self._opened.close()
        super().close()


def _kind_of(name: str) -> SourceKind:
    suffix = Path(name).suffix.lower()
    if suffix in _TABLES:
        return SourceKind.TABLE
    if suffix in _MAPS:
        return SourceKind.MAP
    return SourceKind.WORKBOOK if suffix in _WORKBOOKS else SourceKind.OTHER


def _member_name(info: zipfile.ZipInfo) -> str:
    """The name as written; old tools write Japanese names in CP932 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp932")
    except UnicodeError:
        return info.filename


def _unreadable_zip(label: str, what: str) -> Problem:
    return Problem(
        id="LOAD005",
        what=what,
        do="unpack it by hand, check the files, and put them into the folder as they are",
        where=Place(file=label),
    )


def _zip_sources(
    parent: Source, archive: zipfile.ZipFile, depth: int
) -> Iterator[Source | Problem]:
    for info in archive.infolist():
        name = _member_name(info)
        label = f"{parent.label}/{name}"
        if info.is_dir() or name.startswith("__MACOSX") or Path(name).name.startswith("."):
            continue
        if info.flag_bits & 0x1:
            yield _unreadable_zip(label, "the zip is locked with a password")
            continue
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > _LARGEST_MEMBER_BYTES or ratio > _LARGEST_RATIO:
            yield _unreadable_zip(label, "the zip unpacks to an implausible size")
            continue
        inner = Source(
            label=label,
            path=parent.path,
            members=(*parent.members, info.filename),
            kind=_kind_of(name),
        )
        if not name.lower().endswith(".zip"):
            yield inner
        elif depth < _DEEPEST_ZIP:
            yield from _open_zip(inner, depth + 1)
        else:
            yield _unreadable_zip(label, "zips lie in one another more than two deep")


def _open_zip(source: Source, depth: int) -> Iterator[Source | Problem]:
    try:
        with source.open() as opened, zipfile.ZipFile(opened) as archive:
            yield from _zip_sources(source, archive, depth)
    except zipfile.BadZipFile:
        yield _unreadable_zip(source.label, "the zip is damaged or cut off")


def find_sources(folder: Path) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """Every file below the folder in order of its path, zips opened; and what could not be opened.

    Hidden files are passed over. An empty or missing folder yields one problem (LOAD001).
    """
    sources: list[Source] = []
    problems: list[Problem] = []
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    for path in paths:
        inside = path.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts):
            continue
        source = Source(label=inside.as_posix(), path=path, kind=_kind_of(path.name))
        if path.suffix.lower() != ".zip":
            sources.append(source)
            continue
        for found in _open_zip(source, 1):
            (problems if isinstance(found, Problem) else sources).append(found)  # type: ignore[arg-type]
    if not sources and not problems:
        what = "the folder is empty" if folder.is_dir() else "there is no such folder"
        problems.append(
            Problem(
                id="LOAD001",
                what=what,
                do="name the folder that holds the city's exports (CSV files, or a zip of them)",
                where=Place(file=folder.name or str(folder)),
            )
        )
    return tuple(sources), tuple(problems)
