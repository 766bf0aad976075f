"""A page read: which slip it is, how it lies, what was filled in, and what a person must look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from sakimawari.problems import Problem, Problems
from sakimawari.reach.addressing.reference import LENGTH, read_reference
from sakimawari.reach.letters.geometry import SlipGeometry
from sakimawari.reach.returned.fields import FieldRead, Found
from sakimawari.reach.returned.filling import notes_on, read_fields
from sakimawari.reach.returned.intake import Gray, Picture
from sakimawari.reach.returned.locating import Code, codes_on
from sakimawari.reach.returned.recognising import Recogniser, recogniser
from sakimawari.reach.returned.registering import Laid, lay
from sakimawari.reach.returned.rule import RULE, Rule
from sakimawari.reach.returned.upright import Upright, upright

SlipOf: TypeAlias = Callable[[str], SlipGeometry | None]
CleanOf: TypeAlias = Callable[[SlipGeometry], Gray | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """What became of a page.

    `why` says why it is set aside (SCAN011 to SCAN015); then there are no fields. `look` says what
    makes the slip one for a person even where each field is sure: note, unsigned.
    """

    number: int
    reference: str = ""
    why: Problem | None = None
    laid: Laid | None = None
    sheet: Upright | None = None
    fields: tuple[FieldRead, ...] = ()
    look: tuple[str, ...] = ()
    quality: dict[str, float] = field(default_factory=dict)

    @property
    def sure(self) -> bool:
        """Whether everything on it may be taken without a person."""
        if self.why is not None or self.look or not self.fields:
            return False
        return all(one.found is not Found.DOUBTFUL for one in self.fields)


def read_page(
    picture: Picture,
    slip_of: SlipOf,
    clean_of: CleanOf,
    *,
    rule: Rule = RULE,
    model: Recogniser | None = None,
    typed: str = "",
) -> PageRead:
    """Read one page. `typed` is the reference a clerk read off the paper, where the code cannot be."""
    code, reference, why = _reference(picture.gray, typed)
    if why is not None:
        return PageRead(number=picture.number, why=why)
    slip = slip_of(reference)
    if slip is None:
        return PageRead(number=picture.number, reference=reference, why=_unknown())
    clean = clean_of(slip)
    if clean is None:
        return PageRead(number=picture.number, reference=reference, why=_no_print())
    corners = None if code is None else np.asarray(code.corners, np.float64)
    laid = lay(picture.gray, slip, corners)
    if laid is None:
        return PageRead(number=picture.number, reference=reference, why=_unlaid())
    sheet = upright(picture.gray, laid, slip, clean)
    fields = read_fields(sheet, slip, rule, model or recogniser())
    note = notes_on(sheet, slip)
    return PageRead(
        number=picture.number,
        reference=reference,
        laid=laid,
        sheet=sheet,
        fields=fields,
        look=tuple(_look(laid, sheet, fields, note, rule)),
        quality={"error": laid.error, "bent": sheet.bent, "grain": sheet.grain, "note": note},
    )


def _look(
    laid: Laid, sheet: Upright, fields: tuple[FieldRead, ...], note: float, rule: Rule
) -> list[str]:
    found = []
    if not laid.sure or not sheet.settled:
        found.append("askew")
    if note > rule.note:
        found.append("note")
    if all(
        one.found in (Found.BLANK, Found.PRINTED, Found.LEFT) or one.why == "open" for one in fields
    ):
        found.append("nothing")
    return found


def _reference(gray: Gray, typed: str) -> tuple[Code | None, str, Problem | None]:
    codes = codes_on(gray)
    ours = []
    for code in codes:
        try:
            ours.append((code, read_reference(code.text[-LENGTH:])))
        except Problems:
            continue
    if typed:
        match = next((code for code, reference in ours if reference == typed), None)
        return match, typed, None
    if not codes:
        return None, "", _no_code()
    if not ours:
        return None, "", _strange_code()
    if len({reference for _, reference in ours}) > 1:
        return None, "", _several()
    return ours[0][0], ours[0][1], None


# ---------------------------------------------------------------- reasons


def _no_code() -> Problem:
    return Problem(
        id="SCAN011",
        what="no QR code was found on the page",
        do="type the reference that stands under the code; if there is none, it is not a reply slip",
    )


def _strange_code() -> Problem:
    return Problem(
        id="SCAN012",
        what="the QR code on the page is not that of a letter of this city",
        do="hand the paper to whom it concerns; it is no reply slip",
    )


def _several() -> Problem:
    return Problem(
        id="SCAN013",
        what="there is more than one slip on the page",
        do="scan one slip a page",
    )


def _unknown() -> Problem:
    return Problem(
        id="SCAN014",
        what="the reference is none of a letter that is kept here",
        do="compare it with the paper; a letter written long ago is answered by a person",
    )


def _no_print() -> Problem:
    return Problem(
        id="SCAN016",
        what="the file the letter was printed from is no longer kept, so ink cannot be told apart",
        do="enter by hand what the slip says",
    )


def _unlaid() -> Problem:
    return Problem(
        id="SCAN015",
        what="the slip's marks were not found: it is cut, covered or crumpled",
        do="scan it again lying flat; or enter by hand what it says",
    )
