"""The letter behind a reference: to whom it went, about what, and whether it may still be followed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.cases.values import Moment, Wish
from sakimawari.problems import Problem, Problems
from sakimawari.reach.letters.store import letter_of as written_letter
from sakimawari.rules.tree import Holder

LETTERS = "letters"
_ADULT = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOf:
    """Whose letter it is. `services` are those it told of, in the order of the slip, `subjects` the
    keys of those whose right each is; none for letters written before these were kept.
    """

    reference: str
    person: str
    household: str
    ward: str
    services: tuple[str, ...]
    subjects: tuple[tuple[str, ...], ...] = ()


def letter_of(home: Path, reference: str) -> LetterOf | None:
    """The letter that bears a reference, printed to its end; None for none."""
    found = written_letter(home / LETTERS, reference)
    if found is None:
        return None
    return LetterOf(
        reference=reference,
        person=found.person,
        household=found.household,
        ward=found.ward or "",
        services=found.services,
        subjects=found.subjects,
    )


def barrier(moment: Moment, letter: LetterOf) -> Problem | None:
    """Why nothing may follow by machine: protected since (SCAN020), or no longer here (SCAN021)."""
    try:
        moment.desk.find(letter.person, Holder.PERSON)
    except Problems:
        return _gone()
    if moment.desk.is_protected(letter.person, moment.today):
        return Problem(
            id="SCAN020",
            what="nothing of this slip may be followed by machine",  # not why: whoever may know, sees
            do="hand it to whoever is named for such records; it stays sealed until then",
        )
    departed = moment.desk.snapshot.departed()["person"]
    if pc.is_in(pa.scalar(letter.person), value_set=departed.combine_chunks()).as_py():
        return _gone()
    return None


def _gone() -> Problem:
    return Problem(
        id="SCAN021",
        what="the person the letter went to is no longer registered here",
        do="find out by hand whom the slip concerns now",
    )


def wishes_of(moment: Moment, letter: LetterOf, service: str, offer: int) -> tuple[Wish, ...]:
    """For whom a service of the letter is meant: whose right the letter said it was. `offer` is its
    place on the slip: a service may stand there twice, for different children.

    A letter written before that was kept says it of nobody: then the household for a household's
    service, otherwise whom the last night found at home (`_as_found`).
    """
    known = moment.catalogue.services.get(service)
    if known is None:
        return ()
    told = letter.subjects[offer] if 0 <= offer < len(letter.subjects) else ()
    if told and letter.services[offer] == service:
        return tuple(Wish(service=service, subject=subject) for subject in told)
    if known.holder is Holder.HOUSEHOLD:
        return (Wish(service=service, subject=letter.household),)
    return _as_found(moment, letter, service)


def _as_found(moment: Moment, letter: LetterOf, service: str) -> tuple[Wish, ...]:
    """The addressee, if it is theirs, else the minors of the home; the addressee where the night no
    longer finds it: a clerk decides then, not a machine.
    """
    rows = moment.run.ask(
        "SELECT subject, age FROM unmet WHERE subject_kind = 'person' AND service = ? "
        "AND household = ? ORDER BY subject",
        [service, letter.household],
        services=[service],
    ).to_pylist()
    found = [row["subject"] for row in rows]
    if letter.person in found or not found:
        return (Wish(service=service, subject=letter.person),)
    minors = [row["subject"] for row in rows if row["age"] is not None and row["age"] < _ADULT]
    return tuple(Wish(service=service, subject=subject) for subject in minors) or (
        Wish(service=service, subject=letter.person),
    )
