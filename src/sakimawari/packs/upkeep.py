"""What an official should look at in packs that load: figures to be checked again, figures known
only from secondary text, services and examples of each pack, clauses no example decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from sakimawari.packs.cases import CaseReport
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Pack
from sakimawari.problems import Place, Problem
from sakimawari.rules.figures import DatedParameter, DatedTable, Provenance


class Doubt(Enum):
    """Why a figure needs a look. OVERDUE: past its check_by. UNSURE: marked `certainty: check`."""

    OVERDUE = "overdue"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulFigure:
    """A parameter or table in force that should be read again at its source."""

    name: str
    pack: str
    since: date
    doubt: Doubt
    provenance: Provenance
    place: Place

    def remark(self) -> Problem:
        """The doubt in words."""
        source = f"{self.provenance.article}, {self.provenance.source}"
        if self.doubt is Doubt.OVERDUE:
            return Problem(
                id="PACK054",
                what=f"{self.name} from {self.since} was to be checked again by "
                f"{self.provenance.check_by}",
                do=f"read {source}, then set `checked` and `check_by`, or add the new value",
                where=self.place,
            )
        return Problem(
            id="PACK055",
            what=f"{self.name} from {self.since} is marked as unsure; what it decides is unknown",
            do=f"read {source}, then remove `certainty: check`",
            where=self.place,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSummary:
    """A pack in figures: its services, and how many examples expect something of each."""

    pack: Pack
    examples: tuple[tuple[str, int], ...]  # (slug, expectations)


def upkeep(
    catalogue: Catalogue, *, on: date, report: CaseReport | None = None
) -> tuple[Problem, ...]:
    """What needs upkeep on a date: doubtful figures, changes of the law not followed, and with a report of the examples also the
    clauses that none of them decides. What packs declare and nobody reads is in the catalogue's
    own `remarks`.
    """
    doubtful = [figure for pack in catalogue.packs for figure in doubtful_figures(pack, on=on)]
    undecided = [] if report is None else undecided_clauses(catalogue, report)
    late = [
        remark
        for pack in catalogue.packs
        for change in pack.changes
        for remark in change.remarks(on)
    ]
    return (*(figure.remark() for figure in doubtful), *late, *undecided)


def summaries(catalogue: Catalogue, report: CaseReport) -> tuple[PackSummary, ...]:
    """Each pack with the number of expectations of each of its services."""
    return tuple(_summary(pack, report) for pack in catalogue.packs)


def doubtful_figures(pack: Pack, *, on: date) -> list[DoubtfulFigure]:
    """The figures of a pack that are unsure, or in force past their date of checking."""
    found: list[DoubtfulFigure] = []
    figures: list[tuple[str, str, DatedParameter | DatedTable]] = [
        *(("parameter", dated.parameter.name, dated) for dated in pack.parameters),
        *(("table", dated.table.name, dated) for dated in pack.tables),
    ]
    for kind, name, dated in figures:
        current = dated.on(on)
        if current is None:
            continue
        doubt = (
            Doubt.UNSURE
            if not current.provenance.certain
            else Doubt.OVERDUE
            if current.provenance.check_by < on
            else None
        )
        if doubt is not None:
            found.append(
                DoubtfulFigure(
                    name=name,
                    pack=pack.id,
                    since=current.since,
                    doubt=doubt,
                    provenance=current.provenance,
                    place=pack.places[kind, name],
                )
            )
    return found


def undecided_clauses(catalogue: Catalogue, report: CaseReport) -> list[Problem]:
    """A remark for each clause that decides a no in no example."""
    return [
        Problem(
            id="PACK056",
            what=f"no example of {slug} is refused by the clause {clause.id}",
            do="add a near miss to its cases that fails this clause alone",
            where=service.places[clause.id],
        )
        for slug, service in catalogue.services.items()
        for clause in service.rule.clauses
        if clause.id not in report.decisive.get(slug, frozenset())
    ]


def _summary(pack: Pack, report: CaseReport) -> PackSummary:
    counts = dict.fromkeys(pack.services, 0)
    for result in report.results:
        if result.expected.service in counts:
            counts[result.expected.service] += 1
    return PackSummary(pack=pack, examples=tuple(counts.items()))
