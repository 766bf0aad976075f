"""Families: siblings who apply together, what they ask for as a whole, and ids that lead nowhere."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sakimawari.match.allocate.reading.folder import Given
from sakimawari.match.allocate.reading.found import Found
from sakimawari.match.allocate.reading.rows import Applicant, Combination, Tied
from sakimawari.problems import Place


def families_of(children: tuple[Applicant, ...]) -> dict[str, tuple[Applicant, ...]]:
    """Children by family, the eldest first; who has no number of a household stands alone."""
    by_household: dict[str, list[Applicant]] = defaultdict(list)
    for child in children:
        by_household[child.household or f"単独 {child.id}"].append(child)
    return {household: tuple(sorted(own, key=_by_age)) for household, own in by_household.items()}


def _by_age(child: Applicant) -> tuple[int, int, str]:
    return -(child.age or 0), child.born.toordinal() if child.born else 0, child.id


def check_twins(given: Given, found: Found) -> None:
    """Two numbers for one birth date in a household: twins where they are marked so, else a remark.

    Without a column of twins nothing can be told apart, and nothing is said.
    """
    marked = any("双子" in child.cells for child in given.children)
    for own in families_of(given.children).values():
        for one, other in itertools.pairwise(own):
            same = one.born is not None and one.born == other.born
            alike = one.wishes == other.wishes and one.points == other.points
            if same and alike and marked and not (one.twin and other.twin):
                found.remark(
                    "ALLOC043",
                    f"line {one.line} and this one are of one household and one birth date, not marked as twins",
                    "mark twins in 双子, or take out the row of a child who stands twice",
                    where=Place(file=given.files.children, line=other.line),
                )


def sound_families(given: Given, found: Found) -> Given:
    """Only whole families: where one child's row was set aside, its siblings wait for it too."""
    reading = _Families(given, found)
    children = tuple(child for child in given.children if reading.stays(child))
    reading.keep(children)
    for household, own in reading.families.items():
        reading.answers(household, own)
    return replace(
        given,
        children=children,
        combinations=tuple(each for each in given.combinations if reading.combination(each)),
        conditions=tuple(reading.conditions()),
    )


class _Families:
    def __init__(self, given: Given, found: Found) -> None:
        self.given, self.found = given, found
        self.families: Mapping[str, tuple[Applicant, ...]] = {}
        self.by_id: Mapping[str, Applicant] = {}

    def stays(self, child: Applicant) -> bool:
        """Whether no sibling of the child was set aside."""
        if not child.household or child.household not in self.found.households:
            return True
        self._line(
            child.line, "ALLOC047", "a sibling's row was set aside, and a family is decided as a whole",
            "correct the sibling's row", "世帯番号",
        )  # fmt: skip
        return False

    def keep(self, children: tuple[Applicant, ...]) -> None:
        self.families = families_of(children)
        self.by_id = {child.id: child for child in children}

    def answers(self, household: str, own: tuple[Applicant, ...]) -> None:
        """What the family answered on its form: known, the same for all, and only with siblings."""
        said = {child.together for child in own if child.together}
        if len(own) == 1:
            if said and said != {"7"} and household not in self.given.parted:
                self.found.remark(
                    "ALLOC047",
                    "a wish about siblings, and no sibling of this household applies",
                    "look whether the number of the household is right",
                    where=Place(
                        file=self.given.files.children, line=own[0].line, column="世帯番号"
                    ),
                )
            return
        if len(said) > 1:
            self._line(
                own[-1].line, "ALLOC057", "siblings of one household answer differently about places together",
                "give all of them the family's answer; with --go-on the eldest child's counts", "きょうだい希望",
            )  # fmt: skip
        answer = answer_of(own)
        if self.given.rules.steps_of(answer, 1) is None:
            self._line(
                own[0].line, "ALLOC057", "the wish about siblings is none the city's form offers",
                "write one of those in the rules; with --go-on the usual one counts", "きょうだい希望",
            )  # fmt: skip

    def combination(self, each: Combination) -> bool:
        """Whether a combination names this family's children and what they wish for."""
        own = self.families.get(each.household, ())
        ids = {child.id for child in own}
        what = ""
        if not own or not set(each.places) <= ids:
            what = "the combination names a household or child of no application"
        elif any(
            place and place not in (*self.by_id[child].wishes, self.by_id[child].current)
            for child, place in each.places.items()
        ):
            what = "the combination names a facility the child does not wish for"
        if what:
            self.found.line(
                self.given.files.combinations, each.line, "ALLOC047", what,
                "correct the number, or add the wish; with --go-on this combination is left out",
            )  # fmt: skip
        return not what

    def conditions(self) -> Iterator[Tied]:
        for each in self.given.conditions:
            child, other = self.by_id.get(each.child), self.by_id.get(each.other)
            if child and other and child.household == other.household and child is not other:
                yield each
                continue
            self.found.line(
                self.given.files.conditions, each.line, "ALLOC047",
                "the condition names a child that is no sibling in this round",
                "correct the number; with --go-on the condition does not hold",
                column="相手の児童番号" if child else "児童番号",
            )  # fmt: skip

    def _line(self, line: int, id: str, what: str, do: str, column: str) -> None:
        self.found.line(self.given.files.children, line, id, what, do, column=column)


def answer_of(own: tuple[Applicant, ...]) -> str:
    """The family's answer: the eldest child's that has one."""
    return next((child.together for child in own if child.together), "")
