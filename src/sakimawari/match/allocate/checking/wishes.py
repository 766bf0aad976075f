"""Wishes by the facilities there are: unknown ones with the nearest name, classes nobody takes there."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sakimawari.match.allocate.reading.classes import old_enough
from sakimawari.match.allocate.reading.folder import Given
from sakimawari.match.allocate.reading.found import Found
from sakimawari.match.allocate.reading.rows import Applicant, Extra, Nursery
from sakimawari.problems import Place, Problem
from sakimawari.registry.headers import loose_name


def sound_wishes(given: Given, found: Found) -> Given:
    """Children with the wishes that can be met at all; a wish set aside leaves its number empty."""
    reading = _Wishes(given, found)
    children = tuple(reading.child(child) for child in given.children)
    return replace(given, children=children, extras=tuple(reading.extras()))


class _Wishes:
    def __init__(self, given: Given, found: Found) -> None:
        self.given, self.found = given, found
        self.by_id = {each.id: each for each in given.nurseries}
        names = Counter(loose_name(each.name) for each in given.nurseries)
        self.by_name = {
            loose_name(each.name): each.id
            for each in given.nurseries
            if names[loose_name(each.name)] == 1
        }
        self.takes = {
            each.id: frozenset(age for seats in each.seats for age in seats.ages)
            for each in given.nurseries
        }

    def id_of(self, said: str) -> str | None:
        """A facility by its number, or by its name where only one has it."""
        if said in self.by_id:
            return said
        return self.by_name.get(loose_name(said)) or self._without_zeros(said)

    def _without_zeros(self, said: str) -> str | None:
        """0012 written as 12, as spreadsheets do, where that leaves one facility only."""
        plain = said.lstrip("0")
        met = [id for id in self.by_id if id.lstrip("0") == plain] if plain.isdigit() else []
        return met[0] if len(met) == 1 else None

    def child(self, child: Applicant) -> Applicant:
        current = child.current and self.id_of(child.current)
        if child.current and not current:
            self._unknown(child, child.current, "現在の施設")
        elif current and child.age not in self.takes[current]:
            self._line(
                child, "ALLOC053", f"the facility the child attends has no class of age {child.age} in this round",
                "write its seats (0 for none to give); with --go-on its seat is not given on", "現在の施設",
            )  # fmt: skip
            current = None
        wishes: list[str] = []
        for rank, said in enumerate(child.wishes, 1):
            kept = self._wish(child, rank, said) if said else ""
            if kept and kept == current:
                self._attended(child, rank)
            wishes.append("" if kept in wishes or kept == current else kept)
        return replace(child, wishes=tuple(wishes), current=current or None)

    def _wish(self, child: Applicant, rank: int, said: str) -> str:
        column = f"希望{rank}"
        id = self.id_of(said)
        if id is None:
            self._unknown(child, said, column)
            return ""
        if child.age not in self.takes[id]:
            self._line(
                child, "ALLOC053", f"wish {rank} is for a class the facility does not take (age {child.age})",
                "ask the family for another wish, or correct the class or the facility's seats", column,
            )  # fmt: skip
            return ""
        return id if self._old_enough(child, self.by_id[id], rank) else ""

    def _old_enough(self, child: Applicant, nursery: Nursery, rank: int) -> bool:
        if not nursery.least_age or child.born is None or child.age:
            return True
        fits = old_enough(child.born, self.given.rules.admission, nursery.least_age)
        if fits is False:
            self.found.remark(
                "ALLOC062",
                f"wish {rank} asks for {nursery.least_age}, which the child has not on {self.given.rules.admission}",
                "tell the family; it may be met in a later month",
                where=Place(file=self.given.files.children, line=child.line, column=f"希望{rank}"),
            )
        return fits is not False

    def _attended(self, child: Applicant, rank: int) -> None:
        self.found.remark(
            "ALLOC044",
            f"wish {rank} is the facility the child attends already; it is kept in any case",
            "nothing has to be done; the wishes after it count as moves the family asks for",
            where=Place(file=self.given.files.children, line=child.line, column=f"希望{rank}"),
        )

    def _unknown(self, child: Applicant, said: str, column: str) -> None:
        near = difflib.get_close_matches(
            said, [*self.by_id, *(n.name for n in self.given.nurseries)], n=1
        )
        where = Place(file=self.given.files.children, line=child.line, column=column)
        problem = Problem(
            id="ALLOC045",
            what="no facility has this number or name",
            do="correct it as in the table of facilities; with --go-on this wish is left out",
            where=where,
            near=near[0] if near else None,
        )
        self.found.problem(problem)

    def _line(self, child: Applicant, id: str, what: str, do: str, column: str) -> None:
        self.found.line(self.given.files.children, child.line, id, what, do, column=column)

    def extras(self) -> Iterator[Extra]:
        """Extra points of known children at known facilities."""
        known: Mapping[str, Applicant] = {child.id: child for child in self.given.children}
        for each in self.given.extras:
            id = self.id_of(each.nursery)
            if each.child in known and id:
                yield replace(each, nursery=id)
                continue
            self.found.line(
                self.given.files.extras, each.line, "ALLOC047" if id else "ALLOC045",
                "no child of this round has this number" if id else "no facility has this number or name",
                "correct it, or take the line out", column="児童番号" if id else "施設番号",
            )  # fmt: skip
