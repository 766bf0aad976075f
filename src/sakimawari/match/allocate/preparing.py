"""A folder made ready: read, checked, built into a market; the same for a run and for its examiner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sakimawari.match.allocate.building import Book, build
from sakimawari.match.allocate.checking import checked
from sakimawari.match.allocate.checking.ties import check_ties
from sakimawari.match.allocate.reading.beside import GIVEN
from sakimawari.match.allocate.reading.folder import Given, read_folder
from sakimawari.match.allocate.reading.found import Found
from sakimawari.match.allocate.reading.rows import Decision
from sakimawari.problems import Place, Problem, Problems, fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a kind of scarce places reads and how it speaks.

    `classes` by age, or none; `adapt` fills in what the kind works out first (lots); `who` heads the
    column of ids in its tables, `words` are the kind's own words for those of nursery admission.
    """

    kind: str
    title: str
    classes: bool
    who: str = "児童番号"
    words: Mapping[str, str] = field(default_factory=dict)
    adapt: Callable[[Given, Found], Given] | None = None

    def said(self, text: str) -> str:
        """A text in the kind's own words."""
        for word, own in self.words.items():
            text = text.replace(word, own)
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A decision given with the command: like a line of 決定済."""

    child: str
    nursery: str
    reason: str
    by: str


def fix_of(text: str) -> Fix:
    """A decision written CHILD:FACILITY:REASON:BY. ALLOC054 where a part is missing."""
    parts = [part.strip() for part in text.split(":")]
    if len(parts) != 4 or not all(parts):
        raise fault(
            "ALLOC054",
            "a decision of the command lacks the child, the facility, the reason or who decided",
            "write --fix CHILD:FACILITY:REASON:STAFF_ID",
        )
    return Fix(child=parts[0], nursery=parts[1], reason=parts[2], by=parts[3])


def prepare(
    folder: Path, on: date, shape: Shape, *, fixes: Sequence[Fix] = ()
) -> tuple[Book, Found]:
    """The market of a folder, and everything that is wrong with it.

    Raises what cannot be read at all; what cannot be gone on without lies in `Found.stops`.
    """
    found = Found()
    given = read_folder(folder, on, found, classes=shape.classes)
    given = _with_fixes(_without_withdrawn(given), fixes)
    if shape.adapt is not None:
        given = shape.adapt(given, found)
    given = checked(given, found)
    if not given.children or not given.nurseries:
        raise Problems([_empty(given), *found.stops, *(each.problem for each in found.aside)])
    book = build(given, found, classes=shape.classes)
    check_ties(book.market, found)
    return book, found


def _without_withdrawn(given: Given) -> Given:
    gone = given.withdrawn
    return replace(
        given,
        parted=frozenset(child.household for child in given.children if child.id in gone),
        children=tuple(child for child in given.children if child.id not in gone),
        extras=tuple(each for each in given.extras if each.child not in gone),
        decisions=tuple(each for each in given.decisions if each.child not in gone),
        conditions=tuple(
            each for each in given.conditions if each.child not in gone and each.other not in gone
        ),
        combinations=tuple(
            replace(each, places={who: at for who, at in each.places.items() if who not in gone})
            for each in given.combinations
        ),
    )


def _with_fixes(given: Given, fixes: Sequence[Fix]) -> Given:
    added = tuple(
        Decision(
            child=fix.child, nursery=fix.nursery, how=GIVEN, reason=fix.reason, by=fix.by, line=at
        )
        for at, fix in enumerate(fixes, 1)
    )
    return replace(given, decisions=(*given.decisions, *added)) if added else given


def _empty(given: Given) -> Problem:
    what = "child" if not given.children else "facility"
    file = given.files.children if not given.children else given.files.nurseries
    return Problem(
        id="ALLOC059",
        what=f"no {what} is left that could be used",
        do="correct the rows named below, or give the table",
        where=Place(file=file),
    )


def settings_of(fixes: Sequence[Fix], **further: Any) -> dict[str, Any]:
    """The settings of a run, as they are kept with it."""
    return {
        **further,
        "fix": [
            {"child": fix.child, "nursery": fix.nursery, "reason": fix.reason, "by": fix.by}
            for fix in fixes
        ],
    }


def fixes_in(settings: Any) -> tuple[Fix, ...]:
    """The decisions of a run's settings."""
    return tuple(Fix(**each) for each in settings.get("fix", ()))
