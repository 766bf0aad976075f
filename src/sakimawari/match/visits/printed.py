"""Whether the tables and pictures of a result say what its plan says, and keep protected people apart."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from sakimawari.drawing.sheets import Table, csv_of
from sakimawari.match.reading.sheets import SetAside
from sakimawari.match.results.certificate import Certificate, Claim, Violation
from sakimawari.match.results.folder import PROBLEM, SET_ASIDE

APART = "protected.csv"
PRINTED, KEPT_APART = "printed", "protected"
_TEXTS = {
    PRINTED: "どの表も図も計画のとおりである",
    KEPT_APART: "支援措置のある人は、ほかの人に渡る表に出ていない",
}
_ASIDE_COLUMNS = ["file", "line", "id", "reason", "remedy", "row"]

Rows = list[list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a folder has to hold beside its plan, by path: tables, pictures, rows set aside."""

    tables: Mapping[str, Table]
    pictures: Mapping[str, str]
    aside: Sequence[SetAside]


def with_tables(
    certificate: Certificate, folder: Path, column: str, due: Due | None, protected: Collection[str]
) -> Certificate:
    """The certificate with what was found in the tables and pictures beside the plan.

    `due` None: the plan names what the problem does not hold, so that nothing follows from it;
    `column` holds the ids.
    """
    found = (
        *(() if due is None else _printed(folder, column, due)),
        *_leaked(folder, column, protected),
    )
    broken = {each.claim for each in found}
    claims = tuple(
        Claim(id=id, text=text, holds=None if due is None and id == PRINTED else id not in broken)
        for id, text in _TEXTS.items()
    )
    return replace(
        certificate,
        claims=(*certificate.claims, *claims),
        violations=(*certificate.violations, *found),
    )


def _printed(folder: Path, column: str, due: Due) -> Iterator[Violation]:
    wanted = {name: _cells(csv_of(table).decode("utf-8-sig")) for name, table in due.tables.items()}
    if due.aside:
        wanted[SET_ASIDE] = [_ASIDE_COLUMNS, *map(_aside, due.aside)]
    for name in sorted({*_there(folder), *wanted, *due.pictures}):
        path = folder / name
        if not path.is_file():
            yield _wrong(PRINTED, name, "計画にある表か図がありません")
        elif name in wanted:
            yield from _rows(name, column, wanted[name], _cells(_text(path)))
        elif name not in due.pictures:
            yield _wrong(PRINTED, name, "計画にない表か図です")
        elif _text(path) != due.pictures[name]:
            yield _wrong(PRINTED, name, "図が計画と違います")


def _there(folder: Path) -> Iterator[str]:
    """Tables and pictures of a folder, but for its problem."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() in (".csv", ".svg") and not name.startswith(f"{PROBLEM}/"):
            yield name


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig", errors="replace")


def _cells(text: str) -> Rows:
    return list(csv.reader(io.StringIO(text, newline="")))


def _aside(row: SetAside) -> list[str]:
    problem = row.problem
    told = (problem.id, problem.what, problem.do, " | ".join(row.written))
    return [row.file, str(row.line), *told]


def _rows(name: str, column: str, wanted: Rows, found: Rows) -> Iterator[Violation]:
    header = wanted[0]
    if not found or found[0] != header:
        yield _wrong(PRINTED, name, "表の見出しが計画と違います")
        return
    at = header.index(column) if column in header else 0
    for want, have in zip_longest(wanted[1:], found[1:]):
        if want == have:
            continue
        row = want or have
        who = row[at] if at < len(row) and row[at] else name
        if want is None or have is None:
            yield _wrong(PRINTED, who, f"{name}: 行が計画より多いか少なくなっています")
            continue
        differ = (title for title, a, b in zip_longest(header, want, have) if a != b)
        yield _wrong(PRINTED, who, f"{name}: 「{next(differ)}」が計画と違います")


def _leaked(folder: Path, column: str, protected: Collection[str]) -> Iterator[Violation]:
    for name in sorted(_there(folder)):
        if not name.endswith(".csv") or name in (APART, SET_ASIDE):
            continue
        header, *rows = _cells(_text(folder / name)) or [[]]
        if column not in header:
            continue
        at = header.index(column)
        for row in rows:
            if at < len(row) and row[at] in protected:
                yield _wrong(KEPT_APART, row[at], f"{name}に出ています")


def _wrong(claim: str, who: str, text: str) -> Violation:
    return Violation(claim=claim, who=(who,), text=text)
