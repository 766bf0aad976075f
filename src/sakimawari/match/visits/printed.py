"""Whether the tables of a result say what its plan says, and keep protected people apart."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from sakimawari.match.results.certificate import Certificate, Claim, Violation

APART = "protected.csv"
PRINTED, KEPT_APART = "printed", "protected"
_TEXTS = {
    PRINTED: "表は計画のとおりである",
    KEPT_APART: "支援措置のある人は、ほかの人に渡る表に出ていない",
}


def with_tables(
    certificate: Certificate,
    folder: Path,
    column: str,
    said: Mapping[str, Mapping[str, str]],
    protected: Collection[str],
) -> Certificate:
    """The certificate with what was found in the tables beside the plan.

    `said`: by id what its row of result.csv (or protected.csv) has to hold; `column` holds the ids.
    """
    found = (*_printed(folder, column, said, protected), *_leaked(folder, column, protected))
    broken = {each.claim for each in found}
    claims = tuple(Claim(id=id, text=text, holds=id not in broken) for id, text in _TEXTS.items())
    return replace(
        certificate,
        claims=(*certificate.claims, *claims),
        violations=(*certificate.violations, *found),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _printed(
    folder: Path,
    column: str,
    said: Mapping[str, Mapping[str, str]],
    protected: Collection[str],
) -> Iterator[Violation]:
    found: dict[str, dict[str, str]] = {}
    for name, apart in (("result.csv", False), (APART, True)):
        for row in _rows(folder / name):
            who = row.get(column) or ""
            if who in found or who not in said or (who in protected) != apart:
                yield _wrong(PRINTED, who, f"{name}にあってはならない行です")
            found[who] = row
    for who, cells in said.items():
        row = found.get(who, {})
        for name, text in cells.items():
            if row.get(name) != text:
                yield _wrong(PRINTED, who, f"表の「{name}」が計画と違います")


def _leaked(folder: Path, column: str, protected: Collection[str]) -> Iterator[Violation]:
    for path in sorted((*folder.glob("*.csv"), *folder.glob("*/*.csv"))):
        if path.name in (APART, "set-aside.csv") or path.parent.name == "problem":
            continue
        for row in _rows(path):
            if row.get(column) in protected:
                yield _wrong(KEPT_APART, str(row[column]), f"{path.name}に出ています")


def _wrong(claim: str, who: str, text: str) -> Violation:
    return Violation(claim=claim, who=(who,), text=text)
