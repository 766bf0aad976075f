"""What is wrong with a folder, gathered while it is read: rows and cells set aside, and remarks."""

from __future__ import annotations

from dataclasses import dataclass, field

from sakimawari.match.reading.sheets import Row, SetAside, Sheet, set_aside
from sakimawari.problems import Place, Problem


@dataclass(slots=True, kw_only=True)
class Found:
    """`aside` stops a run until it is corrected, or asked to go on without; `remarks` are to be read.

    `stops` cannot be gone on without: equal applicants whom no tie-break parts.
    """

    aside: list[SetAside] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    stops: list[Problem] = field(default_factory=list)
    households: set[str] = field(default_factory=set)  # of children whose row was set aside

    def row(
        self,
        sheet: Sheet,
        row: Row,
        id: str,
        what: str,
        do: str,
        *,
        column: str = "",
        near: str = "",
    ) -> None:
        """Set a row, or one cell of it, aside."""
        kept = set_aside(sheet, row, id, what, do, column=column)
        if near:
            problem = kept.problem
            kept = SetAside(
                file=kept.file,
                line=kept.line,
                written=kept.written,
                problem=Problem(
                    id=id, what=problem.what, do=problem.do, where=problem.where, near=near
                ),
            )
        self.aside.append(kept)

    def beyond(self, sheet: Sheet, row: Row) -> bool:
        """Set a row aside whose cells reach beyond the last named column: none of them can be trusted."""
        if row.beyond:
            self.row(
                sheet, row, "ALLOC068", "something stands beyond the last named column",
                "take out the comma or cell too many, or give the column its name",
            )  # fmt: skip
        return row.beyond

    def line(self, file: str, line: int, id: str, what: str, do: str, *, column: str = "") -> None:
        """Set aside what was found later, by its line."""
        where = Place(file=file, line=line, column=column or None)
        self.problem(Problem(id=id, what=what, do=do, where=where))

    def problem(self, problem: Problem) -> None:
        """Set aside what a problem with its place names."""
        assert problem.where is not None
        line = problem.where.line or 0
        self.aside.append(SetAside(file=problem.where.file, line=line, problem=problem))

    def remark(self, id: str, what: str, do: str, *, where: Place | None = None) -> None:
        """Say what people should look at."""
        self.remarks.append(Problem(id=id, what=what, do=do, where=where))

    def stop(self, id: str, what: str, do: str, *, where: Place | None = None) -> None:
        """Say what must be settled first."""
        self.stops.append(Problem(id=id, what=what, do=do, where=where))
