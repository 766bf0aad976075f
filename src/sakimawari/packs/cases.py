"""Runs worked examples: each expectation read by the plain interpreter, and compared.

A national pack's examples hold under the national figures: where a city's pack replaces one, they
are run without it, unless they need a service only the city has. A city's examples are run with
everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sakimawari.packs.case_files import Case, read_cases
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.document import read_document
from sakimawari.packs.expectation import Difference, Expected, differences
from sakimawari.packs.findings import Findings
from sakimawari.packs.load import load_packs
from sakimawari.packs.pack import NATIONAL
from sakimawari.problems import Problem
from sakimawari.rules.figures import Figures
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import read_service
from sakimawari.rules.proof import Reading
from sakimawari.rules.tree import Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """One expectation of one case with what came; it holds where nothing differs."""

    case: Case
    expected: Expected
    reading: Reading
    differences: tuple[Difference, ...]
    clause: Clause | None = None  # the one that decides a no

    def __repr__(self) -> str:
        return f"<CaseResult {self.expected.service}: {self.case.name}>"

    @property
    def holds(self) -> bool:
        return not self.differences

    def __str__(self) -> str:
        return str(self.problem()) if self.differences else f"{self.case.name}: holds"

    def problem(self) -> Problem:
        """A difference in words: what was expected, what came, and what decided it."""
        told = "; ".join(
            f"{found.what}: expected {found.expected}, came {found.came}"
            for found in self.differences
        )
        return Problem(
            id="CASE010",
            what=f"“{self.case.name}” on {self.case.on}, {self.expected.subject}, "
            f"{self.expected.service}: {told}",
            near=self._reason(),
            do="correct the rule if the example is right by its source, else the example",
            where=self.expected.place,
        )

    def _reason(self) -> str:
        if self.clause is not None:
            return f"decided by {self.clause.id}: {self.clause.text} ({self.clause.article})"
        if self.reading.status == Status.UNKNOWN:
            facts = "・".join(dict.fromkeys(use.name for use in self.reading.missing))
            figures = "・".join(use.name for use in self.reading.unsettled)
            opened = [
                reading.clause.id
                for at, reading in enumerate(self.reading.clauses)
                if self.reading.undecided >> at & 1
            ]
            return f"open: {', '.join(opened)}; missing {facts or 'nothing'}" + (
                f"; unsettled {figures}" if figures else ""
            )
        return f"every clause holds: {', '.join(r.clause.id for r in self.reading.clauses)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReport:
    """The results of a run, in the order of the files.

    `decisive` are, by service, the clauses that decided a no in some example.
    """

    results: tuple[CaseResult, ...]
    decisive: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<CaseReport: {self.passed} of {self.total} hold>"

    @property
    def cases(self) -> int:
        return len({id(result.case) for result in self.results})

    @property
    def total(self) -> int:
        """How many expectations were compared."""
        return len(self.results)

    @property
    def passed(self) -> int:
        return self.total - len(self.failures)

    @property
    def failures(self) -> tuple[CaseResult, ...]:
        return tuple(result for result in self.results if not result.holds)

    @property
    def holds(self) -> bool:
        return not self.failures

    def as_json(self) -> dict[str, object]:
        """The report for a program: counts, and each failure with its place."""
        return {
            "cases": self.cases,
            "total": self.total,
            "passed": self.passed,
            "failures": [
                {
                    "case": failure.case.name,
                    "on": failure.case.on.isoformat(),
                    "subject": failure.expected.subject,
                    "service": failure.expected.service,
                    "where": str(failure.expected.place),
                    "differences": [
                        {"what": one.what, "expected": one.expected, "came": one.came}
                        for one in failure.differences
                    ],
                }
                for failure in self.failures
            ],
        }


def cases_of(
    catalogue: Catalogue, *, naming: Collection[str] = ()
) -> tuple[tuple[Case, Catalogue], ...]:
    """Every case of every pack, with the catalogue it is to be read under. Raises Problems.

    With `naming`, files of cases that name none of these services are not read.
    """
    findings = Findings()
    found: list[tuple[Case, Catalogue]] = []
    national, city = grounds_of(catalogue)
    for pack in catalogue.packs:
        under = national if pack.scope == NATIONAL else city
        for path in sorted((pack.folder / "cases").glob("*.yaml")):
            if naming and not any(slug in path.read_text(encoding="utf-8") for slug in naming):
                continue
            item = read_document(path, f"{pack.folder.name}/cases/{path.name}", findings)
            found.extend((case, under) for case in read_cases(item, under, findings))
            if under is not city:
                beyond = read_cases(item, city, findings, elsewhere=under)
                found.extend((case, city) for case in beyond)
    findings.raise_any()
    return tuple(found)


def grounds_of(catalogue: Catalogue) -> tuple[Catalogue, Catalogue]:
    """What examples of national packs, and those of a city's, are read under."""
    national = [pack.folder for pack in catalogue.packs if pack.scope == NATIONAL]
    return (load_packs(national) if _replaces(catalogue) else catalogue), catalogue


def _replaces(catalogue: Catalogue) -> bool:
    """Whether a city's pack puts something in place of a national one."""
    names: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
    for pack in catalogue.packs:
        names[pack.scope == NATIONAL] |= {key for key in pack.places if key[0] in _REPLACEABLE}
    return bool(names[True] & names[False])


_REPLACEABLE = frozenset({"service", "parameter", "table"})


def cases_in(file: Path, catalogue: Catalogue) -> tuple[tuple[Case, Catalogue], ...]:
    """The cases of a file that belongs to no pack. Raises Problems."""
    findings = Findings()
    item = read_document(file, file.name, findings)
    found = [(case, catalogue) for case in read_cases(item, catalogue, findings)]
    findings.raise_any()
    return tuple(found)


def run_cases(
    catalogue: Catalogue, *, file: Path | None = None, only: str | None = None
) -> CaseReport:
    """The examples of the packs, or those of a `file` instead; `only` one service's.

    Raises Problems where a file of cases cannot be read.
    """
    chosen = cases_of(catalogue) if file is None else cases_in(file, catalogue)
    return run_these(chosen, only=None if only is None else (only,))


def run_these(
    chosen: Iterable[tuple[Case, Catalogue]], *, only: Collection[str] | None = None
) -> CaseReport:
    """Cases, each under its catalogue; `only` what they expect of these services."""
    figures: dict[tuple[int, date], Figures] = {}
    results: list[CaseResult] = []
    for case, under in chosen:
        key = (id(under), case.on)
        if key not in figures:
            figures[key] = under.figures(case.on)
        results.extend(
            _run(case, expected, under, figures[key])
            for expected in case.expect
            if only is None or expected.service in only
        )
    decisive: dict[str, set[str]] = {}
    for result in results:
        if result.clause is not None:
            decisive.setdefault(result.expected.service, set()).add(result.clause.id)
    return CaseReport(
        results=tuple(results),
        decisive={slug: frozenset(ids) for slug, ids in decisive.items()},
    )


def _run(case: Case, expected: Expected, catalogue: Catalogue, figures: Figures) -> CaseResult:
    service = catalogue.services[expected.service]
    situation, subject = case.read_for(expected.subject)
    reading = read_service(service.rule, situation, figures, subject=subject)
    decided = reading.decided_by
    return CaseResult(
        case=case,
        expected=expected,
        reading=reading,
        differences=differences(expected, reading, service),
        clause=service.rule.clauses[decided] if decided >= 0 else None,
    )
